"""周报的形式私下问第一位书记一次；公布之前，群里有待核对的先告诉书记；说错了的撤得回来。"""

import pytest
from inline_snapshot import snapshot

from core.chat.platform import SendFailed
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group
from tests.dialogue.test_weekly import study

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


async def bind(group: Group) -> str:
    """绑定支部、设第一位书记，助手私下说了什么。"""
    await group.say("周工", "绑定支部 示范党支部")
    await group.say("周工", "设职务 @王建国 书记")
    return await group.deliver()


class TestTheQuestion:
    async def test_the_first_secretary_is_asked_once(self, new_group: Group) -> None:
        assert await bind(new_group) == snapshot(
            "私下对王建国：每周一公布一周学习情况：①列积极同志 ②只列集体数字 ③不公布。均为自愿，不作考核、评优依据。"
            "请回复 1、2 或 3；没有回复之前按①办理，以后发“周报 汇总”等随时可改。"
        )
        assert await new_group.deliver() == SILENT
        await new_group.say("王建国", "免职务 @王建国 书记")
        await new_group.say("周工", "设职务 @李红梅 书记")
        assert await new_group.deliver() == SILENT

    async def test_until_he_answers_it_is_the_default(self, new_group: Group) -> None:
        await bind(new_group)
        assert "形式：榜单（默认，未决定）" in await new_group.private("王建国", "周报")

    @pytest.mark.parametrize(
        ("answer", "form"),
        [
            ("1", "周报：榜单，每周一 9:00"),
            ("①", "周报：榜单，每周一 9:00"),
            ("2", "周报：汇总，每周一 9:00"),
            ("３", "周报已关闭"),
        ],
    )
    async def test_his_answer_is_the_decision_of_the_branch(self, new_group: Group, answer: str, form: str) -> None:
        await bind(new_group)
        assert form in await new_group.private("王建国", answer)
        assert "未决定" not in await new_group.private("王建国", "周报")
        assert "设置周报形式（支部的决定）" in await new_group.private("王建国", "操作日志")
        # 只等一次：再说一遍就没有人在等了
        assert await new_group.private("王建国", answer) == SILENT

    async def test_undone_it_is_undecided_again(self, new_group: Group) -> None:
        await bind(new_group)
        await new_group.private("王建国", "2")
        assert await new_group.private("王建国", "撤销") == snapshot(
            "私下对王建国：已撤销 A3：设置周报形式（支部的决定），汇总，周一 9:00 → 榜单（默认，未决定），周一 9:00。"
        )
        assert "形式：榜单（默认，未决定）" in await new_group.private("王建国", "周报")

    async def test_an_order_answers_it_too(self, new_group: Group) -> None:
        await bind(new_group)
        await new_group.private("王建国", "周报 汇总")
        assert await new_group.private("王建国", "1") == SILENT
        assert "形式：汇总。" in await new_group.private("王建国", "周报")

    async def test_nobody_elses_one_counts(self, new_group: Group) -> None:
        await bind(new_group)
        assert await new_group.private("张三", "1") == SILENT
        assert await new_group.say("王建国", "1") == SILENT
        assert "未决定" in await new_group.private("王建国", "周报")

    async def test_who_was_never_asked_is_asked_on_the_eve(self, new_group: Group) -> None:
        """设书记时他在平台上没有账号可问的，公布前一天再问。"""
        await new_group.say("周工", "绑定支部 示范党支部")
        new_group.stage.clock.set(2026, 11, 29, 12)
        await new_group.say("周工", "设职务 @王建国 书记")
        await new_group.deliver()
        assert await new_group.stage.at(2026, 11, 29, 20) == SILENT


