"""群里答题：开一道，大家答，改，到点公布，积分入账；谁答了什么，公布之前谁也看不到。"""

import pytest
from inline_snapshot import snapshot

from tests.conftest import KINDS
from tests.dialogue.bank import MULTIPLE, SINGLE, add
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


@BOTH
async def test_one_question_from_asking_to_points(group: Group) -> None:
    await add(group, SINGLE)
    assert await group.say("陈志强", "发一题") == snapshot("［表情］")
    assert await group.deliver() == snapshot("""\
群：【答题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
发一个字母作答，如“A”。20:00 公布，公布前可以改，最后一次算。自愿参加，只作学习鼓励。\
""")
    for name, said in (("张三", "A"), ("李四", "选B"), ("王五", "答案是b"), ("赵六", "Ｂ"), ("孙丽", "C")):
        assert await group.say(name, said) == "［表情］"
    assert await group.say("张三", "B") == "［表情］"
    assert await group.private("刘洋", "B") == snapshot(
        "私下对刘洋：已收到您的答案“B”。20:00 公布，公布前可以改，最后一次算。"
    )
    group.stage.clock.set(2026, 11, 23, 20)
    assert await group.stage.tick() == snapshot("""\
群：【答题·公布】党支部党员大会一般多久召开一次？
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
6 位同志作答，答对的占 83%。\
""")
    assert await group.say("张三", "A") == SILENT
    assert await group.private("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
累计登记 0 天，积分 2。\
""")
    assert await group.private("孙丽", "我的打卡") == snapshot("""\
私下对孙丽：孙丽同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
累计登记 0 天，积分 1。\
""")


async def test_a_question_with_several_answers(group: Group) -> None:
    await add(group, MULTIPLE)
    await group.say("陈志强", "发一题")
    assert await group.deliver() == snapshot("""\
群：【答题】（多选题）下列哪些属于“三会一课”？
A. 党员大会
B. 支委会
C. 职工大会
D. 党课
发几个字母作答，如“ABD”，多选、少选都不算对。20:00 公布，公布前可以改，最后一次算。自愿参加，只作学习鼓励。\
""")
    for name, said in (("张三", "A B D"), ("李四", "A、B、D"), ("王五", "abd"), ("赵六", "选择C"), ("孙丽", "答案A")):
        assert await group.say(name, said) == "［表情］"
    assert await group.say("陈志强", "公布答案") == snapshot("［表情］")
    assert await group.deliver() == snapshot("""\
群：【答题·公布】下列哪些属于“三会一课”？
答案：A. 党员大会；B. 支委会；D. 党课
解析：三会是党员大会、支委会、党小组会，一课是党课。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
5 位同志作答，答对的占 60%。\
""")


async def test_ten_members_and_what_counts(group: Group) -> None:
    await add(group, SINGLE)
    await group.say("陈志强", "出一道题")
    await group.deliver()
    question = group.stage.bot.last_id
    # 回复别人、@ 别人、聊天里带着字母的都不算
    assert await group.say("张三", "A", reply_to=123456) == SILENT
    assert await group.say("张三", "@李四 A") == SILENT
    for chat in ("那道题选A还是B", "A股今天大跌", "对吧？", "对", "1", "AB", "是", "E"):
        assert await group.say("张三", chat) == SILENT
    assert await group.say("张三", "b", reply_to=question) == "［表情］"
    for name, said in (("李四", "Ｂ"), ("王五", "我选B"), ("赵六", "选择 b"), ("孙丽", "答案：B"), ("刘洋", "C")):
        assert await group.say(name, said) == "［表情］"
    for name in ("王建国", "李红梅", "赵明"):
        assert await group.say(name, "B") == "［表情］"
    assert "参加答题（公布前不显示答了什么）" in await group.private("王建国", "操作日志")
    group.stage.clock.set(2026, 11, 23, 20)
    assert await group.stage.tick() == snapshot("""\
群：【答题·公布】党支部党员大会一般多久召开一次？
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
9 位同志作答，答对的占 89%。\
""")
    assert await group.stage.tick() == SILENT


async def test_a_recalled_answer_is_no_answer(group: Group) -> None:
    await add(group, SINGLE)
    await group.say("陈志强", "发一题")
    await group.deliver()
    await group.say("张三", "A")
    first = group.last_id
    await group.say("张三", "B")
    second = group.last_id
    assert await recall(group, "张三", first) == SILENT
    await group.say("李四", "B")
    assert await group.private("张三", "每日一题") == snapshot("""\
私下对张三：【答题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
您已答“B”，公布前可以改。20:00 公布。自愿参加，只作学习鼓励。\
""")
    assert await recall(group, "张三", second) == SILENT
    await group.say("王五", "B")
    assert await group.private("王五", "撤销") == snapshot("私下对王五：王五同志，已撤销 A24：参加答题。")
    await group.say("陈志强", "公布结果")
    assert await group.deliver() == snapshot("""\
群：【答题·公布】党支部党员大会一般多久召开一次？
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
已有同志作答，谢谢参加。\
""")
    assert "积分 0" in await group.private("张三", "我的打卡")
    assert "积分 2" in await group.private("李四", "我的打卡")
    assert await group.private("李四", "撤销") == snapshot(
        "私下对李四：这道题已经公布，答案不能再改、再撤。对题目有疑问请发“这题有误”并说明。"
    )


async def recall(group: Group, name: str, message_id: int) -> str:
    user_id = int(group.people[name])
    frame = {"post_type": "notice", "notice_type": "group_recall", "message_id": message_id, "operator_id": user_id}
    frame |= {"time": int(group.stage.clock().timestamp()), "self_id": int(group.stage.bot.account)}
    return await group.stage.hear(frame | {"group_id": int(group.group_id), "user_id": user_id})


async def test_withdrawn_before_it_is_published(group: Group) -> None:
    await add(group, SINGLE)
    await group.say("陈志强", "发一题")
    await group.deliver()
    await group.say("张三", "B")
    assert await group.say("陈志强", "发一题") == snapshot(
        "私下对陈志强：群里还有一道题没有公布，同时只开一道。请先发“公布答案”（一轮答题发“停止答题”）。"
    )
    assert await group.say("陈志强", "撤销") == snapshot("群：已撤销 A18：答题（已在群里说明，不计分）。")
    assert await group.deliver() == snapshot("群：刚才的答题已撤下，不计分。请各位同志不必再答，谢谢。")
    assert await group.say("张三", "B") == SILENT
    assert await group.say("陈志强", "公布答案") == snapshot("私下对陈志强：现在没有等着公布的题。要出题请发“发一题”。")
    assert "积分 0" in await group.private("张三", "我的打卡")


async def test_why(group: Group) -> None:
    await add(group, SINGLE)
    assert await group.say("张三", "出处") == SILENT
    await group.say("陈志强", "发一题")
    await group.deliver()
    question = group.stage.bot.last_id
    assert await group.say("张三", "依据是什么") == snapshot(
        "私下对张三：这道题 20:00 公布，公布之后再看答案、解析和出处。"
    )
    await group.say("张三", "B")
    await group.say("陈志强", "公布答案")
    await group.deliver()
    result = group.stage.bot.last_id
    assert await group.say("张三", "哪一条", reply_to=question) == snapshot("""\
群：党支部党员大会一般多久召开一次？
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）\
""")
    assert (await group.say("张三", "解析", reply_to=result)).startswith(
        "群：党支部党员大会一般多久召开一次？\n答案：B"
    )
    assert await group.say("张三", "原文", reply_to=123456) == SILENT
    group.stage.clock.move(days=3)
    assert await group.say("张三", "出处") == SILENT


async def test_without_reactions_one_merged_line(group: Group) -> None:
    await add(group, SINGLE)
    group.stage.bot.reacts = False
    await group.private("陈志强", "发一题")
    await group.deliver()
    assert await group.say("张三", "A") == snapshot("群：已收到作答，公布前可以改，最后一次算。")
    assert await group.say("李四", "B") == SILENT
    assert await group.say("王五", "C") == SILENT
    assert await group.stage.wait(minutes=1) == snapshot("群：刚才又收到 2 份作答。")


async def test_an_empty_bank(group: Group) -> None:
    assert await group.private("陈志强", "发一题") == snapshot(
        "私下对陈志强：题库里没有能在群里问的题（单选、多选、判断，且注明出处），未作任何改动。可先导入题库，或换一部法规。"
    )
    assert await group.private("陈志强", "发一题 党章") == snapshot(
        "私下对陈志强：题库里没有“党章”能在群里问的题（单选、多选、判断，且注明出处），未作任何改动。可先导入题库，或换一部法规。"
    )
    assert await group.private("张三", "每日一题") == snapshot(
        "私下对张三：今天群里还没有每日一题。想自己练一练，私聊发“答题”。"
    )
