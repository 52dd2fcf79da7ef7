"""会议变更的规则：改哪一次、改成什么；说不行的话。"""

from datetime import datetime, timedelta
from typing import NamedTuple

from core.domain.calendar import Doubt
from core.domain.errors import UserError
from core.domain.notice_words import Shown, spoken_moment
from core.domain.notices import NoticeKind

OPEN_FOR = timedelta(minutes=30)
"""预览等多久。"""
MOST_SHOWN = 8
"""一次最多列几次会议。"""
NO_CHANGE = "未作任何改动。"
ANY = "any"
WHICH = dict.fromkeys(("会议", "本次会议", "这次会议", "下次会议"), ANY) | {
    "支部党员大会": NoticeKind.GENERAL_MEETING,
    "党员大会": NoticeKind.GENERAL_MEETING,
    "支部大会": NoticeKind.GENERAL_MEETING,
    "支委会": NoticeKind.COMMITTEE_MEETING,
    "党小组会": NoticeKind.SUBGROUP_MEETING,
    "党课": NoticeKind.PARTY_LECTURE,
    "主题党日": NoticeKind.THEME_DAY,
    "组织生活会": NoticeKind.ORGANIZATIONAL_LIFE_MEETING,
}
"""话里说的是哪一种会；“会议”是不分哪一种。"""


class NoMeeting(UserError):
    """没有待开的会。"""

    text = "现在没有待开的会议，" + NO_CHANGE


class NoSuchMeeting(UserError):
    """没有这一份，或者已经开过、取消了。"""

    text = "没有 {ref} 这次待开的会议，" + NO_CHANGE + "发“会议”看看有哪些。"


class NotUnderstood(UserError):
    """没有看懂改成什么。"""

    text = "没有看懂改成什么，" + NO_CHANGE + "请这样写：会议改到周四10:00，或 会议换到二楼会议室。"


class BadTime(UserError):
    """时间说不准。"""

    text = "{why}，" + NO_CHANGE + "请写明哪天几点，例如：会议改到11月26日10:00。"


class Unchanged(UserError):
    """本来就是那样。"""

    text = "本来就是{words}，" + NO_CHANGE


class ChangedSince(UserError):
    """此后又改过。"""

    text = "{ref} 此后又改过、取消了或已经开过，不能照办，" + NO_CHANGE + "发“会议”看看现在的样子。"


class Changed(NamedTuple):
    """一次会议要改成的样子：没有改的为 None；cancel 为真是取消。"""

    number: int
    version: int
    starts_at: datetime | None = None
    place: str | None = None
    cancel: bool = False


class Effect(NamedTuple):
    """改了会怎样：was、now 是改前改后，public 为真在群里说，people 是收件人几位，answered 是已经回过话的几位。"""

    was: Shown
    now: Shown
    cancel: bool
    public: bool
    people: int
    answered: int


def refuse(doubt: Doubt, at: datetime | None) -> UserError:
    """时间说不准的拒绝。"""
    match doubt:
        case Doubt.PAST:
            return BadTime(why=f"{spoken_moment(at) if at else '那个时间'}已经过去了")
        case Doubt.IMPOSSIBLE:
            return BadTime(why="没有这个时间")
        case _:
            return BadTime(why="时间没有说准，或有不止一个时间")
