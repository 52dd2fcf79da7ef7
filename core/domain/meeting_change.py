"""一次会改到什么时候、改在哪里：「改到周四10点」「推迟半小时」「推迟到下周一」「换到二楼」。"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.domain.calendar import Doubt, When, read_when
from core.domain.meeting_words import place_in
from core.domain.spoken_clock import NUMBER, number
from core.domain.typed import FOLD


class Way(StrEnum):
    """怎样改：改到哪一刻或哪里、往后推、往前提。"""

    TO = "to"
    LATER = "later"
    EARLIER = "earlier"


class Moved(NamedTuple):
    """改成什么：没有改的为 None。doubt 不空是时间说不准，at 是读到一半的那一刻。"""

    starts_at: datetime | None = None
    place: str | None = None
    doubt: Doubt | None = None
    at: datetime | None = None


_LENGTH = re.compile(
    rf"了?(?P<count>半|[0-9]{{1,3}}(?:\.5)?|{NUMBER})\s*个?(?P<half>半)?\s*"
    r"(?P<unit>小时|钟头|分钟|刻钟|天|日|周|星期|礼拜)(?P<more>半)?(?:开|召开|举行)?"
)
_UNITS = {
    "小时": timedelta(hours=1),
    "钟头": timedelta(hours=1),
    "分钟": timedelta(minutes=1),
    "刻钟": timedelta(minutes=15),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
}
_WEEK = timedelta(weeks=1)
_TIDY = " \n,，。;；:：、"


def read_change(way: Way, words: str, starts_at: datetime, now: datetime) -> Moved:
    """照 words 改 starts_at 那次会；什么也没有读出来的，各项都是 None。"""
    key = words.translate(FOLD).strip(_TIDY)
    if way is not Way.TO and (length := _length(key)):
        moved = starts_at + (length if way is Way.LATER else -length)
        return Moved(moved) if moved > now else Moved(doubt=Doubt.PAST, at=moved)
    when = _when(words, starts_at, now)
    if when.reason is Doubt.ABSENT:
        return Moved(place=place_in(words)) if way is Way.TO else Moved()
    place = place_in(words[: when.start] + words[when.end :])
    if when.reason is not None or when.at is None:
        return Moved(None, place, when.reason or Doubt.AMBIGUOUS, when.at)
    at = when.at if when.clock else when.at.replace(hour=starts_at.hour, minute=starts_at.minute)
    return Moved(at, place) if at > now else Moved(None, place, Doubt.PAST, at)


def _when(words: str, starts_at: datetime, now: datetime) -> When:
    """先接在原来那一天后面读（「10点」是那天 10 点），不通再单独读（「下周一」）。"""
    day = f"{starts_at.year}年{starts_at.month}月{starts_at.day}日 "
    joined = read_when(day + words, now)
    if joined.reason is None and joined.clock:
        return joined._replace(start=max(0, joined.start - len(day)), end=joined.end - len(day))
    return read_when(words, now)


def _length(key: str) -> timedelta | None:
    found = _LENGTH.fullmatch(key)
    if found is None:
        return None
    unit = _UNITS.get(found["unit"], _WEEK)
    if found["count"] == "半":
        return unit / 2
    halves = found["count"].endswith(".5") or found["half"] is not None or found["more"] is not None
    return unit * number(found["count"].removesuffix(".5")) + unit / 2 * halves
