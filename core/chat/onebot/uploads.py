"""同一个文件往往送来两遍：一条带文件的消息，一个“传了文件”的变动，编号还不一样；只让头一遍进门。"""

from collections import deque
from typing import NamedTuple

from core.chat.incoming import Incoming, Uploaded

_SECONDS = 30.0
_KEPT = 256


class _Seen(NamedTuple):
    when: float
    account: str
    place: str
    user_id: str
    name: str
    size: int


class SeenUploads:
    """刚传上来的文件，只记最近的若干个。"""

    def __init__(self) -> None:
        """还没有人传过。"""
        self._seen: deque[_Seen] = deque(maxlen=_KEPT)

    def first(self, incoming: Incoming, now: float) -> bool:
        """是不是头一遍：同一个人在同一处半分钟内传的、同名同大小的算一个；now 是只进不退的秒数。

        有的实现在消息里不给大小，没有给的与多大都算一样。
        """
        fresh = [file for file in incoming.files if not self._known(self._of(incoming, file, now))]
        self._seen.extend(self._of(incoming, file, now) for file in fresh)
        return bool(fresh)

    def _known(self, given: _Seen) -> bool:
        return any(
            given.when - one.when <= _SECONDS
            and one[1:5] == given[1:5]
            and (one.size == given.size or not one.size or not given.size)
            for one in self._seen
        )

    @staticmethod
    def _of(incoming: Incoming, file: Uploaded, now: float) -> _Seen:
        return _Seen(now, incoming.account, incoming.place, incoming.user_id, file.name, file.size)
