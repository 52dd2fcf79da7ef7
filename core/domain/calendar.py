"""时间：支部时区、日与各期。全项目只有这一处推算日期。"""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEKDAYS = "一二三四五六日"
_MONTHS_A_QUARTER = 3


class Period(StrEnum):
    """统计的期：日、周（周一起）、月、季、年。"""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Span(NamedTuple):
    """一期：哪一种，从哪天起。"""

    period: Period
    start: date


def local(moment: datetime, zone: str) -> datetime:
    """同一时刻在支部时区的样子。"""
    return moment.astimezone(ZoneInfo(zone))


def spans(day: date) -> tuple[Span, ...]:
    """某一天所在的日、周、月、季、年各期。"""
    month = day.replace(day=1)
    quarter = month.replace(month=(day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1)
    return (
        Span(Period.DAY, day),
        Span(Period.WEEK, day - timedelta(days=day.weekday())),
        Span(Period.MONTH, month),
        Span(Period.QUARTER, quarter),
        Span(Period.YEAR, day.replace(month=1, day=1)),
    )


def start_of(period: Period, day: date) -> date:
    """某一天所在那一期的第一天。"""
    return next(span.start for span in spans(day) if span.period is period)


def spoken_day(day: date) -> str:
    """「11月22日（周日）」。"""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def minute_of(moment: datetime) -> datetime:
    """这一刻所在的那一分钟的开头。"""
    return moment.replace(second=0, microsecond=0)


_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?"
    r"(?P<hour>\d{1,2}|[零一二两三四五六七八九十]{1,3})(?::|点钟?|时)(?P<minute>半|一刻|三刻|整|\d{1,2}|)分?"
)
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_AFTERNOON = {"下午", "傍晚", "晚上", "晚"}
_MINUTES = {"": 0, "整": 0, "一刻": 15, "半": 30, "三刻": 45}
_NOON, _TEN = 12, 10


def parse_clock(text: str) -> time | None:
    """「20:00」「晚上8点半」「八点」→ 一天里的时刻；不是为 None。"""
    found = _CLOCK.fullmatch(text.replace(" ", "").replace("：", ":"))
    if found is None:
        return None
    hour = _number(found["hour"])
    if hour < _NOON and found["part"] in _AFTERNOON:
        hour += _NOON
    minute = _MINUTES.get(found["minute"])
    try:
        return time(hour, int(found["minute"]) if minute is None else minute)
    except ValueError:
        return None


def _number(text: str) -> int:
    """「8」「八」「十二」「二十」「二十三」。"""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else _TEN**3
    return (_DIGITS.get(tens, _TEN**3) if tens else 1) * _TEN + (_DIGITS.get(ones, _TEN**3) if ones else 0)
