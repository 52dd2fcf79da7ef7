"""日志：只写到标准错误，一行一件，从不含任何人说的话。"""

import sys
from typing import TYPE_CHECKING

from nonebot.log import logger

if TYPE_CHECKING:
    from loguru import Record

FORMAT = "{time:YYYY-MM-DD HH:mm:ss} {level} {message}"


def set_up(level: str) -> None:
    """换掉 NoneBot 默认的输出；别家的日志只留要紧的。"""
    logger.remove()
    quiet: dict[str | None, str | int | bool] = {"": level, "nonebot": "WARNING", "nonebot_adapter_onebot": "WARNING"}
    quiet |= {"uvicorn": "WARNING", "apscheduler": "WARNING", "websockets": "WARNING"}
    logger.add(sys.stderr, level=level, format=FORMAT, diagnose=False, backtrace=False, filter=quiet)


def shorten() -> None:
    """适配器的连接出错只留一行；要在 nonebot.init 之后叫，它会换掉这一项。"""
    logger.configure(patcher=_one_line)


def _one_line(record: "Record") -> None:
    """连接出错的原因都在网络那头：留一句话和错误的名字，不要堆栈。"""
    error = record["exception"]
    if error is not None and record["message"].startswith("OneBot"):
        name = error.type.__name__ if error.type else ""
        record["message"] = f"{record['message']}（{name}）"
        record["exception"] = None
