"""收到情况的规则。

群里不点名、不列未回的人；提醒只私下、每份通知每人至多一次、每人每天至多一条
（《关于防治“指尖上的形式主义”的若干意见》：不得强制要求打卡接龙、即时响应）。
"""

from datetime import date, timedelta
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.identifiers import Letter, read
from core.domain.notices import Choice
from core.domain.receipts import Subject

REMINDER_FOR = timedelta(days=1)
"""一般通知的提醒多久没有发出去就不发了；会议的到开会为止。"""


class NoNotice(UserError):
    """没有通知。"""

    text = "现在没有通知。发通知请发“会议通知 ……”或“通知 ……”。"


class NoSuchNotice(UserError):
    """没有这一份。"""

    text = "没有编号 {ref} 的通知。"


class WhichNotice(UserError):
    """开着的有几份，没有说哪一份。"""

    text = "现在开着 {count} 份通知，请写明编号，例如“{example} {ref}”。\n{lines}"


class NotOpen(UserError):
    """已经不收回执了，不必提醒。"""

    text = "{ref} 已经结束或取消，不再提醒。"


class Answer(NamedTuple):
    """一个人怎样答的。stale 为真是改期以后没有再答；by_phone 为真是支委电话告知的；reason 没有或不给看的为 None。"""

    name: str
    choice: Choice
    minutes: int | None = None
    stale: bool = False
    by_phone: bool = False
    reason: str | None = None


class Roll(NamedTuple):
    """一份通知的回执。

    answers 是各人的回答；missing 是还没有回的；away 是那时正在请假、不必回的；
    unsettled 是类别未定、不列入的有几位；asker_sees 是看的人能不能看事由。
    """

    subject: Subject
    expected: int
    answers: tuple[Answer, ...]
    missing: tuple[str, ...]
    away: tuple[str, ...]
    unsettled: int
    asker_sees: bool = False

    def of(self, *choices: Choice) -> list[Answer]:
        """这样答的各位。"""
        return [one for one in self.answers if one.choice in choices]


class Absence(NamedTuple):
    """一段假：谁，哪天到哪天（含），事由。"""

    name: str
    first: date
    last: date
    reason: str | None


class Reminded(NamedTuple):
    """提醒的结果：各位的姓名。

    later 是今天收过别的提醒、改在明天的；too_late 是等到明天就晚了的；before 是这份提醒过的；
    refused 是设了免打扰的；unable 是送不到的。
    """

    subject: Subject
    now: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    too_late: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()


def number_in(words: str) -> int:
    """说的是第几份；不是通知编号的拒绝。"""
    found = read(words)
    if found is None or found.letter not in {None, Letter.NOTICE}:
        raise NoSuchNotice(ref=words.strip())
    return found.number
