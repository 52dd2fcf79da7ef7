"""补卡：补登过去的一天，积分和人次都归那一天；打卡时间；心得；谁能改规矩。"""

from datetime import date

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.domain.calendar import Period
from core.store import figures, ledger
from core.store.checkins import CheckIn
from core.store.figures import Tally
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"
ZHANG = 5
MASSES = "私下对吴芳：这件事您没有权限办理，如有疑问请联系支部书记。"


async def made(group: Group) -> list[tuple[str, bool, bool]]:
    """各次登记：哪一天、是不是补的、还作数不作数。"""
    query = select(CheckIn).order_by(CheckIn.id)
    return await group.stage.database.read(
        lambda session: [(f"{one.day:%m-%d}", one.backfilled, one.undone_at is None) for one in session.scalars(query)]
    )


async def points(group: Group, period: Period, day: date) -> int:
    return await group.stage.database.read(lambda session: ledger.points_in(session, ZHANG, period, day))


async def times(group: Group, period: Period, start: date) -> int:
    found = await group.stage.database.read(lambda session: figures.of(session, 1, period, start))
    return found.get(Tally.CHECK_IN, 0)


class TestBackfill:
    @BOTH
    async def test_yesterday_counts_for_yesterday(self, group: Group) -> None:
        assert await group.say("张三", "补卡 昨天") == REACTION
        assert await made(group) == [("11-22", True, True)]
        yesterday, monday = date(2026, 11, 22), date(2026, 11, 23)
        assert [await points(group, Period.DAY, day) for day in (yesterday, monday)] == [2, 0]
        assert [await points(group, Period.WEEK, day) for day in (yesterday, monday)] == [2, 0]
        assert [await times(group, Period.DAY, day) for day in (yesterday, monday)] == [1, 0]
        assert [await times(group, Period.WEEK, date(2026, 11, day)) for day in (16, 23)] == [1, 0]

    async def test_in_private_the_day_is_named(self, group: Group) -> None:
        assert await group.private("张三", "补签 11月20日") == snapshot(
            "私下对张三：张三同志，11月20日（周五）的学习已补登，积分＋2。查看发“我的打卡”。"
        )
        assert await made(group) == [("11-20", True, True)]

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("补昨天的卡", "11-22"),
            ("昨天忘打卡了，补一下", "11-22"),
            ("补打卡 周五", "11-20"),
            ("补卡周六", "11-21"),
            ("补卡 上周一", "11-16"),
            ("补卡 20号", "11-20"),
            ("补卡 十一月二十日", "11-20"),
            ("补卡：11.19", "11-19"),
            ("补卡 2026-11-18", "11-18"),
            ("补卡 3天前", "11-20"),
            ("补卡 大前天", "11-20"),
            ("补一下前天的打卡", "11-21"),
            ("前天忘了打卡，补上", "11-21"),
            ("周四忘打卡了，补一下", "11-19"),
            ("补卡 11月22日（周日）", "11-22"),
            ("补卡 16号", "11-16"),
        ],
    )
    async def test_the_day_is_the_one_just_gone(self, group: Group, text: str, day: str) -> None:
        assert await group.say("张三", text) == REACTION
        assert await made(group) == [(day, True, True)]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("补卡 明天", "11月24日还没有到，不能先登记。"),
            ("补卡 下周五", "12月4日还没有到，不能先登记。"),
            ("补卡 本周五", "11月27日还没有到，不能先登记。"),
            ("补卡 15号", "11月15日已过去 8 天，只能补登 7 天之内的，没有补登。"),
            ("补卡 10月1日", "10月1日已过去 53 天，只能补登 7 天之内的，没有补登。"),
            ("补卡 去年11月20日", "11月20日已过去 368 天，只能补登 7 天之内的，没有补登。"),
            ("补卡 周一", "今天就是周一。登记今天的请发“打卡”，补上周的请发“补卡 上周一”。"),
            ("补卡 11月31日", "没有“11月31日”这一天，没有补登。请看一下日历，例如“补卡 11月20日”。"),
            ("补卡 11月20日（周三）", "没有“11月20日（周三）”这一天，没有补登。请看一下日历，例如“补卡 11月20日”。"),
        ],
    )
    async def test_other_days_are_refused_in_one_sentence(self, group: Group, text: str, said: str) -> None:
        assert await group.say("张三", text) == f"私下对张三：{said}"
        assert await made(group) == []

    @pytest.mark.parametrize("text", ["补卡 要带身份证", "补办身份证的卡", "补卡在哪办", "昨天忘打卡扣钱吗"])
    async def test_talk_of_other_cards_is_left_alone(self, group: Group, text: str) -> None:
        assert await group.say("张三", text) == SILENT

    async def test_today_is_simply_a_check_in(self, group: Group) -> None:
        for text in ("补卡 今天", "补个今天的卡"):
            assert await group.say("张三", text) == REACTION
        assert await made(group) == [("11-23", False, True)]

    async def test_a_day_that_is_there_is_not_backfilled_again(self, group: Group) -> None:
        await group.say("张三", "补卡 昨天")
        assert await group.say("张三", "补卡 昨天") == "私下对张三：11月22日此前已登记，不必再补。"
        assert await points(group, Period.YEAR, date(2026, 1, 1)) == 2

    @BOTH
    async def test_three_a_month_and_only_those_that_stand(self, group: Group) -> None:
        for day in (18, 19, 20):
            assert await group.say("张三", f"补卡 {day}号") == REACTION
        full = "私下对张三：11月已补登 3 次，每月至多补登 3 次，没有再补。"
        assert await group.say("张三", "补卡 21号") == full
        assert await group.say("张三", "撤销补卡") == REACTION
        assert await group.say("张三", "补卡 21号") == REACTION
        assert [one for one in await made(group) if one[2]] == [
            ("11-18", True, True),
            ("11-19", True, True),
            ("11-21", True, True),
        ]
        # 打卡不占补登的次数，补登的限额一人一份
        assert await group.say("张三", "打卡") == REACTION
        assert await group.say("李四", "补卡 昨天") == REACTION

    async def test_the_limit_is_counted_in_the_month_backfilled(self, group: Group) -> None:
        group.stage.clock.set(2026, 12, 1, 9)
        for day in (27, 28, 29):
            assert await group.say("张三", f"补卡 11月{day}日") == REACTION
        assert "11月已补登 3 次" in await group.say("张三", "补卡 昨天")
        group.stage.clock.set(2026, 12, 2, 9)
        assert await group.say("张三", "补卡 昨天") == REACTION

    async def test_new_year_looks_back_to_december(self, group: Group) -> None:
        group.stage.clock.set(2027, 1, 2, 9)
        assert await group.say("张三", "补卡 12月30日") == REACTION
        assert await group.say("张三", "补卡 31号") == REACTION
        assert [one[0] for one in await made(group)] == ["12-30", "12-31"]
        assert await points(group, Period.YEAR, date(2026, 1, 1)) == 4
        assert await points(group, Period.YEAR, date(2027, 1, 1)) == 0

    async def test_recalling_the_message_takes_it_back_with_its_points(self, group: Group) -> None:
        await group.say("张三", "补卡 昨天")
        assert await recall(group, "张三") == SILENT
        assert await made(group) == [("11-22", True, False)]
        assert await points(group, Period.YEAR, date(2026, 1, 1)) == 0
        assert await times(group, Period.YEAR, date(2026, 1, 1)) == 0
        assert await group.say("张三", "补卡 昨天") == REACTION
        assert await times(group, Period.YEAR, date(2026, 1, 1)) == 1

    async def test_delivered_twice_it_counts_once(self, group: Group) -> None:
        said = [await group.say("张三", "补卡 昨天", message_id=42) for _ in range(2)]
        assert said == [REACTION, SILENT]

    async def test_masses_may_not(self, group: Group) -> None:
        await group.say("王建国", "定类别 @吴芳 群众")
        assert await group.say("吴芳", "补卡 昨天") == MASSES
        assert await group.say("吴芳", "补卡") == MASSES

    async def test_typed_while_the_bot_was_away_it_is_credited_to_the_day_meant(self, group: Group) -> None:
        await leave(group)
        group.stage.clock.set(2026, 11, 24, 8)
        group.overheard("张三", "补卡 昨天", 2026, 11, 23, 22, 0)
        assert await group.stage.come_back() == SILENT
        assert await made(group) == [("11-22", True, True)]


