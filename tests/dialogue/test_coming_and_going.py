"""入群、退群、名册上没有的人：在群里不等于在支部里。"""

import asyncio

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.store.audit import Act
from core.store.members import Member
from tests.conftest import KINDS
from tests.dialogue.stage import PEOPLE, SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
NEW = "10099"


async def last_lines(group: Group, count: int = 1) -> list[str]:
    return (await group.private("王建国", "花名册")).split("\n")[12 : 12 + count + 1]


@BOTH
async def test_a_notice_that_comes_eight_times_is_one_newcomer_and_one_line(group: Group) -> None:
    group.add("新人甲", NEW)
    said = [await group.joined(NEW, at=1795406400) for _ in range(8)]
    assert said == [SILENT] * 8
    assert await group.deliver() == snapshot(
        "私下对王建国：新人甲（QQ 10099）不在花名册中，已列为待核对：可以登记学习，不计应到。"
        "请发“定类别 10099 正式党员”核定，或发“移出花名册 10099”。"
    )
    assert await group.deliver() == SILENT
    assert await last_lines(group) == snapshot(["12. 周工 正式党员", "13. 新人甲 类别未定 待核对"])


async def test_eight_notices_at_once_with_different_times(group: Group) -> None:
    await asyncio.gather(*(group.joined(NEW, at=1795406400 + number) for number in range(8)))
    assert (await group.deliver()).count("私下对王建国") == 1
    assert len(await last_lines(group)) == 2


async def test_the_newcomer_may_check_in_and_is_settled_by_an_officer(group: Group) -> None:
    group.add("新人甲", NEW)
    await group.joined(NEW)
    assert await group.say("新人甲", "打卡") == "［表情］"
    assert await group.private("新人甲", "我是谁") == snapshot("私下对新人甲：新人甲同志，示范党支部，类别未定。")
    assert await group.private("王建国", f"定类别 {NEW} 正式党员") == snapshot(
        "私下对王建国：已登记。新人甲同志的类别：类别未定 → 正式党员。"
    )
    assert "待核对" not in await group.private("王建国", "花名册")


async def test_the_order_in_the_secretarys_letter_works(group: Group) -> None:
    await group.joined(NEW)
    letter = await group.deliver()
    orders = [piece.split("”")[0] for piece in letter.split("“")[1:]]
    assert len(orders) == 2
    for order in orders:
        assert await group.private("王建国", order) != SILENT
    assert len(await last_lines(group)) == 1


@BOTH
async def test_somebody_who_came_while_the_bot_was_away(group: Group) -> None:
    group.add("新人甲", NEW)
    assert await group.say("新人甲", "今天天气不错") == SILENT
    assert await group.deliver() == SILENT
    assert await group.say("新人甲", "打卡") == "［表情］"
    assert await group.deliver() == snapshot(
        "私下对王建国：新人甲（QQ 10099）不在花名册中，已列为待核对：可以登记学习，不计应到。"
        "请发“定类别 10099 正式党员”核定，或发“移出花名册 10099”。"
    )
    assert await group.say("新人甲", "我的打卡") == snapshot("""\
私下对新人甲：新人甲同志，您的学习登记：
今天已登记。
11月登记 1 天：23 日。
累计登记 1 天，积分 2。\
""")
    assert await group.deliver() == SILENT


async def test_no_secretary_yet_nobody_is_told(new_group: Group) -> None:
    await new_group.say("周工", "绑定支部 机关第三党支部")
    await new_group.joined(NEW)
    assert await new_group.deliver() == SILENT


async def test_a_letter_that_cannot_be_delivered_is_not_put_into_the_group(group: Group) -> None:
    group.stage.bot.unreachable.add(PEOPLE["王建国"])
    await group.joined(NEW)
    for _ in range(6):
        assert await group.deliver() == SILENT
        group.stage.clock.move(minutes=10)


@BOTH
async def test_leaving_only_marks(group: Group) -> None:
    await group.say("张三", "打卡")
    assert await group.left(PEOPLE["张三"]) == SILENT
    assert await group.deliver() == SILENT
    roster = await group.private("王建国", "花名册")
    assert "张三 正式党员 不在群" in roster
    assert "在册 12 人" in roster
    assert "累计登记 1 天" in await group.private("张三", "我的打卡")
    await group.joined(PEOPLE["张三"])
    assert "不在群" not in await group.private("王建国", "花名册")
    assert await group.deliver() == SILENT


async def test_an_officer_who_leaves_keeps_the_office_until_removed(group: Group) -> None:
    await group.left(PEOPLE["李红梅"])
    assert "李红梅 正式党员 组织委员 不在群" in await group.private("王建国", "花名册")


async def test_whoever_speaks_in_the_group_is_in_the_group(group: Group) -> None:
    """退群后又回来，而入群的通知没有收到。"""
    await group.left(PEOPLE["张三"])
    group.stage.clock.move(hours=1)
    await group.say("张三", "打卡")
    assert "不在群" not in await group.private("王建国", "花名册")


async def test_a_stranger_who_leaves_is_nothing(group: Group) -> None:
    assert await group.left("10077") == SILENT
    assert len(await last_lines(group)) == 1


async def test_the_newcomer_is_listed_under_a_name_a_secretary_can_recognise(group: Group) -> None:
    """入群通知里没有名片；写进名册和信里的不能只是一串数字两遍。"""
    group.add("新人甲", NEW)
    await group.joined(NEW)
    await group.say("新人甲", "打卡")
    letter = await group.deliver()
    assert f"{NEW}（QQ {NEW}）" not in letter
    assert "新人甲" in await group.private("王建国", "花名册")


async def test_bots_own_coming_and_going_is_ignored(group: Group) -> None:
    await group.joined(group.stage.bot.account)
    assert await group.deliver() == SILENT


@BOTH
async def test_what_was_done_is_in_the_log(group: Group) -> None:
    await group.say("张三", "打卡 学习党章")
    await group.joined(NEW)
    rows = await group.stage.database.read(
        lambda session: [
            (act.actor_name, act.summary, act.scene)
            for act in session.scalars(select(Act).order_by(Act.id.desc()).limit(2))
        ]
    )
    assert rows == snapshot(
        [("10099", "10099新入群，列为待核对", "group:20001"), ("张三", "学习登记，积分＋2", "group:20001")]
    )
    drafted = select(Member.review).where(Member.name == NEW)
    assert await group.stage.database.read(lambda session: list(session.scalars(drafted))) == [True]
