"""周而复始的时间怎么说：「每天8点」「每周一、三9点」「每月5号」「工作日8:30」→ 哪些天、几点。

只认打头的那几个字，后面剩下的是要做什么；没有说几点的，钟点为空，由用的人定默认的。
"""

import re
from dataclasses import dataclass
from datetime import time

from core.domain.spoken_clock import CLOCK, NUMBER, PART, number, parse_clock
from core.domain.typed import FOLD

WEEK = "一二三四五六日"
CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""星期一到星期日，在 CronTrigger 里怎么写。"""
_NAMED = {character: index for index, character in enumerate(WEEK)} | {"天": 6}
_DAY_NAMES = _NAMED | {str(index + 1): index for index in range(len(WEEK))}
_ORDINALS = {"第一": "1st", "第二": "2nd", "第三": "3rd", "第四": "4th", "最后一": "last"}
_LONGEST_MONTH = 31
_SURE_DAY = 28
"""每个月都有的最后一个日子。"""
_JOIN = r"[、,和及与]?(?:每?(?:周|星期|礼拜))?"
_DAY = r"(?:[一二三四五六日天](?![点时])|[1-7](?![0-9点:时]))"
_DAYS = rf"{_DAY}(?:{_JOIN}{_DAY})*"
_SPAN = rf"(?P<first>{_DAY})[至到~—-](?:周|星期|礼拜)?(?P<last>{_DAY})"
_HEAD = re.compile(
    r"(?:每(?:个|一)?)?(?P<workday>工作日)"
    r"|每(?:一)?(?P<daily>天|日)"
    r"|每个?(?P<weekend>周末|双休日)"
    rf"|每个?(?:周|星期|礼拜)(?:{_SPAN}|(?P<weekdays>{_DAYS}))"
    r"|每个?月的?(?:最后一天|月底)(?P<end>)"
    rf"|每个?月的?(?P<nth>第[一二三四]|最后一)个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    rf"|每个?月的?(?P<day>{NUMBER})[号日]"
)
_FIXED: dict[str, tuple[dict[str, int | str], str]] = {
    "workday": ({}, "工作日"),
    "daily": ({}, "每天"),
    "weekend": ({"day_of_week": "sat,sun"}, "每周末"),
}
_TIME = re.compile(rf"\s*的?\s*(?P<clock>(?:{PART})?\s*{CLOCK})")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """周而复始的一个时间。

    days 是 CronTrigger 里说哪些天的各项（每天为空）；workdays 为真是只在工作日（调休上班也算）；
    at 是几点，没有说为 None；spoken 是说给人听的哪些天，如“每周一、周三”；rest 是后面剩下的话。
    """

    days: dict[str, int | str]
    workdays: bool
    at: time | None
    spoken: str
    rest: str

    def cron(self, at: time) -> dict[str, int | str]:
        """排程用的各项，钟点用 at。"""
        return {**self.days, "hour": at.hour, "minute": at.minute}


class NoSuchDay(ValueError):
    """每月没有这一天，如“每月32号”。"""


class NoSuchTime(ValueError):
    """没有这个钟点，如“每天25点”。"""


def read_recurrence(text: str) -> Recurrence | None:
    """认出打头的「每天8点」；不是这样的话为 None，日子、钟点不可能的抛 NoSuchDay、NoSuchTime。"""
    key = text.translate(FOLD)
    head = _HEAD.match(key)
    if head is None:
        return None
    days, spoken = _days(head)
    clock = _TIME.match(key, head.end())
    at = None
    if clock is not None:
        at = parse_clock(clock["clock"])
        if at is None:
            raise NoSuchTime(clock["clock"].strip())
    end = clock.end() if clock is not None else head.end()
    return Recurrence(days, head["workday"] is not None, at, spoken, text[end:].lstrip(" ,，:：、\t\u3000"))


def _days(head: re.Match[str]) -> tuple[dict[str, int | str], str]:
    fixed = next((_FIXED[name] for name in _FIXED if head[name]), None)
    if fixed is not None:
        return fixed
    if head["first"] or head["weekdays"]:
        return _weekdays(head)
    if head["nth"]:
        index = _DAY_NAMES[head["weekday"]]
        return {"day": f"{_ORDINALS[head['nth']]} {CODES[index]}"}, f"每月{head['nth']}个周{WEEK[index]}"
    if head["end"] is not None:
        return {"day": "last"}, "每月最后一天"
    return _monthly(number(head["day"]))


def _weekdays(head: re.Match[str]) -> tuple[dict[str, int | str], str]:
    if head["first"]:
        first, last = _DAY_NAMES[head["first"]], _DAY_NAMES[head["last"]]
        if first >= last:
            raise NoSuchDay(head[0])
        return {"day_of_week": f"{CODES[first]}-{CODES[last]}"}, f"每周{WEEK[first]}至周{WEEK[last]}"
    chosen = sorted({_DAY_NAMES[one] for one in head["weekdays"] if one in _DAY_NAMES})
    codes = ",".join(CODES[index] for index in chosen)
    return {"day_of_week": codes}, "每" + "、".join(f"周{WEEK[index]}" for index in chosen)


def _monthly(day: int) -> tuple[dict[str, int | str], str]:
    if not 1 <= day <= _LONGEST_MONTH:
        raise NoSuchDay(f"{day}号")
    if day == _LONGEST_MONTH:
        # 没有 31 日的月份也要有一次
        return {"day": "last"}, "每月最后一天"
    spoken = f"每月{day}日"
    return {"day": day}, spoken if day <= _SURE_DAY else f"{spoken}（没有这一天的月份不发）"
