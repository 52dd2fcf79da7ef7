"""子进程里读的那一半：一格怎样写成文字，行列太多的不读。"""

import io
from datetime import date, datetime, time

import pytest
from docx import Document

from core.files.reading import COLUMNS, ROWS, Unreadable, cell_text, lines_in, sheets_in
from tests.unit import sheets


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.0, "3"),
        (10005.0, "10005"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22), "2026-11-22"),  # noqa: DTZ001 表格里的时刻不带时区
        (datetime(2026, 11, 22, 9, 5), "2026-11-22 09:05"),  # noqa: DTZ001 同上
        (time(9, 5), "09:05"),
        (" 张\xa0三\n", "张 三"),
        ("", ""),
    ],
)
def test_a_cell_in_words(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_every_sheet_in_order() -> None:
    (sheet,) = sheets_in(sheets.NORMAL, 10, 10)
    assert sheet[0] == "题库"
    assert [len(row) for row in sheet[1]] == [5, 5, 5]


@pytest.mark.parametrize(("rows", "columns", "reason"), [(2, 10, ROWS), (10, 4, COLUMNS)])
def test_too_many(rows: int, columns: int, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sheets_in(sheets.NORMAL, rows, columns)
    assert str(caught.value) == reason


def test_a_sheet_spread_too_wide_is_not_unfolded() -> None:
    with pytest.raises(Unreadable):
        sheets_in(sheets.xls((0, 0, "x"), (65535, 60, "y")), 100_000, 100)


def test_a_document_line_by_line() -> None:
    assert lines_in(sheets.docx(), 10)[3:5] == ["题干\t答案 解析", "\t\tA"]
    with pytest.raises(Unreadable):
        lines_in(sheets.docx(), 3)


def test_the_numbers_word_writes_by_itself_are_read_too() -> None:
    """Word 自动编的号不在段落的文字里，题号、选项的字母却全靠它。"""
    kinds = (("%1、", "chineseCountingThousand", "%2.", "decimal"), ("%1.", "decimal", "%2.", "upperLetter"))
    made = [("单选题", 0, 0)]
    for stem, options in (("多久召开一次？", ("每周", "每月")), ("由几人组成？", ("1人", "3至5人"))):
        made += [(stem, 1, 0), *((one, 1, 1) for one in options), ("答案：B", -1, 0)]
    assert lines_in(sheets.numbered_docx(kinds, made), 100) == [
        "一、 单选题",
        "1. 多久召开一次？",
        "A. 每周",
        "B. 每月",
        "答案：B",
        "2. 由几人组成？",
        "A. 1人",
        "B. 3至5人",
        "答案：B",
    ]


def test_a_list_that_starts_again_and_a_style_that_numbers() -> None:
    """换了一个列表的从头数；编号写在样式里的也数；圆点不算编号。"""
    document = Document()
    for text in ("甲", "乙"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("丙", style="List Bullet")
    kept = io.BytesIO()
    document.save(kept)
    assert lines_in(kept.getvalue(), 10) == ["1. 甲", "2. 乙", "丙"]
    again = sheets.numbered_docx(
        (("%1.", "lowerLetter", "%2.", "decimal"),), [("甲", 0, 0), ("乙", 0, 0)], restart=True
    )
    assert lines_in(again, 10) == ["a. 甲", "a. 乙"]
