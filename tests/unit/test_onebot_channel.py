"""OneBot v11 账号能做的事：发出去的写法，和各家报错的意思。"""

from datetime import UTC, datetime
from typing import Any

import pytest
from nonebot.adapters.onebot import v11
from nonebot.exception import WebSocketClosed

from core.chat.onebot.capability import Capability
from core.chat.onebot.v11_channel import MOST_PAGES, V11Channel
from core.chat.platform import Listed, NotConnected, NotSupported, SendFailed, SendUnknown, Target
from core.domain.dialogue import Scene
from tests.unit.onebot import ScriptedBot, Ticks, failed, no_such_api

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
GROUP, FRIEND = Target(Scene.GROUP, "900"), Target(Scene.PRIVATE, "100")
TEXT = [{"type": "text", "data": {"text": "好"}}]


def channel(bot: ScriptedBot, app_name: str = "", ticks: Ticks | None = None) -> V11Channel:
    able = Capability()
    able.learn(app_name)
    return V11Channel(bot, able, lambda: NOW, ticks or Ticks())


async def test_words_to_a_group_and_to_a_friend() -> None:
    bot = ScriptedBot(send_msg={"message_id": -55})
    assert await channel(bot).send_group("900", "好") == "-55"
    assert await channel(bot).send_private("100", "好") == "-55"
    assert await channel(bot).send_private("100", "好", "900") == "-55"
    assert [params for _, params in bot.calls] == [
        {"message_type": "group", "group_id": 900, "message": TEXT},
        {"message_type": "private", "user_id": 100, "message": TEXT},
        {"message_type": "private", "user_id": 100, "group_id": 900, "message": TEXT},
    ]


async def test_a_picture_follows_the_words_in_the_same_message() -> None:
    bot = ScriptedBot(send_msg={"message_id": 5})
    assert await channel(bot).send_group("900", "好", b"\x00\x01") == "5"
    await channel(bot).send_private("100", "好", image=b"\x00\x01")
    picture = {"type": "image", "data": {"file": "base64://AAE=", "summary": "［卡片］"}}
    assert [params["message"] for _, params in bot.calls] == [[*TEXT, picture]] * 2


@pytest.mark.parametrize("data", [None, {}, [], {"message_id": None}, {"message_id": 0}, "好"])
async def test_sent_without_a_number(data: object) -> None:
    assert await channel(ScriptedBot(send_msg=data)).send_group("900", "好") is None


FAILURES: list[tuple[Exception, type[Exception]]] = [
    (failed(1404), NotSupported),
    (failed(404), NotSupported),
    (failed(-1, msg="Unknown action: no_such_api"), NotSupported),
    (failed(100, msg="API_NOT_FOUND", wording="API不存在"), NotSupported),
    (failed(1200, "不支持的Api send_msg"), NotSupported),
    (failed(1200, 'Timeout: NTEvent … EventRet:\n{\n "result": 0 }'), SendUnknown),
    (failed(200, "Error: sendCommand timed out after 20000 ms"), SendUnknown),
    (failed(200, "sendCommand timed out for trpc.group.long_msg_interface.MsgService.SsoSendLongMsg"), SendFailed),
    (failed(100, msg="SEND_MSG_API_ERROR", wording="请求超时"), SendUnknown),
    (failed(1200, "{ result: 16, errMsg: '发送失败，请先添加对方为好友' }"), SendFailed),
    (failed(100, msg="SEND_MSG_API_ERROR", wording="blocked by server"), SendFailed),
    (failed(None), SendFailed),
    (v11.NetworkError("WebSocket call api send_msg timeout"), SendUnknown),
    (v11.exception.ApiNotAvailable(), NotConnected),
    (WebSocketClosed(1006, None), NotConnected),
    (ConnectionResetError(), NotConnected),
    (RuntimeError("Unexpected ASGI message"), NotConnected),
]


@pytest.mark.parametrize(("error", "meaning"), FAILURES)
async def test_what_a_failure_means(error: Exception, meaning: type[Exception]) -> None:
    with pytest.raises(meaning) as raised:
        await channel(ScriptedBot(send_msg=error)).send_group("900", "好")
    assert raised.type is meaning


