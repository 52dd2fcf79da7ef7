"""六十个群早上八点同时该推送：十个群发了没有回音，十个群头两次没发成，第二十五件之后 kill -9，断线三次。

每群恰好一条，推送记录里每群都写明送到了。
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from signal import SIGUSR1

from sandbox.client import Client
from sandbox.faults import to_group
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import PATIENCE, ZONE, ShiftedClock, Town, once_each, online, reborn
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, GHOSTS, FAILING = 60, 10, 10
EVE, DUE = datetime(2026, 12, 2, 19, 50, tzinfo=ZONE), datetime(2026, 12, 3, 8, tzinfo=ZONE)
"""头一天晚上定下，第二天到点；那两天都是工作日，也不是公布周报的日子。"""
PUSH = "请各位同志学习党章总纲，自愿参加"
ORDER, DONE = f"每天8点发 {PUSH}", "已定下 P1"
BOTS = ("10000", "10001", "10002")
Open = Callable[..., Awaitable[House]]


def make_trouble(client: Client, groups: list[str]) -> None:
    """这些群里头几个没有回音，接着几个头两次没发成；按各进程分到的群摊。"""
    share = len(groups) * GHOSTS // GROUPS
    for group_id in groups[:share]:
        client.faults.ghost("send_msg", times=1, when=to_group(group_id))
    for group_id in groups[share : 2 * share]:
        client.faults.fail("send_msg", times=2, when=to_group(group_id))


def delivered(town: Town) -> Counter[str]:
    """各群收到了几条推送。"""
    said = (one for one in town.world.messages.values() if one.sender_id in town.bots)
    return Counter(one.scene.id for one in said if one.text == PUSH)


async def reached(town: Town, count: int) -> None:
    """等到一共送到了 count 件。"""
    await until(lambda: delivered(town).total() >= count, f"送到 {count} 件", PATIENCE)


async def recorded(town: Town, *clients: Client) -> Counter[str]:
    """各群的书记私下问推送记录，答的里头那一件后来怎样，各有几个群；先等断了的都连回来。"""
    for client in clients:
        await until(client.connected.is_set, "连回来", PATIENCE)
    for group_id in town.groups:
        town.world.say(town.secretary(group_id), "推送记录")

    def answers() -> list[str]:
        return [one for group_id in town.groups for one in town.told(group_id) if "主动说的" in one]

    await until(lambda: len(answers()) == len(town.groups), "各群的书记都看到了推送记录", PATIENCE)
    return Counter(line for one in answers() for line in one.splitlines() if "定时推送 P1" in line)


async def test_each_group_gets_it_once_on_sqlite(open_house: Open, clock: ShiftedClock) -> None:
    clock.at(EVE)
    house, town = await open_house(), Town(clock, GROUPS)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found(ORDER, DONE)
        make_trouble(client, town.groups)
        clock.at(DUE)
        house.signal(SIGUSR1)
        for count in (5, 15):
            await reached(town, count)
            client.drop()
        await reached(town, 25)
        await reborn(house, client)
        house.signal(SIGUSR1)
        await reached(town, 40)
        client.drop()
        await Accounts(house.database).settled()
        assert delivered(town) == once_each(town.groups)
        assert await recorded(town, client) == {"12月3日 08:00 定时推送 P1：已送达": GROUPS}
        calls = len(client.called("send_msg"))
    await house.stop()
    print(f"六十个群，SQLite：每群恰好一条，推送记录都写明已送达；共调用 send_msg {calls} 次")


async def test_each_group_gets_it_once_with_three_processes_on_postgres(
    open_house: Open, clock: ShiftedClock, postgres: str
) -> None:
    clock.at(EVE)
    town = Town(clock, GROUPS, BOTS)
    houses = [await open_house(DATABASE_URL=postgres) for _ in BOTS]
    async with AsyncExitStack() as stack:
        clients = [await online(stack, town.client(house, bot)) for house, bot in zip(houses, BOTS, strict=True)]
        await town.found(ORDER, DONE)
        for client, groups in zip(clients, town.bots.values(), strict=True):
            make_trouble(client, groups)
        clock.at(DUE)
        for house in houses:
            house.signal(SIGUSR1)
        for count, client in zip((5, 15, 40), clients, strict=True):
            await reached(town, count)
            client.drop()
            if count == 15:
                await reached(town, 25)
                await reborn(houses[1], clients[1])
                houses[1].signal(SIGUSR1)
        await Accounts(postgres).settled()
        assert delivered(town) == once_each(town.groups)
        assert await recorded(town, *clients) == {"12月3日 08:00 定时推送 P1：已送达": GROUPS}
    for house in houses:
        await house.stop()
    print("六十个群，PostgreSQL 三个进程：每群恰好一条，推送记录都写明已送达")


async def test_without_a_history_a_ghost_is_not_sent_again(open_house: Open, clock: ShiftedClock) -> None:
    clock.at(EVE)
    house, town = await open_house(), Town(clock, 12)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found(ORDER, DONE)
        client.faults.unsupported("get_group_msg_history")
        ghosts = town.groups[:GHOSTS]
        for group_id in ghosts:
            client.faults.ghost("send_msg", times=1, when=to_group(group_id))
        clock.at(DUE)
        house.signal(SIGUSR1)
        await until(lambda: all(town.told(one) for one in ghosts), "书记都听说了", PATIENCE)
        await Accounts(house.database).settled()
        assert delivered(town) == once_each(town.groups)
        assert [len(town.told(one)) for one in town.groups] == [1] * GHOSTS + [0] * (len(town.groups) - GHOSTS)
        assert "无法查证是否送达，没有重发" in town.told(ghosts[0])[0]
        push = "12月3日 08:00 定时推送 P1"
        assert await recorded(town, client) == {
            f"{push}：待确认（没有回音，聊天记录里查不到）": GHOSTS,
            f"{push}：已送达": len(town.groups) - GHOSTS,
        }
    await house.stop()
