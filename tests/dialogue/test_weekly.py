"""周报：每周一九点说上一周的，恰好一次；节假日顺延，停机补发，不发的不发；形式和时间由支部定。"""

from datetime import date

import pytest
from inline_snapshot import snapshot
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.store import figures, ledger
from core.store.branches import BranchRow
from core.store.figures import Tally
from core.store.ledger import Award
from core.store.members import Member
from tests.conftest import KINDS
from tests.dialogue.bank import SINGLE, add
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
MONDAY = date(2026, 11, 23)
SCORES = {"张三": 26, "李四": 24, "王五": 24, "赵六": 22, "孙丽": 8, "刘洋": 6, "吴芳": 4, "赵明": 2}


async def study(group: Group, scores: dict[str, int] = SCORES, day: date = MONDAY) -> None:
    """各人在 day 那天得了这些分，支部有了相应的人次。"""

    def work(session: Session) -> None:
        people = {one.name: one for one in session.query(Member)}
        for name, points in scores.items():
            one = people[name]
            award = Award(one.id, "test", 1, points, day, "测试", f"test:{one.id}:{day}")
            ledger.post(session, one.branch_id, 1, award, group.stage.clock())
        branch_id = next(iter(people.values())).branch_id
        counts = {Tally.CHECK_IN: 86, Tally.QUIZ_ANSWERED: 132, Tally.QUIZ_RIGHT: 115, Tally.VOLUNTEER: 14}
        for tally, times in counts.items():
            figures.add(session, branch_id, tally, day, times)

    await group.stage.database.write(None, work)


class TestOnMonday:
    @BOTH
    async def test_last_week_is_told_once(self, group: Group) -> None:
        await study(group)
        assert await group.stage.at(2026, 11, 30, 8, 59) == SILENT
        assert await group.stage.at(2026, 11, 30, 9) == snapshot("""\
群：【示范党支部】一周学习情况（11月23日—29日）
学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。
本周较为积极的同志：1 张三 26；2 王五、李四 24；4 赵六 22。
感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据；不愿列名请发“不参加排名”。\
""")
        assert await group.stage.at(2026, 11, 30, 9, 1) == SILENT
        await group.stage.restart()
        assert await group.stage.at(2026, 11, 30, 9, 2) == SILENT

    async def test_only_that_week_counts(self, group: Group) -> None:
        await study(group)
        await study(group, {"张三": 9}, date(2026, 11, 30))
        assert "张三 26" in await group.stage.at(2026, 11, 30, 9)

    async def test_the_summary_has_no_names(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "周报 汇总")
        assert await group.stage.at(2026, 11, 30, 9) == snapshot(
            "群：【示范党支部】一周学习情况（11月23日—29日） "
            "学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。个人情况请私聊发“我的积分”。"
        )

    @BOTH
    async def test_the_summary_says_what_was_missed_most(self, group: Group) -> None:
        await add(group, SINGLE)
        await group.say("陈志强", "发一题")
        await group.deliver()
        for name, said in (("张三", "A"), ("李四", "B"), ("王五", "B"), ("赵六", "B"), ("孙丽", "C")):
            await group.say(name, said)
        await group.stage.at(2026, 11, 23, 20)
        assert "答错较多" not in await group.private("王建国", "周报")
        await group.say("王建国", "周报 汇总")
        assert await group.stage.at(2026, 11, 30, 9) == snapshot(
            "群：【示范党支部】一周学习情况（11月23日—29日） 答题 5 人次、正确率 60%。答错较多的是《中国共产党支部工作条例（试行）》第十一条（2018年），本周再学一次。个人情况请私聊发“我的积分”。"  # noqa: E501 整句照录
        )

    async def test_fewer_than_four_are_not_counted(self, group: Group) -> None:
        await study(group, {"张三": 9, "李四": 8, "王五": 7})
        assert await group.stage.at(2026, 11, 30, 9) == snapshot("""\
群：【示范党支部】一周学习情况（11月23日—29日）
已有同志参加。
感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据。\
""")

    async def test_when_there_is_nothing_only_the_secretary_is_told(self, group: Group) -> None:
        assert await group.stage.at(2026, 11, 30, 9) == snapshot(
            "私下对王建国：11月23日—29日没有学习登记、答题等记录，周报没有发到群里。"
        )
        assert await group.stage.at(2026, 11, 30, 9, 1) == SILENT

    async def test_whoever_does_not_want_to_be_ranked_is_absent_but_counts(self, group: Group) -> None:
        await study(group)
        await group.say("张三", "不参加排名")
        said = await group.stage.at(2026, 11, 30, 9)
        assert "张三" not in said
        assert "1 王五、李四 24；3 赵六 22；4 孙丽 8。" in said

    async def test_what_was_published_is_not_said_again_at_a_new_time(self, group: Group) -> None:
        await study(group)
        assert "张三 26" in await group.stage.at(2026, 11, 30, 9)
        assert "下一次12月8日" in await group.say("王建国", "周报时间 周二 10:00")
        await study(group, {"孙丽": 40}, date(2026, 11, 29))
        assert await group.stage.at(2026, 12, 1, 10) == SILENT

    async def test_a_new_secretary_and_a_new_name_of_the_branch(self, group: Group) -> None:
        await study(group)
        renamed = update(BranchRow).values(name="机关第三党支部")
        await group.stage.database.write(None, lambda session: session.execute(renamed) and None)
        await group.say("王建国", "免职务 @王建国 书记")
        await group.say("周工", "设职务 @李红梅 书记")
        await group.stage.deliver()
        assert "群：【机关第三党支部】一周学习情况" in await group.stage.at(2026, 11, 30, 9)
        assert await group.stage.at(2026, 12, 7, 9) == snapshot(
            "私下对李红梅：11月30日—12月6日没有学习登记、答题等记录，周报没有发到群里。"
        )


