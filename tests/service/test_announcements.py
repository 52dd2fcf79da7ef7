"""周报：几个进程同时到点只有一条；旧库升级以后照样排上。"""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from cli._plugins import load_routes
from core.chat.gate import Gate
from core.chat.house import furnish
from core.chat.runtime import Runtime
from core.domain.calendar import Period
from core.domain.dialogue import Branch
from core.settings import Settings
from core.store import announcements, branches, figures, firing, migrate
from core.store.announcements import Fate, Issue
from core.store.db import Database, connect
from core.store.figures import Tally
from core.store.firing import Firing, Task
from core.store.outbox import Outgoing
from tests.conftest import NOON
from tests.service.samples import ZONE, add_branch

MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
async def branch(database: Database) -> Branch:
    """绑定好的支部，上一周有人登记过。"""

    def work(session: Session) -> Branch:
        branch_id = add_branch(session)
        found = branches.find_branch(session, branch_id)
        assert found is not None
        announcements.begin(session, found, NOON)
        figures.add(session, branch_id, Tally.CHECK_IN, date(2026, 11, 24), 9)
        return found

    return await database.write(None, work)


def process(database: Database) -> Runtime:
    settings = Settings(_env_file=None, superusers=("10012",), timezone=ZONE, bot_mode="production")
    return Runtime(settings, database, Gate(load_routes()), now=lambda: MONDAY, ticks=lambda: 1.0)


async def test_two_processes_due_at_once_write_one_letter(
    database: Database, database_url: str, branch: Branch
) -> None:
    # SQLite 的文件只归一个进程，两份调度共用一个库；PostgreSQL 各连各的
    other = database if database_url.startswith("sqlite") else connect(database_url)
    houses = [furnish(process(one)) for one in (database, other, database, other)]
    await asyncio.gather(*(house.jobs.fire_due() for house in houses))

    def counted(session: Session) -> tuple[int | None, int | None, int | None]:
        letters = select(func.count()).select_from(Outgoing).where(Outgoing.kind == announcements.WEEKLY)
        return (
            session.scalar(letters),
            session.scalar(select(func.count()).select_from(Issue).where(Issue.fate == Fate.PUBLISHED)),
            session.scalar(select(func.count()).select_from(Firing).where(Firing.job == announcements.WEEKLY)),
        )

    assert await database.read(counted) == (1, 1, 1)
    if other is not database:
        await other.close()


async def test_it_counts_against_the_day_but_goes_first(database: Database, branch: Branch) -> None:
    await furnish(process(database)).jobs.fire_due()
    weight = select(Outgoing.weight, Outgoing.expires_at).where(Outgoing.kind == announcements.WEEKLY)
    [(found, expires_at)] = await database.read(lambda session: list(session.execute(weight)))
    assert (found, expires_at) == ("priority", MONDAY + timedelta(hours=48))


async def test_the_eve_is_planned_for_the_evening_before(database: Database, branch: Branch) -> None:
    def planned(session: Session) -> list[datetime]:
        rows = [firing.find(session, Task(branch.id, job)) for job in (announcements.EVE, announcements.WEEKLY)]
        return [row.next_at for row in rows if row is not None]

    assert await database.read(planned) == [MONDAY - timedelta(hours=13), MONDAY]


async def test_settled_once_and_restored(database: Database, branch: Branch) -> None:
    span = announcements.week(date(2026, 11, 23))

    def work(session: Session) -> list[bool]:
        seen = [announcements.settled(session, branch.id, span)]
        for fate in (Fate.CANCELLED, Fate.RESTORED, Fate.PUBLISHED):
            announcements.settle(session, branch.id, span, fate, NOON)
            seen.append(announcements.settled(session, branch.id, span))
        return seen

    assert await database.write(branch.id, work) == [False, True, False, True]
    assert span.period is Period.WEEK


def test_a_branch_bound_before_the_upgrade_gets_the_announcement(tmp_path: Path) -> None:
    """旧版绑定的支部：升级以后默认开着，记为未决定，还没有问过。"""
    path = tmp_path / "bot.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = migrate.config()
        config.attributes.update(connection=connection)
        command.upgrade(config, "0007")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO branch (id, name, zone, created_at) VALUES (1, '旧支部', ?, '2026-01-01')", (ZONE,)
        )
        connection.commit()
    with engine.begin() as connection:
        config = migrate.config()
        config.attributes.update(connection=connection)
        command.upgrade(config, "head")
    with Session(engine) as session:
        row, schedule = announcements.of(session, 1), announcements.schedule_of(session, 1)
        assert (row.form, row.decided, row.asked_at) == ("ranking", False, None)
        assert (schedule.enabled, schedule.after_holidays) == (True, True)
        due = schedule.next_at.astimezone(ZoneInfo(ZONE))
        assert (due.weekday(), due.hour, due.minute) == (0, 9, 0)
        eve = firing.find(session, Task(1, announcements.EVE))
        assert eve is not None
        assert schedule.next_at - eve.next_at == timedelta(hours=13)
    engine.dispose()
