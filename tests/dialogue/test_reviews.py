"""积分复核：本人申请，支委办理，结果私下告诉本人；记分人和申请人自己不得办。"""

import pytest
from inline_snapshot import snapshot

from core.store import ledger
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group
from tests.dialogue.test_points import (
    DISCIPLINE,
    LI,
    MEMBER,
    NOT_ALLOWED,
    ORGANIZER,
    PUBLICITY,
    SECRETARY,
    balances,
    intact,
)

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


async def deducted(group: Group, by: str = ORGANIZER, whom: str = MEMBER) -> None:
    """支委扣了一位 2 分，编号 A18。"""
    await group.private(by, f"扣分 {whom} 2 会议迟到")
    await group.deliver()


@BOTH
async def test_the_whole_story(group: Group) -> None:
    await deducted(group)
    assert await group.private(MEMBER, "申诉 A18 那天我在会场") == snapshot(
        "私下对张三：已登记为积分复核 S1（A18，11月23日（周一） －2 会议迟到）。已私下转告王建国同志办理，结果私下告诉您。撤回请在 10 分钟内发“撤销”。"  # noqa: E501 整句照录
    )
    assert await group.deliver() == snapshot(
        "私下对王建国：张三同志申请积分复核 S1（A18，11月23日（周一） －2 会议迟到），缘由：那天我在会场。办理请私聊发“同意 S1”或“驳回 S1 理由”，待办的发“积分复核”查看。"  # noqa: E501 整句照录
    )
    assert await group.private(SECRETARY, "积分复核") == snapshot("""\
私下对王建国：待办的积分复核 1 件：
S1 张三（A18，11月23日（周一） －2 会议迟到）：那天我在会场，11月23日申请
办理请发“同意 S1”或“驳回 S1 理由”。\
""")
    assert await group.private(MEMBER, "我的复核") == snapshot("""\
私下对张三：您申请的积分复核（近的在前）：
S1（A18，11月23日（周一） －2 会议迟到）：那天我在会场——待办\
""")
    assert await group.private(SECRETARY, "同意 S1 已与签到表核对") == snapshot(
        "私下对王建国：S1 已办结：同意。张三同志的扣分已冲正，退回 2 分。已私下告诉张三同志。"
    )
    assert await group.deliver() == snapshot(
        "私下对张三：张三同志，您申请的积分复核 S1 已由支委办理：同意。扣的 2 分已退回。说明：已与签到表核对。"
    )
    assert await balances(group) == {}
    assert await group.private(MEMBER, "积分明细") == snapshot("""\
私下对张三：张三同志，您的积分明细（近的在前，第 1 页）：
A20 11月23日（周一） ＋2 扣分（冲正：会议迟到），经办：王建国
A18 11月23日（周一） －2 扣分（会议迟到），经办：李红梅，已冲正
对哪一笔有疑问，发“申诉 编号 缘由”。\
""")
    assert await group.private(MEMBER, "我的申诉") == snapshot("""\
私下对张三：您申请的积分复核（近的在前）：
S1（A18，11月23日（周一） －2 会议迟到）：那天我在会场——同意\
""")
    assert await group.private(SECRETARY, "申诉列表") == "私下对王建国：没有待办的积分复核。"
    assert await group.private(PUBLICITY, "同意 S1") == snapshot("私下对陈志强：S1 已经办结（同意），未作任何改动。")
    await intact(group)


async def test_rejected_with_a_reason(group: Group) -> None:
    await deducted(group)
    await group.private(MEMBER, "申诉 A18 那天我在会场")
    await group.deliver()
    assert await group.private(SECRETARY, "驳回 S1") == snapshot(
        "私下对王建国：请写明驳回的理由，例如“驳回 S1 会议记录里没有到会登记”。未作任何改动。"
    )
    assert await group.private(SECRETARY, "驳回 S1 会议记录里没有到会登记") == snapshot(
        "私下对王建国：S1 已办结：不予调整，理由：会议记录里没有到会登记。已私下告诉张三同志。"
    )
    assert await group.deliver() == snapshot(
        "私下对张三：张三同志，您申请的积分复核 S1 已由支委办理：不予调整。理由：会议记录里没有到会登记。"
    )
    assert await balances(group) == {"张三": -2}
    assert "不予调整，理由：会议记录里没有到会登记" in await group.private(MEMBER, "我的复核")


