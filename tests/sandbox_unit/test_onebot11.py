"""OneBot v11：事件的样子和 API 的应答。"""

from typing import Any

import pytest

from sandbox.dialect import Frame
from sandbox.model import Change, Person, Scene
from sandbox.onebot11 import OneBot11
from sandbox.people import GROUP_ID
from sandbox.world import World

GROUP = Scene("group", GROUP_ID)


def answer(world: World, action: str, params: Frame) -> Frame:
    return OneBot11(world).answer(action, params)


def data(world: World, action: str, **params: object) -> Any:
    reply = answer(world, action, params)
    assert reply["status"] == "ok", reply
    return reply["data"]


def events(world: World, act: Any) -> list[Frame]:
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        act()
    return [frame for change in heard for frame in OneBot11(world).events(change)]


def test_group_message_event(world: World) -> None:
    segments = [{"type": "at", "data": {"qq": "10000"}}, {"type": "text", "data": {"text": " [打卡]&,"}}]
    (frame,) = events(world, lambda: world.say("10002", segments, GROUP_ID))
    assert (frame["post_type"], frame["message_type"], frame["sub_type"]) == ("message", "group", "normal")
    assert (frame["self_id"], frame["group_id"], frame["user_id"]) == (10000, 20001, 10002)
    assert frame["sender"] == {"user_id": 10002, "nickname": "红梅傲雪", "card": "李红梅", "role": "admin"}
    assert frame["message"] == segments
    assert frame["raw_message"] == "[CQ:at,qq=10000] &#91;打卡&#93;&amp;,"


def test_private_message_event_carries_no_group(world: World) -> None:
    (frame,) = events(world, lambda: world.say("10001", "帮助"))
    assert (frame["message_type"], frame["sub_type"], frame["user_id"]) == ("private", "friend", 10001)
    assert "group_id" not in frame
    assert "role" not in frame["sender"]


def test_what_the_bot_does_itself_is_not_reported_back(world: World) -> None:
    message = world.say("10005", "打卡", GROUP_ID)
    assert events(world, lambda: world.bot_say(GROUP, "已登记")) == []
    assert events(world, lambda: world.react(message.message_id, "10000", "124")) == []


def test_notices(world: World) -> None:
    message = world.say("10005", "打卡", GROUP_ID)
    private = world.say("10005", "请假")

    def act() -> None:
        world.react(message.message_id, "10006", "76")
        world.recall(message.message_id, "10012")
        world.recall(private.message_id, "10005")
        world.join(GROUP_ID, Person("10099", "新同志"))
        world.rename(GROUP_ID, "10099", "钱七")
        world.leave(GROUP_ID, "10099")

    frames = events(world, act)
    assert [frame["notice_type"] for frame in frames] == [
        "group_msg_emoji_like",
        "group_recall",
        "friend_recall",
        "group_increase",
        "group_card",
        "group_decrease",
    ]
    assert (frames[0]["likes"], frames[0]["is_add"]) == ([{"emoji_id": "76", "count": 1}], True)
    assert (frames[1]["user_id"], frames[1]["operator_id"]) == (10005, 10012)
    assert (frames[4]["card_old"], frames[4]["card_new"]) == ("", "钱七")


@pytest.mark.parametrize("group_id", [20001, "20001"])
def test_send_goes_to_the_group_when_only_a_group_is_given(world: World, group_id: object) -> None:
    sent = data(world, "send_msg", group_id=group_id, user_id=10001, message="各位同志好")
    assert world.message(sent["message_id"]).scene == GROUP


def test_message_type_wins_over_a_group_id(world: World) -> None:
    sent = data(world, "send_msg", message_type="private", group_id=20001, user_id=10001, message="您好")
    assert world.message(sent["message_id"]).scene == Scene("private", "10001")


def test_sent_segments_carry_text_ids(world: World) -> None:
    message = [{"type": "reply", "data": {"id": 5}}, {"type": "text", "data": {"text": "好"}}]
    sent = data(world, "send_group_msg", group_id=20001, message=message)
    assert world.message(sent["message_id"]).segments[0] == {"type": "reply", "data": {"id": "5"}}


