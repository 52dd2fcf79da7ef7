"""分寸的规则：口令里的写法怎么读，读不懂的怎么拒绝。决定能不能说的规则在 core.domain.manners。"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from core.domain.calendar import Doubt, read_when
from core.domain.errors import UserError
from core.domain.holidays import Arrangement, read_arrangement
from core.domain.manners import MOST_A_DAY, read_quiet

PREVIEW_OPEN_FOR = timedelta(minutes=30)
RECORD_DAYS = 7
RECORD_MOST = 20
RECORD_LOOKED = 500
"""一件事同时私下给许多位的算一行，所以多看几件。"""
_YEAR_END = 10
"""从十月起贴来的放假安排，没有写年份的多半是明年的：国务院办公厅在十一月前后公布。"""
_DAY_LIKE = re.compile(r"\d|[周日号天月年]|星期|礼拜|节|今|明|后")


class NotASpan(UserError):
    """没有看懂安静时段。"""

    text = "没有看懂，未作任何改动。请这样写：安静时段 21:30-8:00；不要安静时段就写：安静时段 不设。"


class TooMany(UserError):
    """一天几句超出了范围。"""

    text = f"一天至多主动说 0—{MOST_A_DAY} 句，未作任何改动。请这样写：推送上限 3。"


class NotADay(UserError):
    """没有看懂免打扰到哪天。"""

    text = "没有看懂到哪一天，未作任何改动。请这样写：免打扰到周五，或 免打扰到12月1日。"


class SwitchedOff(UserError):
    """助手关着，紧急的也发不出去。"""

    text = "助手现在是关着的，紧急通知也没有发。请书记或副书记先发“开启机器人”。"


class ChangedSince(UserError):
    """此后又改过。"""

    text = "这项设置此后又改过，不能撤销，未作任何改动。请直接再设一次。"


class Quiet(NamedTuple):
    """安静时段；起止相等就是不设。"""

    start: time
    end: time


class Sent(NamedTuple):
    """推送记录里的一行：什么时候、哪一件、后来怎样、缘由（送到的没有）；times 是同时的几件。"""

    at: datetime
    title: str
    fate: str
    reason: str
    times: int = 1


def merged(rows: Sequence[Sent]) -> list[Sent]:
    """同一分钟里名目、下落、缘由都一样的（各给一份的学习资料）并成一行，次序照头一件。"""
    kept = dict[tuple[datetime, str, str, str], Sent]()
    for one in rows:
        key = (one.at.replace(second=0, microsecond=0), one.title, one.fate, one.reason)
        kept[key] = kept[key]._replace(times=kept[key].times + 1) if key in kept else one
    return list(kept.values())


def quiet_of(words: str) -> Quiet:
    """「21:30-8:00」「晚上九点半到早上八点」「不设」。"""
    found = read_quiet(words)
    if found is None:
        raise NotASpan
    return Quiet(*found)


def limit_of(words: str) -> int:
    """一天几句。"""
    limit = int(words)
    if limit > MOST_A_DAY:
        raise TooMany
    return limit


def day_of(words: str, now: datetime) -> date:
    """免打扰到哪一天（含）；只要日子，不计几点，所以今天也算。"""
    found = read_when(words, now)
    if found.at is None or found.reason not in {None, Doubt.AMBIGUOUS}:
        raise NotADay
    return found.at.date()


def names_a_day(words: str) -> bool:
    """像不像在说哪一天；不像的在群里多半是闲聊，如“免打扰到底怎么设”。"""
    return _DAY_LIKE.search(words) is not None


def arrangement_of(text: str, now: datetime) -> Arrangement:
    """支委贴来的年度放假安排。"""
    return read_arrangement(text, now.year + (now.month >= _YEAR_END))
