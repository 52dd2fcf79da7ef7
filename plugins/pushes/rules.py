"""定时推送的规则：一行话是什么时候、说什么。"""

import re
from datetime import datetime, time, timedelta
from typing import NamedTuple

from core.domain.calendar import Doubt, parse_clock, read_when, spoken_day
from core.domain.errors import UserError
from core.domain.identifiers import Letter, read
from core.domain.recurrence import NoSuchDay, NoSuchTime, read_recurrence

DEFAULT_AT = time(9)
"""没有说几点的，按九点。"""
LONGEST = 500
"""一条推送最多多少字。"""
MOST = 50
"""一个支部最多几件定时推送。"""
CATCH_UP = timedelta(hours=2)
"""迟了这么久之内还补发，再迟就不发了。"""
EXPIRES = timedelta(hours=4)
"""到点之后这么久还没发出去（例如一直被禁言）就不发了。"""
NO_CHANGE = "未作任何改动。"

_VERB = re.compile(r"(?:推送|发送|发布|发|提醒|通知|推)(?:一下|大家|各位|全体党员|全体)?[\s:：，,]*")
_STUDY = re.compile(r"(?:今日|每日|一条|学习)?(?:学习|学习资料|学习材料|资料|一条学习)(?:一条|内容)?")
_ENDING = re.compile(r"提醒$")
_UNCLEAR = {Doubt.ABSENT: "没有写是哪一天几点", Doubt.IMPOSSIBLE: "没有这个时间"}


class BadTime(UserError):
    """没有这样的时间。"""

    text = "没有“{words}”这样的时间，" + NO_CHANGE + "请这样写：每周一9:00发 理论学习安排。"


class QuietTime(UserError):
    """设在了安静时段。"""

    text = "{at:%H:%M} 在安静时段（{quiet}）里，那时不在群里说话，" + NO_CHANGE + "请换个时间。"


class TooLong(UserError):
    """太长。"""

    text = "要发的有 {length} 字，最多 {longest} 字，" + NO_CHANGE + "长的请存成“学习资料”，再定“每天8点推送学习”。"


class NothingToSay(UserError):
    """没有写发什么。"""

    text = "没有写要发什么，" + NO_CHANGE + "请这样写：每月5号9:00提醒 交纳党费。"


class TooMany(UserError):
    """太多件。"""

    text = "定时推送已有 {most} 件，" + NO_CHANGE + "请先用“删除 P3”删掉不用的。"


class NoSuchPush(UserError):
    """没有这一件。"""

    text = "没有 {words} 这件定时推送，" + NO_CHANGE + "发“推送列表”看看有哪些。"


class PastTime(UserError):
    """已经过去了。"""

    text = "{when}已经过去了，" + NO_CHANGE + "请写以后的日子再发一次。"


class NotUnderstood(UserError):
    """说不出是哪些天、几点、发什么。"""

    text = "没有看懂是哪些天、几点、发什么，" + NO_CHANGE + "请这样写：每周一9:00发 理论学习安排。"


class UnclearTime(UserError):
    """说不准是什么时候。"""

    text = "{why}，" + NO_CHANGE + "请这样写：定时 12月1日9:00 提醒各位同志……。"


class Gone(UserError):
    """只发一次的，那个时刻已经过了。"""

    text = "{ref} 只发一次，那个时刻已经过去了，" + NO_CHANGE + "不用了请发“删除 {ref}”。"


class ChangedSince(UserError):
    """此后又改过。"""

    text = "{ref} 此后又改过，不能撤销，" + NO_CHANGE + "发“推送列表”看看现在的样子。"


class Order(NamedTuple):
    """一行话要的：什么时候、说什么。

    cron 是周而复始的各项，once 不空是只到那一刻；assumed 为真是没有说几点、按默认的。
    """

    spoken: str
    at: time
    cron: dict[str, int | str]
    once: datetime | None
    workdays: bool
    study: bool
    text: str
    assumed: bool


class Shown(NamedTuple):
    """一件定时推送说得着的几项：ref 是编号，其余见 tables.Push。"""

    ref: str
    text: str
    study: bool
    spoken: str
    once: bool
    workdays: bool
    on_holidays: bool


class Was(NamedTuple):
    """一件定时推送原来怎么排的：CronTrigger 的各项，是不是开着。"""

    cron: dict[str, int | str]
    enabled: bool


class Listed(NamedTuple):
    """一件定时推送现在的样子：next_at 是下一次（带支部时区），暂停的为 None；on_holiday 为真是下一次逢法定节假日。"""

    push: Shown
    at: time
    next_at: datetime | None
    on_holiday: bool = False


def read_order(words: str) -> Order | None:
    """「每周一9点发 …」→ 要的是什么；不像是定时推送的（没有几点、也没有“发”“提醒”）为 None。"""
    try:
        found = read_recurrence(words)
    except (NoSuchDay, NoSuchTime) as error:
        if not _VERB.search(words):
            return None
        raise BadTime(words=str(error)) from None
    if found is None:
        return None
    verb = _VERB.match(found.rest)
    if verb is None and not _ENDING.search(found.rest):
        return None
    if found.at is None and verb is not None and verb[0].startswith("发"):
        # “每天发那么多消息”：没有说几点的“发”，多半是闲聊
        return None
    study, text = _content(found.rest, verb)
    at = found.at or DEFAULT_AT
    return Order(found.spoken, at, found.cron(at), None, found.workdays, study, text, found.at is None)


def read_once(words: str, now: datetime) -> Order:
    """「12月1日9:00 通知全体 …」→ 只发一次；时间过去了、说不准的拒绝。"""
    verb = _VERB.search(words)
    # 时间只在“提醒”“通知”之前找：后面的“10日前交纳”是要说的话
    when = read_when(words[: verb.start()] if verb else words, now)
    if when.reason is Doubt.PAST and when.at is not None:
        raise PastTime(when=f"{spoken_day(when.at.date())}{when.at:%H:%M}")
    if when.at is None or when.reason is not None:
        raise UnclearTime(why=_UNCLEAR.get(when.reason or Doubt.AMBIGUOUS, "没有看明白是哪一天几点"))
    at = when.at if when.clock else when.at.replace(hour=DEFAULT_AT.hour, minute=DEFAULT_AT.minute)
    if at <= now:
        raise PastTime(when=f"{spoken_day(at.date())}{at:%H:%M}")
    rest = words[verb.start() :] if verb else words[: when.start] + words[when.end :]
    study, text = _content(rest, _VERB.match(rest))
    spoken, assumed = spoken_day(at.date()), not when.clock
    return Order(spoken, at.time(), {}, at, workdays=False, study=study, text=text, assumed=assumed)


def _content(words: str, verb: re.Match[str] | None) -> tuple[bool, str]:
    text = words[verb.end() if verb else 0 :].strip(" ，,：:、\n")
    if _STUDY.fullmatch(text):
        return True, ""
    if not text:
        raise NothingToSay
    if len(text) > LONGEST:
        raise TooLong(length=len(text), longest=LONGEST)
    return False, f"提醒：{text}" if verb and verb[0].startswith("提醒") else text


def number_of(words: str) -> int:
    """「P3」「3」→ 3；别的编号、不是编号的拒绝。"""
    found = read(words)
    if found is None or found.letter not in {None, Letter.PUSH}:
        raise NoSuchPush(words=f"“{words.strip()}”")
    return found.number


def new_time(words: str) -> time:
    """改到几点；不是钟点的拒绝。"""
    at = parse_clock(words)
    if at is None:
        raise BadTime(words=words)
    return at
