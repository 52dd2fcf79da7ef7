"""不打扰：安静时段、法定节假日、禁言、关闭机器人；推后的到时候说一次，陈旧的不说，都有缘由。"""

from datetime import timedelta

import pytest
from inline_snapshot import snapshot

from core.domain.manners import Weight
from core.store import manners
from tests.conftest import KINDS
from tests.dialogue.pushes import column, fates, push, remind, tell_secretary
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


class TestQuietHours:
    @BOTH
    async def test_what_is_due_at_night_goes_out_once_at_the_edge(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 21, 30)
        await push(group, "学习材料已发。")
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 11, 24, 7, 59) == SILENT
        assert await group.stage.at(2026, 11, 24, 8, 0) == "群：学习材料已发。"
        assert await group.stage.at(2026, 11, 24, 8, 1) == SILENT

    async def test_up_to_the_edge_it_is_said_at_once(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 21, 29)
        await push(group, "学习材料已发。")
        assert await group.deliver() == "群：学习材料已发。"

    async def test_what_is_stale_by_the_morning_is_not_said_and_the_reason_kept(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 22)
        await push(group, "今晚的讲座改在三楼。", hours=2)
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 11, 24, 8) == SILENT
        assert await group.private("王建国", "推送记录") == snapshot("""\
私下对王建国：最近 7 天主动说的（新的在前）：
11月23日 22:00 今晚的讲座改：已过期（过了时限）\
""")

    @pytest.mark.parametrize("weight", [Weight.CONFIRMED, Weight.PRIORITY, Weight.DIGEST])
    async def test_whatever_is_not_urgent_waits(self, group: Group, weight: Weight) -> None:
        group.stage.clock.set(2026, 11, 23, 23)
        await push(group, "通知。", weight)
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 11, 24, 8) == "群：通知。"

    async def test_letters_to_the_secretary_wait_as_well(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 23)
        await tell_secretary(group, "有一位新同志入群。")
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 11, 24, 8) == "私下对王建国：有一位新同志入群。"

    async def test_the_night_before_a_holiday_letters_to_the_secretary_wait_only_for_the_morning(
        self, group: Group
    ) -> None:
        group.stage.clock.set(2026, 9, 30, 22)
        await tell_secretary(group, "有一位新同志入群。")
        await push(group, "学习材料已发。", hours=24 * 12)
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 10, 1, 8) == "私下对王建国：有一位新同志入群。"
        assert await group.stage.at(2026, 10, 7, 12) == SILENT
        assert await group.stage.at(2026, 10, 8, 8) == "群：学习材料已发。"

    async def test_merged_lines_do_not_wait_and_do_not_count(self, group: Group) -> None:
        group.stage.bot.reacts = False
        group.stage.clock.set(2026, 11, 23, 23)
        said = [await group.say(name, "打卡") for name in ("张三", "李四", "王五")]
        assert said[1:] == [SILENT, SILENT]
        assert await group.stage.wait(minutes=2) == "群：刚才 2 位同志的学习已登记。个人记录请私聊发“我的打卡”。"
        assert "今天已说 0 句" in await group.private("王建国", "查看设置")

    async def test_answers_do_not_wait(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 24, 2)
        assert await group.say("张三", "打卡人数") == "群：今天还没有学习登记。"

    async def test_when_they_are_lifted_what_waits_is_said(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 22)
        await push(group, "学习材料已发。")
        await group.deliver()
        assert await group.say("王建国", "安静时段 不设") == snapshot(
            "群：安静时段：21:30—08:00 → 不设。法定节假日仍不打扰。"
        )
        assert await group.deliver() == "群：学习材料已发。"

    async def test_when_they_begin_earlier_what_is_written_waits(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 19)
        assert await group.say("王建国", "安静时段 18:00-9:00") == snapshot(
            "群：安静时段：21:30—08:00 → 18:00—09:00。这段时间助手不主动说话，答复照常。"
        )
        await push(group, "学习材料已发。")
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 11, 24, 9) == "群：学习材料已发。"

    async def test_a_long_letter_that_began_in_time_is_said_to_its_end(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 21, 29, 58)
        bot = group.stage.bot
        bot.past[group.group_id], bot.lost = [], "answer"
        await push(group, "甲" * 1400 + "乙")
        await group.deliver()
        bot.lost = ""
        assert await group.stage.wait(minutes=1) == "群：乙"


@pytest.mark.parametrize(
    "words",
    [
        "安静时段 22:00-7:30",
        "安静时段 晚上十点到早上七点半",
        "安静时段：22:00至7:30",
        "免打扰时间 22:00～7:30",
        "夜间免打扰 22:00 - 7:30",
    ],
)
async def test_how_quiet_hours_are_set(group: Group, words: str) -> None:
    said = "群：安静时段：21:30—08:00 → 22:00—07:30。这段时间助手不主动说话，答复照常。"
    assert await group.say("王建国", words) == said


