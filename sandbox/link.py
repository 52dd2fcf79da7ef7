"""一条连着的 WebSocket：报变化、答调用、发心跳；不管是谁拨的。"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from websockets.asyncio.connection import Connection
from websockets.exceptions import ConnectionClosed

from sandbox.dialect import HEARTBEAT_SECONDS, Dialect, Frame
from sandbox.faults import Faults, Rule
from sandbox.model import Change
from sandbox.post import Post


@dataclass(slots=True)
class Call:
    """机器人的一次调用：at 是收到时事件循环的时间，performed 是真办成了，answer 是已经答了的话。"""

    action: str
    params: Frame
    echo: object
    at: float
    performed: bool = False
    answer: Frame | None = None


class Link:
    """一条连接；断了就完，重连是另一条。"""

    def __init__(self, socket: Connection, dialect: Dialect, faults: Faults, calls: list[Call]) -> None:
        """收到的调用都添到 calls 里。"""
        self._socket = socket
        self._dialect = dialect
        self._faults = faults
        self._calls = calls
        self._outbox: asyncio.Queue[Frame] = asyncio.Queue()
        self._moving = asyncio.Event()
        self._moving.set()
        self._closing = asyncio.Event()

    async def serve(self) -> None:
        """先打招呼，此后一直报、一直答，直到断开。"""
        for frame in self._dialect.hello():
            self._outbox.put_nowait(frame)
        post = Post(self._faults, self._outbox.put_nowait)

        def report(change: Change) -> None:
            for event in self._dialect.events(change):
                post.send(event)

        with self._dialect.world.changes.listening(report):
            try:
                async with asyncio.TaskGroup() as tasks:
                    for work in (self._send, self._receive, self._beat, self._close):
                        tasks.create_task(work())
            except* ConnectionClosed:
                pass

    def close(self) -> None:
        """好好地断开。"""
        self.thaw()
        self._closing.set()

    def drop(self) -> None:
        """马上断开，不打招呼，像拔了网线又插上。"""
        self._socket.transport.abort()

    def freeze(self) -> None:
        """冻住：不读也不写，连接却还在，像进程停在那里。

        不从 TCP 里读，对方的 ping 就到不了 websockets，也就没有 pong；这一端自己从不发 ping。
        """
        self._moving.clear()
        self._socket.transport.pause_reading()

    def thaw(self) -> None:
        """化开：积着的都照办。"""
        self._socket.transport.resume_reading()
        self._moving.set()

    async def _send(self) -> None:
        while True:
            frame = await self._outbox.get()
            await self._moving.wait()
            await self._socket.send(json.dumps(frame, ensure_ascii=False))

    async def _receive(self) -> None:
        # 用 recv 而不用 async for：对方正常关闭也要抛出来，好让同组的任务一起收场。
        while True:
            text = await self._socket.recv()
            await self._moving.wait()
            call = _read_call(text)
            if call is not None:
                self._take(call)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._moving.wait()
            self._outbox.put_nowait(self._dialect.heartbeat())

    async def _close(self) -> None:
        await self._closing.wait()
        await self._socket.close()

    def _take(self, call: Call) -> None:
        self._calls.append(call)
        rule = self._faults.meet(call.action, call.params)
        _later(rule.before, lambda: self._perform(call, rule))

    def _perform(self, call: Call, rule: Rule) -> None:
        # 断开之后也会办到这里：真实现收到了的调用，办的时候不看连接还在不在。
        answer: Frame = {}
        if rule.performed:
            answer = self._dialect.answer(call.action, call.params)
            call.performed = answer["status"] == "ok"
        if rule.reply is not None:
            answer = rule.reply(self._dialect, call.action)
        if rule.answered:
            _later(rule.after, lambda: self._reply(call, answer))

    def _reply(self, call: Call, answer: Frame) -> None:
        call.answer = answer
        self._outbox.put_nowait(answer | {"echo": call.echo})


def _later(seconds: float, act: Callable[[], None]) -> None:
    if seconds:
        asyncio.get_running_loop().call_later(seconds, act)
    else:
        act()


def _read_call(text: str | bytes) -> Call | None:
    try:
        call: object = json.loads(text)
    except ValueError:
        return None
    if not isinstance(call, dict):
        return None
    fields = cast("dict[str, Any]", call)
    params = fields.get("params")
    values = cast("Frame", params) if isinstance(params, dict) else {}
    return Call(str(fields.get("action")), values, fields.get("echo"), asyncio.get_running_loop().time())
