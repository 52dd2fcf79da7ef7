"""积分：本人看得清每一笔，支委加得上、扣得了、更正得了，撤得掉；关系到本人的请别人办。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import Period, start_of
from core.store import figures, ledger
from core.store.branches import BranchRow
from core.store.figures import Tally
from core.store.ledger import ENTRY, Total
from core.store.members import Account, Member
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import HOME, PEOPLE, SILENT, Group, Stage
from tests.service.samples import broken_links
from tests.service.test_ledger import sums, totals

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"
SECRETARY, ORGANIZER, PUBLICITY, DISCIPLINE, MEMBER = "王建国", "李红梅", "陈志强", "赵明", "张三"
BRANCH, ZHANG, LI = 1, 5, 6
NOT_ALLOWED = "这件事您没有权限办理，如有疑问请联系支部书记。"


async def balances(group: Group) -> dict[str, int]:
    """各人的积分，没有的不在其中。"""

    def work(session: Session) -> dict[str, int]:
        people = session.scalars(select(Member).order_by(Member.id))
        found = {one.name: ledger.balance(session, one.id) for one in people}
        return {name: points for name, points in found.items() if points}

    return await group.stage.database.read(work)


async def volunteers(group: Group) -> int:
    """本周志愿服务的人次。"""
    week = start_of(Period.WEEK, NOON.date())
    found = await group.stage.database.read(lambda session: figures.of(session, BRANCH, Period.WEEK, week))
    return found.get(Tally.VOLUNTEER, 0)


async def intact(group: Group) -> None:
    """链接得上，合计和来源与流水一致。"""

    def work(session: Session) -> None:
        assert broken_links(session, ENTRY, BRANCH) == []
        for member_id in set(session.scalars(select(Total.member_id))):
            made = sums(session, member_id)
            assert {key: value for key, value in totals(session, member_id).items() if value != (0, 0)} == {
                key: value for key, value in made.items() if value != (0, 0)
            }
            assert sum(ledger.shares(session, member_id).values()) == ledger.balance(session, member_id)

    await group.stage.database.read(work)


class TestOwn:
    async def test_nothing_yet(self, group: Group) -> None:
        assert await group.say(MEMBER, "我的积分") == snapshot("""\
私下对张三：张三同志，您的积分：
余额 0 分；本周 0 分，本月 0 分。
还没有积分记录。自愿参加，发“打卡”即可登记学习。\
""")
        assert await group.private(MEMBER, "积分明细") == snapshot("私下对张三：张三同志，还没有积分记录。")

    @pytest.mark.parametrize("text", ["查积分", "查询积分", "我多少分", "我有多少积分", "我的分", "我的积分？"])
    async def test_however_it_is_asked_only_the_person_sees_it(self, group: Group, text: str) -> None:
        await group.say(MEMBER, "打卡")
        said = await group.say(MEMBER, text)
        assert said.startswith("私下对张三：张三同志，您的积分：\n余额 2 分；本周 2 分，本月 2 分。"), said

    async def test_each_number_is_explained(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        await group.say(SECRETARY, "加分 @张三 5 志愿服务")
        await group.private(ORGANIZER, "加分 张三 3 承办主题党日")
        await group.private(SECRETARY, "扣分 张三 1 材料未按时交")
        await group.private(SECRETARY, "更正 A19 改为 4")
        await group.say(SECRETARY, "加分 @张三 2")
        assert await group.private(MEMBER, "我的积分") == snapshot("""\
私下对张三：张三同志，您的积分：
余额 10 分；本周 10 分，本月 10 分。
来源：志愿服务 4 分，支部活动 3 分，学习登记 2 分，支部记分 2 分，扣分 －1 分。
每一笔怎么来的发“积分明细”；有疑问发“申诉 编号 缘由”。\
""")
        assert await group.private(MEMBER, "积分怎么来的") == snapshot("""\
