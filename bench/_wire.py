"""量的时候用的 OneBot 客户端：只管收发，尽量不占时间。"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, Any

import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from core.settings import ROOT

ACCOUNT, GROUP = 10000, 20001
READY_WITHIN = 20.0
_FACES = {"set_msg_emoji_like", "set_group_reaction"}
_KEPT = {"PATH", "HOME", "LANG", "SYSTEMROOT"}


@dataclass(slots=True)
class Wire:
    """一条连着的线。said 是说了几条话；每个调用都立刻答“好”，member_list 除外；faceless 为真是没有贴表情的接口。"""

    socket: ClientConnection
    process: psutil.Process
    members: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    waiting: dict[str, asyncio.Future[float]] = field(default_factory=dict[str, asyncio.Future[float]])
    next_id: int = 1
    ready_at: float = 0.0
    said: int = 0
    faceless: bool = False

    async def listen(self) -> None:
        """收调用、答调用，直到断开。"""
        async for data in self.socket:
            call = json.loads(data)
            params: dict[str, Any] = call.get("params") or {}
            key = str(params.get("message_id") or params.get("user_id") or call["action"])
            waiter = self.waiting.pop(key, None)
            if waiter is not None and not waiter.done():
                waiter.set_result(time.perf_counter())
            self.said += call["action"].startswith("send_")
            if self.faceless and call["action"] in _FACES:
                refused = {"status": "failed", "retcode": 1404, "data": None, "echo": call["echo"]}
                await self.socket.send(json.dumps(refused))
                continue
            result = self.members if call["action"] == "get_group_member_list" else {"message_id": 1}
            answer = {"status": "ok", "retcode": 0, "data": result, "echo": call["echo"]}
            await self.socket.send(json.dumps(answer))

    def frame(self, user_id: int, text: str) -> tuple[int, str]:
        """一条群消息的报文，和它的消息号。"""
        self.next_id += 1
        body = {
            "time": 1790000000,
            "self_id": ACCOUNT,
            "post_type": "message",
            "message_type": "group",
            "sub_type": "normal",
            "message_id": self.next_id,
            "group_id": GROUP,
            "user_id": user_id,
            "message": [{"type": "text", "data": {"text": text}}],
            "raw_message": text,
            "font": 0,
            "sender": {"user_id": user_id, "nickname": "同志", "card": "", "role": "member", "level": "1"},
        }
        return self.next_id, json.dumps(body, ensure_ascii=False)

    def expect(self, key: str) -> asyncio.Future[float]:
        """等某个调用到，结果是它到的时刻；key 是消息号、用户号或接口名。"""
        self.waiting[key] = asyncio.get_running_loop().create_future()
        return self.waiting[key]

    def cpu(self) -> float:
        """对方进程至今用掉的 CPU 秒数。"""
        times = self.process.cpu_times()
        return times.user + times.system

    async def settle(self) -> None:
        """等对方闲下来。"""
        last = -1.0
        while (now := self.cpu()) != last:
            last = now
            await asyncio.sleep(0.3)


def environment(**ours: object) -> dict[str, str]:
    """起进程用的环境：只带起得来要的几项，不受这台机器上别的设置影响；ours 是另加的设置。"""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return kept | {name: str(value) for name, value in ours.items()}


def free_port() -> int:
    """一个空着的端口。"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@asynccontextmanager
async def running(
    command: Iterable[str], port: int, environment: dict[str, str], log: IO[str] | None = None
) -> AsyncGenerator[Wire]:
    """起一个进程，连上它，用完停掉；log 收它的标准错误。"""
    async with serving(command, environment, log) as process:
        link = await _connect(port)
        wire = Wire(link, process, ready_at=time.perf_counter())
        lifecycle = {"time": 0, "self_id": ACCOUNT, "post_type": "meta_event"}
        await link.send(json.dumps(lifecycle | {"meta_event_type": "lifecycle", "sub_type": "connect"}))
        listening = asyncio.get_running_loop().create_task(wire.listen())
        await wire.settle()
        yield wire
        listening.cancel()
        await link.close()


@asynccontextmanager
async def serving(
    command: Iterable[str], environment: dict[str, str], log: IO[str] | None = None
) -> AsyncGenerator[psutil.Process]:
    """起一个进程，用完停掉；不等它听端口。"""
    process = subprocess.Popen(  # noqa: ASYNC220 起进程只要一瞬，量的时候不在跑
        [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


async def _connect(port: int) -> ClientConnection:
    deadline = time.perf_counter() + READY_WITHIN
    headers = {"X-Self-ID": str(ACCOUNT), "X-Client-Role": "Universal"}
    while True:
        try:
            return await connect(f"ws://127.0.0.1:{port}/onebot/v11/ws", additional_headers=headers, compression=None)
        except (OSError, InvalidStatus):
            if time.perf_counter() > deadline:
                raise
            await asyncio.sleep(0.05)
