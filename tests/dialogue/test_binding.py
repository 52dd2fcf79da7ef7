"""绑定支部：谁能绑、绑之前不出声、绑之后谁也没有权利。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.chat.platform import NotConnected, SendFailed, SendUnknown
from core.store.branches import BranchRow
from core.store.members import Appointment, Member
from tests.conftest import KINDS
from tests.dialogue.stage import PEOPLE, SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
ORDER = "绑定支部 机关第三党支部"


async def branches(group: Group) -> list[str]:
    return await group.stage.database.read(lambda session: list(session.scalars(select(BranchRow.name))))


@BOTH
async def test_the_whole_story(new_group: Group) -> None:
    assert await new_group.say("周工", ORDER) == snapshot("""\
群：本群已绑定“机关第三党支部”，照群成员起草了 12 人的花名册，类别都待核定。
发“打卡”即可登记学习，自愿参加。本群不处理涉密和内部敏感事项。
接下来请指定首任书记，例如“设职务 @某人 书记”。\
""")
    assert await branches(new_group) == ["机关第三党支部"]
    assert await new_group.say("周工", "设职务 @王建国 书记") == snapshot(
        "群：已登记。王建国同志的职务：无 → 书记。花名册里还有 12 人类别待核定，书记可私聊发“花名册”查看。"
    )
    assert await new_group.private("王建国", "花名册") == snapshot("""\
