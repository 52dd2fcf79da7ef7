"""OneBot v11：事件、接口和各家实现的出入。"""

from sandbox.onebot11.dialect import OneBot11

__all__ = ["OneBot11"]
