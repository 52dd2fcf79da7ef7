"""能往前拨的钟：拨快了多少记在文件里，重启以后接着走。"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from sandbox.model import Broadcast

Ahead = Literal["hour", "tomorrow", "monday"]


def moment(ahead: Ahead, now: datetime) -> datetime:
    """从 now 往前走到什么时候：过一小时、明天 8:00、下周一 9:00。"""
    match ahead:
        case "hour":
            return now + timedelta(hours=1)
        case "tomorrow":
            return (now + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
        case "monday":
            monday = now + timedelta(days=7 - now.weekday())
            return monday.replace(hour=9, minute=0, second=0, microsecond=0)


class MovableClock:
    """比墙上的钟快一截，这一截只增不减。"""

    def __init__(self, path: Path, wall: Callable[[], datetime]) -> None:
        """Wall 是墙上的钟；path 里记着上次拨快了多少秒，没有或看不懂就是没有拨过。"""
        self.moved: Broadcast[datetime] = Broadcast()
        self._path, self._wall = path, wall
        self._ahead = _read(path)

    def now(self) -> datetime:
        """现在几点。"""
        return self._wall() + self._ahead

    def move_to(self, to: datetime) -> None:
        """拨到 to；已经过了就不动。"""
        ahead = to - self._wall()
        if ahead <= self._ahead:
            return
        # 先记下再拨：否则断电重启，钟会比已经办过的事还早
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.new")
        draft.write_text(f"{ahead.total_seconds()}\n", encoding="utf-8")
        draft.replace(self._path)
        self._ahead = ahead
        self.moved.publish(self.now())


def _read(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, OverflowError):
        return timedelta()
