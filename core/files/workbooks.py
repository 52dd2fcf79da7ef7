"""写表格：Workbook → .xlsx。文字一律原样写，不当公式、不当链接；打开就能看，A4 纸打得下。"""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook as Writer

from core.domain.attachments import Cell, File, Sheet, TextFile, Workbook

_NARROWEST, _WIDEST = 4, 46
_LANDSCAPE_OVER = 88
"""各栏加起来比这还宽（字符），A4 横着打。"""
_LOOKED_AT = 500
"""列宽照头若干行定。"""
_SHORT = 4
"""这么宽（字符）以内的一栏（如 1日…31日），两边少留一点空，一个月才排得进一页。"""
_ROW_HEIGHT, _TITLE_HEIGHT = 20, 28
_NUMBERING, _TOTAL = "序号", "合计"
_LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_A4 = 9
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def written(file: File) -> bytes:
    """一个文件的内容。"""
    match file:
        case TextFile():
            return file.text.encode("utf-8", "replace")
        case Workbook():
            return _workbook(file)


def _workbook(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    with Writer(buffer, _OPTIONS) as writer:
        writer.set_properties({"title": book.name.removesuffix(".xlsx"), "author": "支部群助手"})
        looks = _Looks(writer)
        for title, sheet in zip(_titles(book.sheets), book.sheets, strict=True):
            _Page(writer.add_worksheet(title), looks, sheet).write()
    return buffer.getvalue()


class _Looks:
    """各种格子的样子。"""

    def __init__(self, writer: Writer) -> None:
        plain: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        boxed = plain | {"border": 1, "border_color": "#BFBFBF"}
        self.note = writer.add_format(plain | {"text_wrap": False})
        self.title = writer.add_format(plain | {"text_wrap": False, "bold": True, "font_size": 14})
        self.header = writer.add_format(boxed | {"bold": True, "align": "center", "bg_color": "#F2EBDD"})
        # 编号、QQ 号按文字写，Excel 不会改成科学计数
        self.text = writer.add_format(boxed | {"num_format": "@"})
        self.middle = writer.add_format(boxed | {"num_format": "@", "align": "center"})
        self.number = writer.add_format(boxed | {"num_format": "0", "align": "center"})
        self.total = writer.add_format(boxed | {"num_format": "0", "align": "center", "bold": True})
        self.day = writer.add_format(boxed | {"num_format": "yyyy-mm-dd", "align": "center"})


class _Page:
    """正在写的一张表。"""

    def __init__(self, page: Any, looks: _Looks, sheet: Sheet) -> None:
        self._page, self._looks, self._sheet = page, looks, sheet
        self._numbering = list(sheet.header).index(_NUMBERING) if _NUMBERING in sheet.header else None

    def write(self) -> None:
        """从上到下：说明、表头、各行、末尾的话。"""
        sheet, top = self._sheet, len(self._sheet.notes)
        self._page.set_default_row(_ROW_HEIGHT)
        self._lines(0, sheet.notes)
        if top > 1:
            # 说明有几行的，头一行是标题
            self._page.set_row(0, _TITLE_HEIGHT)
            self._page.write_string(0, 0, _plain(sheet.notes[0]), self._looks.title)
        for column, name in enumerate(sheet.header):
            self._page.write_string(top, column, _plain(name), self._looks.header)
        for number, row in enumerate(sheet.rows, top + 1):
            total = bool(row) and row[0] == _TOTAL
            for column, cell in enumerate(row):
                self._cell(number, column, cell, total=total)
        self._lines(top + 1 + len(sheet.rows), sheet.footer)
        self._set_up(top)

    def _lines(self, first: int, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines, first):
            self._page.write_string(number, 0, _plain(line), self._looks.note)

    def _cell(self, row: int, column: int, cell: Cell, *, total: bool) -> None:
        looks, numbering = self._looks, column == self._numbering
        match cell:
            case None:
                self._page.write_blank(row, column, None, looks.text)
            case str():
                look = looks.total if total else looks.middle if numbering else looks.text
                self._page.write_string(row, column, _plain(cell), look)
            case int():
                self._page.write_number(row, column, cell, looks.total if total else looks.number)
            case date():
                self._page.write_datetime(row, column, cell, looks.day)

    def _set_up(self, top: int) -> None:
        sheet, page = self._sheet, self._page
        widths = [self._width(column) for column in range(len(sheet.header))]
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.freeze_panes(top + 1, 0)
        page.set_paper(_A4)
        if sum(widths) > _LANDSCAPE_OVER:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.set_footer("&C第 &P 页，共 &N 页")

    def _width(self, column: int) -> float:
        cells = [row[column] for row in self._sheet.rows[:_LOOKED_AT] if column < len(row)]
        longest = max(map(_breadth, [self._sheet.header[column], *cells]))
        return min(max(longest + (1 if longest <= _SHORT else 2), _NARROWEST), _WIDEST)


def _breadth(cell: Cell) -> int:
    """一格有多宽：汉字算两个。"""
    text = "2026-11-22" if isinstance(cell, date) else str(cell or "")
    return max(sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) for line in text.split("\n"))


def _plain(text: str) -> str:
    """去掉 XML 里写不下的字。"""
    return _UNWRITABLE.sub("", text)[:_LONGEST_CELL]


def _titles(sheets: Sequence[Sheet]) -> list[str]:
    """表名不能带有些符号、不能重名、至多三十一个字。"""
    made: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        title = _FORBIDDEN.sub(" ", _plain(sheet.title)).strip(" '")[:_LONGEST_TITLE] or f"表{number}"
        if title.casefold() in {one.casefold() for one in made}:
            tail = f"（{number}）"
            title = title[: _LONGEST_TITLE - len(tail)] + tail
        made.append(title)
    return made
