"""归一：全角字母数字、各种空格、看不见的字、网页标记。"""

import re

_SPACES = dict.fromkeys((0x3000, 0xA0, 0x202F, 0x205F, *range(0x2000, 0x200B)), " ")
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x61C, 0xFEFF, 0xFFFC, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)), None
)
_ALNUM = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_CIRCLED = {0x24B6 + index: f"{letter}." for index, letter in enumerate("ABCDEFGH")}
_CONTROL = dict.fromkeys((*range(9), *range(14, 32), 0x7F), None)
_TABLE = {
    **_SPACES,
    **_INVISIBLE,
    **_ALNUM,
    **_CIRCLED,
    **_CONTROL,
    0xFF3F: "_",
    0xFF5C: "|",
    0xFF06: "&",
    0xFE0F: None,
    0x20E3: "、",
    0x2611: "√",
    0x2714: "√",
    0x2713: "√",
    0x2705: "√",
    0x2717: "×",
    0x2718: "×",
    0x2715: "×",
    0x2716: "×",
    0x274C: "×",
    0x2573: "×",
    0x2A2F: "×",
}
_BREAK = re.compile(r"<br\s{0,3}/?>|</(?:p|li|div|tr)>", re.IGNORECASE)
_SUMMARY = re.compile(r"</summary>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:details|summary|p|li|ul|ol|div|span|b|i|u|strong|em|font|tr|td|sub|sup)(?:\s[^<>]{0,200})?>", re.IGNORECASE
)
_ENTITIES = {"&nbsp;": " ", "&ldquo;": "“", "&rdquo;": "”", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_RUN = re.compile(r"[ \t]+")
_NOISE = re.compile(r"[\W_]+")
_WHITE = re.compile(r"\s+")


def clean(text: str) -> str:
    """逐字归一；网页的换行变成换行，别的标记去掉。"""
    text = text.translate(_TABLE)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _SUMMARY.sub("：", text)))
    if "&" in text:
        text = _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
    return text


def tidy(text: str) -> str:
    """去首尾空白，换行和连着的空白变一个空格。"""
    return _WHITE.sub(" ", text).strip()


def flat(text: str) -> str:
    """同一行里连着的空白变一个空格。"""
    return _RUN.sub(" ", text).strip()


def lines(text: str) -> list[str]:
    """各行去首尾空白，空行略过；行内连着的空白留着，那可能是填空的地方。"""
    return [line.strip() for line in text.split("\n") if line.strip()]


def fold(text: str) -> str:
    """比对用：不计标点、空白、大小写；只有标点的原样比。"""
    return _NOISE.sub("", text).casefold() or _WHITE.sub("", text)


def same(text: str) -> str:
    """比对选项用：不计空白、大小写和末尾的标点。"""
    bare = _WHITE.sub("", text).casefold()
    return bare.rstrip("。.；;，,、") or bare