@pytest.mark.parametrize("words", ["安静时段 22:00", "安静时段 25:00-8:00", "安静时段 晚上-早上", "安静时段 8:00-8:00"])
async def test_what_is_not_a_span(group: Group, words: str) -> None:
    assert await group.private("王建国", words) == snapshot(
        "私下对王建国：没有看懂，未作任何改动。请这样写：安静时段 21:30-8:00；不要安静时段就写：安静时段 不设。"
    )


class TestHolidays:
    async def test_on_a_holiday_only_what_an_officer_confirmed_is_said(self, group: Group) -> None:
        group.stage.clock.set(2026, 10, 2, 12)
        await push(group, "学习材料已发。", hours=24 * 9)
        await push(group, "值班安排见附件。", Weight.CONFIRMED)
        assert await group.deliver() == "群：值班安排见附件。"
        assert await group.stage.at(2026, 10, 8, 8) == "群：学习材料已发。"

    async def test_a_weekend_worked_instead_is_a_working_day(self, group: Group) -> None:
        group.stage.clock.set(2026, 10, 10, 12)
        await push(group, "学习材料已发。")
        assert await group.deliver() == "群：学习材料已发。"

    NOTICE = (
        "节假日 国务院办公厅关于2027年部分节假日安排的通知\n"
        "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
        "二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。"
    )

    @BOTH
    async def test_pasted_previewed_and_confirmed(self, group: Group) -> None:
        assert await group.private("王建国", "节假日") == snapshot(
            "私下对王建国：请把国务院办公厅的年度放假通知贴在“节假日”后面一起发，"
            "例如：节假日 一、元旦：1月1日至3日放假，共3天。……先给您看看懂了哪些，确认以后才生效。"
        )
        assert await group.private("王建国", self.NOTICE) == snapshot("""\
私下对王建国：2027 年放假 10 天：1月1日—1月3日、2月5日—2月11日。
调休上班 2 天：1月31日、2月14日。
这些日子照此办理请发“确认”，不对请发“取消”。现在还没有改动。\
""")
        group.stage.clock.set(2027, 2, 5, 12)
        await push(group, "甲。", hours=24 * 9)
        assert await group.deliver() == "群：甲。"
        assert await group.private("王建国", "确认") == SILENT
        await group.private("王建国", self.NOTICE)
        assert await group.private("王建国", "确认") == snapshot(
            "私下对王建国：2027 年的放假安排已记下：放假 10 天，调休上班 2 天。"
        )
        await push(group, "乙。", hours=24 * 9)
        assert await group.deliver() == SILENT
        group.stage.clock.set(2027, 2, 12, 8)
        assert await group.stage.tick() == "群：乙。"
        assert "2027 年放假安排：已按支委确认的通知。" in await group.private("王建国", "查看设置")

    async def test_a_second_paste_replaces_the_first(self, group: Group) -> None:
        await group.private("王建国", self.NOTICE)
        await group.private("王建国", "节假日 2027年放假安排：10月1日至7日放假，共7天")
        assert await group.private("王建国", "确认") == snapshot(
            "私下对王建国：2027 年的放假安排已记下：放假 7 天，调休上班 0 天。"
        )

    async def test_cancelled(self, group: Group) -> None:
        await group.private("王建国", self.NOTICE)
        assert await group.private("王建国", "取消") == snapshot("私下对王建国：已取消，未作任何改动。")
        assert await group.private("王建国", "确认") == SILENT
        assert "2027 年放假安排：还不知道" in await group.private("王建国", "查看设置")

    async def test_what_cannot_be_read_leaves_everything(self, group: Group) -> None:
        assert await group.private("王建国", "节假日 1月1日至3日放假，共4天") == snapshot(
            "私下对王建国：放假安排没有看懂：“1月1日至3日放假，共4天”写着共 4 天，数出来是 3 天。"
            "未作任何改动。请把国务院办公厅的年度通知原文粘贴在“节假日”后面。"
        )
        assert await group.private("王建国", "确认") == SILENT


