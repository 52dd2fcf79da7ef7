"""字体里有哪些字：没有的字画出来是豆腐块，先换掉。"""

import re
import struct
import unicodedata
from itertools import chain
from pathlib import Path

MISSING = "〓"
"""排版上代替缺字的符号。"""
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp"}
"""控制字符、双向控制、未分配、私用、附加符号。"""
_LONGEST_RUN = 16
_RUN = re.compile(rf"[!-~]{{{_LONGEST_RUN}}}(?=[!-~])")
_PICTURES = 0x1F000
"""从这里起的符号都是小图。"""
_BREAK = "\u200b"


class Glyphs:
    """一个字体的字表。"""

    def __init__(self, font: Path) -> None:
        """读 OpenType 字体里按 Unicode 编的字表（cmap 第 12 式）。"""
        self._known = frozenset(chain.from_iterable(_ranges(font.read_bytes())))

    def clean(self, text: str) -> str:
        """去掉表情、双向控制和其他看不见的字；字体里没有的字换成〓；太长的外文里留出可以换行的地方。"""
        kept = "".join(map(self._shown, unicodedata.normalize("NFC", text)))
        return _RUN.sub(lambda found: found[0] + _BREAK, kept)

    def _shown(self, char: str) -> str:
        if char == "\n" or (char.isascii() and char.isprintable()):
            return char
        kind = unicodedata.category(char)
        if char == "\t" or kind == "Zs":
            return " " if char != "\u3000" else char
        if kind in _UNSEEN or _is_picture(char):
            return ""
        if ord(char) in self._known:
            return char
        return MISSING if kind[0] in "LN" else ""


def _is_picture(char: str) -> bool:
    """表情一类的小图。"""
    return ord(char) >= _PICTURES and unicodedata.category(char) in {"So", "Sk"}


def _ranges(font: bytes) -> list[range]:
    """字表里的一段段。"""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    offsets = (start + struct.unpack_from(">HHI", font, start + 4 + 8 * number)[2] for number in range(count))
    at = next(offset for offset in offsets if struct.unpack_from(">H", font, offset) == (12,))
    (groups,) = struct.unpack_from(">I", font, at + 12)
    found = (struct.unpack_from(">III", font, at + 16 + 12 * number) for number in range(groups))
    return [range(first, last + 1) for first, last, _ in found]
