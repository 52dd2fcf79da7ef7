"""每个事件送来三遍，乱序、迟到，重开之后再送：一次登记，至多一个回应。"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from sandbox.model import ChatMessage
from tests.e2e.books import ONE_CHECKIN
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import SUMMARY, ShiftedClock, Town, faces, once_each, online, reborn, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, LATECOMERS = 6, 10
COPIES, WINDOW, LATE = 3, 7, 0.2
HELP = "您在这里可以这样说"


async def test_each_event_counts_once(open_house: Callable[..., Awaitable[House]], clock: ShiftedClock) -> None:
    house, town = await open_house(), Town(clock, GROUPS, latecomers=LATECOMERS)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        client.faults.duplicate(COPIES)
        client.faults.shuffle(WINDOW)
        client.faults.delay(LATE)
        await town.found()
        await everybody_talks(town)
        clock.set(20, 0)
        await tick(clock, house)
        await until(lambda: client.deliveries(SUMMARY) == once_each(town.groups), "每群都有小结", 120)
        await reborn(house, client)
        again = [one for one in town.world.messages.values() if one.sender_id not in town.bots]
        await all_again(town, again)
        await Accounts(house.database).settled()
    await house.stop()

    answers = dict.fromkeys(("已绑定", "已登记。同志", "小结已打开", "位同志登记学习", SUMMARY), GROUPS)
    answers |= {"今天已登记": len(town.all_latecomers), HELP: 2}
    assert {words: len(town.spoken(words)) for words in answers} == answers
    assert len(town.spoken()) == sum(answers.values())
    assert town.asked() == once_each(town.groups), "各书记只问过一次周报的形式"
    assert client.deliveries(SUMMARY) == once_each(town.groups)
    assert await Accounts(house.database).credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    assert faces(client) == dict.fromkeys((one.message_id for one in again if one.text == "打卡"), 1)
    assert "Traceback" not in house.stderr
    print(
        f"每个事件送 {COPIES} 遍、{WINDOW} 个一倒、晚 {LATE} 秒，重开后 {len(again)} 条再送一遍："
        f"打卡 {len(town.people)} 条各登记一次、各一个表情，问话 {len(town.spoken())} 条各答一句"
    )


async def everybody_talks(town: Town) -> None:
    """后来的各位打卡，书记在群里问人数，各位再私下问自己的。"""
    said = [town.check_in(one) for one in town.all_latecomers]
    for group_id in town.groups:
        town.world.say(town.secretary(group_id), "打卡人数", group_id)
    await until(lambda: len(town.spoken("位同志登记学习")) >= GROUPS, "都答了人数", 120)
    await until(lambda: all(one.reactions for one in said), "都贴了表情", 120)
    for one in town.all_latecomers:
        town.world.say(one, "我的打卡")
    await until(lambda: len(town.spoken("今天已登记")) >= len(town.all_latecomers), "都私下答了", 120)


async def all_again(town: Town, messages: list[ChatMessage]) -> None:
    """全部重送一遍，等到都办完：后说的都答了就是；乱序只在几个之内，所以说两遍。"""
    town.redeliver(messages)
    for number, group_id in enumerate(town.groups[:2], 1):
        town.world.say(town.secretary(group_id), "帮助")
        await until(lambda number=number: len(town.spoken(HELP)) == number, "重送的都办完", 120)
