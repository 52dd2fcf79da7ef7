"""数据目录此刻的情形，给自检看：只读，什么都不建、不改。"""

import asyncio
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from core.domain.checkup import Secret, State
from core.store import migrate, secret
from core.store.audit import ACT
from core.store.errors import StoreError
from core.store.verify import reading

_REVISION = "SELECT version_num FROM alembic_version"


@dataclass(frozen=True, slots=True)
class Condition:
    """数据库的情形：好不好，多大（字节），最近一次操作在什么时候（没有或读不到为 None）。"""

    state: State
    size: int = 0
    last_act: datetime | None = None


def look(url: str) -> Condition:
    """看一眼 url 指向的库。"""
    if url.startswith("sqlite"):
        return _look_at_file(Path(make_url(url).database or ""))
    return asyncio.run(_look_at_postgres(url))


def file_size(url: str) -> int | None:
    """SQLite 文件连同 WAL 有多大（字节）；PostgreSQL 为 None。"""
    if not url.startswith("sqlite"):
        return None
    path = Path(make_url(url).database or "")
    return sum(one.stat().st_size for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())


def _look_at_file(path: Path) -> Condition:
    if not path.exists():
        return Condition(State.MISSING)
    try:
        size = file_size(f"sqlite:///{path}") or 0
        with reading(path) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return Condition(State.BROKEN, size)
            [revision] = connection.execute(_REVISION).fetchone()
            [last] = connection.execute(f"SELECT max(acted_at) FROM {ACT.name}").fetchone()  # noqa: S608 表名出自代码
            return Condition(_age(revision), size, last and datetime.fromisoformat(last).replace(tzinfo=UTC))
    except sqlite3.OperationalError:
        return Condition(State.UNREACHABLE)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return Condition(State.BROKEN, path.stat().st_size)


async def _look_at_postgres(url: str) -> Condition:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            if not await connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")):
                return Condition(State.MISSING)
            revision = await connection.scalar(text(_REVISION))
            last = await connection.scalar(select(func.max(ACT.c.acted_at)))
            return Condition(_age(str(revision)), 0, last)
    except (OSError, SQLAlchemyError):
        return Condition(State.UNREACHABLE)
    finally:
        await engine.dispose()


def _age(revision: str) -> State:
    script = ScriptDirectory(str(migrate.MIGRATIONS))
    if revision == script.get_current_head():
        return State.SOUND
    known = {one.revision for one in script.walk_revisions()}
    return State.OLDER if revision in known else State.NEWER


def look_at_secret(path: Path) -> Secret:
    """看一眼密钥文件。"""
    if not path.exists():
        return Secret.MISSING
    if not secret.is_private(path):
        return Secret.EXPOSED
    try:
        secret.load(path)
    except (StoreError, OSError):
        return Secret.DAMAGED
    return Secret.SOUND
