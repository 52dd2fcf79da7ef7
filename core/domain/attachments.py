"""随一句话带出去的东西：卡片和文件。这里只有数据，画和写都在提交以后、事件循环之外。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

Cell = str | int | date | None
"""表格里的一格：文字一律原样写（不当公式、不当链接），整数写成数，日子写成 2026-11-22。"""


@dataclass(frozen=True, slots=True)
class Card:
    """一张卡片。

    template 是“插件名/模板名”，即 plugins/插件名/模板名.typ；data 能写成 JSON，只当数据，不当标记。
    发卡片的那句话另有同样数字的文字，卡片画不出、发不出时只说文字。
    """

    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """表格文件里的一张：title 是表名，notes 写在表头之上，footer 写在末尾。"""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    footer: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """一个 .xlsx 文件。name 带后缀。"""

    name: str
    sheets: Sequence[Sheet]


@dataclass(frozen=True, slots=True)
class TextFile:
    """一个文本文件（如 .ics）。name 带后缀，按 UTF-8 写。"""

    name: str
    text: str


File = Workbook | TextFile
_DAY = "day"
"""JSON 里没有日子，写成 {"day": "2026-11-22"}。"""


@dataclass(frozen=True, slots=True)
class Enclosures:
    """主动说的一句话带出去的东西。"""

    card: Card | None = None
    file: File | None = None


NOTHING = Enclosures()


def pack_card(card: Card | None) -> dict[str, Any] | None:
    """一张卡片写成 JSON，进发件箱。"""
    return None if card is None else {"template": card.template, "data": dict(card.data)}


def unpack_card(packed: Mapping[str, Any]) -> Card:
    """从 pack_card 写下的还原。"""
    return Card(packed["template"], packed["data"])


def pack_file(file: File | None) -> dict[str, Any] | None:
    """一个文件写成 JSON，进发件箱；真正写成 .xlsx 是投递时的事。"""
    match file:
        case None:
            return None
        case TextFile():
            return {"name": file.name, "text": file.text}
        case Workbook():
            return {"name": file.name, "sheets": [_packed(sheet) for sheet in file.sheets]}


def unpack_file(packed: Mapping[str, Any]) -> File:
    """从 pack_file 写下的还原。"""
    if "text" in packed:
        return TextFile(packed["name"], packed["text"])
    return Workbook(packed["name"], tuple(_sheet(sheet) for sheet in packed["sheets"]))


def _packed(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "header": list(sheet.header),
        "rows": [[{_DAY: cell.isoformat()} if isinstance(cell, date) else cell for cell in row] for row in sheet.rows],
        "notes": list(sheet.notes),
        "footer": list(sheet.footer),
    }


def _sheet(packed: Mapping[str, Any]) -> Sheet:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in packed["rows"])
    return Sheet(packed["title"], tuple(packed["header"]), rows, tuple(packed["notes"]), tuple(packed["footer"]))


def _cell(packed: object) -> Cell:
    if isinstance(packed, dict):
        return date.fromisoformat(cast("dict[str, str]", packed)[_DAY])
    return cast("Cell", packed)
