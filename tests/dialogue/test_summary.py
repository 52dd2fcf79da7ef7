"""每日学习小结：几点、开没开；到点只说一个数字，一天一次，迟得太久不说。"""

import asyncio

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.store.db import Database
from core.store.firing import Firing
from core.store.outbox import Outgoing
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
FIVE = ("张三", "李四", "王五", "赵六", "孙丽")


async def check_in(group: Group, *names: str) -> None:
    for name in names:
        assert await group.say(name, "打卡") == "［表情］"


async def fates(group: Group) -> list[str]:
    query = select(Firing.fate).order_by(Firing.due_at)
    return await group.stage.database.read(lambda session: list(session.scalars(query)))


class TestSetting:
    @BOTH
    async def test_on_and_off(self, group: Group) -> None:
        assert await group.say("王建国", "小结 开") == snapshot(
            "群：每日学习小结已打开，每天 20:00 在群里说一句当天登记的人数，不列姓名。关闭请发“小结 关”。"
        )
        assert await group.say("王建国", "小结 关") == snapshot(
            "群：每日学习小结现在是关着的，钟点为 20:00。打开请发“小结 开”。"
        )

    async def test_off_before_it_was_ever_on(self, group: Group) -> None:
        assert await group.private("王建国", "关闭每日小结") == snapshot(
            "私下对王建国：每日学习小结现在是关着的，钟点为 20:00。打开请发“小结 开”。"
        )

    @BOTH
    async def test_the_time_while_it_is_off_and_while_it_is_on(self, group: Group) -> None:
        assert await group.say("王建国", "小结时间 20:30") == snapshot(
            "群：每日学习小结现在是关着的，钟点为 20:30。打开请发“小结 开”。"
        )
        assert await group.say("王建国", "小结 开") == snapshot(
            "群：每日学习小结已打开，每天 20:30 在群里说一句当天登记的人数，不列姓名。关闭请发“小结 关”。"
        )
        assert await group.say("王建国", "小结时间 晚上8点") == snapshot(
            "群：每日学习小结已打开，每天 20:00 在群里说一句当天登记的人数，不列姓名。关闭请发“小结 关”。"
        )

    @pytest.mark.parametrize("words", ["随便", "25:00", "明天"])
    async def test_what_is_not_a_time(self, group: Group, words: str) -> None:
        assert await group.private("王建国", f"小结时间 {words}") == snapshot(
            "私下对王建国：没有看懂时间，未作任何改动。请这样写：小结时间 20:00。"
        )

    @pytest.mark.parametrize("words", ["7:59", "22:00", "凌晨3点"])
    async def test_a_quiet_time(self, group: Group, words: str) -> None:
        assert await group.private("王建国", f"小结时间 {words}") == snapshot(
            "私下对王建国：小结的钟点落在支部的安静时段（21:30—08:00）里，未作改动。请换一个，例如“小结时间 12:00”。"
        )

    async def test_the_quiet_hours_are_the_branchs_own(self, group: Group) -> None:
        await group.say("王建国", "安静时段 12:00-14:00")
        assert "22:00" in await group.private("王建国", "小结时间 22:00")
        assert "12:00—14:00" in await group.private("王建国", "小结时间 13:00")
        await group.say("王建国", "安静时段 不设")
        assert "03:00" in await group.private("王建国", "小结时间 3:00")

    async def test_it_cannot_be_switched_on_for_an_hour_that_has_become_quiet(self, group: Group) -> None:
        await group.say("王建国", "安静时段 19:00-8:00")
        assert "安静时段（19:00—08:00）" in await group.private("王建国", "小结 开")
        assert "关着" in await group.private("王建国", "小结 关")

    async def test_a_time_that_was_refused_changes_nothing(self, group: Group) -> None:
        await group.say("王建国", "小结 开")
        await group.say("王建国", "小结时间 22:00")
        await check_in(group, "张三")
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() != SILENT

    @pytest.mark.parametrize("name", ["王建国", "赵明", "陈志强"])
    async def test_secretaries_and_the_publicity_officer_may(self, group: Group, name: str) -> None:
        await group.say("王建国", "设职务 @赵明 副书记")
        assert "已打开" in await group.say(name, "小结 开")
        assert "20:30" in await group.private(name, "小结时间 20:30")

    @pytest.mark.parametrize("name", ["张三", "李红梅", "周工"])
    @pytest.mark.parametrize("order", ["小结 开", "小结时间 20:30"])
    async def test_nobody_else_may(self, group: Group, name: str, order: str) -> None:
        said = "这件事您没有权限办理，如有疑问请联系支部书记。"
        assert await group.say(name, order) == f"私下对{name}：{said}"
        group.stage.clock.set(2026, 11, 23, 20, 30)
        await check_in(group, "张三")
        assert await group.stage.tick() == SILENT

    async def test_half_an_order_is_told_how_to_write(self, group: Group) -> None:
        assert await group.private("王建国", "小结") == snapshot(
            "私下对王建国：没有看懂，未作任何改动。请这样写：小结 开或关；开或关可写开、关，例如“小结 开”。"
        )
        assert await group.private("王建国", "小结时间") == snapshot(
            "私下对王建国：没有看懂，未作任何改动。请这样写：小结时间 钟点，例如“小结时间 20:00”。"
        )

    @pytest.mark.parametrize("text", ["小结 开", "小结时间 20:30", "小结"])
    async def test_members_talking_of_summaries_are_left_alone(self, group: Group, text: str) -> None:
        assert await group.say("张三", f"今天{text}写好了") == SILENT


