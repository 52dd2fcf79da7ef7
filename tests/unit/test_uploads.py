"""读传上来的文件：好的读得对，坏的各有一句话，助手自己一根汗毛也不少。"""

import asyncio
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.errors import UserError
from core.domain.uploads import UploadedSheet
from core.files import uploads
from core.files.uploads import (
    Archived,
    Blank,
    Damaged,
    Limits,
    Locked,
    NotReadable,
    NotText,
    OldWord,
    OtherTable,
    TooBig,
    TooComplex,
    TooManyColumns,
    TooManyRows,
    WebPage,
    read,
)
from tests.e2e.waiting import until
from tests.unit import sheets


async def test_a_table_is_read_as_it_looks() -> None:
    found = await read("题库 1.XLSX", sheets.NORMAL)
    assert (found.name, found.suffix) == ("题库 1.XLSX", ".xlsx")
    (sheet,) = found.sheets
    assert sheet.name == "题库"
    assert sheet.rows == [
        ["题干", "答案", "分", "生效日期", "时刻"],
        ["二十大哪年召开？", "A", "3", "2026-11-22", "2026-11-22 09:30"],
        ["", "", "2.5", "", "TRUE"],
    ]


async def test_rows_keep_their_numbers_when_the_first_ones_are_empty() -> None:
    found = await read("a.xlsx", sheets.xlsx([], [], [None, "姓名"], [], [None, "张三"]))
    assert found.sheets[0].rows == [[], [], ["", "姓名"], [], ["", "张三"]]


async def test_an_old_table() -> None:
    found = await read("a.xls", sheets.xls((0, 0, "姓名"), (1, 0, "张三"), (1, 1, 3.0)))
    assert found.sheets == (UploadedSheet("表", [["姓名"], ["张三", "3"]]),)


async def test_what_it_is_counts_and_not_what_it_is_called() -> None:
    assert (await read("a.xls", sheets.NORMAL)).sheets[0].rows[0][0] == "题干"
    assert (await read("a.xlsx", sheets.xls((0, 0, "姓名")))).sheets[0].rows == [["姓名"]]
    assert (await read("a.xlsx", sheets.docx())).text.startswith("一、选择题")
    # 有的系统导出的 .xls 其实是一行行字
    assert (await read("a.xls", "姓名\t分\n张三\t5\n".encode("gb18030"))).sheets[0].rows == [
        ["姓名", "分"],
        ["张三", "5"],
    ]


