"""入账：照那一天有效的规则和封顶，改规则不动过去；更正、恢复顺着一条链，只有一笔算数。"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.scoring import DEFAULTS, Rule, Terms
from core.store import corrections, ledger, rules
from core.store.db import Database
from core.store.ledger import Deed, LedgerEntry
from core.store.rules import PointRule
from tests.conftest import NOON
from tests.service.samples import ZONE, a_branch_with

MONDAY = date(2026, 11, 23)


def deed(member_id: int, source: str, rule: Rule = Rule.QUIZ, day: date = MONDAY, points: int | None = None) -> Deed:
    return Deed(member_id, rule, day, "事由", source, points=points)


def noon(day: date) -> datetime:
    return local(NOON, ZONE) + (day - MONDAY)


async def test_the_rule_of_the_day_it_was_for(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    tuesday = MONDAY + timedelta(days=1)

    def work(session: Session) -> list[int]:
        rules.change(session, branch_id, Rule.QUIZ, Terms(3), noon(tuesday))
        rules.change(session, branch_id, Rule.QUIZ, Terms(4, daily_cap=4), noon(tuesday))
        paid = [
            ledger.award(session, branch_id, 1, deed(zhang, f"a{n}", day=day), NOON)
            for n, day in enumerate([MONDAY, tuesday, tuesday, tuesday + timedelta(days=30)])
        ]
        versions = session.scalars(select(LedgerEntry.rule_version).order_by(LedgerEntry.id))
        return [*paid, *versions]

    assert await database.write(branch_id, work) == [1, 4, 0, 4, 1, 3, 3]


async def test_another_branch_has_its_own_rules(database: Database) -> None:
    branch_id, _ = await database.write(None, a_branch_with("张三"))
    await database.write(branch_id, lambda s: rules.change(s, branch_id, Rule.PLAN, Terms(9), noon(MONDAY)))
    assert await database.read(lambda s: rules.on_day(s, branch_id, MONDAY)) == DEFAULTS | {Rule.PLAN: Terms(9)}
    assert await database.read(lambda s: rules.on_day(s, branch_id, MONDAY - timedelta(days=1))) == DEFAULTS
    assert await database.read(lambda s: rules.on(s, branch_id + 1, Rule.PLAN, MONDAY)) == (1, DEFAULTS[Rule.PLAN])


async def test_a_version_is_written_once(database: Database) -> None:
    branch_id, _ = await database.write(None, a_branch_with("张三"))

    def same(session: Session) -> None:
        row = PointRule(branch_id=branch_id, rule="quiz", version=2, points=1, valid_from=MONDAY, set_at=NOON)
        session.add(row)
        session.flush()

    results = await asyncio.gather(*(database.write(branch_id, same) for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["IntegrityError"] * 4 + ["NoneType"]


async def test_caps_hold_when_everyone_comes_at_once(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    cap = Terms(2, daily_cap=5, weekly_cap=9)
    await database.write(branch_id, lambda s: rules.change(s, branch_id, Rule.QUIZ, cap, noon(MONDAY)))

    def pay(number: int) -> Callable[[Session], int]:
        day = MONDAY + timedelta(days=number % 3)
        return lambda session: ledger.award(session, branch_id, 1, deed(zhang, f"a{number}", day=day), NOON)

    paid = await asyncio.gather(*(database.write(branch_id, pay(number)) for number in range(30)))
    assert sum(paid) == 9
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 9


async def test_what_was_reversed_leaves_room_again(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def work(session: Session) -> list[int]:
        paid = [ledger.award(session, branch_id, 1, deed(zhang, f"a{n}", Rule.DUES), NOON) for n in range(2)]
        paid.append(corrections.take_back(session, "a0", 2, None, NOON))
        paid.append(ledger.award(session, branch_id, 3, deed(zhang, "a2", Rule.DUES), NOON))
        return [*paid, corrections.take_back(session, "a1", 4, None, NOON)]

    # a1 一分没得，没有入账，也就没有可退的
    assert await database.write(branch_id, work) == [2, 0, 2, 2, 0]


async def test_an_entry_is_replaced_once_however_many_try(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    await database.write(branch_id, lambda s: ledger.award(s, branch_id, 1, deed(zhang, "a", points=5), NOON))

    def blind(points: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            entry = ledger.entry_of(session, "a")
            assert entry is not None
            corrections.amend(session, entry, points, 2, None, NOON)

        return work

    results = await asyncio.gather(*(database.write(branch_id, blind(n)) for n in range(1, 9)), return_exceptions=True)
    assert sum(isinstance(one, IntegrityError) for one in results) == 7

    def look(session: Session) -> tuple[int, int]:
        entry = ledger.entry_of(session, "a")
        assert entry is not None
        current = corrections.standing(session, entry)
        assert current is not None
        return current.points, ledger.balance(session, zhang)

    points, balance = await database.read(look)
    assert points == balance


@pytest.mark.parametrize("steps", [(3, 0), (0,), (7, 2, 4)])
async def test_put_back_is_as_it_was_at_first(database: Database, steps: tuple[int, ...]) -> None:
    branch_id, [zhang, officer] = await database.write(None, a_branch_with("张三", "王建国"))

    def work(session: Session) -> tuple[int, int | None, int]:
        first = Deed(zhang, Rule.VOLUNTEER, MONDAY, "事由", "a", officer_id=officer, points=5)
        ledger.award(session, branch_id, 1, first, NOON)
        entry = ledger.entry_of(session, "a")
        assert entry is not None
        for points in steps:
            current = corrections.standing(session, entry)
            assert current is not None
            corrections.amend(session, current, points, 2, None, NOON)
        corrections.put_back(session, entry, 3, None, NOON)
        restored = corrections.standing(session, entry)
        assert restored is not None
        return restored.points, restored.officer_id, ledger.balance(session, zhang)

    assert await database.write(branch_id, work) == (5, officer, 5)