@BOTH
async def test_a_decision_taken_back(group: Group) -> None:
    await deducted(group)
    await group.private(MEMBER, "申诉 A18 那天我在会场")
    await group.private(SECRETARY, "同意 S1")
    await group.deliver()
    assert await group.private(SECRETARY, "撤销") == snapshot(
        "私下对王建国：已撤销 A20：办理积分复核 S1：同意，冲正扣分 2 分，S1 恢复待办。"
    )
    assert await group.deliver() == snapshot(
        "私下对张三：张三同志，您申请的积分复核 S1 的办理已撤销，恢复待办，办好再告诉您。"
    )
    assert await balances(group) == {"张三": -2}
    assert await group.private(PUBLICITY, "同意 S1") == snapshot(
        "私下对陈志强：S1 已办结：同意。张三同志的扣分已冲正，退回 2 分。已私下告诉张三同志。"
    )
    assert await balances(group) == {}
    await intact(group)


async def test_a_decision_is_not_taken_back_over_later_changes(group: Group) -> None:
    await deducted(group)
    await group.private(MEMBER, "申诉 A18 那天我在会场")
    await group.private(SECRETARY, "同意 S1")
    assert await group.private(ORGANIZER, "撤销 A18") == snapshot(
        "私下对李红梅：A18 的积分此前已经冲正，未作任何改动。"
    )
    await group.private(SECRETARY, "撤销 A20")
    assert await balances(group) == {"张三": -2}
    await group.private(SECRETARY, "同意 S1")
    assert await balances(group) == {}
    await group.private(SECRETARY, "撤销")
    assert await balances(group) == {"张三": -2}
    await intact(group)


@pytest.mark.parametrize(
    "text",
    [
        "申诉 a18 那天我在会场",
        "申诉：Ａ１８，那天我在会场",
        "申诉 18 那天我在会场",
        "申诉A18 那天我在会场",
        "申请复核 第18号 那天我在会场",
        "申诉 A18那天我在会场",
    ],
)
async def test_the_number_written_any_way(group: Group, text: str) -> None:
    await deducted(group)
    assert "已登记为积分复核 S1（A18，11月23日（周一） －2 会议迟到）。" in await group.private(MEMBER, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("申诉：11月20日打卡没记上", "11月20日打卡没记上"),
        ("申诉 5号那天我在会场", "5号那天我在会场"),
        ("上周志愿服务没加分", "上周志愿服务没有记上"),
        ("漏记了一次打卡", "学习登记没有记上"),
        ("我的党课没记上", "党课没有记上"),
    ],
)
async def test_what_is_not_in_the_ledger_at_all(group: Group, text: str, reason: str) -> None:
    said = await group.say(MEMBER, text)
    assert said == (
        "私下对张三：已登记为积分复核 S1。已私下转告王建国同志办理，结果私下告诉您。撤回请在 10 分钟内发“撤销”。"
    )
    assert f"张三同志申请积分复核 S1，缘由：{reason}。" in await group.deliver()
    assert await group.private(SECRETARY, "同意 S1") == snapshot(
        "私下对王建国：S1 已办结：同意。积分还没有改动，要补请发“加分 张三 几分 事由”。已私下告诉张三同志。"
    )
    assert await group.deliver() == snapshot(
        "私下对张三：张三同志，您申请的积分复核 S1 已由支委办理：同意。积分由支委另行更正。"
    )


async def test_how_to(group: Group) -> None:
    assert await group.say(MEMBER, "我的积分不对") == snapshot(
        "私下对张三：对积分有疑问，可以申请积分复核：先发“积分明细”看编号，再发“申诉 编号 缘由”，例如“申诉 A12 那天我在会场”。漏记的、说不清编号的，直接发“申诉 缘由”。由支委办理，结果私下告诉您。"  # noqa: E501 整句照录
    )
    assert await group.private(MEMBER, "我的复核") == snapshot(
        "私下对张三：您没有申请过积分复核。怎样申请发“我的积分不对”。"
    )


async def test_an_award_is_not_taken_away_by_agreeing(group: Group) -> None:
    await group.say(ORGANIZER, "加分 @张三 2 志愿服务")
    await group.private(MEMBER, "申诉 A18 我参加了两次")
    assert await group.private(SECRETARY, "同意 S1") == snapshot(
        "私下对王建国：S1 已办结：同意。这一笔不是扣分，积分还没有改动，要改请发“更正 A18 张三 改为 几分”。已私下告诉张三同志。"  # noqa: E501 整句照录
    )
    assert await balances(group) == {"张三": 2}
    await group.private(SECRETARY, "更正 A18 张三 改为 4")
    assert await balances(group) == {"张三": 4}