私下对张三：张三同志，您的积分明细（近的在前，第 1 页）：
A23 11月23日（周一） ＋2 支部记分，经办：王建国
A22 11月23日（周一） ＋4 志愿服务，经办：王建国
A22 11月23日（周一） －5 冲正：志愿服务，经办：王建国
A21 11月23日（周一） －1 扣分（材料未按时交），经办：王建国
A20 11月23日（周一） ＋3 支部活动（承办主题党日），经办：李红梅
A19 11月23日（周一） ＋5 志愿服务，经办：王建国，已冲正
A18 11月23日（周一） ＋2 学习登记
对哪一笔有疑问，发“申诉 编号 缘由”。\
""")

    async def test_ten_to_a_page(self, group: Group) -> None:
        for _ in range(12):
            await group.say(SECRETARY, "加分 @张三 1")
        first = await group.private(MEMBER, "积分明细")
        assert first.count("支部记分") == 10
        assert "看后面的发“积分明细 第2页”。" in first
        second = await group.private(MEMBER, "积分明细 第2页")
        assert second.count("支部记分") == 2
        assert "看后面" not in second
        assert await group.private(MEMBER, "积分明细 第3页") == snapshot("私下对张三：张三同志，没有第 3 页。")
        assert await group.private(MEMBER, "积分明细 后面") == snapshot(
            "私下对张三：没有看懂“后面”。请这样写：积分明细 第2页。"
        )

    async def test_somebody_not_on_the_roster_has_none(self, group: Group) -> None:
        group.add("路人", "10099")
        assert "您还不在" in await group.private("路人", "我的积分")


class TestRules:
    async def test_shown_to_everyone(self, group: Group) -> None:
        assert await group.say(MEMBER, "积分规则") == snapshot("""\
