"""正向 WebSocket：听着，等机器人来连。"""

import hmac
from http import HTTPStatus
from types import TracebackType
from typing import Self

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from sandbox.dialect import Dialect
from sandbox.endpoint import Endpoint
from sandbox.faults import Faults
from sandbox.onebot11 import OneBot11
from sandbox.world import World


class Listener(Endpoint):
    """听着一个端口的一端；在 async with 之内开着，机器人断了可以再来。"""

    def __init__(
        self,
        world: World,
        token: str | None = None,
        port: int = 0,
        dialect: Dialect | None = None,
        faults: Faults | None = None,
    ) -> None:
        """准备听本机的 port，0 是随便一个空着的；dialect 不给就是头一个机器人说 OneBot v11。"""
        super().__init__(dialect or OneBot11(world), faults)
        self.port = port
        self._token = token

    @property
    def url(self) -> str:
        """机器人该连的地址；开着之后才知道。"""
        return f"ws://127.0.0.1:{self.port}/"

    async def __aenter__(self) -> Self:
        """开始听。"""
        # 不发 ping，也不因为积得多而停读，理由同 Client。
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self.port,
            process_request=self._admit,
            max_size=None,
            max_queue=None,
            ping_interval=None,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """断开，不再听。"""
        self._leave()
        self._server.close()
        await self._server.wait_closed()

    def _admit(self, socket: ServerConnection, request: Request) -> Response | None:
        if not self._online.is_set():
            return socket.respond(HTTPStatus.SERVICE_UNAVAILABLE, "offline\n")
        given = request.headers.get("Authorization", "")
        if self._token and not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return socket.respond(HTTPStatus.UNAUTHORIZED, "unauthorized\n")
        return None
