"""反向 WebSocket：去连机器人，断了自己重连。"""

import asyncio
from types import TracebackType
from typing import Self

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from sandbox.dialect import Dialect
from sandbox.endpoint import Endpoint
from sandbox.faults import Faults
from sandbox.onebot11 import OneBot11
from sandbox.world import World

FIRST_DELAY, LONGEST_DELAY = 0.5, 5.0


class Client(Endpoint):
    """一条会自己重连的连接；可以 async with，也可以自己 run 和 stop。"""

    def __init__(
        self,
        world: World,
        url: str,
        token: str | None = None,
        unsupported: frozenset[str] = frozenset(),
        dialect: Dialect | None = None,
        faults: Faults | None = None,
    ) -> None:
        """准备连到 url；unsupported 是没有的动作；dialect 不给就是头一个机器人说 OneBot v11。"""
        super().__init__(dialect or OneBot11(world), faults)
        self.faults.unsupported(*unsupported)
        self._url = url
        self._headers = dict(self.dialect.headers)
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    async def run(self) -> None:
        """一直连着，直到 stop；连不上时隔 0.5 秒再试，逐次加倍到 5 秒。"""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            await self._online.wait()
            before = self.connections
            await self._connect()
            delay = FIRST_DELAY if self.connections > before else delay
            await self._pause(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def stop(self) -> None:
        """断开并让 run 结束。"""
        self._leave()

    async def __aenter__(self) -> Self:
        """开始连，不等连上。"""
        self._running = asyncio.create_task(self.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """断开，等它结束。"""
        await self.stop()
        await self._running

    async def _connect(self) -> None:
        try:
            # 图片以 base64 进来，帧可以很大；本机连接不该绕环境变量里的代理。
            # 不发 ping，也不因为积得多而停读：动静只由 Link 说了算，冻住才冻得住。
            async with connect(
                self._url,
                additional_headers=self._headers,
                max_size=None,
                max_queue=None,
                ping_interval=None,
                proxy=None,
            ) as socket:
                await self._serve(socket)
        except (OSError, WebSocketException):
            return

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass
