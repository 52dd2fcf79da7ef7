"""对话测试：备好的示范党支部，每场只备一次，各测试用它的副本。默认 SQLite；标了 BOTH 的再跑一遍 PostgreSQL。"""

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import pytest

from cli._plugins import load_routes
from core.store.db import Database, connect
from tests.conftest import NOON, Engine, run
from tests.dialogue.stage import PEOPLE, Group, Stage, settle_everyone

load_routes()


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def settled(engine_of: Callable[[str], Engine], migrated: Callable[[str], str]) -> Callable[[str], str]:
    """按名字取一个备好示范党支部的库作模板。"""
    made: dict[str, str] = {}

    async def prepare(url: str) -> None:
        database = connect(url)
        await settle_everyone(Group(Stage(database, NOON, first_id=1), PEOPLE))
        await database.close()

    def template(kind: str) -> str:
        if kind not in made:
            made[kind] = engine_of(kind).create(migrated(kind))
            run(prepare(made[kind]))
        return made[kind]

    return template


@pytest.fixture
def settled_url(kind: str, engine_of: Callable[[str], Engine], settled: Callable[[str], str]) -> Generator[str]:
    engine = engine_of(kind)
    url = engine.create(settled(kind))
    yield url
    engine.drop(url)


@pytest.fixture
async def settled_database(settled_url: str) -> AsyncGenerator[Database]:
    opened = connect(settled_url)
    yield opened
    await opened.close()


@pytest.fixture
def group(settled_database: Database) -> Group:
    """绑好的示范党支部：十二个人，王建国是书记，周工是运维。"""
    return Group(Stage(settled_database, NOON), PEOPLE)


@pytest.fixture
async def fresh_group(
    engine_of: Callable[[str], Engine], settled: Callable[[str], str]
) -> AsyncGenerator[Callable[[], Group]]:
    """要几个就给几个互不相干的示范党支部。"""
    opened: list[tuple[str, Database]] = []

    def make(**options: Any) -> Group:
        url = engine_of("sqlite").create(settled("sqlite"))
        opened.append((url, connect(url)))
        return Group(Stage(opened[-1][1], NOON, **options), PEOPLE)

    yield make
    for url, database in opened:
        await database.close()
        engine_of("sqlite").drop(url)


@pytest.fixture
def new_group(database: Database) -> Group:
    """还没有绑定支部的群，人都在。"""
    return Group(Stage(database, NOON), PEOPLE)