class TestBeforeItGoesOut:
    @BOTH
    async def test_the_secretary_hears_of_whoever_is_not_settled(self, group: Group) -> None:
        await study(group)
        group.add("新来的", "10020")
        await group.joined("10020")
        await group.deliver()
        assert await group.stage.at(2026, 11, 29, 19, 59) == SILENT
        assert await group.stage.at(2026, 11, 29, 20) == snapshot(
            "私下对王建国：11月30日（周一）9:00 将在群里公布11月23日—29日的学习情况，"
            "而群里还有 1 位待核对：新来的。请先核对（发“花名册”查看）；这一次不公布请发“本周不发”。"
        )
        said = await group.stage.at(2026, 11, 30, 9)
        assert "张三 26" in said
        assert "待核对" not in said

    async def test_nobody_to_settle_nothing_to_say(self, group: Group) -> None:
        await study(group)
        assert await group.stage.at(2026, 11, 29, 20) == SILENT

    async def test_nothing_to_publish_nothing_to_settle(self, group: Group) -> None:
        await group.joined("10020")
        await group.deliver()
        assert await group.stage.at(2026, 11, 29, 20) == SILENT

    async def test_whoever_has_left_the_group_does_not_count(self, group: Group) -> None:
        await study(group)
        await group.joined("10020")
        await group.left("10020")
        await group.deliver()
        assert await group.stage.at(2026, 11, 29, 20) == SILENT

    async def test_away_on_the_eve_he_hears_of_it_first(self, group: Group) -> None:
        await study(group)
        group.add("新来的", "10020")
        await group.joined("10020")
        await group.deliver()
        first, *others = (await group.stage.at(2026, 11, 30, 9)).split("\n")
        assert first.startswith("私下对王建国：11月30日（周一）9:00 将在群里公布")
        assert others[0].startswith("群：【示范党支部】一周学习情况")

    async def test_the_eve_of_the_moved_day(self, group: Group) -> None:
        await study(group)
        group.add("新来的", "10020")
        await group.joined("10020")
        await group.private("王建国", "节假日 2026年11月30日至12月1日放假，共2天。")
        await group.private("王建国", "确认")
        await group.deliver()
        assert await group.stage.at(2026, 11, 29, 20) == SILENT
        assert await group.stage.at(2026, 11, 30, 9) == SILENT
        assert "12月2日（周三）9:00 将在群里公布" in await group.stage.at(2026, 12, 1, 20)

    async def test_left_out_this_week_nothing_is_asked(self, group: Group) -> None:
        await study(group)
        await group.joined("10020")
        await group.say("王建国", "本周不发")
        await group.deliver()
        assert await group.stage.at(2026, 11, 29, 20) == SILENT


class TestTakingItBack:
    async def published(self, group: Group) -> None:
        await study(group)
        assert "张三 26" in await group.stage.at(2026, 11, 30, 9)

    @BOTH
    async def test_a_reply_takes_it_back_and_is_logged(self, group: Group) -> None:
        await self.published(group)
        said = group.stage.bot.last_id
        assert await group.reply_to_bot("陈志强", "撤回") == f"［撤回］{said}"
        assert "撤回助手的“【示范党支部】一周学习情况（11月23日…”一条" in await group.private("王建国", "操作日志")
        # 已经公布的不重发
        assert await group.stage.at(2026, 11, 30, 9, 1) == SILENT

    async def test_in_other_words(self, group: Group) -> None:
        await self.published(group)
        assert await group.reply_to_bot("王建国", "撤回这条") == f"［撤回］{int(group.stage.bot.last_id) - 1}"

    async def test_where_it_cannot_be_deleted_it_is_corrected(self, group: Group) -> None:
        await self.published(group)

        async def refuse(message_id: str) -> None:
            raise SendFailed(100, "超过两分钟")

        group.stage.bot.recall = refuse
        assert await group.reply_to_bot("王建国", "撤回") == snapshot(
            "群：更正：前面“【示范党支部】一周学习情况（11月23日…”一条请不要作准，以支部另行通知为准。"
        )

    async def test_an_answer_of_the_bot_too(self, group: Group) -> None:
        await group.say("张三", "打卡人数")
        said = group.stage.bot.last_id
        assert await group.reply_to_bot("王建国", "撤回") == f"［撤回］{said}"

    async def test_a_member_cannot(self, group: Group) -> None:
        await self.published(group)
        assert await group.reply_to_bot("张三", "撤回") == SILENT
        assert "没有权限" in await group.reply_to_bot("张三", "撤回这条")

    async def test_what_is_not_the_bots_stays(self, group: Group) -> None:
        await group.say("张三", "打卡")
        assert await group.say("王建国", "撤回", reply_to=group.last_id) == SILENT
        assert await group.say("王建国", "撤回这条", reply_to=group.last_id) == snapshot(
            "私下对王建国：没有看到要撤回哪一条，未作任何改动。请长按助手在群里说的那条消息，选“回复”，再发“撤回”。"
        )
        assert await group.say("王建国", "撤回这条") == snapshot(
            "私下对王建国：没有看到要撤回哪一条，未作任何改动。请长按助手在群里说的那条消息，选“回复”，再发“撤回”。"
        )

    async def test_ones_own_last_act_is_still_undone_by_the_word(self, group: Group) -> None:
        await group.say("王建国", "打卡")
        assert await group.say("王建国", "撤回") == "［表情］"

    async def test_it_cannot_be_taken_back_again(self, group: Group) -> None:
        await self.published(group)
        await group.reply_to_bot("王建国", "撤回这条")
        assert "消息已经收回" in await group.say("王建国", "撤销")
