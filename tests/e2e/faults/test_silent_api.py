"""接口一阵子没有回音：打卡照记，没发出去的查证两次再补发，发出去了的不再发。"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from sandbox.client import Client
from sandbox.faults import to_group
from tests.e2e.books import ONE_CHECKIN
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import HISTORY, SUMMARY, ShiftedClock, Town, faces, once_each, online, sends, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, LATECOMERS = 8, 6
LATE = 1.5
"""晚到的回音晚几秒：已经过了助手等回音的一秒。"""


async def test_what_was_not_sent_is_sent_once_and_ghosts_are_left_alone(
    open_house: Callable[..., Awaitable[House]], clock: ShiftedClock
) -> None:
    house, town = await open_house(), Town(clock, GROUPS, latecomers=LATECOMERS)
    accounts = Accounts(house.database)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        ghosts, late, unsent = town.groups[:2], town.groups[2:4], town.groups[4:]
        client.faults.ghost("send_msg", times=2, when=to_group(*ghosts))
        client.faults.ghost("send_msg", times=2, answer_after=LATE, when=to_group(*late))
        silence = client.faults.silent("*")
        clock.set(20, 0)
        await tick(clock, house)
        said = [town.check_in(one) for one in town.all_latecomers]
        await accounts.everyone(town.people, 5)
        await until(lambda: all(sends(client, one) for one in town.groups), "每群都试着发过", 10)
        client.faults.remove(silence)
        town.world.say(town.all_latecomers[0], "我的打卡")
        await until(lambda: town.spoken("今天已登记"), "接口好了就有回话", 3)
        await accounts.settled(30)
    await house.stop()

    assert client.deliveries(SUMMARY) == once_each(town.groups)
    tries = dict.fromkeys([*ghosts, *late], 1) | dict.fromkeys(unsent, 2)
    assert {one: len(sends(client, one)) for one in town.groups} == tries
    for group_id in unsent:
        first, second = sends(client, group_id)
        looks = [at for at in answered_looks(client, group_id) if first < at < second]
        assert len(looks) >= 2, "查证两次都没有，才再发"
    assert await accounts.credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    assert all(faces(client)[one.message_id] == 1 for one in said), "没有回音的表情不再贴"
    assert "Traceback" not in house.stderr
    print(
        f"接口没有回音：其间打卡 {len(said)} 条都登记一次；{len(ghosts)} 个群发出去没有回音、{len(late)} 个群回音晚到，"
        f"都没有再发；{len(unsent)} 个群没有发出去，查证后各补发一次"
    )


def answered_looks(client: Client, group_id: str) -> list[float]:
    """看一个群的聊天记录、看到了的各次，各在什么时候。"""
    wanted = to_group(group_id)
    return [one.at for one in client.called(HISTORY) if wanted(one.params) and one.performed]
