"""画卡片：真的画出来；文字里有什么都不出豆腐块、不出错、不被当成标记。"""

import asyncio
import struct
from pathlib import Path
from typing import Any

import pytest
from pylopdf_fonts_zh_cn import sans_path
from typst import Compiler

from core.domain.attachments import Card
from core.files.cards import LARGEST, ROOT, CardNotMade, Press
from core.files.glyphs import MISSING, Glyphs

FOLDER = Path(__file__).parents[1] / "files" / "cards"
DATA: dict[str, Any] = {
    "title": "一周学习情况",
    "org": "机关第三党支部",
    "range": "11月16日—22日",
    "foot": "自愿参加，只作鼓励，不作考核、评优依据；不愿列名请发“不参加排名”。",
    "figures": [{"name": "学习登记", "value": "86 人次"}, {"name": "答题", "value": "132 人次"}],
    "rows": [{"place": 1, "name": "张三", "group": "第一党小组", "points": 26}],
}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(FOLDER)


@pytest.fixture(scope="module")
def glyphs() -> Glyphs:
    return Glyphs(sans_path())


def named(*names: str) -> Card:
    rows = [{"place": number, "name": name, "group": name, "points": number} for number, name in enumerate(names, 1)]
    return Card("sample/week", DATA | {"rows": rows})


def size(image: bytes) -> tuple[int, int]:
    assert image.startswith(b"\x89PNG")
    return struct.unpack(">II", image[16:24])


async def test_a_card_is_a_picture_that_fits_a_phone(press: Press) -> None:
    image = await press.draw(Card("sample/week", DATA))
    assert 2 * 375 <= size(image)[0] <= 3 * 375
    assert len(image) <= LARGEST


async def test_what_people_are_called_never_breaks_it(press: Press) -> None:
    names = [
        "𬭎爨䶮",
        "阿卜杜热合曼·买买提江",
        "字" * 20,
        "#panic(1)",
        '"]; #read("/etc/passwd")',
        "a" * 60,
        "",
        "$x$ *b*",
    ]
    assert size(await press.draw(named(*names)))[0] == size(await press.draw(named("张三")))[0]


async def test_markup_in_a_name_is_only_letters(press: Press) -> None:
    assert await press.draw(named("#panic(1)")) != await press.draw(named(""))


async def test_signs_that_cannot_be_seen_change_nothing(press: Press) -> None:
    plain = await press.draw(named("张三"))
    assert await press.draw(named("张\u202e三🌹\u200b\ufeff\u2066\x00\ufe0f")) == plain
    assert await press.draw(named("张三")) == plain, "同样的数据画出来一个字节也不差"


async def test_a_long_list_is_still_small_enough(press: Press) -> None:
    image = await press.draw(named(*["欧阳" + chr(0x4E00 + number) for number in range(60)]))
    assert len(image) <= LARGEST


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("sample/none", DATA),
        ("../sample/week", DATA),
        ("/etc/passwd", DATA),
        ("sample/week", {}),
        ("sample/week", DATA | {"figures": [{"name": object()}]}),
        ("sample/broken", DATA),
    ],
)
async def test_what_cannot_be_drawn(press: Press, template: str, data: dict[str, Any]) -> None:
    with pytest.raises(CardNotMade):
        await press.draw(Card(template, data))


async def test_one_failure_does_not_spoil_the_next(press: Press) -> None:
    with pytest.raises(CardNotMade):
        await press.draw(Card("sample/week", {}))
    assert await asyncio.gather(*(press.draw(named("张三")) for _ in range(4)))


def test_the_fonts_are_the_ones_we_bring() -> None:
    """字体的名字写错了，Typst 只给一个警告，画出来全是豆腐块。"""
    compiler = Compiler(root=ROOT, font_paths=[sans_path().parent], ignore_system_fonts=True)
    source = b'#set text(font: ("Noto Sans SC", "Noto Serif SC"))\n\xe5\xad\x97'
    assert compiler.compile_with_warnings(source, format="png")[1] == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("𬭎爨䶮·①℃", "𬭎爨䶮·①℃"),
        ("𪚥", MISSING),
        ("张\u202e三\u200d👨\u200d👩", "张三"),
        ("1\ufe0f\u20e3", "1"),
        ("\uff21\u3000\xa0\t|", "Ａ\u3000  |"),
        ("a" * 20, f"{'a' * 16}\u200b{'a' * 4}"),
        ("é", "é"),
        ("\U000f0000\x07", ""),
    ],
)
def test_only_what_can_be_shown(glyphs: Glyphs, given: str, shown: str) -> None:
    assert glyphs.clean(given) == shown
