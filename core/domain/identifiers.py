"""编号：人们说得出的每一样东西，用一个字母加一个数。A 操作或流水，S 积分复核，N 通知，M 会议，Q 题，P 推送。

“A1032”“a1032”“Ａ１０３２”“1032”“第3号”都认得；后面跟着月、日、号的裸数字是日期，不是编号。
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from core.domain.typed import FOLD


class Letter(StrEnum):
    """编号打头的字母，各指一样东西。"""

    ACT = "A"
    REVIEW = "S"
    NOTICE = "N"
    MEETING = "M"
    QUESTION = "Q"
    PUSH = "P"


class Identifier(NamedTuple):
    """一个编号；没有写字母的 letter 为 None，要看恰好有几样东西对得上。"""

    letter: Letter | None
    number: int

    @property
    def words(self) -> str:
        """说给人听的写法：A1032；没有字母的只有数。"""
        return f"{self.letter or ''}{self.number}"


_DATED = r"(?!\s*[\d月日号年点时:：/.]|-\d)"
"""裸数字后面跟着这些的，说的是日期、钟点或小数。"""
PATTERN = r"[\s:#]*(?:[asnmqp]\s?\d{1,7}(?!\d)号?|第\d{1,7}[号条项件]|\d{1,7}" + _DATED + ")"
"""一个编号，照归一（半角、小写）之后的字写。"""
_WHOLE = re.compile(r"(?:(?P<letter>[asnmqp])\s?)?(?P<number>\d{1,7})|第(?P<nth>\d{1,7})[号条项件]?")
_LEADING = re.compile(r"[\s:#]*(?P<letter>[asnmqp])(?P<number>\d{1,7})(?!\d)号?[\s,:;、。]*")


def read(words: str) -> Identifier | None:
    """整个词是一个编号；“11月”“5号”这样的日期和别的话为 None。"""
    key = words.translate(FOLD).strip(" \n:#")
    if key[:1].isalpha() and key[:1] != "第":
        key = key.removesuffix("号")
    found = _WHOLE.fullmatch(key)
    if found is None:
        return None
    letter = Letter(found["letter"].upper()) if found["letter"] else None
    return Identifier(letter, int(found["number"] or found["nth"]))


def leading(words: str) -> tuple[Identifier | None, str]:
    """话打头的编号和余下的话；只认带字母的，“11月20日……”打头的是日期。"""
    found = _LEADING.match(words.translate(FOLD))
    if found is None or not words[found.end() :].strip():
        return None, words
    return Identifier(Letter(found["letter"].upper()), int(found["number"])), words[found.end() :]


def settle(said: Identifier, fits: Iterable[Identifier]) -> Identifier | None:
    """说的是 fits 里的哪一样：带字母的要正好在里面，裸数字要恰好一样对得上；否则为 None。"""
    found = {one for one in fits if one.number == said.number and said.letter in {None, one.letter}}
    return found.pop() if len(found) == 1 else None
