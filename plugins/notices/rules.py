"""通知的规则：多长、等多久、谁可以发给谁；说不行的话。"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from core.domain.calendar import Doubt
from core.domain.errors import UserError
from core.domain.meeting import Draft
from core.domain.notice_words import Shown, spoken_moment
from core.domain.roster import Office

LONGEST = 1000
"""一份通知最多多少字。"""
OPEN_FOR = timedelta(minutes=30)
"""预览、问回去的话等多久。"""
CLASH = timedelta(hours=2)
"""两次会相隔不到这么久，预览里提一句。"""
ANSWERS_FOR = timedelta(hours=24)
"""一般通知发出之后多久之内，单说“收到”就算对它说的。"""
SIGN_UP_FOR = timedelta(days=7)
"""报名没有写日子的，收多久。"""
SOURCE_SHOWN = 500
"""“设为通知”的原文在群里，自己留一份开头就够。"""
NOT_SENT = "还没有发。"


class TooLong(UserError):
    """太长。"""

    text = f"通知有 {{length}} 字，最多 {LONGEST} 字，{NOT_SENT}请精简后再发；材料请传群文件，再回复它发“设为通知”。"


class NothingToSay(UserError):
    """只有称呼，没有正文。"""

    text = f"没有写通知什么，{NOT_SENT}请这样写：通知 请各党小组周五前上报学习计划。"


class NotReplying(UserError):
    """没有回复哪一条。"""

    text = "请在群里回复要转发的那条消息，再发“设为通知”。"


class NotFetched(UserError):
    """取不到那一条。"""

    text = f"没有取到那条消息的内容，{NOT_SENT}请把内容写在“通知 ”后面再发一次。"


class NoSuchSubgroup(UserError):
    """没有这个党小组。"""

    text = f"没有“{{name}}”这个党小组，{NOT_SENT}现有：{{known}}。"


class WhichSubgroup(UserError):
    """没有说哪个党小组。"""

    text = f"没有写是哪个党小组，{NOT_SENT}请这样写：会议通知 周三15:00 第一党小组会。现有：{{known}}。"


class OwnSubgroupOnly(UserError):
    """党小组组长只能给本组发。"""

    text = f"党小组组长可以给本党小组发通知，{NOT_SENT}全体的通知请联系支部书记。"


class NobodyThere(UserError):
    """范围里一个人也没有。"""

    text = f"花名册上没有{{whom}}，{NOT_SENT}请先在花名册里登记。"


class SwitchedOff(UserError):
    """助手关着。"""

    text = f"助手现在是关着的，{NOT_SENT}请书记或副书记先发“开启机器人”。"


class NoGroup(UserError):
    """支部没有群。"""

    text = f"支部还没有绑定群，{NOT_SENT}"


class AlreadyPast(UserError):
    """确认的时候已经过了。"""

    text = f"{{when}}已经过了，{NOT_SENT}请直接发新的时间，如“明天15:00”，不发请发“取消”。"


class AlreadyWithdrawn(UserError):
    """已经撤回、取消过。"""

    text = "{ref} 已经撤回或取消，未作任何改动。"


class Asking(NamedTuple):
    """等着补时间的一份：asked_at 是当初说的时候。"""

    draft: Draft
    urgent: bool
    asked_at: datetime


class Whom(NamedTuple):
    """发给谁：whom 是说法，size 是几位，unable 是私下送不到的姓名，outside 是不在群里的几位。"""

    whom: str
    size: int
    unable: tuple[str, ...]
    in_group: bool
    outside: int = 0


class Preview(NamedTuple):
    """预览里要写的：one 是通知，to 是发给谁，warnings 是要留意的，masked 为真是遮住了证件号、卡号。"""

    one: Shown
    to: Whom
    warnings: tuple[str, ...]
    masked: bool
    source: bool


class Sent(NamedTuple):
    """确认之后：held 不空是要等到那时才发。"""

    one: Shown
    to: Whom
    held: datetime | None
    source: bool


def check_length(text: str) -> None:
    """太长的拒绝。"""
    if len(text) > LONGEST:
        raise TooLong(length=len(text))


_OPENING = re.compile(r"^全体(?:党员|同志)?[\s,:，：、]*(?=\S)")

_ONLY = re.compile(r"请?(?:(?:全体|各位|流动)(?:党员|同志)?|(?:入党)?积极分子|支委|大家)?")


def opening(words: str) -> str:
    """一般通知的正文：打头的“全体党员”只是称呼，不必再写；只有称呼的拒绝。"""
    text = words.strip()
    if _ONLY.fullmatch(text):
        raise NothingToSay
    return _OPENING.sub("", text)


def moved(draft: Draft, place: str) -> Draft:
    """补上地点。"""
    return replace(draft, place=place)


def leads_only(offices: AbstractSet[Office]) -> bool:
    """只是党小组组长，不是支委。"""
    return offices <= {Office.SUBGROUP_LEADER}


def answers_until(draft: Draft, now: datetime) -> datetime:
    """到什么时候为止算还开着。"""
    return draft.starts_at or now + (SIGN_UP_FOR if draft.wanted == "sign_up" else ANSWERS_FOR)


def question(doubt: Doubt, at: datetime | None) -> str:
    """时间要问回去的那一句。"""
    match doubt:
        case Doubt.PAST:
            why = f"{spoken_moment(at) if at else '那个时间'}已经过去了"
        case Doubt.IMPOSSIBLE:
            why = "没有这个时间"
        case Doubt.ABSENT:
            why = "还没有写时间"
        case _:
            known = at is not None and not (at.hour or at.minute)
            why = f"{spoken_moment(at)[:-5]}几点，还没有说准" if known and at else "时间没有说准，或有不止一个时间"
    return f"{why}，{NOT_SENT}请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"
