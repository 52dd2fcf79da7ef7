"""自检看到的数据库：没有、好的、旧的、新的、坏的，各是各的；看完什么都没有变。"""

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from core.chat import health
from core.domain.calendar import local
from core.domain.checkup import Secret, State
from core.store import condition, handled, migrate, outbox, secret
from core.store.condition import Condition
from core.store.db import Database
from core.store.handled import Key
from core.store.outbox import Letter
from tests.conftest import NOON, Engine
from tests.service.books import ACTS, fill
from tests.service.samples import ACCOUNT, GROUP, later
from tests.service.tree import GOOD, newer_version, older_version, upgrade


async def test_a_database_in_use_is_sound(database: Database, database_url: str, kind: str) -> None:
    await database.write(None, fill)
    found = await asyncio.to_thread(condition.look, database_url)
    assert (found.state, found.last_act) == (State.SOUND, NOON + timedelta(days=ACTS))
    assert found.size > 0 or kind == "postgresql"


async def test_an_empty_place(kind: str, engine_of: Callable[[str], Engine]) -> None:
    url = engine_of(kind).create()
    assert await asyncio.to_thread(condition.look, url) == Condition(State.MISSING)
    engine_of(kind).drop(url)


@pytest.mark.parametrize(("version", "state"), [("older", State.OLDER), ("newer", State.NEWER)])
async def test_another_version(
    kind: str, engine_of: Callable[[str], Engine], tmp_path: Path, version: str, state: State
) -> None:
    tree = older_version(tmp_path, "0001") if version == "older" else newer_version(tmp_path, GOOD)
    url = engine_of(kind).create()
    assert upgrade(tree, url) == ""
    assert (await asyncio.to_thread(condition.look, url)).state is state
    engine_of(kind).drop(url)


def test_a_spoilt_file(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    migrate.upgrade(f"sqlite:///{path}", NOON)
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    assert condition.look(f"sqlite:///{path}").state is State.BROKEN
    assert path.read_bytes() == content


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    assert condition.look(f"sqlite:///{tmp_path}").state is State.UNREACHABLE


def test_a_postgres_that_is_not_there() -> None:
    assert condition.look("postgresql+asyncpg://nobody@127.0.0.1:1/none").state is State.UNREACHABLE


def test_the_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    assert condition.look_at_secret(path) is Secret.MISSING
    secret.load_or_create(path)
    assert condition.look_at_secret(path) is Secret.SOUND
    path.write_bytes(b"half")
    assert condition.look_at_secret(path) is Secret.DAMAGED
    path.chmod(0o644)
    assert condition.look_at_secret(path) is (Secret.DAMAGED if os.name == "nt" else Secret.EXPOSED)


async def test_the_figures_for_the_monitor(database: Database, kind: str) -> None:
    now = local(NOON, "Asia/Shanghai")

    def write(session: Session) -> None:
        for key, minutes in {"早该发的": -30, "刚到的": -1, "以后的": 60}.items():
            letter = Letter(key, 1, ACCOUNT, "group", GROUP, "notice", "话", later(minutes=minutes), later(days=3))
            outbox.put(session, letter, NOON)
        for number, hours in enumerate((-1, -11.9, -12.1)):
            handled.claim(session, Key(ACCOUNT, "group:1", str(number), "qq", "1"), None, later(hours=hours))

    await database.write(None, write)
    letters, oldest, today, size = await database.read(lambda session: health.count(session, now))
    assert (letters, oldest, today) == ({"due": 3}, 1800.0, 2)
    assert size is None if kind == "sqlite" else size is not None and size > 1e6
