"""后台的活：出了错记进日志，别的照常，不往外抛。"""

from collections.abc import Awaitable
from typing import TypeVar

from nonebot.log import logger

T = TypeVar("T")


async def guarded(what: str, work: Awaitable[T]) -> T | None:
    """做完 work 返回它的结果；出了错写一行日志，返回 None。"""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 全项目三处之一：后台的活
        logger.opt(exception=error).error(f"{what}时出错，稍后再试")
        return None
