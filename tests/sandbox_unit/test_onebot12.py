"""OneBot v12：事件的样子、动作的应答，和 NoneBot 的适配器读不读得懂。"""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from nonebot.adapters.onebot.v12 import Adapter, Event
from nonebot.adapters.onebot.v12.event import (
    GroupMemberDecreaseEvent,
    GroupMemberIncreaseEvent,
    GroupMessageDeleteEvent,
    GroupMessageEvent,
    PrivateMessageDeleteEvent,
    PrivateMessageEvent,
)

from sandbox.client import Client
from sandbox.dialect import Frame
from sandbox.downloads import serving_files
from sandbox.model import Change, Person, Scene
from sandbox.onebot12 import OneBot12
from sandbox.people import GROUP_ID
from sandbox.world import World
from tests.sandbox_unit.bot import arrival, bot_side, call, frame

GROUP = Scene("group", GROUP_ID)
HERE = {"detail_type": "group", "group_id": GROUP_ID}


def answer(world: World, action: str, **params: object) -> Frame:
    return OneBot12(world).answer(action, params)


def data(world: World, action: str, **params: object) -> Any:
    reply = answer(world, action, **params)
    assert reply["status"] == "ok", reply
    assert reply.keys() == {"status", "retcode", "data", "message"}
    return reply["data"]


def events(world: World, act: Callable[[], object]) -> list[Frame]:
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        act()
    return [frame for change in heard for frame in OneBot12(world).events(change)]


def read(frames: list[Frame]) -> list[Event | None]:
    return [Adapter.json_to_event(frame) for frame in frames]


def test_messages(world: World) -> None:
    first = world.say("10005", "打卡", GROUP_ID)
    segments = [
        {"type": "reply", "data": {"id": str(first.message_id)}},
        {"type": "at", "data": {"qq": "10000"}},
        {"type": "at", "data": {"qq": "all"}},
        {"type": "text", "data": {"text": " 收到"}},
        {"type": "face", "data": {"id": "76"}},
    ]
    (told,) = events(world, lambda: world.say("10002", segments, GROUP_ID))
    assert (told["self"], told["group_id"], told["user_id"]) == (
        {"platform": "qq", "user_id": "10000"},
        GROUP_ID,
        "10002",
    )
    assert told["message"] == [
        {"type": "reply", "data": {"message_id": str(first.message_id)}},
        {"type": "mention", "data": {"user_id": "10000"}},
        {"type": "mention_all", "data": {}},
        {"type": "text", "data": {"text": " 收到"}},
        {"type": "qq.face", "data": {"id": "76"}},
    ]
    assert told["alt_message"] == "@10000@all 收到"
    assert isinstance(told["message_id"], str)
    assert isinstance(told["time"], float)
    private = events(world, lambda: world.say("10005", "帮助"))
    assert [type(event) for event in read([told, *private])] == [GroupMessageEvent, PrivateMessageEvent]


def test_notices(world: World) -> None:
    said = world.say("10005", "打卡", GROUP_ID)
    private = world.say("10005", "请假")

    def act() -> None:
        world.join(GROUP_ID, Person("10099", "新同志"))
        world.recall(said.message_id, "10012")
        world.recall(private.message_id, "10005")
        world.leave(GROUP_ID, "10099")

    told = events(world, act)
    assert [type(event) for event in read(told)] == [
        GroupMemberIncreaseEvent,
        GroupMessageDeleteEvent,
        PrivateMessageDeleteEvent,
        GroupMemberDecreaseEvent,
    ]
    assert [one["sub_type"] for one in told] == ["join", "delete", "", "leave"]


def test_what_the_standard_has_not_is_not_told(world: World) -> None:
    said = world.say("10005", "打卡", GROUP_ID)

    def act() -> None:
        world.react(said.message_id, "10006", "76")
        world.rename(GROUP_ID, "10005", "小张")
        world.mute(GROUP_ID, "10000")
        world.unmute(GROUP_ID, "10000")
        world.bot_say(GROUP, "自己说的")

    assert events(world, act) == []


def test_sending_and_deleting(world: World) -> None:
    message = [
        {"type": "mention", "data": {"user_id": "10005"}},
        {"type": "mention_all", "data": {}},
        {"type": "reply", "data": {"message_id": "5"}},
        {"type": "text", "data": {"text": "已登记"}},
    ]
    sent = data(world, "send_message", **HERE, message=message)
    kept = world.message(int(sent["message_id"]))
    assert [one["type"] for one in kept.segments] == ["at", "at", "reply", "text"]
    assert (kept.scene, kept.text, sent["time"]) == (GROUP, "已登记", kept.sent_at.timestamp())
    data(world, "delete_message", message_id=sent["message_id"])
    assert kept.recalled
    to_one = data(world, "send_message", detail_type="private", user_id="10005", message=message[3])
    assert world.message(int(to_one["message_id"])).scene == Scene("private", "10005")


