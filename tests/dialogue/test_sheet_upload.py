"""花名册表格从门里进来、从门里出去：真的 .xlsx 传上来、看预览、确认、撤销；导出的原样再传，没有变化。"""

import pytest
from inline_snapshot import snapshot

from core.domain.attachments import Sheet, Workbook
from core.files.workbooks import written
from core.store import roster
from tests.dialogue.stage import Group
from tests.unit import sheets

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


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    """居心不良的、写错的、太大的。"""
    return {
        "冒充.xls": b"<html><table><tr><td>\xd0\xd5\xc3\xfb</td></tr></table></html>",
        "炸弹.xlsx": sheets.bomb(),
        "字串炸弹.xlsx": sheets.string_bomb(),
        "说谎的炸弹.xlsx": sheets.liar(),
        "角上一格.xlsx": sheets.corner(),
        "套娃.xlsx": sheets.laugh(),
        "偷看.xlsx": sheets.nosy(),
        "乱码.xlsx": b"PK\x03\x04" + bytes(1000),
        "十万行.csv": b"name,QQ\n" + b"A,10031\n" * 100_000,
        "十万行.xlsx": sheets.xlsx(("姓名", "QQ号"), *((f"同志{one}", 20_000 + one) for one in range(100_000))),
        "一千人.xlsx": sheets.xlsx(("姓名", "QQ号"), *((f"同志{one}", 20_000 + one) for one in range(1000))),
        "空.xlsx": b"",
        "重复.xlsx": sheet(("甲某", "10041", "", "", ""), ("乙某", "10041", "", "", "")),
        "同名.xlsx": sheet(("丙某", "", "", "", ""), ("丙某", "", "", "", "")),
        "公式.xlsx": sheet(
            ("@SUM(1)", "10033", "", "", ""), ("张三丰", "10036", "=1+1", "", ""), ("-1", "10037", "", "", "")
        ),
        "翻转.xlsx": sheet(("王\u202e五", "10035", "", "", "")),
    }


@pytest.mark.parametrize("to_group", [False, True])
async def test_whatever_is_sent_is_answered_once_and_nothing_changes(
    group: Group, hostile: dict[str, bytes], *, to_group: bool
) -> None:
    before = await group.stage.database.read(lambda session: roster.listing(session, 1))
    said = {name: await group.upload(ORGANIZER, name, data, to_group=to_group) for name, data in hostile.items()}
    assert {name: one.removeprefix("私下对李红梅：") for name, one in said.items()} == snapshot(
        {
            "冒充.xls": "这个文件其实是网页，不是 Excel 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发。",
            "炸弹.xlsx": "这个文件太复杂，读不完。请只留下需要的内容，另存一份再发。",
            "字串炸弹.xlsx": "这个文件太复杂，读不完。请只留下需要的内容，另存一份再发。",
            "说谎的炸弹.xlsx": "这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。",
            "角上一格.xlsx": "这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。",
            "套娃.xlsx": "这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。",
            "偷看.xlsx": "这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。",
            "乱码.xlsx": "这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。",
            "十万行.csv": "这个文件超过 20000 行，没有读。请分成几个文件再发。",
            "十万行.xlsx": "这个文件超过 20000 行，没有读。请分成几个文件再发。",
            "一千人.xlsx": "“一千人.xlsx”里有 1000 人，一次最多导入 500 人，未作任何改动。请分成几份再发。",
            "空.xlsx": "这个文件是空的。",
            "重复.xlsx": """\
名单里没有可以导入的人，未作任何改动。不导入的 2 行：
第 2 行：QQ 号“10041”在名单里出现了 2 次，请核对是谁的
第 3 行：QQ 号“10041”在名单里出现了 2 次，请核对是谁的\
""",
            "同名.xlsx": """\
名单里没有可以导入的人，未作任何改动。不导入的 2 行：
第 2 行：“丙某”在名单里出现了 2 次，同名的请写上 QQ 号
第 3 行：“丙某”在名单里出现了 2 次，同名的请写上 QQ 号\
""",
            "公式.xlsx": """\
名单里没有可以导入的人，未作任何改动。不导入的 3 行：
第 2 行：姓名“@SUM(1)”像一个公式，请改成文字
第 3 行：党小组“=1+1…”太长或像一个公式
第 4 行：姓名“-1”像一个公式，请改成文字\
""",
            "翻转.xlsx": """\
名单里没有可以导入的人，未作任何改动。不导入的 1 行：
第 2 行：姓名里有看不见的字符，请重新输入这一格\
""",
        }
    )
    assert await group.stage.database.read(lambda session: roster.listing(session, 1)) == before
    assert "已导入" not in await group.private(ORGANIZER, "确认导入")
