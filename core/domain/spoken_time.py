"""从一句话里认出时间：「会议通知 下周三下午3点 三楼会议室 支部党员大会」→ 哪一刻、是哪几个字。

先认出一个个词（spoken_day、spoken_clock），挨着的词连成一处，再推算是哪一刻（reckoning）。
宁可问回去，不替人猜：

- 没说上午下午的 1—7 点、「下午9点」「晚上1点」、「周三或周四」、周末、每周一、农历节日，问；
- 「晚上12点」「24:00」是这天夜里，即下一天 0:00；8—12 点没说上午下午的按 24 小时制；
- 光说「周三」「5号」是最近的、还没过去的那一个；「下周三」「下个周三」是下个星期一起的那一周的星期三；
- 日期和星期对不上、11月31日、25点，都是没有这个时间；
- 一句话里有不止一个时间，只信「时间：」后面的；没有这个标签，书名号里、「议题：」后面的不算，还不止一个就问；
- 已经过去的「昨天」「上周」「三天前」、没有别的时间词的「五一」「12.1」「三点」「下个月」，碰上说得全的时间就让它。
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from core.domain.reckoning import Doubt, Moment, Said, day_of, minutes_of, on, settle
from core.domain.spoken_clock import CLOCK, HOUR, NOON, NUMBER, PART, PART_WORDS, minute, number, written_in_full
from core.domain.spoken_day import DAYS, Word
from core.domain.typed import FOLD


class When(NamedTuple):
    """一句话里说的时间。

    at 是哪一刻（有起止的是开始），reason 为 None 才能用；过去了的，at 也在，好说给人听。
    clock 为假是没说几点：at 是那天 0:00，要再问；说的就是今天而没说几点，reason 是 AMBIGUOUS。
    text[start:end] 是说时间的那几个字，没有是空的；until 是说了的结束时间。
    """

    at: datetime | None
    reason: Doubt | None
    clock: bool
    start: int
    end: int
    until: datetime | None = None


_NUMBERED = rf"(?:[0-9]{{1,3}}|{NUMBER})"
_ELAPSED = (
    rf"(?:(?P<hours>{_NUMBERED}(?P<point>\.5)?|(?=半个?[小钟]))\s*个?(?P<half>半)?个?(?:小时|钟头)(?P<more>半)?"
    rf"(?:零?(?P<odd>{NUMBER})\s*分钟?)?|(?P<minutes>{_NUMBERED})\s*分钟|(?P<quarters>[1一两2三3])刻钟)"
    r"\s*(?:(?:之|以|过)?后|(?P<before>(?:之|以)?前))"
)
_HALF_HOUR, _QUARTER = 30, 15
_BARE = rf"(?P<head>{NUMBER})(?=\s*[-—–~至到]+\s*{NUMBER}\s*(?:点|时(?!间)|:)|\s?[ap]m(?![a-z]))"
_PART_END = "[上下中早晚今明凌傍][午上晚早晨]"
_AFTER_DAY = rf"(?:(?<={_PART_END})|(?<={_PART_END}\s)|(?<=[0-9][日号]))"
_POINTED = rf"{_AFTER_DAY}(?P<point_hour>[0-9]{{1,2}})\.(?P<past>[0-9]{{2}})(?![0-9.]|[万元米个])"
"""「下午3.30」「25日15.30」：时段、日子后面才当钟点，不然是 3 月 30 日。"""


def _read_elapsed(match: re.Match[str], _today: date) -> Said:
    if match["minutes"] or match["quarters"]:
        count = number(match["minutes"]) if match["minutes"] else number(match["quarters"]) * _QUARTER
    else:
        halves = sum(match[name] is not None for name in ("point", "half", "more"))
        hours = (match["hours"] or "0").removesuffix(".5")
        count = number(hours) * HOUR + halves * _HALF_HOUR + number(match["odd"] or "0")
    return Said(elapsed=-count if match["before"] else count)


def _read_clock(match: re.Match[str], _today: date) -> Said:
    spoken = minute(match["spoken"]) if match["minute"] is None else int(match["minute"])
    return _at(match["hour"], spoken)


def _at(hour: str, spoken: int) -> Said:
    return Said(hour=number(hour), minute=spoken, full=1 if written_in_full(hour) else None)


def _read_pointed(match: re.Match[str], _today: date) -> Said:
    return _at(match["point_hour"], int(match["past"]))


def _read_bare(match: re.Match[str], _today: date) -> Said:
    return _at(match["head"], 0)


def _read_part(match: re.Match[str], _today: date) -> Said:
    return Said(part=PART_WORDS[match["part"]])


_WORDS: dict[str, Word] = {
    "elapsed": (_ELAPSED, _read_elapsed),
    "pointed": (_POINTED, _read_pointed),
    **DAYS,
    "part": (PART, _read_part),
    "clock": (rf"(?!(?<=[快早晚多少有大小高低好差慢近远])一点(?![半钟整])){CLOCK}", _read_clock),
    "bare": (_BARE, _read_bare),
}
_JUNK = (
    r"第?[零〇一二两三四五六七八九十百千万亿]++|第\s*[0-9]++"
    r"|[0-9]++(?:[-./:](?![0-9]{1,2}\s*月)[0-9]++)*+|[a-z]++[0-9]*+|《[^》]*》"
)
"""不是时间的数、编号、书名，整个跳过，免得从中间认出时间来。"""
_LEAD = (
    "[0-9a-z《零〇一二两三四五六七八九十百千万亿半几每第首最初正腊冬农阴年月日周星礼本这那当今明后前昨去大上中下"
    "早晨午晚夜深凌拂傍黄天工近过改择次翌隔来同往元国劳建妇儿青植教烈宪春除清端重夏立差廿卅再]"
)
"""时间的词和要跳过的数只会以这些字开头；别的字一眼就过。"""
_ALL = "|".join([*(f"(?P<{name}>{regex})" for name, (regex, _) in _WORDS.items()), _JUNK])
_WORD = re.compile(f"(?={_LEAD})(?:{_ALL})")
_LINK = re.compile(
    r"(?:左右|前后)?(?:(?P<gap>[\s,()\[\]【】·•的]*)|\s*(?P<range>[-—–―~]+|至|到)\s*|\s*(?:或者?|还是|[、和及与/]|以及)\s*)"
)
_BROKEN = re.compile(r"[,\n]")
_AFTER = re.compile(r"\s*(?:以后|之后|过后|后(?![天续勤面台方备]))")
_TRAIL = re.compile(r"(?:左右|前后|之前|以前|前(?![台往门排方面后厅院来去期言]))")
_LABEL = re.compile(
    r"(?<!截止)(?<!报名)(?<!发布)(?<!提交)(?<!上交)(?<!缴纳)(?<!印发)(?<!通知)时间\s*(?::|为|是|定[于在])"
    r".*?(?:\n|;|。|(?=(?:地点|地址|人员|议题|议程|内容|主题|要求|主持)\s*:)|$)"
)
_TOPIC = re.compile(
    r"(?:议[题程]\s*[:\s]|(?:内容|主题|题目|课题|备注|要求|事由)\s*:).*?(?:\n|(?=(?:时间|地点)\s*:)|$)",
)
_CHANGED = re.compile("改[到至为成期在]|推迟|延期|延后|提前[到至]|调整[到至为]|原定")
_LONE_STROKE = re.compile("(?:[1-7]|[零〇一二两三四五六七八九十]+)[点时]")


class _Weight(IntEnum):
    """一处时间说得多实在。"""

    GONE = 0
    WEAK = 1
    STRONG = 2


@dataclass(slots=True)
class _Place:
    """挨着的几个词：sides 是起、止两头各说了什么，只说一个时间的只有一头。"""

    start: int
    end: int
    kinds: list[str]
    sides: list[Said]

    @property
    def whole(self) -> bool:
        """是不是哪天几点都说了；逗号后面再说的就是另一个时间。"""
        return self.sides[-1].dated and self.sides[-1].hour is not None

    def add(self, kind: str, said: Said, link: re.Match[str], end: int) -> None:
        self.end = end
        self.kinds.append(kind)
        if link["range"]:
            self.sides.append(said)
            return
        other = Said(vague=1) if link["gap"] is None else Said()
        self.sides[-1] = self.sides[-1].joined(said).joined(other)

    def close(self, key: str) -> "_Place":
        """收尾：「周五以后」说不准；「周五之前」「（周五）」连着的字也是时间的一部分。"""
        if key.startswith(")", self.end) and self._open(key):
            self.end += 1
        if after := _AFTER.match(key, self.end):
            self.sides[0] = self.sides[0].joined(Said(vague=1))
            self.end = after.end()
        elif trail := _TRAIL.match(key, self.end):
            self.end = trail.end()
        if key.startswith(")", self.end) and key.endswith("(", 0, self.start):
            self.start, self.end = self.start - 1, self.end + 1
        return self

    def _open(self, key: str) -> bool:
        return key.count("(", self.start, self.end) > key.count(")", self.start, self.end)


def _places(key: str, today: date) -> list[_Place]:
    places: list[_Place] = []
    for match in _WORD.finditer(key):
        kind = match.lastgroup
        if kind is None:
            continue
        said = _WORDS[kind][1](match, today)
        link = _LINK.fullmatch(key, places[-1].end, match.start()) if places else None
        if link is None or (places[-1].whole and _BROKEN.search(link[0])):
            places.append(_Place(match.start(), match.end(), [kind], [said]))
        else:
            places[-1].add(kind, said, link, match.end())
    return [place.close(key) for place in places]


def _read(place: _Place, now: datetime) -> When:
    first, *others = place.sides
    moment, until = settle(first, now), None
    if others and moment.at is not None and moment.doubt is not Doubt.AMBIGUOUS:
        try:
            until = _ending(first, others[-1], moment.at, now)
        except (ValueError, OverflowError):
            moment = Moment(None, Doubt.IMPOSSIBLE)
        else:
            if until is None or len(others) > 1:
                moment, until = Moment(None, Doubt.AMBIGUOUS), None
    clock = first.hour is not None or first.elapsed is not None
    return When(moment.at, moment.doubt, clock, place.start, place.end, until)


def _ending(first: Said, last: Said, at: datetime, now: datetime) -> datetime | None:
    """说到几时为止；说不准、不在开始之后为 None，没有这个时间抛 ValueError。"""
    if last.loose or last.elapsed is not None or (last.hour is not None and first.hour is None):
        return None
    day = day_of(last, at.date())
    if last.hour is None:
        minutes = 0
    elif last.part is not None or day != at.date():
        minutes = minutes_of(last)
    else:
        minutes = _next_hour(last, at)
    until = None if minutes is None else on(day, minutes, now)
    return until if until is not None and until > at else None


def _next_hour(last: Said, at: datetime) -> int | None:
    """「下午3点到5点」「11点到1点」：开始以后最先碰到的那个钟点。"""
    minutes = minutes_of(last._replace(full=1)) or 0
    choices = (minutes, minutes + NOON * HOUR) if last.full is None and (last.hour or 0) <= NOON else (minutes,)
    return next((each for each in choices if each > at.hour * HOUR + at.minute), None)


def _weight(place: _Place, when: When, key: str) -> _Weight:
    said = place.sides[0]
    if when.reason is Doubt.PAST and said.hour is None and said.relative:
        return _Weight.GONE
    if said.hour is None and said.elapsed is None and not said.dated:
        return _Weight.WEAK
    lone = place.kinds[0] if len(place.kinds) == 1 else ""
    stroke = lone == "clock" and _LONE_STROKE.match(key, place.start, place.end)
    return _Weight.WEAK if stroke or lone in {"short", "feast"} else _Weight.STRONG


def _where(key: str, places: list[_Place]) -> list[_Place]:
    """只留「时间：」后面的；没有这个标签，去掉「议题：」后面的；都不剩就全留。"""
    labels = [label.span() for label in _LABEL.finditer(key)]
    topics = [topic.span() for topic in _TOPIC.finditer(key)]
    labelled = [place for place in places if len(labels) == 1 and _inside(place, labels)]
    return labelled or [place for place in places if not _inside(place, topics)] or places


def _inside(place: _Place, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place.start < end for start, end in spans)


def _chosen(key: str, read: list[tuple[_Place, When]]) -> list[When]:
    """最实在的那些；「改到」的话里，不大实在的也算；「昨天」只让给说了哪天的时间。"""
    weights = [_weight(place, when, key) for place, when in read]
    least = _Weight.WEAK if _CHANGED.search(key) else _Weight.STRONG
    best = [pair for pair, weight in zip(read, weights, strict=True) if weight >= least]
    if _Weight.GONE in weights and not any(place.sides[0].dated for place, _ in best):
        best = []
    return [when for _, when in best or read]


def read_when(text: str, now: datetime) -> When:
    """一句话里说的时间，按 now 的时区、相对 now；说不准、过去了、没有这个时间、没说，reason 说明。"""
    key = text.translate(FOLD)
    places = _places(key, now.date())
    if len(places) > 1:
        places = _where(key, places)
    if not places:
        return When(None, Doubt.ABSENT, clock=False, start=0, end=0)
    whens = _chosen(key, [(place, _read(place, now)) for place in places])
    if len({when[:2] for when in whens}) > 1:
        return When(None, Doubt.AMBIGUOUS, any(when.clock for when in whens), whens[0].start, whens[-1].end)
    return whens[0]


def parse_when(text: str, now: datetime) -> datetime | None:
    """一句话里说的时间，一定不早于 now；拿不准的为 None，要问回去。只说了哪天的是那天 0:00。"""
    when = read_when(text, now)
    return when.at if when.reason is None else None
