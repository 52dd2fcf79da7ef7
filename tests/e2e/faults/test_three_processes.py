"""三个进程共用一个 PostgreSQL，被 kill -9 的手上还有信：重开的接着发，不开的由接过账号的进程发，每群恰好一条。"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from signal import SIGUSR1

from sandbox.client import Client
from tests.e2e.books import ONE_CHECKIN
from tests.e2e.faults.accounts import OPEN, Accounts, eventually
from tests.e2e.faults.town import HISTORY, SUMMARY, ShiftedClock, Town, letters_to, once_each, online, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

PATIENT = "5"
"""等接口的回音几秒：要长过杀它之前的那一会儿，机器忙的时候也是。"""
BOTS = ("10000", "10001", "10002")
GROUPS, GHOSTS, LOST = 24, 2, 2
"""每个账号八个群；杀之前，头两件发出去了没有回音，接着两件没有发出去也没有回音。"""
IN_HAND = "SELECT state, count(*) FROM outbox WHERE account = '{}' GROUP BY state"


async def test_the_letters_of_the_killed_are_sent_once(
    open_house: Callable[..., Awaitable[House]], clock: ShiftedClock, postgres: str
) -> None:
    town, accounts = Town(clock, GROUPS, BOTS), Accounts(postgres)
    houses = await asyncio.gather(*(open_house(DATABASE_URL=postgres, API_TIMEOUT=PATIENT) for _ in BOTS))
    async with AsyncExitStack() as stack:
        clients = [await online(stack, town.client(house, bot)) for house, bot in zip(houses, BOTS, strict=True)]
        await town.found()
        clock.set(20, 0)
        for client in clients[:2]:
            client.faults.ghost("send_msg", times=GHOSTS)
            client.faults.silent("send_msg", times=LOST)
        for house in houses:
            # 不等走完这一格：杀得晚了，没有回音的就已经转去查证了
            house.signal(SIGUSR1)
        tried = await asyncio.gather(*map(killed_in_the_middle, houses[:2], clients[:2]))
        in_hand = [dict(await accounts.rows(IN_HAND.format(bot))) for bot in BOTS[:2]]
        assert all(one.get("sending") for one in in_hand), in_hand
        # 第一个重开；第二个不再开，它的账号连到第三个进程上
        clients[0].cut()
        await asyncio.gather(houses[0].start(), clients[1].stop())
        clients[0].restore()
        moved = await online(stack, town.client(houses[2], BOTS[1]))
        await all_settled(accounts, clock, [houses[0], houses[2]])
        assert moved.called(HISTORY), "别人没发完的，先查证"
    await asyncio.gather(houses[0].stop(), houses[2].stop())

    delivered = sum((client.deliveries(SUMMARY) for client in clients), Counter())
    assert delivered == once_each(town.groups)
    assert await accounts.credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    sent = Counter(letters_to(*clients, moved))
    for first in tried:
        assert [sent[one] for one in first] == [1] * GHOSTS + [2] * LOST, "发出去了的不再发，没有发出去的再发一次"
    print(f"三个进程杀两个，手上的信 {in_hand}：一个重开，一个的账号连到别的进程；{GROUPS} 个群的小结各一条")


async def killed_in_the_middle(house: House, client: Client) -> list[str]:
    """头几件都在发、后面的还没有发，就杀；返回发过的是哪几个群。"""
    await until(lambda: len(letters_to(client)) >= GHOSTS + LOST, "几件在发", 60)
    house.kill()
    return letters_to(client)[: GHOSTS + LOST]


async def all_settled(accounts: Accounts, clock: ShiftedClock, houses: list[House]) -> None:
    """接连走格，等租约到期的都接过来、都了结。"""

    async def settled() -> bool:
        await tick(clock, *houses)
        await asyncio.sleep(0.2)
        return await accounts.rows(OPEN) == [(0,)]

    await eventually(settled, "都了结", 120)
