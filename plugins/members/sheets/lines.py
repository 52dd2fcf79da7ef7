"""读贴进聊天框的名单：一行一人，从表格里整块复制的（制表符隔开）和手打的（空格、逗号、顿号隔开）都认。"""

import re
from typing import NamedTuple

from core.domain.roster import CATEGORY_NAMES, OFFICE_NAMES

MOST_ROWS = 500
"""一次最多读多少行。"""
_LONGEST_NAME = 20
_SPLIT = re.compile(r"[\t,，、;；|]|[ \u3000]+")
_QQ = re.compile(r"[1-9]\d{4,11}")
_SUBGROUP = re.compile(r".{1,12}组")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ORDINAL = re.compile(r"\d{1,3}[.．、]?")
_HEADER = {"姓名", "名字", "党员姓名"}


class Row(NamedTuple):
    """认出来的一行；number 是第几行（从 1 起）。没有写的项为 None。"""

    number: int
    name: str
    user_id: str | None
    category: str | None
    office: str | None
    subgroup: str | None


class Fault(NamedTuple):
    """读不了的一行和原因。"""

    number: int
    reason: str


class Reading(NamedTuple):
    """一份名单读出来的样子。"""

    rows: list[Row]
    faults: list[Fault]


def read_lines(text: str) -> Reading:
    """读一份名单；每一行要么成了 Row，要么有一条 Fault，空行和表头略过。"""
    rows, faults = list[Row](), list[Fault]()
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell for cell in (piece.strip() for piece in _SPLIT.split(line)) if cell]
        if not cells or _HEADER & set(cells):
            continue
        read = _read(number, cells) if len(rows) < MOST_ROWS else Fault(number, f"一次最多读 {MOST_ROWS} 人")
        if isinstance(read, Row):
            rows.append(read)
        else:
            faults.append(read)
    return _without_repeats(rows, faults)


def _read(number: int, cells: list[str]) -> Row | Fault:
    if len(cells) > 1 and _ORDINAL.fullmatch(cells[0]):
        cells = cells[1:]
    found, written = dict[str, str](), dict[str, str]()
    for cell in cells:
        kind, value = _recognise(cell)
        if kind in found:
            return Fault(number, f"“{written[kind]}”和“{cell}”不知道以哪个为准")
        found[kind], written[kind] = value, cell
    name = found.get("name", "")
    if not name:
        return Fault(number, "没有姓名")
    if len(name) > _LONGEST_NAME:
        return Fault(number, f"姓名“{name[:8]}…”超过 {_LONGEST_NAME} 个字")
    return Row(number, name, found.get("user_id"), found.get("category"), found.get("office"), found.get("subgroup"))


def _recognise(cell: str) -> tuple[str, str]:
    """一格是什么：QQ 号、类别、职务、党小组，都不是就是姓名。"""
    if _MOBILE.fullmatch(cell):
        return "mobile", cell
    if _QQ.fullmatch(cell):
        return "user_id", cell
    if cell in CATEGORY_NAMES:
        return "category", CATEGORY_NAMES[cell]
    if cell in OFFICE_NAMES:
        return "office", OFFICE_NAMES[cell]
    if _SUBGROUP.fullmatch(cell):
        return "subgroup", cell
    return "name", cell


def _without_repeats(rows: list[Row], faults: list[Fault]) -> Reading:
    """同一个 QQ 号写了几行的，这几行都不算；没有 QQ 又同名的也不算。"""
    keys = [row.user_id or row.name for row in rows]
    kept = [row for row, key in zip(rows, keys, strict=True) if keys.count(key) == 1]
    for row, key in zip(rows, keys, strict=True):
        if keys.count(key) > 1:
            faults.append(Fault(row.number, f"“{key}”在名单里出现了 {keys.count(key)} 次"))
    return Reading(kept, sorted(faults))
