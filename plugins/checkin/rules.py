"""学习登记的规则。

自愿登记，不催、不问、不罚（《关于防治“指尖上的形式主义”的若干意见》：不得强制要求打卡接龙、即时响应）。
"""

from datetime import date, time, timedelta
from typing import Any, NamedTuple

from core.domain.calendar import parse_clock
from core.domain.errors import UserError
from core.domain.scoring import Rule

RULE = Rule.CHECK_IN
"""一天登记一次得几分、封顶多少，照支部的积分规则。"""
REASON = "学习登记"
LONGEST_NOTE = 2000
"""一段心得最多多少字。"""


SUMMARY_AT = time(20)
"""每日学习小结默认几点；默认不开。"""
SUMMARY_CATCH_UP = timedelta(hours=1)
"""迟了这么久之内还补发，再迟就算了。"""
SUMMARY_EXPIRES = timedelta(hours=1, minutes=30)
EARLIEST, LATEST = time(8), time(21, 30)
"""安静时段之外才可以在群里说话。"""
FEWEST = 4
"""参与者不足这么多的，不写人次。"""


class NoteTooLong(UserError):
    """心得太长。"""

    text = "心得有 {length} 字，最多 {longest} 字，这次没有登记。请分几段发，例如“打卡 第一段……”。"


class NotATime(UserError):
    """没有看懂是几点。"""

    text = "没有看懂时间，未作任何改动。请这样写：小结时间 20:00。"


class QuietTime(UserError):
    """设在了安静时段。"""

    text = "小结时间要在 {earliest:%H:%M}—{latest:%H:%M} 之间，其余时间群里不打扰大家，未作任何改动。"


class SummaryChanged(UserError):
    """小结此后又改过。"""

    text = "每日学习小结此后又改过，不能撤销，未作任何改动。请直接发“小结时间 20:00”“小结 开”或“小结 关”。"


class Summary(NamedTuple):
    """每日学习小结怎么设的：几点、开着没有。"""

    at: time
    enabled: bool


NEVER_SET = Summary(SUMMARY_AT, enabled=False)
"""没有设过的小结。"""


def summary_of(kept: list[Any]) -> Summary:
    """照记下的（钟点、开着没有）读回来。"""
    return Summary(time.fromisoformat(kept[0]), kept[1])


class SummarySet(NamedTuple):
    """每日学习小结的一次改动：改前、改后。"""

    was: Summary
    now: Summary


def clock_of(words: str) -> time:
    """小结的钟点；看不懂、在安静时段的拒绝。"""
    at = parse_clock(words)
    if at is None:
        raise NotATime
    if not EARLIEST <= at <= LATEST:
        raise QuietTime(earliest=EARLIEST, latest=LATEST)
    return at


class CheckedIn(NamedTuple):
    """一次登记的结果：points 是这次得的分，again 为真是今天早已登记过，noted 是这次存了心得。

    undo 是撤销要用的资料：登记的那一天和当天第几次，或只是补写的那一段心得。
    """

    points: int
    again: bool
    noted: bool
    undo: dict[str, Any] | None = None


class Own(NamedTuple):
    """一个人自己的登记情况：今天登记没有、本月的日子、累计天数、积分余额。"""

    today: bool
    month: list[date]
    days: int
    balance: int


def clean_note(note: str | None) -> str | None:
    """收拾一段心得；没写为 None，太长则拒绝。"""
    text = (note or "").strip()
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong(length=len(text), longest=LONGEST_NOTE)
    return text or None


def source(member_id: int, day: date, ordinal: int) -> str:
    """入账的来源键；含当天第几次，撤销后再登记是新的一笔。"""
    return f"checkin:{member_id}:{day.isoformat()}:{ordinal}"
