"""一期怎么说：「11月」「上个月」「第三季度」「2026年」「上周」。"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from core.domain.calendar import Period, Span, start_of
from core.domain.spoken_clock import NUMBER, number
from core.domain.typed import FOLD

_N = "[0-9零〇一二三四五六七八九十]{1,3}"
_YEAR = r"(?:(?P<year>20[0-9]{2}|[0-9]{2}|[今去前本当上])年度?的?)"
_WORDS = re.compile(
    rf"{_YEAR}?(?:(?P<month>{_N})月份?|第?(?P<quarter>{_N})季度?)"
    r"|(?P<back>上上|上|[这本当])个?(?P<unit>周|星期|礼拜|月|季度?)份?"
    rf"|(?:{_YEAR.replace('year', 'whole')}|全年)"
    r"|(?P<iso>20[0-9]{2})[-./](?P<iso_month>[0-9]{1,2})"
)
_BACK = {"上上": 2, "上": 1}
_NEAR_YEARS = {"今": 0, "本": 0, "当": 0, "去": 1, "上": 1, "前": 2}
_UNITS = {"月": Period.MONTH, "季": Period.QUARTER, "季度": Period.QUARTER}
_CENTURY = 2000
_FULL_YEAR = 4
_QUARTERS, _MONTHS = 4, 12
_A_MONTH_ON, _A_WEEK = timedelta(days=31), timedelta(days=7)
_LENGTHS = {Period.DAY: 0, Period.MONTH: 0, Period.QUARTER: 2, Period.YEAR: 11}
"""从第一个月到最后一个月隔几个月。"""


class Stretch(NamedTuple):
    """一期：哪一种、从哪天起、到哪天止（含）。"""

    period: Period
    first: date
    last: date

    @property
    def spoken(self) -> str:
        """「2026年11月」「2026年第三季度」「2026年」「2026年11月16日至22日那一周」。"""
        year = f"{self.first.year}年"
        match self.period:
            case Period.YEAR:
                return year
            case Period.QUARTER:
                return f"{year}第{'一二三四'[(self.first.month - 1) // 3]}季度"
            case Period.MONTH:
                return f"{year}{self.first.month}月"
            case _:
                same = self.first.month == self.last.month
                last = f"{self.last.day}日" if same else f"{self.last.month}月{self.last.day}日"
                return f"{year}{self.first.month}月{self.first.day}日至{last}"

    @property
    def days(self) -> list[date]:
        """这一期的每一天。"""
        return [self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1)]


def stretch_of(span: Span) -> Stretch:
    """一期到哪天止。"""
    if span.period is Period.WEEK:
        return Stretch(span.period, span.start, span.start + _A_WEEK - timedelta(days=1))
    if span.period is Period.DAY:
        return Stretch(span.period, span.start, span.start)
    start = span.start
    for _ in range(_LENGTHS[span.period]):
        start = (start + _A_MONTH_ON).replace(day=1)
    return Stretch(span.period, span.start, (start + _A_MONTH_ON).replace(day=1) - timedelta(days=1))


def read_period(words: str, today: date) -> Stretch | None:
    """说的是哪一期；没有这一期（13月、第五季度）、没有看懂为 None。没说年份的，是最近已经开始了的那一个。"""
    found = _WORDS.fullmatch("".join(words.translate(FOLD).split()).strip("的"))
    if found is None:
        return None
    if found["back"]:
        return _near(found["unit"], _BACK.get(found["back"], 0), today)
    if found["iso"]:
        return _month(int(found["iso"]), int(found["iso_month"]), today)
    if found["month"]:
        return _month(_year(found["year"], today), _count(found["month"]), today)
    if found["quarter"]:
        return _quarter(_year(found["year"], today), _count(found["quarter"]), today)
    return _made(Period.YEAR, date(_year(found["whole"], today) or today.year, 1, 1))


def _count(text: str) -> int:
    """「11」「十一」；「一百」「十十」这样不是数的为 0。"""
    return number(text) if re.fullmatch(NUMBER, text) else 0


def _year(text: str | None, today: date) -> int | None:
    if text is None:
        return None
    if text.isdecimal():
        return int(text) if len(text) == _FULL_YEAR else _CENTURY + int(text)
    return today.year - _NEAR_YEARS[text]


def _near(unit: str, back: int, today: date) -> Stretch:
    if unit not in _UNITS:
        return _made(Period.WEEK, start_of(Period.WEEK, today) - _A_WEEK * back)
    start = start_of(_UNITS[unit], today)
    for _ in range(back):
        start = start_of(_UNITS[unit], start - timedelta(days=1))
    return _made(_UNITS[unit], start)


def _month(year: int | None, month: int, today: date) -> Stretch | None:
    if not 1 <= month <= _MONTHS:
        return None
    return _made(Period.MONTH, date(year or today.year - (month > today.month), month, 1))


def _quarter(year: int | None, quarter: int, today: date) -> Stretch | None:
    if not 1 <= quarter <= _QUARTERS:
        return None
    month = quarter * 3 - 2
    return _made(Period.QUARTER, date(year or today.year - (month > today.month), month, 1))


def _made(period: Period, start: date) -> Stretch:
    return stretch_of(Span(period, start))
