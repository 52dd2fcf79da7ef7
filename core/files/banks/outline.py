"""把文字分成行，先从全篇看出它的习惯：题号是哪一种写法、有没有题号、选项带不带标点、是不是隔行写的。"""

# ruff: noqa: E501 名目和它们的写法各占一行，不折开

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from .cleaning import clean
from .labels import Heading, Segment, heading, question_label, segments
from .numbering import Numbered, form_of, number_of
from .options import chain
from .words import ANSWER

_JUNK = re.compile(
    r"^(?:第\s{0,3}\d{1,4}\s{0,3}页.{0,20}|[-—–\s]{1,8}\d{1,4}[-—–\s]{1,8}|[-—–_=*·.。\s~～]{3,400}|```\w{0,10}|\d{1,3}\s?/\s?\d{1,3}"
    r"|\d{1,3}(?:\.\d{1,2})?\s?分|(?:(?:返回顶部|收藏|纠错|查看解析|上一题|下一题|展开|收起)\s{0,5}){1,6}"
    r"|(?:我|你|您|考生|学生)的答案\s{1,5}(?:[A-Ja-j、,， ]{1,20}|对|错|正确|错误|√|×|未作答))$"
)
_MARKDOWN = re.compile(r"^(?:>\s?)+|^#{1,6}\s{0,3}(?=\d|第|[（(]\d|Q)")
_BULLET = re.compile(
    r"^[-*+•·●○◯◇◆■□▪]\s{0,3}(?=[A-Ja-j]\s?[.．、:：)）]|[（(][A-J]|\*\*|[【\[]|答案|正确答案|解析|\d{1,4}\s?[.、]|参考答案|出处|来源|难度|题目)"
)
_PICTURE = re.compile(
    "^[√×\u2190-\u21ff\u2300-\u23ff\u2600-\u2712\u2716-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]{1,9}\\s{0,3}"
    r"(?=正确|参考|标准|答|解析|出处|依据|来源|题|第|问|【|\d|[一二三四五六七八九十]{1,3}、|[单多判填简])"
)
_DOT = re.compile(r"^(?:[○◯□☐●■◆◇◎▢◻][ \t]{0,5}|[-*+•·●][ \t]{1,5})(?=[^\s○□])")
_CHECKBOX = re.compile(r"^[-*+]?\s{0,3}\[([ xX√])\]\s{0,3}(?=\S)")
_BOLD = re.compile(r"(\*\*|__(?=[^_]))([^*\n]{1,200}?)\1")
_ANSWERED_FIRST = re.compile(
    r"^[（(\[【]\s{0,5}((?:[A-Ja-j][\s、,，]{0,3}){1,8}|√|×|对|错|正确|错误|[TF]|)\s{0,5}[)）\]】]\s{0,5}(?=(?:第\s?)?\d{1,4}\s{0,3}[.．、:：题)）])"
)
GAP_MARK = re.compile(r"_{2,}|[（(]\s{0,20}[)）]|[?？]$|[\[【（(]\s{0,3}(?:填?空)\s{0,3}\d{0,2}\s{0,3}[)）】\]]")
"""题干里留的空，或者问号。"""
_OPTION_NAME = re.compile(r"^(?:选项|备选项|备选答案)\s{0,3}([A-Ja-j])\s{0,3}[:：.、\t ]\s{0,3}(?=\S)")
_AHEAD = 12
_TAG_FIRST = re.compile(
    r"^[【\[（(]\s{0,3}([单多判填简]|[\u4e00-\u9fff]{2,8}题?|[A-Za-z][A-Za-z /]{1,19})\s{0,3}[】\])）]\s{0,3}(?=(?:第\s?|Q)?\d{1,4}\s{0,3}[.．、:：题)）])"
)


@dataclass
class Line:
    """一行：number 是第几行，gap 是前面有没有空行，answered 是写在题号前面的答案，tag 是写在题号前面的题型，dotted 是行首有没有圆点、方框。"""

    number: int
    text: str
    gap: bool
    answered: str = ""
    tag: str = ""
    dotted: bool = False

    @cached_property
    def numbered(self) -> Numbered | None:
        """行首的题号。"""
        return number_of(self.text)

    @cached_property
    def heading(self) -> Heading | None:
        """是大题的标题。"""
        return heading(self.text)

    @cached_property
    def labelled(self) -> tuple[int, int] | None:
        """行首的“题目：”。"""
        return question_label(self.text)

    @cached_property
    def segments(self) -> list[Segment]:
        """按标签分开的各段。"""
        return segments(self.text)

    @cached_property
    def answers(self) -> bool:
        """有没有写着答案的一段。"""
        return any(segment.role == ANSWER for segment in self.segments)

    def opens(self, first: int = 0, *, weak: bool = False) -> bool:
        """是不是以第 first 个选项开头。"""
        made = chain(self.text[:200], first, weak=weak)
        return made is not None and not made.lead.strip()


