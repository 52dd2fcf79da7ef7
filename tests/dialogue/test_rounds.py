"""一轮答题：先预览，一题接一题，到时自动下一题；中间重启接着走；结果没有姓名，各人的私下给。"""

import re

from inline_snapshot import snapshot

from core.domain.questions import Source
from tests.dialogue.bank import add, numbered
from tests.dialogue.stage import SILENT, Group

RULES = Source("中国共产党支部工作条例（试行）", 2018, "十一")
FIVE = ("张三", "李四", "王五", "赵六", "孙丽")


def plain(said: str) -> str:
    """题是抽的：题干里的号不论是几。"""
    return re.sub(r"第\d+道", "第某道", said)


async def minute(group: Group, minutes: int = 1) -> str:
    group.stage.clock.move(minutes=minutes)
    return plain(await group.stage.tick())


async def test_a_round_across_a_restart(group: Group) -> None:
    await add(group, *numbered(2), *numbered(1, RULES))
    assert await group.say("陈志强", "答题 2题 党章") == snapshot("""\
私下对陈志强：请核对要在群里开的一轮答题：
· 2 题，范围：《中国共产党章程》
· 确认后马上开始，每题 2 分钟，约 4 分钟；一题接一题，答得快慢不影响得分
· 结束后群里公布集体情况（没有姓名），各人的结果私下发给本人
无误请发“确认”，不开了发“取消”。\
""")
    assert await group.private("陈志强", "确认") == snapshot(
        "私下对陈志强：一轮答题已在群里开始，共 2 题。要停请发“停止答题”。"
    )
    assert plain(await group.deliver()) == snapshot("""\
群：【答题 第 1/2 题】（判断题）第某道判断题。
发“对”或“错”作答。本题 2 分钟，其间可以改；快慢不影响得分。\
""")
    for name in FIVE:
        assert await group.say(name, "错" if name == "张三" else "对") == "［表情］"
    await group.stage.restart()
    second = await minute(group, 2)
    assert second == snapshot("""\
群：上一题答案：对。依据：《中国共产党章程》第四条（2022年）

【答题 第 2/2 题】（判断题）第某道判断题。
发“对”或“错”作答。本题 2 分钟，其间可以改；快慢不影响得分。\
""")
    for name in FIVE[:4]:
        assert await group.say(name, "✗" if name == "李四" else "√") == "［表情］"
    assert await minute(group) == SILENT
    await group.stage.restart()
    assert await minute(group) == snapshot("""\
群：最后一题答案：对。依据：《中国共产党章程》第四条（2022年）

【示范党支部】11月23日（周一）答题结束，共 2 题。
5 位同志参加，答题 9 人次，正确率 78%。
答错较多的是《中国共产党章程》第四条（2022年），建议再学一次。
个人情况私下发给本人。自愿参加，只作鼓励，不作考核、评优依据。
私下对张三：张三同志，这一轮您答了 2 题，答对 1 题。第 1 题再看一看，私聊发“错题本”即可。结果只给您本人看。
私下对李四：李四同志，这一轮您答了 2 题，答对 1 题。第 2 题再看一看，私聊发“错题本”即可。结果只给您本人看。
私下对王五：王五同志，这一轮您答了 2 题，答对 2 题。都答对了，谢谢参加。结果只给您本人看。
私下对赵六：赵六同志，这一轮您答了 2 题，答对 2 题。都答对了，谢谢参加。结果只给您本人看。
私下对孙丽：孙丽同志，这一轮您答了 1 题，答对 1 题。都答对了，谢谢参加。结果只给您本人看。\
""")
    assert group.stage.cards[0].card.data == snapshot(
        {
            "title": "答题情况",
            "org": "示范党支部",
            "range": "11月23日（周一）",
            "figures": [
                {"name": "参加", "value": "5 位"},
                {"name": "题数", "value": "2 题"},
                {"name": "答题", "value": "9 人次"},
                {"name": "正确率", "value": "78 %"},
            ],
            "questions": [{"number": 1, "share": 80, "answered": 5}, {"number": 2, "share": 75, "answered": 4}],
            "weakest": [{"clause": "《中国共产党章程》第四条（2022年）", "share": 78}],
            "foot": "自愿参加，只作鼓励，不作考核、评优依据。个人情况私下发给本人。",
        }
    )
    assert await group.say("张三", "对") == SILENT
    assert "积分 3" in await group.private("张三", "我的打卡")


