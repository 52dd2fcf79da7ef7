"""入口的队：过了门槛的事排在这里，同时至多办若干件，一下子来一万条也不占多少内存。

NoneBot 给每条报文开一个任务，一个等着的任务占三万多字节；这里排着的只是一个 Incoming。
不能因为忙就不读连接：我们自己的调用的回音也从那里来。
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from nonebot.adapters import Event
from nonebot.exception import NoLogException
from typing_extensions import override

from core.chat.incoming import Incoming
from core.chat.runtime import Runtime

MOST_AT_ONCE = 256
"""同时办几件；再多，合在一起提交也不会更快。"""
LONGEST_QUEUE = 20_000
"""至多排几件；再来的不收，等排完了到群聊记录里读回来。"""


class Arrival(Event):
    """放进门来的一件事；从不写进日志。"""

    incoming: Any

    @override
    def get_type(self) -> str:
        return "arrival"

    @override
    def get_event_name(self) -> str:
        return "arrival"

    @override
    def get_event_description(self) -> str:
        return ""

    @override
    def get_user_id(self) -> str:
        return str(self.incoming.user_id)

    @override
    def get_session_id(self) -> str:
        return str(self.incoming.place)

    @override
    def get_message(self) -> Any:
        return self.incoming.said.text

    @override
    def is_tome(self) -> bool:
        return bool(self.incoming.to_me)

    @override
    def get_log_string(self) -> str:
        raise NoLogException("助手")


def _ignore(_account: str, _since: datetime) -> None:
    """还没有人管。"""


class Intake:
    """一个进程一个入口。"""

    def __init__(self, runtime: Runtime, feed: Callable[[Incoming], Awaitable[None]]) -> None:
        """Feed 办一件事，自己不往外抛错。"""
        self._runtime, self._feed = runtime, feed
        self._queue: deque[Incoming] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._spilled: dict[str, datetime] = {}
        self.on_spill: Callable[[str, datetime], None] = _ignore
        """排满过之后又排完了，叫它去读回没有收下的；参数是账号、从什么时候起没有收下。"""

    def take(self, incoming: Incoming) -> None:
        """收下一件事；闲聊在这里就放下了。"""
        if not self._runtime.gate.admits(incoming):
            return
        if len(self._queue) >= LONGEST_QUEUE:
            self._spilled.setdefault(incoming.account, incoming.at)
            return
        self._queue.append(incoming)
        if len(self._tasks) < MOST_AT_ONCE:
            task = asyncio.get_running_loop().create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def waiting(self) -> int:
        """排着的有几件。"""
        return len(self._queue)

    async def close(self, seconds: float) -> None:
        """停下：排着的和正在办的至多再办 seconds 秒。"""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def _work(self) -> None:
        while self._queue:
            await self._feed(self._queue.popleft())
        spilled, self._spilled = self._spilled, {}
        for account, since in spilled.items():
            self.on_spill(account, since)