class TestWhichDay:
    async def test_a_bare_order_asks_privately_and_takes_the_answer_there(self, group: Group) -> None:
        assert await group.say("张三", "补卡") == snapshot(
            "私下对张三：补哪一天？请回一个日子，例如“昨天”“11月20日”；不补了回“取消”。"
        )
        assert await group.private("张三", "前天") == snapshot(
            "私下对张三：张三同志，11月21日（周六）的学习已补登，积分＋2。查看发“我的打卡”。"
        )
        assert await made(group) == [("11-21", True, True)]
        assert await group.private("张三", "撤销") == snapshot(
            "私下对张三：张三同志，已撤销 A18：11月21日的学习登记，积分－2。"
        )

    async def test_an_answer_that_is_no_day_is_asked_again(self, group: Group) -> None:
        await group.private("张三", "补签")
        assert await group.private("张三", "不记得了") == snapshot(
            "私下对张三：没有看懂是哪一天，没有补登。请这样写：补卡 昨天，或 补卡 11月20日。"
        )
        await group.stage.restart()
        assert "11月20日（周五）的学习已补登" in await group.private("张三", "20号")

    async def test_a_day_that_is_there_ends_the_asking(self, group: Group) -> None:
        await group.private("张三", "补卡 昨天")
        await group.private("张三", "补卡")
        assert await group.private("张三", "昨天") == "私下对张三：11月22日此前已登记，不必再补。"
        assert "没有看懂是哪一天" not in await group.private("张三", "好的")
        assert await made(group) == [("11-22", True, True)]

    async def test_where_nothing_can_be_made_up_nothing_is_asked(self, group: Group) -> None:
        await group.private("王建国", "补卡天数 0")
        assert "没有开放补登" in await group.say("张三", "补卡")
        assert "没有看懂是哪一天" not in await group.private("张三", "好的")

    @pytest.mark.parametrize("word", ["取消", "算了", "打错了"])
    async def test_never_mind(self, group: Group, word: str) -> None:
        await group.private("张三", "补卡")
        assert await group.private("张三", word) == "私下对张三：好的，没有补登。"
        assert await group.private("张三", "昨天") != REACTION
        assert await made(group) == []

    async def test_what_others_say_is_not_the_answer(self, group: Group) -> None:
        await group.say("张三", "补卡")
        assert await group.say("李四", "昨天") == SILENT
        assert await group.say("张三", "昨天") == SILENT
        assert await made(group) == []

    async def test_the_question_lapses(self, group: Group) -> None:
        await group.private("张三", "补卡")
        group.stage.clock.move(minutes=31)
        await group.private("张三", "昨天")
        assert await made(group) == []


