"""客户端发来的怪东西：该答的照答，别的不出声，连接断了能连回来。"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.e2e.books import ONE_CHECKIN, checkins, number
from tests.e2e.house import House
from tests.e2e.waiting import until
from tests.e2e.wire import FACE, Call, Frame, agree, message, new_id, wired

PEOPLE = [str(64_000 + i) for i in range(40)]
OWN_CHATTER = [
    "大家记得打卡哦",
    "去延安打卡了，风景真好",
    "收到快递了",
    "A股今天大跌",
    "请假制度在群文件里",
    "转发通知：社区停水，互相告知",
    "帮助困难群众是我们的责任",
    "学习强国今天答题满分",
]


def chatter(size: int) -> list[str]:
    """闲聊若干行，各不相同；有短语表就先用表里的反例。"""
    table = Path("/work/shared/domain/phrases.tsv")
    rows = table.read_text("utf-8").splitlines() if table.exists() else []
    known = [row.split("\t")[-1] for row in rows if row.startswith("neg\t")] or OWN_CHATTER
    return [*known, *(f"{known[i % len(known)]}，槐花{i}" for i in range(size - len(known)))]


async def test_frames_that_are_not_events_do_not_disturb_the_connection(build_house: Callable[..., House]) -> None:
    house = build_house()
    await house.start()
    async with wired(house, listed=PEOPLE) as wire:
        await wire.binds()
        for frame in (
            [],
            [1, {"post_type": "message"}],
            7,
            None,
            "一个字符串",
            {},
            {"post_type": None},
            {"post_type": "message"},
            {"post_type": "message", "message_type": "group", "message": None, "self_id": None},
            {"post_type": ["message"]},
            {"post_type": "notice", "notice_type": None},
            {"post_type": "notice", "notice_type": "group_msg_emoji_like", "likes": None},
            {"post_type": "meta_event"},
            {"post_type": "meta_event", "meta_event_type": "lifecycle"},
            {"post_type": "meta_event", "meta_event_type": "heartbeat", "status": None},
            {"post_type": "request", "request_type": "group"},
            message(PEOPLE[0], "打卡", new_id(), self_id=20_000),
            {"status": "ok", "retcode": 0, "data": None, "echo": "999999"},
            {"status": "ok", "retcode": 0, "data": None, "echo": None},
            {"status": "ok", "retcode": 0, "data": None, "echo": {"a": 1}},
            {"status": "ok", "retcode": 0, "data": None, "echo": "不是数"},
            json.dumps(message(PEOPLE[0], "字" * 400_000, new_id()), ensure_ascii=False),
        ):
            await wire.send(frame if isinstance(frame, str) and frame.startswith("{") else json.dumps(frame))
        await wire.checks_in(PEOPLE[0])
        assert wire.open
        assert len(wire.texts) == 1, "一句多余的话也没有"
    assert "Traceback" not in house.stderr


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("不是 JSON", id="not-json"),
        pytest.param("", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="not-utf8"),
        pytest.param("[" * 200_000, id="deep"),
        pytest.param("字" * 5_000_000, id="5MB"),
        pytest.param(json.dumps(message(PEOPLE[1], "打卡 " + "字" * 5_000_000, 1)), id="5MB-checkin"),
    ],
)
async def test_after_a_frame_that_cannot_be_read_the_client_gets_back_in(house: House, frame: str | bytes) -> None:
    async with wired(house) as wire:
        with suppress(ConnectionClosed):  # 帧太大，还没发完对方就断了
            await wire.send(frame)
        await wire.closed()
    async with wired(house) as wire:
        assert "可以这样说" in await wire.asks("90001", "帮助", None)


ODD_MESSAGES: dict[str, Frame] = {
    "ids-as-strings": {"user_id": "{user}", "group_id": "30001", "self_id": "10000", "message_id": "{id}"},
    "milliseconds": {"time": 1_800_000_000_000},
    "float-time": {"time": 1_800_000_000.5},
    "null-time": {"time": None},
    "no-sender": {"sender": None},
    "null-sender-fields": {"sender": {"user_id": None, "nickname": None, "card": None, "role": None}},
    "null-sub-type": {"sub_type": None, "anonymous": None, "font": None},
    "raw-message-lies": {"raw_message": "[object Object]"},
    "no-raw-message": {"raw_message": None},
    "cq-string": {"message": "[CQ:face,id=124]打卡[CQ:image,file=a.jpg]", "message_format": "string"},
    "unknown-segments": {
        "message": [
            {"type": "marketface", "data": {"id": 1}},
            {"type": "text", "data": {"text": "打卡"}},
            {"type": None, "data": None},
            "不是消息段",
            {"type": "text"},
            {"type": "json", "data": None},
        ]
    },
    "bot-mentioned": {
        "message": [
            {"type": "at", "data": {"qq": 10000}},
            {"type": "text", "data": {"text": " 打卡 "}},
        ]
    },
    "reply-to-anything": {
        "message": [
            {"type": "reply", "data": {"id": -1}},
            {"type": "text", "data": {"text": "打卡。"}},
        ]
    },
    "half-an-emoji": {"message": [{"type": "text", "data": {"text": "打卡 学到了\ud83d"}}]},
    "a-nul": {"message": [{"type": "text", "data": {"text": "打卡 学到\x00了"}}]},
    "half-an-emoji-in-the-card": {"sender": {"card": "半个\ud83d", "nickname": "\ud83d"}},
    "message-id-beyond-64-bits": {"message_id": 2**70},
    "negative-message-id": {"message_id": -2_147_483_648},
}


@pytest.fixture(scope="module")
async def bound(house: House) -> House:
    """群已绑定支部的那个助手；名单里没有后来打卡的人。"""
    async with wired(house, listed=PEOPLE[:20]) as wire:
        await wire.binds()
    return house


@pytest.mark.parametrize("name", ODD_MESSAGES)
async def test_a_checkin_is_understood_however_the_client_writes_it(bound: House, name: str) -> None:
    message_id, user_id = new_id(), str(65_000 + list(ODD_MESSAGES).index(name))
    odd = {
        key: value.format(user=user_id, id=message_id) if isinstance(value, str) and "{" in value else value
        for key, value in ODD_MESSAGES[name].items()
    }
    frame = message(user_id, "打卡", message_id) | odd
    before = len(bound.stderr)
    async with wired(bound) as wire:
        await wire.send(frame)
        await until(lambda: wire.acks or wire.texts, "答复")
        assert wire.acks == {str(frame["message_id"]): 1}, wire.texts
        assert wire.texts == []
    assert checkins(bound.database)[user_id] == ONE_CHECKIN
    assert "Traceback" not in bound.stderr[before:]


async def test_messages_without_a_number_are_not_taken_for_one_another(bound: House) -> None:
    people = ["65901", "65902", "65903"]
    async with wired(bound) as wire:
        for user_id in people:
            await wire.send(message(user_id, "打卡", new_id(), message_id=None))
        await until(lambda: set(people) <= checkins(bound.database).keys(), "没有消息号的三个人都登记上", 3)


async def test_two_answers_to_one_call_keep_the_connection(bound: House) -> None:
    async with wired(bound, lambda call: None) as wire:
        for user_id in PEOPLE[2:5]:
            await wire.checks_in(user_id)
        for call in wire.calls:
            await wire.send(call.answered())
            await wire.send(call.answered())
            await wire.send(call.answered(retcode=1200, message="Timeout"))
        await wire.checks_in(PEOPLE[5])
        assert wire.open


async def test_a_client_that_never_answers_is_served_all_the_same(bound: House) -> None:
    """表情贴了没有回音：后面的人不等它。"""
    async with wired(bound, lambda call: None) as wire:
        await wire.acked(*[await wire.say(user_id, "打卡") for user_id in PEOPLE[6:16]], seconds=3)
        assert set(wire.acks.values()) == {1}
        assert wire.texts == []


async def test_a_client_that_goes_away_leaves_nobody_waiting(bound: House) -> None:
    """没有回音的调用随连接一起了结，不等满 API_TIMEOUT。"""
    async with wired(bound, lambda call: None) as wire:
        await wire.say(PEOPLE[0], "帮助", None)
        await until(lambda: wire.texts, "开始回话")
        before = len(bound.stderr)
    await until(lambda: "回话没有送达" in bound.stderr[before:], "断开的那一刻就不再等", 3)
    assert "Traceback" not in bound.stderr[before:]


async def test_a_file_that_is_told_twice_does_not_disturb(bound: House) -> None:
    file = {"type": "file", "data": {"file": "名单.xlsx", "file_id": "b1c2", "file_size": "5"}}
    told = {"post_type": "notice", "notice_type": "group_upload", "message": None}
    async with wired(bound) as wire:
        for _ in range(3):
            await wire.send(message(PEOPLE[1], "", new_id(), message=[file]))
            notice = {"file": {"id": "/2a3f", "name": "名单.xlsx", "size": 5, "busid": 102}}
            await wire.send(message(PEOPLE[1], "", new_id(), **told, **notice))
        await wire.checks_in(PEOPLE[2])
        assert wire.texts == []


async def test_a_message_in_the_first_moment_of_a_connection_is_answered(bound: House) -> None:
    """客户端连上的那一刻，群里正好有人说话。"""
    for user_id in [str(66_000 + i) for i in range(10)]:
        async with wired(bound) as wire:
            await wire.acked(await wire.say(user_id, "打卡"), seconds=3)


async def test_strangers_and_unbound_groups_get_no_answer(bound: House) -> None:
    async with wired(bound) as wire:
        await wire.say("67001", "打卡", "32001")  # 没有绑定支部的群
        await wire.say("67001", "绑定支部 我的支部", "32001")  # 不是运维
        await wire.send(message(PEOPLE[16], "打卡", new_id(), anonymous={"id": 1, "name": "匿名", "flag": "x"}))
        await wire.send(message("10000", "打卡", new_id()))  # 自己的话又送了回来
        await wire.send(message(PEOPLE[16], "打卡", new_id(), post_type="message_sent"))
        await wire.checks_in(PEOPLE[17])
        await until(lambda: [call for call in wire.calls if call.params.get("user_id") == 67001], "对绑定口令的回话")
        assert all(call.params["message_type"] == "private" for call in wire.calls if call.action == "send_msg")
    assert PEOPLE[16] not in checkins(bound.database)
    assert number(bound.database, "SELECT count(*) FROM branch") == 1


async def test_chatter_causes_no_call_and_is_written_down_nowhere(build_house: Callable[..., House]) -> None:
    house = build_house(LOG_LEVEL="DEBUG")
    await house.start()
    lines = chatter(2000)
    async with wired(house, listed=PEOPLE) as wire:
        await wire.binds()
        before = len(wire.calls)
        for i, line in enumerate(lines):
            await wire.send(message(PEOPLE[i % 20], line, new_id()))
        await wire.checks_in(PEOPLE[0], "打卡 槐花开了就去看望老同志")
        assert [call.action for call in wire.calls[before:]] == [FACE]
    await house.stop()
    logs = (house.stdout + house.stderr).encode()
    kept = b"".join(path.read_bytes() for path in house.data.rglob("*") if path.is_file())
    assert "槐花开了就去看望老同志".encode() in kept
    assert "槐花开了就去看望老同志".encode() not in logs
    leaked = [line for line in lines if line.encode() in logs + kept]
    assert leaked == []


async def test_a_list_that_cannot_be_had_is_said_in_one_sentence(house: House) -> None:
    def refuse(call: Call) -> Frame:
        return call.answered(retcode=1200, message="x") if call.action == "get_group_member_list" else agree(call)

    async with wired(house, refuse) as wire:
        words = await wire.asks("90001", "绑定支部 第九党支部", "32002")
        assert words == "没有取到群成员名单，这次没有办。请稍后再发一次。"
    assert number(house.database, "SELECT count(*) FROM branch WHERE name = '第九党支部'") == 0
