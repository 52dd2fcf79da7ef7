"""私下练习：一题一题，答完就说；错题本、重做、复习；只给本人看，不计分。"""

import re

from inline_snapshot import snapshot

from tests.dialogue.bank import BLANK, MULTIPLE, SHORT, SINGLE, add, numbered
from tests.dialogue.stage import SILENT, Group


async def test_practise_asks_one_at_a_time_and_says_at_once(group: Group) -> None:
    await add(group, SINGLE)
    assert await group.private("张三", "来一题") == snapshot("""\
私下对张三：【练习】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
发一个字母作答，如“A”；不练了发“停”。\
""")
    assert await group.private("张三", "每天") == snapshot("私下对张三：没有看懂这句话。发“帮助”看看现在能办的事。")
    assert await group.private("张三", "A") == snapshot("""\
私下对张三：这一题再看一看。
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）

练习到这里。答了 1 题，答对 0 题。再练请发“答题”。只给您本人看，不计分。\
""")
    assert await group.private("张三", "错题本") == snapshot("""\
私下对张三：错题本共 1 题，只给您本人看：
Q1 党支部党员大会一般多久召开一次？
再做一遍请发“重做错题”，答对的会移出。\
""")
    assert await group.private("张三", "重做错题") == snapshot("""\
私下对张三：【重做错题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
发一个字母作答，如“A”；不练了发“停”。\
""")
    assert await group.private("张三", "选B") == snapshot("""\
私下对张三：答对了。
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）

重做错题到这里。答了 1 题，答对 1 题。看还有哪些请发“错题本”。只给您本人看，不计分。\
""")
    assert await group.private("张三", "错题本") == snapshot("私下对张三：错题本里没有题。想练一练请发“答题”。")
    assert await group.private("张三", "出处") == snapshot("""\
私下对张三：党支部党员大会一般多久召开一次？
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）\
""")


async def test_several_questions_from_one_regulation_until_stop(group: Group) -> None:
    await add(group, *numbered(3), SINGLE, MULTIPLE)
    said = await group.private("张三", "练习 党章")
    asked = set(re.findall(r"第\d道", said))
    for _ in range(2):
        assert "（判断题）" in said
        said = await group.private("张三", "对")
        asked |= set(re.findall(r"第\d道", said.rpartition("【练习】")[2]))
    assert len(asked) == 3
    assert await group.private("张三", "跳过") == snapshot(
        "私下对张三：练习到这里。答了 2 题，答对 2 题。再练请发“答题”。只给您本人看，不计分。"
    )
    assert await group.private("张三", "停") == SILENT
    await group.private("张三", "练习 党章")
    await group.private("张三", "错")
    assert await group.private("张三", "停") == snapshot(
        "私下对张三：练习到这里。答了 1 题，答对 0 题。再练请发“答题”。只给您本人看，不计分。"
    )


async def test_a_blank_and_a_short_answer(group: Group) -> None:
    await add(group, BLANK)
    await group.private("张三", "来一题")
    assert await group.private("张三", "1") == snapshot("""\
私下对张三：答对了。
答案：一
解析：预备期为一年。
依据：《中国共产党章程》第七条（2022年）

练习到这里。答了 1 题，答对 1 题。再练请发“答题”。只给您本人看，不计分。\
""")
    await add(group, SHORT)
    await group.private("李四", "练习 支部工作条例")
    assert await group.private("李四", "宣传和贯彻党的理论，密切联系群众") == snapshot("""\
私下对李四：要点（参考）：
1. 宣传和贯彻落实党的理论和路线方针政策
2. 组织党员认真学习
3. 密切联系群众
您的回答大致提到了第 3 点，仅供参考，不计对错。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）

练习到这里。答了 1 题，答对 0 题。再练请发“答题”。只给您本人看，不计分。\
""")


async def test_review_comes_back_days_later_at_most_five(group: Group) -> None:
    await add(group, SINGLE)
    assert await group.private("张三", "复习") == snapshot(
        "私下对张三：现在没有到期要复习的题。答过的题会隔几天请您再看一遍。想练新题请发“答题”。"
    )
    await group.private("张三", "来一题")
    await group.private("张三", "A")
    assert await group.private("张三", "复习错题") == snapshot(
        "私下对张三：现在没有到期要复习的题。最近的一次在11月24日（周二）。想练新题请发“答题”。"
    )
    group.stage.clock.move(days=2)
    assert await group.private("张三", "开始复习") == snapshot("""\
私下对张三：【复习】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
发一个字母作答，如“A”；不练了发“停”。\
""")
    assert await group.private("张三", "不复习了") == snapshot(
        "私下对张三：复习到这里。再练请发“答题”。只给您本人看，不计分。"
    )
    assert await group.private("张三", "不复习了") == snapshot("私下对张三：现在没有在练习。想练请发“答题”。")


async def test_asked_for_in_the_group_it_is_answered_in_private(group: Group) -> None:
    await add(group, SINGLE)
    assert (await group.say("张三", "来五道")).startswith("私下对张三：【练习】")
    assert await group.say("张三", "A") == SILENT
    assert await group.say("张三", "练习 加油") == SILENT
    assert await group.say("李四", "停") == SILENT
    assert (await group.private("张三", "B")).startswith("私下对张三：答对了。")


async def test_nobody_else_sees_practice(group: Group) -> None:
    await add(group, SINGLE)
    await group.private("张三", "来一题")
    await group.private("张三", "A")
    assert "练习" not in await group.private("王建国", "操作日志")
    assert "积分 0" in await group.private("张三", "我的打卡")


async def test_an_empty_bank(group: Group) -> None:
    assert await group.private("张三", "答题") == snapshot(
        "私下对张三：题库里没有可练的题。发“答题”不限范围再试，或请宣传委员导入题库。"
    )
    assert await group.private("张三", "重做错题") == snapshot("私下对张三：错题本里没有题。想练一练请发“答题”。")
    assert await group.private("张三", "练习 量子力学") == snapshot(
        "私下对张三：题库里没有“量子力学”可练的题。发“答题”不限范围再试，或请宣传委员导入题库。"
    )
