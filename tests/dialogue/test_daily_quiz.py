"""每日一题：默认关，支委打开；碰上未结的题顺延，节假日不发，到点公布。"""

from inline_snapshot import snapshot

from tests.dialogue.bank import MULTIPLE, SINGLE, add, numbered
from tests.dialogue.stage import SILENT, Group


async def test_on_answered_published(group: Group) -> None:
    await add(group, SINGLE)
    assert await group.say("陈志强", "每日一题 8:30") == snapshot(
        """\
群：每日一题已打开：每天 08:30 在群里发一题，法定节假日不发。
20:00 公布答案，可发“公布时间 20:30”来改；关闭请发“每日一题 关”。\
"""
    )
    group.stage.clock.set(2026, 11, 24, 8, 30)
    assert await group.stage.tick() == snapshot("""\
群：【每日一题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
发一个字母作答，如“A”。20:00 公布，公布前可以改，最后一次算。自愿参加，只作学习鼓励。\
""")
    assert await group.private("张三", "每日一题") == snapshot("""\
私下对张三：【每日一题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
在这里发一个字母作答，如“A”即可。20:00 公布。自愿参加，只作学习鼓励。\
""")
    assert await group.private("张三", "B") == snapshot(
        "私下对张三：已收到您的答案“B”。20:00 公布，公布前可以改，最后一次算。"
    )
    assert await group.private("张三", "今日答题") == snapshot("""\
私下对张三：【每日一题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
您已答“B”，公布前可以改。20:00 公布。自愿参加，只作学习鼓励。\
""")
    group.stage.clock.set(2026, 11, 24, 20)
    assert await group.stage.tick() == snapshot("""\
群：【每日一题·公布】党支部党员大会一般多久召开一次？
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
已有同志作答，谢谢参加。\
""")
    assert await group.private("张三", "每日一题") == snapshot("""\
私下对张三：【每日一题】（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
您答的是“B”。
想再练练请私聊发“答题”。\
""")
    assert "积分 2" in await group.private("张三", "我的打卡")


async def test_settings_and_undo(group: Group) -> None:
    assert await group.say("陈志强", "每天9点一题") == snapshot(
        """\
群：每日一题已打开：每天 09:00 在群里发一题，法定节假日不发。
20:00 公布答案，可发“公布时间 20:30”来改；关闭请发“每日一题 关”。\
"""
    )
    assert await group.say("陈志强", "工作日8:30 每日一题") == snapshot(
        """\
群：每日一题已打开：工作日 08:30 在群里发一题，法定节假日不发。
20:00 公布答案，可发“公布时间 20:30”来改；关闭请发“每日一题 关”。\
"""
    )
    assert await group.say("陈志强", "每日一题 关") == snapshot(
        "群：每日一题现在是关着的，钟点为 08:30。打开请发“每日一题 08:30”。"
    )
    assert await group.say("陈志强", "撤销") == snapshot(
        "群：已撤销 A20：设置每日一题：关，工作日 08:30 → 开，工作日 08:30。"
    )
    assert await group.say("陈志强", "公布时间 19:30") == snapshot(
        "群：公布时间改为 19:30，从下一题起。已经开着的题仍按原来的时间公布。"
    )
    assert await group.say("陈志强", "撤销") == snapshot("群：已撤销 A22：公布时间：19:30 → 20:00。")
    assert await group.private("陈志强", "每日一题 22:30") == snapshot(
        "私下对陈志强：22:30 在本群的安静时段（21:30—08:00）里，群里不打扰大家，未作任何改动。请换个时间。"
    )
    assert await group.private("陈志强", "每日一题 随便") == snapshot(
        "私下对陈志强：没有看懂时间，未作任何改动。请这样写：每日一题 8:30。"
    )
    assert await group.private("陈志强", "每日一题 20:30") == snapshot(
        "私下对陈志强：每日一题要早于公布时间（20:00），未作任何改动。可先改“公布时间 20:30”。"
    )
    assert await group.private("陈志强", "公布时间 半夜") == snapshot(
        "私下对陈志强：没有看懂时间，未作任何改动。请这样写：公布时间 20:00。"
    )
    assert await group.private("陈志强", "公布时间 8:00") == snapshot(
        "私下对陈志强：每日一题要早于公布时间（08:00），未作任何改动。可先改“公布时间 20:30”。"
    )
    assert await group.say("张三", "每日一题 9:30") == SILENT
    assert await group.say("张三", "每天9点一题") == SILENT


async def test_deferred_while_another_is_open(group: Group) -> None:
    await add(group, SINGLE, MULTIPLE)
    await group.say("陈志强", "每日一题 13:00")
    await group.say("陈志强", "发一题")
    await group.deliver()
    group.stage.clock.set(2026, 11, 23, 13)
    assert await group.stage.tick() == SILENT
    group.stage.clock.set(2026, 11, 23, 14)
    await group.say("陈志强", "公布答案")
    assert "公布" in await group.deliver()
    group.stage.clock.move(minutes=2)
    assert (await group.stage.tick()).startswith("群：【每日一题】")
    group.stage.clock.set(2026, 11, 24, 13)
    assert (await group.stage.tick()).startswith("群：【每日一题·公布】")


async def test_not_on_holidays_nor_weekends_when_so_set(group: Group) -> None:
    await add(group, *numbered(3))
    await group.say("陈志强", "工作日8:30每日一题")
    group.stage.clock.set(2026, 11, 28, 8, 30)
    assert await group.stage.tick() == SILENT
    await group.say("陈志强", "每日一题 8:30")
    group.stage.clock.set(2026, 11, 29, 8, 30)
    assert "【每日一题】" in await group.stage.tick()
    group.stage.clock.set(2026, 11, 29, 20)
    await group.stage.tick()
    group.stage.clock.set(2027, 1, 1, 8, 30)
    assert await group.stage.tick() == SILENT


async def test_a_question_nobody_saw_is_not_published(group: Group) -> None:
    await add(group, SINGLE)
    group.stage.bot.unreachable.add(group.group_id)
    await group.private("陈志强", "发一题")
    await group.deliver()
    group.stage.clock.set(2026, 11, 23, 20)
    group.stage.bot.unreachable.clear()
    assert "公布" not in await group.stage.tick()
    assert await group.private("陈志强", "公布答案") == snapshot(
        "私下对陈志强：现在没有等着公布的题。要出题请发“发一题”。"
    )


async def test_deferred_while_a_round_runs_it_comes_after(group: Group) -> None:
    await add(group, *numbered(3))
    await group.say("陈志强", "每日一题 12:01")
    await group.private("陈志强", "答题 1题")
    await group.private("陈志强", "确认")
    await group.deliver()
    group.stage.clock.set(2026, 11, 23, 12, 1)
    assert await group.stage.tick() == SILENT
    group.stage.clock.set(2026, 11, 23, 12, 3)
    assert "答题结束" in await group.stage.tick()
    group.stage.clock.move(minutes=2)
    assert (await group.stage.tick()).startswith("群：【每日一题】")


async def test_in_private_the_question_may_be_answered_as_a_reply(group: Group) -> None:
    await add(group, SINGLE)
    await group.say("陈志强", "发一题")
    await group.deliver()
    await group.private("张三", "每日一题")
    assert "已收到您的答案“B”" in await group.private("张三", "B", reply_to="9999")
