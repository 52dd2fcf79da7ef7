"""表里的各栏是什么：先看表头，表头没写、写得不认识的，看这一栏的内容。"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from . import answers, options
from .outline import GAP_MARK
from .words import (
    ANSWER,
    EXPLANATION,
    KIND,
    NUMBER,
    OPTION,
    OPTIONS,
    SOURCE,
    STEM,
    TAGS,
    is_roster,
    kind_of,
    role_of,
    sure_role,
    verdict,
)

Row = Sequence[str]
Roles = dict[int, str]
_SAMPLE = 400
_LONGEST_TITLE = 24
_MOSTLY, _SOME = 0.7, 0.3
_SHORT_STEM, _LONG_ENOUGH = 6, 10


def header(row: Row) -> Roles | None:
    """一行是不是表头：得有题干，并有答案或选项。"""
    filled = {at: cell for at, cell in enumerate(row) if cell.strip()}
    if len(filled) < 2 or any(len(cell) > _LONGEST_TITLE for cell in filled.values()):  # noqa: PLR2004 至少两栏
        return None
    if is_roster(list(filled.values())) or any(GAP_MARK.search(cell) for cell in filled.values()):
        return None
    roles = {at: role for at, cell in filled.items() if (role := role_of(cell))}
    found = list(roles.values())
    answerable = {ANSWER, OPTION, OPTIONS} & set(found)
    sure = {role for cell in filled.values() if (role := sure_role(cell)) and role != OPTION}
    if len(roles) * 2 < len(filled) or not answerable or not sure:
        return None
    if STEM in found or (len(set(found)) > 2 and (found.count(OPTION) > 1 or ANSWER in found)):  # noqa: PLR2004 另有三样
        return roles
    return None


class _Column(NamedTuple):
    at: int
    cells: list[str]
    fill: float

    def share(self, fits: Sequence[bool]) -> float:
        return sum(fits) / max(1, len(fits))

    @property
    def said(self) -> float:
        """像答案的占多少。"""
        return self.share([bool(answers.letters_in(cell) or verdict(cell)) for cell in self.cells])

    @property
    def kinds(self) -> float:
        return self.share([len(cell) <= _SHORT_STEM + 2 and bool(kind_of(cell)) for cell in self.cells])

    @property
    def ordinal(self) -> bool:
        numbers = [int(cell) for cell in self.cells if cell.isdecimal() and len(cell) < _SHORT_STEM]
        return len(numbers) == len(self.cells) > 0 and all(after > one for one, after in itertools.pairwise(numbers))

    @property
    def length(self) -> float:
        return sum(map(len, self.cells)) / max(1, len(self.cells))

    @property
    def gaps(self) -> float:
        """像题干的占多少：留着空，或是问句。"""
        return self.share([bool(GAP_MARK.search(cell)) for cell in self.cells])

    @property
    def several(self) -> float:
        """一格里有几个选项的占多少。"""
        return self.share([options.whole(cell) is not None for cell in self.cells])


def _columns(rows: Sequence[Row]) -> list[_Column]:
    width = max((len(row) for row in rows), default=0)
    sample = rows[:_SAMPLE]
    made = list[_Column]()
    for at in range(width):
        cells = [row[at].strip() for row in sample if at < len(row) and row[at].strip()]
        if cells:
            made.append(_Column(at, cells, len(cells) / max(1, len(sample))))
    return made


def refine(roles: Roles, rows: Sequence[Row]) -> Roles:
    """表头认出来的各栏，再看内容：题干有几栏的取最长的，题型和分类写反了的换过来，缺了答案、题干的补上。"""
    columns = {column.at: column for column in _columns(rows)}
    made = dict(roles)
    for at, role in roles.items():
        column = columns.get(at)
        if column is None:
            continue
        if role in (KIND, TAGS):
            made[at] = KIND if column.kinds > _SOME else TAGS if role == TAGS else ""
    stems = [at for at, role in made.items() if role == STEM and at in columns]
    if len(stems) > 1:
        best = max(stems, key=lambda at: columns[at].length)
        made |= {
            at: EXPLANATION if columns[at].length > _LONG_ENOUGH and at > best else "" for at in stems if at != best
        }
    for role in (ANSWER, STEM):
        if role not in made.values():
            rest = [column for column in columns.values() if not made.get(column.at)]
            chosen = _answer(rest) if role == ANSWER else _stem(rest)
            if chosen is not None:
                made[chosen.at] = role
    return {at: role for at, role in made.items() if role}


def _answer(columns: Sequence[_Column]) -> _Column | None:
    fits = [column for column in columns if column.said >= _MOSTLY and column.fill > _SOME]
    return max(fits, key=lambda column: (column.said, column.at), default=None)


def _stem(columns: Sequence[_Column]) -> _Column | None:
    fits = [column for column in columns if column.length >= _SHORT_STEM and column.fill > _SOME * 2]
    return max(fits, key=lambda column: column.length * (1 + column.gaps), default=None)


def guess(rows: Sequence[Row]) -> Roles | None:
    """没有表头的表，按内容认各栏；认不出题干和答案为 None。"""
    columns = _columns(rows)
    roles = Roles()
    for column in columns:
        if column.ordinal:
            roles[column.at] = NUMBER
        elif column.kinds >= _MOSTLY:
            roles[column.at] = KIND
        elif column.several >= _SOME and column.gaps < column.several:
            roles[column.at] = OPTIONS
    rest = [column for column in columns if column.at not in roles]
    answer = _answer(rest)
    stem = _stem([column for column in rest if column is not answer])
    if stem is None:
        return None
    if answer is None:
        return _asked(roles, stem, rest)
    roles |= {stem.at: STEM, answer.at: ANSWER}
    return _around(roles, stem, answer, rest)


def _asked(roles: Roles, stem: _Column, rest: Sequence[_Column]) -> Roles | None:
    """一问一答：题干留着空或是问句，旁边只有一栏答案。"""
    others = [column for column in rest if column is not stem]
    if stem.gaps < _MOSTLY or len(others) != 1 or others[0].length > stem.length:
        return None
    return roles | {stem.at: STEM, others[0].at: ANSWER}


def _around(roles: Roles, stem: _Column, answer: _Column, rest: Sequence[_Column]) -> Roles | None:
    """题干后面连着的几栏是选项，余下的长文字是解析。"""
    texts = {column.at: column for column in rest if column.at not in roles}
    run = list[int]()
    for at in range(min(stem.at, answer.at) + 1, max([*texts, -1]) + 1):
        if at in texts and (not run or run[-1] == at - 1):
            run.append(at)
    if answer.at > stem.at:
        before = [at for at in run if at < answer.at]
        run = before or run
    if len(run) > 1:
        roles |= dict.fromkeys(run, OPTION)
    elif OPTIONS not in roles.values() and stem.length < _LONG_ENOUGH and stem.gaps < _SOME and not stem.several:
        return None
    for at, column in texts.items():
        if at not in roles and column.length > _SHORT_STEM and at > stem.at:
            wanted = SOURCE if all("《" in cell for cell in column.cells) and column.length < 40 else EXPLANATION  # noqa: PLR2004 一条出处的长短
            roles[at] = wanted
    return roles
