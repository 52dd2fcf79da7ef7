"""QQ 客户端一侧的反向 WebSocket：把世界的变化报给机器人，替它办 API 调用。"""

import asyncio
import json
from typing import Any, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from sandbox.actions import UNSUPPORTED, answer, failed
from sandbox.model import Broadcast, Change
from sandbox.onebot11 import HEARTBEAT_SECONDS, Frame, event, heartbeat, lifecycle
from sandbox.world import World

FIRST_DELAY, LONGEST_DELAY = 0.5, 5.0


class Client:
    """一条会自己重连的连接；断开期间的事件不补发，和真实现一样。"""

    def __init__(
        self, world: World, url: str, token: str | None = None, unsupported: frozenset[str] = frozenset()
    ) -> None:
        """准备连到 url；unsupported 里的动作一律答 1404。"""
        self.connected = asyncio.Event()
        self.states: Broadcast[bool] = Broadcast()
        self._world = world
        self._url = url
        self._headers = {"X-Self-ID": world.self_id, "X-Client-Role": "Universal"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._unsupported = unsupported
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """一直连着，直到 stop；连不上时隔 0.5 秒再试，逐次加倍到 5 秒。"""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            try:
                # 图片以 base64 进来，帧可以很大；本机连接不该绕环境变量里的代理。
                async with connect(self._url, additional_headers=self._headers, max_size=None, proxy=None) as socket:
                    delay = FIRST_DELAY
                    await self._serve(socket)
            except (OSError, WebSocketException):
                pass
            await self._pause(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def stop(self) -> None:
        """断开并让 run 结束。"""
        self._stopping.set()

    async def _serve(self, socket: ClientConnection) -> None:
        outbox: asyncio.Queue[Frame] = asyncio.Queue()
        outbox.put_nowait(lifecycle(self._world))

        def report(change: Change) -> None:
            frame = event(self._world, change)
            if frame is not None:
                outbox.put_nowait(frame)

        with self._world.changes.listening(report):
            self._set_connected(value=True)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._send(socket, outbox))
                    tasks.create_task(self._beat(outbox))
                    tasks.create_task(self._hang_up(socket))
                    tasks.create_task(self._receive(socket, outbox))
            except* ConnectionClosed:
                pass
            finally:
                self._set_connected(value=False)

    async def _receive(self, socket: ClientConnection, outbox: asyncio.Queue[Frame]) -> None:
        # 用 recv 而不用 async for：对方正常关闭也要抛出来，好让同组的任务一起收场。
        while True:
            reply = self._answer(await socket.recv())
            if reply is not None:
                outbox.put_nowait(reply)

    def _answer(self, text: str | bytes) -> Frame | None:
        try:
            call: object = json.loads(text)
        except ValueError:
            return None
        if not isinstance(call, dict):
            return None
        fields = cast("dict[str, Any]", call)
        action, params = str(fields.get("action")), fields.get("params")
        if action in self._unsupported:
            reply = failed(UNSUPPORTED, f"不支持的Api {action}")
        else:
            values = cast("dict[str, Any]", params) if isinstance(params, dict) else {}
            reply = answer(self._world, action, values)
        return reply | {"echo": fields.get("echo")}

    async def _send(self, socket: ClientConnection, outbox: asyncio.Queue[Frame]) -> None:
        while True:
            frame = await outbox.get()
            await socket.send(json.dumps(frame, ensure_ascii=False))

    async def _beat(self, outbox: asyncio.Queue[Frame]) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            outbox.put_nowait(heartbeat(self._world))

    async def _hang_up(self, socket: ClientConnection) -> None:
        await self._stopping.wait()
        await socket.close()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass

    def _set_connected(self, *, value: bool) -> None:
        if value:
            self.connected.set()
        else:
            self.connected.clear()
        self.states.publish(value)
