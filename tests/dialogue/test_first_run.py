"""首次使用：凭口令私下答几个问题，八条消息之内群里就能打卡；口令错了、写错了、重启了、已经有支部了怎么办。"""

import pytest
from inline_snapshot import snapshot

from core.chat.platform import SendFailed
from core.domain.manners import Manners
from core.store import manners
from plugins.guide import service
from plugins.guide.tables import SetupCode
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
ANSWERS = ["默认", "机关第三党支部", "王建国", "默认", "以后"]
WRONG = "2222-2222"


async def code_for(group: Group) -> str:
    code = await group.stage.database.write(None, lambda session: service.issue(session, group.stage.clock()))
    assert code is not None
    return code


async def set_up(group: Group, *answers: str) -> str:
    said = await group.private("王建国", await code_for(group))
    for one in answers or ANSWERS:
        said = await group.private("王建国", one)
    return said


async def kept(group: Group) -> Manners:
    return await group.stage.database.read(lambda session: manners.load(session, 1))


@BOTH
async def test_from_the_first_word_to_a_check_in_within_eight_messages(new_group: Group) -> None:
    said = [await new_group.private("王建国", await code_for(new_group))]
    said += [await new_group.private("王建国", one) for one in ANSWERS]
    said.append(await new_group.say("王建国", "打卡"))
    assert len(said) <= 8
    assert said == snapshot(
        [
            """\
私下对王建国：口令无误，由您来设好支部，您就是首任书记。共五个问题，约两分钟；每一步都可以回“默认”“上一步”“退出”。
1/5 支部在哪个群？您和助手都在的只有这一个，回“默认”即可。
1. 群（20001）\
""",
            "私下对王建国：2/5 支部叫什么名称？例如：机关第三党支部。回“默认”就是：群。",
            "私下对王建国：3/5 您的姓名？会登记为首任书记。回“默认”就是：王建国。",
            "私下对王建国：4/5 几点到几点助手不主动说话？“默认”是 21:30—08:00，也可写 22:00-7:30 或“不设”。",
            """\
私下对王建国：5/5 花名册现在导入，还是以后？
“现在”：设好以后您私下贴名单或发表格。
“以后”（默认）：先照群成员起草，再逐人核定。\
""",
            """\
私下对王建国：设好了：机关第三党支部，群 20001，书记王建国同志，安静时段 21:30—08:00。
请到群里发“打卡”试一试。本群不处理涉密和内部敏感事项。
照群成员起草了 12 人的花名册，类别都待核定；以后用“定类别 姓名 正式党员”逐人核定，或私聊发“导入花名册”整批核定。
一周学习情况怎样公布，随后私下另问您一次。能办的事发“帮助”查看。\
""",
            "［表情］",
        ]
    )
    assert await new_group.private("王建国", "我是谁") == snapshot(
        "私下对王建国：王建国同志，机关第三党支部，类别未定，书记。"
    )
    assert await new_group.private("王建国", "操作日志") == snapshot("""\
私下对王建国：A2 11月23日 12:00 王建国：学习登记，积分＋2
A1 11月23日 12:00 王建国：首次设置：绑定支部“机关第三党支部”，起草花名册 12 人，王建国任书记\
""")
    assert await new_group.say("张三", "打卡") == "［表情］"


async def test_the_code_is_not_kept_as_it_is(new_group: Group) -> None:
    code = await code_for(new_group)
    row = await new_group.stage.database.read(lambda session: session.get_one(SetupCode, 1))
    assert code.replace("-", "") not in f"{row.salt}{row.digest}".upper()


@pytest.mark.parametrize("form", ["{}", "书记口令：{}", "口令 {}", " {} 。"])
async def test_the_code_may_be_typed_in_any_way(new_group: Group, form: str) -> None:
    code = await code_for(new_group)
    assert "1/5" in await new_group.private("王建国", form.format(code.lower().replace("-", " ")))


