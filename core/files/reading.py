"""在子进程里读一个表格或 Word 文件：从标准输入读内容，往标准输出写 JSON。

坏文件能让解析的库崩掉、占满内存、没完没了，所以它跑在受限的子进程里；这里只用标准库和解析的库，不认识助手。
用法：python -I reading.py (表格|文档) 最多行 最多列 最多字 内存上限
"""

import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

ROWS, COLUMNS, LENGTH, LOCKED = "rows", "columns", "length", "locked"
"""读不成的几种缘由；说不出缘由的（解析的库出了错）不写什么，退出码不是零。"""
MOST_CELLS = 2_000_000
_EXACT = 1e15
"""再大的小数不能原样写成整数。"""


class Unreadable(Exception):
    """读不成，带着缘由。"""


def cell_text(cell: object) -> str:
    """一格写成文字：3.0 是 3，日子是 2026-11-22。"""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15g}"
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time(0) else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case _:
            return str(cell).replace("\xa0", " ").strip()


def sheets_in(data: bytes, most_rows: int, most_columns: int) -> list[list[Any]]:
    """各张表的名字和各行。"""
    from python_calamine import CalamineWorkbook, PasswordError  # noqa: PLC0415 只有读表格的子进程才装

    found: list[list[Any]] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise Unreadable(LOCKED) from None
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        # 只在角上有一格的表，铺开来能有一百七十亿格
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise Unreadable(ROWS)
        rows = list(_trimmed(sheet.to_python(skip_empty_area=False), most_columns))
        while rows and not rows[-1]:
            rows.pop()
        most_rows -= len(rows)
        if most_rows < 0:
            raise Unreadable(ROWS)
        found.append([name, rows])
    return found


def _trimmed(rows: Iterable[list[Any]], most: int) -> Iterator[list[str]]:
    for row in rows:
        made = [cell_text(cell) for cell in row]
        while made and not made[-1]:
            made.pop()
        if len(made) > most:
            raise Unreadable(COLUMNS)
        yield made


def lines_in(data: bytes, most_rows: int) -> list[str]:
    """段落和表格按文档里的先后各成行；表格的一行以制表符连，并成一格的只算一次。"""
    from docx import Document  # noqa: PLC0415 只有读 Word 的子进程才装
    from docx.table import Table  # noqa: PLC0415 同上

    found: list[str] = []
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # 并成一格的，几处是同一个元素；除了 _tc 没有别处看得出
                cells = {cell._tc: " ".join(cell.text.split()) for cell in row.cells}  # noqa: SLF001 见上  # pyright: ignore[reportPrivateUsage]
                found.append("\t".join(cells.values()))
        else:
            found += block.text.replace("\xa0", " ").split("\n")
        if len(found) > most_rows:
            raise Unreadable(ROWS)
    return found


def limit_memory(most: int) -> None:
    """内存有上限，也不留崩溃的现场；Windows 上没有，崩了也只是子进程。"""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 Windows 上没有

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str, most_rows: int, most_columns: int, most_characters: int, memory: int) -> int:
    """读出来写成 JSON；读不成写 {"error": 缘由}。"""
    data = sys.stdin.buffer.read()
    limit_memory(memory)
    try:
        made: object = sheets_in(data, most_rows, most_columns) if kind == "表格" else lines_in(data, most_rows)
        told = json.dumps({"found": made}, ensure_ascii=False)
        told = told if len(told) <= most_characters else json.dumps({"error": LENGTH})
    except Unreadable as reason:
        told = json.dumps({"error": str(reason)})
    sys.stdout.buffer.write(told.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
