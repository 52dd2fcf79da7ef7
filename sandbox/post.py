"""把事件按故障开关送出去：丢掉、重复、乱序、迟到。"""

import asyncio
from collections.abc import Callable

from sandbox.dialect import Frame
from sandbox.faults import Faults

LONGEST_HOLD = 0.2
"""乱序时，攒不满的事件最多等这么多秒。"""


class Post:
    """一条连接上送事件的人。"""

    def __init__(self, faults: Faults, deliver: Callable[[Frame], None]) -> None:
        """送出去就是调用 deliver。"""
        self._faults = faults
        self._deliver = deliver
        self._held: list[Frame] = []
        self._waiting: asyncio.TimerHandle | None = None

    def send(self, event: Frame) -> None:
        """送一个事件。"""
        if self._faults.loses(event):
            return
        self._held.extend([event] * self._faults.copies)
        if len(self._held) >= self._faults.window:
            self._flush()
        elif self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(LONGEST_HOLD, self._flush)

    def _flush(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        held, self._held = self._held, []
        if self._faults.window > 1:
            held.reverse()
        for event in held:
            if self._faults.lateness:
                asyncio.get_running_loop().call_later(self._faults.lateness, self._deliver, event)
            else:
                self._deliver(event)
