"""几个支部：一个群一个支部，一个支部的事在另一个支部看不见。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.chat.platform import SendUnknown
from core.store import letters
from core.store.db import Database
from plugins.checkin.tables import Note
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECOND = {"周工": PEOPLE["周工"], "郑书记": "10021", "张三": PEOPLE["张三"], "钱七": "10022"}


@pytest.fixture
async def two(group: Group) -> tuple[Group, Group]:
    """示范党支部，和另一个群里的机关第二党支部；张三、周工两边都在。"""
    second = Group(group.stage, SECOND, "20002", "二群")
    await second.say("周工", "绑定支部 机关第二党支部")
    await second.say("周工", "设职务 @郑书记 书记")
    return group, second


@BOTH
async def test_one_persons_check_ins_are_kept_apart(two: tuple[Group, Group]) -> None:
    first, second = two
    assert await first.say("张三", "打卡 在示范支部学习") == "［表情］"
    assert await second.say("张三", "打卡人数") == "二群：今天还没有学习登记。"
    assert await second.say("张三", "打卡") == "［表情］"
    assert await second.say("钱七", "打卡") == "［表情］"
    assert await second.say("张三", "打卡人数") == "二群：今天已有 2 位同志登记学习。"
    assert await first.say("李四", "打卡人数") == "群：今天已有 1 位同志登记学习。"


@BOTH
async def test_in_private_the_branch_last_spoken_in_counts_and_is_named(two: tuple[Group, Group]) -> None:
    first, second = two
    await second.say("张三", "打卡")
    first.stage.clock.move(minutes=1)
    await first.say("张三", "打卡人数")
    assert await first.private("张三", "我的打卡") == snapshot("""\
私下对张三：【示范党支部】张三同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
累计登记 0 天，积分 0。\
""")
    first.stage.clock.move(minutes=1)
    await second.say("张三", "打卡人数")
    assert await first.private("张三", "我的打卡") == snapshot("""\
私下对张三：【机关第二党支部】张三同志，您的学习登记：
今天已登记。
11月登记 1 天：23 日。
累计登记 1 天，积分 2。\
""")
    assert await first.private("张三", "我是谁") == snapshot(
        "私下对张三：【机关第二党支部】张三同志，机关第二党支部，类别未定。"
    )
    assert await first.private("张三", "花名册") == snapshot(
        "私下对张三：【机关第二党支部】这件事您没有权限办理，如有疑问请联系支部书记。"
    )


async def test_whoever_is_in_one_branch_only_sees_no_head(two: tuple[Group, Group]) -> None:
    first, _ = two
    assert await first.private("李四", "打卡人数") == "私下对李四：今天还没有学习登记。"


@BOTH
async def test_an_officer_of_one_is_nobody_in_the_other(two: tuple[Group, Group]) -> None:
    first, second = two
    assert await first.private("张三", "花名册") == snapshot(
        "私下对张三：【示范党支部】这件事您没有权限办理，如有疑问请联系支部书记。"
    )
    assert await second.private("郑书记", "花名册") == snapshot("""\
