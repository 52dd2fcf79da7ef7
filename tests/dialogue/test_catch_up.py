"""补记：不在线时群里说的，连上后读回来，按当时的时刻记上，不出声；读不全的私下告诉书记。"""

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from sqlalchemy import func, select

from core.chat.platform import NotConnected, Past, SendUnknown
from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action
from core.store.audit import Act
from core.store.checkins import CheckIn
from core.store.db import Database
from core.store.members import Member
from plugins.checkin.tables import Note
from tests.conftest import KINDS, NOON
from tests.dialogue.bank import SINGLE, add
from tests.dialogue.stage import HOME, PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


async def days(group: Group) -> list[tuple[str, str]]:
    """谁在哪一天登记过。"""
    query = select(Member.name, CheckIn.day).join(Member, Member.id == CheckIn.member_id).order_by(CheckIn.id)
    return await group.stage.database.read(
        lambda session: [(name, f"{day:%m-%d}") for name, day in session.execute(query)]
    )


async def count(group: Group, table: type) -> int | None:
    return await group.stage.database.read(lambda session: session.scalar(select(func.count()).select_from(table)))


@pytest.fixture
async def away(group: Group) -> Group:
    """正午断开的；聊天记录里有断开之前的闲聊，够得着。"""
    await group.stage.come_back()
    group.stage.go_away()
    group.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
    return group