async def test_tonight(group: Group) -> None:
    await add(group, *numbered(12))
    assert await group.private("陈志强", "今晚8点答题 10题 党章 每题3分钟") == snapshot("""\
私下对陈志强：请核对要在群里开的一轮答题：
· 10 题，范围：《中国共产党章程》
· 11月23日（周一）20:00 开始，每题 3 分钟，约 30 分钟；一题接一题，答得快慢不影响得分
· 结束后群里公布集体情况（没有姓名），各人的结果私下发给本人
无误请发“确认”，不开了发“取消”。\
""")
    assert await group.private("陈志强", "确认答题") == snapshot(
        "私下对陈志强：一轮答题已排好：11月23日（周一）20:00 在群里开始，共 10 题。要停请发“停止答题”。"
    )
    assert await group.deliver() == SILENT
    group.stage.clock.set(2026, 11, 23, 20)
    assert (await group.stage.tick()).startswith("群：【答题 第 1/10 题】（判断题）第")
    assert await group.say("陈志强", "停止答题") == snapshot(
        "私下对陈志强：这一轮答题已停止，已答的题照常计分，结果发到群里。"
    )
    assert plain(await group.deliver()) == snapshot("""\
群：最后一题答案：对。依据：《中国共产党章程》第四条（2022年）

【示范党支部】11月23日（周一）答题结束，共 1 题。
个人情况私下发给本人。自愿参加，只作鼓励，不作考核、评优依据。\
""")


async def test_refusals(group: Group) -> None:
    await add(group, *numbered(3))
    assert await group.private("陈志强", "答题 10题") == snapshot(
        "私下对陈志强：题库里能在群里问的题只有 3 道，不够 10 道，未作任何改动。请减少题数或换一部法规。"
    )
    assert await group.private("陈志强", "答题 0题") == snapshot(
        "私下对陈志强：一轮 1—20 题、每题 1—30 分钟（按整分钟计），未作任何改动。例如“答题 10题 党章 每题2分钟”。"
    )
    assert await group.private("陈志强", "答题 3题 量子力学") == snapshot(
        "私下对陈志强：题库里没有“量子力学”能在群里问的题（单选、多选、判断，且注明出处），未作任何改动。可先导入题库，或换一部法规。"
    )
    assert await group.private("陈志强", "今天早上8点答题 3题") == snapshot(
        "私下对陈志强：这个时间已经过了，未作任何改动。请写以后的时间，如“今晚8点答题 10题 党章”。"
    )
    assert await group.private("陈志强", "今晚11点答题 3题") == snapshot(
        "私下对陈志强：23:00 在本群的安静时段（21:30—08:00）里，群里不打扰大家，未作任何改动。请换个时间。"
    )
    assert await group.private("陈志强", "停止答题") == snapshot(
        "私下对陈志强：现在没有一轮答题。要公布正开着的一题，请发“公布答案”。"
    )
    assert await group.say("张三", "停止答题") == SILENT
    await group.say("陈志强", "发一题")
    assert await group.private("陈志强", "发起答题 3题") == snapshot(
        "私下对陈志强：群里还有一道题没有公布，同时只开一道。请先发“公布答案”（一轮答题发“停止答题”）。"
    )


async def test_cancelled_and_undone(group: Group) -> None:
    await add(group, *numbered(3))
    await group.private("陈志强", "答题 3题")
    assert await group.private("陈志强", "取消") == snapshot("私下对陈志强：好的，这一轮不开了。")
    await group.private("陈志强", "明晚8点答题 3题")
    await group.private("陈志强", "确认")
    assert await group.private("陈志强", "答题 3题") == snapshot(
        "私下对陈志强：已有一轮答题（11月24日 20:00），同时只开一轮。要换请先发“停止答题”。"
    )
    assert await group.private("陈志强", "停止答题") == snapshot("私下对陈志强：这一轮答题已取消，没有开始。")
    await group.private("陈志强", "答题 3题")
    await group.private("陈志强", "确认")
    await group.deliver()
    assert await group.private("陈志强", "撤销") == snapshot(
        "私下对陈志强：已撤销 A20：一轮答题（不再问下去，已公布的题照常计分）。"
    )
    assert plain(await group.deliver()) == snapshot("""\
群：最后一题答案：对。依据：《中国共产党章程》第四条（2022年）

【示范党支部】11月23日（周一）答题结束，共 1 题。
个人情况私下发给本人。自愿参加，只作鼓励，不作考核、评优依据。\
""")
    assert await minute(group, 3) == SILENT


async def test_a_long_outage_ends_the_round(group: Group) -> None:
    await add(group, *numbered(3))
    await group.private("陈志强", "答题 3题")
    await group.private("陈志强", "确认")
    await group.deliver()
    await group.say("张三", "对")
    group.stage.clock.move(hours=2)
    await group.stage.restart()
    assert plain(await group.stage.tick()) == snapshot("""\
群：最后一题答案：对。依据：《中国共产党章程》第四条（2022年）

【示范党支部】11月23日（周一）答题结束，共 1 题。
已有同志参加，谢谢。
个人情况私下发给本人。自愿参加，只作鼓励，不作考核、评优依据。
私下对张三：张三同志，这一轮您答了 1 题，答对 1 题。都答对了，谢谢参加。结果只给您本人看。\
""")
    assert "积分 2" in await group.private("张三", "我的打卡")
