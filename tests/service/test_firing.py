"""到点的事：下一次是什么时候，轮到的一次归谁办，没有办的都有记录。"""

import asyncio
import functools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.store import firing, manners
from core.store.db import Database
from core.store.firing import Cron, Fate, Firing, Task, Turn, next_after
from tests.conftest import NOON
from tests.service.samples import ZONE, add_branch, later

DAILY: Cron = {"hour": 20, "minute": 0}
EIGHT = later(hours=8)
"""NOON 那天的北京时间二十点。"""
AN_HOUR = timedelta(hours=1)
LATE = "迟得太久，没有办"
SKIPPED = "后面又到了一次，只办最近的"


def at(*moment: int) -> datetime:
    """北京时间的某一刻。"""
    return datetime(*moment, tzinfo=ZoneInfo(ZONE))


class TestNextTime:
    @pytest.mark.parametrize(
        ("cron", "moment", "expected"),
        [
            pytest.param(DAILY, at(2026, 11, 23, 12), at(2026, 11, 23, 20), id="当天还没到"),
            pytest.param(DAILY, at(2026, 11, 23, 19, 59, 59), at(2026, 11, 23, 20), id="差一秒"),
            pytest.param(DAILY, at(2026, 11, 23, 20), at(2026, 11, 24, 20), id="正好到点的不算"),
            pytest.param(DAILY, at(2026, 12, 31, 20, 0, 1), at(2027, 1, 1, 20), id="跨年"),
            pytest.param({"hour": 7}, at(2026, 11, 24, 6), at(2026, 11, 24, 7), id="UTC 还在前一天"),
            pytest.param({"day_of_week": "mon", "hour": 9}, at(2026, 11, 23, 9), at(2026, 11, 30, 9), id="每周一"),
            pytest.param({"day_of_week": "sun", "hour": 9}, at(2026, 11, 23, 9), at(2026, 11, 29, 9), id="每周日"),
            pytest.param({"day": 1, "hour": 0}, at(2026, 11, 23), at(2026, 12, 1), id="每月一日零点"),
            pytest.param({"day": 31, "hour": 8}, at(2026, 11, 1), at(2026, 12, 31, 8), id="没有三十一日的月跳过"),
            pytest.param({"day": "last", "hour": 8}, at(2027, 2, 1), at(2027, 2, 28, 8), id="月末"),
        ],
    )
    def test_by_the_clock_of_the_branch(self, cron: Cron, moment: datetime, expected: datetime) -> None:
        assert next_after(cron, ZONE, moment) == expected

    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from([DAILY, {"day_of_week": "mon", "hour": 9}, {"day": 1, "hour": 8}, {"minute": 30}]),
        st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 时区由 timezones 给
    )
    def test_it_is_strictly_after_and_none_is_left_out(self, cron: Cron, moment: datetime) -> None:
        found = next_after(cron, ZONE, moment)
        assert found > moment
        # 再往前一点点看，还是这一次：中间没有漏掉的
        assert next_after(cron, ZONE, found - timedelta(microseconds=1)) == found
        assert local(found, ZONE).second == 0

    def test_half_a_second_before_is_still_before(self) -> None:
        moment = at(2026, 11, 23, 19, 59, 59) + timedelta(milliseconds=500)
        assert next_after(DAILY, ZONE, moment) == at(2026, 11, 23, 20)

    def test_a_time_that_never_comes_has_no_next(self) -> None:
        assert next_after({"year": 2020}, ZONE, NOON) is None
        assert next_after(firing.once_at(NOON), ZONE, NOON) is None


@pytest.fixture
async def task(database: Database) -> Task:
    """一件排好了、还没有开的事：每天二十点。"""

    def work(session: Session) -> Task:
        made = Task(add_branch(session), "daily_summary")
        firing.arrange(session, made, DAILY, ZONE, NOON)
        return made

    return await database.write(None, work)


async def turn(database: Database, task: Task, now: datetime, *, enabled: bool) -> None:
    def work(session: Session) -> None:
        row = firing.find(session, task)
        assert row is not None
        firing.turn(session, row, ZONE, now, enabled=enabled)

    await database.write(task.branch_id, work)