私下对王建国：花名册（在册 12 人）：
1. 王建国 类别未定 书记
2. 李红梅 类别未定
3. 陈志强 类别未定
4. 赵明 类别未定
5. 张三 类别未定
6. 李四 类别未定
7. 王五 类别未定
8. 赵六 类别未定
9. 孙丽 类别未定
10. 刘洋 类别未定
11. 吴芳 类别未定
12. 周工 类别未定
类别未定、待核对的不计应到；核定请发“定类别 姓名 正式党员”。\
""")
    assert await new_group.say("王建国", "我是谁") == snapshot(
        "群：王建国同志，您在机关第三党支部的花名册中。详情请私聊发“我是谁”。"
    )
    assert await new_group.private("王建国", "我是谁") == snapshot(
        "私下对王建国：王建国同志，机关第三党支部，类别未定，书记。"
    )


@pytest.mark.parametrize(
    "text",
    ["打卡", "我的打卡", "打卡人数", "帮助", "怎么打卡", "我是谁", "花名册", "设职务 @张三 书记", "@助手 你好", "收到"],
)
@pytest.mark.parametrize("name", ["张三", "周工"], ids=["member", "superuser"])
async def test_before_that_the_group_hears_nothing(new_group: Group, name: str, text: str) -> None:
    assert await new_group.say(name, text) == SILENT


async def test_joining_and_leaving_an_unbound_group_is_nothing(new_group: Group) -> None:
    assert [await new_group.joined("10088"), await new_group.left("10005")] == [SILENT, SILENT]


@BOTH
async def test_only_the_operator_may_bind(new_group: Group) -> None:
    assert await new_group.say("王建国", ORDER) == snapshot(
        "私下对王建国：这件事您没有权限办理，如有疑问请联系支部书记。"
    )
    assert await branches(new_group) == []


async def test_owner_and_admin_of_the_chat_group_are_nobody_special(new_group: Group) -> None:
    fields = {"sender": {"user_id": 10001, "card": "王建国", "role": "owner"}}
    await new_group.say("王建国", ORDER, fields=fields)
    assert await branches(new_group) == []
    await new_group.say("周工", ORDER)
    said = await new_group.say("王建国", "定类别 @张三 正式党员", fields=fields)
    assert said == snapshot("私下对王建国：这件事您没有权限办理，如有疑问请联系支部书记。")


async def test_a_group_is_bound_once(new_group: Group) -> None:
    await new_group.say("周工", ORDER)
    assert await new_group.say("周工", "绑定支部 机关第四党支部") == snapshot(
        "私下对周工：本群已绑定“机关第三党支部”，未作改动。一个群只对一个支部。"
    )
    assert await branches(new_group) == ["机关第三党支部"]


async def test_not_in_private(new_group: Group) -> None:
    assert await new_group.private("周工", ORDER) == snapshot("私下对周工：此事请在支部的群里办理。")
    assert await new_group.private("张三", ORDER) == snapshot(
        "私下对张三：您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
    )
    assert await branches(new_group) == []


@pytest.mark.parametrize(
    "trouble",
    [SendUnknown("没有回音"), SendFailed(100, "没有这个群"), NotConnected()],
    ids=["unknown", "failed", "gone"],
)
async def test_without_the_member_list_nothing_is_bound(new_group: Group, trouble: Exception) -> None:
    listing = new_group.stage.bot.member_list

    async def no_list(group_id: str) -> list:
        raise trouble

    new_group.stage.bot.member_list = no_list
    assert await new_group.say("周工", ORDER) == snapshot(
        "私下对周工：没有取到群成员名单，这次没有办。请稍后再发一次。"
    )
    assert await branches(new_group) == []
    new_group.stage.bot.member_list = listing
    await new_group.say("周工", ORDER)
    assert await branches(new_group) == ["机关第三党支部"]


@pytest.mark.parametrize("text", ["绑定支部", "绑定支部 " + "很长" * 20])
async def test_a_branch_needs_a_proper_name(new_group: Group, text: str) -> None:
    said = await new_group.say("周工", text)
    assert said.startswith("私下对周工：")
    assert "未作任何改动" in said
    assert await branches(new_group) == []


async def test_group_cards_become_the_first_names(new_group: Group) -> None:
    new_group.cards |= {PEOPLE["张三"]: " 张三  二组 ", PEOPLE["李四"]: "", PEOPLE["王五"]: "长" * 40}
    new_group.sync_list()
    await new_group.say("周工", ORDER)
    names = await new_group.stage.database.read(
        lambda session: list(session.scalars(select(Member.name).order_by(Member.id)))
    )
    assert names[4:7] == ["张三 二组", PEOPLE["李四"], "长" * 20]


async def test_everybody_may_check_in_and_nobody_has_rights(new_group: Group) -> None:
    await new_group.say("周工", ORDER)
    for name in PEOPLE:
        assert await new_group.say(name, "打卡") == "［表情］"
    everyone = await new_group.stage.database.read(lambda session: set(session.scalars(select(Member.category))))
    assert everyone == {None}
    for order in ["定类别 @张三 正式党员", "添加党员 @张三 正式党员", "移出花名册 @张三"]:
        said = [await new_group.say(name, order) for name in PEOPLE]
        assert all("您没有权限办理" in one for one in said)
    assert await new_group.stage.database.read(lambda session: list(session.scalars(select(Appointment)))) == []


class TestOperatorsLimits:
    """运维只可绑定、指定首任书记。"""

    async def test_the_first_secretary_only(self, new_group: Group) -> None:
        await new_group.say("周工", ORDER)
        assert await new_group.say("周工", "设职务 @李红梅 组织委员") == snapshot(
            "私下对周工：运维只可在支部还没有书记时指定首任书记，其余职务请由书记办理。"
        )
        assert await new_group.say("周工", "设职务 @王建国 书记") == snapshot(
            "群：已登记。王建国同志的职务：无 → 书记。花名册里还有 12 人类别待核定，书记可私聊发“花名册”查看。"
        )
        assert await new_group.say("周工", "设职务 @李红梅 书记") == snapshot(
            "私下对周工：运维只可在支部还没有书记时指定首任书记，其余职务请由书记办理。"
        )
        assert await new_group.say("周工", "设职务 @李红梅 副书记") == snapshot(
            "私下对周工：运维只可在支部还没有书记时指定首任书记，其余职务请由书记办理。"
        )

    @pytest.mark.parametrize("order", ["免职务 @李红梅 组织委员", "免职务 @王建国 书记"])
    async def test_the_operator_removes_nobody(self, group: Group, order: str) -> None:
        said = await group.say("周工", order)
        assert not said.startswith("群：已登记")
        assert "12" in await group.private("王建国", "花名册")
        assert "李红梅 正式党员 组织委员" in await group.private("王建国", "花名册")

    async def test_the_operator_keeps_no_roster(self, group: Group) -> None:
        assert await group.say("周工", "定类别 @张三 预备党员") == snapshot(
            "私下对周工：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.private("周工", "导入花名册") == snapshot(
            "私下对周工：这件事您没有权限办理，如有疑问请联系支部书记。"
        )

    async def test_after_the_secretary_hands_over_a_new_first_one_may_be_named(self, group: Group) -> None:
        assert await group.say("王建国", "免职务 @王建国 书记") == snapshot("群：已登记。王建国同志的职务：书记 → 无。")
        assert await group.say("王建国", "定类别 @张三 预备党员") == snapshot(
            "私下对王建国：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say("周工", "设职务 @李红梅 书记") == snapshot(
            "群：已登记。李红梅同志的职务：组织委员 → 书记、组织委员。"
        )


@BOTH
async def test_an_operator_who_is_in_no_branch_names_the_first_secretary_in_private(new_group: Group) -> None:
    """运维未必是这个支部的人；私聊里办的事要么办成，要么说清该怎么办。"""
    del new_group.people["周工"]
    new_group.sync_list()
    new_group.people["周工"] = PEOPLE["周工"]
    await new_group.say("周工", ORDER)
    for text in ["设职务 王建国 书记", "花名册", "免职务 王建国 书记"]:
        said = await new_group.private("周工", text)
        assert "出了点问题" not in said
        assert said != SILENT