@pytest.mark.parametrize(
    ("action", "params", "retcode"),
    [
        ("get_cookies", {}, 1404),
        ("send_msg", {"message": "没有收信人"}, 1400),
        ("send_msg", {"message_type": "guild", "message": "?"}, 1400),
        ("send_group_msg", {"group_id": 20001}, 1400),
        ("send_group_msg", {"group_id": 20001, "message": [{"type": "text"}]}, 1400),
        ("send_group_msg", {"group_id": [20001], "message": "?"}, 1400),
        ("send_group_msg", {"group_id": 99, "message": "?"}, 1200),
        ("send_private_msg", {"user_id": 99, "message": "?"}, 1200),
        ("delete_msg", {"message_id": "一"}, 1400),
        ("get_msg", {"message_id": 1}, 1200),
        ("get_group_member_info", {"group_id": 20001, "user_id": 99}, 1200),
    ],
)
def test_failures(world: World, action: str, params: dict[str, Any], retcode: int) -> None:
    reply = answer(world, action, params)
    assert (reply["status"], reply["retcode"], reply["data"]) == ("failed", retcode, None)
    assert reply["message"]


def test_reactions_work_on_group_messages_only(world: World) -> None:
    message = world.say("10005", "打卡", GROUP_ID)
    data(world, "set_msg_emoji_like", message_id=str(message.message_id), emoji_id=124)
    assert message.reactions == {"124": {"10000"}}
    data(world, "set_msg_emoji_like", message_id=message.message_id, emoji_id="124", set="false")
    assert message.reactions == {}
    private = world.say("10005", "请假")
    assert answer(world, "set_msg_emoji_like", {"message_id": private.message_id, "emoji_id": 124})["retcode"] == 1200


def test_history_ends_at_the_asked_message_and_leaves_out_what_was_recalled(world: World) -> None:
    ids = [world.say("10005", str(number), GROUP_ID).message_id for number in range(5)]
    world.bot_say(GROUP, "已登记")
    world.recall(ids[1], "10005")
    newest = data(world, "get_group_msg_history", group_id=20001, count=2)["messages"]
    assert [frame["post_type"] for frame in newest] == ["message", "message_sent"]
    earlier = data(world, "get_group_msg_history", group_id=20001, message_seq=ids[3], count=3)["messages"]
    assert [frame["message_id"] for frame in earlier] == [ids[0], ids[2], ids[3]]


def test_delete_takes_back_own_messages_only(world: World) -> None:
    own = world.bot_say(GROUP, "发错了")
    data(world, "delete_msg", message_id=own.message_id)
    assert own.recalled
    other = world.say("10005", "打卡", GROUP_ID)
    assert answer(world, "delete_msg", {"message_id": other.message_id})["retcode"] == 1200
    assert answer(world, "get_msg", {"message_id": own.message_id})["retcode"] == 1200


def test_lists_and_infos(world: World) -> None:
    assert data(world, "get_login_info") == {"user_id": 10000, "nickname": "支部群助手"}
    assert data(world, "get_version_info")["app_name"] == "支部群助手体验版"
    assert data(world, "get_status") == {"online": True, "good": True}
    assert data(world, "get_group_list") == [data(world, "get_group_info", group_id="20001")]
    assert data(world, "get_group_info", group_id=20001)["member_count"] == 13
    members = data(world, "get_group_member_list", group_id=20001)
    assert {member["user_id"] for member in members} >= {10000, 10001, 10012}
    assert data(world, "get_group_member_info", group_id=20001, user_id=10012)["role"] == "owner"
    assert data(world, "get_stranger_info", user_id=10005)["nickname"] == "三月的风"
    assert 10000 not in {friend["user_id"] for friend in data(world, "get_friend_list")}


def test_the_label_on_the_page_is_none_of_the_bots_business(world: World) -> None:
    assert events(world, lambda: world.relabel("10005", "党小组组长")) == []
    assert "党小组组长" not in str(data(world, "get_group_member_info", group_id=GROUP_ID, user_id="10005"))
