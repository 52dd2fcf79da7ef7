"""备份留哪些：近来七天、四周、十二个月，各留最新的一份。"""

from collections.abc import Callable, Iterable
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 4, 12
_KEPT: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (DAYS, lambda at: (at.year, at.month, at.day)),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """照备份的时刻（支部时区）挑出要留的。

    数的是有备份的那些天、周、月，不是日历上的：停了两个月再开，原来的也不会一下子全不要了。
    """
    newest_first = sorted(moments, reverse=True)
    chosen = set[datetime]()
    for most, span_of in _KEPT:
        newest = dict[tuple[int, ...], datetime]()
        for at in newest_first:
            newest.setdefault(span_of(at), at)
        chosen |= set(list(newest.values())[:most])
    return chosen


STALE_DAYS, REMIND_DAYS = 3, 7
"""几天没有成功的备份要再说一次；此后每隔几天再说一次。"""


def is_stale(days: int) -> bool:
    """没有成功的备份已经 days 天，算不算好几天了。"""
    return days >= STALE_DAYS


def reminders(days: int) -> int:
    """没有成功的备份已经 days 天，该说到第几次：头一次是 0，满三天是 1，此后七天加一。"""
    return 1 + (days - STALE_DAYS) // REMIND_DAYS if is_stale(days) else 0


def is_due(last: datetime | None, now: datetime, hour: int) -> bool:
    """该不该备份了：今天还没有备份过，而且过了 hour 点；错过了钟点的，起来以后补上。"""
    return now.hour >= hour and (last is None or last.date() < now.date())
