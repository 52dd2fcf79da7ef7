"""读别人传上来的文件：字节 → Upload。表格和 Word 在受限的子进程里读，读不了的各有一句清楚的话。"""

import asyncio
import csv
import io
import json
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from core.domain.errors import UserError
from core.domain.uploads import Upload, UploadedSheet
from core.files.reading import COLUMNS, LENGTH, LOCKED, ROWS

LARGEST = 5 << 20
TABLES, DOCUMENTS, TEXTS = (
    frozenset({".xlsx", ".xls", ".csv"}),
    frozenset({".docx"}),
    frozenset({".txt", ".md", ".json"}),
)
READABLE = TABLES | DOCUMENTS | TEXTS
"""能读的后缀。"""
_UNPACKED, _ROWS, _COLUMNS = 60 << 20, 20_000, 50
_CHILD = Path(__file__).with_name("reading.py")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar"})
_OLD_WORD = frozenset({".doc", ".wps", ".dot", ".rtf"})
_OLD_TABLE = frozenset({".et", ".xlsm", ".xlsb", ".ods", ".numbers"})
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """子进程的限度：至多多少秒、占多少字节内存、读出多少字。"""

    seconds: float = 10.0
    memory: int = 512 << 20
    characters: int = 20_000_000


LIMITS = Limits()


class TooBig(UserError):
    """文件太大。"""

    text: ClassVar[str] = "这个文件超过 5 MB，没有读。请去掉图片，或分成几个小一些的文件再发。"


class NotReadable(UserError):
    """不是能读的文件。"""

    text: ClassVar[str] = (
        "这种文件读不了，没有作任何改动。"
        "能读的有 Excel 表格（.xlsx、.xls、.csv）、Word 文档（.docx）和文本（.txt、.md）。"
    )


class Archived(UserError):
    """是压缩包。"""

    text: ClassVar[str] = "这是压缩包，没有拆开看。请解压后把里面的文件一个一个发来。"


class OldWord(UserError):
    """旧版 Word。"""

    text: ClassVar[str] = "这是旧版的文档，读不了。请用 Word 或 WPS 打开，另存为 .docx 后再发。"


class OtherTable(UserError):
    """别的格式的表格。"""

    text: ClassVar[str] = "这种表格读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发。"


class WebPage(UserError):
    """网页冒充的表格。"""

    text: ClassVar[str] = "这个文件其实是网页，不是 Excel 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发。"


class Locked(UserError):
    """设了密码。"""

    text: ClassVar[str] = "这个文件设了打开密码，读不了。请去掉密码，另存后再发。"


class Damaged(UserError):
    """坏了。"""

    text: ClassVar[str] = "这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。"


class TooComplex(UserError):
    """读不完。"""

    text: ClassVar[str] = "这个文件太复杂，读不完。请只留下需要的内容，另存一份再发。"


class TooManyRows(UserError):
    """行太多。"""

    text: ClassVar[str] = f"这个文件超过 {_ROWS} 行，没有读。请分成几个文件再发。"


class TooManyColumns(UserError):
    """列太多。"""

    text: ClassVar[str] = f"这个表格超过 {_COLUMNS} 列，没有读。请只留下需要的列再发。"


class NotText(UserError):
    """不是文字。"""

    text: ClassVar[str] = "这个文件里不是文字，读不了。请另存为“文本文件，UTF-8”后再发。"


class Blank(UserError):
    """空的。"""

    text: ClassVar[str] = "这个文件是空的。"


_REASONS: Mapping[str, type[UserError]] = {
    ROWS: TooManyRows,
    COLUMNS: TooManyColumns,
    LENGTH: TooComplex,
    LOCKED: Locked,
}


def suffix_of(name: str) -> str:
    """小写的后缀，含点；没有为空串。"""
    return PurePosixPath(name.strip()).suffix.casefold()


def refuse_by_name(name: str) -> None:
    """看名字就知道读不了的，抛 UserError；不必取下来。"""
    suffix = suffix_of(name)
    for refusal, kinds in ((Archived, _ARCHIVES), (OldWord, _OLD_WORD), (OtherTable, _OLD_TABLE)):
        if suffix in kinds:
            raise refusal
    if suffix not in READABLE:
        raise NotReadable