class TestAtTheTime:
    @pytest.fixture(autouse=True)
    async def on(self, group: Group) -> None:
        await group.say("王建国", "小结 开")

    @BOTH
    async def test_only_the_number_is_said_once(self, group: Group) -> None:
        await check_in(group, *FIVE, "张三")
        group.stage.clock.set(2026, 11, 23, 19, 59)
        assert await group.stage.tick() == SILENT
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == snapshot(
            "群：【示范党支部】11月23日（周一）学习小结：5 位同志登记了学习。自愿参加。"
        )
        assert await group.stage.tick() == SILENT
        group.stage.clock.set(2026, 11, 23, 20, 1)
        assert await group.stage.tick() == SILENT

    async def test_fewer_than_four_are_not_counted(self, group: Group) -> None:
        await check_in(group, *FIVE[:3])
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == snapshot(
            "群：【示范党支部】11月23日（周一）学习小结：今天有同志登记了学习。自愿参加。"
        )

    async def test_four_are(self, group: Group) -> None:
        await check_in(group, *FIVE[:4])
        group.stage.clock.set(2026, 11, 23, 20)
        assert "4 位同志" in await group.stage.tick()

    async def test_when_nobody_checked_in_nothing_is_said(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == SILENT
        assert await fates(group) == ["fired"]

    async def test_yesterdays_check_ins_do_not_count(self, group: Group) -> None:
        await check_in(group, *FIVE)
        group.stage.clock.set(2026, 11, 24, 20)
        assert await group.stage.tick() == SILENT

    async def test_switched_off_nothing_is_said(self, group: Group) -> None:
        await check_in(group, *FIVE)
        await group.say("王建国", "小结 关")
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == SILENT

    async def test_switched_off_while_it_waits_to_be_sent_it_is_still_said(self, group: Group) -> None:
        """已经写进发件箱的就说完，关的是下一次。"""
        await check_in(group, *FIVE)
        group.stage.disconnect(group.stage.bot.account)
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == SILENT
        group.stage.runtime.channels[group.stage.bot.account] = group.stage.bot
        await group.say("王建国", "小结 关")
        assert "小结" in await group.deliver()
        group.stage.clock.set(2026, 11, 24, 20)
        assert await group.stage.tick() == SILENT

    async def test_switched_on_after_the_time_it_begins_the_next_day(self, group: Group) -> None:
        await group.say("王建国", "小结 关")
        await check_in(group, *FIVE)
        group.stage.clock.set(2026, 11, 23, 20, 10)
        await group.say("王建国", "小结 开")
        assert await group.stage.tick() == SILENT

    async def test_a_new_time_counts_the_same_day(self, group: Group) -> None:
        await check_in(group, *FIVE)
        await group.say("王建国", "小结时间 18:30")
        group.stage.clock.set(2026, 11, 23, 18, 30)
        assert await group.stage.tick() != SILENT
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == SILENT

    async def test_half_an_hour_late_it_is_still_said(self, group: Group) -> None:
        await check_in(group, *FIVE)
        group.stage.clock.set(2026, 11, 23, 20, 30)
        assert "5 位同志" in await group.stage.tick()

    async def test_three_hours_late_it_is_not(self, group: Group) -> None:
        await check_in(group, *FIVE)
        group.stage.clock.set(2026, 11, 23, 23)
        assert await group.stage.tick() == SILENT
        assert await fates(group) == ["missed"]

    async def test_after_three_days_only_the_newest_is_said(self, group: Group) -> None:
        await check_in(group, *FIVE)
        group.stage.clock.set(2026, 11, 26, 9)
        await check_in(group, *FIVE[:4])
        group.stage.clock.set(2026, 11, 26, 20, 10)
        await group.stage.restart()
        assert await group.stage.tick() == snapshot(
            "群：【示范党支部】11月26日（周四）学习小结：4 位同志登记了学习。自愿参加。"
        )
        assert await fates(group) == ["missed", "missed", "missed", "fired"]
        assert await group.stage.tick() == SILENT

    async def test_a_group_that_cannot_be_reached_for_long_hears_nothing_late(self, group: Group) -> None:
        await check_in(group, *FIVE)
        group.stage.disconnect(group.stage.bot.account)
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == SILENT
        group.stage.clock.move(hours=1, minutes=30)
        group.stage.runtime.channels[group.stage.bot.account] = group.stage.bot
        assert await group.deliver() == SILENT

    async def test_without_an_answer_the_secretary_is_told(self, group: Group) -> None:
        await check_in(group, *FIVE)
        group.stage.clock.set(2026, 11, 23, 20)
        group.stage.bot.lost = "message"
        assert await group.stage.tick() == SILENT
        group.stage.bot.lost = ""
        assert await group.stage.wait(minutes=10) == snapshot(
            "私下对王建国：11月23日（周一）20:00发到群里的“每日学习小结”没有回音，也无法查证是否送达，没有重发。请看一下；没有的话，请另行告知。"
        )

    async def test_each_branch_has_its_own(self, group: Group) -> None:
        second = Group(group.stage, {"周工": PEOPLE["周工"], "郑书记": "10021"}, "20002", "二群")
        await second.say("周工", "绑定支部 机关第二党支部")
        await second.say("周工", "设职务 @郑书记 书记")
        await second.say("郑书记", "小结 开")
        # 先问过周报的形式
        await group.deliver()
        await check_in(group, *FIVE)
        await check_in(second, "郑书记")
        group.stage.clock.set(2026, 11, 23, 20)
        said = sorted((await group.stage.tick()).split("\n"))
        assert said == snapshot(
            [
                "二群：【机关第二党支部】11月23日（周一）学习小结：今天有同志登记了学习。自愿参加。",
                "群：【示范党支部】11月23日（周一）学习小结：5 位同志登记了学习。自愿参加。",
            ]
        )


@BOTH
async def test_of_two_processes_one_says_it(settled_database: Database) -> None:
    first, second = (Group(Stage(settled_database, NOON), PEOPLE) for _ in range(2))
    await first.say("王建国", "小结 开")
    await check_in(first, *FIVE)
    for one in (first, second):
        one.stage.clock.set(2026, 11, 23, 20)
    said = await asyncio.gather(first.stage.tick(), second.stage.tick())
    said += [await first.deliver(), await second.deliver()]
    assert sum("小结" in one for one in said) == 1
    letters = await settled_database.read(lambda session: list(session.scalars(select(Outgoing.key))))
    assert letters == ["daily_summary:1::202611232000"]
    assert await fates(first) == ["fired"]
