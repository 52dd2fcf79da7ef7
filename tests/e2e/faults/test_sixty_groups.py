"""六十个群同一分钟该发：十个群发了没有回音，十个群头两次没发成，第二十五件之后 kill -9，断线三次——每群恰好一条。"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from signal import SIGUSR1

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from sandbox.client import Client
from sandbox.faults import to_group
from tests.e2e.faults.town import CLOCKED, HASTE, SUMMARY, ShiftedClock, Town, online
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, GHOSTS, FAILING = 60, 10, 10
OPEN = "SELECT count(*) FROM outbox WHERE state IN ('due', 'sending', 'seeking')"
ONCE = 1


def make_trouble(town: Town, client: Client, groups: list[str]) -> None:
    """这些群里头几个没有回音，接着几个头两次没发成；按各进程分到的群摊。"""
    share = len(groups) * GHOSTS // GROUPS
    for group_id in groups[:share]:
        client.faults.ghost("send_msg", times=1, when=to_group(group_id))
    for group_id in groups[share : 2 * share]:
        client.faults.fail("send_msg", times=2, when=to_group(group_id))


def delivered(clients: list[Client]) -> Counter[str]:
    return sum((client.deliveries(SUMMARY) for client in clients), Counter())


async def test_each_group_gets_it_once_on_sqlite(build_house: Callable[..., House], clock: ShiftedClock) -> None:
    house, town = build_house(module=CLOCKED, CLOCK_FILE=str(clock.path), **HASTE), Town(clock, GROUPS)
    await house.start()
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        make_trouble(town, client, town.groups)
        clock.set(20, 0)
        house.signal(SIGUSR1)
        for count in (5, 15):
            await until(lambda count=count: delivered([client]).total() >= count, f"发出 {count} 件", 30)
            client.drop()
        await until(lambda: delivered([client]).total() >= 25, "发出 25 件", 30)
        await house.restart()
        await until(lambda: delivered([client]).total() >= 40, "发出 40 件", 30)
        client.drop()

        def settled() -> bool:
            with closing(sqlite3.connect(f"file:{house.database}?mode=ro", uri=True, timeout=5)) as connection:
                return connection.execute(OPEN).fetchone()[0] == 0

        await until(settled, "发件箱都了结", 60)
        assert delivered([client]) == Counter(dict.fromkeys(town.groups, ONCE))
        print(f"六十个群，SQLite：每群恰好一条；共调用 send_msg {len(client.called('send_msg'))} 次")


async def test_each_group_gets_it_once_with_three_processes_on_postgres(
    build_house: Callable[..., House], clock: ShiftedClock, postgres: str
) -> None:
    bots = ("10000", "10001", "10002")
    town = Town(clock, GROUPS, bots)
    settings = HASTE | {"DATABASE_URL": postgres, "CLOCK_FILE": str(clock.path)}
    houses = [build_house(module=CLOCKED, **settings) for _ in bots]
    for house in houses:
        await house.start()
    async with AsyncExitStack() as stack:
        clients = [await online(stack, town.client(house, bot)) for house, bot in zip(houses, bots, strict=True)]
        await town.found()
        for client, groups in zip(clients, town.bots.values(), strict=True):
            make_trouble(town, client, groups)
        clock.set(20, 0)
        for house in houses:
            house.signal(SIGUSR1)
        for count, client in zip((5, 15, 40), clients, strict=True):
            await until(lambda count=count: delivered(clients).total() >= count, f"发出 {count} 件", 30)
            client.drop()
            if count == 15:
                await until(lambda: delivered(clients).total() >= 25, "发出 25 件", 30)
                await houses[1].restart()
        await _settled(postgres)
        assert delivered(clients) == Counter(dict.fromkeys(town.groups, ONCE))
        print("六十个群，PostgreSQL 三个进程：每群恰好一条")


async def test_without_a_history_a_ghost_is_not_sent_again(
    build_house: Callable[..., House], clock: ShiftedClock
) -> None:
    house, town = build_house(module=CLOCKED, CLOCK_FILE=str(clock.path), **HASTE), Town(clock, 12)
    await house.start()
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        client.faults.unsupported("get_group_msg_history")
        ghosts = town.groups[:GHOSTS]
        for group_id in ghosts:
            client.faults.ghost("send_msg", times=1, when=to_group(group_id))
        clock.set(20, 0)
        house.signal(SIGUSR1)
        await until(lambda: all(town.told(one) for one in ghosts), "书记都听说了", 60)
        assert delivered([client]) == Counter(dict.fromkeys(town.groups, ONCE))
        assert [len(town.told(one)) for one in town.groups] == [1] * GHOSTS + [0] * (len(town.groups) - GHOSTS)
        assert "无法查证是否送达，没有重发" in town.told(ghosts[0])[0]


async def _settled(url: str) -> None:
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        for _ in range(600):
            if await connection.fetchval(OPEN) == 0:
                return
            await asyncio.sleep(0.1)
        pytest.fail("发件箱一直没有了结")
    finally:
        await connection.close()
