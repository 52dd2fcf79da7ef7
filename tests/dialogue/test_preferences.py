"""各人的意愿：别@我、不要私聊提醒、免打扰到哪天、不参加排名；凡主动说话的出口都照办。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy.orm import Session

from core.store import members, preferences
from core.store.preferences import Wishes
from tests.conftest import KINDS
from tests.dialogue.pushes import column, fates, remind
from tests.dialogue.stage import PEOPLE, SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
FOREVER, WEDNESDAY = preferences.FOREVER, preferences.FOREVER.replace(2026, 11, 25)


async def wishes(group: Group, name: str = "张三") -> Wishes:
    def work(session: Session) -> Wishes:
        actor = members.find_actor(session, members.Identity("qq", PEOPLE[name]), 1)
        return preferences.wishes_of(session, actor.member)

    return await group.stage.database.read(work)


@BOTH
async def test_my_settings_before_and_after(group: Group) -> None:
    assert await group.say("张三", "我的设置") == snapshot("""\
私下对张三：您的设置：
群里 @ 您：照常。
私聊提醒：照常。
参加排名：照常。
可以发：别@我、可以@我；不要私聊提醒、免打扰到周五、恢复提醒；不参加排名、参加排名。\
""")
    for words in ("别@我", "不参加排名", "免打扰到周五"):
        assert await group.say("张三", words) == "［表情］"
    assert await group.private("张三", "我的设置") == snapshot("""\
