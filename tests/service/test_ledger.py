"""积分流水：只追加，各期合计与流水一致，改动接不上哈希链。"""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.calendar import Period, start_of
from core.store import ledger
from core.store.db import Database
from core.store.ledger import ENTRY, Award, LedgerEntry, Total
from tests.conftest import NOON
from tests.service.samples import a_branch_with, add_branch, add_member, broken_links, later

MONDAY = date(2026, 11, 23)
EVERY_PERIOD = tuple(Period)
GROUPS = itertools.count(1)


def award(member_id: int, source: str, points: int = 2, day: date = MONDAY) -> Award:
    return Award(member_id, "checkin", 1, points, day, "学习登记", source)


def entry_of(session: Session, source: str) -> LedgerEntry:
    return session.scalars(select(LedgerEntry).where(LedgerEntry.source == source)).one()


def figures(session: Session, member_id: int, day: date) -> dict[str, int]:
    """一个人在 day 所在各期的净分。"""
    return {period.value: ledger.points_in(session, member_id, period, day) for period in EVERY_PERIOD}


def positives(session: Session, member_id: int, day: date, period: Period = Period.WEEK) -> int | None:
    return session.scalar(
        select(Total.positives).where(
            Total.member_id == member_id, Total.period == period, Total.start == start_of(period, day)
        )
    )


async def test_points_count_in_every_period_of_their_day(database: Database) -> None:
    branch_id, [zhang, li] = await database.write(None, a_branch_with("张三", "李四"))

    def work(session: Session) -> None:
        ledger.post(session, branch_id, 1, award(zhang, "a", 2), NOON)
        ledger.post(session, branch_id, 2, award(zhang, "b", 5), NOON)
        ledger.post(session, branch_id, 3, award(li, "c", 1), NOON)

    await database.write(branch_id, work)
    assert await database.read(lambda session: figures(session, zhang, MONDAY)) == dict.fromkeys(EVERY_PERIOD, 7)
    assert await database.read(lambda session: figures(session, li, MONDAY)) == dict.fromkeys(EVERY_PERIOD, 1)
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 7


@pytest.mark.parametrize(
    ("day", "next_day", "shared"),
    [
        pytest.param(date(2026, 11, 23), date(2026, 11, 24), {"week", "month", "quarter", "year"}, id="隔天"),
        pytest.param(date(2026, 11, 22), date(2026, 11, 23), {"month", "quarter", "year"}, id="周日到周一"),
        pytest.param(date(2026, 11, 30), date(2026, 12, 1), {"week", "quarter", "year"}, id="月底"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 1), {"week", "year"}, id="季末"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 1), {"week"}, id="年底，同一周"),
        pytest.param(date(2028, 2, 29), date(2028, 3, 1), {"week", "quarter", "year"}, id="闰年"),
    ],
)
async def test_neighbouring_days_share_only_the_periods_they_are_both_in(
    database: Database, day: date, next_day: date, shared: set[str]
) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def work(session: Session) -> None:
        ledger.post(session, branch_id, 1, award(zhang, "a", 2, day), NOON)
        ledger.post(session, branch_id, 2, award(zhang, "b", 3, next_day), NOON)

    await database.write(branch_id, work)
    expected = {period.value: 5 if period in shared else 2 for period in EVERY_PERIOD}
    assert await database.read(lambda session: figures(session, zhang, day)) == expected
    expected = {period.value: 5 if period in shared else 3 for period in EVERY_PERIOD}
    assert await database.read(lambda session: figures(session, zhang, next_day)) == expected
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 5


async def test_no_entry_is_no_points(database: Database) -> None:
    _, [zhang] = await database.write(None, a_branch_with("张三"))
    assert await database.read(lambda session: figures(session, zhang, MONDAY)) == dict.fromkeys(EVERY_PERIOD, 0)
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 0


