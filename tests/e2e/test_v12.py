"""OneBot v12 的客户端从真的连接上进来：没有表情，就用文字回话。"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.e2e.books import ONE_CHECKIN, checkins, query
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.waiting import until
from tests.e2e.wire import new_id, wired

Frame = dict[str, Any]
ACCOUNT, GROUP = "10000", "30001"
SELF = {"platform": "qq", "user_id": ACCOUNT}
PEOPLE = {"71001": "党员甲", "71002": "党员乙"}


class Wire12:
    """V12 客户端一侧的一条原始连接。"""

    def __init__(self, socket: ClientConnection, *, answers: bool = True) -> None:
        self.calls: list[Frame] = []
        self._socket, self._answers = socket, answers
        self._task = asyncio.create_task(self._read())

    @property
    def open(self) -> bool:
        return not self._task.done()

    @property
    def texts(self) -> list[str]:
        """助手说过的话。"""
        said = [call["params"] for call in self.calls if call["action"] == "send_message"]
        return ["".join(one["data"].get("text", "") for one in params["message"]) for params in said]

    async def event(self, kind: str, detail_type: str, /, **more: object) -> None:
        """发一个事件。"""
        made = {"id": str(new_id()), "time": 1_800_000_000.25, "type": kind, "detail_type": detail_type, "sub_type": ""}
        await self._socket.send(json.dumps(made | more))

    async def introduce(self) -> None:
        """刚连上：报自己是谁。"""
        version = {"impl": "e2e", "version": "1.0.0", "onebot_version": "12"}
        await self.event("meta", "connect", version=version)

    async def say(self, user_id: str, words: str, group_id: str | None = GROUP) -> str:
        """某人说一句话，返回消息号。"""
        where = {"group_id": group_id} if group_id else {}
        number = f"m{new_id()}"
        await self.event(
            "message",
            "group" if group_id else "private",
            **where,
            self=SELF,
            message_id=number,
            user_id=user_id,
            message=[{"type": "text", "data": {"text": words}}],
            alt_message=words,
        )
        return number

    async def asks(self, user_id: str, words: str, group_id: str | None = GROUP) -> str:
        """某人说一句话，等助手说的下一句。"""
        before = len(self.texts)
        await self.say(user_id, words, group_id)
        await until(lambda: len(self.texts) > before, f"对“{words}”的回话")
        return self.texts[before]

    async def hang_up(self) -> None:
        await self._socket.close()
        await self._task

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                call = json.loads(text)
                self.calls.append(call)
                if self._answers:
                    await self._socket.send(json.dumps(answered(call)))
        except ConnectionClosed:
            pass


def answered(call: Frame) -> Frame:
    """办成一次调用。"""
    data: object = None
    match call["action"]:
        case "send_message":
            data = {"message_id": f"m{new_id()}", "time": 1_800_000_000.5}
        case "get_group_member_list":
            data = [{"user_id": one, "user_name": one, "user_displayname": name} for one, name in PEOPLE.items()]
        case "get_group_member_info":
            data = {"user_id": call["params"]["user_id"], "user_displayname": "新来的"}
        case _:
            pass
    unknown = data is None
    made = {"status": "failed" if unknown else "ok", "retcode": 10002 if unknown else 0, "message": "", "data": data}
    return made | {"echo": call["echo"]}


async def knock(house: House, token: str) -> ClientConnection:
    """连一次；上一条连接还没有收场的重试由 wired12 做。"""
    headers = {"Authorization": f"Bearer {token}", "Sec-WebSocket-Protocol": "12.e2e"}
    url = f"ws://127.0.0.1:{house.port}/onebot/v12/ws"
    return await connect(url, additional_headers=headers, max_size=None, proxy=None)


@asynccontextmanager
async def wired12(house: House, *, status: bool = True, answers: bool = True) -> AsyncGenerator[Wire12]:
    """一条连接，离开时断开；status 为假的连上后不报账号在不在线。"""
    wire = Wire12(await knock(house, TOKEN), answers=answers)
    try:
        await wire.introduce()
        if status:
            bots = [{"self": SELF, "online": True}]
            await wire.event("meta", "status_update", status={"good": True, "bots": bots})
        yield wire
    finally:
        await wire.hang_up()


@pytest.fixture(scope="module")
async def bound(house: House) -> House:
    """群已绑定支部的那个助手。"""
    async with wired12(house) as wire:
        assert "已绑定“机关第三党支部”" in await wire.asks(OPERATOR, "绑定支部 机关第三党支部")
    return house


async def test_a_checkin_in_the_group_and_ones_own_record_in_private(bound: House) -> None:
    async with wired12(bound) as wire:
        words = await wire.asks("71001", "打卡 学党章")
        assert words == "党员甲同志，今日学习已登记，积分＋2。查看发“我的打卡”。"
        call = next(call for call in wire.calls if call["action"] == "send_message")
        assert call["self"] == SELF
        assert (call["params"]["detail_type"], call["params"]["group_id"]) == ("group", GROUP)
        record = await wire.asks("71001", "我的打卡", None)
        assert "今天已登记" in record
        assert wire.calls[-1]["params"]["user_id"] == "71001"
        assert wire.open
    assert checkins(bound.database)["71001"] == ONE_CHECKIN
    assert "Traceback" not in bound.stderr


async def test_the_account_is_known_by_its_first_event(bound: House) -> None:
    async with wired12(bound, status=False) as wire:
        assert "可以这样说" in await wire.asks(OPERATOR, "帮助", None)
    async with wired12(bound, status=False) as wire:
        await wire.event("meta", "heartbeat", interval=5000)
        assert "可以这样说" in await wire.asks("71002", "帮助", None)


async def test_a_new_member_is_noted_once(bound: House) -> None:
    async with wired12(bound) as wire:
        joined = {"self": SELF, "group_id": GROUP, "user_id": "71003", "operator_id": "71001", "id": "join-1"}
        for _ in range(3):
            await wire.event("notice", "group_member_increase", **joined)
        await until(lambda: query(bound.database, "SELECT 1 FROM account WHERE user_id = '71003'"), "记下新成员")
        await wire.asks("71001", "帮助", None)
        sql = "SELECT count(*) FROM handled WHERE user_id = '71003'"
        assert query(bound.database, sql) == [(1,)]


async def test_flattened_keys_mean_the_same(bound: House) -> None:
    async with wired12(bound) as wire:
        said = {"self.platform": "qq", "self.user_id": ACCOUNT, "user_id": "71002", "message_id": f"m{new_id()}"}
        words = [{"type": "text", "data.text": "打卡"}]
        await wire.event("message", "group", group_id=GROUP, message=words, alt_message="打卡", **said)
        await until(lambda: checkins(bound.database).get("71002") == ONE_CHECKIN, "登记上")


async def test_a_client_that_goes_away_leaves_nobody_waiting(bound: House) -> None:
    """没有回音的调用随连接一起了结，再连上照样办事。"""
    async with wired12(bound, answers=False) as wire:
        await wire.say("71001", "帮助", None)
        await until(lambda: wire.calls, "开始回话")
        before = len(bound.stderr)
    await until(lambda: "回话没有送达" in bound.stderr[before:], "断开的那一刻就不再等", 3)
    async with wired12(bound) as wire:
        assert "可以这样说" in await wire.asks("71001", "帮助", None)


@pytest.mark.parametrize("frame", ["不是 JSON", "[]", "7", '{"type": "message"}', '{"echo": "9"}', '{"type": null}'])
async def test_an_odd_first_frame_is_turned_away_and_the_next_client_served(bound: House, frame: str) -> None:
    socket = await knock(bound, TOKEN)
    await socket.send(frame)
    await asyncio.wait_for(socket.wait_closed(), 10)
    async with wired12(bound) as wire:
        assert "可以这样说" in await wire.asks("71001", "帮助", None)


async def test_odd_frames_do_not_end_the_connection(bound: House) -> None:
    async with wired12(bound) as wire:
        for frame in ({}, {"type": None}, {"echo": "1", "status": "ok"}, {"type": "message", "self": None}):
            await wire._socket.send(json.dumps(frame))
        await wire.event("notice", "group_member_increase", self=SELF)
        await wire.event("request", "whatever", self=SELF)
        await wire.event("meta", "status_update", status=None)
        assert "可以这样说" in await wire.asks("71001", "帮助", None)


async def test_one_account_over_both_protocols_is_served_over_the_first(bound: House) -> None:
    before = len(bound.stderr)
    async with wired12(bound) as wire:
        await wire.asks("71001", "帮助", None)
        headers = {"X-Self-ID": ACCOUNT, "Authorization": f"Bearer {TOKEN}"}
        with pytest.raises(InvalidStatus):
            await connect(f"ws://127.0.0.1:{bound.port}/onebot/v11/ws", additional_headers=headers, proxy=None)
        assert "可以这样说" in await wire.asks("71001", "帮助", None)
    async with wired(bound) as first:
        await first.asks("71001", "帮助", None)
        socket = await knock(bound, TOKEN)
        late = Wire12(socket)
        await late.introduce()
        await late.say("71001", "帮助", None)
        await first.asks("71001", "帮助", None)
        await late.hang_up()
    assert "Traceback" not in bound.stderr[before:]


async def test_without_the_token_nobody_gets_in(bound: House) -> None:
    for token in ("", "猜的".encode().hex(), TOKEN[:-1]):
        with pytest.raises(InvalidStatus):
            await knock(bound, token)
