"""线路时断时续：断着的时候打的卡读回来记上，不出声；该发的小结每群一条。"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from sandbox.client import Client
from sandbox.model import ChatMessage
from tests.e2e.books import ONE_CHECKIN, chain_is_whole
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import HISTORY, SUMMARY, ShiftedClock, Town, faces, moment, once_each, online, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, LATECOMERS = 12, 12
FLAPPING, OFTEN = 7.0, 0.045
SHORTEST, LONGEST = 0.3, 0.8
"""一次能连多少秒；断了隔半秒自己重连。"""
EXPECTED = ("已绑定", "书记", "每日学习小结已打开", SUMMARY)
WHEN = """
SELECT account.user_id, checkin.checked_in_at FROM checkin JOIN account ON account.member_id = checkin.member_id
"""
Open = Callable[..., Awaitable[House]]


async def flap(client: Client) -> None:
    """连上一会儿就断，反复十来秒。"""
    deadline = asyncio.get_running_loop().time() + FLAPPING
    while asyncio.get_running_loop().time() < deadline:
        await client.connected.wait()
        await asyncio.sleep(random.uniform(SHORTEST, LONGEST))  # noqa: S311 不作密用
        client.drop()


async def test_nobody_is_missed_while_the_line_flaps(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, GROUPS, latecomers=LATECOMERS)
    heard, unheard = list[ChatMessage](), list[ChatMessage]()
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(flap(client))
            for number, user_id in enumerate(town.all_latecomers):
                if number == GROUPS:
                    clock.set(20, 0)
                    await tick(clock, house)
                said = heard if client.connected.is_set() else unheard
                said.append(town.check_in(user_id))
                await asyncio.sleep(OFTEN)
        accounts = Accounts(house.database)
        await accounts.everyone(town.people)
        await accounts.settled()
        when = dict(await accounts.rows(WHEN))
    await house.stop()

    assert await accounts.credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    assert client.deliveries(SUMMARY) == once_each(town.groups)
    assert set(faces(client).values()) == {1}, "一条消息至多一个表情"
    assert not any(one.reactions for one in unheard), "断着的时候打的卡不出声"
    other = [one for one in town.spoken() if not any(words in one for words in EXPECTED)]
    assert (other, len(town.spoken())) == ([], 4 * GROUPS), "除了绑定、设书记、开小结的回话和小结，没有别的话"
    assert town.asked() == once_each(town.groups), "各书记只问过一次周报的形式"
    assert {one.sender_id: moment(when[one.sender_id]) for one in unheard} == {
        one.sender_id: one.sent_at.replace(microsecond=0) for one in unheard
    }, "记的是当时的时刻"
    assert chain_is_whole(house.database)
    assert "Traceback" not in house.stderr
    print(
        f"断了 {client.connections - 1} 次：连着时打卡 {len(heard)} 条、断着时 {len(unheard)} 条，"
        f"各登记一行、流水一笔；{GROUPS} 个群的小结各一条"
    )


async def test_a_read_back_that_is_cut_short_goes_on_where_it_stopped(open_house: Open, clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, 2, latecomers=1)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        client.cut()
        missed = [town.check_in(one) for one in town.all_latecomers]
        clock.advance(3600)
        cut_short = client.faults.silent(HISTORY)
        client.restore()
        await until(lambda: cut_short.hits, "开始读回来", 60)
        client.drop()
        client.faults.clear()
        await Accounts(house.database).everyone(town.people, 60)
        assert not any(one.reactions for one in missed)
    await house.stop()
    print("离线一小时后刚读回来又断：再连上从空当的开头读，一条不漏")