群：积分规则（今天有效）：
学习登记：2 分，每日封顶 2 分。
参与答题：1 分，每日封顶 3 分。
答对题目：1 分，每日封顶 5 分，每周封顶 20 分。
参加会议：5 分，每日封顶 10 分。
志愿服务：5 分。
支部活动：3 分。
按时交纳党费：2 分，每日封顶 2 分。
计划总结：3 分。
表扬：5 分。
会议、活动、志愿服务、党费、计划总结、表扬由支委录入。自愿参加，只作鼓励，不作考核、评优依据。\
""")

    async def test_changed_from_today_and_taken_back(self, group: Group) -> None:
        await group.say("李四", "打卡")
        assert await group.private(SECRETARY, "积分规则 打卡 3分 每日封顶3 每周封顶10") == snapshot(
            "私下对王建国：积分规则已改，从今天起：学习登记 2 分，每日封顶 2 分 → 3 分，每日封顶 3 分，每周封顶 10 分。以前的不变。"  # noqa: E501 整句照录
        )
        await group.say(MEMBER, "打卡")
        assert await balances(group) == {"李四": 2, "张三": 3}
        assert await group.private(SECRETARY, "撤销") == snapshot(
            "私下对王建国：已撤销 A19：改积分规则“学习登记”，从今天起恢复为2 分，每日封顶 2 分。"
        )
        await group.say("王五", "打卡")
        assert await balances(group) == {"李四": 2, "张三": 3, "王五": 2}
        await intact(group)

    async def test_an_undo_does_not_override_a_later_change(self, group: Group) -> None:
        await group.private(SECRETARY, "积分规则 志愿服务 6分")
        await group.private(SECRETARY, "积分规则 志愿服务 7分")
        assert await group.private(SECRETARY, "撤销 A18") == snapshot(
            "私下对王建国：志愿服务的规则此后又改过，不能撤销，未作任何改动。请直接用“积分规则”改成要的样子。"
        )

    async def test_a_weekly_cap_counts_only_what_stands(self, group: Group) -> None:
        await group.private(SECRETARY, "积分规则 志愿服务 每周封顶8")
        await group.say(ORGANIZER, "加分 @张三 5 志愿服务")
        assert await group.say(ORGANIZER, "加分 @张三 @李四 5 志愿服务") == snapshot(
            "私下对李红梅：已给张三、李四同志各加 5 分：志愿服务。志愿服务有封顶，实际记分：张三 3 分，其余足额。"
        )
        assert await group.say(ORGANIZER, "加分 @张三 5 志愿服务") == snapshot(
            "私下对李红梅：志愿服务已到封顶（5 分，每周封顶 8 分），这次没有记分。要改封顶请书记发“积分规则”查看怎么写。"  # noqa: E501 整句照录
        )
        assert await balances(group) == {"张三": 8, "李四": 5}
        await group.say(ORGANIZER, "撤销")
        assert await balances(group) == {"张三": 5}
        assert await group.say(ORGANIZER, "加分 @张三 3 志愿服务") == REACTION
        assert await balances(group) == {"张三": 8}
        assert await volunteers(group) == 2
        await intact(group)

    async def test_a_checkin_that_no_longer_scores(self, group: Group) -> None:
        await group.private(SECRETARY, "积分规则 打卡 0分 每日封顶0")
        assert await group.private(MEMBER, "打卡") == "私下对张三：张三同志，今日学习已登记。查看发“我的打卡”。"
        assert await balances(group) == {}
        assert await group.private(MEMBER, "撤销") == "私下对张三：张三同志，已撤销 A19：11月23日的学习登记。"
        assert await group.say(MEMBER, "打卡") == REACTION
        await intact(group)

    @pytest.mark.parametrize(
        "text",
        [
            "积分规则 打卡 怎么算",
            "积分规则 打卡 3分",
            "积分规则 打卡 100分 不封顶",
            "积分规则 打卡 2分 每日封顶2",
            "积分规则 打卡 -1分",
            "积分规则 打卡 2分 每日封顶-2",
        ],
    )
    async def test_a_wrong_rule_changes_nothing(self, group: Group, text: str) -> None:
        before = await group.private(SECRETARY, "积分规则")
        said = await group.private(SECRETARY, text)
        assert "规则未作改动。" in said or "未作任何改动。请这样写：积分规则" in said
        assert await group.private(SECRETARY, "积分规则") == before

    @pytest.mark.parametrize("text", ["积分规则 打卡 -1分", "积分规则：打卡 －1", "积分规则 打卡 2分 每日封顶-2"])
    async def test_nothing_below_nought(self, group: Group, text: str) -> None:
        assert "每次的分要在 0—50 之间" in await group.private(SECRETARY, text)

    async def test_only_the_secretaries(self, group: Group) -> None:
        assert await group.private(ORGANIZER, "积分规则 打卡 3分 每日封顶3") == f"私下对李红梅：{NOT_ALLOWED}"


class TestAward:
    @BOTH
    async def test_several_at_once_and_all_taken_back_together(self, group: Group) -> None:
        assert await group.say(SECRETARY, "加分 @张三 @李四 5 志愿服务") == REACTION
        assert await balances(group) == {"张三": 5, "李四": 5}
        assert await volunteers(group) == 2
        assert await group.say(SECRETARY, "撤销加分") == snapshot(
            "私下对王建国：已撤销 A18：给张三、李四同志各加 5 分：志愿服务，共退 10 分。"
        )
        assert await balances(group) == {}
        assert await volunteers(group) == 0
        await intact(group)

    @pytest.mark.parametrize(
        "text",
        [
            "加分 张三、李四 5 志愿服务",
            "加分 10005 10006 5 志愿服务",
            "加分 @张三@李四 5分 志愿服务",
            "奖励 @张三 @李四 5 志愿服务",
            "给@张三和@李四加5分 志愿服务",
            "加分：@张三，@李四，5，志愿服务",
        ],
    )
    async def test_said_in_many_ways(self, group: Group, text: str) -> None:
        assert await group.private(ORGANIZER, text) == (
            "私下对李红梅：已给张三、李四同志各加 5 分：志愿服务。撤销发“撤销”。"
        )
        assert await balances(group) == {"张三": 5, "李四": 5}

    async def test_for_the_day_the_reason_names(self, group: Group) -> None:
        """今天是周一：记到上周五，算在上周。"""
        assert await group.say(SECRETARY, "加分 @张三 5 11月20日志愿服务") == snapshot(
            "私下对王建国：已给张三同志加 5 分：11月20日志愿服务，记在11月20日（周五）。撤销发“撤销”。"
        )
        assert "余额 5 分；本周 0 分，本月 5 分" in await group.private("张三", "我的积分")
        assert "11月20日（周五） ＋5 11月20日志愿服务" in await group.private("张三", "积分明细")
        assert await volunteers(group) == 0
        assert "已撤销" in await group.say(SECRETARY, "撤销")
        assert await balances(group) == {}
        await intact(group)

    async def test_a_name_with_a_date_in_it_is_recorded_today(self, group: Group) -> None:
        assert await group.say(SECRETARY, "加分 @张三 5 12月9日运动纪念活动") == snapshot(
            "私下对王建国：已给张三同志加 5 分：12月9日运动纪念活动，记在11月23日（周一）。撤销发“撤销”。"
        )
        assert "本周 5 分" in await group.private("张三", "我的积分")

    async def test_where_there_are_no_reactions(self, group: Group) -> None:
        group.stage.bot.reacts = False
        assert await group.say(SECRETARY, "给张三加5分") == snapshot("群：已给张三同志加 5 分：支部记分。")

    async def test_the_same_person_twice_counts_once(self, group: Group) -> None:
        await group.say(SECRETARY, "加分 @张三 @张三 5")
        assert await balances(group) == {"张三": 5}

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            (
                "加分 张三 王建国 5 志愿服务",
                snapshot(
                    "私下对王建国：名单里有您本人，整条没有办理，未作任何改动。给您本人记分请由其他支委办理，其余的同志请改后重发。"
                ),
            ),
            (
                "加分 张三 诸葛亮 5",
                snapshot(
                    "私下对王建国：花名册里没有找到“诸葛亮”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
                ),
            ),
            (
                "加分 =1+1 5 志愿服务",
                snapshot("私下对王建国：花名册里没有找到“=1+1”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"),
            ),
            (
                "加分 张三 51 志愿服务",
                snapshot("私下对王建国：“51”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 99999999 志愿服务",
                snapshot("私下对王建国：“99999999”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 99999999999999999999 志愿服务",
                snapshot("私下对王建国：“99999999999999999999”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 2.5 志愿服务",
                snapshot("私下对王建国：“2.5”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 0 志愿服务",
                snapshot("私下对王建国：“0”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 五分 志愿服务",
                snapshot("私下对王建国：“五分”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 -5 志愿服务",
                snapshot("私下对王建国：“-5”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "加分 张三 志愿服务",
                snapshot("私下对王建国：没有看懂，未作任何改动。请这样写：加分 某人 几分 事由（事由可不写）。"),
            ),
            ("加分 张三 5 " + "很" * 101, snapshot("私下对王建国：事由有 101 字，最多 100 字，未作任何改动。")),
        ],
    )
    async def test_bad_input_gets_one_sentence_and_changes_nothing(self, group: Group, text: str, answer: str) -> None:
        assert await group.private(SECRETARY, text) == answer
        assert await balances(group) == {}

    async def test_two_people_of_one_name(self, group: Group) -> None:
        await group.private(SECRETARY, "党小组 10006 第二小组")
        await group.private(SECRETARY, "绑定 10006 张三")

        def rename(session: Session) -> None:
            session.get_one(Member, LI).name = "张三"

        await group.stage.database.write(BRANCH, rename)
        assert await group.private(SECRETARY, "加分 张三 5") == snapshot(
            "私下对王建国：花名册里有几位“张三”：QQ 10005、第二小组 QQ 10006。未作任何改动，请改写 QQ 号再发一次。"
        )
        assert await group.private(SECRETARY, "加分 10006 5") == snapshot(
            "私下对王建国：已给张三同志加 5 分：支部记分。撤销发“撤销”。"
        )

    async def test_somebody_of_another_branch(self, group: Group) -> None:
        def elsewhere(session: Session) -> None:
            session.add(BranchRow(id=2, name="机关第四党支部", zone="Asia/Shanghai", created_at=NOON))
            session.flush()
            session.add(Member(id=90, branch_id=2, name="郑和", created_at=NOON))
            session.flush()
            session.add(Account(branch_id=2, member_id=90, platform="qq", user_id="10090"))

        await group.stage.database.write(None, elsewhere)
        for who in ("郑和", "10090"):
            assert "没有找到" in await group.private(SECRETARY, f"加分 {who} 5 志愿服务")
        group.add("郑和", "10090")
        assert "没有找到" in await group.say(SECRETARY, "加分 @郑和 5 志愿服务")

    @pytest.mark.parametrize("name", [MEMBER, DISCIPLINE, "周工"])
    async def test_not_by_just_anyone(self, group: Group, name: str) -> None:
        assert await group.say(name, "加分 @李四 5 志愿服务") == f"私下对{name}：{NOT_ALLOWED}"
        assert await balances(group) == {}

    async def test_chatter_about_someone_else_is_silence(self, group: Group) -> None:
        for text in ("给我加10分", "给大家加油", "给客户加3分钟", "加分 项目多少 5"):
            assert await group.say(MEMBER, text) == SILENT

    async def test_an_officer_cannot_take_back_what_concerns_himself(self, group: Group) -> None:
        await group.say(SECRETARY, "加分 @李红梅 @张三 5 志愿服务")
        assert await group.private(ORGANIZER, "撤销 A18") == snapshot(
            "私下对李红梅：A18 关系到您本人的积分，请由其他支委办理，未作任何改动。"
        )
        assert await group.private(PUBLICITY, "撤销 A18") == snapshot(
            "私下对陈志强：已撤销 A18：给李红梅、张三同志各加 5 分：志愿服务，共退 10 分。"
        )
        assert await balances(group) == {}

    async def test_the_same_order_delivered_twice(self, group: Group) -> None:
        said = [await group.say(SECRETARY, "加分 @张三 5", message_id=7000) for _ in range(3)]
        assert said == [REACTION, SILENT, SILENT]
        assert await balances(group) == {"张三": 5}


class TestDeduct:
    @BOTH
    async def test_told_privately_and_taken_back(self, group: Group) -> None:
        await group.say(SECRETARY, "加分 @张三 5 志愿服务")
        assert await group.private(ORGANIZER, "扣分 张三 2 会议迟到") == snapshot(
            "私下对李红梅：已扣张三同志 2 分：会议迟到。已私下告诉本人，本人可以申请积分复核。"
        )
        assert await group.deliver() == snapshot(
            "私下对张三：张三同志，支委记了一笔扣分：2 分，事由：会议迟到（A19）。如有疑问，可发“申诉 A19 缘由”申请积分复核。"  # noqa: E501 整句照录
        )
        assert await balances(group) == {"张三": 3}
        assert await group.private(ORGANIZER, "撤销") == snapshot(
            "私下对李红梅：已撤销 A19：扣张三同志 2 分：会议迟到，退回 2 分。"
        )
        assert await group.deliver() == snapshot("私下对张三：张三同志，A19 的扣分已撤销，退回 2 分。")
        assert await balances(group) == {"张三": 5}
        await intact(group)

    async def test_for_the_day_the_reason_names(self, group: Group) -> None:
        assert await group.private(SECRETARY, "扣分 张三 2 昨天值班未到") == snapshot(
            "私下对王建国：已扣张三同志 2 分：昨天值班未到，记在11月22日（周日）。"
            "已私下告诉本人，本人可以申请积分复核。"
        )
        assert "本周 0 分" in await group.private("张三", "我的积分")

    async def test_never_in_the_group(self, group: Group) -> None:
        assert await group.say(SECRETARY, "扣分 @张三 2 会议迟到") == snapshot(
            "私下对王建国：此事请在私聊中办理，群内未作任何处理"
        )
        assert await group.say(MEMBER, "扣分 @李四 2 会议迟到") == f"私下对张三：{NOT_ALLOWED}"
        assert await group.private(MEMBER, "扣分 李四 2 会议迟到") == f"私下对张三：{NOT_ALLOWED}"
        assert await balances(group) == {}

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("扣分 张三 2", snapshot("私下对王建国：没有看懂，未作任何改动。请这样写：扣分 @某人 几分 事由。")),
            (
                "扣分 王建国 2 自我批评",
                snapshot("私下对王建国：您本人的积分请由其他支委办理，未作任何改动。"),
            ),
            (
                "扣分 张三 60 会议迟到",
                snapshot("私下对王建国：“60”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
            (
                "扣分 张三 -2 会议迟到",
                snapshot("私下对王建国：“-2”不行：每人每次只能写 1—50 的整数，如 5，未作任何改动。"),
            ),
        ],
    )
    async def test_bad_input(self, group: Group, text: str, answer: str) -> None:
        assert await group.private(SECRETARY, text) == answer
        assert await balances(group) == {}

    async def test_somebody_without_an_account(self, group: Group) -> None:
        await group.private(SECRETARY, "添加党员 诸葛亮 正式党员")
        assert await group.private(SECRETARY, "扣分 诸葛亮 2 会议迟到") == snapshot(
            "私下对王建国：已扣诸葛亮同志 2 分：会议迟到。本人没有绑定账号，请当面告知，并说明可以申请积分复核。"
        )

    async def test_the_one_concerned_does_not_undo_it(self, group: Group) -> None:
        await group.private(SECRETARY, "扣分 李红梅 2 会议迟到")
        assert await group.private(ORGANIZER, "撤销 A18") == snapshot(
            "私下对李红梅：A18 关系到您本人的积分，请由其他支委办理，未作任何改动。"
        )
        assert await balances(group) == {"李红梅": -2}


class TestCorrect:
    @BOTH
    async def test_on_the_day_it_was_for(self, group: Group) -> None:
        await group.say(SECRETARY, "加分 @张三 3 志愿服务")
        group.stage.clock.move(days=8)
        assert await group.private(SECRETARY, "更正 A18 改为 5") == snapshot(
            "私下对王建国：已更正 A18：张三同志的志愿服务，＋3 → ＋5，记在11月23日（周一），已私下告诉本人。"
        )
        assert await group.deliver() == snapshot(
            "私下对张三：张三同志，您的一笔积分已更正：11月23日 志愿服务，＋3 → ＋5（A19）。如有疑问，可发“申诉 A19 缘由”申请积分复核。"  # noqa: E501 整句照录
        )

        def day(session: Session) -> list[int]:
            days = (NOON.date(), group.stage.clock.now.date())
            return [ledger.points_in(session, ZHANG, Period.DAY, one) for one in days]

        assert await group.stage.database.read(day) == [5, 0]
        assert await group.private(SECRETARY, "撤销") == snapshot(
            "私下对王建国：已撤销 A19：更正 A18：张三同志的志愿服务，恢复为 ＋3。"
        )
        assert await group.stage.database.read(day) == [3, 0]
        await intact(group)

    @pytest.mark.parametrize("number", ["a18", "Ａ１８", "18", "#A18", "第18号", "A18号"])
    async def test_the_number_written_any_way(self, group: Group, number: str) -> None:
        await group.say(SECRETARY, "加分 @张三 3")
        assert "张三同志的支部记分，＋3 → ＋5" in await group.private(SECRETARY, f"更正 {number} 改为 5")

    async def test_one_of_several_and_then_all(self, group: Group) -> None:
        await group.say(SECRETARY, "加分 @张三 @李四 3 志愿服务")
        assert await group.private(SECRETARY, "更正 A18 张三 改为 5") == snapshot(
            "私下对王建国：已更正 A18：张三同志的志愿服务，＋3 → ＋5，记在11月23日（周一），已私下告诉本人。"
        )
        assert await balances(group) == {"张三": 5, "李四": 3}
        assert await group.private(SECRETARY, "更正 A18 改为 2分") == snapshot(
            "私下对王建国：已更正 A18：张三 ＋5 → ＋2；李四 ＋3 → ＋2，记在11月23日（周一），已私下告诉本人。"
        )
        assert await balances(group) == {"张三": 2, "李四": 2}
        assert await group.private(SECRETARY, "更正A18改为0") == snapshot(
            "私下对王建国：已更正 A18：张三 ＋2 → 0（整笔冲正）；李四 ＋2 → 0（整笔冲正），记在11月23日（周一），已私下告诉本人。"  # noqa: E501 整句照录
        )
        assert await balances(group) == {}
        assert await volunteers(group) == 0
        assert await group.private(SECRETARY, "更正 A18 改为 5") == snapshot(
            "私下对王建国：A18 的积分此前已经冲正，未作任何改动。"
        )
        # 从后往前一步步撤销，都回得去
        for number, expected in (
            ("A21", {"张三": 2, "李四": 2}),
            ("A20", {"张三": 5, "李四": 3}),
            ("A19", {"张三": 3, "李四": 3}),
            ("A18", {}),
        ):
            await group.private(SECRETARY, f"撤销 {number}")
            assert await balances(group) == expected, number
        await intact(group)

    async def test_undone_out_of_order_is_refused(self, group: Group) -> None:
        await group.say(SECRETARY, "加分 @张三 3 志愿服务")
        await group.private(SECRETARY, "更正 A18 改为 5")
        await group.private(SECRETARY, "更正 A18 改为 6")
        assert await group.private(SECRETARY, "撤销 A19") == snapshot(
            "私下对王建国：A19 的积分此后又有改动，不能撤销，未作任何改动。请直接用“更正”改成要的样子。"
        )
        # 撤销加分，连同更正过的一起冲正；此后更正也撤不了
        assert await group.private(SECRETARY, "撤销 A18") == snapshot(
            "私下对王建国：已撤销 A18：给张三同志加 3 分：志愿服务，共退 6 分。"
        )
        assert await balances(group) == {}
        assert "此后又有改动" in await group.private(SECRETARY, "撤销 A20")
        await intact(group)

    async def test_a_deduction_stays_a_deduction(self, group: Group) -> None:
        await group.private(SECRETARY, "扣分 张三 3 会议迟到")
        await group.private(SECRETARY, "更正 A18 改为 1")
        assert await balances(group) == {"张三": -1}

    async def test_a_checkin_corrected_and_then_undone(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        await group.private(SECRETARY, "更正 A18 改为 1")
        assert await balances(group) == {"张三": 1}
        assert await group.private(MEMBER, "撤销 A18") == snapshot(
            "私下对张三：张三同志，已撤销 A18：11月23日的学习登记，积分－1。"
        )
        assert await balances(group) == {}
        await intact(group)

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            (
                "更正 A99 改为 5",
                snapshot("私下对王建国：没有找到 A99 记下的积分，未作任何改动。编号见“积分明细”或操作日志。"),
            ),
            (
                "更正 S18 改为 5",
                snapshot("私下对王建国：没有找到 S18 记下的积分，未作任何改动。编号见“积分明细”或操作日志。"),
            ),
            ("更正 A18 改为 3", snapshot("私下对王建国：A18 本来就是 3 分，未作任何改动。")),
            ("更正 A18 改为 60", snapshot("私下对王建国：“60”不行：每人每次只能写 0—50 的整数，如 5，未作任何改动。")),
            (
                "更正 A18 李四 改为 5",
                snapshot("私下对王建国：没有找到 A18 记下的积分，未作任何改动。编号见“积分明细”或操作日志。"),
            ),
            (
                "更正 A1 改为 5",
                snapshot("私下对王建国：没有找到 A1 记下的积分，未作任何改动。编号见“积分明细”或操作日志。"),
            ),
        ],
    )
    async def test_bad_input(self, group: Group, text: str, answer: str) -> None:
        await group.say(SECRETARY, "加分 @张三 3")
        assert await group.private(SECRETARY, text) == answer
        assert await balances(group) == {"张三": 3}

    async def test_not_ones_own(self, group: Group) -> None:
        await group.say(ORGANIZER, "打卡")
        assert await group.private(ORGANIZER, "更正 A18 改为 5") == snapshot(
            "私下对李红梅：A18 关系到您本人的积分，请由其他支委办理，未作任何改动。"
        )

    async def test_by_name_when_there_is_just_one(self, group: Group) -> None:
        assert await group.private(SECRETARY, "更正积分 张三 5") == snapshot(
            "私下对王建国：近 30 天没有支委给张三同志记的分，未作任何改动。更正请写编号，例如“更正 A12 改为 5”。"
        )
        await group.say(SECRETARY, "加分 @张三 3 志愿服务")
        assert await group.private(SECRETARY, "更正积分 张三 5") == snapshot(
            "私下对王建国：已更正 A18：张三同志的志愿服务，＋3 → ＋5，记在11月23日（周一），已私下告诉本人。"
        )
        assert await balances(group) == {"张三": 5}
        await group.say(SECRETARY, "加分 @张三 2")
        assert await group.private(SECRETARY, "更正积分 张三 4") == snapshot("""\
私下对王建国：近来给张三同志记过 2 笔：
A20 11月23日 ＋2 支部记分
A19 11月23日 ＋5 志愿服务
请写编号，例如“更正 A20 张三 改为 4”。现在还没有改动。\
""")
        assert await balances(group) == {"张三": 7}


async def test_rehearsed_nothing_happens(group: Group) -> None:
    said = await group.private(SECRETARY, "演练 扣分 张三 2 会议迟到")
    assert "扣张三同志 2 分" in said
    assert await group.deliver() == SILENT
    assert await balances(group) == {}


async def test_after_a_restart_and_in_another_group_nobody_elses_points(group: Group) -> None:
    await group.say(SECRETARY, "加分 @张三 5")
    await group.stage.restart()
    assert "余额 5 分" in await group.private(MEMBER, "我的积分")
    assert "还没有积分记录" in await group.private("李四", "我的积分")
    assert isinstance(group.stage, Stage)
    assert HOME in group.stage.bot.members
    assert PEOPLE[MEMBER] == "10005"
