"""升级表结构：启动时自动做，没有要记的命令。先留副本，失败就和没做过一样。"""

import asyncio
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from core.store.audit import ACT
from core.store.errors import (
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseInUse,
    DatabaseNewer,
    DatabaseReadOnly,
    DatabaseUnreachable,
    MigrationFailed,
)
from core.store.guards import guard
from core.store.ledger import ENTRY

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
MIGRATION_LOCK = 0x5A427F
"""PostgreSQL 咨询锁：几个进程同时启动，只有一个在升级。"""

_CHECKED_UP_TO = 64 << 20
"""超过这个大小（字节）的库，启动时不逐页检查，留给 verify。"""


def upgrade(url: str, now: datetime) -> None:
    """把 url 指向的库升级到最新；打不开、升不了时抛 StoreError，库保持原样。"""
    if url.startswith("sqlite"):
        _upgrade_sqlite(Path(make_url(url).database or ""), now)
    else:
        asyncio.run(_upgrade_postgres(url))


@contextmanager
def hold(url: str) -> Generator[None]:
    """占住 SQLite 数据文件，进程没了（包括 kill -9）就自动放开；别的进程占着时抛 DatabaseInUse。"""
    if not url.startswith("sqlite"):
        yield
        return
    with closing(_lock(Path(make_url(url).database or ""))):
        yield


def _lock(path: Path) -> sqlite3.Connection:
    """用另一个 SQLite 文件当锁：各种系统上都有，进程一没内核就放开。"""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None)
    except (sqlite3.OperationalError, OSError):
        raise DatabaseReadOnly(path=path) from None
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise (DatabaseInUse if "locked" in str(error) else DatabaseReadOnly)(path=path) from None
    return lock


def _upgrade_sqlite(path: Path, now: datetime) -> None:
    _check(path)
    copy = _copy_before_upgrade(path, now)
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        # 批量迁移要重建表：外键开着会连带删掉引用它的行
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            _run(connection)
            _check_references(connection)
    except (SQLAlchemyError, CommandError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        if "full" in reason:
            raise DatabaseFull(path=path) from error
        raise MigrationFailed(reason=reason, copy=copy or "（新库，没有副本）") from error
    finally:
        engine.dispose()


async def _upgrade_postgres(url: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            await connection.run_sync(_run)
    except OSError as error:
        raise DatabaseUnreachable(reason=error.strerror or type(error).__name__) from None
    except (SQLAlchemyError, CommandError) as error:
        raise MigrationFailed(reason=str(getattr(error, "orig", error)).splitlines()[0], copy="无") from error
    finally:
        await engine.dispose()


def config() -> Config:
    """Alembic 的配置；连接放在 attributes["connection"] 里交给 migrations/env.py。"""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def _run(connection: Connection) -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    current = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseNewer(revision=current)
    if current != script.get_current_head():
        alembic = config()
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")
        guard(connection, ENTRY, ("source",), ("branch_id", "seq"), ("reverses_id",))
        guard(connection, ACT, ("branch_id", "seq"), ("branch_id", "reverses"))


def _check(path: Path) -> None:
    """库文件打得开、写得进、没有坏。"""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
            # 先看有没有坏，坏的一个字节也不动
            healthy = path.stat().st_size > _CHECKED_UP_TO or _is_healthy(connection)
            if healthy:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "readonly" in str(error) or "unable to open" in str(error):
            raise DatabaseReadOnly(path=path) from None
        raise DatabaseInUse(path=path) from None
    except sqlite3.DatabaseError:
        raise DatabaseCorrupt(path=path) from None
    if not healthy:
        raise DatabaseCorrupt(path=path)


def _is_healthy(connection: sqlite3.Connection) -> bool:
    return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def _copy_before_upgrade(path: Path, now: datetime) -> Path | None:
    """要升级时先留一份副本，放在同目录的 before-upgrade/ 里；不必升级或是新库则不留。"""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as source:
        tables = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        current = source.execute("SELECT version_num FROM alembic_version").fetchone() if tables else None
        if current is None or current[0] == head:
            return None
        folder = path.parent / "before-upgrade"
        folder.mkdir(exist_ok=True)
        copy = folder / f"{path.stem}-{current[0]}-{now:%Y%m%d-%H%M%S}.db"
        try:
            with closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        except sqlite3.OperationalError:
            copy.unlink(missing_ok=True)
            raise DatabaseFull(path=path) from None
    return copy


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise MigrationFailed(reason=f"{broken[0]} 表的引用断了", copy="见 before-upgrade/")
