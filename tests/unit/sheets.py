"""造各种各样的表格文件，好的、旧的、居心不良的。"""

import io
import struct
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from xlsxwriter import Workbook

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
LAUGHS = b'<!ENTITY a0 "lol">' + b"".join(
    b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10)
)


def xlsx(*rows: Iterable[Any], title: str = "题库") -> bytes:
    """一张表的 .xlsx。"""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    return buffer.getvalue()


NORMAL = xlsx(
    ("题干", "答案", "分", "生效日期", "时刻"),
    ("二十大哪年召开？", "A\xa0", 3.0, date(2026, 11, 22), datetime(2026, 11, 22, 9, 30)),  # noqa: DTZ001 表格里的时刻不带时区
    ("", None, 2.5, None, True),
)


def doctored(sheet: Iterable[bytes] | None = None, strings: Iterable[bytes] | None = None) -> bytes:
    """把 NORMAL 里的表或字串表换成给的内容。"""
    given = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(NORMAL)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for one in source.infolist():
            pieces = given.get(one.filename)
            with made.open(one.filename, "w") as file:
                for piece in [source.read(one)] if pieces is None else pieces:
                    file.write(piece)
    return buffer.getvalue()


def _rows(*cells: tuple[str, str], before: bytes = b"") -> list[bytes]:
    rows = b"".join(
        f'<row><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'.encode() for place, text in cells
    )
    return [_HEAD, before, b"<worksheet ", _SPACE, b">", b"<sheetData>", rows, b"</sheetData></worksheet>"]


def corner() -> bytes:
    """只在最远的角上还有一格：铺开来一百七十亿格。"""
    return doctored(_rows(("A1", "x"), ("XFD1048576", "y")))


def boastful() -> bytes:
    """自称铺满一整张表，其实只有一格。"""
    rows = _rows(("A1", "x"))
    return doctored([*rows[:5], b'<dimension ref="A1:XFD1048576"/>', *rows[5:]])


def bomb() -> bytes:
    """压缩得很小，解开来几百兆。"""
    row = b'<row><c t="inlineStr"><is><t>' + b"A" * 1000 + b"</t></is></c></row>"
    return doctored([*_rows()[:6], *[row * 1000] * 90, b"</sheetData></worksheet>"])


def string_bomb() -> bytes:
    """字串表解开来几百兆。"""
    one = b"<si><t>" + b"A" * 1000 + b"</t></si>"
    return doctored(strings=[_HEAD, b"<sst ", _SPACE, b">", *[one * 1000] * 90, b"</sst>"])


def liar() -> bytes:
    """解开来几百兆，目录里却写着没有多大。"""
    made = bytearray(bomb())
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 24 : at + 28] = struct.pack("<I", 100)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def laugh() -> bytes:
    """实体套实体，展开来几十亿字。"""
    return doctored(_rows(("A1", "&a9;"), before=b"<!DOCTYPE x [" + LAUGHS + b"]>"))


def nosy() -> bytes:
    """想读这台机器上的文件。"""
    return doctored(_rows(("A1", "&e;"), before=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'))


def docx() -> bytes:
    """段落、表格、段落。"""
    document = Document()
    document.add_paragraph("一、选择题\xa0（每题一分）")
    document.add_paragraph("第一行\n第二行")
    table = document.add_table(2, 3)
    table.cell(0, 0).text = "题干"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "答案\n解析"
    table.cell(1, 2).text = "A"
    document.add_paragraph("完")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def numbered_docx(
    kinds: tuple[tuple[str, str, str, str], ...], paragraphs: list[tuple[str, int, int]], *, restart: bool = False
) -> bytes:
    """Word 自动编号的文档：kinds 各是两级的样子和格式，段落写明用哪一种（-1 不编号）、第几级。"""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    numbering: Any = document.part.numbering_part.element
    for at, kind in enumerate(kinds):
        levels = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for depth, (text, fmt) in enumerate((kind[:2], kind[2:]))
        )
        numbering.insert(0, parse_xml(f'<w:abstractNum {space} w:abstractNumId="{900 + at}">{levels}</w:abstractNum>'))
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
    for at, (text, kind, depth) in enumerate(paragraphs):
        paragraph: Any = document.add_paragraph(text)
        if kind < 0:
            continue
        name = 900 + at if restart else 900 + kind
        abstract = f'<w:abstractNumId w:val="{900 + kind}"/>'
        numbering.append(parse_xml(f'<w:num {space} w:numId="{name}">{abstract}{override}</w:num>'))
        told = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/>'
        paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {space}>{told}</w:numPr>"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def docx_with(entities: bytes, use: bytes) -> bytes:
    """Word 里声明了几个实体，在末尾用一个。"""
    head = b"<!DOCTYPE x [" + entities + b"]>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as source, zipfile.ZipFile(buffer, "w") as made:
        for one in source.infolist():
            data = source.read(one)
            if one.filename == "word/document.xml":
                data = data.replace(b"<w:document", head + b"<w:document").replace("完".encode(), use)
            made.writestr(one.filename, data)
    return buffer.getvalue()


def compound(**streams: bytes) -> bytes:
    """一个复合文档（OLE），里面有这几个流。"""
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    body, fat = b"", [_FAT, _END]
    for number, (name, given) in enumerate(streams.items(), 1):
        data = given.ljust(4096, b"\0")
        data += b"\0" * (-len(data) % _SECTOR)
        start, count = len(fat), len(data) // _SECTOR
        fat += [*range(start + 1, start + count), _END]
        body += data
        entries.append(_entry(name, 2, start, len(data), right=number + 1 if number < len(streams) else _FREE))
    entries += [_entry("", 0, 0, 0)] * (4 - len(entries))
    assert len(fat) <= 128
    fat += [_FREE] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    return head + struct.pack("<128I", *fat) + b"".join(entries) + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    named = name.encode("utf-16-le")
    length = len(named) + 2 if name else 0
    made = named.ljust(64, b"\0") + struct.pack("<HBB", length, kind, 1) + struct.pack("<III", _FREE, right, child)
    return made + bytes(36) + struct.pack("<II", start, size) + bytes(4)


def xls(*cells: tuple[int, int, str | float]) -> bytes:
    """一张表的 .xls（BIFF8）。"""
    rows = b"".join(_cell(*cell) for cell in cells)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + rows + _record(0x0A, b"")
    opening = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    title = b"\x01\x01" + "表".encode("utf-16-le")
    where = len(opening) + 4 + 6 + len(title) + 4
    bound = _record(0x85, struct.pack("<IH", where, 0) + title)
    return compound(Workbook=opening + bound + _record(0x0A, b"") + sheet)


def _cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHH", row, column, 0) + text)
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