async def test_words_are_sent_even_where_the_interface_was_once_said_not_to_exist() -> None:
    answers = iter([no_such_api(), {"message_id": 5}])

    def answer(_: object) -> object:
        one = next(answers)
        if isinstance(one, Exception):
            raise one
        return one

    made = channel(ScriptedBot(send_msg=answer))
    with pytest.raises(NotSupported):
        await made.send_group("900", "好")
    assert await made.send_group("900", "好") == "5"


async def test_pages_are_forwarded_with_both_spellings_of_the_name() -> None:
    bot = ScriptedBot(send_group_forward_msg={"message_id": 5, "res_id": "x"}, send_private_forward_msg={})
    assert await channel(bot).send_pages(GROUP, ["一", "二"]) == "5"
    assert await channel(bot).send_pages(FRIEND, ["一"]) is None
    (_, to_group), (_, to_friend) = bot.calls
    assert (to_group["group_id"], to_friend["user_id"]) == (900, 100)
    node = to_group["messages"][1]
    assert node["type"] == "node"
    assert node["data"]["user_id"] == node["data"]["uin"] == "10000"
    assert node["data"]["nickname"] == node["data"]["name"]
    assert node["data"]["content"] == [{"type": "text", "data": {"text": "二"}}]


async def test_too_many_pages_are_not_sent() -> None:
    bot = ScriptedBot(send_group_forward_msg={})
    with pytest.raises(SendFailed):
        await channel(bot).send_pages(GROUP, ["页"] * (MOST_PAGES + 1))
    assert bot.calls == []


async def test_a_file_goes_as_its_content_where_that_is_taken() -> None:
    bot = ScriptedBot(upload_group_file=None, upload_private_file={})
    made = channel(bot, "NapCat.Onebot")
    await made.send_file(GROUP, "名单.xlsx", b"\x00\x01")
    await made.send_file(FRIEND, "名单.xlsx", b"")
    assert bot.apis == ["upload_group_file", "upload_private_file"]
    sent = bot.calls[0][1]
    assert (sent["group_id"], sent["name"], sent["file"]) == (900, "名单.xlsx", "base64://AAE=")


@pytest.mark.parametrize("app_name", ["", "Lagrange.OneBot", "go-cqhttp", "EulerOneBot"])
async def test_a_file_cannot_go_where_only_paths_are_taken(app_name: str) -> None:
    bot = ScriptedBot(upload_group_file=None)
    with pytest.raises(NotSupported):
        await channel(bot, app_name).send_file(GROUP, "名单.xlsx", b"")
    assert bot.calls == []


async def test_announcing_recalling_and_befriending() -> None:
    bot = ScriptedBot(_send_group_notice=None, delete_msg=None, set_friend_add_request=None)
    made = channel(bot)
    await made.announce("900", "明天开会")
    await made.recall("-55")
    await made.befriend("FLAG|17")
    assert bot.calls == [
        ("_send_group_notice", {"group_id": 900, "content": "明天开会", "confirm_required": 0}),
        ("delete_msg", {"message_id": -55}),
        ("set_friend_add_request", {"flag": "FLAG|17", "approve": True}),
    ]


async def test_what_there_is_not_is_asked_once_an_hour() -> None:
    bot, ticks = ScriptedBot(), Ticks()
    made = channel(bot, ticks=ticks)
    for _ in range(3):
        with pytest.raises(NotSupported):
            await made.announce("900", "明天开会")
    assert len(bot.calls) == 1
    ticks.seconds += 3600
    with pytest.raises(NotSupported):
        await made.announce("900", "明天开会")
    assert len(bot.calls) == 2


async def test_a_reaction_by_the_first_way_there_is() -> None:
    bot = ScriptedBot(set_group_reaction=None)
    made = channel(bot)
    assert [await made.acknowledge("900", "77") for _ in range(2)] == [True, True]
    assert bot.apis == ["set_msg_emoji_like", "set_group_reaction", "set_group_reaction"]
    assert bot.calls[0][1] == {"message_id": 77, "emoji_id": "124", "set": True}
    assert bot.calls[1][1] == {"message_id": 77, "group_id": 900, "code": "124", "is_add": True}