私下对张三：您的设置：
群里 @ 您：不要。
私聊提醒：不要，到11月27日（周五）为止。
参加排名：不参加。
可以发：别@我、可以@我；不要私聊提醒、免打扰到周五、恢复提醒；不参加排名、参加排名。\
""")
    assert await group.private("李四", "我的设置") == (await group.private("王五", "我的设置")).replace("王五", "李四")
    for words in ("可以@我", "参加排名", "恢复提醒"):
        assert await group.say("张三", words) == "［表情］"
    assert await wishes(group) == Wishes()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("别@我", Wishes(no_mention=True)),
        ("不要@我", Wishes(no_mention=True)),
        ("请别@我", Wishes(no_mention=True)),
        ("别艾特我", Wishes(no_mention=True)),
        ("不要私聊提醒", Wishes(no_reminder_until=FOREVER)),
        ("别提醒我", Wishes(no_reminder_until=FOREVER)),
        ("别提醒我了", Wishes(no_reminder_until=FOREVER)),
        ("关闭提醒", Wishes(no_reminder_until=FOREVER)),
        ("免打扰到周三", Wishes(no_reminder_until=WEDNESDAY)),
        ("免打扰至11月25日", Wishes(no_reminder_until=WEDNESDAY)),
        ("免打扰 后天", Wishes(no_reminder_until=WEDNESDAY)),
        ("勿扰到11月25号", Wishes(no_reminder_until=WEDNESDAY)),
        ("这周别提醒我", Wishes(no_reminder_until=WEDNESDAY.replace(day=29))),
        ("免打扰到今天", Wishes(no_reminder_until=WEDNESDAY.replace(day=23))),
        ("不参加排名", Wishes(no_ranking=True)),
        ("我不参加排名", Wishes(no_ranking=True)),
        ("退出榜单", Wishes(no_ranking=True)),
        ("隐藏我的排名", Wishes(no_ranking=True)),
        ("别列我", Wishes(no_ranking=True)),
    ],
)
async def test_how_people_say_it(group: Group, words: str, expected: Wishes) -> None:
    said = await group.private("张三", words)
    assert said.startswith("私下对张三：已记下："), said
    assert await wishes(group) == expected
    assert await wishes(group, "李四") == Wishes()


@pytest.mark.parametrize(
    "words",
    ["可以@我", "恢复@我", "取消别@我", "恢复提醒", "取消免打扰", "可以提醒我", "参加排名", "我参加排名", "恢复排名"],
)
async def test_how_people_take_it_back(group: Group, words: str) -> None:
    for one in ("别@我", "不要私聊提醒", "不参加排名"):
        await group.say("张三", one)
    before = await wishes(group)
    assert (await group.private("张三", words)).startswith("私下对张三：")
    after = await wishes(group)
    changed = [getattr(before, name) != getattr(after, name) for name in before.__slots__]
    assert sum(changed) == 1


async def test_the_words_in_private(group: Group) -> None:
    said = [await group.private("张三", words) for words in ("别@我", "不要私聊提醒", "免打扰到周五", "不参加排名")]
    assert said == snapshot(
        [
            "私下对张三：已记下：群里不再 @ 您。查看发“我的设置”。",
            "私下对张三：已记下：不再私聊提醒您。查看发“我的设置”。",
            "私下对张三：已记下：到11月27日（周五）为止不私聊提醒您。查看发“我的设置”。",
            "私下对张三：已记下：榜单不列您的姓名。查看发“我的设置”。",
        ]
    )


@pytest.mark.parametrize("words", ["免打扰到随便", "免打扰到昨天", "免打扰到2月30日"])
async def test_what_is_no_day(group: Group, words: str) -> None:
    assert await group.private("张三", words) == snapshot(
        "私下对张三：没有看懂到哪一天，未作任何改动。请这样写：免打扰到周五，或 免打扰到12月1日。"
    )
    assert await wishes(group) == Wishes()


class TestReminders:
    @BOTH
    async def test_who_refused_is_not_reminded_and_others_are(self, group: Group) -> None:
        await group.say("张三", "不要私聊提醒")
        for name in ("张三", "李四"):
            await remind(group, name)
        assert await group.deliver() == "私下对李四：明天开会"
        assert await column(group, "state") == ["expired", "sent"]

    async def test_the_reason_is_on_record(self, group: Group) -> None:
        await group.say("张三", "不要私聊提醒")
        await remind(group, "张三")
        await group.deliver()
        assert await fates(group) == {"会前提醒": ("expired", "本人设了不要私聊提醒")}

    async def test_until_a_day_and_again_after_it(self, group: Group) -> None:
        await group.say("张三", "免打扰到周三")
        for day, said in ((24, SILENT), (25, SILENT), (26, "私下对张三：明天开会")):
            group.stage.clock.set(2026, 11, day, 12)
            await remind(group, "张三")
            assert await group.deliver() == said
        assert "私聊提醒：照常。" in await group.private("张三", "我的设置")

    async def test_restored_it_is_reminded_again(self, group: Group) -> None:
        await group.say("张三", "不要私聊提醒")
        await group.say("张三", "恢复提醒")
        await remind(group, "张三")
        assert await group.deliver() == "私下对张三：明天开会"

    async def test_answers_come_all_the_same(self, group: Group) -> None:
        await group.say("张三", "不要私聊提醒")
        assert (await group.private("张三", "我的打卡")).startswith("私下对张三：")


class TestStrangers:
    @pytest.mark.parametrize("words", ["我的设置", "别@我", "不参加排名", "免打扰到周五"])
    async def test_who_is_not_on_the_roster(self, group: Group, words: str) -> None:
        group.add("路人", "10098")
        assert "花名册" in await group.private("路人", words)

    @pytest.mark.parametrize("words", ["别@我啊我在开车", "不参加排名的同志请举手", "免打扰到底怎么设", "别提醒我妈"])
    async def test_chatter_is_left_alone(self, group: Group, words: str) -> None:
        assert await group.say("张三", words) == SILENT
        assert await wishes(group) == Wishes()


@pytest.mark.parametrize(
    "words",
    [
        "节假日快乐！",
        "节假日怎么安排值班",
        "放假安排出来了吗",
        "紧急联系人是谁",
        "紧急通知出来了",
        "推送一下",
        "机器人坏了",
        "别排我后面",
        "安静时段到了大家早点休息",
        "每天最多发牢骚",
        "我的设置不对",
    ],
)
@pytest.mark.parametrize("name", ["张三", "王建国"])
async def test_chatter_about_pushes_is_left_alone(group: Group, name: str, words: str) -> None:
    assert await group.say(name, words) == SILENT