class TestWindow:
    async def test_outside_it_nothing_is_registered(self, group: Group) -> None:
        assert await group.say("王建国", "打卡时间 6:00-23:00") == snapshot(
            "群：打卡时间定为每天 6:00—23:00，其余时间发“打卡”不登记。"
        )
        group.stage.clock.set(2026, 11, 24, 5, 59, 59)
        assert await group.say("张三", "打卡") == snapshot(
            "私下对张三：支部定的学习登记时间是 6:00—23:00，现在不在其中，这次没有登记。"
        )
        assert await made(group) == []
        group.stage.clock.set(2026, 11, 24, 6)
        assert await group.say("张三", "打卡") == REACTION
        group.stage.clock.set(2026, 11, 24, 23, 0, 59)
        assert await group.say("李四", "打卡") == REACTION
        group.stage.clock.set(2026, 11, 24, 23, 1)
        assert await group.say("王五", "打卡") != REACTION
        # 已登记的，心得照样添得上；补登不受限
        assert await group.say("张三", "打卡 睡前又学了一点") == REACTION
        assert await group.say("王五", "补卡 昨天") == REACTION

    async def test_without_limits_any_time_will_do(self, group: Group) -> None:
        await group.say("王建国", "打卡时间 6:00-23:00")
        assert await group.say("陈志强", "打卡时间 不限") == "群：打卡不限时间。"
        group.stage.clock.set(2026, 11, 24, 3)
        assert await group.say("张三", "打卡") == REACTION

    async def test_what_is_read_back_is_judged_by_its_own_time_and_silently(self, group: Group) -> None:
        await group.say("王建国", "打卡时间 6:00-23:00")
        await leave(group)
        group.stage.clock.set(2026, 11, 25, 3)
        group.overheard("张三", "打卡", 2026, 11, 24, 22, 30)
        group.overheard("李四", "打卡", 2026, 11, 24, 23, 30)
        assert await group.stage.come_back() == SILENT
        assert await made(group) == [("11-24", False, True)]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("打卡时间 22:00-6:00", "登记时间要在同一天之内，跨过零点就说不清记在哪一天，未作任何改动。"),
            ("打卡时间 随便", "没有看懂，未作任何改动。请这样写：打卡时间 6:00-23:00"),
            ("打卡时间 8:00-8:00", "没有看懂，未作任何改动。"),
            ("打卡时间", "没有看懂，未作任何改动。"),
            ("补卡天数 99", "补卡天数、补卡次数都在 0—31 之间，未作任何改动。"),
        ],
    )
    async def test_what_makes_no_sense_changes_nothing(self, group: Group, text: str, said: str) -> None:
        assert said in await group.private("王建国", text)
        group.stage.clock.set(2026, 11, 24, 3)
        assert await group.say("张三", "打卡") == REACTION

    @pytest.mark.parametrize("order", ["打卡时间 6:00-23:00", "补卡天数 3", "补卡次数 1"])
    async def test_members_may_not(self, group: Group, order: str) -> None:
        assert "没有权限" in await group.say("张三", order)
        assert "没有权限" in await group.say("李红梅", order)

    async def test_it_can_be_undone_unless_changed_since(self, group: Group) -> None:
        await group.say("王建国", "打卡时间 6:00-23:00")
        assert await group.say("王建国", "撤销") == snapshot("群：已撤销 A18：打卡时间 6:00—23:00 → 打卡时间 不限。")
        group.stage.clock.set(2026, 11, 24, 3)
        assert await group.say("张三", "打卡") == REACTION
        await group.say("王建国", "打卡时间 6:00-23:00")
        first = group.last_id
        await group.say("陈志强", "补卡天数 5")
        assert "已撤销" in await group.say("王建国", "撤销", reply_to=first)
        await group.say("王建国", "打卡时间 7:00-22:00")
        second = group.last_id
        await group.say("陈志强", "打卡时间 不限")
        assert "此后又改过" in await group.say("王建国", "撤销", reply_to=second)


