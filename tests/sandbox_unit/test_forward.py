"""正向 WebSocket：机器人来连。"""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sandbox.forward import Listener
from sandbox.onebot12 import OneBot12
from sandbox.people import GROUP_ID
from sandbox.world import World
from tests.sandbox_unit.bot import frame, send

TOKEN = {"Authorization": "Bearer secret"}


def dial(listener: Listener, **options: object) -> connect:
    return connect(listener.url, **{"proxy": None, "additional_headers": TOKEN} | options)


async def test_the_bot_comes_in_and_talks(world: World) -> None:
    async with Listener(world, "secret") as listener, dial(listener) as socket:
        assert (await frame(socket))["sub_type"] == "connect"
        world.say("10005", "打卡", GROUP_ID)
        assert (await frame(socket))["raw_message"] == "打卡"
        assert (await send(socket, GROUP_ID))["retcode"] == 0
        assert (listener.connections, listener.deliveries()) == (1, {GROUP_ID: 1})


async def test_v12_says_who_it_is_first(world: World) -> None:
    async with Listener(world, "secret", dialect=OneBot12(world)) as listener, dial(listener) as socket:
        assert (await frame(socket))["detail_type"] == "connect"
        (bot,) = (await frame(socket))["status"]["bots"]
        assert bot == {"self": {"platform": "qq", "user_id": "10000"}, "online": True}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer 错"}, {"Authorization": "secret"}])
async def test_a_wrong_token_is_turned_away(world: World, headers: dict[str, str]) -> None:
    async with Listener(world, "secret") as listener:
        headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        with pytest.raises(InvalidStatus, match="401"):
            await dial(listener, additional_headers=headers)
        assert not listener.connected.is_set()


async def test_dropped_or_cut_off_the_bot_may_come_again(world: World) -> None:
    async with Listener(world) as listener:
        for hang_up in (listener.drop, listener.cut):
            async with dial(listener) as socket:
                await frame(socket)
                hang_up()
                with pytest.raises(ConnectionClosed):
                    await socket.recv()
        with pytest.raises(InvalidStatus, match="503"):
            await dial(listener)
        listener.restore()
        async with dial(listener) as socket:
            await frame(socket)
        assert listener.connections == 3


async def test_the_same_port_can_be_opened_again_and_a_frozen_one_closed(world: World) -> None:
    async with asyncio.timeout(5), Listener(world) as first:
        socket = await dial(first)
        await frame(socket)
        first.freeze()
    await socket.close()
    async with Listener(world, port=first.port) as second, dial(second) as socket:
        await frame(socket)
        assert second.url == first.url
