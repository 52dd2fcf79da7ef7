"""打卡：各种说法、同一天再打、没有表情的平台、换日、看自己的登记。"""

import asyncio

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.chat.platform import NotConnected, SendFailed, SendUnknown
from core.store import ledger
from core.store.checkins import CheckIn
from plugins.checkin.tables import Note
from tests.conftest import KINDS
from tests.dialogue.stage import HOME, PEOPLE, SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"


async def notes(group: Group) -> list[str]:
    return await group.stage.database.read(lambda session: list(session.scalars(select(Note.text).order_by(Note.id))))


async def days(group: Group) -> list[str]:
    return await group.stage.database.read(
        lambda session: [str(day) for day in session.scalars(select(CheckIn.day).order_by(CheckIn.id))]
    )


async def balance(group: Group, member_id: int) -> int:
    return await group.stage.database.read(lambda session: ledger.balance(session, member_id))


@pytest.mark.parametrize(
    "text",
    [
        "打卡",
        "打卡。",
        "打卡！！",
        "打卡～",
        "打卡✅",
        "打卡🇨🇳💪",
        "  打卡  ",
        "/打卡",
        "#打卡",
        "／打卡",
        "@助手 打卡",
        "@助手打卡",
        "打\u200b卡",
        "我打卡",
        "签到",
        "今日学习完成",
        "已学习",
        "打卡 学习党章第一章",
        "打卡：学习党章第一章",
        "打卡，今天学了两个小时",
        "打卡+学习强国30分钟",
        "学习打卡 观看党课视频３０分钟",
        "打卡\n学习党章第一章\n体会很深",
        "打卡《党章》第一章",
        "打卡 和@李四 一起学习",
    ],
)
async def test_what_counts_as_a_check_in(group: Group, text: str) -> None:
    assert await group.say("张三", text) == REACTION


@pytest.mark.parametrize(
    "text",
    [
        "打卡了吗",
        "大家打卡了吗？",
        "今天谁打卡",
        "打卡机坏了",
        "记得打卡",
        "不打卡",
        "打卡打不了",
        "我明天再打卡",
        "收到快递了",
        "收到",
        "1",
        "A",
        "A股大跌",
        "确认",
        "取消",
        "好的",
        "",
        "？",
        "！！！",
        "👍",
        "通知说明天开会",
    ],
)
async def test_chatter_is_never_answered(group: Group, text: str) -> None:
    assert await group.say("张三", text) == SILENT
    assert await days(group) == []


async def test_a_reply_or_a_picture_does_not_hide_a_check_in(group: Group) -> None:
    assert await group.say("张三", "打卡", reply_to=555) == REACTION
    pictures = [
        {"type": "image", "data": {"file": "a.png"}},
        {"type": "text", "data": {"text": " 打卡 "}},
        {"type": "face", "data": {"id": "76"}},
    ]
    assert await group.say("李四", "", fields={"message": pictures}) == REACTION
    assert await group.say("王五", "", fields={"message": "[CQ:at,qq=10000] 打卡[CQ:face,id=76]"}) == REACTION
    assert await days(group) == ["2026-11-23"] * 3


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": None},
        {"sender": {"user_id": None, "card": None, "nickname": None}},
        {"user_id": "10005", "group_id": HOME, "self_id": "10000", "message_id": "abc"},
        {"time": 1795406400000, "font": None, "raw_message": None, "sub_type": None},
        {"anonymous": None},
        {"message": [{"type": "text", "data": {"text": "打卡"}}, {"type": "moon", "data": None}, None, 7]},
    ],
)
async def test_untidy_frames_still_count(group: Group, fields: dict) -> None:
    assert await group.say("张三", "打卡", fields=fields) == REACTION


@pytest.mark.parametrize(
    "fields",
    [
        {"user_id": None},
        {"user_id": 0},
        {"user_id": True},
        {"self_id": None},
        {"group_id": None},
        {"message": None},
        {"message": 7},
        {"message": {}},
        {"user_id": 10000},
    ],
)
async def test_frames_that_make_no_sense_are_ignored(group: Group, fields: dict) -> None:
    assert await group.say("张三", "打卡", fields=fields) == SILENT
    assert await days(group) == []


