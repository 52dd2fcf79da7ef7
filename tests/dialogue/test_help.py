"""帮助：只说这个人在这儿真能办的，不超过十二行，例子照打就能用。"""

import re
from collections.abc import Callable

import pytest
from inline_snapshot import snapshot

from core.store.members import Member
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

OUTSIDER, OPERATOR_OUTSIDE = "10098", "10097"
EVERYONE = PEOPLE | {"路人": OUTSIDER, "外来运维": OPERATOR_OUTSIDE}
SUPERUSERS = (PEOPLE["周工"], OPERATOR_OUTSIDE)
NOT_DONE = (
    "没有看懂",
    "没有这项权限",
    "此事请在私聊中办理",
    "此事请在支部的群里办理",
    "出了点问题",
    "运维只可",
    "还不在本助手服务的",
    "现在还不办",
)
"""例子照打却得到这些，就是帮助说了办不到的事。"""


async def ask(group: Group, name: str, text: str, *, privately: bool) -> str:
    group.people |= EVERYONE
    group.cards |= {user_id: name for name, user_id in EVERYONE.items()}
    said = await (group.private(name, text) if privately else group.say(name, text))
    return re.sub(r"^(群|私下对[^：]*)：", "", said)


async def test_for_a_member_in_the_group(group: Group) -> None:
    assert await group.say("张三", "帮助") == snapshot("""\
群：您在这里可以这样说：
打卡 学习党章第一章——登记今天的学习，心得可写可不写
写法：N1——看发给您的一份通知，例如“N3”
写法：收到——回复通知，或在通知上贴表情
写法：请假 事由——会议请假，登记并转告书记，事由仅书记可见
我的积分——余额、本周、本月和来源，只给本人看
练习——私下练几题，也可写“练习 5题 党章”
写法：会议签到 口令——自报到会
下次会议——下次会议什么时候、在哪里
撤销——撤销刚办的
这些都有，发“帮助 类名”细看：打卡、通知、回执、请假、积分、答题、会议、我、党小组、题库、导出、学习资料。
还有几项只在私聊里办，私聊发“帮助”可以看到。\
""")
    assert await group.say("刘洋", "怎么用") == await group.say("张三", "菜单")


async def test_for_a_member_in_private(group: Group) -> None:
    assert await group.private("张三", "帮助") == snapshot("""\
私下对张三：您在这里可以这样说：
打卡 学习党章第一章——登记今天的学习，心得可写可不写
写法：N1——看发给您的一份通知，例如“N3”
写法：收到——回复通知，或在通知上贴表情
写法：请假 事由——会议请假，登记并转告书记，事由仅书记可见
我的积分——余额、本周、本月和来源，只给本人看
练习——私下练几题，也可写“练习 5题 党章”
写法：会议签到 口令——自报到会
下次会议——下次会议什么时候、在哪里
撤销——撤销刚办的
我的记录——自己办的和说到自己的各次操作
这些都有，发“帮助 类名”细看：打卡、通知、回执、请假、积分、答题、会议、我、党小组、题库、导出、学习资料。\
""")


