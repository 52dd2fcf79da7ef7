"""学习登记的库：以前的登记补进集体数字；两处同时补同一天只有一次；数永远与登记对得上。"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.domain.calendar import Period, start_of
from core.domain.dialogue import Request
from core.domain.errors import UserError
from core.domain.permission import Actor
from core.store import checkins, figures, ledger, migrate
from core.store.checkins import CheckIn
from core.store.db import Database, connect
from core.store.figures import Tally
from plugins.checkin import service
from plugins.checkin.days.backfilling import AlreadyCheckedIn
from tests.conftest import NOON, Engine
from tests.service.samples import a_branch_with, later, request
from tests.service.tree import older_version, upgrade

_OLD = """
INSERT INTO branch (id, name, zone, created_at) VALUES (1, '一支部', 'Asia/Shanghai', :at),
 (2, '二支部', 'Asia/Shanghai', :at);
INSERT INTO member (id, branch_id, name, review, in_group, floating, created_at)
 VALUES (1, 1, '张三', :no, :yes, :no, :at), (2, 1, '李四', :no, :yes, :no, :at), (3, 2, '王五', :no, :yes, :no, :at);
"""
_CHECKIN = (
    "INSERT INTO checkin (branch_id, member_id, day, ordinal, checked_in_at, undone_at)"
    " VALUES (:branch, :member, :day, :ordinal, :at, :undone)"
)


class TestFromBeforeTheFigures:
    async def test_past_check_ins_are_counted_but_for_those_undone(
        self, kind: str, engine_of: Callable[[str], Engine], tmp_path: Path
    ) -> None:
        url = f"sqlite:///{tmp_path / 'bot.db'}" if kind == "sqlite" else engine_of(kind).create()
        assert upgrade(older_version(tmp_path / "old", "0009"), url) == ""
        database = connect(url)
        await database.write(None, self.write)
        await database.close()
        await asyncio.to_thread(migrate.upgrade, url, NOON)
        database = connect(url)

        def counted(session: Session, branch_id: int, period: Period, day: date) -> int:
            return figures.of(session, branch_id, period, start_of(period, day)).get(Tally.CHECK_IN, 0)

        def found(session: Session) -> list[int]:
            monday, sunday, summer = date(2026, 11, 23), date(2026, 11, 22), date(2026, 7, 1)
            asked = [
                (1, Period.DAY, monday),
                (1, Period.DAY, sunday),
                (1, Period.WEEK, sunday),
                (1, Period.MONTH, monday),
                (1, Period.QUARTER, summer),
                (1, Period.YEAR, monday),
                (2, Period.YEAR, monday),
            ]
            return [counted(session, *one) for one in asked]

        assert await database.read(found) == [1, 2, 2, 3, 1, 4, 1]
        days = await database.read(lambda session: checkins.of_member(session, 1, date(2026, 1, 1), date(2026, 12, 31)))
        assert [(one.day.isoformat(), one.backfilled) for one in days] == [
            ("2026-07-01", False),
            ("2026-11-22", False),
            ("2026-11-23", False),
        ]
        # 升级之后，“同一天只有一次”照样管用
        made = request(Actor("1", "张三", 1, 1), 1)
        result = await database.write(1, lambda session: service.check_in(session, made, 1, None))
        assert result.again
        await database.close()
        if kind == "postgresql":
            engine_of(kind).drop(url)

    @staticmethod
    def write(session: Session) -> None:
        """照 0009 的样子写几次登记，其中一次撤销过。"""
        at = datetime(2026, 1, 1)  # noqa: DTZ001 照库里存的样子
        for statement in filter(str.strip, _OLD.split(";")):
            session.execute(text(statement), {"at": at, "yes": True, "no": False})
        rows = [
            (1, 1, "2026-11-23", None),
            (1, 1, "2026-11-22", None),
            (1, 2, "2026-11-22", None),
            (1, 2, "2026-11-23", at),
            (1, 1, "2026-07-01", None),
            (2, 3, "2026-11-23", None),
        ]
        for branch, member, day, undone in rows:
            values = {"branch": branch, "member": member, "day": date.fromisoformat(day), "undone": undone}
            session.execute(text(_CHECKIN), values | {"ordinal": 1, "at": at})


async def test_the_same_day_backfilled_twenty_times_at_once_is_there_once(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    yesterday = NOON.date() - timedelta(days=1)

    async def backfill(number: int) -> bool:
        made = request(Actor("10001", "张三", branch_id, zhang), branch_id, later(seconds=number))
        try:
            await database.write(branch_id, lambda session: service.backfill(session, made, zhang, yesterday))
        except AlreadyCheckedIn:
            return False
        return True

    assert sum(await asyncio.gather(*(backfill(number) for number in range(20)))) == 1
    found = await database.read(
        lambda session: (
            checkins.times(session, zhang),
            ledger.balance(session, zhang),
            figures.of(session, branch_id, Period.DAY, yesterday),
        )
    )
    assert found == (1, 2, {Tally.CHECK_IN: 1})


Move = tuple[int, int, bool]
MOVES = st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 9), st.booleans()), min_size=1, max_size=40)
"""谁、几天前、是不是撤销。"""


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_figures_points_and_days_never_drift_apart(
    moves: list[Move], engine_of: Callable[[str], Engine], migrated: Callable[[str], str], kind: str
) -> None:
    """任意的打卡、补登、撤销之后：人次、积分与登记着的天数一致，补登每月不超过三次。"""
    url = engine_of(kind).create(migrated(kind))
    asyncio.run(play(url, moves))
    engine_of(kind).drop(url)


async def play(url: str, moves: list[Move]) -> None:
    database = connect(url)
    branch_id, people = await database.write(None, a_branch_with("张三", "李四", "王五"))
    for who, ago, undo in moves:
        day, actor = NOON.date() - timedelta(days=ago), Actor("1", "某", branch_id, people[who])
        made, work = request(actor, branch_id), take_back if undo else service.backfill
        with suppress(UserError):
            await database.write(branch_id, partial(work, request=made, member_id=people[who], day=day))
    await database.read(lambda session: check(session, branch_id, people))
    await database.close()


def take_back(session: Session, request: Request, member_id: int, day: date) -> None:
    """那天登记着的，撤销。"""
    query = select(CheckIn.ordinal).where(CheckIn.member_id == member_id, CheckIn.day == day)
    ordinal = session.scalar(query.where(CheckIn.undone_at.is_(None)))
    if ordinal is not None:
        service.undo_check_in(session, request, member_id, day, ordinal)


def check(session: Session, branch_id: int, people: list[int]) -> None:
    everyone = checkins.of_branch(session, branch_id, date(2026, 1, 1), date(2026, 12, 31))
    counted = figures.of(session, branch_id, Period.YEAR, date(2026, 1, 1)).get(Tally.CHECK_IN, 0)
    assert counted == len(everyone)
    for member_id in people:
        own = [one for one in everyone if one.member_id == member_id]
        assert ledger.balance(session, member_id) == 2 * len(own)
        assert sum(one.backfilled for one in own) <= 3
    for day in {one.day for one in everyone}:
        assert figures.of(session, branch_id, Period.DAY, day) == {
            Tally.CHECK_IN: sum(one.day == day for one in everyone)
        }
