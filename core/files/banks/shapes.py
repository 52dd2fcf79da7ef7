"""题库读出来的样子：题目、毛病，和还没定下来的草稿。"""

from dataclasses import dataclass, field
from typing import NamedTuple

SINGLE, MULTIPLE, JUDGE, BLANK, SHORT = "single", "multiple", "judge", "blank", "short"
CHOICE = "choice"
"""只知道是选择题，单选多选要看答案。"""
KIND_NAMES = {SINGLE: "单选", MULTIPLE: "多选", JUDGE: "判断", BLANK: "填空", SHORT: "简答"}


class Item(NamedTuple):
    """一道题。

    answer：选择题是字母（ABD），判断题是对或错，填空、简答是文字（几个空以“；”隔开）。line 是第几行，sheet 是表名。
    """

    type: str
    stem: str
    options: tuple[str, ...]
    answer: str
    explanation: str = ""
    source: str = ""
    line: int = 0
    sheet: str = ""
    tags: str = ""
    difficulty: str = ""
    audience: str = ""


class Fault(NamedTuple):
    """读不成题的一处和原因。"""

    line: int
    reason: str
    sheet: str = ""


class BankReading(NamedTuple):
    """一个题库读出来的全部；duplicates 是同一份里重复、因而略去的题数，notes 是读的时候作的取舍，要让人知道。"""

    questions: list[Item]
    faults: list[Fault]
    duplicates: int = 0
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """还没定下来的一题：各处找到什么就写什么，题型和答案最后一起定。"""

    line: int
    lines: list[str] = field(default_factory=list[str])
    """题干的各行。"""
    options: list[str] = field(default_factory=list[str])
    answer: str = ""
    kind: str = ""
    explanation: str = ""
    source: str = ""
    tags: str = ""
    difficulty: str = ""
    audience: str = ""
    sheet: str = ""
    number: int = 0
    section: int = 0
    base: int | None = None
    """数字答案从几数起；None 表示不是 JSON，从 1 数起。"""

    @property
    def stem(self) -> str:
        """题干，各行接成一行。"""
        return join(self.lines)


def join(lines: list[str]) -> str:
    """断开的几行接起来：两个西文字之间补一个空格，汉字之间不补。"""
    text = ""
    for line in lines:
        gap = " " if text[-1:].isascii() and text[-1:].isalnum() and line[:1].isascii() and line[:1].isalnum() else ""
        text += gap + line
    return text
