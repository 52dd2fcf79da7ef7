"""名册的口令：办得成的、办不成的，各说什么。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.store.audit import Act
from core.store.members import Member
from tests.conftest import KINDS
from tests.dialogue.stage import PEOPLE, SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, ORGANIZER, MEMBER = "王建国", "李红梅", "张三"


async def line_of(group: Group, name: str) -> str:
    """花名册里的一行。"""
    lines = (await group.private(SECRETARY, "花名册")).split("\n")
    return next(line.partition(". ")[2] for line in lines if name in line.partition(". ")[2].split(" ")[:1])


async def log(group: Group) -> list[str]:
    """操作日志最近两条。"""
    return await group.stage.database.read(
        lambda session: list(session.scalars(select(Act.summary).order_by(Act.id.desc()).limit(2)))[::-1]
    )


class TestOffices:
    @BOTH
    async def test_set_and_removed(self, group: Group) -> None:
        assert await group.say(SECRETARY, "设职务 @张三 副书记") == snapshot(
            "群：已登记。张三同志的职务：无 → 副书记。"
        )
        assert await group.say(SECRETARY, "设职务 张三 宣传委员") == snapshot(
            "群：已登记。张三同志的职务：副书记 → 副书记、宣传委员。"
        )
        assert await line_of(group, MEMBER) == snapshot("张三 正式党员 副书记 宣传委员")
        assert await group.say(SECRETARY, "免职务 10005 宣传委员") == snapshot(
            "群：已登记。张三同志的职务：副书记、宣传委员 → 副书记。"
        )
        assert await log(group) == snapshot(
            ["张三同志的职务：副书记 → 副书记、宣传委员", "张三同志的职务：副书记、宣传委员 → 副书记"]
        )

    @pytest.mark.parametrize(
        "order",
        [
            "任命 @张三 副书记",
            "设置副书记 @张三",
            "设职务：张三，副书记",
            "设职务@张三副书记",
            "设职务 @张三 支部副书记。",
        ],
    )
    async def test_other_ways_to_say_it(self, group: Group, order: str) -> None:
        assert await group.say(SECRETARY, order) == "群：已登记。张三同志的职务：无 → 副书记。"

    async def test_the_deputy_may_appoint_too(self, group: Group) -> None:
        await group.say(SECRETARY, "设职务 @张三 副书记")
        assert await group.say(MEMBER, "设职务 @李四 宣传委员") == snapshot(
            "群：已登记。李四同志的职务：无 → 宣传委员。"
        )

    async def test_refusals(self, group: Group) -> None:
        assert await group.say(MEMBER, "设职务 @李四 宣传委员") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say(ORGANIZER, "设职务 @李四 宣传委员") == snapshot(
            "私下对李红梅：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say(SECRETARY, "设职务 @李红梅 组织委员") == snapshot(
            "私下对王建国：李红梅同志已任组织委员，未作改动。"
        )
        assert await group.say(SECRETARY, "设职务 @张三 书记") == snapshot(
            "私下对王建国：支部书记现为王建国同志，书记只有一位。更换时由本人发“移交书记 @某人”；"
            "或先发“免职务 王建国 书记”，再由副书记或运维指定新书记。"
        )
        assert await group.say(SECRETARY, "设职务 @刘洋 宣传委员") == snapshot(
            "私下对王建国：刘洋同志在册类别是预备党员，不能任宣传委员：职务由正式党员担任，"
            "预备党员没有选举权和被选举权（《中国共产党章程》第七条）。"
        )
        assert await group.say(SECRETARY, "设职务 @张三 党小组组长") == snapshot(
            "私下对王建国：张三同志还没有编入党小组，请先发“党小组 张三 第一小组”，再设组长。"
        )
        assert await group.say(SECRETARY, "设职务 欧阳明 宣传委员") == snapshot(
            "私下对王建国：花名册里没有找到“欧阳明”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
        )
        assert await group.say(SECRETARY, "免职务 @张三 宣传委员") == snapshot(
            "私下对王建国：张三同志没有任宣传委员，未作改动。"
        )
        assert await group.say(SECRETARY, "免职务 @李红梅 宣传委员") == snapshot(
            "私下对王建国：李红梅同志没有任宣传委员，未作改动。"
        )

    async def test_the_secretary_steps_down_alone(self, group: Group) -> None:
        await group.say(SECRETARY, "设职务 @张三 副书记")
        assert await group.say(MEMBER, "免职务 @王建国 书记") == snapshot(
            "私下对张三：书记职务只能由本人发“免职务 王建国 书记”交出，未作任何改动。"
        )
        assert await group.say(SECRETARY, "免职务 王建国 书记") == snapshot("群：已登记。王建国同志的职务：书记 → 无。")
        assert await group.say(MEMBER, "设职务 @李四 书记") == snapshot("群：已登记。李四同志的职务：无 → 书记。")

    async def test_a_subgroup_leader_needs_a_subgroup(self, group: Group) -> None:
        await group.say(SECRETARY, "党小组 @张三 第一小组")
        assert await group.say(SECRETARY, "设小组长 @张三") == snapshot("群：已登记。张三同志的职务：无 → 党小组组长。")
        assert await line_of(group, MEMBER) == snapshot("张三 正式党员 党小组组长 第一小组")

    @pytest.mark.parametrize("order", ["设职务", "设职务 @张三", "设职务 @张三 主席", "设职务 书记"])
    async def test_written_wrong_it_shows_the_right_form(self, group: Group, order: str) -> None:
        assert await group.say(SECRETARY, order) == snapshot(
            "私下对王建国：没有看懂，未作任何改动。请这样写：设职务 @某人 职务；"
            "职务可写书记、副书记、组织委员、宣传委员、纪检委员、党小组组长。"
        )
        assert await group.say(MEMBER, order) == SILENT


class TestCategories:
    @BOTH
    async def test_settled(self, group: Group) -> None:
        assert await group.say(ORGANIZER, "定类别 @吴芳 发展对象") == "［表情］"
        assert await line_of(group, "吴芳") == snapshot("吴芳 发展对象")
        assert await group.private(ORGANIZER, "定类别 吴芳 预备党员") == snapshot(
            "私下对李红梅：已登记。吴芳同志的类别：发展对象 → 预备党员。"
        )
        assert await log(group) == snapshot(
            ["吴芳同志的类别：入党积极分子 → 发展对象", "吴芳同志的类别：发展对象 → 预备党员"]
        )

    async def test_without_reactions_the_group_does_not_hear_the_category(self, group: Group) -> None:
        group.stage.bot.reacts = False
        assert await group.say(ORGANIZER, "定类别 @吴芳 群众") == snapshot("群：吴芳同志的登记已更新。")

    async def test_refusals(self, group: Group) -> None:
        assert await group.say(MEMBER, "定类别 @吴芳 发展对象") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say("陈志强", "定类别 @吴芳 发展对象") == snapshot(
            "私下对陈志强：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say(SECRETARY, "定类别 @李红梅 预备党员") == snapshot(
            "私下对王建国：李红梅同志现任组织委员，类别不能改为预备党员；如确需更改，请先免去职务。"
        )
        assert await group.say(SECRETARY, "定类别 @吴芳 团员") == snapshot(
            "私下对王建国：没有看懂，未作任何改动。请这样写：定类别 @某人 类别；类别可写正式党员、预备党员、"
            "发展对象、入党积极分子、入党申请人、群众。"
        )

    async def test_conversion_is_never_done_in_the_group(self, group: Group) -> None:
        assert await group.say(ORGANIZER, "转正 @刘洋") == snapshot(
            "私下对李红梅：登记转正结果：请填上级批复日期、预备期满日。"
            "转正须经支部党员大会表决并报上级党委审批（《中国共产党发展党员工作细则》（2026年修订）第三十二、"
            "三十三条），本群不办理。批复之后发“定类别 刘洋 正式党员”，即登记为正式党员。"
        )
        assert await line_of(group, "刘洋") == "刘洋 预备党员"


class TestAdding:
    @BOTH
    async def test_a_person_without_an_account(self, group: Group) -> None:
        assert await group.private(ORGANIZER, "添加党员 欧阳明 正式党员 第一小组") == snapshot(
            "私下对李红梅：已登记。欧阳明同志已加入花名册，正式党员、第一小组。"
        )
        assert await line_of(group, "欧阳明") == snapshot("欧阳明 正式党员 第一小组 未绑定 QQ")
        assert await group.private(ORGANIZER, "添加预备党员 司马光") == snapshot(
            "私下对李红梅：已登记。司马光同志已加入花名册，预备党员。"
        )
        assert await line_of(group, "司马光") == snapshot("司马光 预备党员 未绑定 QQ")

    async def test_refusals(self, group: Group) -> None:
        # 群里无权办的人说到名册上没有的人，多半是闲聊
        assert await group.say(MEMBER, "添加党员 欧阳明") == SILENT
        assert await group.private(MEMBER, "添加党员 欧阳明") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say(ORGANIZER, "添加党员 张三") == snapshot(
            "私下对李红梅：张三同志已在花名册中。要改类别请发“定类别 张三 正式党员”。"
        )
        group.people["路人"] = "10099"
        assert await group.say(ORGANIZER, "添加党员 @路人 正式党员") == snapshot(
            "私下对李红梅：花名册里没有找到“10099”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
        )
        assert await group.say(ORGANIZER, "添加党员 " + "长" * 25) == snapshot(
            "私下对李红梅：没有看懂，未作任何改动。请这样写：添加党员 @某人 类别 党小组（类别、党小组可不写）；"
            "类别可写正式党员、预备党员、发展对象、入党积极分子、入党申请人、群众。"
        )

    async def test_somebody_listed_gets_category_and_subgroup(self, group: Group) -> None:
        assert await group.say(ORGANIZER, "添加党员 @吴芳 发展对象 第二小组") == "［表情］"
        assert await line_of(group, "吴芳") == "吴芳 发展对象 第二小组"


class TestNames:
    @BOTH
    async def test_a_real_name_is_given_to_an_account(self, group: Group) -> None:
        assert await group.private(ORGANIZER, "绑定 10005 张三丰") == snapshot(
            "私下对李红梅：已登记。张三丰同志的姓名：张三 → 张三丰。"
        )
        assert await line_of(group, "张三丰") == "张三丰 正式党员"
        assert await group.private("张三", "我是谁") == snapshot("私下对张三：张三丰同志，示范党支部，正式党员。")

    async def test_the_one_added_by_name_and_the_account_become_one(self, group: Group) -> None:
        await group.say("吴芳", "打卡")
        await group.say(ORGANIZER, "添加党员 吴小芳 发展对象 第一小组")
        assert await group.say(ORGANIZER, "绑定 @吴芳 吴小芳") == "［表情］"
        assert await line_of(group, "吴小芳") == "吴小芳 发展对象 第一小组"
        assert "12 人" in await group.private(SECRETARY, "花名册")
        assert "累计登记 1 天" in await group.private("吴芳", "我的打卡")

    async def test_refusals(self, group: Group) -> None:
        assert await group.say(ORGANIZER, "绑定 @张三 李四") == snapshot(
            "私下对李红梅：花名册里已有一位绑定了 QQ 的“李四”，未作任何改动。若是同名，请在姓名后加以区别，"
            "如“李四（二组）”。"
        )
        assert await group.say(MEMBER, "绑定 @李四 李小四") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say(ORGANIZER, "绑定 @张三 " + "长" * 25) == snapshot(
            "私下对李红梅：“长长长长长长长长长长长长长长长长长长长长”不像一个姓名，未作任何改动。"
            "请写 1 到 20 个字，不能是公式或数字。"
        )
        assert await group.say(ORGANIZER, "绑定 @张三 =1+1") == snapshot(
            "私下对李红梅：“=1+1”不像一个姓名，未作任何改动。请写 1 到 20 个字，不能是公式或数字。"
        )
        assert await group.say(ORGANIZER, "绑定 @张三") == snapshot(
            "私下对李红梅：没有看懂，未作任何改动。请这样写：绑定 @某人 姓名。"
        )

    async def test_a_changed_card_is_never_copied(self, group: Group) -> None:
        group.cards[PEOPLE[MEMBER]] = "吃货小三"
        await group.say(MEMBER, "打卡")
        assert await line_of(group, MEMBER) == "张三 正式党员"


class TestSubgroupsAndFloating:
    @BOTH
    async def test_subgroup(self, group: Group) -> None:
        assert await group.say(SECRETARY, "党小组 @张三 第一小组") == "［表情］"
        assert await group.private(SECRETARY, "编入党小组 张三 第二小组") == snapshot(
            "私下对王建国：已登记。张三同志的党小组：第一小组 → 第二小组。"
        )
        assert await log(group) == snapshot(
            ["张三同志的党小组：未编入 → 第一小组", "张三同志的党小组：第一小组 → 第二小组"]
        )
        assert await group.private(MEMBER, "我是谁") == snapshot(
            "私下对张三：张三同志，示范党支部，正式党员，第二小组。"
        )
        assert await group.say(MEMBER, "党小组 @李四 第一小组") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )

    @BOTH
    async def test_floating(self, group: Group) -> None:
        assert await group.say(SECRETARY, "流动党员 @张三 上海") == "［表情］"
        assert await line_of(group, MEMBER) == snapshot("张三 正式党员 流动党员")
        assert await group.say(SECRETARY, "取消流动党员 @张三") == "［表情］"
        assert await log(group) == snapshot(
            [
                "张三同志的流动情况：不是流动党员 → 流动党员（上海）",
                "张三同志的流动情况：流动党员（上海） → 不是流动党员",
            ]
        )
        assert await line_of(group, MEMBER) == "张三 正式党员"
        assert await group.say(MEMBER, "流动党员 @李四") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )


class TestLeavingTheRoster:
    @BOTH
    async def test_out_and_back(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        assert "移回请发“移回花名册 张三”" in await group.say(SECRETARY, "移出花名册 @张三")
        assert "张三" not in await group.private(SECRETARY, "花名册")
        assert await group.say(MEMBER, "打卡") == snapshot(
            "私下对张三：您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
        )
        assert await group.private(MEMBER, "我的打卡") == snapshot(
            "私下对张三：您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
        )
        assert await group.say(SECRETARY, "定类别 @张三 群众") == snapshot(
            "私下对王建国：张三同志已移出花名册，未作任何改动。要先移回的，由组织委员发“移回花名册 张三”。"
        )
        assert await group.say(SECRETARY, "移回花名册 张三") == "［表情］"
        assert "累计登记 1 天，积分 2。" in await group.private(MEMBER, "我的打卡")
        assert await log(group) == snapshot(["张三同志移出花名册", "张三同志的花名册：已移出 → 在册"])

    async def test_refusals(self, group: Group) -> None:
        assert await group.say(MEMBER, "移出花名册 @李四") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.say(SECRETARY, "移出花名册 @李红梅") == snapshot(
            "私下对王建国：李红梅同志现任组织委员，请先免去职务，再移出花名册。"
        )
        assert await group.say(SECRETARY, "移回花名册 @李四") == snapshot(
            "私下对王建国：李四同志本来就在花名册中，未作改动。"
        )
        assert await group.say(SECRETARY, "移出花名册 欧阳明") == snapshot(
            "私下对王建国：花名册里没有找到“欧阳明”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
        )

    async def test_speaking_does_not_bring_one_back(self, group: Group) -> None:
        await group.say(SECRETARY, "移出花名册 @张三")
        await group.say(MEMBER, "打卡")
        await group.joined(PEOPLE[MEMBER])
        assert "张三" not in await group.private(SECRETARY, "花名册")
        assert await group.deliver() == SILENT


class TestNamesakes:
    async def test_one_must_say_which(self, group: Group) -> None:
        def rename(session: object) -> None:
            session.get(Member, 6).name = "张三"

        await group.stage.database.write(1, rename)
        assert await group.say(SECRETARY, "定类别 张三 预备党员") == snapshot(
            "私下对王建国：花名册里有几位“张三”：QQ 10005、QQ 10006。未作任何改动，请改写 QQ 号再发一次。"
        )
        assert await group.say(SECRETARY, "定类别 10006 预备党员") == "［表情］"
        assert await group.say(SECRETARY, "定类别 @李四 正式党员") == "［表情］"


class TestRosterList:
    async def test_officers_see_it_in_private(self, group: Group) -> None:
        assert await group.private(ORGANIZER, "花名册") == await _as(group, SECRETARY, ORGANIZER, "花名册")
        assert await group.private(SECRETARY, "预备党员有谁") == snapshot("""\
