"""OneBot 客户端一侧的一条原始连接：想发什么帧就发什么帧，想怎么答就怎么答。"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.waiting import until

Frame = dict[str, Any]
ACCOUNT, GROUP = "10000", "30001"
FACE, LAGRANGE_FACE = "set_msg_emoji_like", "set_group_reaction"
_MESSAGE_IDS = count(700_000_001)
_RETRY = 0.05


@dataclass(frozen=True)
class Call:
    """助手的一次 API 调用。"""

    action: str
    params: Frame
    echo: str

    @property
    def text(self) -> str:
        """要发的消息里的文字。"""
        return "".join(str(one["data"].get("text", "")) for one in self.params.get("message", ()))

    def answered(self, data: object = None, retcode: int = 0, message: str = "") -> Frame:
        """对它的应答。"""
        status = "ok" if retcode == 0 else "failed"
        return {"status": status, "retcode": retcode, "data": data, "message": message, "echo": self.echo}


Answer = Callable[[Call], Frame | None]


def new_id() -> int:
    """一个没有用过的消息号。"""
    return next(_MESSAGE_IDS)


def card(user_id: str) -> str:
    """一个人的群名片，如 党员六八零零三；长串的阿拉伯数字会被当成电话号码去掉。"""
    return "党员" + "".join("零一二三四五六七八九"[int(digit)] for digit in user_id)


def message(user_id: str, words: str, number: int, group_id: str | None = GROUP, **changes: object) -> Frame:
    """一条消息的帧；number 是消息号，group_id 为 None 是私聊；changes 改掉其中几项。"""
    scene: Frame = {"message_type": "private", "sub_type": "friend"}
    if group_id is not None:
        scene = {"message_type": "group", "sub_type": "normal", "group_id": int(group_id)}
    return {
        "time": 1_800_000_000,
        "self_id": int(ACCOUNT),
        "post_type": "message",
        "user_id": int(user_id),
        "message_id": number,
        "sender": {"user_id": int(user_id), "nickname": f"网名{user_id}", "card": card(user_id), "role": "member"},
        "raw_message": words,
        "message": [{"type": "text", "data": {"text": words}}],
        "message_format": "array",
        **scene,
        **changes,
    }


class Wire:
    """一条连着的连接。calls 是助手调用过的全部 API；acks 数每条消息被贴了几次表情。"""

    def __init__(self, socket: ClientConnection, answer: Answer, listed: Iterable[str]) -> None:
        self.calls: list[Call] = []
        self.acks: Counter[str] = Counter()
        self._socket, self._answer = socket, answer
        self._listed = [{"user_id": int(one), "nickname": f"网名{one}", "card": card(one)} for one in listed]
        self._task = asyncio.create_task(self._read())

    @property
    def open(self) -> bool:
        """还连着。"""
        return not self._task.done()

    @property
    def texts(self) -> list[str]:
        """助手说过的话。"""
        return [call.text for call in self.calls if call.action == "send_msg"]

    async def send(self, frame: object) -> None:
        """发一帧；字符串和字节原样发，其余写成 JSON。"""
        await self._socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def say(self, user_id: str, words: str, group_id: str | None = GROUP) -> int:
        """某人说一句话，返回消息号。"""
        message_id = new_id()
        await self.send(message(user_id, words, message_id, group_id))
        return message_id

    async def acked(self, *message_ids: int, seconds: float = 10.0) -> None:
        """等这些消息都被贴上表情。"""
        await until(lambda: all(self.acks[str(one)] for one in message_ids), f"表情贴到 {message_ids[:5]}", seconds)

    async def checks_in(self, user_id: str, words: str = "打卡") -> int:
        """某人打卡，等到表情，返回消息号。"""
        message_id = await self.say(user_id, words)
        await self.acked(message_id)
        return message_id

    async def asks(self, user_id: str, words: str, group_id: str | None = GROUP) -> str:
        """某人说一句话，等助手说的下一句。"""
        before = len(self.texts)
        await self.say(user_id, words, group_id)
        await until(lambda: len(self.texts) > before, f"对“{words}”的回话")
        return self.texts[before]

    async def own_record(self, user_id: str) -> str:
        """某人私聊问“我的打卡”的回话。"""
        return await self.asks(user_id, "我的打卡", None)

    async def binds(self, name: str = "机关第三党支部") -> None:
        """运维把群绑定成支部。"""
        assert f"已绑定“{name}”" in await self.asks(OPERATOR, f"绑定支部 {name}")

    async def closed(self) -> None:
        """等对方断开，此前到了的帧都读完。"""
        await until(lambda: not self.open, "连接断开")
        await self.hang_up()

    async def hang_up(self) -> None:
        """自己断开。"""
        await self._socket.close()
        await self._task

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            pass

    async def _take(self, frame: Frame) -> None:
        call = Call(frame["action"], frame["params"], frame["echo"])
        self.calls.append(call)
        if call.action in {FACE, LAGRANGE_FACE}:
            self.acks[str(call.params["message_id"])] += 1
        answer = self._answer(call)
        if answer is not None:
            if call.action == "get_group_member_list" and answer["data"] is None:
                answer["data"] = self._listed
            await self.send(answer)


def agree(call: Call) -> Frame:
    """什么都办成。"""
    return call.answered({"message_id": new_id()} if call.action == "send_msg" else None)


async def open_wire(house: House, answer: Answer = agree, listed: Iterable[str] = (), **headers: str) -> Wire:
    """连上助手；上一条连接还没有收场而被拒时接着试。headers 里的下划线写成减号。"""
    given = {"X-Self-ID": ACCOUNT, "X-Client-Role": "Universal", "Authorization": f"Bearer {TOKEN}"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    socket: ClientConnection | None = None
    for _ in range(100):
        try:
            url = f"ws://127.0.0.1:{house.port}/onebot/v11/ws"
            socket = await connect(url, additional_headers=given, max_size=None, proxy=None)
            break
        except (InvalidStatus, ConnectionError):
            await asyncio.sleep(_RETRY)
    assert socket is not None, "一直连不上助手"
    wire = Wire(socket, answer, listed)
    meta = {"time": 1_800_000_000, "self_id": int(given["X-Self-ID"]), "post_type": "meta_event"}
    await wire.send(meta | {"meta_event_type": "lifecycle", "sub_type": "connect"})
    return wire


@asynccontextmanager
async def wired(house: House, answer: Answer = agree, listed: Iterable[str] = ()) -> AsyncGenerator[Wire]:
    """一条连接，离开时断开。"""
    wire = await open_wire(house, answer, listed)
    try:
        yield wire
    finally:
        await wire.hang_up()
