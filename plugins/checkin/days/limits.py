"""支部自己的规矩：几点到几点可以登记，可以补几天之内的、一个月几次。"""

import re
from datetime import datetime, time
from typing import Any, NamedTuple

from core.domain.calendar import parse_clock
from core.domain.errors import UserError

BACK_DAYS, BACK_TIMES = 7, 3
"""没有另定的支部：可以补几天之内的；一个月里可以补几次。"""
MOST_BACK = 31
_MIDNIGHT = time(23, 59)
_DAY_ENDS = {"24:00", "24点", "24时", "二十四点"}
_BETWEEN = re.compile(r"\s*(?:至|到|—+|–|-|~|～)\s*")
_NO_LIMIT = {"不限", "不限制", "全天", "取消", "关", "关闭", "无", "不设"}


class OutsideWindow(UserError):
    """不在支部定的登记时间里。"""

    text = "支部定的学习登记时间是 {window}，现在不在其中，这次没有登记。"


class NotAWindow(UserError):
    """没有看懂登记时间。"""

    text = "没有看懂，未作任何改动。请这样写：打卡时间 6:00-23:00；不限时间就写：打卡时间 不限。"


class WindowOverMidnight(UserError):
    """登记时间跨了零点。"""

    text = "登记时间要在同一天之内，跨过零点就说不清记在哪一天，未作任何改动。请这样写：打卡时间 6:00-24:00。"


class OutOfRange(UserError):
    """补登的天数、次数超出了范围。"""

    text = f"补卡天数、补卡次数都在 0—{MOST_BACK} 之间，未作任何改动。0 就是不能补登。"


class SettingsChanged(UserError):
    """这项设置此后又改过。"""

    text = "学习登记的设置此后又改过，不能撤销，未作任何改动。请直接再设一次。"


class Settings(NamedTuple):
    """一个支部的规矩：几点到几点可以登记（都为空是不限），可补几天之内的、一个月几次。"""

    opens: time | None = None
    closes: time | None = None
    back_days: int = BACK_DAYS
    back_times: int = BACK_TIMES

    @property
    def window(self) -> str:
        """「6:00—23:00」；不限为「不限」。"""
        return "不限" if self.opens is None or self.closes is None else f"{_clock(self.opens)}—{_clock(self.closes)}"

    def admits(self, now: datetime) -> bool:
        """这一刻可不可以登记；起止的那一分钟都算在内。"""
        if self.opens is None or self.closes is None:
            return True
        return self.opens <= now.time().replace(second=0, microsecond=0) <= self.closes


class SettingsSet(NamedTuple):
    """规矩的一次改动：改前、改后。"""

    was: Settings
    now: Settings


def _clock(at: time) -> str:
    return "24:00" if at == _MIDNIGHT else f"{at.hour}:{at:%M}"


def settings_of(kept: list[Any]) -> Settings:
    """照记下的读回来。"""
    opens, closes = (None if one is None else time.fromisoformat(one) for one in kept[:2])
    return Settings(opens, closes, *kept[2:])


def window_of(words: str) -> tuple[time | None, time | None]:
    """「6:00-23:00」「早上六点到晚上十一点」「不限」；看不懂、跨零点的拒绝。"""
    if words.strip() in _NO_LIMIT:
        return None, None
    start, _, end = _BETWEEN.sub("|", words.strip(), count=1).partition("|")
    opens, closes = parse_clock(start), _MIDNIGHT if end in _DAY_ENDS else parse_clock(end)
    if opens is None or closes is None or opens == closes:
        raise NotAWindow
    closes = _MIDNIGHT if closes == time(0) else closes
    if closes < opens:
        raise WindowOverMidnight
    return (None, None) if (opens, closes) == (time(0), _MIDNIGHT) else (opens, closes)


def back_limit(words: str) -> int:
    """补登的天数、次数。"""
    limit = int(words)
    if limit > MOST_BACK:
        raise OutOfRange
    return limit
