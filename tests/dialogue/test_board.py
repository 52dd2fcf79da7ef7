"""榜：谁问就答谁，先集体数字再名单；没有平均、没有比例，不提没有参加的。"""

from datetime import date

import pytest
from inline_snapshot import snapshot

from tests.conftest import KINDS
from tests.dialogue.stage import Group
from tests.dialogue.test_weekly import SCORES, study

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


@BOTH
async def test_a_member_asks_in_the_group(group: Group) -> None:
    await study(group)
    assert await group.say("张三", "排行榜") == snapshot("""\
群：【示范党支部】本周学习情况（11月23日）
学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。
较为积极的同志：1 张三 26；2 王五、李四 24；4 赵六 22。
自愿参加，只作鼓励，不作考核、评优依据；不愿列名请发“不参加排名”。\
""")


async def test_nothing_yet(group: Group) -> None:
    assert await group.private("张三", "周榜") == snapshot(
        "私下对张三：【示范党支部】本周（11月23日）还没有记录。自愿参加，想参加时发“打卡”即可。"
    )


@pytest.mark.parametrize(
    ("order", "days"),
    [
        ("周榜", "本周学习情况（11月23日）"),
        ("本周排行", "本周学习情况（11月23日）"),
        ("月榜", "本月学习情况（11月1日—23日）"),
        ("季榜", "本季度学习情况（10月1日—11月23日）"),
        ("年榜", "今年学习情况（1月1日—11月23日）"),
        ("总排行", "今年学习情况（1月1日—11月23日）"),
        ("排行榜 本月", "本月学习情况（11月1日—23日）"),
    ],
)
async def test_each_period(group: Group, order: str, days: str) -> None:
    await study(group)
    assert days in await group.say("孙丽", order)


async def test_last_month_is_not_this_month(group: Group) -> None:
    await study(group, day=date(2026, 10, 31))
    assert "还没有记录" in await group.say("孙丽", "月榜")
    assert "张三 26" in await group.say("孙丽", "季榜")


async def test_three_people_are_neither_counted_nor_named(group: Group) -> None:
    await study(group, dict(list(SCORES.items())[:3]))
    assert await group.say("孙丽", "排行榜") == snapshot("""\
群：【示范党支部】本周学习情况（11月23日）
已有同志参加。
自愿参加，只作鼓励，不作考核、评优依据。\
""")


async def test_who_left_the_ranking_is_nowhere(group: Group) -> None:
    await study(group)
    for name in ("张三", "李四"):
        await group.say(name, "不参加排名")
    for order in ("周榜", "月榜", "季榜", "年榜"):
        said = await group.say("孙丽", order)
        assert "张三" not in said
        assert "李四" not in said
        assert "1 王五 24；2 赵六 22" in said
    await group.say("张三", "参加排名")
    assert "1 张三 26" in await group.say("孙丽", "周榜")


async def test_who_was_removed_from_the_roster_is_not_named(group: Group) -> None:
    await study(group)
    await group.say("王建国", "移出花名册 @张三")
    assert "张三" not in await group.say("孙丽", "周榜")
