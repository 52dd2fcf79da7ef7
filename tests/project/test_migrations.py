"""表结构的历史：一条线，升级到头和模型一模一样。"""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import create_engine

from cli.revision import STORES, load_tables
from core.store import migrate
from core.store.db import Base

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def revisions() -> list[Script]:
    """从头到尾的各版。"""
    return list(ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions())[::-1]


def test_an_upgraded_empty_database_is_what_the_models_say(tmp_path: Path) -> None:
    load_tables()
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    migrate.upgrade(url, NOW)
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_all_tables_are_known_to_the_comparison() -> None:
    """漏掉一个文件，比较就少看几张表。"""
    defining = {
        path.stem for path in (ROOT / "core" / "store").glob("*.py") if "__tablename__" in path.read_text("utf-8")
    }
    assert set(STORES) == defining


def test_the_comparison_does_see_a_difference(tmp_path: Path) -> None:
    load_tables()
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    migrate.upgrade(url, NOW)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("ALTER TABLE member ADD COLUMN nickname VARCHAR")
        connection.commit()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) != []
    engine.dispose()


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    schemas = []
    for _ in range(2):
        migrate.upgrade(url, NOW)
        with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
            schemas.append(connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall())
    assert schemas[0] == schemas[1]
    assert not (tmp_path / "before-upgrade").exists()


def test_revisions_are_numbered_in_one_line() -> None:
    numbers = [revision.revision for revision in revisions()]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert [revision.down_revision for revision in revisions()] == [None, *numbers[:-1]]


def test_every_revision_says_in_chinese_what_it_does() -> None:
    for revision in revisions():
        assert revision.doc, revision.revision
        assert re.search("[\u4e00-\u9fff]", revision.doc), revision.revision
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


def test_migrations_do_not_use_code_that_will_change() -> None:
    for revision in revisions():
        source = Path(revision.path).read_text("utf-8")
        assert not re.search(r"^(?:from|import) (?:core|plugins)\b", source, re.MULTILINE), revision.revision
