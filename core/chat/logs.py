"""日志：只写到标准错误，一行一件，从不含任何人说的话。"""

import sys

from nonebot.log import logger

FORMAT = "{time:YYYY-MM-DD HH:mm:ss} {level} {message}"


def set_up(level: str) -> None:
    """换掉 NoneBot 默认的输出；别家的日志只留要紧的。"""
    logger.remove()
    quiet: dict[str | None, str | int | bool] = {"": level, "nonebot": "WARNING", "nonebot_adapter_onebot": "WARNING"}
    quiet |= {"uvicorn": "WARNING", "apscheduler": "WARNING", "websockets": "WARNING"}
    logger.add(sys.stderr, level=level, format=FORMAT, diagnose=False, backtrace=False, filter=quiet)