async def test_a_stranger_is_told_what_is_missing_once_in_a_while(new_group: Group) -> None:
    await code_for(new_group)
    assert await new_group.private("张三", "你好") == snapshot(
        """\
私下对张三：助手刚装好，还没有绑定支部。
书记请把书记口令发给我，形如 7K3F-92QD；口令打印在装助手的机器上，请向运维要。\
"""
    )
    assert await new_group.private("张三", "在吗") == SILENT
    new_group.stage.clock.move(minutes=11)
    assert await new_group.private("张三", "开始设置") != SILENT


async def test_a_wrong_code_gets_one_sentence_and_five_get_a_rest(new_group: Group) -> None:
    code = await code_for(new_group)
    said = [await new_group.private("张三", WRONG) for _ in range(6)]
    assert said == snapshot(
        [
            "私下对张三：口令不对、已过期或已用过，请与运维核对后再发一次。",
            "私下对张三：口令不对、已过期或已用过，请与运维核对后再发一次。",
            "私下对张三：口令不对、已过期或已用过，请与运维核对后再发一次。",
            "私下对张三：口令不对、已过期或已用过，请与运维核对后再发一次。",
            "私下对张三：口令不对，已接连错了 5 次，请过 10 分钟再试。",
            "（没有出声）",
        ]
    )
    # 歇着的时候，对的也不收；别人不受影响
    assert await new_group.private("张三", code) == SILENT
    new_group.stage.clock.move(minutes=11)
    assert await new_group.private("张三", WRONG) == said[0]
    assert "1/5" in await new_group.private("张三", code)


async def test_it_works_once_and_for_seven_days(new_group: Group) -> None:
    late, code, spare = await code_for(new_group), await code_for(new_group), await code_for(new_group)
    assert "1/5" in await new_group.private("王建国", code)
    for used in (code, late, spare):
        assert await new_group.private("张三", used) == "私下对张三：口令不对、已过期或已用过，请与运维核对后再发一次。"
    new_group.stage.clock.move(days=7, minutes=1)
    assert await new_group.private("王建国", "默认") == SILENT
    fresh = await code_for(new_group)
    assert "1/5" in await new_group.private("张三", fresh)


async def test_nothing_is_printed_or_taken_once_there_is_a_branch(group: Group) -> None:
    group.add("钱七", "10099")
    assert await group.stage.database.write(None, lambda session: service.issue(session, group.stage.clock())) is None
    assert await group.private("钱七", WRONG) == SILENT
    assert await group.private("钱七", "开始设置") == SILENT


async def test_what_was_printed_is_void_once_the_operator_has_bound_a_group(new_group: Group) -> None:
    code = await code_for(new_group)
    assert "1/5" in await new_group.private("王建国", code)
    assert "本群已绑定" in await new_group.say("周工", "绑定支部 机关第三党支部")
    new_group.add("钱七", "10099")
    assert await new_group.private("钱七", code) == SILENT
    assert "没有看懂这句话" in await new_group.private("王建国", "默认")


async def test_every_step_takes_a_slip_of_the_pen(new_group: Group) -> None:
    await new_group.private("王建国", await code_for(new_group))
    said = [
        await new_group.private("王建国", one)
        for one in ("第七个", "1", "支" * 21, "机关第三党支部", "默认", "晚上", "22:00-7:30", "不知道", "现在")
    ]
    assert "\n".join(one.removeprefix("私下对王建国：") for one in said) == snapshot("""\
没有看懂是哪个群，请回群前面的序号，如 1。
2/5 支部叫什么名称？例如：机关第三党支部。回“默认”就是：群。
“支支支支支支支支支支支支支支支支支支支支”不像一个支部名称，未作任何改动。请写 1 到 20 个字，不能是公式或数字。
3/5 您的姓名？会登记为首任书记。回“默认”就是：王建国。
4/5 几点到几点助手不主动说话？“默认”是 21:30—08:00，也可写 22:00-7:30 或“不设”。
没有看懂安静时段。请写成 21:30-8:00，或“不设”“默认”。
5/5 花名册现在导入，还是以后？
“现在”：设好以后您私下贴名单或发表格。
“以后”（默认）：先照群成员起草，再逐人核定。
没有看懂，请回“现在”或“以后”。
设好了：机关第三党支部，群 20001，书记王建国同志，安静时段 22:00—07:30。
请到群里发“打卡”试一试。本群不处理涉密和内部敏感事项。
照群成员起草了 12 人的花名册，类别都待核定；现在就可以私聊发“导入花名册”，再贴名单或发表格。
一周学习情况怎样公布，随后私下另问您一次。能办的事发“帮助”查看。\
""")
    assert (await kept(new_group)).quiet_from.hour == 22


