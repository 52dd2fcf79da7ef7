"""推送记录：主动说过什么、送到没有、没说的为什么没说；平台报的原话不给人看。"""

import pytest
from inline_snapshot import snapshot

from core.domain.manners import Weight
from tests.conftest import KINDS
from tests.dialogue.pushes import push, remind, tell_secretary
from tests.dialogue.stage import HOME, SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


async def record(group: Group) -> str:
    return await group.private("王建国", "推送记录")


async def test_nothing_yet(group: Group) -> None:
    assert await record(group) == snapshot("私下对王建国：最近 7 天没有主动说过什么。")


@BOTH
async def test_every_fate(group: Group) -> None:
    bot = group.stage.bot
    await group.say("王建国", "小结 开")
    group.stage.clock.set(2026, 11, 23, 12)
    await push(group, "送到的。")
    await group.deliver()
    bot.lost = "message"
    await push(group, "没有回音的。", Weight.CONFIRMED)
    await group.deliver()
    bot.lost = ""
    await group.stage.wait(minutes=2)
    await push(group, "第二句。")
    await push(group, "并进去的。")
    await push(group, "过期的。", hours=1)
    await group.deliver()
    group.stage.clock.set(2026, 11, 23, 20)
    await group.stage.tick()
    bot.unreachable.add(HOME)
    await push(group, "发不出的。", Weight.CONFIRMED)
    await group.stage.wait(minutes=5)
    bot.unreachable.clear()
    group.stage.clock.set(2026, 11, 23, 22)
    await push(group, "夜里的。")
    await group.say("张三", "不要私聊提醒")
    await remind(group, "张三")
    await group.deliver()
    group.stage.clock.set(2026, 11, 26, 7)
    await group.stage.restart()
    await group.stage.tick()
    assert await record(group) == snapshot("""\
私下对王建国：最近 7 天主动说的（新的在前）：
11月25日 20:00 每日学习小结：已过期（迟得太久，没有办）
11月24日 20:00 每日学习小结：已过期（后面又到了一次，只办最近的）
11月23日 22:00 会前提醒：没有发（本人设了不要私聊提醒）
11月23日 22:00 夜里的。：已过期（过了时限）
11月23日 20:00 给书记的话：已送达
11月23日 20:00 发不出的。：没有发成（试了 3 次）
11月23日 20:00 当天的汇总：已送达
11月23日 12:02 过期的。：没有发（今天的句数快用完了，又等不到汇总）
11月23日 12:02 并进去的。：并入汇总
11月23日 12:02 第二句。：已送达
11月23日 12:00 给书记的话：已送达
11月23日 12:00 没有回音的。：待确认（没有回音，聊天记录里查不到）
11月23日 12:00 送到的。：已送达\
""")


async def test_what_waits_and_what_is_tried_again(group: Group) -> None:
    group.stage.bot.unreachable.add(HOME)
    await push(group, "还要再试的。", Weight.CONFIRMED)
    await group.deliver()
    assert "还要再试的。：待发（没有发成，还要再试）" in await record(group)
    group.stage.clock.set(2026, 11, 23, 22)
    await push(group, "等到早上的。", Weight.ROUTINE)
    await group.deliver()
    said = await record(group)
    assert said == snapshot("""\
私下对王建国：最近 7 天主动说的（新的在前）：
11月23日 22:00 等到早上的。：待发（安静时段或法定节假日）
11月23日 12:00 还要再试的。：待发（安静时段或法定节假日）\
""")
    assert "送不到" not in said


async def test_only_the_last_twenty_of_seven_days(group: Group) -> None:
    for number in range(25):
        await push(group, f"{number:02}，话。", Weight.CONFIRMED)
        await group.deliver()
    lines = (await record(group)).split("\n")[1:]
    assert len(lines) == 20
    assert "24，话。" in lines[0]
    group.stage.clock.move(days=8)
    assert "没有主动说过什么" in await record(group)


async def test_what_went_to_many_at_once_is_one_line(group: Group) -> None:
    for name in ("张三", "李四", "王五"):
        await group.private(name, "订阅学习")
    await group.private("王建国", "学习资料 党章总纲")
    await group.private("王建国", "推送学习")
    await group.deliver()
    assert sorted((await record(group)).split("\n")[1:]) == snapshot(
        ["11月23日 12:00 学习资料：已送达", "11月23日 12:00 订阅的学习 3 件：已送达"]
    )


async def test_of_another_branch_nothing_is_seen(group: Group) -> None:
    second = Group(group.stage, {"周工": group.people["周工"]}, "20002", "二群")
    await second.say("周工", "绑定支部 机关第二党支部")
    await push(second, "别的支部的。", branch_id=2)
    await group.deliver()
    assert "别的支部" not in await record(group)


async def test_merged_lines_are_not_in_it_and_letters_to_the_secretary_only_by_title(group: Group) -> None:
    group.stage.bot.reacts = False
    for name in ("张三", "李四"):
        await group.say(name, "打卡")
    await tell_secretary(group, "张三的事。")
    assert await group.stage.wait(minutes=2) != SILENT
    assert await record(group) == snapshot("""\
私下对王建国：最近 7 天主动说的（新的在前）：
11月23日 12:00 给书记的话：已送达\
""")
