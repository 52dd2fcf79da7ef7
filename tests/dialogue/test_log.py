"""操作日志和我的记录：谁看得到什么，白话写成，一页二十次。"""

import pytest
from inline_snapshot import snapshot

from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, DISCIPLINE, MEMBER = "王建国", "赵明", "张三"


async def numbers(group: Group, name: str, text: str) -> list[str]:
    """看到的各次的编号。"""
    said = (await group.private(name, text)).partition("：")[2]
    return [line.split()[0] for line in said.split("\n") if line.startswith("A")]


@BOTH
async def test_the_log_in_plain_words(group: Group) -> None:
    group.stage.clock.set(2026, 11, 24, 9, 30)
    await group.say(MEMBER, "打卡 我的心得不给别人看")
    await group.say(SECRETARY, "小结 开")
    await group.say(SECRETARY, "撤销")
    await group.say("李红梅", "移出花名册 @吴芳")
    assert await group.private(DISCIPLINE, "操作日志 今天") == snapshot("""\
私下对赵明：A21 11月24日 09:30 李红梅：吴芳同志移出花名册（在册 → 已移出）
A20 11月24日 09:30 王建国：撤销 A19：每日学习小结：开，20:00 → 关，20:00
A19 11月24日 09:30 王建国：设置每日学习小结（关，20:00 → 开，20:00）（已撤销，A20）
A18 11月24日 09:30 张三：学习登记，积分＋2\
""")


@BOTH
async def test_days_people_and_kinds(group: Group) -> None:
    group.stage.clock.set(2026, 11, 24, 9)
    await group.say(MEMBER, "打卡")
    await group.say("李四", "打卡")
    await group.say("李红梅", "定类别 @张三 预备党员")
    assert await numbers(group, SECRETARY, "操作日志 今天") == ["A20", "A19", "A18"]
    assert len(await numbers(group, SECRETARY, "操作日志 昨天")) == 17
    assert (await numbers(group, SECRETARY, "操作日志 本周"))[0] == "A20"
    assert await numbers(group, SECRETARY, "操作日志 上周") == []
    assert await numbers(group, SECRETARY, "操作日志 前天") == []
    assert len(await numbers(group, SECRETARY, "操作日志 本月")) == 20
    assert await numbers(group, SECRETARY, "操作日志 上月") == []
    assert await numbers(group, SECRETARY, "操作日志 打卡") == ["A19", "A18"]
    assert await numbers(group, SECRETARY, "操作日志 学习登记") == ["A19", "A18"]
    assert await numbers(group, SECRETARY, "操作日志 张三") == ["A20", "A18", "A7"]
    assert await numbers(group, SECRETARY, "操作日志 10005 今天 定类别") == ["A20"]
    assert await numbers(group, SECRETARY, "操作日志：今天，名册") == ["A20"]
    assert await numbers(group, SECRETARY, "操作记录 撤销") == []
    await group.say(MEMBER, "撤销")
    assert await numbers(group, SECRETARY, "操作日志 撤销") == ["A21"]


async def test_pages(group: Group) -> None:
    for name in ("张三", "李四", "王五", "赵六"):
        await group.say(name, "打卡")
    first = await group.private(SECRETARY, "操作日志")
    assert first.endswith("共 21 次，这是第 1 页，共 2 页。看后面的发“操作日志 第2页”。")
    assert await numbers(group, SECRETARY, "操作日志") == [f"A{number}" for number in range(21, 1, -1)]
    assert await group.private(SECRETARY, "操作日志 第2页") == snapshot("""\
私下对王建国：A1 11月23日 12:00 周工：绑定支部“示范党支部”，起草花名册 12 人
共 21 次，这是第 2 页，共 2 页。\
""")
    assert await numbers(group, SECRETARY, "操作日志 第9页") == ["A1"]
    assert "看后面的发“操作日志 今天 第2页”" in await group.private(SECRETARY, "操作日志 今天")


async def test_what_is_not_understood(group: Group) -> None:
    assert await group.private(SECRETARY, "操作日志 欧阳明") == snapshot(
        "私下对王建国：没有看懂“欧阳明”。可以写今天、昨天、本周、本月，某人的姓名，或一类事，例如“操作日志 打卡”。"
    )
    assert await group.private(MEMBER, "我的记录 张三") == snapshot(
        "私下对张三：没有看懂“张三”。“我的记录”后面可以写今天、昨天、本周、本月，或第几页。"
    )
    assert await group.private(SECRETARY, "操作日志 昨天") == snapshot("私下对王建国：没有这样的记录。")


async def test_only_for_those_who_may_and_only_in_private(group: Group) -> None:
    assert await group.say(SECRETARY, "操作日志") == snapshot("私下对王建国：此事请在私聊中办理，群内未作任何处理")
    refused = "这件事您没有权限办理，如有疑问请联系支部书记。"
    for name in (MEMBER, "李红梅", "陈志强", "周工"):
        assert await group.private(name, "操作日志") == f"私下对{name}：{refused}"
    assert await group.say(MEMBER, "日志要写满500字") == SILENT


@BOTH
async def test_ones_own_record(group: Group) -> None:
    group.stage.clock.set(2026, 11, 24, 9)
    await group.say(MEMBER, "打卡 学党章")
    await group.say("李四", "打卡")
    await group.say(SECRETARY, "党小组 @张三 第一小组")
    await group.private("李红梅", "导入花名册")
    await group.private("李红梅", "张三 预备党员\n李四 预备党员")
    await group.private("李红梅", "确认导入")
    await group.say("陈志强", "撤销 A18")
    expected = snapshot("""\
私下对张三：A22 11月24日 09:00 陈志强：撤销 A18：11月24日的学习登记，积分－2
A21 11月24日 09:00 李红梅：导入花名册 2 人
A20 11月24日 09:00 王建国：张三同志的党小组：未编入 → 第一小组
A18 11月24日 09:00 张三：学习登记，积分＋2（已撤销，A22）
A7 11月23日 12:00 王建国：张三同志的类别：类别未定 → 正式党员\
""")
    assert await group.private(MEMBER, "我的记录") == expected
    assert await group.say(MEMBER, "我的记录") == expected
    assert await group.private(MEMBER, "我的记录 第1页") == expected


async def test_a_newcomers_record_begins_with_coming(group: Group) -> None:
    group.add("新人甲", "10099")
    await group.joined("10099")
    assert await group.private("新人甲", "我的记录") == snapshot(
        "私下对新人甲：A18 11月23日 12:00 新人甲：新人甲新入群，列为待核对"
    )
