"""写表格：打开就是那样，文字就是文字。"""

import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from core.domain.attachments import Sheet, TextFile, Workbook
from core.files.workbooks import written

NASTY = ("=1+1", "@SUM(A1)", "+1", "http://a.b/c", "00123", "坏\x00\ud800字", "两行\n字")


def opened(book: Workbook) -> tuple[CalamineWorkbook, dict[str, str]]:
    data = written(book)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))}
    return CalamineWorkbook.from_filelike(io.BytesIO(data)), parts


def test_notes_above_the_header_and_the_footer_at_the_end() -> None:
    sheet = Sheet(
        "积分", ("姓名", "QQ", "积分", "日期"), [("张三", "10005", 26, date(2026, 11, 22))], ["说明"], ["末尾"]
    )
    book, _ = opened(Workbook("积分.xlsx", [sheet]))
    assert book.get_sheet_by_name("积分").to_python() == [
        ["说明", "", "", ""],
        ["姓名", "QQ", "积分", "日期"],
        ["张三", "10005", 26.0, date(2026, 11, 22)],
        ["末尾", "", "", ""],
    ]


def test_words_stay_words() -> None:
    book, parts = opened(Workbook("a.xlsx", [Sheet("a", ("一",), [(one,) for one in NASTY])]))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert [row[0] for row in rows] == ["=1+1", "@SUM(A1)", "+1", "http://a.b/c", "00123", "坏字", "两行\n字"]
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_it_opens_and_prints_well() -> None:
    narrow = opened(Workbook("a.xlsx", [Sheet("a", ("姓名", "分"), [("张三", 1)], ["说明"])]))[1]
    sheet = narrow["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in sheet
    assert 'topLeftCell="A3"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'orientation="landscape"' not in sheet
    assert "Print_Titles" in narrow["xl/workbook.xml"]
    wide = opened(Workbook("a.xlsx", [Sheet("a", ["事由" * 10] * 6, [["字" * 200] * 6])]))[1]
    assert 'orientation="landscape"' in wide["xl/worksheets/sheet1.xml"]


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    sheet = opened(Workbook("a.xlsx", [Sheet("a", ("姓名", "长"), [("古丽巴哈尔·买买提", "字" * 100)])]))[1]
    widths = [float(piece.split('"')[0]) for piece in sheet["xl/worksheets/sheet1.xml"].split('width="')[1:]]
    assert 18 < widths[0] < 22
    assert 46 < widths[1] < 48


@pytest.mark.parametrize(
    ("titles", "made"),
    [
        (["a/b:c", "'引'"], ["a b c", "引"]),
        (["", "很长" * 30], ["表1", ("很长" * 16)[:31]]),
        (["Same", "same"], ["Same", "same（2）"]),
    ],
)
def test_titles_are_what_excel_accepts(titles: list[str], made: list[str]) -> None:
    book, _ = opened(Workbook("a.xlsx", [Sheet(title, ("一",), [("x",)]) for title in titles]))
    assert book.sheet_names == made


def test_empty_cells_ragged_rows_and_empty_tables() -> None:
    book, _ = opened(Workbook("a.xlsx", [Sheet("a", ("一", "二"), [(None, "x"), ("y",)]), Sheet("b", ("一",), [])]))
    assert book.get_sheet_by_name("a").to_python()[1:] == [["", "x"], ["y", ""]]
    assert book.get_sheet_by_name("b").to_python() == [["一"]]


def test_a_text_file() -> None:
    assert written(TextFile("会议.ics", "BEGIN:会议\r\n")) == "BEGIN:会议\r\n".encode()
