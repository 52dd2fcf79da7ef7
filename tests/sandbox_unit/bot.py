"""假的机器人一侧：收下连接，一帧一帧地看，一次一次地调用。"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.connection import Connection
from websockets.asyncio.server import ServerConnection, serve

from sandbox.client import Client

Connections = asyncio.Queue[ServerConnection]
QUIET_SECONDS = 0.15


@asynccontextmanager
async def bot_side(**options: Any) -> AsyncGenerator[tuple[Connections, str]]:
    """一个只收连接的假机器人；options 交给 websockets。"""
    connections: Connections = asyncio.Queue()

    async def accept(socket: ServerConnection) -> None:
        connections.put_nowait(socket)
        await socket.wait_closed()

    async with serve(accept, "127.0.0.1", 0, **options) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield connections, f"ws://127.0.0.1:{port}/onebot/v11/ws"


@asynccontextmanager
async def met(client: Client, connections: Connections) -> AsyncGenerator[ServerConnection]:
    """Client 连上来了，招呼也打过了。"""
    async with client:
        yield await arrival(connections)


async def arrival(connections: Connections) -> ServerConnection:
    """下一条连上来的连接，招呼已经听过。"""
    async with asyncio.timeout(5):
        socket = await connections.get()
    greeting = await frame(socket)
    if greeting.get("detail_type") == "connect":
        assert greeting["version"]["onebot_version"] == "12"
        greeting = await frame(socket)
    assert "lifecycle" in greeting.values() or "status_update" in greeting.values()
    return socket


async def frame(socket: Connection) -> dict[str, Any]:
    """下一帧。"""
    async with asyncio.timeout(5):
        return json.loads(await socket.recv())


async def is_quiet(socket: Connection) -> bool:
    """一小会儿没有新的帧。"""
    try:
        async with asyncio.timeout(QUIET_SECONDS):
            await socket.recv()
    except TimeoutError:
        return True
    return False


async def ask(socket: Connection, action: str, **params: object) -> None:
    """发一次调用，不等应答。"""
    await socket.send(json.dumps({"action": action, "params": params, "echo": "7"}))


async def call(socket: Connection, action: str, **params: object) -> dict[str, Any]:
    """发一次调用，下一帧就是应答。"""
    await ask(socket, action, **params)
    return await frame(socket)


async def send(socket: Connection, group_id: str, words: str = "您好") -> dict[str, Any]:
    """往群里说一句话的应答。"""
    return await call(socket, "send_msg", message_type="group", group_id=group_id, message=words)
