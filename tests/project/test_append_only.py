"""从每一旧版升级上来，流水和操作日志都照样改不了、删不了、换不掉；一上来就是新版的见 tests/service/test_guards.py。"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from core.store import migrate
from tests.conftest import NOON, Engine, run

REFUSAL = "只追加，不能修改或删除"
REVISIONS = [one.revision for one in ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions()][::-1]
BOOKS = """
INSERT INTO branch (id, name, zone, created_at) VALUES (1, '示范党支部', 'Asia/Shanghai', {at});
INSERT INTO member (id, branch_id, name, review, in_group, floating, created_at)
VALUES (1, 1, '张三', false, true, false, {at});
INSERT INTO ledger_entry
(id, branch_id, seq, member_id, act, rule, rule_version, points, day, reason, source, recorded_at, previous, hash)
VALUES (1, 1, 1, 1, 1, 'checkin', 1, 2, '2026-11-22', '学习登记', 'a', {at}, '0', '1');
INSERT INTO act
(id, branch_id, seq, kind, actor_name, summary, account, scene, message_id, acted_at, previous, hash)
VALUES (1, 1, 1, 'check_in', '张三', '学习登记', '', '', '', {at}, '0', '1')
""".format(at="'2026-11-22 01:00:00.000000'").split(";")
"""一个支部、一个人、一笔积分、一次操作；各版都有这几列。"""
TABLES = ("ledger_entry", "act")
ATTACKS = ("UPDATE {} SET hash = hash", "DELETE FROM {}")


def upgrade_to(connection: Connection, revision: str) -> None:
    """升到某一版为止，像当年的程序那样。"""
    made = migrate.config()
    made.attributes["connection"] = connection
    command.upgrade(made, revision)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_on_sqlite_from_every_revision(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "bot.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade_to(connection, revision)
        for statement in BOOKS:
            connection.execute(text(statement))
    engine.dispose()
    migrate.upgrade(f"sqlite:///{path}", NOON)
    with closing(sqlite3.connect(path)) as plain:
        for table in TABLES:
            for attack in (*ATTACKS, "REPLACE INTO {0} SELECT * FROM {0}"):
                with pytest.raises(sqlite3.IntegrityError, match=REFUSAL), plain:
                    plain.execute(attack.format(table))
            assert plain.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)  # noqa: S608 固定的表


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_on_postgresql_from_every_revision(engine_of: Callable[[str], Engine], revision: str) -> None:
    engine = engine_of("postgresql")
    url = engine.create()

    async def build() -> None:
        opened = create_async_engine(url)
        async with opened.begin() as connection:
            await connection.run_sync(upgrade_to, revision)
            for statement in BOOKS:
                await connection.execute(text(statement))
        await opened.dispose()

    async def attack() -> None:
        opened = create_async_engine(url)
        for table in TABLES:
            for one in (*ATTACKS, "TRUNCATE {} CASCADE"):
                with pytest.raises(DBAPIError, match=REFUSAL):
                    async with opened.begin() as connection:
                        await connection.execute(text(one.format(table)))
        await opened.dispose()

    run(build())
    run(asyncio.to_thread(migrate.upgrade, url, NOON))
    run(attack())
    engine.drop(url)
