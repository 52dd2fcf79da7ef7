"""读贴进聊天框的名单：一行一人，从表格里整块复制的（制表符隔开）和手打的（空格、逗号、顿号隔开）都认。"""

import re

from core.domain.roster import CATEGORY_NAMES, OFFICE_NAMES

from .rows import MOST_ROWS, Fault, Reading, Row, Unreadable, name_of, without_repeats

_SPLIT = re.compile(r"[\t,，、;；|]|[ \u3000]+")
_QQ = re.compile(r"[1-9]\d{4,11}")
_SUBGROUP = re.compile(r".{1,12}组")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ORDINAL = re.compile(r"\d{1,3}[.．、]?")
_HEADER = {"姓名", "名字", "党员姓名"}


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
    return without_repeats(rows, faults)


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
    try:
        name = name_of(name)
    except Unreadable as reason:
        return Fault(number, str(reason))
    offices = (found["office"],) if "office" in found else ()
    return Row(number, name, found.get("user_id"), found.get("category"), offices, found.get("subgroup"))


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
