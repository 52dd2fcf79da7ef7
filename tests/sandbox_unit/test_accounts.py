"""好友、公告、合并转发、各家实现、同一个世界里的两个机器人。"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.client import Client
from sandbox.dialect import Dialect, Frame
from sandbox.model import EVERYONE, Change, Group, NotFriends, Person, Refused, Scene
from sandbox.onebot11 import OneBot11
from sandbox.onebot11.account import GOCQ, LAGRANGE, LLBOT, NAPCAT, Profile
from sandbox.onebot12 import OneBot12
from sandbox.people import GROUP_ID
from sandbox.world import World
from tests.sandbox_unit.bot import bot_side, call, frame, is_quiet, met

GROUP = Scene("group", GROUP_ID)
SECOND = "10098"


def answer(world: World, action: str, profile: Profile = NAPCAT, **params: object) -> Frame:
    return OneBot11(world, profile=profile).answer(action, params)


def data(world: World, action: str, **params: object) -> Any:
    reply = answer(world, action, **params)
    assert reply["status"] == "ok", reply
    return reply["data"]


def told(world: World, act: Callable[[], object], profile: Profile = NAPCAT) -> list[Frame]:
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        act()
    return [frame for change in heard for frame in OneBot11(world, profile=profile).events(change)]


def test_strangers_must_become_friends_first(world: World) -> None:
    world.strangers = True
    refused = answer(world, "send_private_msg", user_id=10005, message="您好")
    assert (refused["retcode"], '"result": 16' in refused["message"]) == (1200, True)
    (asked,) = told(world, lambda: world.request_friend("10005", "我是张三"))
    assert (asked["post_type"], asked["request_type"], asked["comment"]) == ("request", "friend", "我是张三")
    (added,) = told(world, lambda: answer(world, "set_friend_add_request", flag=asked["flag"]))
    assert (added["notice_type"], added["user_id"]) == ("friend_add", 10005)
    assert [one["user_id"] for one in data(world, "get_friend_list")] == [10005]
    data(world, "send_private_msg", user_id=10005, message="您好")
    assert answer(world, "set_friend_add_request", flag=asked["flag"])["retcode"] == 1200
    with pytest.raises(Refused, match="已经是好友"):
        world.request_friend("10005")


def test_a_turned_down_request_makes_no_friend(world: World) -> None:
    world.strangers = True
    flag = world.request_friend("10005")
    assert told(world, lambda: data(world, "set_friend_add_request", flag=flag, approve=False)) == []
    assert not world.is_friend("10005")


def test_a_stranger_talks_through_a_shared_group(world: World) -> None:
    world.strangers = True
    (said,) = told(world, lambda: world.say("10005", "我的打卡"))
    assert (said["sub_type"], said["group_id"], said["message_type"]) == ("group", 20001, "private")
    data(world, "send_msg", message_type="private", user_id=10005, group_id=20001, message="您好")
    assert world.history(Scene("private", "10005"))[-1].text == "您好"
    world.leave(GROUP_ID, "10005")
    with pytest.raises(NotFriends, match="没有共同的群"):
        world.say("10005", "还在吗")


def test_who_is_muted_and_for_how_long() -> None:
    clock = [datetime(2026, 11, 23, 4, tzinfo=UTC)]
    members = {one: Person(one, one, role=role) for one, role in (("1", "owner"), ("2", "admin"), ("3", "member"))}
    world = World([Group("9", "群", members)], now=lambda: clock[0])
    world.mute("9", "3", 60)
    with pytest.raises(Refused, match="禁言"):
        world.say("3", "到时候了吗", "9")
    clock[0] += timedelta(seconds=60)
    world.say("3", "到时候了", "9")
    world.mute("9", EVERYONE)
    world.say("2", "管理员照说", "9")
    with pytest.raises(Refused, match="禁言"):
        world.bot_say(Scene("group", "9"), "机器人不行")
    world.unmute("9", EVERYONE)
    world.bot_say(Scene("group", "9"), "又行了")


def test_only_moderators_announce(world: World) -> None:
    assert answer(world, "_send_group_notice", group_id=20001, content="开会")["retcode"] == 1200
    assert data(world, "get_group_at_all_remain", group_id=20001)["can_at_all"] is False
    world.group(GROUP_ID).members["10000"] = Person("10000", "助手", role="admin")
    data(world, "_send_group_notice", group_id=20001, content="开会")
    data(world, "_send_group_notice", group_id=20001, content="改期")
    notices = data(world, "_get_group_notice", group_id=20001)
    assert [(one["sender_id"], one["message"]["text"]) for one in notices] == [(10000, "改期"), (10000, "开会")]
    assert data(world, "get_group_at_all_remain", group_id=20001)["can_at_all"] is True


def node(words: str) -> Frame:
    return {"type": "node", "data": {"user_id": 10000, "nickname": "助手", "content": words}}


def test_forwarded_pages(world: World) -> None:
    sent = data(world, "send_group_forward_msg", group_id=20001, messages=[node("第一页"), node("第二页")])
    (segment,) = world.message(sent["message_id"]).segments
    pages = [page["content"][0]["data"]["text"] for page in segment["data"]["content"]]
    assert (segment["type"], pages) == ("forward", ["第一页", "第二页"])
    data(world, "send_private_forward_msg", user_id=10005, messages=[node("只给你看")])
    for wrong in ([node("太多")] * 31, [{"type": "text", "data": {"text": "不是 node"}}]):
        assert answer(world, "send_group_forward_msg", group_id=20001, messages=wrong)["retcode"] == 1200


def test_private_history(world: World) -> None:
    world.say("10005", "我的打卡")
    world.bot_say(world.private("10005"), "今天还没有登记。")
    kept = data(world, "get_friend_msg_history", user_id=10005)["messages"]
    assert [one["post_type"] for one in kept] == ["message", "message_sent"]


@pytest.mark.parametrize(
    ("profile", "name", "face", "other", "retcode"),
    [
        (NAPCAT, "NapCat.Onebot", "set_msg_emoji_like", "set_group_reaction", 1404),
        (LLBOT, "LLOneBot", "set_msg_emoji_like", "set_group_reaction", 1404),
        (LAGRANGE, "Lagrange.OneBot", "set_group_reaction", "set_msg_emoji_like", 404),
    ],
)
def test_each_implementation_has_its_own_reaction(
    world: World, profile: Profile, name: str, face: str, other: str, retcode: int
) -> None:
    said = world.say("10005", "打卡", GROUP_ID)
    params = {"group_id": 20001, "message_id": said.message_id, "emoji_id": "124", "code": "124"}
    assert answer(world, "get_version_info", profile)["data"]["app_name"] == name
    assert answer(world, other, profile, **params)["retcode"] == retcode
    assert answer(world, face, profile, **params)["retcode"] == 0
    assert said.reactions == {"124": {"10000"}}


def test_each_implementation_tells_of_reactions_in_its_own_way(world: World) -> None:
    said = world.say("10005", "打卡", GROUP_ID)
    (liked,) = told(world, lambda: world.react(said.message_id, "10006", "76"), NAPCAT)
    assert (liked["notice_type"], liked["user_id"], liked["is_add"]) == ("group_msg_emoji_like", 10006, True)
    (gone,) = told(world, lambda: world.react(said.message_id, "10006", "76", add=False), LAGRANGE)
    assert (gone["notice_type"], gone["operator_id"], gone["sub_type"]) == ("reaction", 10006, "remove")
    assert told(world, lambda: world.react(said.message_id, "10006", "76"), GOCQ) == []
    assert answer(world, "set_msg_emoji_like", GOCQ, message_id=said.message_id, emoji_id="76")["retcode"] == 1404


async def test_two_bots_in_one_world_each_hear_their_own(world: World) -> None:
    world.add_bot(SECOND, "第二个助手", [GROUP_ID])
    async with (
        bot_side() as (first_line, first_url),
        bot_side() as (second_line, second_url),
        met(first := Client(world, first_url), first_line) as one,
        met(second := Client(world, second_url, dialect=OneBot11(world, SECOND)), second_line) as two,
    ):
        assert two.request is not None
        assert two.request.headers["X-Self-ID"] == SECOND
        world.say("10005", "打卡", GROUP_ID)
        assert [(await frame(socket))["self_id"] for socket in (one, two)] == [10000, 10098]
        world.say("10005", "只对第二个说", bot_id=SECOND)
        assert (await frame(two))["raw_message"] == "只对第二个说"
        assert await is_quiet(one)
        assert (await call(two, "send_private_msg", user_id=10005, message="您好"))["retcode"] == 0
        await call(two, "send_group_msg", group_id=20001, message="群里好")
        heard = await frame(one)
        assert (heard["raw_message"], heard["user_id"]) == ("群里好", 10098)
        assert (await call(two, "get_login_info"))["data"]["nickname"] == "第二个助手"
        assert first.deliveries() == {}
        assert second.deliveries() == {"10005": 1, GROUP_ID: 1}
        assert [one.text for one in world.history(world.private("10005", SECOND))] == ["只对第二个说", "您好"]
        assert world.history(world.private("10005")) == []


@pytest.mark.parametrize("dialect", [OneBot11, OneBot12])
def test_a_bot_hears_nothing_of_groups_it_is_not_in(world: World, dialect: Callable[..., Dialect]) -> None:
    world.add_bot(SECOND, "第二个助手", [])
    outsider = dialect(world, SECOND)
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        message = world.say("10005", "打卡", GROUP_ID)
        world.react(message.message_id, "10006", "76")
        world.recall(message.message_id, "10005")
        world.join(GROUP_ID, Person("10099", "新同志"))
        world.leave(GROUP_ID, "10099")
    assert [frame for change in heard for frame in outsider.events(change)] == []
    assert outsider.answer("get_group_list", {})["data"] == []
    assert outsider.heartbeat()["time"] > 0


def test_everything_new_survives_a_restart(reopen: Callable[[], World]) -> None:
    first = reopen()
    first.strangers = True
    first.mute(GROUP_ID, EVERYONE)
    first.announce(GROUP_ID, "10012", "开会")
    accepted, waiting = first.request_friend("10005"), first.request_friend("10006")
    first.answer_request(accepted, accept=True)
    again = reopen()
    assert again.is_silenced(GROUP_ID, "10005")
    assert [one.text for one in again.announcements] == ["开会"]
    assert (again.friends, again.requests) == ({"10005"}, {waiting: "10006"})
