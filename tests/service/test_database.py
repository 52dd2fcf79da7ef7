"""Database.write 与 read：答复了的都在，被拒绝的只退自己，读的不能写。"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from core.store.branches import BranchRow
from core.store.db import Database, connect
from tests.conftest import NOON
from tests.service.samples import ZONE


class Refused(Exception):
    pass


def adding(name: str, *, then: Exception | None = None) -> Callable[[Session], str]:
    """添一个支部；then 不空就在写过之后抛出。"""

    def work(session: Session) -> str:
        session.add(BranchRow(name=name, zone=ZONE, created_at=NOON))
        session.flush()
        if then is not None:
            raise then
        return name

    return work


def names(session: Session) -> list[str]:
    return list(session.scalars(select(BranchRow.name).order_by(BranchRow.name)))


async def outcomes(database: Database, *works: Callable[[Session], str]) -> list[str | BaseException]:
    """同时提交几件事，各自的结果。"""
    return await asyncio.gather(*(database.write(None, work) for work in works), return_exceptions=True)


async def test_concurrent_writes_are_all_kept(database: Database) -> None:
    wanted = [f"{number:03}" for number in range(200)]
    assert await outcomes(database, *map(adding, wanted)) == wanted
    assert await database.read(names) == wanted


async def test_a_write_is_visible_elsewhere_when_acknowledged(database: Database, database_url: str) -> None:
    other = connect(database_url)
    try:

        async def write_then_look(number: int) -> bool:
            name = await database.write(None, adding(f"{number:03}"))
            return name in await other.read(names)

        assert all(await asyncio.gather(*map(write_then_look, range(40))))
    finally:
        await other.close()


async def test_a_refused_work_only_undoes_itself(database: Database) -> None:
    refused = Refused("规则说不")
    works = [adding(f"{number:02}", then=refused if number % 3 == 0 else None) for number in range(30)]
    results = await outcomes(database, *works)
    assert [result is refused for result in results] == [number % 3 == 0 for number in range(30)]
    assert await database.read(names) == [f"{number:02}" for number in range(30) if number % 3]


async def test_a_work_that_breaks_a_constraint_only_undoes_itself(database: Database) -> None:
    def unnamed(session: Session) -> str:
        session.execute(text("INSERT INTO branch (name, zone) VALUES ('甲', 'x')"))
        return "不该成"

    first, broken, last = await outcomes(database, adding("前"), unnamed, adding("后"))
    assert (first, last) == ("前", "后")
    assert isinstance(broken, DBAPIError)
    assert set(await database.read(names)) == {"前", "后"}


async def test_what_a_refused_work_changed_is_not_seen_by_its_neighbours(database: Database) -> None:
    branch_id = await database.write(None, _counter)

    def change_then_refuse(session: Session) -> str:
        session.get_one(BranchRow, branch_id).name = "改坏了"
        raise Refused

    def change_without_saying(session: Session) -> str:
        session.get_one(BranchRow, branch_id).name = "改好了"
        return "改好了"

    def look(session: Session) -> str:
        return session.get_one(BranchRow, branch_id).name

    results = await outcomes(database, look, change_then_refuse, look, change_without_saying, look)
    seen = [result for result in results if isinstance(result, str)]
    assert "改坏了" not in seen
    assert await database.read(names) == ["改好了"]


async def test_rows_handed_out_can_still_be_read_afterwards(database: Database) -> None:
    await outcomes(database, adding("甲"), adding("乙"))
    rows = await database.write(None, lambda session: list(session.scalars(select(BranchRow))))
    await outcomes(database, adding("丙", then=Refused()), adding("丁"))
    assert sorted(row.name for row in rows) == ["乙", "甲"]


async def test_what_a_work_left_unflushed_is_written(database: Database) -> None:
    await database.write(None, lambda session: session.add(BranchRow(name="甲", zone=ZONE, created_at=NOON)))
    assert await database.read(names) == ["甲"]


async def test_a_caller_that_gives_up_does_not_stop_the_others(database: Database) -> None:
    waiting = [asyncio.ensure_future(database.write(None, adding(f"{number}"))) for number in range(8)]
    await asyncio.sleep(0)
    waiting[3].cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results.pop(3), asyncio.CancelledError)
    assert results == ["0", "1", "2", "4", "5", "6", "7"]
    assert set(results) <= set(await database.read(names))
    assert await database.write(None, adding("以后照常")) == "以后照常"


async def test_nothing_is_lost_when_three_hundred_add_one(database: Database) -> None:
    branch_id = await database.write(None, _counter)

    def add_one(session: Session) -> None:
        count = session.scalar(select(BranchRow.name).where(BranchRow.id == branch_id))
        session.execute(update(BranchRow).where(BranchRow.id == branch_id).values(name=str(int(count) + 1)))

    await asyncio.gather(*(database.write(branch_id, add_one) for _ in range(300)))
    assert await database.read(names) == ["300"]


def _counter(session: Session) -> int:
    row = BranchRow(name="0", zone=ZONE, created_at=NOON)
    session.add(row)
    session.flush()
    return row.id


async def test_read_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(adding("偷偷写"))
    assert await database.read(names) == []
    assert await database.write(None, adding("正经写")) == "正经写"


async def test_read_sees_one_moment(database: Database) -> None:
    await database.write(None, adding("早"))

    def twice(session: Session) -> tuple[list[str], list[str]]:
        before = names(session)
        await_only(database.write(None, adding("晚")))
        return before, names(session)

    assert await database.read(twice) == (["早"], ["早"])
    assert set(await database.read(names)) == {"早", "晚"}


async def test_time_round_trips_as_the_same_moment_in_utc(database: Database) -> None:
    beijing = datetime(2026, 11, 24, 0, 0, 1, 123456, tzinfo=timezone(timedelta(hours=8)))
    await database.write(None, lambda session: session.add(BranchRow(name="甲", zone=ZONE, created_at=beijing)))
    kept = await database.read(lambda session: session.scalar(select(BranchRow.created_at)))
    assert (kept, kept.isoformat()) == (beijing, "2026-11-23T16:00:01.123456+00:00")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_the_pen_survives_what_nobody_foresaw(database: Database) -> None:
    """一件事把大家共用的 Session 弄坏：这一批都得到错误，之后照样能写。"""

    def vandal(session: Session) -> str:
        session.__dict__["info"] = None
        return "弄坏了"

    results = await outcomes(database, vandal, adding("同一批"))
    assert all(isinstance(result, AttributeError) for result in results)
    assert await database.write(None, adding("之后")) == "之后"
    assert await database.read(names) == ["之后"]


async def test_time_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="时间必须带时区"):
        await database.write(None, lambda session: session.add(BranchRow(name="甲", zone=ZONE, created_at=naive)))
    assert await database.read(names) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_closing_waits_for_what_is_queued(database_url: str) -> None:
    first = connect(database_url)
    waiting = [asyncio.ensure_future(first.write(None, adding(f"{number:02}"))) for number in range(20)]
    await asyncio.sleep(0)
    await first.close()
    await asyncio.gather(*waiting)
    second = connect(database_url)
    try:
        assert len(await second.read(names)) == 20
    finally:
        await second.close()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
class TestFullDisk:
    """磁盘在一批中间满了：SQLite 会把整批都退掉，各件要单独重做。"""

    async def test_the_small_ones_succeed_and_the_big_one_fails(self, database: Database) -> None:
        await database.write(None, _leave_room_for(pages=12))
        big, wanted = "大" * 200_000, [f"{number:02}" for number in range(20)]
        works = [*map(adding, wanted[:10]), adding(big), *map(adding, wanted[10:])]
        results = await outcomes(database, *works)
        failed = results.pop(10)
        assert results == wanted
        assert isinstance(failed, OperationalError)
        assert "disk is full" in _story(failed)
        assert await database.read(names) == wanted

    async def test_nothing_half_done_stays(self, database: Database) -> None:
        await database.write(None, _leave_room_for(pages=12))

        def half_then_full(session: Session) -> str:
            adding("一半")(session)
            return adding("大" * 200_000)(session)

        first, failed, last = await outcomes(database, adding("前"), half_then_full, adding("后"))
        assert (first, last, type(failed)) == ("前", "后", OperationalError)
        assert await database.read(names) == ["前", "后"]

    async def test_writes_go_on_once_there_is_room_again(self, database: Database) -> None:
        await database.write(None, _leave_room_for(pages=2))
        with pytest.raises(OperationalError):
            await database.write(None, adding("大" * 200_000))
        await database.write(None, _leave_room_for(pages=1000))
        await database.write(None, adding("大" * 200_000))
        assert await database.read(lambda session: session.scalar(select(func.count()).select_from(BranchRow))) == 1


def _leave_room_for(*, pages: int) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        connection = session.connection()
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {used + pages}")

    return work


def _story(error: BaseException | None) -> str:
    """一个异常连同引起它的那些，日志里会这样写出来。"""
    words = []
    while error is not None:
        words.append(str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(words)
