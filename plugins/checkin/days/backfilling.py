"""补登：说的是哪一天，那一天可不可以补。"""

import re
from datetime import date, datetime

from core.domain.calendar import Doubt
from core.domain.errors import UserError
from core.domain.spoken_past import read_past

from .limits import Settings

_WEEKDAY = re.compile("(?:周|星期|礼拜).")


class NotADay(UserError):
    """没有看懂补哪一天。"""

    text = "没有看懂是哪一天，没有补登。请这样写：补卡 昨天，或 补卡 11月20日。"


class NoSuchDay(UserError):
    """没有这一天，或日子与星期对不上。"""

    text = "没有“{words}”这一天，没有补登。请看一下日历，例如“补卡 11月20日”。"


class TodayByWeekday(UserError):
    """说的星期几就是今天，分不清是今天还是上周。"""

    text = "今天就是{words}。登记今天的请发“打卡”，补上周的请发“补卡 上{words}”。"


class StillToCome(UserError):
    """还没有到的日子。"""

    text = "{day}还没有到，不能先登记。"


class TooLongAgo(UserError):
    """太早的日子。"""

    text = "{day}已过去 {ago} 天，只能补登 {most} 天之内的，没有补登。"


class TooManyTimes(UserError):
    """那个月补登够了。"""

    text = "{month}月已补登 {most} 次，每月至多补登 {most} 次，没有再补。"


class NoBackfill(UserError):
    """支部定的是不能补登。"""

    text = "本支部没有开放补登，当天学习当天发“打卡”即可。"


class AlreadyCheckedIn(UserError):
    """那天登记着。"""

    text = "{day}此前已登记，不必再补。"


def day_to_backfill(words: str, now: datetime) -> date:
    """补的是哪一天：光说「周五」「31号」「12月30日」是刚过去的那一个；不认得、没有这一天的拒绝。"""
    found = read_past(words, now)
    if found.reason is Doubt.IMPOSSIBLE:
        raise NoSuchDay(words=words.strip())
    if found.at is None:
        raise NotADay
    if found.at.date() == now.date() and _WEEKDAY.fullmatch(words.strip()):
        raise TodayByWeekday(words=words.strip())
    return found.at.date()


def check_open(settings: Settings) -> None:
    """支部定的是不能补登的拒绝。"""
    if not settings.back_days or not settings.back_times:
        raise NoBackfill


def check_day(day: date, today: date, settings: Settings) -> None:
    """这一天可不可以补：将来的、太早的拒绝。"""
    ago = (today - day).days
    if ago < 0:
        raise StillToCome(day=f"{day.month}月{day.day}日")
    check_open(settings)
    if ago > settings.back_days:
        raise TooLongAgo(day=f"{day.month}月{day.day}日", ago=ago, most=settings.back_days)
