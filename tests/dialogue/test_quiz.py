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
