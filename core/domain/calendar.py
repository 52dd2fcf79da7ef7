"""时间：支部时区、日与各期。全项目只有这一处推算日期。"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.domain.reckoning import Doubt
from core.domain.spoken_clock import parse_clock
from core.domain.spoken_time import When, parse_when, read_when

__all__ = [
    "WEEKDAYS",
    "Doubt",
    "Period",
    "Span",
    "When",
    "local",
    "minute_of",
    "parse_clock",
    "parse_when",
    "read_when",
    "spans",
    "spoken_day",
    "start_of",
]

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
