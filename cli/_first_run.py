"""首次使用：还没有任何支部时，启动后把书记口令打印在标准输出，不经过日志。"""

import sys
from importlib import import_module

import nonebot

from core.chat.house import House

CODE = (
    "还没有绑定支部。书记口令：{code}，七天内有效，用一次即作废。\n"
    "请书记加助手为好友，私下把口令发给它；或由运维在群里发“绑定支部 名称”。\n"
)


def announce(house: House) -> None:
    """启动后看一眼，该打印才打印。"""

    @nonebot.get_driver().on_startup
    async def tell() -> None:
        service = import_module("plugins.guide.service")  # 插件由 NoneBot 装好之后才能引用
        now = house.runtime.now()
        code = await house.runtime.database.write(None, lambda session: service.issue(session, now))
        if code is not None:
            sys.stdout.write(CODE.format(code=code))
            sys.stdout.flush()
