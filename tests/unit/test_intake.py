"""入口的队：同时至多办若干件，按次序，一件不丢；排满了的记下从什么时候起没有收。"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import pytest

from core.chat.gate import Gate
from core.chat.incoming import Incoming, Kind
from core.chat.intake import LONGEST_QUEUE, MOST_AT_ONCE, Intake
from core.chat.routes import Routes
from core.chat.runtime import Runtime
from core.domain.dialogue import Scene
from core.settings import Settings
from core.store.db import Database

Message = Callable[..., Incoming]
LONG_ENOUGH = 30.0


@dataclass
class Office:
    """办事的一头：open 之前，进来的都办着不放。"""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    busiest: int = 0
    spilled: list[tuple[str, datetime]] = field(default_factory=list)

    async def feed(self, incoming: Incoming) -> None:
        self.begun.append(incoming.message_id)
        self.busiest = max(self.busiest, len(self.begun) - len(self.done))
        await self.opened.wait()
        self.done.append(incoming.message_id)

    def note_spill(self, account: str, since: datetime) -> None:
        self.spilled.append((account, since))


@pytest.fixture
async def office() -> Office:
    return Office()


@pytest.fixture
async def intake(office: Office, routes: Routes) -> AsyncGenerator[Intake]:
    # 入口只看门槛，不碰库
    runtime = Runtime(Settings(_env_file=None), cast("Database", None), Gate(routes))
    made = Intake(runtime, office.feed)
    made.on_spill = office.note_spill
    yield made
    office.opened.set()
    await made.close(LONG_ENOUGH)


def numbered(message: Message, count: int, **differences: object) -> list[Incoming]:
    return [message("打卡", message_id=str(number), **differences) for number in range(count)]


async def breathe() -> None:
    """让已经开了头的任务都走到等着的地方。"""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_at_most_so_many_at_once_in_order_and_none_is_lost(
    intake: Intake, office: Office, message: Message
) -> None:
    waiting = numbered(message, 3 * MOST_AT_ONCE + 7)
    numbers = [one.message_id for one in waiting]
    for one in waiting:
        intake.take(one)
    await breathe()
    assert office.begun == numbers[:MOST_AT_ONCE]
    office.opened.set()
    await intake.close(LONG_ENOUGH)
    assert office.begun == numbers
    assert sorted(office.done) == sorted(numbers)
    assert office.busiest == MOST_AT_ONCE
    assert office.spilled == []


async def test_chatter_is_put_down_at_the_door(intake: Intake, office: Office, message: Message) -> None:
    office.opened.set()
    intake.take(message("早上好"))
    intake.take(message("打卡"))
    intake.take(message("早上好", to_me=True))
    intake.take(message("早上好", scene=Scene.PRIVATE, group_id=None))
    intake.take(message(kind=Kind.BEFRIENDED, scene=Scene.PRIVATE, group_id=None))
    await intake.close(LONG_ENOUGH)
    assert len(office.done) == 4


async def test_what_does_not_fit_is_told_once_with_its_first_moment(
    intake: Intake, office: Office, message: Message
) -> None:
    one = message("打卡", message_id="收下的")
    for _ in range(LONGEST_QUEUE):
        intake.take(one)
    for minutes, account in [(1, "10000"), (2, "10000"), (3, "10999"), (4, "10999")]:
        intake.take(message("打卡", account=account, message_id="收不下的", at=one.at + timedelta(minutes=minutes)))
    # 闲聊本来就不收，不算
    intake.take(message("早上好", account="10777"))
    assert office.spilled == []
    office.opened.set()
    await intake.close(LONG_ENOUGH)
    assert office.done == ["收下的"] * LONGEST_QUEUE
    assert office.spilled == [("10000", one.at + timedelta(minutes=1)), ("10999", one.at + timedelta(minutes=3))]


async def test_once_the_queue_is_worked_off_it_takes_again(intake: Intake, office: Office, message: Message) -> None:
    office.opened.set()
    for one in [message("打卡", message_id="从前")] * (LONGEST_QUEUE + 1):
        intake.take(one)
    await intake.close(LONG_ENOUGH)
    intake.take(message("打卡", message_id="现在"))
    await intake.close(LONG_ENOUGH)
    assert office.done[-1] == "现在"
    assert len(office.spilled) == 1


async def test_closing_waits_only_so_long(intake: Intake, office: Office, message: Message) -> None:
    intake.take(message("打卡", message_id="1"))
    await breathe()
    await intake.close(0)
    assert (office.begun, office.done) == (["1"], [])


async def test_closing_an_idle_intake_is_at_once(intake: Intake, office: Office) -> None:
    await intake.close(0)
    assert office.begun == []