async def test_for_the_secretary(group: Group) -> None:
    assert await group.say("王建国", "帮助") == snapshot("""\
群：您在这里可以这样说：
打卡 学习党章第一章——登记今天的学习，心得可写可不写
写法：会议通知 11月25日15:00 三楼会议室 支部党员大会 议题：讨论年度工作——写明时间、地点、哪一种会，先给您预览，确认才发
写法：收到——回复通知，或在通知上贴表情
写法：请假 事由——会议请假，登记并转告书记，事由仅书记可见
写法：定类别 @某人 类别——核定党员类别
周报——私下看下一次周报现在的样子
我的积分——余额、本周、本月和来源，只给本人看
练习——私下练几题，也可写“练习 5题 党章”
写法：开始签到 哪场会或口令——开会了，到会的说一句“到”就登记
这些都有，发“帮助 类名”细看：打卡、通知、回执、请假、名册、周报、积分、答题、会议签到、会议、撤销、我、题库、演练、分寸、职务、党小组、定时推送、导出、学习资料。
还有几项只在私聊里办，私聊发“帮助”可以看到。\
""")  # noqa: E501
    assert await group.private("王建国", "帮助") == snapshot("""\
私下对王建国：您在这里可以这样说：
打卡 学习党章第一章——登记今天的学习，心得可写可不写
写法：会议通知 11月25日15:00 三楼会议室 支部党员大会 议题：讨论年度工作——写明时间、地点、哪一种会，先给您预览，确认才发
写法：收到——回复通知，或在通知上贴表情
写法：请假 事由——会议请假，登记并转告书记，事由仅书记可见
写法：定类别 @某人 类别——核定党员类别
周报——私下看下一次周报现在的样子
我的积分——余额、本周、本月和来源，只给本人看
练习——私下练几题，也可写“练习 5题 党章”
写法：开始签到 哪场会或口令——开会了，到会的说一句“到”就登记
写法：会议改到周四10:00——会议改期、换地方，先给您预览，确认才告知大家
这些都有，发“帮助 类名”细看：打卡、通知、回执、请假、名册、周报、积分、答题、会议签到、会议、撤销、我、题库、操作日志、演练、分寸、职务、党小组、定时推送、导出、学习资料。\
""")  # noqa: E501
    assert await group.private("王建国", "帮助 名册") == snapshot("""\
私下对王建国：名册，可以这样说：
写法：定类别 @某人 类别\u3000｜\u3000写法：添加党员 @某人 类别 党小组
写法：绑定 @某人 姓名\u3000｜\u3000写法：流动党员 @某人 城市
写法：取消流动党员 @某人\u3000｜\u3000写法：组织关系 @某人 在或不在
转正 李红梅\u3000｜\u3000写法：移出花名册 @某人
写法：移回花名册 @某人\u3000｜\u3000花名册
导入花名册\u3000｜\u3000导出花名册\
""")
    assert await group.say("王建国", "帮助 名册") == snapshot("""\
群：名册，可以这样说：
写法：定类别 @某人 类别——核定党员类别
写法：添加党员 @某人 类别 党小组——添一个人，或核定类别和党小组
写法：绑定 @某人 姓名——给账号定下真实姓名
写法：流动党员 @某人 城市——登记流动党员
写法：取消流动党员 @某人——不再是流动党员
写法：组织关系 @某人 在或不在——登记组织关系在不在本支部；不在的不计应到
转正 李红梅——说明转正结果怎样登记
写法：移出花名册 @某人——移出名册，记录都留着
写法：移回花名册 @某人——把移出的移回来
还有几项只在私聊里办，私聊发“帮助”可以看到。\
""")


async def test_for_a_stranger(group: Group) -> None:
    group.add("路人", OUTSIDER)
    assert await group.private("路人", "帮助") == snapshot("""\
私下对路人：您在这里可以这样说：
我是谁——查看自己在花名册上的登记\
""")


async def test_one_topic(group: Group) -> None:
    assert await group.say("张三", "帮助 打卡") == snapshot("""\
群：打卡，可以这样说：
打卡 学习党章第一章——登记今天的学习，心得可写可不写
补卡 昨天——补登前几天的学习
我的打卡——查看自己的月历、累计和积分
我的心得——查看自己存的心得，只有本人看得到
打卡人数——今天有几位同志登记\
""")
    expected = await group.say("张三", "帮助 打卡")
    for text in ["怎么打卡", "怎么打卡？", "如何签到", "帮助：打卡", "help 打卡", "怎样打卡"]:
        assert await group.say("张三", text) == expected


@pytest.mark.parametrize("text", ["帮助 请假", "怎么请假", "如何请假？"])
async def test_what_is_not_there_yet_is_said_honestly(group: Group, text: str) -> None:
    said = await group.say("张三", text)
    assert said == snapshot("""\
群：请假，可以这样说：
写法：请假 事由——会议请假，登记并转告书记，事由仅书记可见
写法：销假——取消请假\
""")


