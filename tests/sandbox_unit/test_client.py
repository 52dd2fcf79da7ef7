"""反向 WebSocket：连上、上报、应答、重连。"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sandbox.client import Client
from sandbox.people import GROUP_ID
from sandbox.world import World
from tests.sandbox_unit.bot import bot_side, call, frame


@asynccontextmanager
async def running(client: Client) -> AsyncGenerator[None]:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.run())
        try:
            yield
        finally:
            await client.stop()


async def test_round_trip(world: World) -> None:
    async with bot_side() as (connections, url), running(Client(world, url, token="secret")):
        socket = await connections.get()
        assert socket.request is not None
        headers = socket.request.headers
        assert (headers["X-Self-ID"], headers["X-Client-Role"]) == ("10000", "Universal")
        assert headers["Authorization"] == "Bearer secret"
        assert (await frame(socket))["sub_type"] == "connect"
        world.say("10005", "打卡", GROUP_ID)
        said = await frame(socket)
        assert said["raw_message"] == "打卡"
        reply = await call(socket, "set_msg_emoji_like", message_id=said["message_id"], emoji_id="124")
        assert (reply["retcode"], reply["echo"]) == (0, "7")
        assert world.message(said["message_id"]).reactions == {"124": {"10000"}}


async def test_a_picture_larger_than_a_megabyte_gets_through(world: World) -> None:
    async with bot_side() as (connections, url), running(Client(world, url)):
        socket = await connections.get()
        await frame(socket)
        picture = {"type": "image", "data": {"file": "base64://" + "A" * 3_000_000}}
        assert (await call(socket, "send_group_msg", group_id=20001, message=[picture]))["retcode"] == 0


async def test_unsupported_actions_and_nonsense(world: World) -> None:
    async with bot_side() as (connections, url):
        client = Client(world, url, unsupported=frozenset({"set_msg_emoji_like"}))
        async with running(client):
            socket = await connections.get()
            await frame(socket)
            await socket.send("不是 JSON")
            await socket.send("[1]")
            message = world.say("10005", "打卡", GROUP_ID)
            await frame(socket)
            reply = await call(socket, "set_msg_emoji_like", message_id=message.message_id, emoji_id="124")
            assert reply["retcode"] == 1404
            assert message.reactions == {}


async def test_reconnects_without_sending_what_happened_meanwhile(world: World) -> None:
    async with bot_side() as (connections, url):
        client = Client(world, url)
        states: list[bool] = []
        with client.states.listening(states.append):
            async with running(client):
                first = await connections.get()
                await frame(first)
                await first.close()
                world.say("10005", "断线时说的", GROUP_ID)
                second = await connections.get()
                assert (await frame(second))["sub_type"] == "connect"
                assert client.connected.is_set()
                world.say("10005", "连上后说的", GROUP_ID)
                assert (await frame(second))["raw_message"] == "连上后说的"
        assert states == [True, False, True, False]


async def test_stop_ends_a_client_that_never_got_through(world: World) -> None:
    client = Client(world, "ws://127.0.0.1:9/")
    async with asyncio.timeout(3), running(client):
        await asyncio.sleep(0.05)
    assert not client.connected.is_set()