class TestLimits:
    async def test_the_branch_sets_how_far_back_and_how_often(self, group: Group) -> None:
        assert await group.say("王建国", "补卡天数 2") == snapshot("群：补登定为 2 天之内、每月至多 3 次。")
        assert "只能补登 2 天之内的" in await group.say("张三", "补卡 20号")
        assert await group.say("王建国", "补卡次数 1") == snapshot("群：补登定为 2 天之内、每月至多 1 次。")
        assert await group.say("张三", "补卡 昨天") == REACTION
        assert "每月至多补登 1 次" in await group.say("张三", "补卡 前天")

    @pytest.mark.parametrize("order", ["补卡天数 0", "补卡次数 0"])
    async def test_none_at_all(self, group: Group, order: str) -> None:
        assert await group.say("王建国", order) == "群：补登现在不开放。"
        assert await group.say("张三", "补卡 昨天") == snapshot(
            "私下对张三：本支部没有开放补登，当天学习当天发“打卡”即可。"
        )
        assert await group.say("张三", "打卡") == REACTION


class TestOwnNotes:
    async def test_only_ones_own_are_shown_newest_first(self, group: Group) -> None:
        await group.say("张三", "打卡 学了第一章")
        group.stage.clock.move(days=1)
        await group.private("张三", "打卡 学了第二章")
        await group.private("李四", "打卡 别人的话")
        assert await group.say("张三", "我的心得") == snapshot("""\
私下对张三：张三同志，您的心得（共 2 段，只有您看得到）：
2026年11月24日　学了第二章
2026年11月23日　学了第一章\
""")
        await group.private("张三", "撤销")
        assert "第二章" not in await group.private("张三", "我的心得")

    async def test_long_ones_turn_pages(self, group: Group) -> None:
        for day in range(1, 5):
            group.stage.clock.set(2026, 11, day, 9)
            await group.private("张三", "打卡 " + f"第{day}天" * 150)
        first = await group.private("张三", "我的心得")
        assert "11月4日" in first
        assert first.endswith("下一页发“我的心得 2”。")
        last = await group.private("张三", "我的心得第2页")
        assert "11月1日" in last
        assert "没有第 9 页" in await group.private("张三", "我的心得 9")

    async def test_none_yet(self, group: Group) -> None:
        assert "还没有存下心得" in await group.private("张三", "我的心得")


