"""回执的规则。

回执不要求接龙、不要求即时响应（《关于防治“指尖上的形式主义”的若干意见》）；好的、明白只是已阅，绝不算参加。
"""

import re
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.notices import Choice, Wanted
from core.domain.receipts import ATTENDING, Changed, Subject
from core.domain.spoken_clock import number

LONGEST_DELAY = 240
"""晚到至多说多少分钟；再长的是没有听清。"""
_HALF_HOUR, _QUARTER, _HOUR = 30, 15, 60
_FIXED = {"半小时": _HALF_HOUR, "半个小时": _HALF_HOUR, "一刻钟": _QUARTER, "1刻钟": _QUARTER}
_MINUTES = re.compile(r"(?P<count>\d{1,3}|[零一二两三四五六七八九十]{1,3})(?:来|多)?(?P<unit>分钟?|个?小时|个?钟头)")
REACTION = "reaction:"
"""贴表情的回执，via 以此打头，后面是还贴着的各个表情。"""


class SignUpFull(UserError):
    """名额满了。"""

    text = "{ref} 的名额（{most} 人）已满，这次没有登记。有同志退出后可以再报；想参加的也可以联系支部委员。"


class AnswerChanged(UserError):
    """此后又改过回答。"""

    text = "这份回执此后又改过，不能撤销，未作任何改动。要改请直接再答一次。"


class Answered(NamedTuple):
    """一次回执：答的是哪一份，记成了什么；changed 为 None 是与原来一样。"""

    subject: Subject
    choice: Choice
    changed: Changed | None
    minutes: int | None = None


def minutes_in(words: str) -> int | None:
    """「10分钟」「二十分钟」「半小时」是几分钟；读不出来、太长的为 None。"""
    said = words.strip()
    if said in _FIXED:
        return _FIXED[said]
    found = _MINUTES.fullmatch(said)
    if found is None:
        return None
    minutes = number(found["count"]) * (1 if found["unit"].startswith("分") else _HOUR)
    return minutes if 0 < minutes <= LONGEST_DELAY else None


def settled(choice: Choice, wanted: Wanted) -> Choice:
    """一般通知不问来不来：说参加、晚到的，算收到。"""
    return Choice.ACK if wanted is Wanted.ACK and choice in ATTENDING else choice


def faces(via: str | None) -> list[str]:
    """还贴着的各个表情；不是贴表情答的为空。"""
    return via.removeprefix(REACTION).split() if via and via.startswith(REACTION) else []


def via_faces(emojis: list[str]) -> str:
    """写成 via。"""
    return REACTION + " ".join(emojis)
