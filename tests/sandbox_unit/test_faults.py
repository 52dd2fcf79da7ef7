"""故障开关：每一种都走真的连接。"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from sandbox.client import Client
from sandbox.faults import Faults, to_group, to_user
from sandbox.model import EVERYONE, Group, Person
from sandbox.people import GROUP_ID
from sandbox.world import World
from tests.e2e.waiting import until
from tests.sandbox_unit.bot import arrival, ask, bot_side, call, frame, is_quiet, met, send

GROUPS = [str(20_001 + number) for number in range(60)]


def sixty_groups() -> World:
    members = {user_id: Person(user_id, f"网名{user_id}") for user_id in ("10001", "10005")}
    members["10001"] = Person("10001", "群主", role="owner")
    return World([Group(one, f"{one}群", dict(members)) for one in GROUPS], now=lambda: datetime.now(UTC))


async def test_each_group_gets_its_message_once_whatever_happened() -> None:
    world, faults = sixty_groups(), Faults()
    async with bot_side() as (connections, url), met(Client(world, url, faults=faults), connections) as socket:
        for one in GROUPS[:10]:
            faults.ghost("send_msg", times=1, when=to_group(one))
        for one in GROUPS[10:20]:
            faults.fail("send_msg", times=2, when=to_group(one))
        for one in GROUPS:
            await ask(socket, "send_msg", message_type="group", group_id=one, message="第三季度通报")
        answers = [await frame(socket) for _ in GROUPS[10:]]
        assert [one["retcode"] for one in answers] == [1200] * 10 + [0] * 40
        for one in GROUPS[10:20]:
            assert (await send(socket, one, "第三季度通报"))["status"] == "failed"
            assert (await send(socket, one, "第三季度通报"))["status"] == "ok"


async def test_the_client_remembers_every_call_and_what_was_really_delivered() -> None:
    world = sixty_groups()
    async with bot_side() as (connections, url):
        client = Client(world, url)
        async with met(client, connections) as socket:
            client.faults.fail("send_*", retcode=100, message="风控", times=1)
            client.faults.ghost("send_msg", times=1)
            assert (await send(socket, GROUPS[0]))["message"] == "风控"
            await ask(socket, "send_msg", group_id=GROUPS[0], message="通报")
            await send(socket, GROUPS[1], "通报")
            assert [one.performed for one in client.called("send_msg")] == [False, True, True]
            assert [one.answer and one.answer["retcode"] for one in client.calls] == [100, None, 0]
            times = [one.at for one in client.calls]
            assert times == sorted(times)
            assert client.deliveries("通报") == {GROUPS[0]: 1, GROUPS[1]: 1}


async def faulty(socket: ServerConnection, world: World) -> tuple[bool, bool]:
    """发一条之后：（真发出去了，当时就有应答）。"""
    before = len(world.messages)
    await ask(socket, "send_msg", group_id=GROUP_ID, message="您好")
    quiet = await is_quiet(socket)
    return len(world.messages) > before, not quiet


@pytest.mark.parametrize(
    ("arrange", "expected"),
    [
        (lambda faults: faults.silent("send_msg", times=1), (False, False)),
        (lambda faults: faults.ghost("send_msg", times=1), (True, False)),
        (lambda faults: faults.timeout("send_msg", performed=True, times=1), (True, True)),
        (lambda faults: faults.timeout("send_msg", performed=False, times=1), (False, True)),
        (lambda faults: faults.fail("send_msg", times=1), (False, True)),
        (lambda faults: faults.unsupported("send_msg"), (False, True)),
        (lambda faults: faults.fail("send_msg", when=to_user("99")), (True, True)),
        (lambda faults: faults.fail("delete_msg"), (True, True)),
    ],
)
async def test_what_is_done_and_what_is_answered(
    world: World, arrange: Callable[[Faults], None], expected: tuple[bool, bool]
) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        arrange(client.faults)
        assert await faulty(socket, world) == expected
        client.faults.clear()
        assert await faulty(socket, world) == (True, True)


async def test_the_words_of_a_timeout_and_of_an_unsupported_action(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        client.faults.timeout("send_msg", performed=True)
        client.faults.unsupported("get_status")
        told = await send(socket, GROUP_ID)
        assert (told["retcode"], '"result": 0' in told["message"], told["message"][:7]) == (1200, True, "Timeout")
        assert (await call(socket, "get_status"))["retcode"] == 1404


async def test_late_answers_and_slow_calls_do_not_hold_up_others(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        client.faults.ghost("send_msg", answer_after=0.3, times=1)
        client.faults.slow("send_msg", 0.6, times=1)
        for words in ("晚答的", "慢办的"):
            await ask(socket, "send_msg", group_id=GROUP_ID, message=words)
        assert (await call(socket, "get_status"))["data"]["online"] is True
        assert client.deliveries() == {GROUP_ID: 1}
        assert (await frame(socket))["retcode"] == 0
        assert client.deliveries() == {GROUP_ID: 1}
        assert (await frame(socket))["retcode"] == 0
        assert client.deliveries() == {GROUP_ID: 2}


async def test_a_slow_call_is_done_even_after_the_line_is_cut(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        client.faults.slow("send_msg", 0.3)
        await ask(socket, "send_msg", group_id=GROUP_ID, message="断线之后")
        await until(lambda: client.calls, "收到调用")
        client.cut()
        assert client.deliveries() == {}
        await until(lambda: client.deliveries() == {GROUP_ID: 1}, "断了以后还是办了", 3)


async def test_a_rule_can_be_taken_away_and_counts_its_hits(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        rule = client.faults.fail("send_msg", 100, "blocked by server")
        assert (await send(socket, GROUP_ID))["retcode"] == 100
        client.faults.remove(rule)
        assert (await send(socket, GROUP_ID))["retcode"] == 0
        assert rule.hits == 1


async def test_events_may_come_twice_late_out_of_order_or_never(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        faults = client.faults
        faults.duplicate(3)
        world.say("10005", "一", GROUP_ID)
        assert len({(await frame(socket))["message_id"] for _ in range(3)}) == 1

        faults.clear()
        faults.shuffle(3)
        for words in ("一", "二", "三", "四"):
            world.say("10005", words, GROUP_ID)
        assert [(await frame(socket))["raw_message"] for _ in range(4)] == ["三", "二", "一", "四"]

        faults.clear()
        lost = faults.lose(times=1, when=lambda event: event["post_type"] == "message")
        world.rename(GROUP_ID, "10005", "张三丰")
        world.say("10005", "丢了", GROUP_ID)
        world.say("10005", "没丢", GROUP_ID)
        assert (await frame(socket))["notice_type"] == "group_card"
        assert (await frame(socket))["raw_message"] == "没丢"
        assert lost.hits == 1

        everything = faults.lose()
        world.say("10005", "也丢了", GROUP_ID)
        faults.remove(everything)
        faults.delay(0.05)
        world.say("10005", "晚到", GROUP_ID)
        faults.clear()
        world.say("10005", "先到", GROUP_ID)
        assert [(await frame(socket))["raw_message"] for _ in range(2)] == ["先到", "晚到"]


async def test_sending_into_a_muted_group_fails_and_the_bot_is_told(world: World) -> None:
    async with bot_side() as (connections, url), met(Client(world, url), connections) as socket:
        world.mute(GROUP_ID, "10000", 600)
        told = await frame(socket)
        assert (told["notice_type"], told["sub_type"], told["duration"]) == ("group_ban", "ban", 600)
        assert (told["user_id"], told["operator_id"], told["group_id"]) == (10000, 10012, 20001)
        answer = await send(socket, GROUP_ID)
        assert (answer["retcode"], '"result": 120' in answer["message"]) == (1200, True)
        world.unmute(GROUP_ID, "10000")
        lifted = await frame(socket)
        assert (lifted["sub_type"], lifted["duration"]) == ("lift_ban", 0)
        assert (await send(socket, GROUP_ID))["retcode"] == 0

        world.mute(GROUP_ID, EVERYONE)
        told = await frame(socket)
        assert (told["user_id"], told["duration"]) == (0, -1)
        assert (await send(socket, GROUP_ID))["retcode"] == 1200
        assert (await call(socket, "send_private_msg", user_id=10005, message="私聊不受影响"))["retcode"] == 0


async def test_dropped_three_times_it_comes_back_three_times(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as first:
        sockets = [first]
        for _ in range(3):
            client.drop()
            assert not client.connected.is_set()
            with pytest.raises(ConnectionClosed):
                await sockets[-1].recv()
            world.say("10005", "断线时说的", GROUP_ID)
            sockets.append(await arrival(connections))
        world.say("10005", "连上后说的", GROUP_ID)
        assert (await frame(sockets[-1]))["raw_message"] == "连上后说的"
        assert client.connections == 4


async def test_cut_off_it_stays_away_until_restored(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        client.cut()
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        await asyncio.sleep(0.7)
        assert connections.empty()
        assert not client.connected.is_set()
        client.restore()
        await arrival(connections)
        assert client.connected.is_set()


async def test_frozen_it_neither_reads_nor_writes_nor_answers_pings(world: World) -> None:
    async with bot_side() as (connections, url), met(client := Client(world, url), connections) as socket:
        await (await socket.ping())
        client.freeze()
        pong = await socket.ping()
        await ask(socket, "send_msg", group_id=GROUP_ID, message="冻住时发的")
        world.say("10005", "冻住时说的", GROUP_ID)
        assert await is_quiet(socket)
        assert not pong.done()
        assert client.calls == []
        client.thaw()
        await pong
        assert (await frame(socket))["raw_message"] == "冻住时说的"
        assert (await frame(socket))["retcode"] == 0


async def test_a_bot_that_pings_gives_up_on_a_frozen_client_and_it_comes_back_when_thawed(world: World) -> None:
    async with (
        bot_side(ping_interval=0.1, ping_timeout=0.3, close_timeout=0.1) as (connections, url),
        met(client := Client(world, url), connections) as socket,
    ):
        client.freeze()
        async with asyncio.timeout(5):
            await socket.wait_closed()
        assert client.connected.is_set()
        client.thaw()
        await arrival(connections)
        assert client.connections == 2


async def test_a_frozen_client_can_be_stopped(world: World) -> None:
    async with asyncio.timeout(5), bot_side() as (connections, url):
        async with met(client := Client(world, url), connections):
            client.freeze()
        assert not client.connected.is_set()