def test_files_go_up_and_come_down(world: World) -> None:
    encoded = base64.b64encode(b"\x89PNG").decode()
    kept = data(world, "upload_file", type="data", name="名次.png", data=encoded)
    got = data(world, "get_file", type="data", file_id=kept["file_id"])
    assert (got["name"], got["data"]) == ("名次.png", encoded)
    for kind in ("image", "file"):
        data(world, "send_message", **HERE, message=[{"type": kind, "data": {"file_id": kept["file_id"]}}])
    image, file = world.history(GROUP)
    assert image.segments[0]["data"]["file"] == f"base64://{encoded}"
    assert file.segments[0]["data"]["file"] == "名次.png"


def test_an_uploaded_file_is_a_message(world: World) -> None:
    (told,) = events(world, lambda: world.upload("10001", "名单.xlsx", b"PK", GROUP_ID))
    (segment,) = told["message"]
    assert (segment["type"], told["alt_message"]) == ("file", "[文件]名单.xlsx")
    assert data(world, "get_file", type="data", file_id=segment["data"]["file_id"])["name"] == "名单.xlsx"


async def test_a_file_has_an_address_only_where_it_can_be_downloaded(world: World) -> None:
    file_id = world.store("名单.xlsx", b"PK").file_id
    assert answer(world, "get_file", type="url", file_id=file_id)["retcode"] == 10004
    async with serving_files(world):
        assert data(world, "get_file", type="url", file_id=file_id)["url"].endswith(file_id)


TEXT = [{"type": "text", "data": {"text": "?"}}]


@pytest.mark.parametrize(
    ("action", "params", "retcode"),
    [
        ("set_msg_emoji_like", {}, 10002),
        ("get_group_msg_history", {}, 10002),
        ("send_message", {"message": TEXT}, 10003),
        ("send_message", {"detail_type": "group", "group_id": 20001, "message": TEXT}, 10003),
        ("send_message", HERE, 10003),
        ("send_message", {**HERE, "message": "纯文字"}, 10003),
        ("send_message", {"detail_type": "channel", "message": TEXT}, 10004),
        ("send_message", {**HERE, "message": [{"type": "face", "data": {}}]}, 10005),
        ("send_message", {**HERE, "message": [{"type": "text"}]}, 10006),
        ("send_message", {**HERE, "message": [{"type": "mention", "data": {}}]}, 10006),
        ("send_message", {**HERE, "message": [{"type": "file", "data": {"file_id": "没有"}}]}, 35001),
        ("send_message", {**HERE, "group_id": "99", "message": TEXT}, 35001),
        ("delete_message", {"message_id": "一"}, 10003),
        ("delete_message", {"message_id": "1"}, 35001),
        ("upload_file", {"type": "path", "name": "a", "path": "/a"}, 10004),
        ("upload_file", {"type": "data", "name": "a", "data": "不是"}, 10003),
        ("upload_file", {"type": "data", "name": "a", "data": "AA==", "sha256": "0"}, 10003),
        ("get_file", {"type": "url", "file_id": "没有"}, 35001),
        ("get_group_member_info", {"group_id": GROUP_ID, "user_id": "99"}, 35001),
    ],
)
def test_failures(world: World, action: str, params: Frame, retcode: int) -> None:
    reply = answer(world, action, **params)
    assert (reply["status"], reply["retcode"], reply["data"]) == ("failed", retcode, None)
    assert reply["message"]


def test_what_the_platform_refuses(world: World) -> None:
    world.mute(GROUP_ID, "10000")
    assert answer(world, "send_message", **HERE, message=TEXT)["retcode"] == 34001
    world.strangers = True
    assert answer(world, "send_message", detail_type="private", user_id="10005", message=TEXT)["retcode"] == 34002


def test_lists_and_infos(world: World) -> None:
    assert data(world, "get_self_info")["user_id"] == "10000"
    assert data(world, "get_version")["onebot_version"] == "12"
    assert data(world, "get_status")["bots"][0]["online"] is True
    assert data(world, "get_user_info", user_id="10005")["user_name"] == "三月的风"
    assert data(world, "get_group_list") == [data(world, "get_group_info", group_id=GROUP_ID)]
    assert "10000" not in {one["user_id"] for one in data(world, "get_friend_list")}
    members = data(world, "get_group_member_list", group_id=GROUP_ID)
    assert data(world, "get_group_member_info", group_id=GROUP_ID, user_id="10005") in members
    assert {one["user_displayname"] for one in members} >= {"张三", "李四"}
    assert "send_message" in data(world, "get_supported_actions")


async def test_over_a_real_connection(world: World) -> None:
    async with bot_side() as (connections, url), Client(world, url, "secret", dialect=OneBot12(world)) as client:
        socket = await arrival(connections)
        assert socket.request is not None
        headers = socket.request.headers
        assert headers["Sec-WebSocket-Protocol"] == "12.sandbox"
        assert headers["User-Agent"].startswith("OneBot/12 (qq) sandbox/")
        assert headers["Authorization"] == "Bearer secret"
        world.say("10005", "打卡", GROUP_ID)
        assert (await frame(socket))["alt_message"] == "打卡"
        client.faults.ghost("send_message", times=1, answer_after=0.01)
        reply = await call(socket, "send_message", **HERE, message=TEXT)
        assert (reply["retcode"], reply["echo"]) == (0, "7")
        client.faults.unsupported("get_version")
        assert (await call(socket, "get_version"))["retcode"] == 10002
        assert client.deliveries() == {GROUP_ID: 1}
