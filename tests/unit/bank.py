"""题库测试共用：把期望写成一行一题，和读出来的比。

期望的写法：题型 答案 选项|选项|… # 题干。题干比对时不计标点和空白。
"""

from core.domain.uploads import Upload, UploadedSheet
from core.files.banks.cleaning import fold
from core.files.banks.reading import read, read_text
from core.files.banks.shapes import BankReading, Item


def line_of(item: Item) -> str:
    """一题写成期望的样子。"""
    choices = f" {'|'.join(item.options)}" if item.options else ""
    return f"{item.type} {item.answer}{choices} # {fold(item.stem)}"


def wanted(text: str) -> list[str]:
    """期望的各行，题干归一。"""
    rows = [line.rpartition(" # ") for line in text.strip().splitlines()]
    return [f"{head.strip()} # {fold(stem)}" for head, _, stem in rows]


def found(reading: BankReading | None) -> list[str]:
    """读出来的各题。"""
    return [] if reading is None else [line_of(item) for item in reading.questions]


def of_text(text: str) -> BankReading | None:
    """读一篇文字。"""
    return read_text(text)


def of_rows(*sheets: list[list[str]]) -> BankReading | None:
    """读几张表。"""
    made = tuple(UploadedSheet(f"Sheet{number}", rows) for number, rows in enumerate(sheets, 1))
    return read(Upload("题库.xlsx", ".xlsx", made))


def of_table(text: str) -> BankReading | None:
    """读一张以竖线写的表；\\n 是格内换行。"""
    return of_rows(
        [[cell.strip().replace("\\n", "\n") for cell in line.split("¦")] for line in text.strip("\n").splitlines()]
    )