@BOTH
async def test_again_the_same_day_only_adds_the_note(group: Group) -> None:
    assert await group.say("张三", "打卡") == REACTION
    assert await group.say("张三", "打卡 学了第一章") == REACTION
    assert await group.say("张三", "今日打卡：又学了第二章") == REACTION
    assert (await notes(group), await days(group)) == (["学了第一章", "又学了第二章"], ["2026-11-23"])
    assert await balance(group, 5) == 2
    assert await group.private("张三", "打卡 睡前再学一点") == snapshot(
        "私下对张三：张三同志，今日学习此前已登记，心得已添上。"
    )
    assert await group.private("张三", "打卡") == snapshot("私下对张三：张三同志，今日学习此前已登记。")
    assert await balance(group, 5) == 2


@BOTH
async def test_the_same_message_delivered_three_times_counts_once(group: Group) -> None:
    said = [await group.say("张三", "打卡 心得", message_id=42) for _ in range(3)]
    assert said == [REACTION, SILENT, SILENT]
    await group.stage.restart()
    assert await group.say("张三", "打卡 心得", message_id=42) == SILENT
    assert await notes(group) == ["心得"]


@BOTH
async def test_fifty_identical_messages_at_once(group: Group) -> None:
    frames = [group.frame("张三", "打卡", message_id=number) for number in range(5000, 5050)]
    await asyncio.gather(*(group.stage.hear(frame) for frame in frames))
    assert (await days(group), await balance(group, 5)) == (["2026-11-23"], 2)


async def test_in_private_a_check_in_is_answered_in_words(group: Group) -> None:
    assert await group.private("张三", "打卡 学习党章") == snapshot(
        "私下对张三：张三同志，今日学习已登记，积分＋2。查看发“我的打卡”。"
    )


async def test_a_note_too_long_is_refused_and_nothing_is_kept(group: Group) -> None:
    assert await group.say("张三", "打卡 " + "长" * 2001) == snapshot(
        "私下对张三：心得有 2001 字，最多 2000 字，这次没有登记。请分几段发，例如“打卡 第一段……”。"
    )
    assert await days(group) == []
    assert await group.say("张三", "打卡 " + "长" * 2000) == REACTION


async def test_a_text_of_any_size_does_no_harm(group: Group) -> None:
    assert await group.say("张三", "打卡 " + "长" * 100_000) == SILENT
    assert await group.private("张三", "打卡 " + "长" * 100_000) == SILENT
    assert await days(group) == []


