"""节假日与调休：查 chinesecalendar；它还不知道的年份照支委粘贴的年度通知，再没有的只认日子固定的几天。

周末不是节假日：推送照设定的日子发，只有法定节假日才不打扰。
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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

_LONGEST_HOLIDAY = 30
"""顺延至多往后找多少天；没有这么长的假。"""

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


def working_day(day: date, notices: Notices) -> date:
    """这一天；是法定节假日的，顺延到假后的第一个工作日（调休上班的周末也算）。"""
    if not is_holiday(day, notices):
        return day
    for _ in range(_LONGEST_HOLIDAY):
        day += timedelta(days=1)
        if is_workday(day, notices):
            break
    return day


_HALF = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_FULL = dict(zip(map(ord, "(),:;-–—~－"), "（），：；～～～～～", strict=True))
_TIDY = {ord(mark): None for mark in " \t\r\u3000\xa0"} | _HALF | _FULL
# 一行没有写完就折到下一行的，接起来
_WRAPPED = re.compile(r"\n+(?=[至到～、，（）]|放假|上班|补休|调休|共\d)|(?<=[至到～、，：（月年])\n+")
_DAY = r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（[^（）\d]*）)?"
_TOKEN = re.compile(
    rf"(?P<count>共\d{{1,3}}天|放假\d{{1,3}}天)|(?<!不)(?P<verb>上班|放假|补休)(?P<ahead>(?:时间|日期)?[：为是])?"
    rf"|(?P<days>{_DAY}(?:(?:至|到|～)+{_DAY})?)"
)
_HEADED = re.compile(r"(20\d\d)年度?(?:部分|元旦|春节|[^\d]{0,4}(?:节假日|放假))")
_DATED = re.compile(r"(20\d\d)年(\d{1,2})月\d{1,2}日")
_DECEMBER = 12


def read_arrangement(text: str, default_year: int) -> Arrangement:
    """读一份年度放假通知；看不懂、前后对不上的抛 UnreadableNotice。

    认得“1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。”这样的写法；没有写年份的当作 default_year。
    """
    plain = _WRAPPED.sub("", text.translate(_TIDY))
    sentences = [one for one in re.split(r"[。；\n]", plain) if "放假" in one or "上班" in one or "补休" in one]
    year = _year_of(plain, sentences, default_year)
    off, working = set[date](), set[date]()
    for sentence in sentences:
        found = _Sentence(sentence, year)
        found.read()
        off |= found.off
        working |= found.working
    if not off:
        raise UnreadableNotice(reason="没有找到放假的日子")
    if both := off & working:
        raise UnreadableNotice(reason=f"{_spoken(min(both))}又放假又上班")
    return Arrangement(year, tuple(sorted(off)), tuple(sorted(working)))


def _year_of(plain: str, sentences: list[str], default_year: int) -> int:
    """哪一年的安排：标题里写的；没有标题的看日子上写的，上一年十二月放的是这一年的元旦。"""
    if headed := _HEADED.search(plain):
        return int(headed[1])
    dated = [_DATED.search(sentence) for sentence in sentences]
    return max((int(one[1]) + (int(one[2]) == _DECEMBER) for one in dated if one), default=default_year)


@dataclass(slots=True)
class _Sentence:
    """一句话里的日子：写在“放假”“上班”前面的归它，写成“上班：”的归后面的。"""

    text: str
    year: int
    off: set[date] = field(default_factory=set[date])
    working: set[date] = field(default_factory=set[date])
    _waiting: list[date] = field(default_factory=list[date])
    _last: list[date] = field(default_factory=list[date])
    _ahead: str = ""
    _near: date | None = None

    def read(self) -> None:
        """从头读到尾。"""
        for token in _TOKEN.finditer(self.text):
            if token["days"]:
                self._waiting += self._span(token)
                self._near = self._waiting[-1]
                self._assign(self._ahead)
            elif token["verb"]:
                self._assign(token["verb"])
                self._ahead = token["verb"] if token["ahead"] else ""
            else:
                self._assign("放假" if token["count"].startswith("放假") else "")
                self._check(int(token["count"].strip("共放假天")))

    def _assign(self, verb: str) -> None:
        if verb and self._waiting:
            (self.working if verb == "上班" else self.off).update(self._waiting)
            self._last, self._waiting = self._waiting, []

    def _check(self, count: int) -> None:
        found = self._waiting or self._last
        if found and count not in {len(found), len(self.off)}:
            said, seen = f"“{self.text[:30]}”写着共 {count} 天", f"数出来是 {len(found)} 天"
            raise UnreadableNotice(reason=f"{said}，{seen}")

    def _span(self, token: re.Match[str]) -> list[date]:
        year, month, day, *to = token.groups()[-6:]
        start = self._date(year, month, day)
        if to[2] is None:
            return [start]
        self._near = start
        end = self._date(*to)
        if end < start and (start.month, end.month, to[0]) == (_DECEMBER, 1, None):
            # 跨年：写明了上一年的，到的是下一年；没有写年份的，是上一年放起
            start, end = (start, _shift(end, 1)) if year else (_shift(start, -1), end)
        length = (end - start).days + 1
        if not 1 <= length <= _MOST_DAYS:
            raise UnreadableNotice(reason=f"“{token[0]}”不像一个假期")
        return [start + timedelta(days=number) for number in range(length)]

    def _date(self, year: str | None, month: str | None, day: str) -> date:
        """没有写年、月的，随前面那一天。"""
        near = self._near or date(self.year, 1, 1)
        if month is None and self._near is None:
            raise UnreadableNotice(reason=f"“{day}日”没有写是几月")
        found = (int(year or near.year), int(month or near.month), int(day))
        try:
            return date(*found)
        except ValueError:
            raise UnreadableNotice(reason=f"没有 {found[0]}年{found[1]}月{found[2]}日 这一天") from None


def _shift(day: date, years: int) -> date:
    return date(day.year + years, day.month, day.day)


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"
