"""学习登记的规则。

自愿登记，不催、不问、不罚（《关于防治“指尖上的形式主义”的若干意见》：不得强制要求打卡接龙、即时响应）。
补登只是补记已经学过的那一天，不倒扣，也不补算连续。
"""

from collections.abc import Set as AbstractSet
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from core.domain.calendar import Period, parse_clock
from core.domain.errors import UserError
from core.domain.scoring import Rule
from core.domain.spoken_period import Stretch, read_period

RULE = Rule.CHECK_IN
"""一天登记一次得几分、封顶多少，照支部的积分规则。"""
REASON = "学习登记"
LONGEST_NOTE = 2000
"""一段心得最多多少字。"""
A_LEAF = 1200
"""“我的心得”一页多少字。"""
ASK_OPEN_FOR = timedelta(minutes=30)
"""问了“补哪一天”，等多久。"""
STREAK_SINCE = timedelta(days=366)
"""连续天数往前看多久。"""
SHORTEST_STREAK = 2
SUMMARY_AT = time(20)
"""每日学习小结默认几点；默认不开。"""
SUMMARY_CATCH_UP = timedelta(hours=1)
"""迟了这么久之内还补发，再迟就算了。"""
SUMMARY_EXPIRES = timedelta(hours=1, minutes=30)


class NoteTooLong(UserError):
    """心得太长。"""

    text = "心得有 {length} 字，最多 {longest} 字，这次没有登记。请分几段发，例如“打卡 第一段……”。"


class NotATime(UserError):
    """没有看懂是几点。"""

    text = "没有看懂时间，未作任何改动。请这样写：小结时间 20:00。"


class QuietTime(UserError):
    """设在了安静时段。"""

    text = "小结的钟点落在支部的安静时段（{quiet}）里，未作改动。请换一个，例如“小结时间 12:00”。"


class SummaryChanged(UserError):
    """小结此后又改过。"""

    text = "每日学习小结此后又改过，不能撤销，未作任何改动。请直接发“小结时间 20:00”“小结 开”或“小结 关”。"


class NotAMonth(UserError):
    """没有看懂是哪个月。"""

    text = "没有看懂是哪个月。请这样写：我的打卡 10月。"


class NotesEndHere(UserError):
    """没有这一页心得。"""

    text = "您的心得一共 {pages} 页，没有第 {page} 页。"


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
    """小结的钟点；看不懂的拒绝。"""
    at = parse_clock(words)
    if at is None:
        raise NotATime
    return at


class CheckedIn(NamedTuple):
    """一次登记的结果：points 是这次得的分，again 为真是今天早已登记过，noted 是这次存了心得。

    undo 是撤销要用的资料：登记的那一天和当天第几次，或只是补写的那一段心得；backfilled 不空是补登的哪一天。
    """

    points: int
    again: bool
    noted: bool
    undo: dict[str, Any] | None = None
    backfilled: date | None = None


class Own(NamedTuple):
    """一个人自己的登记情况。

    month 是看的哪个月；days 是当月登记的日子，backfilled 是其中补登的，off 是当月歇着的日子；
    total 累计天数，streak 到今天为止连续几天，notes 心得几段，balance 积分余额。
    """

    month: Stretch
    days: list[date]
    backfilled: AbstractSet[date]
    off: AbstractSet[date]
    total: int
    streak: int
    notes: int
    balance: int


class OwnNote(NamedTuple):
    """本人的一段心得。"""

    day: date
    text: str


def month_of(words: str | None, today: date) -> Stretch:
    """看哪个月；没说就是本月。看不懂、说的不是一个月的拒绝。"""
    month = read_period(words or "本月", today)
    if month is None or month.period is not Period.MONTH:
        raise NotAMonth
    return month


def streak(days: AbstractSet[date], off: AbstractSet[date], today: date) -> int:
    """到今天为止连续登记了几天：今天还没登记不算断，歇着的日子不算断；补登的不补算。"""
    day, count = today if today in days else today - timedelta(days=1), 0
    last = min(days, default=today)
    while day >= last and (day in days or day in off):
        count += day in days
        day -= timedelta(days=1)
    return count


def clean_note(note: str | None) -> str | None:
    """收拾一段心得；没写为 None，太长则拒绝。"""
    text = (note or "").strip()
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong(length=len(text), longest=LONGEST_NOTE)
    return text or None


def source(member_id: int, day: date, ordinal: int) -> str:
    """入账的来源键；含当天第几次，撤销后再登记是新的一笔。"""
    return f"checkin:{member_id}:{day.isoformat()}:{ordinal}"
