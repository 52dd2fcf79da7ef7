"""分寸：一句没有人问的话，此刻能不能在这里说。只做决定；投递员照办，哪项功能也绕不过去。

话分轻重（Weight）。安静时段和法定节假日不说；一个群一天至多说几句，多出来的并入 20:00 的一条汇总；
被禁言时不说；支部关了助手就什么都不主动说。答复本人的话不归这里管。
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from core.domain.calendar import parse_clock
from core.domain.holidays import Notices, is_holiday

QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8)
"""没有另设的支部，安静时段从几点到几点。"""
DIGEST_AT = time(20)
"""一天里多出来的话，并成一条在几点说。"""
_JUST_BEFORE = timedelta(minutes=10)
"""20:00 已是安静时段的，汇总在安静时段开始之前多久说。"""
MOST_A_DAY = 6
"""一天至多主动说几句，最多只能设到这么多。"""
_LONGEST_QUIET = timedelta(hours=18)
_LONGEST_HOLIDAY = 15
_BETWEEN = re.compile(r"\s*(?:至|到|—+|–|-|~|～)\s*")
_NONE = {"不设", "取消", "无", "没有", "关", "关闭"}


class Weight(StrEnum):
    """一句话的轻重。"""

    ECHO = "echo"
    """合并的回应：答的是大家自己做的事，不算主动说。"""
    ROUTINE = "routine"
    """平常的推送：计数，多了并入汇总。"""
    CHOSEN = "chosen"
    """支委定了节假日也照发的推送：同平常的推送，只是不等节假日过完。"""
    PRIORITY = "priority"
    """会前提醒、周报：计数，优先，不并入汇总。"""
    CONFIRMED = "confirmed"
    """支委当日确认的通知：不计数。"""
    URGENT = "urgent"
    """支委确认的紧急通知：不计数，不等安静时段。"""
    DIGEST = "digest"
    """一天里多出来的话并成的一条：计数。"""
    DUTY = "duty"
    """私下告诉有职务的同志的：守安静时段。"""
    REMINDER = "reminder"
    """私下提醒个人的：守安静时段和节假日。"""


COUNTED = frozenset({Weight.ROUTINE, Weight.CHOSEN, Weight.PRIORITY, Weight.DIGEST})
"""算在一天几句里的。"""
PROMISED = frozenset({Weight.CONFIRMED, Weight.URGENT})
"""支委当面确认过、等着它发出去的。"""
IN_PRIVATE = frozenset({Weight.DUTY, Weight.REMINDER})


@dataclass(frozen=True, slots=True)
class Manners:
    """一个支部的分寸。

    安静时段从 quiet_from 到 quiet_until（可以跨夜，相等就是没有）；limit 是一天至多主动说几句；
    active 为假是关了助手；notices 是支委照年度通知确认过的放假和上班。
    """

    quiet_from: time
    quiet_until: time
    limit: int
    active: bool
    notices: Notices


@dataclass(frozen=True, slots=True)
class Situation:
    """此刻的情形：now 带支部时区；said 是这个群今天已经主动说了几句计数的；muted_until 是禁言到几时。"""

    now: datetime
    said: int
    muted_until: datetime | None


class Answer(StrEnum):
    """能不能说。"""

    NOW = "now"
    HOLD = "hold"
    """等到 until 再问。"""
    FOLD = "fold"
    """并入当天的汇总。"""
    DROP = "drop"
    """不说了，reason 是缘由。"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """决定。"""

    answer: Answer
    until: datetime | None = None
    reason: str = ""


NOW = Verdict(Answer.NOW)
MUTED, QUIET = "本群或助手正被禁言", "安静时段或法定节假日"
WAITING = frozenset({MUTED, QUIET})
"""推后的缘由；情形一变（解除禁言、改了安静时段），推后的要重新问一遍。"""


def decide(weight: Weight, manners: Manners, situation: Situation) -> Verdict:
    """这句话此刻怎么办。"""
    if not manners.active and weight is not Weight.ECHO:
        return Verdict(Answer.DROP, reason="助手已由支部关闭，没有发")
    # 紧急的也等：禁着言硬发只会发不出去，几次之后反倒作罢；等到解除那一刻就发，支委确认时当面说明
    if weight not in IN_PRIVATE and situation.muted_until is not None and situation.muted_until > situation.now:
        return Verdict(Answer.HOLD, situation.muted_until, MUTED)
    if weight in {Weight.ECHO, Weight.URGENT}:
        return NOW
    if (until := _quiet_until(weight, manners, situation.now)) is not None:
        return Verdict(Answer.HOLD, until, QUIET)
    return _within_budget(weight, manners.limit, situation.said)


def _within_budget(weight: Weight, limit: int, said: int) -> Verdict:
    if weight not in COUNTED:
        return NOW
    if limit == 0:
        return Verdict(Answer.DROP, reason="本群的推送上限是 0，没有发")
    if said >= limit:
        return Verdict(Answer.DROP, reason=f"今天已经主动说了 {said} 句，没有发")
    # 最后一句留给汇总
    if weight in {Weight.ROUTINE, Weight.CHOSEN} and said >= limit - 1:
        return Verdict(Answer.FOLD, reason="并入当天的汇总")
    return NOW


def _quiet_until(weight: Weight, manners: Manners, now: datetime) -> datetime | None:
    """安静到什么时候；此刻不安静为 None。"""
    observes_holidays = weight not in {Weight.CHOSEN, Weight.CONFIRMED, Weight.DUTY}
    if observes_holidays and is_holiday(now.date(), manners.notices):
        return _morning_after(manners, now)
    if not is_quiet(manners, now.timetz().replace(tzinfo=None)):
        return None
    until = _at(now, manners.quiet_until)
    until = until if until > now else _at(now + timedelta(days=1), manners.quiet_until)
    if observes_holidays and is_holiday(until.date(), manners.notices):
        return _morning_after(manners, until)
    return until


def read_quiet(words: str) -> tuple[time, time] | None:
    """「21:30-8:00」「晚上九点半到早上八点」的起止，「不设」的起止相等；没有看懂为 None。

    长过十八小时的也算没有看懂：「10点到7点」多半是晚上十点。
    """
    if words.strip() in _NONE:
        return time(0), time(0)
    start, _, end = _BETWEEN.sub("|", words.strip(), count=1).partition("|")
    begun, ended = parse_clock(start), parse_clock(end)
    if begun is None or ended is None or begun == ended:
        return None
    lasts = timedelta(hours=ended.hour - begun.hour, minutes=ended.minute - begun.minute) % timedelta(days=1)
    return None if lasts > _LONGEST_QUIET else (begun, ended)


def is_quiet(manners: Manners, at: time) -> bool:
    """一天里的这个时刻是不是安静时段。"""
    start, end = manners.quiet_from, manners.quiet_until
    if start <= end:
        return start <= at < end
    return at >= start or at < end


def _morning_after(manners: Manners, now: datetime) -> datetime:
    """假期之后第一天安静时段结束的时候。"""
    day = now
    for _ in range(_LONGEST_HOLIDAY):
        day += timedelta(days=1)
        if not is_holiday(day.date(), manners.notices):
            break
    # 不设安静时段、或只在白天安静的，也不在半夜里说
    overnight = is_quiet(manners, time(0)) or is_quiet(manners, QUIET_UNTIL)
    return _at(day, manners.quiet_until if overnight else QUIET_UNTIL)


def _at(day: datetime, at: time) -> datetime:
    return day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)


def digest_moment(manners: Manners, now: datetime) -> datetime:
    """今天的汇总在什么时候说：20:00，那时已经安静了的，赶在安静之前；已经过了就是现在。"""
    at = _at(now, DIGEST_AT)
    if is_quiet(manners, DIGEST_AT):
        at = _at(now, manners.quiet_from) - _JUST_BEFORE
    return max(at, now)


_RUN = re.compile(r"(?<![\d*])\d+(?:[ \u3000－-]\d+)*(?:[ \u3000－-]?[Xx])?(?![\d*])")
"""一串数字，可以用空格、短横隔开，末位可以是 X。"""
_GROUP = re.compile(r"\d+[Xx]?|[Xx]")
_SHORTEST_GROUP = 4
_MOST_GROUPS = 6
_ID_CARD = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BANK_LENGTHS = range(16, 20)
_BANK_FIRST = "34569"


def mask(text: str) -> str:
    """群里的话里，身份证号、银行卡号的中间几位换成星号。"""
    return _RUN.sub(lambda found: _masked(found[0]), text)


def _masked(run: str) -> str:
    """一串数字里，从哪一组到哪一组合起来是证件号或卡号的，换掉；别的照旧。"""
    spans = [one.span() for one in _GROUP.finditer(run)]
    made, done, at = "", 0, 0
    while at < len(spans):
        start = spans[at][0]
        end = next((end for end in _ends(spans[at : at + _MOST_GROUPS]) if _is_secret(run[start:end])), None)
        if end is not None:
            made += run[done:start] + _starred(run[start:end])
            done = end
        at = next((one for one in range(at + 1, len(spans)) if spans[one][0] >= done), len(spans))
    return made + run[done:]


def _ends(spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """从头一组起，可以到哪儿为止：除了最后一组，各组都不短，免得把几个日期、几个小数当成一个号。"""
    for start, end in spans:
        yield end
        if end - start < _SHORTEST_GROUP:
            return


def _starred(number: str) -> str:
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def _is_secret(written: str) -> bool:
    number = "".join(str(int(one)) if one.isdecimal() else one.upper() for one in written if one.isalnum())
    return _is_id_card(number) or _is_bank_card(number)


def _is_id_card(number: str) -> bool:
    """样子对、末位校验对得上（GB 11643）。"""
    if not _ID_CARD.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[-1]


def _is_bank_card(number: str) -> bool:
    """十六到十九位、头一位是银行卡的、末位校验对得上（Luhn）。"""
    if len(number) not in _BANK_LENGTHS or not number.isdecimal() or number[0] not in _BANK_FIRST:
        return False
    doubled = [int(one) * (1 + at % 2) for at, one in enumerate(reversed(number))]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def spoken_quiet(manners: Manners) -> str:
    """支部的安静时段怎么说。"""
    return spoken_hours(manners.quiet_from, manners.quiet_until)


def spoken_hours(start: time, end: time) -> str:
    """「21:30—08:00」；起止相等为「不设」。"""
    return "不设" if start == end else f"{start:%H:%M}—{end:%H:%M}"