async def test_the_same_source_is_paid_once(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def pay(session: Session) -> None:
        ledger.post(session, branch_id, 1, award(zhang, "checkin:1:2026-11-23:1"), NOON)

    results = await asyncio.gather(*(database.write(branch_id, pay) for _ in range(20)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError"] * 19 + ["NoneType"]
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 2
    assert await database.read(lambda session: positives(session, zhang, MONDAY)) == 1


async def test_a_reversal_goes_to_the_day_it_corrects(database: Database) -> None:
    branch_id, [zhang, officer] = await database.write(None, a_branch_with("张三", "王建国"))

    def work(session: Session) -> None:
        ledger.post(session, branch_id, 1, award(zhang, "a", 2, MONDAY), NOON)
        ledger.post(session, branch_id, 2, award(zhang, "b", 3, MONDAY + timedelta(days=40)), NOON)

    await database.write(branch_id, work)
    await database.write(
        branch_id, lambda session: ledger.reverse(session, entry_of(session, "a"), 3, officer, later(days=60))
    )

    def look(session: Session) -> tuple[object, ...]:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))).one()
        return entry.points, entry.day, entry.reason, entry.officer_id, entry.act, entry.recorded_at

    assert await database.read(look) == (-2, MONDAY, "冲正：学习登记", officer, 3, later(days=60))
    assert await database.read(lambda session: figures(session, zhang, MONDAY)) == {
        "day": 0,
        "week": 0,
        "month": 0,
        "quarter": 0,
        "year": 0,
    }
    assert await database.read(lambda session: positives(session, zhang, MONDAY)) == 0
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 3