async def test_on_lagrange_its_own_way_comes_first() -> None:
    bot = ScriptedBot(set_group_reaction=None, set_msg_emoji_like=None)
    assert await channel(bot, "Lagrange.OneBot").acknowledge("900", "77")
    assert bot.apis == ["set_group_reaction"]


async def test_without_any_way_to_react_nothing_is_tried_twice() -> None:
    bot = ScriptedBot()
    made = channel(bot)
    assert [await made.acknowledge("900", "77") for _ in range(2)] == [False, False]
    assert len(bot.calls) == 2


async def test_a_reaction_that_fails_does_not_try_another_way() -> None:
    bot = ScriptedBot(set_msg_emoji_like=failed(1200, "x"), set_group_reaction=None)
    assert not await channel(bot).acknowledge("900", "77")
    assert bot.apis == ["set_msg_emoji_like"]


async def test_asking_who_is_there() -> None:
    rows: list[Any] = [
        {"user_id": 100, "card": None, "nickname": "山\u200b高"},
        {"user_id": "101", "card": " 李四 ", "nickname": "x"},
        {"user_id": 10000, "card": "助手"},
        {"user_id": 0, "nickname": "谁"},
        None,
    ]
    bot = ScriptedBot(get_group_member_list=rows, get_group_member_info=rows[1], get_group_list=[{"group_id": 900}, {}])
    made = channel(bot)
    assert await made.member_list("900") == [Listed("100", "山高"), Listed("101", "李四")]
    assert await made.member_name("900", "101") == "李四"
    assert await made.groups() == ["900"]


def said(number: int, time: int, **more: Any) -> dict[str, Any]:
    made = {"message_id": number, "time": time, "user_id": 100, "message": "打卡", "message_seq": number + 1000}
    return {**made, **more}


async def test_history_is_told_from_old_to_new() -> None:
    rows = [said(1, 1795311001), said(2, 1795311002, user_id=10000), said(0, 0)]
    bot = ScriptedBot(get_group_msg_history={"messages": rows[::-1]}, get_friend_msg_history=rows)
    made = channel(bot)
    in_group, in_private = await made.history(GROUP, None, 20), await made.history(FRIEND, "1 1001", 20)
    assert [past.message_id for past in in_group] == [past.message_id for past in in_private] == ["1", "2"]
    assert [past.heard and past.heard.scene for past in in_group] == [Scene.GROUP, None]
    assert [past.heard and past.heard.place for past in in_private] == ["private:100", None]
    assert bot.calls == [
        ("get_group_msg_history", {"group_id": 900, "count": 20}),
        ("get_friend_msg_history", {"user_id": 100, "count": 20, "message_id": 1, "message_seq": 1001}),
    ]


async def test_an_empty_history_that_is_told_as_a_failure_is_a_failure() -> None:
    bot = ScriptedBot(get_group_msg_history=failed(1200, "消息undefined不存在"))
    with pytest.raises(SendFailed):
        await channel(bot).history(GROUP, None, 20)


@pytest.mark.parametrize("data", [None, {}, {"messages": None}, {"messages": [None, 5]}, []])
async def test_a_history_of_nothing(data: object) -> None:
    assert await channel(ScriptedBot(get_group_msg_history=data)).history(GROUP, None, 20) == []


@pytest.mark.parametrize("answer", [failed(1200), v11.NetworkError("timeout"), None, {"app_name": None}, []])
async def test_who_does_not_say_what_it_is_stays_unknown(answer: object) -> None:
    able = Capability()
    await V11Channel(ScriptedBot(get_version_info=answer), able, lambda: NOW, Ticks()).learn()
    assert able.app_name == ""


async def test_who_says_what_it_is_becomes_known() -> None:
    able = Capability()
    bot = ScriptedBot(get_version_info={"app_name": "LLOneBot", "protocol_version": "v11"})
    await V11Channel(bot, able, lambda: NOW, Ticks()).learn()
    assert able.dialect.takes_files
