"""日志：标准错误，正式运行时另写文件并轮换；一行一件，从不含任何人说的话。"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nonebot.log import logger

if TYPE_CHECKING:
    from loguru import Record

FORMAT = "{time:YYYY-MM-DD HH:mm:ss} {level} {message}"
LARGEST_FILE = 10 << 20
KEPT_FILES = 10
"""写满一个换一个，留最近这么多个：日志再多也占不满磁盘。"""


def set_up(level: str, file: Path | None = None) -> None:
    """换掉 NoneBot 默认的输出；别家的日志只留要紧的。给了 file 就另写一份，写满了换新的。"""
    logger.remove()
    quiet: dict[str | None, str | int | bool] = {"": level, "nonebot": "WARNING", "nonebot_adapter_onebot": "WARNING"}
    quiet |= {"uvicorn": "WARNING", "apscheduler": "WARNING", "websockets": "WARNING"}
    logger.add(sys.stderr, level=level, format=FORMAT, diagnose=False, backtrace=False, filter=quiet)
    if file is not None:
        logger.add(
            file,
            level=level,
            format=FORMAT,
            diagnose=False,
            backtrace=False,
            filter=quiet,
            rotation=LARGEST_FILE,
            retention=KEPT_FILES,
            encoding="utf-8",
            delay=True,
            opener=_private,
        )


def file_in(data: Path, port: int) -> Path:
    """日志文件：文件名带端口，一台机器上开几个助手也各写各的。"""
    return data / "logs" / f"bot-{port}.log"


def _private(path: str, flags: int) -> int:
    """只有属主能读写。"""
    return os.open(path, flags, 0o600)


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