async def test_back_quit_and_again(new_group: Group) -> None:
    await set_up(new_group, "默认", "机关第三党支部", "王建国")
    assert "3/5" in await new_group.private("王建国", "上一步")
    assert "2/5" in await new_group.private("王建国", "上一步")
    assert "1/5" in await new_group.private("王建国", "上一步")
    assert "1/5" in await new_group.private("王建国", "上一步")
    assert await new_group.private("王建国", "退出") == snapshot(
        "私下对王建国：好的，先不设了，什么都没有改动，答过的也不留。要接着设，随时再发“开始设置”。"
    )
    assert await new_group.private("王建国", "开始设置") != SILENT
    said = [await new_group.private("王建国", one) for one in ANSWERS]
    assert "设好了" in said[-1]


async def test_a_restart_in_the_middle_goes_on_where_it_was(new_group: Group) -> None:
    await set_up(new_group, "默认", "机关第三党支部")
    await new_group.stage.restart()
    assert "4/5" in await new_group.private("王建国", "王建国")


async def test_only_groups_where_both_are(new_group: Group) -> None:
    Group(new_group.stage, {"张三": "10005"}, "20002", "别人的群")
    said = await new_group.private("王建国", await code_for(new_group))
    assert "20001" in said
    assert "20002" not in said


async def test_the_assistant_in_no_group_yet(new_group: Group) -> None:
    listed = new_group.stage.bot.members.pop(new_group.group_id)
    assert await new_group.private("王建国", await code_for(new_group)) == snapshot("""\
私下对王建国：口令无误，由您来设好支部，您就是首任书记。共五个问题，约两分钟；每一步都可以回“默认”“上一步”“退出”。
1/5 支部在哪个群？现在没有您和助手都在的群：请先把助手拉进支部的群，再回我一句“好了”。\
""")
    new_group.stage.bot.members[new_group.group_id] = listed
    assert "20001" in await new_group.private("王建国", "好了")


async def test_a_group_left_in_the_meantime_is_said_so(new_group: Group) -> None:
    await set_up(new_group, *ANSWERS[:-1])
    listed = new_group.stage.bot.members.pop(new_group.group_id)
    assert await new_group.private("王建国", "以后") == snapshot(
        "私下对王建国：选好的那个群里，助手或您已经不在了，还没有设成。请回“上一步”重选，或请人把您和助手拉回群里，再回一次。"
    )
    new_group.stage.bot.members[new_group.group_id] = listed
    assert "设好了" in await new_group.private("王建国", "以后")


async def test_no_list_no_step_and_the_code_still_works(new_group: Group) -> None:
    code = await code_for(new_group)
    new_group.stage.bot.trouble = SendFailed(100, "没有")
    await new_group.private("王建国", code)
    new_group.stage.bot.trouble = None
    assert "1/5" in await new_group.private("王建国", code)


async def test_not_by_temporary_session_and_not_in_the_group(new_group: Group) -> None:
    code = await code_for(new_group)
    assert await new_group.say("王建国", code) == SILENT
    temporary = {"message_type": "private", "sub_type": "group"}
    assert await new_group.private("王建国", code, fields=temporary) == SILENT


async def test_whoever_asks_is_befriended_until_there_is_a_branch(new_group: Group) -> None:
    await code_for(new_group)
    assert await new_group.befriends("10099", "f1") == "［同意好友申请］f1"
    await set_up(new_group)
    assert await new_group.befriends("10098", "f2") == SILENT


async def test_it_cannot_be_undone_and_says_why(new_group: Group) -> None:
    await set_up(new_group)
    assert "首次设置不能撤销" in await new_group.private("王建国", "撤销 A1")


async def test_help_is_still_help(new_group: Group) -> None:
    await set_up(new_group, "默认")
    assert "2/5" not in await new_group.private("王建国", "帮助")
    assert "3/5" in await new_group.private("王建国", "机关第三党支部")