class TestHolidays:
    async def test_it_moves_to_the_first_working_day(self, group: Group) -> None:
        """2026 年国庆放 1—7 日：5 日周一的挪到 8 日。"""
        group.stage.clock.set(2026, 9, 29, 12)
        await group.say("王建国", "周报时间 周一 9:00")
        await group.say("王建国", "周报时间 周一 9:01")
        await study(group, day=date(2026, 9, 30))
        assert await group.stage.at(2026, 10, 5, 9, 1) == SILENT
        assert await group.stage.at(2026, 10, 8, 9) == SILENT
        assert "（9月28日—10月4日）" in await group.stage.at(2026, 10, 8, 9, 1)
        assert await group.stage.at(2026, 10, 12, 9, 1) != SILENT

    async def test_a_holiday_learned_of_later(self, group: Group) -> None:
        await study(group)
        await group.private("王建国", "节假日 2026年11月30日至12月1日放假，共2天。")
        await group.private("王建国", "确认")
        assert await group.stage.at(2026, 11, 30, 9) == SILENT
        assert "11月23日—29日" in await group.stage.at(2026, 12, 2, 9)

    async def test_two_weeks_moved_to_one_day_are_told_one_after_the_other(self, group: Group) -> None:
        """2026 年春节放 2 月 15—23 日：16 日、23 日两个周一都挪到 24 日。"""
        group.stage.clock.set(2026, 2, 9, 12)
        await group.say("王建国", "周报时间 周一 9:01")
        await study(group, day=date(2026, 2, 10))
        await study(group, {name: points + 1 for name, points in SCORES.items()}, date(2026, 2, 17))
        assert await group.stage.at(2026, 2, 16, 9, 1) == SILENT
        assert await group.stage.at(2026, 2, 23, 9, 1) == SILENT
        assert "（2月9日—15日）" in await group.stage.at(2026, 2, 24, 9, 1)
        assert "（2月16日—22日）" in await group.stage.at(2026, 2, 24, 9, 2)
        assert await group.stage.at(2026, 2, 24, 9, 3) == SILENT

    async def test_a_weekend_is_no_holiday(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "周报时间 周六 10:00")
        await study(group, day=date(2026, 11, 18))
        assert "（11月16日—22日）" in await group.stage.at(2026, 11, 28, 10)


class TestAfterAnOutage:
    async def test_two_days_later_it_is_still_told(self, group: Group) -> None:
        await study(group)
        assert "张三 26" in await group.stage.at(2026, 12, 2, 8, 59)
        assert await group.stage.at(2026, 12, 2, 9) == SILENT

    async def test_three_days_later_it_is_not(self, group: Group) -> None:
        await study(group)
        assert await group.stage.at(2026, 12, 3, 9) == SILENT
        assert "周报：已过期（迟得太久，没有办）" in await group.private("王建国", "推送记录")

    async def test_the_forty_eight_hours_run_from_the_moved_time(self, group: Group) -> None:
        await study(group)
        await group.private("王建国", "节假日 2026年11月30日至12月2日放假，共3天。")
        await group.private("王建国", "确认")
        assert "11月23日—29日" in await group.stage.at(2026, 12, 5, 8, 59)

    async def test_a_client_away_for_a_day_gets_it_when_it_is_back(self, group: Group) -> None:
        await study(group)
        group.stage.go_away()
        assert await group.stage.at(2026, 11, 30, 9) == SILENT
        group.stage.clock.set(2026, 12, 1, 9)
        assert "张三 26" in await group.stage.come_back()


