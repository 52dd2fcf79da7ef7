"""节假日与调休：查 chinesecalendar；它还不知道的年份照支委粘贴的年度通知，再没有的只认日子固定的几天。

周末不是节假日：推送照设定的日子发，只有法定节假日才不打扰。
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import chinese_calendar

from core.domain.errors import UserError

_FIRST_YEAR, _LAST_YEAR = 2004, max(day.year for day in chinese_calendar.holidays)
_FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
"""《全国年节及纪念日放假办法》（2024年修订）里日子固定的：元旦、劳动节、国庆节；其余几个节要按农历推算。"""
_SATURDAY = 5
_MOST_DAYS = 10
"""一个节连调休最多放几天；比这长的多半是看错了。"""

Notices = Mapping[date, bool]
"""支委照年度通知确认过的：哪天放假（真）、哪天调休上班（假）。"""


class UnreadableNotice(UserError):
    """粘贴的放假安排里没有看懂的日子，或前后对不上。"""

    text = "放假安排没有看懂：{reason}。未作任何改动。请把国务院办公厅的年度通知原文粘贴在“节假日”后面。"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """一年的放假安排：放假的日子、调休上班的日子。"""

    year: int
    off: tuple[date, ...]
    working: tuple[date, ...]


def is_known(year: int) -> bool:
    """这一年的安排 chinesecalendar 知不知道。"""
    return _FIRST_YEAR <= year <= _LAST_YEAR


def is_holiday(day: date, notices: Notices) -> bool:
    """是不是法定节假日（含连着的调休放假）；普通的周末不是。"""
    if day in notices:
        return notices[day]
    if not is_known(day.year):
        return (day.month, day.day) in _FIXED
    off, name = cast("tuple[bool, str | None]", chinese_calendar.get_holiday_detail(day))
    return off and name is not None


def is_workday(day: date, notices: Notices) -> bool:
    """是不是要上班的日子，调休上班的周末也是。"""
    if day in notices:
        return not notices[day]
    if not is_known(day.year):
        return day.weekday() < _SATURDAY and not is_holiday(day, notices)
    return chinese_calendar.is_workday(day)


_DAY = re.compile(r"(?:(?P<year>20\d\d)年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:（[^）]*）)?")
_RANGE = re.compile(rf"{_DAY.pattern}\s*(?:至|到|—|-|~)+\s*" + _DAY.pattern.replace("<", "<to_"))
_COUNT = re.compile(r"共(\d+)天")
_YEAR = re.compile(r"(20\d\d)年")


def read_arrangement(text: str, default_year: int) -> Arrangement:
    """读一份年度放假通知；看不懂、前后对不上的抛 UnreadableNotice。

    认得“1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。”这样的写法；没有写年份的当作 default_year。
    """
    plain = re.sub(r"[^\S\n]+", "", text).replace("(", "（").replace(")", "）")
    stated = _YEAR.search(plain)
    year = int(stated[1]) if stated else default_year
    off, working = set[date](), set[date]()
    for sentence in re.split(r"[。；;\n]", plain):
        found = _off_days(sentence, year) if "放假" in sentence else set[date]()
        if "上班" in sentence:
            working |= _working_days(sentence, year)
        counted = _COUNT.search(sentence)
        if found and counted and len(found) != int(counted[1]):
            raise UnreadableNotice(reason=f"“{sentence[:30]}”写着共 {counted[1]} 天，数出来是 {len(found)} 天")
        off |= found
    if not off:
        raise UnreadableNotice(reason="没有找到放假的日子")
    if both := off & working:
        raise UnreadableNotice(reason=f"{min(both):%m月%d日}又放假又上班")
    return Arrangement(year, tuple(sorted(off)), tuple(sorted(working)))


def _off_days(sentence: str, year: int) -> set[date]:
    days, rest = set[date](), sentence.partition("上班")[0]
    for found in _RANGE.finditer(rest):
        start = _date(found["year"], found["month"], found["day"], date(year, 1, 1))
        end = _date(found["to_year"], found["to_month"], found["to_day"], start)
        length = (end - start).days + 1
        if not 1 <= length <= _MOST_DAYS:
            raise UnreadableNotice(reason=f"“{found[0]}”不像一个假期")
        days |= {start + timedelta(days=number) for number in range(length)}
    if days:
        return days
    return {_date(one["year"], one["month"], one["day"], date(year, 1, 1)) for one in _DAY.finditer(rest)}


def _working_days(sentence: str, year: int) -> set[date]:
    clause = re.split(r"[，,]?共\d+天[，,]?|放假[^，,]*[，,]?", sentence)[-1]
    days, last = set[date](), date(year, 1, 1)
    for one in _DAY.finditer(clause):
        last = _date(one["year"], one["month"], one["day"], last)
        days.add(last)
    return days


def _date(year: str | None, month: str | None, day: str, near: date) -> date:
    """没有写年、月的，随前面那一天。"""
    try:
        return date(int(year or near.year), int(month or near.month), int(day))
    except ValueError:
        raise UnreadableNotice(reason=f"没有 {month or near.month}月{day}日 这一天") from None
