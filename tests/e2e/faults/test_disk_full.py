"""磁盘满的时候到了点：满着时一件不答应、一句不多说，腾出地方之后该说的说一次，打卡照办。"""

import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from sandbox.client import Client
from tests.e2e.books import ONE_CHECKIN, chain_is_whole
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import HISTORY, SUMMARY, ShiftedClock, Town, faces, once_each, online, sends, tick
from tests.e2e.house import House
from tests.e2e.test_full import SORRY, no_larger_file
from tests.e2e.waiting import until

GROUPS, LATECOMERS = 6, 2
Open = Callable[..., Awaitable[House]]
LETTERS = "SELECT count(*) FROM outbox WHERE kind = 'daily_summary'"
SENDING = "SELECT count(*) FROM outbox WHERE state = 'sending'"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prlimit 只有 Linux 有")


async def test_full_when_it_falls_due(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, GROUPS, latecomers=LATECOMERS)
    accounts = Accounts(house.database)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        before = await accounts.credited()
        with no_larger_file(house):
            clock.set(20, 0)
            await tick(clock, house)
            said = [town.check_in(one) for one in town.all_latecomers]
            await until(lambda: len(sorry(town)) >= len(said), "都说了没有办成", 20)
            await tick(clock, house)
            assert not any(one.reactions for one in said), "没有办成的不贴表情"
            assert await accounts.credited() == before
            assert await accounts.rows(LETTERS) == [(0,)]
            assert not client.deliveries(SUMMARY)
        town.redeliver(said)
        await until(lambda: all(one.reactions for one in said), "腾出地方，重送就办成")
        await finish(accounts, town, client, house)
    print(f"磁盘满了：{len(said)} 条打卡都说没有办成，没有一条记上；腾开后重送各登记一次，{GROUPS} 个群的小结各一条")


async def test_full_while_letters_are_on_their_way(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, GROUPS)
    accounts = Accounts(house.database)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        client.faults.slow("send_msg", 0.8)
        clock.set(20, 0)
        await tick(clock, house)
        await until(lambda: len(sends(client)) >= 3, "有几件在路上", 20)
        with no_larger_file(house):
            on_the_way = (await accounts.rows(SENDING))[0][0]
            await until(lambda: client.deliveries(SUMMARY).total() >= on_the_way, "都发出去了", 20)
            await until(lambda: house.stderr.count("投递一件") >= on_the_way, "都记不下来", 20)
        client.faults.clear()
        await finish(accounts, town, client, house)
        assert client.called(HISTORY), "记不下来的，查证之后就不再发"
    print(f"{on_the_way} 件在路上时磁盘满了，没有记下来：查证后不再发，{GROUPS} 个群的小结各一条")


async def finish(accounts: Accounts, town: Town, client: Client, house: House) -> None:
    """走一格，都了结之后对账。"""
    await tick(town.clock, house)
    await until(lambda: client.deliveries(SUMMARY) >= once_each(town.groups), "每群都有小结", 20)
    await accounts.settled()
    await house.stop()
    assert client.deliveries(SUMMARY) == once_each(town.groups)
    assert await accounts.credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    assert set(faces(client).values()) == {1}
    assert chain_is_whole(house.database)


def sorry(town: Town) -> list[str]:
    """没有办成的那些话。"""
    return [one for one in town.spoken() if SORRY.fullmatch(one)]
