"""OneBot v12：只有标准里写了的事件和动作。"""

from sandbox.onebot12.dialect import OneBot12

__all__ = ["OneBot12"]
