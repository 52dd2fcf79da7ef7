"""花名册表格从门里进来、从门里出去：真的 .xlsx 传上来、看预览、确认、撤销；导出的原样再传，没有变化。"""

import pytest
from inline_snapshot import snapshot

from core.domain.attachments import Sheet, Workbook
from core.files.workbooks import written
from tests.dialogue.stage import Group

ORGANIZER = "李红梅"
HEADER = ("姓名", "QQ号", "党小组", "党员类别", "入党日期")


def sheet(*rows: tuple[str, ...]) -> bytes:
    return written(Workbook("名册.xlsx", (Sheet("花名册", HEADER, rows),)))


NEW = sheet(("欧阳明", "10031", "第一党小组", "预备党员", "2026-01-05"), ("=1+1", "10032", "", "", ""))


async def test_sent_seen_confirmed_and_undone(group: Group) -> None:
    assert await group.upload(ORGANIZER, "名册.xlsx", NEW) == snapshot("""\
私下对李红梅：“名册.xlsx”可导入 1 人：新添 1 人（欧阳明）。
不导入的 1 行：
第 3 行：姓名“=1+1”像一个公式，请改成文字
现在还没有改动。确认请在 30 分钟内私聊发“确认导入”，不导入发“取消”。\
""")
    assert await group.private(ORGANIZER, "确认导入") == snapshot("""\
私下对李红梅：已导入 1 人：新添 1 人（欧阳明）。
不导入的 1 行：
第 3 行：姓名“=1+1”像一个公式，请改成文字\
""")
    assert "欧阳明" in await group.private(ORGANIZER, "花名册")
    assert "已撤销" in await group.private(ORGANIZER, "撤销")
    assert "欧阳明" not in await group.private(ORGANIZER, "花名册")


async def test_a_csv_and_in_the_group(group: Group) -> None:
    data = "姓名,QQ,党小组\n张三,10005,第一小组\n".encode("gb18030")
    assert await group.upload(ORGANIZER, "名册.csv", data, to_group=True) == snapshot("""\
私下对李红梅：“名册.csv”可导入 1 人：更新 1 人（张三）。
· 张三：党小组 未编入 → 第一小组
现在还没有改动。确认请在 30 分钟内私聊发“确认导入”，不导入发“取消”。\
""")
    assert "已导入 1 人" in await group.private(ORGANIZER, "确认导入")


async def test_what_is_exported_comes_back_without_a_change(group: Group) -> None:
    await group.upload(ORGANIZER, "名册.xlsx", NEW)
    await group.private(ORGANIZER, "确认导入")
    await group.private(ORGANIZER, "导出花名册")
    (sent,) = group.stage.files
    assert (sent.to, sent.name) == (ORGANIZER, "花名册20261123.xlsx")
    assert await group.upload(ORGANIZER, sent.name, sent.data) == snapshot(
        "私下对李红梅：名单上的 13 人与花名册一致，没有变化。"
    )


@pytest.mark.parametrize("name", ["张三", "陈志强"])
async def test_not_by_those_who_do_not_keep_the_roster(group: Group, name: str) -> None:
    assert "可导入" not in await group.upload(name, "名册.xlsx", NEW)