async def test_reversing_a_deduction_does_not_make_a_participant(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    await database.write(branch_id, lambda session: ledger.post(session, branch_id, 1, award(zhang, "a", -3), NOON))
    assert await database.read(lambda session: positives(session, zhang, MONDAY)) == 0
    await database.write(branch_id, lambda session: ledger.reverse(session, entry_of(session, "a"), 2, None, NOON))
    assert await database.read(lambda session: positives(session, zhang, MONDAY)) == 0
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 0


async def test_an_entry_can_be_reversed_once(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    await database.write(branch_id, lambda session: ledger.post(session, branch_id, 1, award(zhang, "a"), NOON))

    def undo(session: Session) -> None:
        ledger.reverse(session, entry_of(session, "a"), 2, None, NOON)

    results = await asyncio.gather(*(database.write(branch_id, undo) for _ in range(10)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError"] * 9 + ["NoneType"]
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 0
    assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []


async def test_each_branch_has_its_own_chain(database: Database) -> None:
    def two_branches(session: Session) -> list[tuple[int, int]]:
        made = [add_branch(session, name, group) for name, group in [("甲支部", "1"), ("乙支部", "2")]]
        return [(branch_id, add_member(session, branch_id, "张三")) for branch_id in made]

    homes = await database.write(None, two_branches)
    works = [
        (branch_id, award(member_id, f"{branch_id}:{number}")) for number in range(15) for branch_id, member_id in homes
    ]
    await asyncio.gather(
        *(
            database.write(branch_id, lambda session, b=branch_id, a=paid: ledger.post(session, b, 1, a, NOON))
            for branch_id, paid in works
        )
    )
    for branch_id, _ in homes:
        assert await database.read(lambda session, b=branch_id: broken_links(session, ENTRY, b)) == []
        last = await database.read(
            lambda session, b=branch_id: session.scalar(
                select(func.max(LedgerEntry.seq)).where(LedgerEntry.branch_id == b)
            )
        )
        assert last == 15


async def test_a_part_that_was_taken_back_leaves_no_gap_in_the_chain(database: Database) -> None:
    """一个事务里先记一笔又退回（保存点），再记的一笔仍要接得上。"""
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    await database.write(branch_id, lambda session: ledger.post(session, branch_id, 1, award(zhang, "a"), NOON))

    def work(session: Session) -> None:
        with contextlib.suppress(IntegrityError), session.begin_nested():
            ledger.post(session, branch_id, 2, award(zhang, "b"), NOON)
            ledger.post(session, branch_id, 2, award(zhang, "a"), NOON)
        ledger.post(session, branch_id, 2, award(zhang, "c"), NOON)

    await database.write(branch_id, work)
    assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 4


async def test_refused_neighbours_leave_no_gap_in_the_chain(database: Database) -> None:
    """同一批里有人记了账又被拒绝，有人撞了唯一键：成了的那些仍是一条完整的链。"""
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def pay(number: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            ledger.post(session, branch_id, 1, award(zhang, "同一来源" if number % 5 == 1 else f"{number}"), NOON)
            if number % 3 == 0:
                raise RuntimeError

        return work

    results = await asyncio.gather(
        *(database.write(branch_id, pay(number)) for number in range(60)), return_exceptions=True
    )
    kept = sum(result is None for result in results)
    assert 30 <= kept < 40
    assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 2 * kept


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_full_disk_leaves_no_gap_in_the_chain(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def work(number: int) -> Callable[[Session], None]:
        reason = "长" * (400_000 if number % 4 == 1 else 1)
        paid = replace(award(zhang, f"{number}"), reason=reason)
        return lambda session: ledger.post(session, branch_id, 1, paid, NOON)

    def leave_little_room(session: Session) -> None:
        used = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {used + 40}"))

    await database.write(branch_id, leave_little_room)
    results = await asyncio.gather(*(database.write(branch_id, work(n)) for n in range(20)), return_exceptions=True)
    assert [result is None for result in results] == [number % 4 != 1 for number in range(20)]
    assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 30


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("post"),
            st.integers(-50, 50),
            st.dates(date(2026, 12, 20), date(2027, 1, 15)),
        ),
        st.tuples(st.just("reverse"), st.integers(0, 30)),
    ),
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
async def test_totals_equal_the_sums_over_the_entries(database: Database, steps: list[tuple]) -> None:
    branch_id = await database.write(None, lambda session: add_branch(session, group_id=f"{next(GROUPS)}"))
    member_id = await database.write(branch_id, lambda session: add_member(session, branch_id, "张三"))

    def work(session: Session) -> None:
        open_entries: list[str] = []
        for number, step in enumerate(steps):
            if step[0] == "post":
                source = f"{branch_id}:{number}"
                ledger.post(session, branch_id, 1, award(member_id, source, step[1], step[2]), NOON)
                open_entries.append(source)
            elif open_entries:
                undone = open_entries.pop(step[1] % len(open_entries))
                ledger.reverse(session, entry_of(session, undone), 1, None, NOON)

    await database.write(branch_id, work)
    assert await database.read(lambda session: totals(session, member_id)) == await database.read(
        lambda session: sums(session, member_id)
    )
    assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []
    entries = select(func.coalesce(func.sum(LedgerEntry.points), 0)).where(LedgerEntry.member_id == member_id)
    assert await database.read(lambda session: ledger.balance(session, member_id)) == await database.read(
        lambda session: session.scalar(entries)
    )


def totals(session: Session, member_id: int) -> dict[tuple[str, date], tuple[int, int]]:
    rows = session.scalars(select(Total).where(Total.member_id == member_id))
    return {(row.period, row.start): (row.points, row.positives) for row in rows}


def sums(session: Session, member_id: int) -> dict[tuple[str, date], tuple[int, int]]:
    """从流水重新加出来的各期合计。"""
    entries = list(session.scalars(select(LedgerEntry).where(LedgerEntry.member_id == member_id)))
    undone = {entry.reverses_id for entry in entries}
    made: dict[tuple[str, date], tuple[int, int]] = {}
    for entry in entries:
        positive = entry.points > 0 and entry.reverses_id is None and entry.id not in undone
        for period in EVERY_PERIOD:
            key = (period.value, start_of(period, entry.day))
            points, count = made.get(key, (0, 0))
            made[key] = (points + entry.points, count + positive)
    return made


class TestTampering:
    """有人绕过程序改了库，核对得出来。"""

    @pytest.mark.parametrize(
        ("column", "value"),
        [("points", "200"), ("reason", "'学习登记。'"), ("day", "'2026-11-24'"), ("member_id", "2"), ("act", "9")],
    )
    async def test_a_changed_row_is_found(self, database: Database, kind: str, column: str, value: str) -> None:
        branch_id = await _five_entries(database)
        assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []
        await _without_guards(database, kind, f"UPDATE ledger_entry SET {column} = {value} WHERE seq = 3")  # noqa: S608 固定的语句
        assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == [3]

    async def test_a_removed_row_is_found(self, database: Database, kind: str) -> None:
        branch_id = await _five_entries(database)
        await _without_guards(database, kind, "DELETE FROM ledger_entry WHERE seq = 2")
        assert (await database.read(lambda session: broken_links(session, ENTRY, branch_id)))[0] == 3


async def _five_entries(database: Database) -> int:
    branch_id, [zhang, _] = await database.write(None, a_branch_with("张三", "李四"))

    def work(session: Session) -> None:
        for number in range(5):
            ledger.post(session, branch_id, 1, award(zhang, f"{number}"), NOON)

    await database.write(branch_id, work)
    return branch_id


async def _without_guards(database: Database, kind: str, statement: str) -> None:
    """像有人拿着数据库的管理权限那样改。"""
    before = {
        "sqlite": [f"DROP TRIGGER ledger_entry_no_{name}" for name in ("update", "delete", "replace")],
        "postgresql": ["ALTER TABLE ledger_entry DISABLE TRIGGER USER"],
    }
    after = {"sqlite": [], "postgresql": ["ALTER TABLE ledger_entry ENABLE TRIGGER USER"]}

    def work(session: Session) -> None:
        for one in [*before[kind], statement, *after[kind]]:
            session.execute(text(one))

    await database.write(None, work)