class TestWho:
    """记分人、申请人本人不得办理。"""

    async def test_the_one_who_recorded_it_does_not_decide(self, group: Group) -> None:
        await deducted(group)
        await group.private(MEMBER, "申诉 A18 那天我在会场")
        await group.deliver()
        assert await group.private(ORGANIZER, "同意 S1") == snapshot(
            "私下对李红梅：S1 是您本人申请或由您记的分，请由其他支委办理，未作任何改动。"
        )
        assert await group.private(ORGANIZER, "积分复核") == snapshot("""\
私下对李红梅：待办的积分复核 1 件：
S1 张三（A18，11月23日（周一） －2 会议迟到）：那天我在会场，11月23日申请（请由其他支委办理）\
""")
        assert await group.private(DISCIPLINE, "同意 S1") == snapshot(
            "私下对赵明：S1 已办结：同意。张三同志的扣分已冲正，退回 2 分。已私下告诉张三同志。"
        )
        assert await group.private(ORGANIZER, "撤销 A20") == snapshot(
            "私下对李红梅：S1 是您本人申请或由您记的分，请由其他支委办理，未作任何改动。"
        )

    async def test_recorded_by_the_secretary_somebody_else_is_told_too(self, group: Group) -> None:
        await deducted(group, by=SECRETARY)
        assert await group.private(MEMBER, "申诉 A18 那天我在会场") == snapshot(
            "私下对张三：已登记为积分复核 S1（A18，11月23日（周一） －2 会议迟到）。已私下转告李红梅同志办理，结果私下告诉您。撤回请在 10 分钟内发“撤销”。"  # noqa: E501 整句照录
        )
        assert await group.deliver() == snapshot("""\
私下对李红梅：张三同志申请积分复核 S1（A18，11月23日（周一） －2 会议迟到），缘由：那天我在会场。办理请私聊发“同意 S1”或“驳回 S1 理由”，待办的发“积分复核”查看。
私下对王建国：张三同志申请积分复核 S1（A18，11月23日（周一） －2 会议迟到），缘由：那天我在会场。记分人、申请人本人不得办理，已转告李红梅同志。\
""")  # noqa: E501 整句照录

    async def test_the_secretarys_own(self, group: Group) -> None:
        await deducted(group, whom=SECRETARY)
        assert await group.private(SECRETARY, "申诉 A18 那天我在会场") == snapshot(
            "私下对王建国：已登记为积分复核 S1（A18，11月23日（周一） －2 会议迟到）。已私下转告陈志强同志办理，结果私下告诉您。撤回请在 10 分钟内发“撤销”。"  # noqa: E501 整句照录
        )
        assert await group.deliver() == snapshot(
            "私下对陈志强：王建国同志申请积分复核 S1（A18，11月23日（周一） －2 会议迟到），缘由：那天我在会场。办理请私聊发“同意 S1”或“驳回 S1 理由”，待办的发“积分复核”查看。"  # noqa: E501 整句照录
        )
        assert await group.private(SECRETARY, "同意 S1") == snapshot(
            "私下对王建国：S1 是您本人申请或由您记的分，请由其他支委办理，未作任何改动。"
        )
        assert await balances(group) == {"王建国": -2}

    async def test_nobody_else_there(self, group: Group) -> None:
        await deducted(group, by=SECRETARY)
        for name, office in ((ORGANIZER, "组织委员"), (PUBLICITY, "宣传委员"), (DISCIPLINE, "纪检委员")):
            await group.say(SECRETARY, f"免职务 @{name} {office}")
        assert await group.private(MEMBER, "申诉 A18 那天我在会场") == snapshot(
            "私下对张三：已登记为积分复核 S1（A18，11月23日（周一） －2 会议迟到）。支部现在没有可以办理的其他支委，保持待办，请书记报上级党组织。"  # noqa: E501 整句照录
        )
        assert await group.deliver() == snapshot(
            "私下对王建国：张三同志申请积分复核 S1（A18，11月23日（周一） －2 会议迟到），缘由：那天我在会场。不得由记分人或申请人本人办理，支部现在没有其他支委，请保持待办并报上级党组织。"  # noqa: E501 整句照录
        )
        assert await group.private(SECRETARY, "同意 S1") == snapshot(
            "私下对王建国：S1 不得由记分人或申请人本人办理，支部现在没有其他支委，保持待办，请书记报上级党组织。"
        )
        assert "S1" in await group.private(SECRETARY, "积分复核")

    async def test_members_do_not_decide(self, group: Group) -> None:
        await deducted(group)
        await group.private(MEMBER, "申诉 A18 那天我在会场")
        assert await group.private("李四", "同意 S1") == f"私下对李四：{NOT_ALLOWED}"
        assert await group.private("李四", "积分复核") == f"私下对李四：{NOT_ALLOWED}"