async def read(name: str, data: bytes, limits: Limits = LIMITS) -> Upload:
    """读一个文件；读不了的抛 UserError。"""
    refuse_by_name(name)
    if len(data) > LARGEST:
        raise TooBig
    if not data.strip():
        raise Blank
    suffix = suffix_of(name)
    if suffix in TEXTS or suffix == ".csv":
        return await asyncio.to_thread(_text_upload, name, suffix, data)
    kind = await asyncio.to_thread(_kind_of, data, suffix)
    if kind is None:
        # 存成了文字的表格：有的系统导出的 .xls 其实是 .csv
        return await asyncio.to_thread(_text_upload, name, suffix, data)
    return await asyncio.to_thread(_of_child, name, suffix, await _in_child(kind, data, limits))


def _kind_of(data: bytes, suffix: str) -> str | None:
    """按内容而不按后缀认：表格、文档；是文字的为 None。"""
    if data.startswith(b"PK"):
        return _zipped_kind(data)
    if data.startswith(_OLE):
        return _old_kind(data)
    if _is_web_page(data):
        raise WebPage
    if suffix != ".xls" or b"\0" in data[:_LOOKED_AT]:
        raise Damaged
    return None


def _zipped_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = opened.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Damaged from None
    if sum(member.file_size for member in members) > _UNPACKED:
        raise TooComplex
    folders = {member.filename.partition("/")[0] for member in members}
    if "word" in folders:
        return "文档"
    if "xl" in folders:
        return "表格"
    raise Archived if "[Content_Types].xml" not in folders else NotReadable


def _old_kind(data: bytes) -> str:
    if _named(b"EncryptedPackage", data):
        raise Locked
    if _named(b"WordDocument", data):
        raise OldWord
    if _named(b"Workbook", data) or _named(b"Book", data):
        return "表格"
    raise NotReadable


def _named(stream: bytes, data: bytes) -> bool:
    """复合文档里有没有这个名字的流。"""
    return stream.decode().encode("utf-16-le") in data


def _is_web_page(data: bytes) -> bool:
    head = data[:_LOOKED_AT].replace(b"\0", b"").lower()
    return any(mark in head for mark in (b"<html", b"<table", b"<!doctype html", b"<?xml"))


async def _in_child(kind: str, data: bytes, limits: Limits) -> bytes:
    most = (_ROWS, _COLUMNS, limits.characters, limits.memory)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_CHILD),
        kind,
        *map(str, most),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told, _ = await asyncio.wait_for(child.communicate(data), limits.seconds)
    except TimeoutError:
        raise TooComplex from None
    finally:
        # 读得太久、等的人不等了，都不留着它
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise Damaged
    return told


def _of_child(name: str, suffix: str, told: bytes) -> Upload:
    answer: dict[str, Any] = json.loads(told)
    if reason := answer.get("error"):
        raise _REASONS[reason]
    found = answer["found"]
    if found and isinstance(found[0], list):
        sheets = tuple(UploadedSheet(title, rows) for title, rows in found)
        if not any(sheet.rows for sheet in sheets):
            raise Blank
        return Upload(name, suffix, sheets)
    if not any(found):
        raise Blank
    return Upload(name, suffix, text="\n".join(found))


def _text_upload(name: str, suffix: str, data: bytes) -> Upload:
    text = decoded(data)
    if text.count("\n") >= _ROWS:
        raise TooManyRows
    if suffix not in TABLES:
        return Upload(name, suffix, text="\n".join(text.splitlines()))
    if _is_web_page(data):
        raise WebPage
    return Upload(name, suffix, (UploadedSheet("", _comma_rows(text)),))


def decoded(data: bytes) -> str:
    """认出编码，读成文字；不间断空格换成空格。不是文字的抛 NotText。"""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding).replace("\xa0", " ")
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise NotText


def _comma_rows(text: str) -> list[list[str]]:
    head = text.partition("\n")[0]
    comma = max(",\t;", key=head.count)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=comma)]
    except csv.Error:
        raise Damaged from None
    for row in rows:
        while row and not row[-1]:
            row.pop()
        if len(row) > _COLUMNS:
            raise TooManyColumns
    while rows and not rows[-1]:
        rows.pop()
    return rows
