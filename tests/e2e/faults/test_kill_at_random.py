"""打卡和小结都在途时随机 kill -9：答复过的都在，重送的不重，每群的小结恰好一条。"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from sandbox.client import Client
from sandbox.model import ChatMessage
from tests.e2e.books import ONE_CHECKIN, chain_is_whole
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import SUMMARY, ShiftedClock, Town, faces, once_each, online, reborn, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, LATECOMERS, KILLS = 24, 10, 3
OFTEN, SELDOM = 0.01, 0.3
"""连着时、断着时隔几秒有人打一次卡。"""


async def test_nothing_is_lost_or_said_twice(open_house: Callable[..., Awaitable[House]], clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, GROUPS, latecomers=LATECOMERS)
    seed = random.randrange(1 << 32)  # noqa: S311 挑时刻，不作密用
    dice = random.Random(seed)  # noqa: S311 同上
    said: list[ChatMessage] = []
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        clock.set(20, 0)
        await tick(clock, house)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_talking(town, client, said))
            for _ in range(KILLS):
                await kill_at_random(house, client, said, dice)
                town.redeliver(dice.sample(said, len(said)))
        acknowledged = {one.sender_id for one in said if one.reactions}
        town.redeliver(dice.sample(said, len(said)))
        accounts = Accounts(house.database)
        await accounts.everyone(town.people)
        await accounts.settled()
    await house.stop()

    assert {one.sender_id for one in said} == set(town.all_latecomers)
    assert await accounts.credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    assert client.deliveries(SUMMARY) == once_each(town.groups)
    assert set(faces(client).values()) == {1}, "一条消息至多一个表情"
    assert chain_is_whole(house.database)
    assert "Traceback" not in house.stderr
    print(
        f"kill -9 {KILLS} 次（骰子 {seed}）：答复 {len(acknowledged)} 条、说过 {len(said)} 条，各登记一行、流水一笔；"
        f"{GROUPS} 个群的小结各一条"
    )


async def keep_talking(town: Town, client: Client, said: list[ChatMessage]) -> None:
    """各位同志接连打卡，断着的时候也有人打。"""
    for user_id in town.all_latecomers:
        said.append(town.check_in(user_id))
        await asyncio.sleep(OFTEN if client.connected.is_set() else SELDOM)


async def kill_at_random(house: House, client: Client, said: list[ChatMessage], dice: random.Random) -> None:
    """再答复若干条、再过片刻，就杀；重新开，等它连上。"""

    def answered() -> int:
        return sum(bool(one.reactions) for one in said)

    enough = answered() + dice.randint(5, 30)
    # 断着时打的卡补记不出声，答复的可能凑不够：都说过了就不等
    await until(lambda: answered() >= enough or len(said) == GROUPS * LATECOMERS, "办了一部分", 120)
    await asyncio.sleep(dice.uniform(0, 0.1))
    await reborn(house, client)
