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
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALPHABET, _HAN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "零一二三四五六七八九"
_DEEPEST, _LONGEST = 8, 20
"""样式至多往上找几层；一级编号的样子至多多长。"""
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
    document = Document(io.BytesIO(data))
    numbers = _Numbers(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # 并成一格的，几处是同一个元素；除了 _tc 没有别处看得出
                cells = {cell._tc: " ".join(cell.text.split()) for cell in row.cells}  # noqa: SLF001 见上  # pyright: ignore[reportPrivateUsage]
                found.append("\t".join(cells.values()))
        else:
            found += (numbers.before(block) + block.text).replace("\xa0", " ").split("\n")
        if len(found) > most_rows:
            raise Unreadable(ROWS)
    return found


class _Numbers:
    """Word 自动编的号（1.、A.、（一）…）不在段落的文字里，照各级的格式数出来。"""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        self.restarts: dict[tuple[str, int], int] = {}
        self.counts: dict[tuple[str, int], int] = {}
        self.styles = {one.get(_W + "styleId"): one for one in document.styles.element.iter(_W + "style")}
        parts = (one.target_part for one in document.part.rels.values() if one.reltype.endswith("/numbering"))
        numbering = next(parts, None)
        for one in numbering.element.iter(_W + "abstractNum") if numbering is not None else ():
            levels = {_number(level, "ilvl"): _level(level) for level in one.iter(_W + "lvl")}
            self.levels[one.get(_W + "abstractNumId", "")] = levels
        for one in numbering.element.iter(_W + "num") if numbering is not None else ():
            name = one.get(_W + "numId", "")
            self.lists[name] = _value(one, "abstractNumId")
            for change in one.iter(_W + "lvlOverride"):
                if start := _value(change, "startOverride"):
                    self.restarts[name, _number(change, "ilvl")] = int(start) if start.isdecimal() else 1

    def before(self, paragraph: Any) -> str:
        """一段前面的编号；没有编号为空串。"""
        name, depth = self._place(paragraph)
        kind = self.lists.get(name, "")
        level = self.levels.get(kind, {}).get(depth)
        if level is None or level[0] in ("bullet", "none"):
            return ""
        start = self.restarts.pop((name, depth), None)
        at = start if start is not None else self.counts.get((kind, depth), level[2] - 1) + 1
        self.counts[kind, depth] = at
        for other in [key for key in self.counts if key[0] == kind and key[1] > depth]:
            del self.counts[other]
        text = level[1]
        for number in range(depth + 1):
            fmt, _, first = self.levels[kind].get(number, ("decimal", "", 1))
            text = text.replace(f"%{number + 1}", _written(fmt, self.counts.get((kind, number), first)))
        return f"{text} " if paragraph.text.strip() else ""

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """哪一个列表、第几级；段落没有写的看样式。"""
        element, style = paragraph._p, None  # noqa: SLF001 编号没有别处看得出
        for _ in range(_DEEPEST):
            numbered = element.find(f"{_W}pPr/{_W}numPr")
            if numbered is not None:
                depth = _value(numbered, "ilvl")
                return _value(numbered, "numId"), int(depth) if depth.isdecimal() else 0
            style = _value(element, "basedOn") if style else _value(element, f"pPr/{_W}pStyle")
            element = self.styles.get(style)
            if element is None or not style:
                break
        return "", 0


def _value(element: Any, path: str) -> str:
    found = element.find(_W + path)
    return "" if found is None else found.get(_W + "val", "")


def _number(element: Any, name: str) -> int:
    said = element.get(_W + name, "")
    return int(said) if said.isdecimal() else 0


def _level(element: Any) -> tuple[str, str, int]:
    """一级的写法：数的格式、编号的样子、从几数起。"""
    start = _value(element, "start")
    return _value(element, "numFmt"), _value(element, "lvlText")[:_LONGEST], int(start) if start.isdecimal() else 1


def _written(fmt: str, number: int) -> str:
    if fmt in ("upperLetter", "lowerLetter") and 0 < number <= len(_ALPHABET):
        return _ALPHABET[number - 1] if fmt == "upperLetter" else _ALPHABET[number - 1].lower()
    if fmt.startswith(("chinese", "japanese", "ideograph")) and 0 < number < len(_HAN) ** 2:
        tens, ones = divmod(number, len(_HAN))
        return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones else "")
    return str(number)


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
