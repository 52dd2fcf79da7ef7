"""对方冻住了，不读不写却不断开：助手十来秒就丢下它，同一账号连得上来，其间打的卡读回来记上。"""

import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from tests.e2e.books import ONE_CHECKIN
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import ShiftedClock, Town, faces, online
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, LATECOMERS = 2, 3
LIMIT = 15.0


async def test_a_frozen_connection_is_let_go(open_house: Callable[..., Awaitable[House]], clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, GROUPS, latecomers=LATECOMERS)
    async with AsyncExitStack() as stack:
        frozen = await online(stack, town.client(house))
        await town.found()
        frozen.freeze()
        begun = time.monotonic()
        said = [town.check_in(one) for one in town.all_latecomers]
        await until(lambda: "账号 10000 已断开" in house.stderr + house.stdout, "丢下冻住的连接", LIMIT)
        took = time.monotonic() - begun
        fresh = await online(stack, town.client(house))
        await Accounts(house.database).everyone(town.people, 5)
        assert not any(one.reactions for one in said), "补记的不出声"
        assert not faces(fresh)
        town.world.say(said[0].sender_id, "我的打卡")
        await until(lambda: town.spoken("今天已登记"), "照常答话", 5)
        credited = await Accounts(house.database).credited()
    await house.stop()
    assert credited == dict.fromkeys(town.people, ONE_CHECKIN)
    assert "Traceback" not in house.stderr
    print(f"冻住的连接 {took:.1f} 秒后让开；其间打卡 {len(said)} 条，各补记一次，没有出声")
