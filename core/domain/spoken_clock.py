"""钟点怎么说：「20:00」「晚上8点半」「下午三点一刻」。

全项目只有这一套钟点的写法；spoken_time 把它用在整句话里，parse_clock 用在单独一个钟点上。
"""

import re
from datetime import time
from enum import IntEnum

from core.domain.typed import FOLD

NUMBER = "(?:[0-9]{1,2}|[二三四五]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
"""两位以内的数；「八八」「三百五十」不是。"""
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TEN = 10


class Part(IntEnum):
    """一天里的时段。"""

    DAWN = 0
    MORNING = 1
    FORENOON = 2
    NOON = 3
    AFTERNOON = 4
    DUSK = 5
    EVENING = 6
    NIGHT = 7
    AM = 8
    PM = 9


_RANGES = {
    Part.DAWN: (0, 6, 6),
    Part.MORNING: (4, 11, 11),
    Part.FORENOON: (5, 12, 12),
    Part.NOON: (11, 14, 14),
    Part.AFTERNOON: (12, 19, 23),
    Part.DUSK: (16, 20, 20),
    Part.EVENING: (17, 24, 28),
    Part.NIGHT: (20, 24, 30),
    Part.AM: (0, 11, 11),
    Part.PM: (12, 23, 23),
}
"""时段 →（最早几点，最晚几点，牵强一点最晚几点）；24 往后是下一天。

「晚上12点」是这天夜里的 24:00；「晚上1点」是哪一天的，各人想的不同；「下午9点」多半是上午打错了。"""
PART_WORDS = {
    "凌晨": Part.DAWN,
    "拂晓": Part.DAWN,
    "清晨": Part.MORNING,
    "早晨": Part.MORNING,
    "早上": Part.MORNING,
    "一早": Part.MORNING,
    "早": Part.MORNING,
    "晨": Part.MORNING,
    "上午": Part.FORENOON,
    "中午": Part.NOON,
    "正午": Part.NOON,
    "午间": Part.NOON,
    "下午": Part.AFTERNOON,
    "午后": Part.AFTERNOON,
    "傍晚": Part.DUSK,
    "黄昏": Part.DUSK,
    "晚上": Part.EVENING,
    "晚间": Part.EVENING,
    "夜晚": Part.EVENING,
    "晚": Part.EVENING,
    "夜里": Part.NIGHT,
    "夜间": Part.NIGHT,
    "半夜": Part.NIGHT,
    "深夜": Part.NIGHT,
    "午夜": Part.NIGHT,
    "夜": Part.NIGHT,
    "am": Part.AM,
    "pm": Part.PM,
}
_SINGLE = r"(?:早|晚)(?=\s*[0-9零〇一二两三四五六七八九十]{1,3}\s*[:点时.])(?!一点(?![半钟整0-9零一二三四五]))"
"""单说一个「早」「晚」，后面得紧跟钟点：「晚8点」是，「晚会」「早一点」不是。"""
PART = "|".join(
    [
        r"(?<=[今明后昨当])(?:晚上?|早上?|晨|夜里?)",
        *(word for word in PART_WORDS if len(word) > 1 and not word.isascii()),
        _SINGLE,
        r"(?:(?<=[0-9])|(?<=[0-9] ))[ap]m(?![a-z])",
    ]
)

_STROKE = (
    r"点(?!要求|意见|建议|希望|注意|体会|感[想受悟]|思考|启示|认识|看法|想法|不足|共识)钟?"
    r"|时(?![间候代期光常而节机刻])"
)
_SPOKEN = (
    rf"\s*(?:半(?![年个天月小])|整(?![理改体治顿风合个])|正(?![式在常副确好面])|[一1三3]刻钟?"
    rf"|[零〇]?{NUMBER}\s*分(?![组享析批别管发会]))"
    r"|(?:[0-9]{2}|[零〇][一二三四五六七八九1-9]|[二三四五]?十[一二三四五六七八九]?)(?![0-9人名号楼室位个年月日层栋])"
)
CLOCK = (
    rf"(?P<hour>{NUMBER})\s*(?::\s*(?P<minute>[0-9]{{2}})(?::[0-9]{{2}})?(?![0-9:])分?"
    rf"|(?P<stroke>{_STROKE})(?P<spoken>{_SPOKEN})?(?![0-9](?:\s|$)))"
)
"""一个钟点；「8点5」分不清是 8:05 还是 8:50，不算。"""
_MINUTES = {"半": 30, "整": 0, "正": 0, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
_WHOLE = re.compile(rf"(?P<part>{PART})?{CLOCK}")
NOON, MIDNIGHT, HOUR = 12, 24, 60
_UNSAID = range(1, 8)
"""没说上午下午，1 点到 7 点两边都说得通；8 点到 12 点按上午，12 点按中午。"""


def number(text: str) -> int:
    """「8」「八」「十二」「二十」「二十三」「零五」。"""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text[-1]]
    return (_DIGITS[tens] if tens else 1) * _TEN + (_DIGITS[ones] if ones else 0)


def minute(spoken: str | None) -> int:
    """「半」「一刻」「30分」「零五」；没说是 0。"""
    words = (spoken or "整").strip().removesuffix("分").removesuffix("钟").rstrip()
    known = _MINUTES.get(words)
    return number(words.lstrip("零〇") or "零") if known is None else known


def written_in_full(hour: str) -> bool:
    """「03:00」「15:00」：写成两位数的就是 24 小时制。"""
    return hour.startswith("0") and len(hour) > 1


def hour_of(hour: int, part: Part | None, *, full: bool = False) -> int | None:
    """说的是 24 小时制的几点，24 及以上在下一天；说不准、对不上时段为 None。

    full 为真是写成了两位数（「03:00」）。没说时段的 1—7 点说不准。
    """
    if part is None:
        return None if hour in _UNSAID and not full else hour
    first, last, _ = _RANGES[part]
    return next((each for each in _meanings(hour) if first <= each <= last), None)


def _meanings(hour: int) -> tuple[int, ...]:
    return (hour, hour + NOON, hour + MIDNIGHT, hour - NOON) if hour <= NOON else (hour,)


def parse_clock(text: str) -> time | None:
    """「20:00」「晚上8点半」「八点」→ 一天里的时刻；不是、与时段矛盾（「上午20:00」）为 None。

    只问一天里的几点，所以「8点」「3点」照字面，「晚上1点」是 1:00；要定下哪一天几点用 parse_when。
    """
    found = _WHOLE.fullmatch(text.translate(FOLD).replace(" ", ""))
    if found is None:
        return None
    hour, minutes = number(found["hour"]), int(found["minute"] or minute(found["spoken"]))
    if found["part"]:
        first, _, last = _RANGES[PART_WORDS[found["part"]]]
        hours = [each % MIDNIGHT for each in _meanings(hour) if first <= each <= last]
    else:
        hours = [hour]
    return time(hours[0], minutes) if hours and hour < MIDNIGHT and minutes < HOUR else None
