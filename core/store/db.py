"""数据库的门：一个 write、一个 read，SQLite 与 PostgreSQL 同一套代码。"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, cast

from asyncpg import PostgresError
from sqlalchemy import (
    CursorResult,
    Date,
    DateTime,
    Dialect,
    MetaData,
    Result,
    Table,
    Time,
    TypeDecorator,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from core.store.writer import GroupCommitWriter

T = TypeVar("T")

BRANCH_LOCK = 0x5A42
"""PostgreSQL 咨询锁的类别号：(BRANCH_LOCK, branch_id)。"""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """库里存 UTC，代码里永远带时区；不带时区的时间进不了库。"""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "时间必须带时区"
            raise ValueError(msg)
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """所有表的基类。"""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UTCDateTime, date: Date, time: Time}


def table_of(model: type[Base]) -> Table:
    """模型对应的表：不经 ORM 的语句用它（__table__ 声明得比实际宽）。"""
    return cast("Table", model.__table__)


class Database(Protocol):
    """存取的唯一入口；work 是一个普通函数，拿到同步的 Session，不能等网络。"""

    async def write(self, branch_id: int | None, work: Callable[[Session], T]) -> T:
        """在一个写事务里执行 work，提交之后返回；抛异常则全部退回。

        branch_id 决定与谁排队，None 是不属于任何支部的事。
        """
        ...

    async def read(self, work: Callable[[Session], T]) -> T:
        """在一个一致的快照上执行 work，只读。"""
        ...

    async def close(self) -> None:
        """写完排队的，关掉连接。"""
        ...


class SqliteDatabase:
    """SQLite：写走唯一一支笔，读走 aiosqlite。"""

    def __init__(self, url: str) -> None:
        """Url 形如 sqlite:///路径。"""
        path = make_url(url).database or ""
        writing = create_engine(
            f"sqlite:///{path}",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
            query_cache_size=2000,
            hide_parameters=True,
        )
        event.listen(writing, "connect", tune)
        event.listen(writing, "begin", _begin_immediate)
        self._writing, self._writer = writing, GroupCommitWriter(writing)
        self._reading: AsyncEngine = create_async_engine(
            f"sqlite+aiosqlite:///{path}", query_cache_size=2000, hide_parameters=True
        )
        event.listen(self._reading.sync_engine, "connect", _tune_reader)
        event.listen(self._reading.sync_engine, "begin", _begin)
        self._reader = async_sessionmaker(self._reading)

    async def write(self, branch_id: int | None, work: Callable[[Session], T]) -> T:  # noqa: ARG002 一支笔，不分支部
        """见 Database.write。"""
        return await self._writer.write(work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """见 Database.read。"""
        async with self._reader() as session:
            return await session.run_sync(work)

    async def close(self) -> None:
        """见 Database.close。"""
        await self._writer.close()
        self._writing.dispose()
        await self._reading.dispose()


class PostgresDatabase:
    """PostgreSQL：同一支部的写事务用咨询锁排队；库重启的那几秒，事务从头再做。

    COMMIT 时断了，说不准提交了没有：再做一遍也只算一次，因为每件事先在事务里认领（handled、firing、唯一的来源键）。
    """

    def __init__(self, url: str) -> None:
        """Url 形如 postgresql+asyncpg://…。"""
        self._engine: AsyncEngine = create_async_engine(
            url, pool_pre_ping=True, query_cache_size=2000, hide_parameters=True
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def write(self, branch_id: int | None, work: Callable[[Session], T]) -> T:
        """见 Database.write。"""

        async def once() -> T:
            async with self._sessions.begin() as session:
                lock = {"kind": BRANCH_LOCK, "branch": branch_id or 0}
                await session.execute(text("SELECT pg_advisory_xact_lock(:kind, :branch)"), lock)
                return await session.run_sync(work)

        return await _through_restarts(once)

    async def read(self, work: Callable[[Session], T]) -> T:
        """见 Database.read。"""

        async def once() -> T:
            async with self._sessions() as session:
                await session.connection(
                    execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                )
                return await session.run_sync(work)

        return await _through_restarts(once)

    async def close(self) -> None:
        """见 Database.close。"""
        await self._engine.dispose()


_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""库断了，各隔几秒再试；共约十五秒，够它重启一次。"""
_DOWN = ("08", "57P")
"""SQLSTATE 以这些打头的，是连接断了、库正在停或正在起。"""


async def _through_restarts(once: Callable[[], Awaitable[T]]) -> T:
    for wait in _WAITS:
        try:
            return await once()
        except (SQLAlchemyError, PostgresError, OSError) as error:
            if not _is_down(error):
                raise
            await asyncio.sleep(wait)
    return await once()


def _is_down(error: Exception) -> bool:
    if isinstance(error, OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "").startswith(_DOWN)


def connect(url: str) -> Database:
    """按地址打开数据库；表结构由 migrate.upgrade 先行备好。"""
    return SqliteDatabase(url) if url.startswith("sqlite") else PostgresDatabase(url)


Insert = sqlite.Insert | postgresql.Insert


def insert_or_ignore(session: Session, table: Table) -> Insert:
    """撞了唯一键就不插的 INSERT，按所连的数据库选方言。"""
    return _insert_or_ignore(session.get_bind().dialect.name, table)


@cache
def _insert_or_ignore(dialect: str, table: Table) -> Insert:
    # 语句只造一次：造一条要几十微秒，比执行它还久
    return insert_into(dialect, table).on_conflict_do_nothing()


def insert_into(dialect: str, table: Table) -> Insert:
    """一条可以带 ON CONFLICT 的 INSERT；dialect 是 SQLAlchemy 的方言名。"""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def clock_of(session: Session, now: datetime) -> datetime:
    """租约用的时刻：PostgreSQL 上是库的钟，几台机器才一致；SQLite 上只有一个进程，就是 now。"""
    if session.get_bind().dialect.name != "postgresql":
        return now
    return session.scalars(select(func.clock_timestamp(type_=DateTime(timezone=True)))).one().astimezone(UTC)


def rows_of(result: Result[Any]) -> int:
    """一条 INSERT、UPDATE、DELETE 动了几行。"""
    return result.rowcount if isinstance(result, CursorResult) else 0


def tune(connection: DBAPIConnection, _: object = None) -> None:
    """写连接的 PRAGMA：掉电也不丢已答复的，外键、级联触发器都生效。"""
    connection.isolation_level = None  # 事务由 BEGIN 开，不靠驱动猜
    _pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")


def _tune_reader(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None
    _pragmas(connection, "query_only=ON")


def _pragmas(connection: DBAPIConnection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in ("busy_timeout=5000", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
