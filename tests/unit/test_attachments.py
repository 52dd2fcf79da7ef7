"""卡片和文件写成 JSON 进发件箱，再还原，一样不差。"""

import json
from datetime import date

import pytest

from core.domain.attachments import (
    Card,
    File,
    Sheet,
    TextFile,
    Workbook,
    pack_card,
    pack_file,
    unpack_card,
    unpack_file,
)

SHEET = Sheet("名册", ("姓名", "日期"), (("张三", date(2026, 11, 22)), (None, 3)), ("说明",), ("末尾",))


@pytest.mark.parametrize("file", [TextFile("a.ics", "文"), Workbook("a.xlsx", (SHEET, Sheet("空", (), ())))])
def test_a_file_comes_back_as_it_was(file: File) -> None:
    assert unpack_file(json.loads(json.dumps(pack_file(file)))) == file


def test_a_card_comes_back_as_it_was() -> None:
    card = Card("points/week", {"title": "一周", "rows": [{"name": "张三", "points": 2}]})
    assert unpack_card(json.loads(json.dumps(pack_card(card)))) == card


def test_nothing_is_nothing() -> None:
    assert pack_card(None) is None
    assert pack_file(None) is None