class TestNotThisWeek:
    @BOTH
    async def test_the_next_one_is_left_out_and_the_day_is_named(self, group: Group) -> None:
        await study(group)
        assert await group.say("王建国", "本周不发") == snapshot(
            "群：已记下：11月30日（周一）9:00 的周报（11月23日—29日）不发，以后照常。改主意请发“撤销”。"
        )
        assert await group.stage.at(2026, 11, 30, 9) == SILENT
        await study(group, dict.fromkeys(SCORES, 5), date(2026, 12, 1))
        assert "（11月30日—12月6日）" in await group.stage.at(2026, 12, 7, 9)

    async def test_said_twice(self, group: Group) -> None:
        await group.say("王建国", "本周不发")
        assert await group.say("陈志强", "本周不发") == snapshot(
            "私下对陈志强：下一次（11月30日（周一）9:00，公布11月23日—29日的情况）已经记下不发，未作任何改动。"
        )

    async def test_undone_it_is_told_after_all(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "本周不发")
        assert await group.say("王建国", "撤销") == snapshot(
            "群：已撤销 A18：11月30日（周一）的周报不发，改为照发（11月23日起一周）。"
        )
        assert "张三 26" in await group.stage.at(2026, 11, 30, 9)

    async def test_too_late_to_take_back(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 29, 21)
        await group.say("王建国", "本周不发")
        group.stage.clock.set(2026, 11, 30, 10)
        assert await group.say("王建国", "撤销") == snapshot(
            "私下对王建国：那一次公布的时间已经过了，不能恢复，未作任何改动。要看那一周的情况请发“周报”。"
        )

    async def test_after_this_weeks_it_means_the_next(self, group: Group) -> None:
        await study(group)
        await group.stage.at(2026, 11, 30, 9)
        assert "12月7日（周一）" in await group.say("王建国", "本周不发")

    async def test_switched_off_there_is_nothing_to_leave_out(self, group: Group) -> None:
        await group.say("王建国", "周报 关闭")
        assert await group.say("王建国", "本周不发") == snapshot(
            "私下对王建国：周报现在是关闭的，到时候不会公布，未作任何改动。"
        )


class TestSetting:
    @BOTH
    async def test_off_and_on_again_keeps_the_form(self, group: Group) -> None:
        await study(group)
        assert await group.say("王建国", "周报 汇总") == snapshot(
            "群：周报：汇总，每周一 9:00 公布上一周的情况。下一次11月30日（周一）9:00，公布11月23日—29日的。"
        )
        assert await group.say("王建国", "关闭周报") == snapshot(
            "群：周报已关闭，不再公布。打开请发“周报 榜单”或“周报 汇总”。"
        )
        assert await group.stage.at(2026, 11, 30, 9) == SILENT
        assert "周报：汇总" in await group.say("王建国", "周报 开")
        assert await group.stage.at(2026, 11, 30, 9, 1) == SILENT

    @pytest.mark.parametrize("order", ["周报时间 周五 16:30", "每周五下午4点半发周小结", "周报改到 星期五下午4点半"])
    async def test_the_time(self, group: Group, order: str) -> None:
        assert await group.say("陈志强", order) == "群：" + texts_of_friday()

    @pytest.mark.parametrize("words", ["随便", "周八 9:00", "25:00"])
    async def test_what_is_no_time(self, group: Group, words: str) -> None:
        assert await group.private("王建国", f"周报时间 {words}") == snapshot(
            "私下对王建国：没有看懂时间，未作任何改动。请这样写：周报时间 周一 9:00。"
        )

    async def test_a_quiet_time(self, group: Group) -> None:
        assert await group.private("王建国", "周报时间 周一 6:00") == snapshot(
            "私下对王建国：06:00 在本支部的安静时段（21:30—08:00），群里不打扰大家，未作任何改动。请换一个时间。"
        )

    async def test_undo_puts_everything_back(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "周报时间 周三 10:00")
        assert await group.say("王建国", "撤销") == snapshot(
            "群：已撤销 A18：设置周报时间，榜单（默认，未决定），周三 10:00 → 榜单（默认，未决定），周一 9:00。"
        )
        assert "张三 26" in await group.stage.at(2026, 11, 30, 9)

    async def test_undo_leaves_a_later_change_alone(self, group: Group) -> None:
        await group.say("王建国", "周报 汇总")
        await group.say("陈志强", "周报 关闭")
        assert await group.say("王建国", "撤销") == snapshot(
            "私下对王建国：周报此后又改过，不能撤销，未作任何改动。请直接再设一次。"
        )

    @pytest.mark.parametrize("name", ["张三", "李红梅", "周工"])
    @pytest.mark.parametrize("order", ["周报 关闭", "周报时间 周二 9:00", "本周不发", "周报", "月报 开"])
    async def test_nobody_else_may(self, group: Group, name: str, order: str) -> None:
        assert await group.say(name, order) == f"私下对{name}：这件事您没有权限办理，如有疑问请联系支部书记。"
        await study(group)
        assert "张三 26" in await group.stage.at(2026, 11, 30, 9)

    @pytest.mark.parametrize("text", ["周报写好了", "周报发我一份", "这周不发工资", "月报交了吗", "本周不发货"])
    async def test_talk_of_reports_is_left_alone(self, group: Group, text: str) -> None:
        assert await group.say("王建国", text) == SILENT


