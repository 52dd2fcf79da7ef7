"""只追加的表由数据库自己守着：流水和操作日志谁也改不了、删不了、换不掉。"""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.domain.dialogue import Record
from core.domain.permission import Actor
from core.store import audit, ledger
from core.store.audit import ACT, Cause
from core.store.db import Database
from core.store.ledger import ENTRY, Award
from tests.conftest import NOON
from tests.service.samples import a_branch_with, broken_links, request

REFUSAL = "只追加，不能修改或删除"
TABLES = ("ledger_entry", "act")


@pytest.fixture
async def branch_id(database: Database) -> int:
    """一个支部：两笔流水（后一笔冲正前一笔），两条操作日志。"""
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def work(session: Session) -> None:
        ledger.post(session, branch_id, 1, Award(zhang, "checkin", 1, 2, NOON.date(), "学习登记", "a"), NOON)
        session.flush()
        entry = session.get(ledger.LedgerEntry, 1)
        assert entry is not None
        ledger.reverse(session, entry, 2, None, NOON)
        for number in "12":
            audit.record(
                session, request(Actor("10001", "张三"), branch_id), "check_in", Record(f"第 {number} 次"), Cause()
            )

    await database.write(branch_id, work)
    return branch_id


async def intact(database: Database, branch_id: int) -> bool:
    """两条链都还是两行，都接得上。"""

    def work(session: Session) -> bool:
        counts = [session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES]  # noqa: S608 固定的语句
        return counts == [2, 2] and not any(broken_links(session, table, branch_id) for table in (ENTRY, ACT))

    return await database.read(work)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET seq = seq + 10 WHERE seq = 2",
        "UPDATE {table} SET hash = hash",
        "DELETE FROM {table} WHERE seq = 2",
        "DELETE FROM {table}",
    ],
)
async def test_update_and_delete_are_refused(database: Database, branch_id: int, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match=REFUSAL):
        await database.write(branch_id, lambda session: session.execute(text(statement.format(table=table))))
    assert await intact(database, branch_id)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {table} CASCADE",
        "TRUNCATE branch CASCADE",
        "INSERT INTO {table} SELECT * FROM {table} WHERE seq = 2 ON CONFLICT (branch_id, seq) DO UPDATE SET seq = 9",
    ],
)
@pytest.mark.parametrize("table", TABLES)
async def test_postgres_detours_are_refused(database: Database, branch_id: int, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match=REFUSAL):
        await database.write(branch_id, lambda session: session.execute(text(statement.format(table=table))))
    assert await intact(database, branch_id)


UNIQUE = {
    "ledger_entry": [("id",), ("source",), ("branch_id", "seq"), ("reverses_id",)],
    "act": [("id",), ("branch_id", "seq")],
}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("table", "key"), [(table, key) for table, keys in UNIQUE.items() for key in keys])
@pytest.mark.parametrize("recursive", [False, True], ids=["foreign", "own"])
async def test_a_row_cannot_be_replaced_through_any_unique_key(
    database: Database, database_url: str, branch_id: int, table: str, key: tuple[str, ...], *, recursive: bool
) -> None:
    """REPLACE 撞上哪一个唯一键都会先删旧行；没开 recursive_triggers 的连接不触发 DELETE 的守卫。"""
    with closing(sqlite3.connect(make_url(database_url).database or "")) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute(f"SELECT * FROM {table} WHERE seq = 2").fetchone())  # noqa: S608 固定的语句
        # 除了 key 这几列，其余唯一的列都换成没有用过的
        fresh = {"id": 99, "seq": 99, "source": "z", "reverses_id": None, "hash": "假的"}
        row |= {name: value for name, value in fresh.items() if name in row and name not in key}
        statement = f"REPLACE INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 固定的语句
        with pytest.raises(sqlite3.IntegrityError, match=REFUSAL), connection:
            connection.execute(statement, list(row.values()))
    assert await intact(database, branch_id)


async def test_honest_appends_still_work(database: Database, branch_id: int) -> None:
    def work(session: Session) -> int:
        member = request(Actor("10001", "张三"), branch_id)
        return audit.record(session, member, "check_in", Record("第 3 次"), Cause())

    assert await database.write(branch_id, work) == 3