async def due(database: Database, now: datetime, most: int = 9) -> list[Task]:
    return await database.read(lambda session: firing.due(session, now, most))


async def take(database: Database, task: Task, now: datetime, queue: int | None = None) -> Turn | None:
    return await database.write(queue, lambda session: firing.take_turn(session, task, ZONE, now, AN_HOUR))


async def fates(database: Database) -> list[Any]:
    query = select(Firing.due_at, Firing.fate, Firing.reason).order_by(Firing.due_at)
    return await database.read(lambda session: [tuple(row) for row in session.execute(query)])


async def next_time(database: Database, task: Task) -> datetime:
    row = await database.read(lambda session: firing.find(session, task))
    assert row is not None
    return row.next_at


class TestArranging:
    async def test_what_is_new_is_not_open_yet(self, database: Database, task: Task) -> None:
        assert await due(database, later(days=9)) == []
        assert await take(database, task, EIGHT) is None
        assert await fates(database) == []

    async def test_opened_it_is_due_at_its_time(self, database: Database, task: Task) -> None:
        await turn(database, task, NOON, enabled=True)
        assert await due(database, EIGHT - timedelta(seconds=1)) == []
        assert await due(database, EIGHT) == [task]

    async def test_arranging_again_changes_the_time_and_not_the_switch(self, database: Database, task: Task) -> None:
        await turn(database, task, NOON, enabled=True)

        def work(session: Session) -> bool:
            return firing.arrange(session, task, {"hour": 21, "minute": 0}, ZONE, NOON).enabled

        assert await database.write(task.branch_id, work) is True
        assert await next_time(database, task) == later(hours=9)

    async def test_opened_after_a_pause_it_begins_with_the_next_time(self, database: Database, task: Task) -> None:
        """关着的时候到的点不算：打开的那一刻不能把昨天的补出来。"""
        await turn(database, task, NOON, enabled=True)
        await turn(database, task, NOON, enabled=False)
        await turn(database, task, later(days=3), enabled=True)
        assert await due(database, later(days=3)) == []
        assert await next_time(database, task) == EIGHT + timedelta(days=3)

    async def test_opening_what_is_open_changes_nothing(self, database: Database, task: Task) -> None:
        await turn(database, task, NOON, enabled=True)
        await turn(database, task, EIGHT, enabled=True)
        assert await due(database, EIGHT) == [task]

    async def test_a_paused_one_is_not_taken_even_if_it_was_seen_due(self, database: Database, task: Task) -> None:
        await turn(database, task, NOON, enabled=True)
        [seen] = await due(database, EIGHT)
        await turn(database, task, EIGHT, enabled=False)
        assert await take(database, seen, EIGHT) is None

    async def test_the_earliest_come_first_and_at_most_so_many(self, database: Database, task: Task) -> None:
        def work(session: Session) -> None:
            for ref, hour in (("b", 15), ("a", 14), ("c", 16)):
                row = firing.arrange(session, Task(task.branch_id, "theme_day", ref), {"hour": hour}, ZONE, NOON)
                firing.turn(session, row, ZONE, NOON, enabled=True)

        await database.write(task.branch_id, work)
        await turn(database, task, NOON, enabled=True)
        assert [one.ref for one in await due(database, later(days=1))] == ["a", "b", "c", ""]
        assert [one.ref for one in await due(database, later(days=1), most=2)] == ["a", "b"]