@pytest.mark.parametrize("topic", ["设职务", "花名册", "绑定支部"])
async def test_what_others_may_do_is_not_denied_to_exist(group: Group, topic: str) -> None:
    """有这项功能、只是这个人不能办：不能说“本助手还不办”。"""
    assert "还不办" not in await group.say("张三", f"怎么{topic}")


@pytest.mark.parametrize("text", ["怎么回事", "怎么办", "怎么还不打卡", "如何评价党章", "功能不错", "帮助他人"])
async def test_small_talk_that_only_looks_like_a_question(group: Group, text: str) -> None:
    assert await group.say("张三", text) == SILENT


def examples_in(said: str) -> list[str]:
    """一份帮助里可以照打的句子；“写法”只说怎么写，末尾的提示不是口令。"""
    _title, *lines = said.split("\n")
    parts = [part for line in lines for part in line.split("　｜　")]
    hints = ("写法：", "还有几项只在私聊里办", "这些都有")
    examples = [part.split("——")[0] for part in parts if not part.startswith(hints)]
    topics = next((line.partition("细看：")[2] for line in lines if line.startswith("这些都有")), "")
    return examples + [f"帮助 {topic}" for topic in topics.rstrip("。").split("、") if topic]


ASKERS = {
    "full": "张三",
    "probationary": "刘洋",
    "activist": "吴芳",
    "secretary": "王建国",
    "organizer": "李红梅",
    "publicity": "陈志强",
    "discipline": "赵明",
    "superuser": "周工",
    "stranger": "路人",
    "outside-superuser": "外来运维",
}


@pytest.mark.parametrize("privately", [False, True], ids=["group", "private"])
@pytest.mark.parametrize("asker", ASKERS.values(), ids=ASKERS)
async def test_every_example_works_when_typed_verbatim(
    fresh_group: Callable[..., Group], asker: str, *, privately: bool
) -> None:
    group = fresh_group(superusers=SUPERUSERS)
    overview = await ask(group, asker, "帮助", privately=privately)
    assert 1 < len(overview.split("\n")) <= 12
    waiting, tried = examples_in(overview), {}
    while waiting:
        example = waiting.pop()
        if example in tried:
            continue
        tried[example] = await ask(fresh_group(superusers=SUPERUSERS), asker, example, privately=privately)
        if example.startswith("帮助 "):
            assert len(tried[example].split("\n")) <= 12
            waiting += examples_in(tried[example])
    broken = {one: said for one, said in tried.items() if said == SILENT or any(words in said for words in NOT_DONE)}
    assert broken == {}


@pytest.mark.parametrize("card", ["李雷 13800000000", "韩梅梅、二组", "群主@小明", "机关-张三（二组）", "Wang,Wu"])
async def test_examples_work_whatever_the_names_on_the_cards(new_group: Group, card: str) -> None:
    """名册上的姓名起初就是群名片，里面什么字都有。"""
    last = max(new_group.people.values())
    new_group.cards[last] = card
    new_group.sync_list()
    await new_group.say("周工", "绑定支部 示范党支部")
    await new_group.say("周工", "设职务 @王建国 书记")
    for example in examples_in(await new_group.say("王建国", "帮助 名册")):
        said = await new_group.say("王建国", example)
        assert not any(words in said for words in (*NOT_DONE, "没有找到", "（没有出声）")), example


async def test_a_namesake_is_not_used_as_the_example(group: Group) -> None:
    def rename(session: object) -> None:
        session.get(Member, 12).name = "吴芳"

    await group.stage.database.write(1, rename)
    said = await group.say("王建国", "设职务 孙丽 宣传委员")
    assert said.startswith("群：已登记")
    assert "吴芳" not in await group.say("王建国", "帮助 名册")


async def test_help_for_a_branch_of_one(new_group: Group) -> None:
    stage: Stage = new_group.stage
    alone = Group(stage, {"周工": PEOPLE["周工"]})
    await alone.say("周工", "绑定支部 示范党支部")
    await alone.say("周工", "设职务 @周工 书记")
    said = await alone.say("周工", "帮助 名册")
    assert "转正 周工" in said