async def test_a_document_in_the_order_it_is_written() -> None:
    found = await read("题库.docx", sheets.docx())
    assert found.suffix == ".docx"
    assert found.text.split("\n") == [
        "一、选择题 （每题一分）",
        "第一行",
        "第二行",
        "题干\t答案 解析",
        "\t\tA",
        "完",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
async def test_whatever_the_encoding(encoding: str) -> None:
    found = await read("a.csv", "姓名,分数\r\n张\xa0三,5\r\n\r\n".encode(encoding))
    assert found.sheets == (UploadedSheet("", [["姓名", "分数"], ["张 三", "5"]]),)
    found = await read("a.txt", "第一行\r\n第二行".encode(encoding))
    assert found.text == "第一行\n第二行"


async def test_commas_tabs_and_semicolons() -> None:
    assert (await read("a.csv", b'a;b\n"c;d";e')).sheets[0].rows == [["a", "b"], ["c;d", "e"]]
    assert (await read("a.csv", b"a\tb\nc\td")).sheets[0].rows == [["a", "b"], ["c", "d"]]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


HTML = "<html><table><tr><td>姓名</td></tr></table></html>"
REFUSED: list[tuple[str, Callable[[], bytes], type[UserError]]] = [
    ("a.zip", lambda: b"PK", Archived),
    ("a.doc", lambda: b"x", OldWord),
    ("a.et", lambda: b"x", OtherTable),
    ("a.jpg", lambda: b"x", NotReadable),
    ("没有后缀", lambda: b"x", NotReadable),
    ("a.xlsx", lambda: b"", Blank),
    ("a.xlsx", lambda: b"x" * (uploads.LARGEST + 1), TooBig),
    ("a.xlsx", lambda: b"PK\x03\x04" + b"\0" * 1000, Damaged),
    ("a.xlsx", lambda: sheets.NORMAL[:4000], Damaged),
    ("a.xlsx", lambda: b"hello", Damaged),
    ("a.xlsx", lambda: zipped(photo=b"x"), Archived),
    ("a.xlsx", lambda: zipped(**{"[Content_Types].xml": b"x", "ppt__a": b"x"}), NotReadable),
    ("a.xls", lambda: HTML.encode("gb18030"), WebPage),
    ("a.xls", lambda: HTML.encode("utf-16"), WebPage),
    ("a.csv", HTML.encode, WebPage),
    ("a.docx", HTML.encode, WebPage),
    ("a.xls", lambda: b"\1\0\2\0", Damaged),
    ("a.xls", lambda: sheets.compound(WordDocument=b"x"), OldWord),
    ("a.xlsx", lambda: sheets.compound(EncryptionInfo=b"x", EncryptedPackage=b"x"), Locked),
    ("a.xls", lambda: sheets.compound(PowerPoint=b"x"), NotReadable),
    ("a.xls", lambda: sheets.compound(Workbook=b"x"), Blank),
    ("a.xlsx", sheets.corner, Damaged),
    ("a.xls", lambda: sheets.xls((0, 0, "x"), (65535, 255, "y")), Damaged),
    ("a.xls", lambda: sheets.xls((0, 0, "x"), (65535, 60, "y")), TooManyRows),
    ("a.xlsx", sheets.bomb, TooComplex),
    ("a.xlsx", sheets.string_bomb, TooComplex),
    ("a.xlsx", sheets.liar, Damaged),
    ("a.xlsx", sheets.laugh, Damaged),
    ("a.xlsx", sheets.nosy, Damaged),
    ("a.xlsx", lambda: sheets.xlsx(*[["x"]] * 20_001), TooManyRows),
    ("a.xlsx", lambda: sheets.xlsx(["x"] * 51), TooManyColumns),
    ("a.xlsx", lambda: sheets.xlsx([]), Blank),
    ("a.csv", lambda: b"a\n" * 20_001, TooManyRows),
    ("a.csv", lambda: b"a," * 50 + b"a", TooManyColumns),
    ("a.csv", lambda: b'"' + b"a" * 200_000, Damaged),
    ("a.txt", lambda: b"\x89PNG\xff\xfe\0\0\0", NotText),
    ("a.txt", "文\0字".encode, NotText),
    ("a.txt", lambda: b" \n ", Blank),
]


@pytest.mark.parametrize(("name", "made", "refusal"), REFUSED, ids=lambda one: getattr(one, "__name__", str(one)))
async def test_what_cannot_be_read_is_refused_in_a_sentence(
    name: str, made: Callable[[], bytes], refusal: type[UserError]
) -> None:
    with pytest.raises(UserError) as caught:
        await read(name, made())
    assert type(caught.value) is refusal
    assert str(caught.value).endswith("。")


async def test_a_boast_about_size_is_not_believed() -> None:
    assert (await read("a.xlsx", sheets.boastful())).sheets[0].rows == [["x"]]


async def test_a_document_cannot_make_us_read_this_machine() -> None:
    told = (await read("a.docx", sheets.docx_with(b'<!ENTITY e SYSTEM "file:///etc/passwd">', b"&e;"))).text
    assert told.startswith("一、选择题")
    assert "root:" not in told


async def test_a_document_that_keeps_laughing() -> None:
    with pytest.raises(Damaged):
        await read("a.docx", sheets.docx_with(sheets.LAUGHS, b"&a9;"))


def children() -> set[str]:
    """这个进程的子进程。"""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {one for path in found for one in path.read_text("utf-8").split()}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="要看 /proc")
async def test_nobody_waits_any_longer_nobody_reads_any_longer() -> None:
    before = children()
    reading = asyncio.create_task(read("a.xlsx", sheets.NORMAL))
    await until(lambda: bool(children() - before), "开了子进程")
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not children() - before


@pytest.mark.parametrize("limits", [Limits(seconds=0.001), Limits(characters=10)])
async def test_a_reader_that_takes_too_long_or_tells_too_much_is_stopped(limits: Limits) -> None:
    with pytest.raises(TooComplex):
        await read("a.xlsx", sheets.NORMAL, limits)


async def test_a_reader_that_takes_too_much_memory_only_kills_itself() -> None:
    with pytest.raises(Damaged):
        await read("a.xlsx", sheets.NORMAL, Limits(memory=1 << 20))