class TestWithoutReactions:
    """平台贴不了表情时：第一条马上说，同一分钟里其余的合成一行。"""

    @BOTH
    async def test_the_first_is_said_at_once_and_the_rest_in_one_line(self, group: Group) -> None:
        group.stage.bot.reacts = False
        said = [await group.say(name, "打卡") for name in ["张三", "李四", "王五", "赵六"]]
        assert said == snapshot(
            [
                "群：张三同志，今日学习已登记，积分＋2。查看发“我的打卡”。",
                "（没有出声）",
                "（没有出声）",
                "（没有出声）",
            ]
        )
        assert await group.deliver() == SILENT
        group.stage.clock.move(seconds=59)
        assert await group.deliver() == SILENT
        group.stage.clock.move(seconds=1)
        assert await group.deliver() == snapshot("群：刚才 3 位同志的学习已登记。个人记录请私聊发“我的打卡”。")
        assert await group.deliver() == SILENT

    async def test_each_minute_has_its_own_line(self, group: Group) -> None:
        group.stage.bot.reacts = False
        for name in ["张三", "李四", "王五"]:
            await group.say(name, "打卡")
        group.stage.clock.move(minutes=1)
        said = [await group.say(name, "打卡") for name in ["赵六", "孙丽"]]
        assert said == snapshot(["群：赵六同志，今日学习已登记，积分＋2。查看发“我的打卡”。", "（没有出声）"])
        assert await group.deliver() == snapshot("群：刚才 2 位同志的学习已登记。个人记录请私聊发“我的打卡”。")
        group.stage.clock.move(minutes=1)
        assert await group.deliver() == snapshot("群：刚才 1 位同志的学习已登记。个人记录请私聊发“我的打卡”。")

    async def test_a_line_that_comes_too_late_is_not_said(self, group: Group) -> None:
        group.stage.bot.reacts = False
        for name in ["张三", "李四"]:
            await group.say(name, "打卡")
        group.stage.clock.move(minutes=12)
        assert await group.deliver() == SILENT

    async def test_a_restart_does_not_lose_the_merged_line(self, group: Group) -> None:
        group.stage.bot.reacts = False
        for name in ["张三", "李四", "王五"]:
            await group.say(name, "打卡")
        await group.stage.restart()
        group.stage.clock.move(minutes=1)
        assert await group.deliver() == snapshot("群：刚才 2 位同志的学习已登记。个人记录请私聊发“我的打卡”。")

    async def test_again_the_same_day_adds_no_line(self, group: Group) -> None:
        group.stage.bot.reacts = False
        said = [await group.say("张三", "打卡") for _ in range(3)]
        assert said == snapshot(
            ["群：张三同志，今日学习已登记，积分＋2。查看发“我的打卡”。", "（没有出声）", "（没有出声）"]
        )
        group.stage.clock.move(minutes=1)
        assert await group.deliver() == SILENT


class TestDelivery:
    """投递遇上坏网络：不丢，也不发两次。"""

    @pytest.fixture(autouse=True)
    async def a_merged_line_is_due(self, group: Group) -> None:
        group.stage.bot.reacts = False
        for name in ["张三", "李四"]:
            await group.say(name, "打卡")
        group.stage.clock.move(minutes=1)
        group.stage.drain()

    async def test_no_answer_means_never_again(self, group: Group) -> None:
        group.stage.bot.trouble = SendUnknown("没有回音")
        assert await group.deliver() == SILENT
        group.stage.bot.trouble = None
        group.stage.clock.move(minutes=3)
        assert await group.deliver() == SILENT

    async def test_a_plain_failure_is_tried_again_later(self, group: Group) -> None:
        group.stage.bot.trouble = SendFailed(100, "群被禁言")
        assert await group.deliver() == SILENT
        group.stage.bot.trouble = None
        assert await group.deliver() == SILENT
        group.stage.clock.move(minutes=3)
        assert await group.deliver() == snapshot("群：刚才 1 位同志的学习已登记。个人记录请私聊发“我的打卡”。")

    async def test_while_offline_it_waits(self, group: Group) -> None:
        group.stage.disconnect(group.stage.bot.account)
        assert await group.deliver() == SILENT
        group.stage.runtime.channels[group.stage.bot.account] = group.stage.bot
        assert await group.deliver() == snapshot("群：刚才 1 位同志的学习已登记。个人记录请私聊发“我的打卡”。")

    async def test_a_connection_that_just_broke_does_not_spin(self, group: Group) -> None:
        """连接断了而还没有人知道：歇一会儿再试，不能一直转。"""
        group.stage.bot.trouble = NotConnected()
        async with asyncio.timeout(3):
            assert await group.deliver() == SILENT
        group.stage.bot.trouble = None
        group.stage.clock.move(minutes=3)
        assert await group.deliver() == snapshot("群：刚才 1 位同志的学习已登记。个人记录请私聊发“我的打卡”。")


