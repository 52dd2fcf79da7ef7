"""推算：一处时间说到的年、月、日、星期、钟点，合起来是哪一刻。"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.domain.spoken_clock import HOUR, MIDNIGHT, NOON, Part, hour_of

LAST_DAY = -1


class Said(NamedTuple):
    """一处时间说到的各项，没说到的为 None；相对今天的说法已经换算。

    exact、monday 是 date.toordinal()；day 为 LAST_DAY 是月底；weekday 星期一为 0；
    nth 是当月第几个星期几，0 为最后一个；full 为 1 是钟点写成了两位数（「03:00」）；elapsed 是从现在起多少分钟；
    vague 为 1 是话里有定不下来的词（周末、每天、春节），that 为 1 是「当天」。
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    monday: int | None = None
    nth: int | None = None
    exact: int | None = None
    part: int | None = None
    hour: int | None = None
    minute: int | None = None
    full: int | None = None
    elapsed: int | None = None
    vague: int | None = None
    that: int | None = None

    @property
    def dated(self) -> bool:
        """有没有说是哪一天。"""
        return any(each is not None for each in (self.day, self.weekday, self.exact, self.nth))

    @property
    def relative(self) -> bool:
        """是不是从今天数起的：昨天、上周、三天前。"""
        return any(each is not None for each in (self.exact, self.monday, self.elapsed))

    @property
    def loose(self) -> bool:
        """有没有说得不全、定不下来的：只有月份、只有「下周」「当天」。"""
        return (
            self.vague is not None
            or (self.elapsed is not None and self != Said(elapsed=self.elapsed))
            or (self.nth is not None and self.month is None)
            or (self.month is not None and self.day is None and self.nth is None)
            or (not self.dated and any(each is not None for each in (self.year, self.monday, self.that)))
        )

    def joined(self, other: "Said") -> "Said":
        """两段话说的合在一起；同一项说了两样的，定不下来。"""
        pairs = list(zip(self, other, strict=True))
        said = Said(*(mine if theirs is None else theirs for mine, theirs in pairs))
        clash = any(None not in pair and pair[0] != pair[1] for pair in pairs)
        return said._replace(vague=1) if clash else said


class Doubt(StrEnum):
    """为什么定不下来，要问回去：过去了、没有这一天这一刻、说不准是哪一刻、没说时间。"""

    PAST = "past"
    IMPOSSIBLE = "impossible"
    AMBIGUOUS = "ambiguous"
    ABSENT = "absent"


class Moment(NamedTuple):
    """推算的结果：at 是哪一刻（没说钟点的是那天 0:00），doubt 为 None 才能用。"""

    at: datetime | None
    doubt: Doubt | None


_WEEK = 7
_LONG_GONE = timedelta(days=183)
"""没说年份的日子过去这么久，说的是明年；没这么久的，多半是说错了。"""


def monday_of(day: date) -> int:
    """这一天所在那一周的星期一。"""
    return day.toordinal() - day.weekday()


def day_of(said: Said, today: date) -> date:
    """说的是哪一天，没说就是今天；没有这一天、前后对不上抛 ValueError。"""
    day = _anchor(said, today)
    last = monthrange(day.year, day.month)[1]
    facts = (
        (said.year, day.year),
        (said.month, day.month),
        (last if said.day == LAST_DAY else said.day, day.day),
        (said.weekday, day.weekday()),
        (said.monday, monday_of(day)),
        (said.exact, day.toordinal()),
    )
    if any(claim is not None and claim != fact for claim, fact in facts):
        msg = "前后说的不是同一天"
        raise ValueError(msg)
    return day


def _anchor(said: Said, today: date) -> date:
    if said.exact is not None:
        return date.fromordinal(said.exact)
    if said.month is not None:
        return _in_month(said, said.month, today)
    if said.monday is not None and said.weekday is not None:
        return date.fromordinal(said.monday + said.weekday)
    if said.day is not None:
        # 「5号」到了 18 号再说，是下个月的 5 号
        first = today.replace(day=1) + timedelta(days=0 if said.day >= today.day else 32)
        return first.replace(day=said.day)
    return today + timedelta(days=0 if said.weekday is None else (said.weekday - today.weekday()) % _WEEK)


def _in_month(said: Said, month: int, today: date) -> date:
    year = said.year
    if year is None:
        gone = today - date(today.year, month, 1) - timedelta(days=(said.day or 1) - 1)
        year = today.year + (gone > _LONG_GONE)
    last = monthrange(year, month)[1]
    if said.nth is None or said.weekday is None:
        return date(year, month, last if said.day == LAST_DAY else said.day or 0)
    first = 1 + (said.weekday - date(year, month, 1).weekday()) % _WEEK
    days = range(first, last + 1, _WEEK)
    return date(year, month, days[said.nth - 1] if said.nth <= len(days) else 0)


def settle(said: Said, now: datetime) -> Moment:
    """合起来是哪一刻，在 now 的时区。

    没说年份的月日，过去半年以上的是明年，不到半年的算过去；光说星期几的是最近还没过去的那一个，
    「本周三」「今天」「11月18日」过去了就是过去了。只说了今天、没说钟点，要问几点。
    """
    try:
        moment = _settled(said, now)
        if moment.at is not None and moment.at.astimezone(UTC) < now.astimezone(UTC):
            return Moment(moment.at, moment.doubt or Doubt.PAST)
    except (ValueError, OverflowError):
        return Moment(None, Doubt.IMPOSSIBLE)
    return moment


def _settled(said: Said, now: datetime) -> Moment:
    if said.loose:
        return Moment(None, Doubt.AMBIGUOUS)
    if said.elapsed is not None:
        minute = now.replace(second=0, microsecond=0).astimezone(UTC)
        return Moment((minute + timedelta(minutes=said.elapsed)).astimezone(now.tzinfo), None)
    today = now.date()
    day = day_of(said, today)
    if said.hour is None:
        return Moment(on(day, 0, now), Doubt.AMBIGUOUS if day == today else None)
    minutes = minutes_of(said)
    if day < today:
        # 反正过去了，说不准上午下午的照字面
        return Moment(on(day, minutes or said.hour * HOUR + (said.minute or 0), now), Doubt.PAST)
    if minutes is None:
        return Moment(None, Doubt.AMBIGUOUS)
    at = on(day, minutes, now)
    if at < now and said.weekday is not None and said == _weekday_alone(said):
        at = on(day + timedelta(days=_WEEK), minutes, now)
    return Moment(at, None)


def _weekday_alone(said: Said) -> Said:
    return Said(weekday=said.weekday, part=said.part, hour=said.hour, minute=said.minute, full=said.full)


def minutes_of(said: Said) -> int | None:
    """从 0:00 起多少分钟，过了半夜的超过 1440；没有这个钟点抛 ValueError，分不清上午下午为 None。"""
    hour, minute = said.hour or 0, said.minute or 0
    settled = hour_of(hour, None if said.part is None else Part(said.part), full=said.full is not None)
    if minute >= HOUR or hour * HOUR + minute > MIDNIGHT * HOUR or (settled is None and hour > NOON):
        msg = f"没有 {hour}:{minute:02} 这个钟点"
        raise ValueError(msg)
    return None if settled is None else settled * HOUR + minute


def on(day: date, minutes: int, now: datetime) -> datetime:
    """某天 0:00 起多少分钟的那一刻，按墙上的钟。"""
    carried, rest = divmod(minutes, MIDNIGHT * HOUR)
    return datetime.combine(day + timedelta(days=carried), time(*divmod(rest, HOUR)), now.tzinfo)
