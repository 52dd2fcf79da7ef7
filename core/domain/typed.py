"""打出来的一句话：归一化，好与口令表对照；逐字进行，所以取出来的仍是本人原样打的字。"""

import re
from typing import NamedTuple

from core.domain.dialogue import Person

MENTION = "\ufffc"
"""消息里一个 @某人 在文字中的占位符，次序与 mentions 一致。"""

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x09: " "}
FOLD = {code: chr(to).lower() if isinstance(to, int) else to for code, to in _WIDTH.items()} | {
    code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)
}
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\ud800-\udfff]")
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U000e0020-\U000e007f\u200d\ufe0f\u20e3"
)
_LEAD = re.compile(rf"[\s/#{_EMOJI}]*")
_ENDING = rf"\s#.。!,、;~～…·^_{_EMOJI}-"
_TAIL = re.compile(rf"(?<![{_ENDING}])[{_ENDING}]++$")
_QUOTES = {"“": "”", '"': '"', "「": "」", "'": "'", "‘": "’"}
LONGEST = 6000
"""再长的消息（字数）不会是说给助手听的。"""
_SHORT_QUESTION = 12
"""问话至多这么长；再长的是心得里的设问。"""


class Typed(NamedTuple):
    """打出来的一句话：text 保留原样，key 是逐字对应的归一形式（全角变半角、大写变小写）。"""

    text: str
    key: str
    mentions: tuple[Person, ...] = ()

    @property
    def asks(self) -> bool:
        """是不是短短一句问话；问话不当口令办。"""
        return len(self.key) <= _SHORT_QUESTION and self.key.endswith(("?", "吗"))


def visible(raw: str) -> str:
    """去掉看不见、库里也存不下的字（零宽、NUL、半个表情）。"""
    return _INVISIBLE.sub("", raw)


def typed(raw: str, mentions: tuple[Person, ...] = ()) -> Typed:
    """归一一句话：去掉开头的 / # 和表情、结尾的标点和表情；去完什么都不剩的原样留着。"""
    text = visible(raw if mentions else raw.replace(MENTION, ""))
    key = text.translate(FOLD)
    tail = _TAIL.search(key)
    end = tail.start() if tail else len(key)
    start = min(_LEAD.match(key).end(), end)  # pyright: ignore[reportOptionalMemberAccess] 可以匹配空串
    if start == end:
        text = text.strip()
        return Typed(text, text.translate(FOLD), mentions)
    if end - start > len("“”") and _QUOTES.get(text[start]) == text[end - 1]:
        # 我们的话里写着 发“打卡”，有人会连引号一起打
        start, end = start + 1, end - 1
    return Typed(text[start:end], key[start:end], mentions)