class TestOwnMonth:
    async def test_the_month_the_card_and_the_text_agree(self, group: Group) -> None:
        for day in (16, 19, 20):
            group.stage.clock.set(2026, 11, day, 9)
            await group.say("张三", "打卡")
        group.stage.clock.set(2026, 11, 23, 9)
        await group.say("张三", "打卡 学了第一章")
        await group.say("张三", "补卡 18号")
        assert await group.say("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天已登记。
11月登记 5 天（其中补登 1 天）：16、18、19、20、23 日。
累计登记 5 天，积分 10。
到今天连续登记 3 天（休息日、节假日不算间断）。
存有心得 1 段，查看发“我的心得”。\
""")

    async def test_another_month(self, group: Group) -> None:
        group.stage.clock.set(2026, 10, 9, 9)
        await group.say("张三", "打卡")
        group.stage.clock.set(2026, 11, 23, 9)
        assert await group.say("张三", "我的打卡 10月") == snapshot("""\
私下对张三：张三同志，您的学习登记：
10月登记 1 天：9 日。
累计登记 1 天，积分 2。\
""")
        assert await group.private("张三", "我上个月的打卡记录") == await group.private("张三", "我的打卡 10月")

    @pytest.mark.parametrize("text", ["我的打卡 13月", "我的打卡 第三季度", "我的打卡 今年"])
    async def test_what_is_no_month_is_told_so(self, group: Group, text: str) -> None:
        assert await group.private("张三", text) == "私下对张三：没有看懂是哪个月。请这样写：我的打卡 10月。"


async def leave(group: Group) -> None:
    """正午断开；聊天记录里有断开之前的闲聊，够得着。"""
    await group.stage.come_back()
    group.stage.go_away()
    group.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)


async def recall(group: Group, name: str) -> str:
    """本人撤回刚说的那条。"""
    user_id = int(group.people[name])
    frame = {"post_type": "notice", "notice_type": "group_recall", "message_id": group.last_id}
    frame |= {"time": int(group.stage.clock().timestamp()), "self_id": int(group.stage.bot.account)}
    return await group.stage.hear(frame | {"group_id": int(group.group_id), "user_id": user_id, "operator_id": user_id})
