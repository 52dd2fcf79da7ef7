"""答案：把人们写的答案读成字母、对错或文字。"""

import re
from collections.abc import Sequence

from .cleaning import flat, same
from .shapes import LETTERS
from .words import verdict

_LEAD = re.compile(
    r"^[【\[（(]?\s{0,3}(?:正确答案|参考答案|标准答案|正确选项|答案|答|应选|故选|选择|选|Answer|Ans)\s{0,3}[】\])）]?\s{0,3}(?:是|为|[:：])?\s{0,3}"
    r"(?=\S)",
    re.IGNORECASE,
)
_WRAP = {"（": "）", "(": ")", "【": "】", "[": "]", "“": "”", '"': '"', "'": "'", "{": "}", "《": "", "<": ">"}
_BETWEEN = r"[\s、,，.．;；|/&+#\-和及与（()）\[\]]{0,4}"
_LETTERS = re.compile(rf"[A-Ja-j](?:{_BETWEEN}[A-Ja-j]){{0,12}}")
_PHRASE = re.compile(
    rf"(?:选|选择|答案[是为]?[:：]?)?\s?([A-J](?:{_BETWEEN}[A-J]){{0,9}})\s?(?:选?项|$|[。，,；;（(：:]|\s)"
)
_DIGITS = re.compile(r"\d{1,2}(?:\s{0,3}[、,，.;；|/&+ ]\s{0,3}\d{1,2}){0,9}")
_CIRCLED = re.compile(r"(?:[①-⑩][、,，\s]{0,3}){1,10}")
_PARTS = (r"[\n]+", r"[;；|&$#]+", r"[\t]+", r"、", r"[,，]", r"/", r"\s+")
_ALL = re.compile(r"(?:以上)?(?:全选|全部|全对|都对|都是|所有选项)")
_EMPTY = frozenset(
    [
        "无",
        "暂无",
        "略",
        "null",
        "none",
        "nan",
        "undefined",
        "-",
        "--",
        "—",
        "/",
        "？",
        "?",
        "无答案",
        "空",
        "未知",
        "n/a",
        "#n/a",
    ]
)


def bare(raw: str) -> str:
    """去掉包着答案的“答案：”、括号、引号和末尾的句点；等于没写的为空串。"""
    text = raw.strip().strip("`* ")
    found = _LEAD.match(text)
    if found and found.end() < len(text):
        text = text[found.end() :]
    while len(text) > 1 and _WRAP.get(text[0]) and text.endswith(_WRAP[text[0]]):
        text = text[1:-1].strip()
    text = text.strip(" \t\n;；")
    if text.casefold() in _EMPTY:
        return ""
    return text.rstrip("。.") or text


def letters_in(text: str) -> str:
    """整段只是几个字母的，按次序排好、不重复；不是为空串。"""
    text = bare(text)
    if not _LETTERS.fullmatch(text):
        return ""
    return "".join(sorted({one.upper() for one in text if one.isalpha() and one.isascii()}))


def pick(raw: str, options: Sequence[str], base: int) -> str | None:
    """答案指的是哪几个选项（可能超出选项的个数）；base 是数字从几数起。认不出为 None。"""
    text = bare(raw)
    shapes = [same(option) for option in options]
    for reading in (letters_in(text), _by_text(text, shapes), _labelled(text, shapes), _by_parts(text, shapes)):
        if reading is not None and reading:
            return reading
    if numbers := numbers_in(text):
        return _of_indexes([number - base for number in numbers])
    return _loosely(text, len(options))


def _of_indexes(indexes: Sequence[int]) -> str | None:
    if not all(0 <= index < len(LETTERS) for index in indexes):
        return None
    return "".join(LETTERS[index] for index in sorted(set(indexes)))


def _by_text(text: str, shapes: Sequence[str]) -> str | None:
    return LETTERS[shapes.index(same(text))] if text and same(text) in shapes else None


_LABEL = re.compile(r"(?:^|(?<=[\s;；,，、|。&]))[（(]?([A-Ja-j])\s{0,3}[.．、:：)）]\s{0,3}")
_MOST_LABELS = 12


def _labelled(text: str, shapes: Sequence[str]) -> str | None:
    """“C．文字”：字母和文字说的得是同一个选项。"""
    found = list(_LABEL.finditer(text))
    if not found or found[0].start() or len(found) > _MOST_LABELS:
        index = LETTERS.find(text[:1].upper()) if text else -1
        return LETTERS[index] if index >= 0 and same(text[1:]) in shapes[index : index + 1] else None
    ends = [*(one.start() for one in found[1:]), len(text)]
    picked = list[int]()
    for one, end in zip(found, ends, strict=True):
        index, said = LETTERS.index(one[1].upper()), same(text[one.end() : end])
        if said in shapes and shapes[index : index + 1] != [said]:
            return None
        picked.append(index)
    return _of_indexes(picked)


def _by_parts(text: str, shapes: Sequence[str]) -> str | None:
    for separator in _PARTS:
        parts = [same(part) for part in re.split(separator, text) if part.strip()]
        if len(parts) > 1 and all(part in shapes for part in parts):
            return _of_indexes([shapes.index(part) for part in parts])
    return None


def numbers_in(text: str) -> list[int]:
    """只写了数字（1,3、①③）的，各是几。"""
    if _DIGITS.fullmatch(text):
        return [int(one) for one in re.findall(r"\d+", text)]
    if _CIRCLED.fullmatch(text):
        return [ord(one) - ord("①") + 1 for one in text if "①" <= one <= "⑩"]
    return []


def _loosely(text: str, count: int) -> str | None:
    if _ALL.fullmatch(text):
        return LETTERS[:count]
    found = _PHRASE.match(text)
    return letters_in(found[1]) if found else None


def pair(options: Sequence[str]) -> list[str]:
    """两个选项正好一对一错时，各是对是错；不是为空。"""
    said = [verdict(option) for option in options]
    return said if len(said) == len("对错") and set(said) == {"对", "错"} else []


def words(raw: str) -> str:
    """填空、简答的答案：照原样，几行接成一行。"""
    return flat(bare(raw).replace("\n", " "))


_EACH = re.compile(
    r"(?:^|[\s;；,，。])(?:[（(\[【]\s?(?:填?空)?\s?([1-9])\s?[)）\]】][.、:：]?|(?:第|填?空)?([1-9])空?[.、:：)）](?!\d)|([①-⑨])"
    r"|第([一二三四五六七八九])空[:：]?)\s{0,3}"
)


def _order(found: re.Match[str]) -> int:
    if found[4]:
        return "一二三四五六七八九".index(found[4]) + 1
    return int(found[1] or found[2] or ord(found[3]) - ord("①") + 1)


def blanks(raw: str) -> str:
    """填空的答案；几个空编了号的去掉号，以“；”隔开。"""
    text = bare(raw)
    found = list(_EACH.finditer(text))
    order = [_order(one) for one in found]
    if not found or found[0].start() or order != list(range(1, len(found) + 1)):
        return words(raw)
    ends = [*(one.start() for one in found[1:]), len(text)]
    parts = [text[one.end() : end].strip(" \t\n;；,，。") for one, end in zip(found, ends, strict=True)]
    return "；".join(flat(part.replace("\n", " ")) for part in parts)
