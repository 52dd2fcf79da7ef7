"""三百位同志在零点前后打卡，每条送两遍：三百行，每条在说的那一刻的那一天。"""

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.store import figures, ledger
from core.store.checkins import CheckIn
from core.store.figures import Tally
from core.store.ledger import LedgerEntry
from tests.conftest import KINDS
from tests.dialogue.stage import Group
from tests.service.samples import add_member

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
HALF = 150


@pytest.mark.parametrize("kind", KINDS, indirect=True)
async def test_three_hundred_around_midnight_each_delivered_twice(group: Group) -> None:
    names = [f"同志{number}" for number in range(2 * HALF)]
    user_ids = [str(50_000 + number) for number in range(2 * HALF)]

    def enrol(session: Session) -> list[int]:
        pairs = zip(names, user_ids, strict=True)
        return [add_member(session, 1, name, user_id, category="full") for name, user_id in pairs]

    people = await group.stage.database.write(1, enrol)
    for name, user_id in zip(names, user_ids, strict=True):
        group.add(name, user_id)
    frames = [group.frame(name, "打卡", message_id=7000 + number) for number, name in enumerate(names)]
    # 前一半在零点前一刻说，紧接着又送了一遍，零点过后再送一遍；后一半在零点那一刻说，送两遍
    group.stage.clock.set(2026, 11, 22, 23, 59, 59)
    await asyncio.gather(*(group.stage.hear(frame) for frame in frames[:HALF] + frames[: HALF // 2]))
    group.stage.clock.set(2026, 11, 23, 0, 0, 0)
    await asyncio.gather(*(group.stage.hear(frame) for frame in frames[HALF // 2 : HALF] + frames[HALF:] * 2))

    def found(session: Session) -> tuple[dict[int, date], int | None, list[int], list[int]]:
        days = {row.member_id: row.day for row in session.execute(select(CheckIn.member_id, CheckIn.day))}
        rows = session.scalar(select(func.count()).select_from(CheckIn))
        entries = [session.scalar(select(func.count()).where(LedgerEntry.day == day)) or 0 for day in (SUNDAY, MONDAY)]
        counted = [figures.of(session, 1, Period.WEEK, start)[Tally.CHECK_IN] for start in (date(2026, 11, 16), MONDAY)]
        return days, rows, entries, counted

    days, rows, entries, counted = await group.stage.database.read(found)
    assert rows == 2 * HALF
    assert days == {member_id: SUNDAY if number < HALF else MONDAY for number, member_id in enumerate(people)}
    assert entries == counted == [HALF, HALF]
    balances = await group.stage.database.read(lambda session: {ledger.balance(session, one) for one in people})
    assert balances == {2}
