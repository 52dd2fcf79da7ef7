"""读表格里的花名册：表头在前十行里，列的次序随意，不认识的列略过并说明。"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from core.domain.uploads import Upload, UploadedSheet

from . import rows
from .rows import MOST_ROWS, Fault, Reading, Row, Unreadable

HEADERS = {
    "name": "姓名 名字 党员姓名 党员名字 成员姓名 同志姓名",
    "user_id": "qq qq号 qq号码 qq账号 qq帐号 qq账号号码",
    "subgroup": "党小组 所在党小组 所属党小组 小组 所在小组 党小组名称",
    "category": "党员类别 类别 政治面貌 人员类别 党员类型 人员类型",
    "offices": "职务 党内职务 支部职务 党内任职 支部内职务",
    "joined_on": "入党日期 入党时间 加入党组织日期 加入党组织时间 加入中国共产党日期",
    "here": "组织关系 组织关系是否在本支部 是否在本支部 组织关系在本支部 组织关系在不在本支部",
    "floating": "流动党员 是否流动党员 是否流动 是否为流动党员",
    "city": "所在城市 所在地 现居住地 城市 居住地 现居地 流动城市 流动地",
}
"""各项在表头里的叫法。"""
_FIELDS = {header: field for field, headers in HEADERS.items() for header in headers.split()}
_PLAIN_HEADERS = (
    "序号 编号 性别 民族 年龄 出生年月 出生日期 手机 手机号 手机号码 电话 联系电话 联系方式 身份证 身份证号 身份证号码"
    " 学历 学位 籍贯 单位 工作单位 部门 所在部门 职称 备注 说明"
)
"""花名册里常有、这里不读的列；只有姓名一列时，凭它们认出是花名册，不是成绩单。"""
_PLAIN = set(_PLAIN_HEADERS.split())
_HEADER_WITHIN = 10
_TOTALS = re.compile(r"(?:合\s*计|总\s*计|小\s*计|制表|填表|审核|备注|说明|注)[:：]?.*|共\s*\d+\s*人.*")
_MARKS = re.compile(r"\(.*?\)|[\s*:]")


class Roster(NamedTuple):
    """读出来的一份花名册。

    people 是表里有几个人（太多的不逐个读，reading 为空）；notes 是要说明的：略过的列、没有读的表、没有记的字。
    """

    file: str
    reading: Reading
    people: int
    notes: tuple[str, ...]


class _Header(NamedTuple):
    """一张表的表头：在第几行（下标），各项在第几列，不认识的列名。"""

    sheet: UploadedSheet
    line: int
    columns: dict[str, int]
    ignored: list[str]


def read_roster(upload: Upload) -> Roster | None:
    """一个文件里的花名册；没有像花名册的表为 None。几张都像的，取认得的列最多的那张。"""
    found = [header for sheet in upload.sheets if (header := _header_of(sheet)) is not None]
    if not found:
        return None
    chosen = max(found, key=lambda one: len(one.columns))
    written = list(_written(chosen))
    notes = list[str]()
    if chosen.ignored:
        notes.append(f"没有读的列：{'、'.join(chosen.ignored)}。")
    if len(upload.sheets) > 1:
        notes.append(f"只读了“{chosen.sheet.name}”这张表，别的表没有读。")
    if len(written) > MOST_ROWS:
        return Roster(upload.name, Reading([], []), len(written), tuple(notes))
    people, faults, asides = list[Row](), list[Fault](), list[str]()
    for number, cells in written:
        try:
            people.append(_read(number, cells, asides))
        except Unreadable as reason:
            faults.append(Fault(number, str(reason)))
    reading = rows.without_repeats(people, faults)
    return Roster(upload.name, reading, len(written), (*notes, *asides))


def _header_of(sheet: UploadedSheet) -> _Header | None:
    for line, cells in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns, ignored, strange = dict[str, int](), list[str](), False
        for index, cell in enumerate(cells):
            label = _MARKS.sub("", unicodedata.normalize("NFKC", cell)).lower()
            field = _FIELDS.get(label)
            if field is not None and field not in columns:
                columns[field] = index
            elif label:
                ignored.append(" ".join(cell.split())[:12])
                strange = strange or label not in _PLAIN
        named = "name" in columns or "user_id" in columns
        if named and (len(columns) > 1 or ("name" in columns and not strange)):
            # 序号、备注不必说
            return _Header(sheet, line, columns, [one for one in ignored if one not in {"序号", "备注"}])
    return None


def _written(header: _Header) -> Iterator[tuple[int, dict[str, str]]]:
    """表头以下写着字的各行：（第几行，{项: 那一格}）；合计、制表人一类的行不算。"""
    for index in range(header.line + 1, len(header.sheet.rows)):
        line = header.sheet.rows[index]
        cells = {field: line[at] for field, at in header.columns.items() if at < len(line)}
        first = next((cell.strip() for cell in line if cell.strip()), "")
        if any(cell.strip() for cell in cells.values()) and not _TOTALS.fullmatch(first):
            yield index + 1, cells


_READERS: dict[str, Callable[[str], Any]] = {
    "name": rows.name_of,
    "user_id": rows.user_id_of,
    "category": rows.category_of,
    "subgroup": lambda cell: rows.short_of(cell, "党小组"),
    "joined_on": rows.day_of,
    "here": rows.here_of,
    "floating": rows.floating_of,
    "city": lambda cell: rows.short_of(cell, "所在城市"),
}


def _read(number: int, cells: dict[str, str], asides: list[str]) -> Row:
    """一行；没有看懂的抛 Unreadable，asides 里添上要说明的。"""
    # 姓名里的控制字符也要说出来，所以不先当空格子
    found = {
        field: read(cells[field]) if field in cells and not rows.blank(cells[field]) else None
        for field, read in _READERS.items()
    }
    if not found["name"] and not found["user_id"]:
        raise Unreadable("没有姓名")
    offices, others = rows.offices_of(cells.get("offices", ""))
    if others:
        asides.append(f"第 {number} 行的“{'、'.join(others)[:20]}”不是支部职务，没有记。")
    if found["joined_on"] is None and not rows.blank(cells.get("joined_on", "")):
        asides.append(f"第 {number} 行的入党日期“{cells['joined_on'].strip()[:12]}”没有写到日，没有记。")
    name = found.pop("name") or ""
    return Row(number, name, offices=offices, **found)
