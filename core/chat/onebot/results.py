"""等着回音的调用：断开的那一刻就不再等，晚来的、重复的回音都不出错。"""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from nonebot.adapters.onebot.store import ResultStore
from nonebot.exception import NetworkError
from nonebot.log import logger
from typing_extensions import override

_caller: ContextVar[tuple[str, int]] = ContextVar("caller", default=("", 0))
"""正在调用的账号，和它是第几次连接。"""


class Results(ResultStore):
    """一种协议一份。"""

    def __init__(self) -> None:
        """还没有调用。"""
        super().__init__()
        self._awaited: dict[int, tuple[str, asyncio.Future[dict[str, Any]]]] = {}
        self._connection: Counter[str] = Counter()

    @contextmanager
    def calling(self, account: str) -> Generator[None]:
        """其间的调用都是 account 的。"""
        token = _caller.set((account, self._connection[account]))
        try:
            yield
        finally:
            _caller.reset(token)

    @override
    async def fetch(self, seq: int, timeout: float | None) -> dict[str, Any]:
        account, connection = _caller.get()
        if connection != self._connection[account]:
            # 发出去的时候那条连接正在断
            raise NetworkError("OneBot", "连接断了")
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._awaited[seq] = account, future
        try:
            return await asyncio.wait_for(future, timeout)
        finally:
            del self._awaited[seq]

    @override
    def add_result(self, result: dict[str, Any]) -> None:
        echo = result.get("echo")
        seq = int(echo) if isinstance(echo, str) and echo.isdecimal() else 0
        _, future = self._awaited.get(seq, ("", None))
        if future is None or future.done():
            # 没有人等了，或者同一次调用答了两次
            logger.debug("一个没有人等的回音，略过")
            return
        future.set_result(result)

    def abandon(self, account: str) -> None:
        """一个账号断开了：它的调用都当作没有回音。"""
        self._connection[account] += 1
        self._give_up([future for whose, future in self._awaited.values() if whose == account])

    def abandon_all(self) -> None:
        """停下时不再等：NoneBot 护着正在办的事，等满 api_timeout 才肯走。"""
        self._give_up([future for _, future in self._awaited.values()])

    @staticmethod
    def _give_up(futures: list[asyncio.Future[dict[str, Any]]]) -> None:
        for future in futures:
            if not future.done():
                future.set_exception(NetworkError("OneBot", "连接断了"))
