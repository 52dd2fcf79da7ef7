"""OneBot v12 账号能做的事：只有标准里的那些。"""

from typing import Any

import pytest
from nonebot.adapters.onebot.v12.exception import ActionMissingField, NetworkError

from core.chat.incoming import Uploaded
from core.chat.onebot.capability import Capability
from core.chat.onebot.v12_channel import V12Channel
from core.chat.platform import Listed, NotSupported, SendFailed, SendUnknown, Target
from core.domain.dialogue import Scene
from tests.unit.onebot import ScriptedBot, Ticks, failed_v12

GROUP, FRIEND = Target(Scene.GROUP, "900"), Target(Scene.PRIVATE, "u100")


def channel(bot: ScriptedBot) -> V12Channel:
    return V12Channel(bot, "wechat", Capability(), Ticks())


def text(words: str) -> list[dict[str, Any]]:
    return [{"type": "text", "data": {"text": words}}]


async def test_words_to_a_group_and_to_a_friend() -> None:
    bot = ScriptedBot(send_message={"message_id": "m5", "time": 1632847927.5})
    made = channel(bot)
    assert (made.platform, made.account) == ("wechat", "10000")
    assert await made.send_group("900", "好") == "m5"
    assert await made.send_private("u100", "好", "900") == "m5"
    assert [params for _, params in bot.calls] == [
        {"detail_type": "group", "group_id": "900", "message": text("好")},
        {"detail_type": "private", "user_id": "u100", "message": text("好")},
    ]


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (failed_v12(10002, "unsupported action"), NotSupported),
        (failed_v12(34001, "被限制"), SendFailed),
        (failed_v12(33000, "Request timed out"), SendUnknown),
        (failed_v12(10005), SendFailed),
        (ActionMissingField({"status": "failed", "retcode": 10002}), NotSupported),
        (ActionMissingField("不是对象"), SendFailed),
        (NetworkError("WebSocket call api send_message timeout"), SendUnknown),
    ],
)
async def test_what_a_failure_means(error: Exception, meaning: type[Exception]) -> None:
    with pytest.raises(meaning) as raised:
        await channel(ScriptedBot(send_message=error)).send_group("900", "好")
    assert raised.type is meaning


async def test_an_answer_that_says_ok_with_a_field_missing_is_ok() -> None:
    answer = ActionMissingField({"status": "ok", "retcode": 0, "data": {"message_id": "m5"}})
    assert await channel(ScriptedBot(send_message=answer)).send_group("900", "好") == "m5"


async def test_a_file_is_uploaded_and_then_sent() -> None:
    bot = ScriptedBot(upload_file={"file_id": "f1"}, send_message={})
    await channel(bot).send_file(GROUP, "名单.xlsx", b"\x00")
    await channel(bot).send_file(FRIEND, "名单.xlsx", b"\x00")
    file = [{"type": "file", "data": {"file_id": "f1"}}]
    assert bot.calls == [
        ("upload_file", {"type": "data", "name": "名单.xlsx", "data": b"\x00"}),
        ("send_message", {"detail_type": "group", "group_id": "900", "message": file}),
        ("upload_file", {"type": "data", "name": "名单.xlsx", "data": b"\x00"}),
        ("send_message", {"detail_type": "private", "user_id": "u100", "message": file}),
    ]


async def test_a_file_that_was_given_no_number_is_not_sent() -> None:
    bot = ScriptedBot(upload_file={}, send_message={})
    with pytest.raises(SendFailed):
        await channel(bot).send_file(GROUP, "名单.xlsx", b"")
    assert bot.apis == ["upload_file"]


async def test_asking_who_is_there_and_recalling() -> None:
    rows = [
        {"user_id": "u100", "user_name": "山高", "user_displayname": ""},
        {"user_id": "u101", "user_name": "x", "user_displayname": "李四"},
        {"user_id": "10000", "user_name": "助手"},
        {},
    ]
    bot = ScriptedBot(
        get_group_member_list=rows,
        get_group_member_info=rows[1],
        get_group_list=[{"group_id": "900"}, {"group_id": None}],
        delete_message=None,
    )
    made = channel(bot)
    assert await made.member_list("900") == [Listed("u100", "山高"), Listed("u101", "李四")]
    assert await made.member_name("900", "u101") == "李四"
    assert await made.groups() == ["900"]
    await made.recall("m5")
    assert bot.calls[-1] == ("delete_message", {"message_id": "m5"})


async def test_what_the_standard_does_not_have_is_not_supported() -> None:
    bot = ScriptedBot()
    made = channel(bot)
    assert not await made.acknowledge("900", "m5")
    for asked in (
        made.send_pages(GROUP, ["一"]),
        made.announce("900", "明天开会"),
        made.befriend("x"),
        made.history(GROUP, None, 20),
    ):
        with pytest.raises(NotSupported):
            await asked
    assert bot.calls == []


async def test_a_picture_is_handed_over_first_and_follows_the_words() -> None:
    bot = ScriptedBot(upload_file={"file_id": "f1"}, send_message={"message_id": "m5"})
    assert await channel(bot).send_group("900", "好", b"\x00") == "m5"
    assert bot.apis == ["upload_file", "send_message"]
    assert bot.calls[1][1]["message"] == [
        {"type": "text", "data": {"text": "好"}},
        {"type": "image", "data": {"file_id": "f1"}},
    ]


@pytest.mark.parametrize("answer", [{}, failed_v12(10002), NetworkError("WebSocket call api upload_file timeout")])
async def test_a_picture_that_was_not_handed_over_is_surely_not_sent(answer: object) -> None:
    bot = ScriptedBot(upload_file=answer, send_message={"message_id": "m5"})
    with pytest.raises(SendFailed):
        await channel(bot).send_private("u100", "好", image=b"\x00")
    assert bot.apis == ["upload_file"]


async def test_the_name_of_a_file_is_asked_for_when_it_is_not_told() -> None:
    named, unnamed = Uploaded("名单.xlsx", 0, "f1"), Uploaded("", 0, "f1")
    bot = ScriptedBot(get_file=lambda given: {"name": "名单.xlsx"} if given["type"] == "data" else {"name": "从网址"})
    assert await channel(bot).describe(named) == named
    assert bot.calls == []
    assert (await channel(bot).describe(unnamed)).name == "从网址"
    bot = ScriptedBot(get_file=failed_v12(10004))
    with pytest.raises(SendFailed):
        await channel(bot).describe(unnamed)