私下对郑书记：花名册（在册 4 人）：
1. 郑书记 类别未定 书记
2. 周工 类别未定
3. 张三 类别未定
4. 钱七 类别未定
类别未定、待核对的不计应到；核定请发“定类别 姓名 正式党员”。\
""")
    assert await second.private("郑书记", "定类别 李四 群众") == snapshot(
        "私下对郑书记：花名册里没有找到“李四”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
    )
    assert await second.private("郑书记", "移出花名册 10006") == snapshot(
        "私下对郑书记：花名册里没有找到“10006”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
    )
    assert await first.say("王建国", "定类别 钱七 正式党员") == snapshot(
        "私下对王建国：花名册里没有找到“钱七”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
    )
    # 到别的支部的群里说话，不带自己支部的职务
    first.add("郑书记", "10021")
    assert await first.say("郑书记", "定类别 @李四 群众") == snapshot(
        "私下对郑书记：【示范党支部】这件事您没有权限办理，如有疑问请联系支部书记。"
    )


async def test_the_member_list_of_one_says_nothing_of_the_other(two: tuple[Group, Group]) -> None:
    first, second = two
    there = await second.private("郑书记", "花名册")
    here = await first.private("王建国", "花名册")
    assert all(name not in there for name in PEOPLE if name not in SECOND)
    assert "钱七" not in here
    assert "郑书记" not in here


async def test_leaving_one_group_is_not_leaving_the_other(two: tuple[Group, Group]) -> None:
    first, second = two
    await second.left(PEOPLE["张三"])
    assert "不在群" in await second.private("郑书记", "花名册")
    assert "不在群" not in await first.private("王建国", "花名册")


async def test_the_letter_goes_to_the_secretary_of_that_branch(two: tuple[Group, Group]) -> None:
    _, second = two
    await second.joined("10099")
    said = await second.deliver()
    assert said.startswith("私下对郑书记：")


async def test_a_private_answer_asked_for_in_a_group_names_the_branch(two: tuple[Group, Group]) -> None:
    """在群里问、私下答：在两个支部的人要看得出说的是哪个支部。"""
    first, second = two
    await second.say("张三", "打卡")
    said = [await first.say("张三", "我的打卡"), await second.say("张三", "我的打卡")]
    assert "示范党支部" in said[0]
    assert "机关第二党支部" in said[1]


async def test_an_import_goes_on_in_the_branch_it_was_opened_in(two: tuple[Group, Group]) -> None:
    """在甲支部开的导入，中间到乙支部的群里说了句话，再贴名单，仍是甲支部的事。"""
    first, second = two
    await first.say("王建国", "设职务 @张三 副书记")
    first.stage.clock.move(minutes=1)
    await first.private("张三", "导入花名册")
    first.stage.clock.move(minutes=1)
    await second.say("张三", "打卡")
    said = await first.private("张三", "欧阳明 正式党员")
    assert "名单可导入 1 人" in said
    assert "示范党支部" in said
    assert "已导入 1 人" in await first.private("张三", "确认导入")
    assert "欧阳明" in await first.private("王建国", "花名册")
    assert "欧阳明" not in await second.private("郑书记", "花名册")


class TestTwoAccountsInOneGroup:
    """一个群里有两个助手账号：绑定的那个说话，它不在时另一个接着说。"""

    @pytest.fixture
    async def both(self, settled_database: Database) -> Group:
        """两个账号都连着，绑定的是 10000。"""
        both = Group(Stage(settled_database, NOON, "10000", "10990"), PEOPLE)
        for account in both.stage.accounts:
            await both.stage.come_back(account)
        return both

    async def hear(self, group: Group, text: str) -> str:
        """同一句话，两个账号各收到一次，消息号各不相同。"""
        first = await group.say("张三", text, account="10000")
        second = await group.say("张三", text, account="10990")
        return "\n".join(line for line in (first, second) if line != SILENT)

    async def test_only_the_bound_one_answers(self, both: Group) -> None:
        assert await self.hear(both, "打卡") == "〔10000〕［表情］"
        assert await self.hear(both, "打卡人数") == snapshot("〔10000〕群：今天已有 1 位同志登记学习。")
        assert await self.hear(both, "设职务 @李四 宣传委员") == snapshot(
            "〔10000〕私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )

    async def pass_minutes(self, group: Group, minutes: int) -> str:
        """过几分钟，每分钟走一格；助手说了什么。"""
        said = list[str]()
        for _ in range(minutes):
            group.stage.clock.move(minutes=1)
            said.append(await group.stage.tick())
        return "\n".join(line for line in said if line != SILENT) or SILENT

    async def away_until_replaced(self, group: Group) -> None:
        """绑定的那个断开，直到换了人。"""
        group.stage.go_away("10000")
        await self.pass_minutes(group, 15)
        group.stage.drain()

    async def test_away_for_a_moment_nobody_speaks_for_it(self, both: Group) -> None:
        both.stage.go_away("10000")
        assert await both.say("张三", "打卡人数", account="10990") == SILENT
        assert await self.pass_minutes(both, 9) == SILENT
        assert await both.say("张三", "打卡人数", account="10990") == SILENT
        await both.stage.come_back("10000")
        assert await self.pass_minutes(both, 30) == SILENT
        assert await self.hear(both, "打卡人数") == snapshot("〔10000〕群：今天还没有学习登记。")

    async def test_away_for_long_the_other_takes_over_and_keeps_on(self, both: Group) -> None:
        await self.away_until_replaced(both)
        assert await both.say("张三", "打卡人数", account="10990") == snapshot("〔10990〕群：今天还没有学习登记。")
        # 原来的那个回来了也不换回去
        await both.stage.come_back("10000")
        await self.pass_minutes(both, 30)
        both.stage.drain()
        assert await self.hear(both, "打卡人数") == snapshot("〔10990〕群：今天还没有学习登记。")

    async def test_it_is_handed_over_once(self, both: Group) -> None:
        both.stage.go_away("10000")
        await self.pass_minutes(both, 9)
        both.stage.clock.move(minutes=1)
        taken = [
            (bond.branch.name, account) for _ in range(3) for bond, account in await both.stage.house.presence.tick()
        ]
        assert taken == [("示范党支部", "10990")]

    async def test_an_account_that_is_not_in_the_group_does_not_take_over(self, both: Group) -> None:
        both.stage.accounts["10990"].members.clear()
        await self.away_until_replaced(both)
        assert await both.say("张三", "打卡人数", account="10990") == SILENT

    async def test_an_account_whose_groups_cannot_be_asked_does_not_take_over_yet(self, both: Group) -> None:
        both.stage.accounts["10990"].trouble = SendUnknown("没有回音")
        await self.away_until_replaced(both)
        both.stage.accounts["10990"].trouble = None
        await self.pass_minutes(both, 1)
        assert await both.say("张三", "打卡人数", account="10990") != SILENT

    async def test_when_both_are_away_it_waits_for_the_first_to_return(self, both: Group) -> None:
        both.stage.go_away("10990")
        await self.away_until_replaced(both)
        await both.stage.come_back("10990")
        await self.pass_minutes(both, 1)
        assert await both.say("张三", "打卡人数", account="10990") == "〔10990〕群：今天还没有学习登记。"

    async def test_an_account_just_connected_is_not_replaced_by_itself(self, both: Group) -> None:
        """连上的那一刻还没有记到在线：这一格不能当它不在，更不能由它自己接替自己。"""
        both.stage.go_away("10990")
        both.stage.go_away("10000")
        await self.pass_minutes(both, 15)
        both.stage.runtime.channels["10000"] = both.stage.accounts["10000"]
        both.stage.clock.move(minutes=1)
        assert await both.stage.house.presence.tick() == []

    async def test_what_was_to_be_said_is_said_by_the_other(self, both: Group) -> None:
        both.stage.go_away("10000")
        await both.stage.database.write(
            1, lambda session: letters.to_secretary(session, 1, "k", "有一件事请您知道。", both.stage.clock())
        )
        assert await self.pass_minutes(both, 9) == SILENT
        said = await self.pass_minutes(both, 3)
        assert "〔10990〕私下对王建国：有一件事请您知道。" in said.split("\n")

    async def test_what_was_asked_is_answered_to_the_other(self, both: Group) -> None:
        """换人之前问的，换人之后答给另一个账号也算。"""
        await both.private("王建国", "导入花名册", account="10000")
        await self.away_until_replaced(both)
        assert "名单可导入 1 人" in await both.private("王建国", "欧阳明 正式党员", account="10990")

    async def test_what_was_missed_meanwhile_is_read_by_the_other(self, both: Group) -> None:
        both.stage.go_away("10000")
        both.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
        both.overheard("张三", "打卡", 2026, 11, 23, 12, 5)
        both.overheard("李四", "打卡人数", 2026, 11, 23, 12, 6)
        assert await self.pass_minutes(both, 15) == SILENT
        assert await both.say("王五", "打卡人数", account="10990") == snapshot(
            "〔10990〕群：今天已有 1 位同志登记学习。"
        )

    async def test_what_the_first_had_dealt_with_is_not_dealt_with_again(self, both: Group) -> None:
        """两个账号各有各的消息号：往前多读的那几分钟里，办过的不能再办一遍。"""
        both.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
        await both.say("张三", "打卡 学了第一章", account="10000")
        both.overheard("张三", "打卡 学了第一章", 2026, 11, 23, 12, 0)
        await self.away_until_replaced(both)
        notes = await both.stage.database.read(lambda session: list(session.scalars(select(Note.text))))
        assert notes == ["学了第一章"]

    async def test_the_other_reads_back_what_it_missed_itself_even_if_nobody_had_spoken_to_it(
        self, both: Group
    ) -> None:
        await self.away_until_replaced(both)
        both.stage.go_away("10990")
        both.overheard("赵六", "早上好", 2026, 11, 23, 12, 10)
        both.overheard("张三", "打卡", 2026, 11, 23, 13, 0)
        both.stage.clock.move(hours=2)
        await both.stage.come_back("10990")
        both.stage.drain()
        assert await both.say("王五", "打卡人数", account="10990") == "〔10990〕群：今天已有 1 位同志登记学习。"

    async def test_a_newcomer_both_hear_of_is_reported_by_the_one_that_speaks(self, both: Group) -> None:
        await self.away_until_replaced(both)
        for account in ("10000", "10990"):
            await both.joined("10099", account=account)
        said = await both.deliver()
        assert said.startswith("〔10990〕私下对王建国：")
        assert said.count("私下对") == 1

    async def test_the_one_that_was_spoken_to_when_binding_speaks(self, new_group: Group) -> None:
        stage = Stage(new_group.stage.database, NOON, "10000", "10990")
        both = Group(stage, PEOPLE)
        order = both.frame("周工", "绑定支部 示范党支部", account="10000")
        said = [await stage.hear(order), await stage.hear(order | {"self_id": 10990, "message_id": 5555})]
        assert said[0].startswith("〔10000〕群：本群已绑定")
        assert said[1] == SILENT