class TestWhatWasMissed:
    @BOTH
    async def test_counts_at_its_own_time_and_silently(self, away: Group) -> None:
        away.overheard("张三", "打卡 学了第一章", 2026, 11, 23, 21, 0)
        away.overheard("李四", "今天天气不错", 2026, 11, 24, 7, 0)
        away.overheard("李四", "签到", 2026, 11, 24, 8, 0)
        away.stage.clock.set(2026, 11, 24, 10)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == [("张三", "11-23"), ("李四", "11-24")]
        assert await away.private("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
11月登记 1 天：23 日。
累计登记 1 天，积分 2。
存有心得 1 段，查看发“我的心得”。\
""")
        assert await away.say("王五", "打卡人数") == "群：今天已有 1 位同志登记学习。"

    async def test_the_log_tells_the_time_it_was_said(self, away: Group) -> None:
        away.overheard("张三", "打卡", 2026, 11, 23, 23, 59)
        away.stage.clock.set(2026, 11, 24, 0, 1)
        await away.stage.come_back()
        said = await away.stage.database.read(lambda session: list(session.scalars(select(CheckIn.checked_in_at))))
        assert [f"{at:%H:%M}" for at in said] == ["15:59"]

    @BOTH
    async def test_counts_once_however_often_it_is_read(self, away: Group) -> None:
        away.overheard("张三", "打卡 学了第一章", 2026, 11, 23, 12, 5)
        away.stage.clock.move(minutes=30)
        for _ in range(3):
            assert await away.stage.come_back() == SILENT
            away.stage.go_away()
        assert (await days(away), await count(away, Note)) == ([("张三", "11-23")], 1)

    async def test_counts_once_though_it_arrives_live_as_well(self, away: Group) -> None:
        first = away.overheard("张三", "打卡 学了第一章", 2026, 11, 23, 12, 5)
        second = away.overheard("李四", "打卡 学了第二章", 2026, 11, 23, 12, 6)
        away.stage.clock.move(minutes=30)
        # 刚连上，还没来得及读，先收到了一条
        await away.stage.hear(first)
        assert await away.stage.come_back() == SILENT
        assert await away.stage.hear(second) == SILENT
        assert (await days(away), await count(away, Note)) == ([("张三", "11-23"), ("李四", "11-23")], 2)

    async def test_a_long_history_is_read_page_by_page(self, away: Group) -> None:
        away.overheard("张三", "打卡", 2026, 11, 23, 12, 1)
        for number in range(350):
            away.overheard("李四", f"闲聊{number}", 2026, 11, 23, 13, number % 60)
        away.stage.clock.move(hours=3)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == [("张三", "11-23")]

    async def test_more_than_a_week_ago_is_too_long_ago(self, away: Group) -> None:
        away.overheard("张三", "打卡", 2026, 11, 25, 9)
        away.overheard("李四", "打卡", 2026, 11, 28, 9)
        away.stage.clock.set(2026, 12, 4, 10)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == [("李四", "11-28")]

    async def test_without_a_time_nobody_knows_the_day(self, away: Group) -> None:
        away.overheard("张三", "打卡", 2026, 11, 23, 12, 5, fields={"time": 0})
        away.overheard("李四", "打卡", 2026, 11, 23, 12, 6, fields={"time": None})
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == []

    async def test_what_the_bot_said_itself_is_not_read(self, away: Group) -> None:
        away.overheard("张三", "打卡", 2026, 11, 23, 12, 5, fields={"user_id": 10000})
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == []

    async def test_what_did_not_fit_in_the_queue_is_read_back(self, away: Group) -> None:
        await away.stage.come_back()
        away.stage.clock.move(minutes=1)
        since = away.stage.clock()
        away.overheard("张三", "打卡", 2026, 11, 23, 12, 1)
        away.stage.house.intake.on_spill("10000", since)
        assert await away.stage.read_back() == SILENT
        assert await days(away) == [("张三", "11-23")]


class TestAnswers:
    """答题的作答（Q27）：当时没有截止的算，公布了的补判、补入账。"""

    @BOTH
    async def test_an_answer_counts_as_of_then_even_after_publication(self, group: Group) -> None:
        await add(group, SINGLE)
        await group.say("陈志强", "发一题")
        await group.deliver()
        await group.stage.come_back()
        await group.say("张三", "A")
        group.stage.go_away()
        for name, said, hour in [("李四", "B", 13), ("张三", "选B", 14), ("李四", "今天好热", 15), ("王五", "B", 21)]:
            group.overheard(name, said, 2026, 11, 23, hour, 5)
        group.stage.clock.set(2026, 11, 23, 20)
        await group.stage.tick()
        group.stage.clock.set(2026, 11, 23, 21, 30)
        await group.stage.come_back()
        points = [(await group.private(name, "我的积分")) for name in ("张三", "李四", "王五")]
        assert points == snapshot(
            [
                """\
私下对张三：张三同志，您的积分：
余额 2 分；本周 2 分，本月 2 分。
来源：参与答题 1 分，答对题目 1 分。
每一笔怎么来的发“积分明细”；有疑问发“申诉 编号 缘由”。\
""",
                """\
私下对李四：李四同志，您的积分：
余额 2 分；本周 2 分，本月 2 分。
来源：参与答题 1 分，答对题目 1 分。
每一笔怎么来的发“积分明细”；有疑问发“申诉 编号 缘由”。\
""",
                """\
私下对王五：王五同志，您的积分：
余额 0 分；本周 0 分，本月 0 分。
还没有积分记录。自愿参加，发“打卡”即可登记学习。\
""",
            ]
        )


class TestWhatIsNotDone:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("王建国", "定类别 @李四 群众"),
            ("王建国", "设职务 @李四 宣传委员"),
            ("王建国", "移出花名册 @李四"),
            ("王建国", "小结 开"),
            ("王建国", "设职务 @李四"),
            ("张三", "打卡人数"),
            ("张三", "我的打卡"),
            ("张三", "帮助"),
            ("张三", "@助手 你好"),
            ("张三", "确认导入"),
        ],
    )
    async def test_orders_and_queries_are_neither_done_nor_answered(self, away: Group, name: str, text: str) -> None:
        acts = await count(away, Act)
        frame = away.overheard(name, text, 2026, 11, 23, 12, 5)
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == SILENT
        assert (await count(away, Act), await count(away, CheckIn)) == (acts, 0)
        # 也没有当作办过：真的收到了照办
        if text != "确认导入":
            assert await away.stage.hear(frame) != SILENT

    @pytest.mark.parametrize("fields", [{"anonymous": {"id": 1, "name": "匿名"}}, {"sub_type": "anonymous"}])
    async def test_the_anonymous_do_not_count(self, away: Group, fields: dict) -> None:
        away.overheard("张三", "打卡", 2026, 11, 23, 12, 5, fields=fields)
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == []

    async def test_whoever_may_not_check_in_does_not_count(self, away: Group) -> None:
        await away.say("王建国", "定类别 @吴芳 群众")
        away.overheard("吴芳", "打卡", 2026, 11, 23, 12, 5)
        away.stage.clock.move(hours=1)
        away.stage.drain()
        assert await away.stage.come_back() == SILENT
        assert await days(away) == []

    async def test_a_note_too_long_is_refused_in_silence(self, away: Group) -> None:
        away.overheard("张三", "打卡 " + "长" * 2001, 2026, 11, 23, 12, 5)
        away.overheard("李四", "打卡", 2026, 11, 23, 12, 6)
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == [("李四", "11-23")]

    async def test_in_a_group_without_a_branch_nothing_is_read(self, away: Group) -> None:
        away.stage.bot.past["20009"] = away.stage.bot.past[HOME]
        away.stage.clock.move(hours=1)
        await away.stage.come_back()
        assert away.stage.bot.looked == 1

    async def test_when_something_is_broken_it_is_broken_in_silence(
        self, settled_database: Database, tmp_path: Path
    ) -> None:
        """补记的出了错，不能对着几小时前的一句话道歉。"""
        (tmp_path / "phrases.toml").write_text('[explode]\nwire = "explode"\n', "utf-8")
        router = Router(tmp_path)

        @router.command(Spec("爆炸", Action.GET_HELP, about="", topic="", late=True))
        def explode(request: Request, session: object) -> Reply:
            raise KeyError

        group = Group(Stage(settled_database, NOON, routers=(router,)), PEOPLE)
        await group.stage.come_back()
        group.stage.go_away()
        group.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
        group.overheard("张三", "爆炸", 2026, 11, 23, 12, 5)
        group.overheard("张三", "打卡", 2026, 11, 23, 12, 6)
        group.stage.clock.move(hours=1)
        assert await group.stage.come_back() == SILENT
        assert await days(group) == [("张三", "11-23")]


async def test_somebody_new_in_the_group_is_drafted_and_counts(away: Group) -> None:
    """助手不在时入群的人：与当面说的一样，先列进名册待核对，再登记。"""
    away.add("新来的", "10099")
    away.overheard("新来的", "打卡", 2026, 11, 23, 12, 5)
    away.stage.clock.move(hours=1)
    assert await away.stage.come_back() == snapshot(
        "私下对王建国：新来的（QQ 10099）不在花名册中，已列为待核对：可以登记学习，不计应到。"
        "请发“定类别 10099 正式党员”核定，或发“移出花名册 10099”。"
    )
    assert await days(away) == [("新来的", "11-23")]


class TestHoles:
    """读不全：私下告诉书记，一天一次。"""

    @pytest.fixture
    async def away(self, group: Group) -> Group:
        """正午断开的，平台没有聊天记录。"""
        await group.stage.come_back()
        group.stage.go_away()
        return group

    async def test_without_a_history_the_secretary_is_told(self, away: Group) -> None:
        away.stage.clock.move(hours=2, minutes=30)
        assert await away.stage.come_back() == snapshot(
            "私下对王建国：11月23日（周一）12:00 至 14:30，助手不在线，其间的群聊没有读全，"
            "有的打卡、回执、请假可能没有登记上。有同志反映的，请他再发一次。"
        )

    async def test_over_night_both_days_are_named(self, away: Group) -> None:
        away.stage.clock.set(2026, 11, 24, 8)
        assert await away.stage.come_back() == snapshot(
            "私下对王建国：11月23日（周一）12:00 至 11月24日（周二）08:00，"
            "助手不在线，其间的群聊没有读全，有的打卡、回执、请假可能没有登记上。"
        )

    async def test_a_history_too_short_is_a_hole_and_what_is_there_counts(self, away: Group) -> None:
        away.overheard("张三", "打卡", 2026, 11, 23, 13, 5)
        away.stage.clock.move(hours=2)
        assert "没有读全" in await away.stage.come_back()
        assert await days(away) == [("张三", "11-23")]

    @pytest.mark.parametrize("trouble", [SendUnknown("没有回音"), NotConnected()])
    async def test_a_history_that_cannot_be_read_is_a_hole(self, away: Group, trouble: Exception) -> None:
        away.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
        away.stage.clock.move(hours=2)
        away.stage.bot.blind = trouble
        assert "没有读全" in await away.stage.come_back()

    async def test_cut_off_while_reading_it_is_read_again_before_anything_is_told(
        self, away: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stage = away.stage
        away.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
        away.overheard("李四", "打卡", 2026, 11, 23, 13, 5)
        stage.clock.move(hours=2)

        async def cut(*_: object) -> list[Past]:
            if stage.bot.account in stage.runtime.channels:
                stage.disconnect(stage.bot.account)
            raise NotConnected

        with monkeypatch.context() as patched:
            patched.setattr(stage.bot, "history", cut)
            assert await stage.come_back() == SILENT
        stage.house.say_goodbye(stage.bot.account)
        assert await stage.come_back() == SILENT
        assert await days(away) == [("李四", "11-23")]

    async def test_told_once_a_day(self, away: Group) -> None:
        said = []
        for _ in range(3):
            away.stage.clock.move(hours=1)
            said.append(await away.stage.come_back())
            away.stage.go_away()
        assert [one != SILENT for one in said] == [True, False, False]
        away.stage.clock.move(days=1)
        assert await away.stage.come_back() != SILENT

    async def test_a_short_gap_is_not_worth_telling(self, away: Group) -> None:
        away.stage.clock.move(seconds=59)
        assert await away.stage.come_back() == SILENT
        away.stage.go_away()
        away.stage.clock.move(seconds=60)
        assert await away.stage.come_back() != SILENT

    async def test_a_whole_history_is_no_hole(self, away: Group) -> None:
        away.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
        away.stage.clock.move(hours=2)
        assert await away.stage.come_back() == SILENT

    async def test_what_was_dealt_with_last_is_far_enough_back(self, away: Group) -> None:
        """读到了最后办过的那一条，就是读全了，不看它有没有时刻。"""
        await away.stage.come_back()
        away.stage.drain()
        away.stage.clock.move(minutes=1)
        assert await away.say("张三", "打卡人数", message_id=7007) != SILENT
        away.overheard("张三", "打卡人数", 2026, 11, 23, 12, 1, message_id=7007, fields={"time": 0})
        away.overheard("李四", "打卡", 2026, 11, 23, 12, 30)
        away.stage.clock.move(minutes=1)
        await away.stage.tick()
        away.stage.go_away()
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == SILENT
        assert await days(away) == [("李四", "11-23")]

    async def test_on_line_every_minute_only_the_real_gap_is_told(self, away: Group) -> None:
        await away.stage.come_back()
        for _ in range(30):
            away.stage.clock.move(minutes=1)
            await away.stage.tick()
        away.stage.go_away()
        away.stage.clock.move(hours=1)
        assert await away.stage.come_back() == snapshot(
            "私下对王建国：11月23日（周一）12:30 至 13:30，助手不在线，其间的群聊没有读全，"
            "有的打卡、回执、请假可能没有登记上。有同志反映的，请他再发一次。"
        )