私下对王建国：预备党员 1 人：
1. 刘洋 预备党员\
""")
        assert await group.private(SECRETARY, "花名册 发展对象") == snapshot("私下对王建国：花名册里没有发展对象。")
        assert await group.private("周工", "花名册") == await _as(group, SECRETARY, "周工", "花名册")

    async def test_typed_in_the_group(self, group: Group) -> None:
        assert await group.say(SECRETARY, "花名册") == snapshot("私下对王建国：此事请在私聊中办理，群内未作任何处理")
        assert await group.say(MEMBER, "花名册") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )

    async def test_members_do_not_see_it(self, group: Group) -> None:
        assert await group.private(MEMBER, "花名册") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await group.private("赵明", "花名册") == snapshot(
            "私下对赵明：这件事您没有权限办理，如有疑问请联系支部书记。"
        )

    async def test_five_hundred_people_come_in_several_messages(self, group: Group) -> None:
        await group.private(ORGANIZER, "导入花名册")
        await group.private(ORGANIZER, "\n".join(f"同志{number:03}" for number in range(400)))
        await group.private(ORGANIZER, "确认导入")
        said = await group.private(SECRETARY, "花名册")
        assert said.count("私下对王建国：") > 1
        assert all(len(page) <= 1500 for page in said.split("私下对王建国："))
        assert all(f"同志{number:03} " in said for number in range(400))


async def _as(group: Group, teller: str, reader: str, text: str) -> str:
    return (await group.private(teller, text)).replace(f"私下对{teller}", f"私下对{reader}")


class TestWhoAmI:
    async def test_in_the_group_only_that_one_is_listed(self, group: Group) -> None:
        assert await group.say(SECRETARY, "我是谁") == snapshot(
            "群：王建国同志，您在示范党支部的花名册中。详情请私聊发“我是谁”。"
        )
        assert await group.private(SECRETARY, "我是谁？") == snapshot(
            "私下对王建国：王建国同志，示范党支部，正式党员，书记。"
        )
        assert await group.private("周工", "我是谁") == snapshot("""\
私下对周工：周工同志，示范党支部，正式党员。
您同时是本助手的运维人员。\
""")
        assert await group.private("吴芳", "我的身份") == snapshot("私下对吴芳：吴芳同志，示范党支部，入党积极分子。")


class TestPrivateOrdersInTheGroup:
    """只在私聊办的口令打在群里：什么都不做，私下说一句。"""

    async def test_by_an_officer(self, group: Group) -> None:
        assert await group.say(SECRETARY, "导入花名册") == snapshot(
            "私下对王建国：此事请在私聊中办理，群内未作任何处理"
        )
        assert await group.private(SECRETARY, "张三 正式党员") == snapshot(
            "私下对王建国：没有看懂这句话。发“帮助”看看现在能办的事。"
        )

    async def test_by_a_member(self, group: Group) -> None:
        assert await group.say(MEMBER, "导入花名册") == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
