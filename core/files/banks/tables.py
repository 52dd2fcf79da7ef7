"""一张表读成题目：找表头（在哪一行、有几处都行），没有表头的按内容认各栏。"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from core.domain.questions import LETTERS

from . import answers, columns, options
from .cleaning import clean, lines
from .columns import Roles, Row
from .labels import heading
from .shapes import Draft
from .words import (
    ANSWER,
    AUDIENCE,
    DIFFICULTY,
    EXPLANATION,
    KIND,
    NUMBER,
    OPTION,
    OPTIONS,
    SOURCE,
    STEM,
    TAGS,
    kind_of,
    role_of,
    verdict,
)

_TOTALS = frozenset(["合计", "总计", "小计", "共计", "总数", "以上合计"])
_NOTES = ("说明", "注：", "注:", "备注", "填写", "提示：", "示例说明", "填表说明", "导入说明", "温馨提示", "要求")
_LONGEST_SHEET_NAME = 12
_VERTICAL = 0.3
_SHORTEST, _LONGEST_CHAPTER = 6, 20
_LABEL = 8

Numbered = tuple[int, list[str]]


def cleaned(rows: Sequence[Row]) -> list[Numbered]:
    """归一过的各行，带着行号；空行略过。"""
    made = [(number, [clean(cell).strip() for cell in row]) for number, row in enumerate(rows, 1)]
    return [(number, row) for number, row in made if any(row)]


def read(name: str, rows: Sequence[Numbered]) -> list[Draft]:
    """读一张表；认不出题干和答案为空。"""
    kind = kind_of(name) if len(name) <= _LONGEST_SHEET_NAME else ""
    drafts = list[Draft]()
    for roles, part, told in _parts(rows, kind):
        drafts += _Table(roles, part, told).drafts()
    return drafts


def ragged(rows: Sequence[Numbered]) -> list[Draft]:
    """每行栏数不一的：第一栏题干，最后一栏答案，中间是选项。"""
    drafts = list[Draft]()
    for number, row in rows:
        filled = [cell for cell in row if cell]
        if len(filled) > 1 and filled[0].isdecimal():
            filled = filled[1:]
        kind = kind_of(filled[0]) if len(filled) > 2 and len(filled[0]) < _LABEL else ""  # noqa: PLR2004 题型、题干、答案
        filled = filled[1:] if kind else filled
        if len(filled) > 1 and len(filled[0]) >= _SHORTEST and (answers.letters_in(filled[-1]) or verdict(filled[-1])):
            drafts.append(Draft(number, lines(filled[0]), filled[1:-1], filled[-1], kind))
    return drafts


def _parts(rows: Sequence[Numbered], kind: str) -> Iterator[tuple[Roles, list[Numbered], str]]:
    """按表头分成几段；一处表头都没有的整张按内容认。"""
    heads = [(at, roles) for at, (_, row) in enumerate(rows) if (roles := columns.header(row))]
    if not heads:
        kept = [(number, row) for number, row in rows if sum(map(bool, row)) > 1 or heading(row[0])]
        found = columns.guess([row for _, row in kept if sum(map(bool, row)) > 1])
        if found:
            yield found, kept, kind
        return
    ends = [*(at for at, _ in heads[1:]), len(rows)]
    for (at, roles), end in zip(heads, ends, strict=True):
        part = list(rows[at + 1 : end])
        told = _title(rows[at - 1][1]) if at else ""
        sample = [row for _, row in part if sum(map(bool, row)) > 1]
        yield columns.refine(roles, sample), part, told or kind


def _title(row: Row) -> str:
    """表头上面一行只写着“选择题”。"""
    filled = [cell for cell in row if cell]
    found = heading(filled[0]) if len(filled) == 1 else None
    return found.kind if found else ""


class _Table:
    def __init__(self, roles: Roles, rows: list[Numbered], kind: str) -> None:
        self.at: dict[str, list[int]] = {}
        for column, role in sorted(roles.items()):
            self.at.setdefault(role, []).append(column)
        self.rows, self.kind = rows, kind
        self.vertical = self._is_vertical()
        listed = [(self._one(row, OPTIONS), self._least(row)) for _, row in rows if self._one(row, OPTIONS)]
        self.way = options.way_of(listed) if listed and not self.vertical else None

    def _cells(self, row: Row, role: str) -> list[str]:
        return [row[column] if column < len(row) else "" for column in self.at.get(role, ())]

    def _one(self, row: Row, role: str) -> str:
        return next((cell for cell in self._cells(row, role) if cell), "")

    def _least(self, row: Row) -> int:
        letters = answers.letters_in(self._one(row, ANSWER))
        return LETTERS.index(letters[-1]) + 1 if letters else 0

    def _is_vertical(self) -> bool:
        """一个选项一行：题干那一格空着（或合并了），选项接着上一题。"""
        following = [row for _, row in self.rows if not self._one(row, STEM) and self._one(row, OPTIONS)]
        return len(following) >= _VERTICAL * max(1, len(self.rows))

    def drafts(self) -> list[Draft]:
        made = list[Draft]()
        for number, row in self.rows:
            if self._skipped(row):
                continue
            if made and not self._one(row, STEM) and self._continues(row):
                self._continue(made[-1], row)
            else:
                made.append(self._draft(number, row))
        return made

    def _skipped(self, row: Row) -> bool:
        """大题的标题、说明，和只有一格、又不在题干栏里的行。"""
        filled = [cell for cell in row if cell]
        if columns.header(row) or filled[0].rstrip("：:") in _TOTALS:
            return True
        if len(filled) > 1:
            return not self._one(row, STEM) and not self._cells_said(row)
        found = heading(filled[0])
        if found:
            self.kind = found.kind
            return True
        lonely = not self._one(row, STEM) and not (self.vertical and self._one(row, OPTIONS))
        return lonely or filled[0].startswith(_NOTES) or (bool(self.at.get(ANSWER)) and self._is_chapter(filled[0]))

    def _cells_said(self, row: Row) -> bool:
        return any(self._one(row, role) for role in (ANSWER, OPTION, OPTIONS))

    def _is_chapter(self, cell: str) -> bool:
        return (
            cell[:1] in "一二三四五六七八九十第（("
            and cell[:1] != cell
            and len(cell) <= _LONGEST_CHAPTER
            and cell[-1:] not in "。？?）)"
        )

    def _continues(self, row: Row) -> bool:
        told = any(self._one(row, role) for role in (NUMBER, KIND, ANSWER))
        return bool(self._one(row, OPTIONS) or self._one(row, OPTION)) and (self.vertical or not told)

    def _continue(self, draft: Draft, row: Row) -> None:
        text = self._one(row, OPTIONS)
        draft.options += [text] if text else [cell for cell in self._cells(row, OPTION) if cell]
        said = self._one(row, ANSWER)
        if verdict(said) == "对" and not answers.letters_in(draft.answer) and verdict(draft.answer):
            draft.answer = LETTERS[len(draft.options) - 1 : len(draft.options)]
        elif verdict(said) == "对":
            draft.answer += LETTERS[len(draft.options) - 1 : len(draft.options)]
        elif said and not verdict(said):
            draft.answer = f"{draft.answer}{said}" if answers.letters_in(said) else draft.answer or said

    def _draft(self, number: int, row: Row) -> Draft:
        told = self._one(row, KIND)
        draft = Draft(number, lines(self._one(row, STEM)), kind=kind_of(told) or self.kind)
        draft.options = self._cells(row, OPTION)
        listed = self._one(row, OPTIONS)
        if listed and self.vertical:
            draft.options = [listed]
        elif listed and not any(draft.options):
            draft.options = [
                f"{one.text}（正确答案）" if one.right else one.text for one in options.split_cell(listed, self.way)
            ]
        said = self._cells(row, ANSWER)
        draft.answer = "；".join(one for one in said if one) if len(said) > 1 else "".join(said)
        if self.vertical and verdict(draft.answer):
            draft.answer = "A" if verdict(draft.answer) == "对" and answers.letters_in(draft.answer) == "" else "×"
        draft.explanation = " ".join(one for one in self._cells(row, EXPLANATION) if one)
        draft.source = " ".join(one for one in self._cells(row, SOURCE) if one)
        draft.tags, draft.difficulty = self._one(row, TAGS), self._one(row, DIFFICULTY)
        draft.audience = self._one(row, AUDIENCE)
        return draft


def as_lines(rows: Sequence[Numbered]) -> list[str]:
    """把一张表当文字读：一行的各格接起来，“答案 | B”接成“答案：B”；行号不变。"""
    made = list[str]()
    for number, row in rows:
        made += [""] * (number - 1 - len(made))
        filled = [cell.replace("\n", "\x0b") for cell in row if cell]
        text = ""
        for cell, following in zip_longest(filled, filled[1:]):
            text += cell
            if following is None:
                break
            labelled = len(cell) <= _LABEL and bool(role_of(cell)) and not text[: -len(cell)]
            lone = len(cell) == 1 and cell.upper() in LETTERS
            text += "：" if labelled and not lone else ". " if lone or (cell.isdecimal() and cell == text) else "\t"
        made.append(text)
    return made