class TestMuted:
    async def test_while_muted_nothing_is_tried_and_unmuted_it_is_said(self, group: Group) -> None:
        until = group.stage.clock() + timedelta(days=1)
        await group.stage.database.write(1, lambda session: manners.mute(session, 1, until))
        await push(group, "学习材料已发。")
        await push(group, "请注意安全。", Weight.URGENT)
        assert await group.stage.wait(minutes=5) == SILENT
        assert await column(group, "tries") == [0, 0]
        await group.stage.database.write(1, lambda session: manners.mute(session, 1, None))
        assert await group.deliver() == "群：学习材料已发。\n群：请注意安全。"

    async def test_merged_lines_keep_silent_as_well(self, group: Group) -> None:
        until = group.stage.clock() + timedelta(days=1)
        await group.stage.database.write(1, lambda session: manners.mute(session, 1, until))
        group.stage.bot.reacts = False
        group.stage.bot.unreachable.add(group.group_id)
        for name in ("张三", "李四"):
            await group.say(name, "打卡")
        assert await group.stage.wait(minutes=20) == SILENT
        assert await column(group, "tries") == [0]

    async def test_private_letters_are_not_held(self, group: Group) -> None:
        until = group.stage.clock() + timedelta(days=1)
        await group.stage.database.write(1, lambda session: manners.mute(session, 1, until))
        await tell_secretary(group, "有一位新同志入群。")
        assert await group.deliver() == "私下对王建国：有一位新同志入群。"


class TestSwitchedOff:
    @BOTH
    async def test_nothing_unasked_is_said_and_nothing_is_made_up_for(self, group: Group) -> None:
        await group.say("王建国", "小结 开")
        assert await group.say("王建国", "关闭机器人") == snapshot(
            "群：助手已关闭：不再主动说话，到时候的推送也不补。大家发的口令照常办。打开请发“开启机器人”。"
        )
        assert await group.say("王建国", "关闭机器人") == snapshot("私下对王建国：本来就是关着的，未作任何改动。")
        await group.say("张三", "打卡")
        for weight in (Weight.ROUTINE, Weight.PRIORITY, Weight.CONFIRMED):
            await push(group, f"{weight}。", weight)
        await tell_secretary(group, "有一位新同志入群。")
        await remind(group, "张三")
        assert await group.stage.at(2026, 11, 23, 20) == SILENT
        assert await group.say("李四", "打卡人数") == "群：今天已有 1 位同志登记学习。"
        assert await group.say("王建国", "开启机器人") == snapshot("群：助手已开启，到时候该说的照常说。")
        assert await group.stage.at(2026, 11, 24, 12) == SILENT
        assert set((await fates(group)).values()) == {("expired", "助手已由支部关闭，没有发")}
        await push(group, "学习材料已发。")
        assert await group.deliver() == "群：学习材料已发。"

    async def test_one_branch_switched_off_does_not_silence_another(self, group: Group) -> None:
        second = Group(group.stage, {"周工": group.people["周工"], "郑书记": "10021"}, "20002", "二群")
        await second.say("周工", "绑定支部 机关第二党支部")
        await group.say("王建国", "关闭机器人")
        await push(second, "学习材料已发。", branch_id=2)
        assert await group.deliver() == "二群：学习材料已发。"

    @pytest.mark.parametrize("words", ["关闭助手", "停用机器人", "关闭小助手"])
    async def test_other_words(self, group: Group, words: str) -> None:
        assert "助手已关闭" in await group.say("王建国", words)


class TestWhoMay:
    REFUSED = "这件事您没有权限办理，如有疑问请联系支部书记。"

    @pytest.mark.parametrize("name", ["张三", "李红梅", "赵明", "周工"])
    @pytest.mark.parametrize("order", ["安静时段 22:00-7:00", "推送上限 2", "查看设置"])
    async def test_settings_only_secretaries_and_the_publicity_officer(
        self, group: Group, name: str, order: str
    ) -> None:
        assert await group.say(name, order) == f"私下对{name}：{self.REFUSED}"
        assert await group.private(name, "推送记录") == f"私下对{name}：{self.REFUSED}"
        assert (await group.private("陈志强", "查看设置")).startswith("私下对陈志强：主动说话：开着。")

    @pytest.mark.parametrize("name", ["张三", "李红梅", "陈志强", "赵明", "周工"])
    async def test_the_switch_only_secretaries(self, group: Group, name: str) -> None:
        assert await group.say(name, "关闭机器人") == f"私下对{name}：{self.REFUSED}"
        await push(group, "学习材料已发。")
        assert await group.deliver() == "群：学习材料已发。"

    async def test_the_deputy_secretary_too(self, group: Group) -> None:
        await group.say("王建国", "设职务 @张三 副书记")
        assert "助手已关闭" in await group.say("张三", "关闭机器人")

    async def test_what_is_settled_in_private_is_not_said_in_the_group(self, group: Group) -> None:
        for order in ("推送记录", "节假日", "紧急 暴雨"):
            said = await group.say("王建国", order)
            assert "群：" not in said or "暴雨" not in said, said