class TestTakingTurns:
    @pytest.fixture(autouse=True)
    async def open(self, database: Database, task: Task) -> None:
        await turn(database, task, NOON, enabled=True)

    async def test_on_time(self, database: Database, task: Task) -> None:
        assert await take(database, task, EIGHT) == Turn(EIGHT, late=False)
        assert await fates(database) == [(EIGHT, Fate.FIRED, "")]
        assert await next_time(database, task) == EIGHT + timedelta(days=1)
        assert await due(database, EIGHT) == []

    async def test_not_before_its_time(self, database: Database, task: Task) -> None:
        assert await take(database, task, EIGHT - timedelta(seconds=1)) is None

    async def test_of_many_at_once_one_takes_it(self, database: Database, task: Task) -> None:
        # 排的队不同，在 PostgreSQL 上就真的同时做；撞在唯一键上也只有一个成
        taken = await asyncio.gather(*(take(database, task, EIGHT, number % 5) for number in range(30)))
        assert [one for one in taken if one is not None] == [Turn(EIGHT, late=False)]
        assert await fates(database) == [(EIGHT, Fate.FIRED, "")]

    async def test_a_refused_work_gives_the_turn_back(self, database: Database, task: Task) -> None:
        def fail(session: Session) -> None:
            firing.take_turn(session, task, ZONE, EIGHT, AN_HOUR)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await database.write(task.branch_id, fail)
        assert await fates(database) == []
        assert await take(database, task, EIGHT) == Turn(EIGHT, late=False)

    async def test_late_but_not_too_late(self, database: Database, task: Task) -> None:
        assert await take(database, task, EIGHT + AN_HOUR) == Turn(EIGHT, late=False)

    async def test_too_late_is_recorded_and_not_done(self, database: Database, task: Task) -> None:
        assert await take(database, task, EIGHT + AN_HOUR + timedelta(seconds=1)) == Turn(EIGHT, late=True)
        assert await fates(database) == [(EIGHT, Fate.MISSED, LATE)]
        assert await next_time(database, task) == EIGHT + timedelta(days=1)

    async def test_of_several_missed_only_the_newest_is_done(self, database: Database, task: Task) -> None:
        newest = EIGHT + timedelta(days=3)
        assert await take(database, task, newest + timedelta(minutes=30)) == Turn(newest, late=False)
        assert await fates(database) == [
            (EIGHT, Fate.MISSED, SKIPPED),
            (EIGHT + timedelta(days=1), Fate.MISSED, SKIPPED),
            (EIGHT + timedelta(days=2), Fate.MISSED, SKIPPED),
            (newest, Fate.FIRED, ""),
        ]
        assert await take(database, task, newest + timedelta(minutes=30)) is None

    async def test_of_several_missed_the_newest_may_be_too_late_as_well(self, database: Database, task: Task) -> None:
        newest = EIGHT + timedelta(days=1)
        assert await take(database, task, newest + timedelta(hours=3)) == Turn(newest, late=True)
        assert await fates(database) == [(EIGHT, Fate.MISSED, SKIPPED), (newest, Fate.MISSED, LATE)]

    async def test_after_the_clock_went_back_the_same_time_is_not_done_twice(
        self, database: Database, task: Task
    ) -> None:
        await take(database, task, EIGHT)
        # 有人把钟拨回中午，又重新排了一次
        await database.write(task.branch_id, lambda session: firing.arrange(session, task, DAILY, ZONE, NOON) and None)
        assert await due(database, EIGHT) == [task]
        assert await take(database, task, EIGHT) is None
        assert await fates(database) == [(EIGHT, Fate.FIRED, "")]
        assert await next_time(database, task) == EIGHT + timedelta(days=1)


async def test_one_time_is_recorded_once(database: Database, task: Task) -> None:
    facts = {"branch_id": task.branch_id, "job": task.job, "ref": "", "due_at": EIGHT, "recorded_at": EIGHT}

    def work(session: Session) -> None:
        session.add(Firing(**facts, fate=Fate.FIRED, reason=""))
        session.flush()

    await database.write(None, work)
    with pytest.raises(IntegrityError):
        await database.write(None, work)


async def test_purge_forgets_only_the_old(database: Database, task: Task) -> None:
    await turn(database, task, NOON, enabled=True)
    await take(database, task, EIGHT + timedelta(days=1))
    await database.write(None, lambda session: firing.purge(session, EIGHT + timedelta(hours=1)))
    assert await fates(database) == [(EIGHT + timedelta(days=1), Fate.FIRED, "")]


MONDAYS: Cron = {"day_of_week": "mon", "hour": 9, "minute": 0}
SATURDAYS: Cron = {"day_of_week": "sat", "hour": 9}
FRIDAYS: Cron = {"day_of_week": "fri", "hour": 9}