def lines_of(text: str) -> list[Line]:
    """去掉空行、页码，认出空行在哪里。"""
    made, gap = list[Line](), True
    for number, raw in enumerate(text.split("\n"), 1):
        for piece in re.split("[\x0b\x0c\u2028\r]", raw):
            shown = clean(piece).strip()
            bare = _strip(shown)
            if not bare or _JUNK.match(bare):
                gap = gap or not bare
                continue
            line = Line(number, bare, gap, dotted=bool(_DOT.match(bare) or _CHECKBOX.match(shown)))
            line.text = _DOT.sub("", bare)
            _take_lead(line)
            made.append(line)
            gap = False
    return made


def _strip(text: str) -> str:
    text = _PICTURE.sub("", text.strip())
    text = _MARKDOWN.sub("", text)
    text = _CHECKBOX.sub(lambda found: "" if found[1] == " " else "√", text)
    if "**" in text or "__" in text:
        text = _BOLD.sub(_unbold, text)
    return _OPTION_NAME.sub(r"\1. ", _BULLET.sub("", text)).strip()


def _unbold(found: re.Match[str]) -> str:
    """加粗的选项是标着正确的；别的加粗去掉。"""
    inner = found[2].strip()
    whole = re.match(r"[A-J]\s?[.．、:：)）]\s?\S", inner)
    return f"√{inner}" if whole else inner if found[1] == "**" else found[0]


def _take_lead(line: Line) -> None:
    found = _ANSWERED_FIRST.match(line.text)
    if found:
        line.answered, line.text = found[1].strip(), line.text[found.end() :]
        return
    found = _TAG_FIRST.match(line.text)
    if found:
        line.tag, line.text = found[1], line.text[found.end() :]


class Outline:
    """一篇文字的习惯。"""

    def __init__(self, lines: list[Line]) -> None:
        """看一遍各行。"""
        self.lines = lines
        opening = [line.opens() for line in lines]
        loose = [line.opens(weak=True) for line in lines]
        seconds = sum(line.opens(1, weak=True) or line.opens(1) for line in lines)
        starts = sum(opening)
        self.weak = not starts * 2 > sum(loose) and seconds > 0
        self.first = [one or (self.weak and other) for one, other in zip(opening, loose, strict=True)]
        self.form = self._form()
        numbered = sum(line.numbered is not None and line.numbered.form == self.form for line in lines)
        questions = max(sum(self.first), sum(line.answers for line in lines))
        self.numbered = numbered > 0 and numbered * 2 >= questions
        gaps = sum(after.gap for _, after in pairwise(lines))
        self.spaced = gaps >= 0.7 * max(1, len(lines) - 1)
        self.labelled = sum(line.labelled is not None for line in lines) * 2 >= max(2, questions)

    def _form(self) -> str:
        """题号的写法：各大题分开数。"""
        parts: list[list[Numbered]] = [[]]
        for line in self.lines:
            if line.heading:
                parts.append([])
            elif line.numbered:
                parts[-1].append(line.numbered)
        return form_of(parts)

    def ahead(self, at: int) -> str:
        """第 at 行往后，在下一个题号之前先见到的是选项（options）、答案（answer），还是什么都没有。"""
        return self._ahead[at][0]

    @cached_property
    def _ahead(self) -> list[tuple[str, int]]:
        """从末尾往前推，各行后面是什么、隔几行。"""
        made: list[tuple[str, int]] = [("", 0)]
        for at in range(len(self.lines) - 1, 0, -1):
            line = self.lines[at]
            if self.first[at]:
                made.append(("options", 0))
            elif line.answers:
                made.append(("answer", 0))
            elif line.heading or (line.numbered and line.numbered.form == self.form) or made[-1][1] > _AHEAD:
                made.append(("", 0))
            else:
                made.append((made[-1][0], made[-1][1] + 1))
        return made[::-1]
