"""满负荷时被 kill -9：答复过的一件不丢，重送的一件不重。"""

import random
from collections.abc import Callable

from tests.e2e.books import ONE_CHECKIN, chain_is_whole, checkins, number
from tests.e2e.house import House
from tests.e2e.waiting import until
from tests.e2e.wire import Wire, message, new_id, open_wire, wired

KILLS, IN_FLIGHT = 5, 32
LISTED, LATECOMERS = 300, 700
"""绑定时就在群里的，和后来才冒出来的。"""
PEOPLE = [str(50_000 + i) for i in range(LISTED + LATECOMERS)]


class Load:
    """一直有 IN_FLIGHT 条打卡在途；断了就停。sent 是全部发过的：消息号 → 谁。"""

    def __init__(self) -> None:
        self.sent: dict[int, str] = {}
        self.acknowledged: set[int] = set()
        self._people = iter(PEOPLE)

    async def run_until(self, wire: Wire, enough: int) -> None:
        """接着发，直到这一轮有 enough 条得了答复。"""
        fresh: set[int] = set()
        for user_id in self._people:
            await until(lambda: len(fresh - self._answered(wire)) < IN_FLIGHT, "在途的得到答复")
            if len(self._answered(wire) & fresh) >= enough:
                return
            message_id = new_id()
            self.sent[message_id] = user_id
            fresh.add(message_id)
            await wire.send(message(user_id, "打卡", message_id))

    def count(self, wire: Wire) -> None:
        """连接断了：到此为止收到的都算答复过。"""
        assert all(times == 1 for times in wire.acks.values()), "一条消息至多一个表情"
        again = self.acknowledged & self._answered(wire)
        assert not again, "答复过的又答复了一次"
        self.acknowledged |= self._answered(wire)

    async def redeliver(self, wire: Wire) -> None:
        """全部重送一遍，乱序，消息号不变。"""
        for message_id in random.sample(sorted(self.sent), len(self.sent)):
            await wire.send(message(self.sent[message_id], "打卡", message_id))

    @staticmethod
    def _answered(wire: Wire) -> set[int]:
        return {int(one) for one in wire.acks}


async def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(build_house: Callable[..., House]) -> None:
    house, load = build_house(), Load()
    await house.start()
    async with wired(house, listed=PEOPLE[:LISTED]) as wire:
        await wire.binds()
    for _ in range(KILLS):
        wire = await open_wire(house)
        await load.redeliver(wire)
        await load.run_until(wire, random.randint(20, 150))  # noqa: S311 挑个时刻，不作密用
        house.kill()
        await wire.closed()
        load.count(wire)
        await house.start()
    async with wired(house) as wire:
        await load.redeliver(wire)
        everyone = set(load.sent.values())
        await until(lambda: checkins(house.database).keys() == everyone, "重送的都办完", 20)
        await wire.own_record(PEOPLE[0])
        load.count(wire)
    await house.stop()

    assert len(load.acknowledged) >= KILLS * 20
    assert {load.sent[one] for one in load.acknowledged} <= everyone
    for period in ("day", "week", "month", "quarter", "year"):
        assert checkins(house.database, period) == dict.fromkeys(everyone, ONE_CHECKIN)
    assert chain_is_whole(house.database)
    for trouble in ("database is locked", "Traceback", "ERROR"):
        assert trouble not in house.stderr


async def test_fifty_simultaneous_identical_checkins_count_once(house: House) -> None:
    async with wired(house, listed=["60001"]) as wire:
        await wire.binds()
        fifty = [new_id() for _ in range(50)]
        for message_id in fifty:
            await wire.send(message("60001", "打卡", message_id))
        await wire.acked(*fifty)
        assert wire.acks == {str(one): 1 for one in fifty}
        assert "积分 2。" in await wire.own_record("60001")
    assert checkins(house.database) == {"60001": ONE_CHECKIN}
    assert number(house.database, "SELECT count(*) FROM act WHERE kind = 'check_in'") == 1
