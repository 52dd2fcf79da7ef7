"""控制台：断线、故障、往前走的钟。"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

import pytest

from sandbox.client import Client
from sandbox.console import READING_BACK, Console, FaultName
from sandbox.model import EVERYONE, Refused
from sandbox.onebot11.account import EMOJI_LIKE
from sandbox.people import GROUP_ID
from sandbox.world import World
from tests.sandbox_unit.bot import Connections, arrival, bot_side, call, frame, is_quiet
from tests.sandbox_unit.conftest import NOON


class Walks:
    """记下往前走到过哪里；放行了才走完。"""

    def __init__(self) -> None:
        self.to: list[datetime] = []
        self.may = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, to: datetime) -> None:
        self.to.append(to)
        await self.may.wait()
        if self.error:
            raise self.error


@pytest.fixture
async def met(world: World) -> AsyncGenerator[tuple[Console, Connections]]:
    async with bot_side() as (connections, url), Client(world, url) as client:
        yield Console(world, client), connections


async def test_cut_stays_cut_until_restored(met: tuple[Console, Connections]) -> None:
    console, connections = met
    await arrival(connections)
    assert console.endpoint.connected.is_set()
    console.cut(on=True)
    assert (console.endpoint.connected.is_set(), console.state()["cut"]) == (False, True)
    console.world.say("10005", "断线时说的", GROUP_ID)
    console.cut(on=False)
    again = await arrival(connections)
    assert console.state()["cut"] is False
    assert await is_quiet(again)


@pytest.mark.parametrize(("name", "copies"), [("triple", 3), ("slow", 1), ("ghost", 1)])
async def test_switches_go_on_and_off(met: tuple[Console, Connections], name: FaultName, copies: int) -> None:
    console, connections = met
    await arrival(connections)
    changes: list[None] = []
    with console.changed.listening(changes.append):
        console.fault(name, on=True)
        console.fault(name, on=True)
    assert (console.state()["faults"], len(changes)) == ([name], 1)
    assert console.endpoint.faults.copies == copies
    console.fault(name, on=False)
    assert (console.endpoint.faults.copies, console.endpoint.faults.rules) == (1, [])


async def test_one_switch_does_not_undo_another(met: tuple[Console, Connections]) -> None:
    console, connections = met
    await arrival(connections)
    for name in ("slow", "fail", "triple"):
        console.fault(name, on=True)
    console.fault("slow", on=False)
    assert console.state()["faults"] == ["fail", "triple"]
    assert console.endpoint.faults.copies == 3
    assert {rule.action for rule in console.endpoint.faults.rules} == {"send_*", "upload_*"}


async def test_without_faces_it_comes_back_as_another_client(met: tuple[Console, Connections]) -> None:
    console, connections = met
    first = await arrival(connections)
    before = (await call(first, "get_version_info"))["data"]["app_name"]
    console.fault("faceless", on=True)
    second = await arrival(connections)
    message = console.world.say("10005", "打卡", GROUP_ID)
    await frame(second)
    assert (await call(second, EMOJI_LIKE, message_id=message.message_id, emoji_id="124"))["retcode"] == 1404
    assert (await call(second, "get_version_info"))["data"]["app_name"] != before
    console.fault("faceless", on=False)
    third = await arrival(connections)
    assert (await call(third, EMOJI_LIKE, message_id=message.message_id, emoji_id="124"))["retcode"] == 0


async def test_everyone_is_muted_and_unmuted(met: tuple[Console, Connections]) -> None:
    console, connections = met
    socket = await arrival(connections)
    console.fault("mute", on=True)
    assert (await frame(socket))["user_id"] == int(EVERYONE)
    with pytest.raises(Refused, match="禁言"):
        console.world.say("10005", "打卡", GROUP_ID)
    console.fault("mute", on=False)
    assert console.state()["faults"] == []
    console.world.say("10005", "打卡", GROUP_ID)


async def test_the_clock_walks_once_at_a_time(world: World) -> None:
    walks = Walks()
    console = Console(world, Client(world, "ws://127.0.0.1:9/"), walks)
    console.advance("hour")
    await asyncio.sleep(0)
    assert console.state()["advancing"] == (NOON + timedelta(hours=1)).isoformat()
    with pytest.raises(Refused, match="正在往前走"):
        console.advance("tomorrow")
    walks.may.set()
    await asyncio.sleep(0.01)
    assert (console.state()["advancing"], walks.to) == (None, [NOON + timedelta(hours=1)])
    console.advance(NOON + timedelta(days=31))
    await asyncio.sleep(0.01)
    assert len(walks.to) == 2


async def test_what_the_clock_can_not_do_is_one_sentence(world: World) -> None:
    client = Client(world, "ws://127.0.0.1:9/")
    with pytest.raises(Refused, match="不能拨"):
        Console(world, client).advance("hour")
    console = Console(world, client, Walks())
    with pytest.raises(Refused, match="只能往前"):
        console.advance(NOON)
    with pytest.raises(Refused, match="31 天"):
        console.advance(NOON + timedelta(days=32))
    assert console.state()["advancing"] is None


async def test_trouble_on_the_way_is_told_and_the_clock_may_be_tried_again(world: World) -> None:
    walks, told = Walks(), list[str]()
    console = Console(world, Client(world, "ws://127.0.0.1:9/"), walks)
    walks.error, walks.may = RuntimeError("坏了"), asyncio.Event()
    with console.troubles.listening(told.append):
        console.advance("hour")
        await asyncio.sleep(0)
        walks.may.set()
        await asyncio.sleep(0.01)
    assert told == ["钟没有走完，原因在日志里；可以再试一次。"]
    walks.error = None
    console.advance("hour")
    await asyncio.sleep(0.01)
    assert console.state()["advancing"] is None


async def test_closing_stops_a_walk(world: World) -> None:
    console = Console(world, Client(world, "ws://127.0.0.1:9/"), Walks())
    console.advance("hour")
    await asyncio.sleep(0)
    await console.close()
    assert console.state()["advancing"] is None


async def test_the_clock_waits_until_the_bot_is_back_and_has_read(met: tuple[Console, Connections]) -> None:
    console, connections = met
    await arrival(connections)
    walks = Walks()
    walks.may.set()
    console = Console(console.world, console.endpoint, walks)
    console.cut(on=True)
    console.advance("hour")
    await asyncio.sleep(0.05)
    assert len(walks.to) == 1
    console.cut(on=False)
    console.advance("hour")
    await arrival(connections)
    assert len(walks.to) == 1
    await asyncio.sleep(READING_BACK + 0.2)
    assert len(walks.to) == 2
    console.advance("hour")
    await asyncio.sleep(0.05)
    assert len(walks.to) == 3
