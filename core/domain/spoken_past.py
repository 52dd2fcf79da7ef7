"""说过去的一天：光说「周五」「31号」「12月30日」的，是刚过去的那一个；一句事由里写的是哪一天。"""

import re
from datetime import date, datetime, timedelta

from core.domain.calendar import Doubt, When, read_when

RECENT_DAYS = 31
"""事由里写的日子，这么多天之内的才当作是那一天的事；再早的、还没有到的，多半只是名称。"""
_AHEAD = re.compile("[今明后下本这]")
_LOOK_BACK = (timedelta(days=7), timedelta(days=RECENT_DAYS))
_WEEKDAY = "(?:周|星期|礼拜)(?:[一二三四五六天]|日(?!志(?!愿)|[程常子报记期]))(?![一二三四五六日天])"
_DATED = r"(?:(?:20)?\d\d年)?\d{1,2}月\d{1,2}[日号]|20\d\d-\d{1,2}-\d{1,2}(?!\d)"
_STATED = re.compile(rf"(?P<date>{_DATED})|^(?P<near>[昨前今][天日]|(?:上|本|这)?个?{_WEEKDAY})")
_RANGE = re.compile(r"\s*(?:[至到和、,，~～—–-]+\s*(?:\d|周|星期)|前|后|起)")


def read_past(words: str, now: datetime) -> When:
    """一句日子：当天的、过去的先认；读不出、没有这一天的带着缘由。"""
    backs = () if _AHEAD.search(words) else _LOOK_BACK
    found = [read_when(words, now - back) for back in (timedelta(0), *backs)]
    real = [one for one in found if one.reason is not Doubt.IMPOSSIBLE]
    past = (one for one in real if one.at is not None and one.at.date() <= now.date())
    return next(past, (real or found)[0])


def mentions_day(reason: str) -> bool:
    """事由里有没有写日子。"""
    return _STATED.search(reason) is not None


def day_in(reason: str, now: datetime) -> date | None:
    """事由里写的是近来的哪一天；没有写、写了几天、太早、还没有到的为 None。"""
    stated = list(_STATED.finditer(reason))
    if len(stated) != 1 or _RANGE.match(reason, stated[0].end()):
        return None
    at = read_past(stated[0][0], now).at
    return at.date() if at is not None and 0 <= (now.date() - at.date()).days <= RECENT_DAYS else None