def texts_of_friday() -> str:
    return "周报：榜单，每周五 16:30 公布上一周的情况。下一次11月27日（周五）16:30，公布11月16日—22日的。"


class TestPreview:
    @BOTH
    async def test_an_officer_sees_it_privately(self, group: Group) -> None:
        await study(group)
        assert await group.say("陈志强", "周报") == snapshot("""\
私下对陈志强：【预览】现在还没有发到群里。
定于11月30日（周一）9:00 公布11月23日—29日的情况，下面是到此刻的样子。
形式：榜单（默认，未决定）。

【示范党支部】一周学习情况（11月23日—29日）
学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。
本周较为积极的同志：1 张三 26；2 王五、李四 24；4 赵六 22。
感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据；不愿列名请发“不参加排名”。\
""")

    async def test_nothing_yet(self, group: Group) -> None:
        assert await group.private("王建国", "周小结") == snapshot("""\
私下对王建国：【预览】现在还没有发到群里。
定于11月30日（周一）9:00 公布11月23日—29日的情况，下面是到此刻的样子。
形式：榜单（默认，未决定）。
这一周到此刻还没有记录；到时候仍没有，就不发。\
""")

    async def test_left_out_or_switched_off(self, group: Group) -> None:
        await group.say("王建国", "本周不发")
        assert "11月30日（周一）9:00 这一次已经定了不发。" in await group.private("王建国", "周报")
        await group.say("王建国", "周报 关闭")
        assert "周报现在是关闭的" in await group.private("王建国", "周报")

    async def test_month_and_quarter_are_collective_only(self, group: Group) -> None:
        await study(group)
        assert await group.say("王建国", "本月小结") == snapshot("""\
私下对王建国：【预览】到此刻的样子，只有集体数字。月报现在不发到群里，要发请发“月报 开”。

【示范党支部】11月学习情况（11月1日—23日）
学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。
感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据。\
""")
        assert await group.private("王建国", "季报") == snapshot("""\
私下对王建国：【预览】到此刻的样子，只有集体数字。季报现在不发到群里，要发请发“季报 开”。

【示范党支部】第四季度学习情况（10月1日—11月23日）
学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。
感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据。\
""")


class TestMonthAndQuarter:
    async def test_off_unless_switched_on(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "周报 关闭")
        assert await group.stage.at(2026, 12, 1, 9) == SILENT

    @BOTH
    async def test_the_first_of_the_month(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "周报 关闭")
        assert await group.say("王建国", "月报 开") == snapshot(
            "群：月报已打开，每月1日 9:00（遇法定节假日顺延）公布上一期的集体数字，不列姓名。关闭请发“月报 关”。"
        )
        assert await group.stage.at(2026, 12, 1, 9) == snapshot("""\
群：【示范党支部】11月学习情况（11月1日—30日）
学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次。
感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据。\
""")
        assert await group.stage.at(2026, 12, 1, 9, 1) == SILENT
        assert "已撤销" not in await group.say("王建国", "月报 关")

    async def test_the_quarter_after_new_year(self, group: Group) -> None:
        await study(group)
        await group.say("王建国", "周报 关闭")
        await group.say("王建国", "季报 开")
        assert await group.stage.at(2027, 1, 1, 9) == SILENT
        assert "第四季度学习情况（10月1日—12月31日）" in await group.stage.at(2027, 1, 4, 9)

    async def test_undo(self, group: Group) -> None:
        await group.say("王建国", "月报 开")
        assert await group.say("王建国", "撤销") == snapshot("群：已撤销 A18：设置月报，开 → 关。")
        await group.say("王建国", "月报 开")
        await group.say("陈志强", "月报 关")
        assert "此后又改过" in await group.say("王建国", "撤销")
