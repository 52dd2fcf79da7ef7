"""正向 WebSocket：由助手去连 OneBot 客户端。"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.e2e.house import OPERATOR, TOKEN, House

GROUP = 20001
LIST = [{"user_id": int(OPERATOR), "card": "周工"}, {"user_id": 10005, "card": "张三"}]


class Client:
    """被连的那一端：报到、说话、记下对方的调用。"""

    def __init__(self) -> None:
        self.tokens: list[str | None] = []
        self.calls: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.socket: asyncio.Queue[ServerConnection] = asyncio.Queue()

    async def serve(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.tokens.append(socket.request.headers.get("Authorization"))
        await self.send(socket, post_type="meta_event", meta_event_type="lifecycle", sub_type="connect")
        self.socket.put_nowait(socket)
        try:
            async for data in socket:
                call = json.loads(data)
                self.calls.put_nowait(call)
                answer = LIST if call["action"] == "get_group_member_list" else {"message_id": 7}
                await socket.send(json.dumps({"status": "ok", "retcode": 0, "data": answer, "echo": call["echo"]}))
        except ConnectionClosed:
            return

    async def send(self, socket: ServerConnection, **fields: Any) -> None:
        await socket.send(json.dumps({"time": 1, "self_id": 10000, **fields}))

    async def say(self, socket: ServerConnection, message_id: int, user_id: int, text: str) -> None:
        message = [{"type": "text", "data": {"text": text}}]
        fields = {"message_id": message_id, "group_id": GROUP, "user_id": user_id, "message": message}
        await self.send(socket, post_type="message", message_type="group", **fields)

    async def called(self, action: str) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while True:
                call = await self.calls.get()
                if call["action"] == action:
                    return call["params"]


async def test_the_bot_goes_to_the_client_and_comes_again_when_the_line_is_cut(
    build_house: Callable[..., House],
) -> None:
    client = Client()
    async with serve(client.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        house = build_house(ONEBOT_V11_WS_URLS=f"ws://127.0.0.1:{port}/")
        await house.start()
        async with asyncio.timeout(10):
            socket = await client.socket.get()
        await client.say(socket, 1, int(OPERATOR), "绑定支部 机关第三党支部")
        assert (await client.called("send_msg"))["group_id"] == GROUP
        await socket.close()
        async with asyncio.timeout(10):
            socket = await client.socket.get()
        await client.say(socket, 2, 10005, "打卡")
        assert (await client.called("set_msg_emoji_like"))["message_id"] == 2
        assert client.tokens == [f"Bearer {TOKEN}"] * 2
        await house.stop()