@pytest.mark.parametrize("trouble", [SendUnknown("没有回音"), NotConnected(), SendFailed(100, "禁言")])
async def test_when_the_bot_cannot_speak_the_check_in_still_counts(group: Group, trouble: Exception) -> None:
    group.stage.bot.reacts = False
    group.stage.bot.trouble = trouble
    assert await group.say("张三", "打卡") == SILENT
    group.stage.bot.trouble = None
    assert await group.private("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天已登记。
11月登记 1 天：23 日。
累计登记 1 天，积分 2。\
""")


class TestOwnRecord:
    @BOTH
    async def test_asked_in_the_group_it_is_told_privately(self, group: Group) -> None:
        assert await group.say("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
累计登记 0 天，积分 0。\
""")
        for day in (2, 9, 23):
            group.stage.clock.set(2026, 11, day, 9)
            await group.say("张三", "打卡")
        assert await group.say("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天已登记。
11月登记 3 天：2、9、23 日。
累计登记 3 天，积分 6。\
""")
        group.stage.clock.set(2026, 12, 1, 9)
        assert await group.say("张三", "我今天打卡了吗") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
累计登记 3 天，积分 6。\
""")

    async def test_when_private_fails_the_group_never_sees_the_content(self, group: Group) -> None:
        group.stage.bot.unreachable.add(PEOPLE["张三"])
        assert await group.say("张三", "我的打卡") == snapshot(
            "群：有一条给您的回复不便在群里说。请先加本助手为好友，再私聊发一次。"
        )

    async def test_when_nobody_knows_whether_it_arrived_nothing_more_is_said(self, group: Group) -> None:
        group.stage.bot.trouble = SendUnknown("没有回音")
        assert await group.say("张三", "我的打卡") == SILENT

    async def test_nobody_elses(self, group: Group) -> None:
        await group.say("李四", "打卡")
        assert await group.private("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天还没有登记；想登记时发“打卡”即可，自愿参加。
累计登记 0 天，积分 0。\
""")


async def test_how_many_is_only_a_number(group: Group) -> None:
    assert await group.say("张三", "打卡人数") == snapshot("群：今天还没有学习登记。")
    for name in ["张三", "李四", "张三"]:
        await group.say(name, "打卡")
    assert await group.say("王五", "今天多少人打卡了？") == snapshot("群：今天已有 2 位同志登记学习。")
    assert await group.private("王五", "打卡人数") == snapshot("私下对王五：今天已有 2 位同志登记学习。")
    group.stage.clock.move(days=1)
    assert await group.say("王五", "打卡人数") == snapshot("群：今天还没有学习登记。")


class TestDays:
    """一天从支部所在时区的零点起，不看服务器的时区。"""

    async def test_midnight_begins_a_new_day(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 23, 59, 59)
        await group.say("张三", "打卡")
        group.stage.clock.set(2026, 11, 24, 0, 0, 1)
        assert await group.say("张三", "打卡") == REACTION
        assert (await days(group), await balance(group, 5)) == (["2026-11-23", "2026-11-24"], 4)

    async def test_the_utc_day_does_not_matter(self, group: Group) -> None:
        # 北京时间 7:59 与 8:01，UTC 已换了一天
        group.stage.clock.set(2026, 11, 24, 7, 59)
        await group.say("张三", "打卡")
        group.stage.clock.set(2026, 11, 24, 8, 1)
        await group.say("张三", "打卡")
        assert (await days(group), await balance(group, 5)) == (["2026-11-24"], 2)

    async def test_the_year_turns_at_the_branch_too(self, group: Group) -> None:
        group.stage.clock.set(2026, 12, 31, 23, 59, 59)
        await group.say("张三", "打卡")
        group.stage.clock.set(2027, 1, 1, 0, 0, 0)
        await group.say("张三", "打卡")
        assert await group.private("张三", "我的打卡") == snapshot("""\
私下对张三：张三同志，您的学习登记：
今天已登记。
1月登记 1 天：1 日。
累计登记 2 天，积分 4。
到今天连续登记 2 天（休息日、节假日不算间断）。\
""")


async def test_masses_may_look_but_not_check_in(group: Group) -> None:
    await group.say("王建国", "定类别 @吴芳 群众")
    assert await group.say("吴芳", "打卡") == snapshot("私下对吴芳：这件事您没有权限办理，如有疑问请联系支部书记。")
    assert await group.say("吴芳", "打卡人数") == snapshot("群：今天还没有学习登记。")