class TestAfterHolidays:
    """遇法定节假日顺延到假后第一个工作日的同一时刻。"""

    @pytest.mark.parametrize(
        ("cron", "moment", "expected"),
        [
            pytest.param(MONDAYS, at(2026, 11, 23, 9), at(2026, 11, 30, 9), id="平常"),
            pytest.param(MONDAYS, at(2026, 10, 4), at(2026, 10, 8, 9), id="国庆"),
            pytest.param(MONDAYS, at(2026, 10, 8, 8, 59), at(2026, 10, 8, 9), id="顺延的那天还没到点"),
            pytest.param(MONDAYS, at(2026, 10, 8, 9), at(2026, 10, 12, 9), id="顺延的说过了"),
            pytest.param(MONDAYS, at(2026, 2, 15), at(2026, 2, 24, 9), id="春节占了两个周一"),
            pytest.param(SATURDAYS, at(2026, 11, 23), at(2026, 11, 28, 9), id="普通周末不是节假日"),
            pytest.param(FRIDAYS, at(2027, 1, 1), at(2027, 1, 4, 9), id="未知年份，周末不上班"),
        ],
    )
    def test_the_next(self, cron: Cron, moment: datetime, expected: datetime) -> None:
        assert firing.next_working(cron, ZONE, moment, {}) == expected

    def test_both_mondays_of_a_long_holiday_come_to_one_day(self) -> None:
        moved = firing.moved_to(MONDAYS, ZONE, at(2026, 2, 24, 9), {})
        assert [day.isoformat() for day in moved] == ["2026-02-16", "2026-02-23"]
        assert firing.moved_to(MONDAYS, ZONE, at(2026, 2, 23, 9), {}) == []

    async def test_a_holiday_learned_of_after_it_was_arranged(self, database: Database) -> None:
        def prepare(session: Session) -> Task:
            made = Task(add_branch(session), "weekly")
            row = firing.arrange(session, made, MONDAYS, ZONE, NOON, after_holidays=True)
            firing.turn(session, row, ZONE, NOON, enabled=True)
            manners.add_notices(session, made.branch_id, [at(2026, 11, 30).date()], [])
            return made

        task = await database.write(None, prepare)
        take = functools.partial(firing.take_turn, task=task, zone=ZONE, catch_up=timedelta(hours=48))
        assert await database.write(task.branch_id, lambda session: take(session, now=at(2026, 11, 30, 9))) is None
        taken = await database.write(task.branch_id, lambda session: take(session, now=at(2026, 12, 1, 9)))
        assert taken == Turn(at(2026, 12, 1, 9), late=False)


async def test_what_is_due_once_is_taken_once_and_leaves_the_schedule(database: Database, task: Task) -> None:
    once = Task(task.branch_id, "reminder", "N3")
    at_noon = NOON.astimezone(ZoneInfo(ZONE)) + timedelta(minutes=5)
    await database.write(1, lambda session: firing.arrange_once(session, once, at_noon, ZONE, NOON))
    later = NOON + timedelta(minutes=6)

    def take(session: Session) -> Turn | None:
        return firing.take_turn(session, once, ZONE, later, timedelta(hours=1))

    assert await database.write(1, take) == Turn(at_noon, late=False)
    assert await database.write(1, take) is None
    assert await database.read(lambda session: firing.find(session, once)) is None


async def test_what_is_due_once_can_be_called_off_and_never_lies_in_the_past(database: Database, task: Task) -> None:
    once = Task(task.branch_id, "reminder", "N3")

    def arrange(session: Session) -> None:
        firing.arrange_once(session, once, NOON.astimezone(ZoneInfo(ZONE)) + timedelta(hours=1), ZONE, NOON)
        firing.cancel(session, once)
        firing.cancel(session, once)

    await database.write(1, arrange)
    assert await database.read(lambda session: firing.find(session, once)) is None
    with pytest.raises(ValueError, match="再也不会到点"):
        await database.write(1, lambda session: firing.arrange_once(session, once, NOON, ZONE, NOON))
