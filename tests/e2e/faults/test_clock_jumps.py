"""对时：钟往前拨、往后拨，该说的至多一次，太迟的不说，等着重试的不多等，打卡算在助手的钟的那一天。"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from sandbox.client import Client
from tests.e2e.faults.accounts import Accounts, eventually
from tests.e2e.faults.town import SUMMARY, ZONE, ShiftedClock, Town, moment, once_each, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

MINUTE, HOUR, DAY = 60, 3600, 86_400
Open = Callable[..., Awaitable[House]]
FIRED = "SELECT fate, count(*) FROM firing WHERE job = 'daily_summary' GROUP BY fate ORDER BY fate"
RETRYING = "SELECT next_at FROM outbox WHERE state = 'due' AND tries = 1"


@asynccontextmanager
async def founded(house: House, town: Town) -> AsyncGenerator[Client]:
    """建好的城，和它的客户端。"""
    async with town.client(house) as client:
        await until(client.connected.is_set, "连上助手", 20)
        await town.found()
        yield client


async def test_forward_past_a_due_time(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, 2)
    accounts = Accounts(house.database)
    async with founded(house, town) as client:
        clock.set(22, 50)
        await tick(clock, house)
        assert await accounts.rows(FIRED) == [("missed", 2)]
        clock.advance(DAY - 3 * HOUR)
        for one in town.people:
            town.check_in(one)
        await eventually(lambda: twice(accounts, town), "第二天的打卡")
        clock.advance(50 * MINUTE)
        for _ in range(2):
            await tick(clock, house)
            await accounts.settled()
            assert client.deliveries(SUMMARY) == once_each(town.groups), "迟了四十分钟，补说一次"
        assert await accounts.rows(FIRED) == [("fired", 2), ("missed", 2)]
    await house.stop()
    print("钟往前拨，迟了近三小时：不说；第二天迟了四十分钟：两个群各补说一次")


async def twice(accounts: Accounts, town: Town) -> bool:
    """人人两天各打了一次卡。"""
    return await accounts.credited() == dict.fromkeys(town.people, (2, 2, 4))


async def test_back_just_after_it_was_said(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, 2)
    accounts = Accounts(house.database)
    async with founded(house, town) as client:
        for hour, minute in ((20, 0), (19, 0), (20, 0), (20, 1)):
            clock.set(hour, minute)
            await tick(clock, house)
            await accounts.settled()
            assert client.deliveries(SUMMARY) == once_each(town.groups)
        assert await accounts.rows(FIRED) == [("fired", 2)]
    await house.stop()
    print("说了之后钟往回拨一小时，再走到八点：两个群各只说过一次")


async def test_back_while_a_retry_waits(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(API_TIMEOUT="5"), Town(clock, 1)
    accounts = Accounts(house.database)
    async with founded(house, town) as client:
        client.faults.fail("send_msg", times=1)
        clock.set(20, 0)
        await tick(clock, house)
        await eventually(lambda: accounts.rows(RETRYING), "等着重试")
        clock.advance(-HOUR)
        ((next_at,),) = await accounts.rows(RETRYING)
        assert moment(next_at) - clock() > timedelta(minutes=50), "照钟点要等近一小时"
        await tick(clock, house)
        await until(lambda: client.deliveries(SUMMARY) == once_each(town.groups), "马上再试", 5)
        await accounts.settled()
    await house.stop()
    print("等着重试时钟往回拨一小时：走一格之后马上再试，说了一次")


async def test_across_midnight(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, 1)
    accounts, (member, *_) = Accounts(house.database), town.members(town.groups[0])
    async with founded(house, town):
        for shift, credited in ((4 * HOUR + 9 * MINUTE, (1, 1, 2)), (2 * MINUTE, (2, 2, 4)), (-2 * MINUTE, (2, 2, 4))):
            clock.advance(shift)
            said = town.check_in(member)
            await until(lambda said=said: said.reactions, "得到答复")
            assert (await accounts.credited())[member] == credited
        days = await accounts.rows("SELECT day, count(*) FROM checkin GROUP BY day ORDER BY day")
    await house.stop()
    today = clock().astimezone(ZONE).date()
    assert days == [(today.isoformat(), 4), ((today + timedelta(days=1)).isoformat(), 1)]
    print("23:59 打过卡的，过了零点再打是新的一天；钟拨回 23:59 再打，不多记")
