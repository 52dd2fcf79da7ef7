"""各家真实发来的报文（../shared/platform/captures）从真的连接上再来一遍：连接不断，一件事只办一次。"""

import json
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.books import ONE_CHECKIN, checkins, query
from tests.e2e.house import House
from tests.e2e.waiting import STEP, until
from tests.e2e.wire import ACCOUNT, GROUP, Call, Frame, Wire, agree, message, new_id, wired

CAPTURES = Path(__file__).parents[2].parent / "shared" / "platform" / "captures"
PEOPLE = [str(69_000 + i) for i in range(120)]
QUIET_SECONDS = 0.4

pytestmark = pytest.mark.skipif(not CAPTURES.exists(), reason="旁边没有 shared/，这里读不到 platform/captures")


def captured() -> list[Frame]:
    """index.json 里的全部报文。"""
    names = [one["file"] for one in json.loads((CAPTURES / "index.json").read_text("utf-8"))]
    return [json.loads((CAPTURES / name).read_text("utf-8")) for name in names]


def here(frame: Frame) -> Frame:
    """换成发生在我们这个账号、这个群里的样子；编号不是数字的不换。"""
    mine, group = frame.get("self_id"), frame.get("group_id")
    swap = {one: int(to) for one, to in ((mine, ACCOUNT), (group, GROUP)) if isinstance(one, int) and one}

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: changed(one) for key, one in value.items()}
        if isinstance(value, list):
            return [changed(one) for one in value]
        return swap.get(value, value) if isinstance(value, int) and not isinstance(value, bool) else value

    return changed(frame)


@pytest.fixture(scope="module")
async def bound(house: House) -> House:
    """群已绑定支部的那个助手。"""
    async with wired(house, listed=PEOPLE[:3]) as wire:
        await wire.binds()
    return house


def agree_as_llbot(call: Call) -> Frame:
    """什么都办成，并且说得出自己是哪一家：换了一家，以前说没有的就重新试。"""
    return call.answered({"app_name": "LLOneBot"}) if call.action == "get_version_info" else agree(call)


def records(house: House) -> Counter[tuple[str, ...]]:
    """办过的事，在账本里的全部样子；末一项都是消息号。"""
    handled = query(house.database, "SELECT 'handled', account, scene, message_id FROM handled")
    acts = query(house.database, "SELECT 'act', kind, summary, scene, message_id FROM act")
    return Counter([*handled, *acts])


async def settled(house: House, wire: Wire) -> str:
    """等到手头的事都办完：又办了一次打卡，此后一阵子里账本和调用都不再变；返回那次打卡的消息号。"""
    number = await wire.checks_in(PEOPLE.pop())
    seen: list[object] = []

    def still() -> bool:
        seen.append((records(house), len(wire.calls)))
        steps = round(QUIET_SECONDS / STEP)
        return len(seen) > steps and seen[-1] == seen[-steps]

    await until(still, "事情办完")
    return str(number)


async def test_no_captured_event_is_handled_twice_or_ends_the_connection(bound: House) -> None:
    events = [here(frame) for frame in captured() if "post_type" in frame]
    assert len(events) > 150
    changes = {
        f"{kind}:{frame['user_id']}:{frame['time']}"
        for frame in events
        for name, kind in (("group_increase", "joined"), ("group_decrease", "left"))
        if frame.get("notice_type") == name and str(frame["user_id"]) not in {ACCOUNT, "0"}
    }
    async with wired(bound) as wire:
        await settled(bound, wire)
        before = len(wire.texts)
        for frame in events:
            for _ in range(3):
                await wire.send(frame)
        await settled(bound, wire)
        once = records(bound)
        assert set(once.values()) == {1}, "一件事办一次，记一笔"
        assert changes <= {number for *_, number in once}, "每次进出群都办了"
        assert len(wire.texts) - before <= sum(kind == "handled" for kind, *_ in once), "一件事至多一句话"

        said = len(wire.texts)
        for frame in events:
            await wire.send(frame)
        last = await settled(bound, wire)
        assert {number for *_, number in records(bound) - once} == {last}, "再来一遍，什么都没有多办"
        assert wire.texts[said:] == []
        assert wire.open
    assert "Traceback" not in bound.stderr


async def test_no_captured_answer_ends_the_connection_or_loses_a_checkin(bound: House) -> None:
    """每个调用都拿真实的应答来答，不管对不对得上。"""
    answers = [frame for frame in captured() if "post_type" not in frame]
    assert len(answers) > 40
    queue, used = cycle(enumerate(answers)), set[int]()

    def odd(call: Call) -> Frame:
        number, frame = next(queue)
        used.add(number)
        return frame | {"echo": call.echo}

    people: list[str] = []
    async with wired(bound, odd) as wire:
        while len(used) < len(answers):
            people.append(PEOPLE.pop())
            said = len(wire.texts)
            await wire.say(people[-1], "打卡")
            await wire.say(people[-1], "帮助", None)
            await until(lambda said=said: len(wire.texts) > said, "对“帮助”的回话")
        await until(lambda: set(people) <= checkins(bound.database).keys(), "每个人都登记上")
        assert wire.open
    assert {checkins(bound.database)[one] for one in people} == {ONE_CHECKIN}
    async with wired(bound, agree_as_llbot) as wire:
        await wire.checks_in(PEOPLE.pop())
    assert "Traceback" not in bound.stderr


async def test_a_frame_that_is_not_json_loses_nothing_that_was_acknowledged(bound: House) -> None:
    early, lost, late = PEOPLE.pop(), PEOPLE.pop(), PEOPLE.pop()
    async with wired(bound, agree_as_llbot) as wire:
        await wire.checks_in(early)
        await wire.send("不是 JSON")
        await wire.closed()
    async with wired(bound, agree_as_llbot) as wire:
        number = new_id()
        for _ in range(3):
            await wire.send(message(lost, "打卡", number))
        await wire.acked(number)
        await wire.checks_in(late)
        assert wire.acks[str(number)] == 1
    books = checkins(bound.database)
    assert [books[one] for one in (early, lost, late)] == [ONE_CHECKIN] * 3