class TestRefused:
    async def test_somebody_elses_points(self, group: Group) -> None:
        await deducted(group)
        assert await group.private("李四", "申诉 A18 那天我在会场") == snapshot(
            "私下对李四：A18 里没有您的积分，没有登记。编号见“积分明细”；说不清是哪一笔的，直接发“申诉 缘由”。"
        )
        assert await group.private(MEMBER, "申诉 A99 那天我在会场") == snapshot(
            "私下对张三：A99 里没有您的积分，没有登记。编号见“积分明细”；说不清是哪一笔的，直接发“申诉 缘由”。"
        )
        assert await group.private(MEMBER, "申诉 S18 那天我在会场") == snapshot(
            "私下对张三：S18 里没有您的积分，没有登记。编号见“积分明细”；说不清是哪一笔的，直接发“申诉 缘由”。"
        )

    async def test_the_same_one_twice(self, group: Group) -> None:
        await deducted(group)
        await group.private(MEMBER, "申诉 A18 那天我在会场")
        assert await group.private(MEMBER, "申诉 A18 我真的在") == snapshot(
            "私下对张三：这一件已经登记为 S1，正在办，不必再申请。"
        )
        await group.private(MEMBER, "漏记了一次打卡")
        assert await group.private(MEMBER, "漏记了一次打卡") == snapshot(
            "私下对张三：这一件已经登记为 S2，正在办，不必再申请。"
        )

    async def test_too_many_and_too_long(self, group: Group) -> None:
        for number in range(5):
            await group.private(MEMBER, f"申诉 缘由{number}")
        assert await group.private(MEMBER, "申诉 再来一件") == snapshot(
            "私下对张三：您有 5 件积分复核正在办，这次没有登记。请等办好几件再申请。"
        )
        assert await group.private("李四", "申诉 " + "长" * 201) == snapshot(
            "私下对李四：写了 201 字，最多 200 字，未作任何改动。"
        )

    async def test_no_such_review(self, group: Group) -> None:
        assert await group.private(SECRETARY, "同意 S9") == snapshot(
            "私下对王建国：没有找到积分复核 S9，未作任何改动。查看待办请发“积分复核”。"
        )
        assert await group.private(SECRETARY, "驳回 9 没有根据") == snapshot(
            "私下对王建国：没有找到积分复核 9，未作任何改动。查看待办请发“积分复核”。"
        )
        assert await group.say(SECRETARY, "同意 9") == SILENT
        assert await group.private(SECRETARY, "同意 A18") == snapshot(
            "私下对王建国：没有找到积分复核 A18，未作任何改动。查看待办请发“积分复核”。"
        )

    @pytest.mark.parametrize(
        "text", ["同意", "同意 3楼开会", "同意 3号开会", "同意大家的意见", "驳回上诉", "不同意 5月搬"]
    )
    async def test_chatter(self, group: Group, text: str) -> None:
        await group.private(MEMBER, "申诉 漏了")
        await group.deliver()
        assert await group.say(SECRETARY, text) == SILENT


class TestWithdrawn:
    async def test_by_the_applicant(self, group: Group) -> None:
        await group.private(MEMBER, "漏记了一次打卡")
        assert await group.private(MEMBER, "撤销") == snapshot(
            "私下对张三：张三同志，已撤销 A18：积分复核 S1 已由本人撤回。"
        )
        assert await group.private(SECRETARY, "积分复核") == "私下对王建国：没有待办的积分复核。"
        assert "本人已撤回" in await group.private(MEMBER, "我的复核")
        assert await group.private(SECRETARY, "同意 S1") == snapshot(
            "私下对王建国：S1 已经办结（本人已撤回），未作任何改动。"
        )

    async def test_in_the_group_nobody_learns_what_it_was(self, group: Group) -> None:
        group.stage.bot.reacts = False
        await group.private(MEMBER, "漏记了一次打卡")
        assert await group.say(MEMBER, "撤销") == "群：张三同志，A18 已撤销。"

    async def test_not_by_others_and_not_after_it_was_decided(self, group: Group) -> None:
        await group.private(ORGANIZER, "漏记了一次打卡")
        assert await group.private(SECRETARY, "撤销 A18") == snapshot(
            "私下对王建国：积分复核只能由申请人本人撤回，未作任何改动。"
        )
        await group.private(SECRETARY, "同意 S1")
        assert await group.private(ORGANIZER, "撤销 A18") == snapshot(
            "私下对李红梅：S1 已经办结（同意），未作任何改动。"
        )

    async def test_recalling_the_message_does_the_same_for_an_award(self, group: Group) -> None:
        """撤销之后，同一个人的积分还是原来那样。"""
        await group.say(SECRETARY, "加分 @李四 3")
        await group.say(SECRETARY, "撤销")
        assert await group.stage.database.read(lambda session: ledger.balance(session, LI)) == 0


async def test_a_bare_number_that_fits_is_enough_in_the_group(group: Group) -> None:
    await deducted(group)
    await group.private(MEMBER, "申诉 A18 那天我在会场")
    await group.deliver()
    assert (await group.say(SECRETARY, "同意 1")).startswith("私下对王建国：S1 已办结：同意。")
