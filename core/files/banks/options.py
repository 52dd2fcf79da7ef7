"""选项：在一行、一格、一段题干里找出 A、B、C……各是什么。"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.domain.questions import LETTERS

from .cleaning import flat

_STRONG = re.compile(
    r"(?<![A-Za-z])(?<![0-9](?![A-J][.．、]))(?:[（(\[【〔]\s{0,3}(?P<a>[A-Ja-j])\s{0,3}[)）\]】〕]\s{0,3}[.．、:：,，]?"
    r"|(?P<b>[A-Ja-j])\s{0,3}(?:[.．、:：。，]|[)）\]】]\s{0,3}[.．、:：]?|,(?=\D)|;(?=\S)|-(?=\s|[\u4e00-\u9fff])))\s{0,9}"
)
_WEAK = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[)）。?？]))(?P<b>[A-J])(?:\s{1,9}(?=\S)|(?=[\u4e00-\u9fff《“\"0-9]))")
_LETTER = re.compile(r"[A-Ja-j]")
_SPLITS = (
    re.compile(r"\n+"),
    re.compile(r"(?:<br>|\$+|#\*#|@@+|\^+|~+|§+)"),
    re.compile(r"&+"),
    re.compile(r"\|+"),
    re.compile(r"\t+"),
    re.compile(r"[;；]+"),
    re.compile(r"\s{2,20}"),
    re.compile(r"[,，]"),
    re.compile(r"、"),
    re.compile(r"/"),
    re.compile(r"\s"),
)
_NUMBERED = re.compile(r"\s{0,5}(?:[（(]([1-9]|10)[)）]|([1-9]|10)[)）.．、:：](?!\d)|([①-⑩]))\s{0,3}")
_LISTED = re.compile(r"^\s{0,9}(?:[-*+•·●○◯□☐■◆◇▪]|\[[ xX]?\])\s{0,5}(?=\S)")
_MARK = re.compile(
    r"\s*(?:[（(\[【]\s*(?:正确答案|正确选项|正确|答案|√|对|✓|correct|right|\*)\s*[)）\]】]|√|\s\*|←.{0,8}|<--.{0,8})\s*$",
    re.IGNORECASE,
)
_CHECKED = re.compile(r"^\s*(?:[-*+]\s*)?(?:\[[xX√]\]|√|\*(?=[A-Ja-j][.．、)）:：])|==?(?=[A-J][.．、]))\s*")
MOST = len(LETTERS)
_LONGEST_LEAD = 4


class Found(NamedTuple):
    """一个选项：第几个（从 0 起）、文字、是不是标着正确。"""

    at: int
    text: str
    right: bool = False


class Chain(NamedTuple):
    """一串选项：lead 是第一个选项之前的文字。"""

    lead: str
    found: list[Found]


def unmark(text: str) -> tuple[str, bool]:
    """去掉选项上“（正确答案）”“√”一类的标记，另说有没有。"""
    text = text.strip().strip("`").strip()
    if text.startswith("**") and text.endswith("**"):
        return text.strip("* "), True
    bare = _CHECKED.sub("", text)
    bare = _MARK.sub("", bare)
    bare = bare.removesuffix("*") if bare.count("*") == 1 and bare.endswith("*") else bare
    return bare.strip(), bare.strip() != text


def chain(text: str, first: int = 0, *, weak: bool = False) -> Chain | None:
    """从第 first 个字母起的一串选项；一个接得上的都没有为 None。"""
    if not _LETTER.search(text):
        return None
    pattern = _WEAK if weak else _STRONG
    marks = [
        (ord((found["a"] if not weak else None) or found["b"]) - ord("A"), found) for found in pattern.finditer(text)
    ]
    marks = [(index - 32 if index >= ord("a") - ord("A") else index, found) for index, found in marks]
    best: list[tuple[int, re.Match[str]]] = []
    current: list[tuple[int, re.Match[str]]] = []
    for index, found in marks:
        expected = first + len(current)
        if index == expected and (not current or text[current[-1][1].end() : found.start()].strip(" \t;；,，")):
            current.append((index, found))
        elif index == first and len(current) < 2:  # noqa: PLR2004 只有一个 A 的不成串
            current = [(index, found)]
        if len(current) > len(best):
            best = list(current)
    return _cut(text, best) if best else None


def _cut(text: str, marks: Sequence[tuple[int, re.Match[str]]]) -> Chain | None:
    ends = [*(found.start() for _, found in marks[1:]), len(text)]
    pieces = [text[found.end() : end] for (_, found), end in zip(marks, ends, strict=True)]
    lead = text[: marks[0][1].start()]
    flagged = False
    if len(lead.strip()) <= _LONGEST_LEAD and _CHECKED.fullmatch(lead):
        lead, flagged = "", True
    found: list[Found] = []
    for (index, _), piece in zip(marks, pieces, strict=True):
        text, right = unmark(piece)
        found.append(Found(index, trim(text), right or flagged))
        flagged = False
    if len(found) > 1 and not all(one.text for one in found[:-1]):
        return None
    return Chain(lead, found)


def whole(text: str) -> Chain | None:
    """至少有 A、B 两个的一串选项；先认带标点的字母，再认后面直接跟字的。"""
    for weak in (False, True):
        made = chain(text, weak=weak)
        if made and len(made.found) >= (3 if weak and made.lead.strip() else 2):
            return made
    return None


def trim(text: str) -> str:
    """一个选项的文字：去掉行末的分号、逗号和包着整句的引号以外的空白。"""
    return flat(text.replace("\n", " ")).strip("；;，,、|&/ \t")


def strip_label(text: str, index: int) -> str:
    """去掉选项自带的字母（A.甲 → 甲）；字母对不上位置的原样留着。"""
    for weak in (False, True):
        pattern = _WEAK if weak else _STRONG
        found = pattern.match(text.strip())
        letter = found and ((found["a"] if not weak else None) or found["b"]).upper()
        if found and letter == LETTERS[index : index + 1] and text.strip()[found.end() :].strip():
            return text.strip()[found.end() :]
    return text


def pieces(text: str, way: int) -> list[str]:
    """按第 way 种隔法分开。"""
    return [piece.strip() for piece in _SPLITS[way].split(text) if piece.strip()]


def way_of(cells: Iterable[tuple[str, int]]) -> int | None:
    """一栏里的选项是怎样隔开的：cells 各是一格的文字和答案要求至少有几项；看不出为 None。"""
    cells = list(cells)
    scores = [
        sum(max(2, least) <= len(pieces(text, way)) <= MOST for text, least in cells) for way in range(len(_SPLITS))
    ]
    best = max(scores, default=0)
    return next((way for way, score in enumerate(scores) if score and score >= best * 0.9), None)


def split_cell(text: str, way: int | None) -> list[Found]:
    """一格里的几个选项。"""
    made = whole(text)
    if made and not made.lead.strip():
        return made.found
    if way is None:
        return []
    return listed(pieces(text, way))


def listed(lines: Sequence[str]) -> list[Found]:
    """一项一行、没有字母的选项；去掉行首的圆点、数字。"""
    marked = [_NUMBERED.match(line) for line in lines]
    numbered = all(found and _value(found) == at for at, found in enumerate(marked, 1))
    made: list[Found] = []
    for index, (line, found) in enumerate(zip(lines, marked, strict=True)):
        bare, right = unmark(line)
        text = line[found.end() :] if numbered and found else _LISTED.sub("", bare)
        text, again = unmark(text)
        made.append(Found(index, trim(strip_label(text, index)), right or again))
    return made


def is_numbered(texts: Sequence[str]) -> bool:
    """各行是不是依次编了 1、2、3……。"""
    marked = [_NUMBERED.match(line) for line in texts]
    return all(found and _value(found) == at for at, found in enumerate(marked, 1))


def _value(found: re.Match[str]) -> int:
    number = found[1] or found[2]
    return int(number) if number else ord(found[3]) - ord("①") + 1
