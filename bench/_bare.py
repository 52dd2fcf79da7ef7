"""基准：一个什么也不做的 NoneBot（bare），或只有一个复读响应器的 NoneBot（echo）；日志输出与助手相同。"""

import gc
import sys

import nonebot
from nonebot.adapters.onebot.v11 import Adapter, Bot, MessageEvent

from core.chat import logs


def main() -> None:
    """参数：bare 或 echo，端口。"""
    kind, port = sys.argv[1], int(sys.argv[2])
    logs.set_up("WARNING")
    nonebot.init(_env_file=None, driver="~fastapi+~websockets", host="127.0.0.1", port=port, log_level="WARNING")
    driver = nonebot.get_driver()
    driver.register_adapter(Adapter)
    if kind == "echo":
        nonebot.on_message(handlers=[echo])

    @driver.on_startup
    async def settle() -> None:
        # 与助手相同的收垃圾设置，免得比的是这个
        gc.freeze()
        gc.set_threshold(5_000, 50, 50)

    nonebot.run(ws_ping_interval=5.0, ws_ping_timeout=5.0, access_log=False)


async def echo(bot: Bot, event: MessageEvent) -> None:
    """原样说回去。"""
    await bot.send(event, event.get_message())


if __name__ == "__main__":
    main()
