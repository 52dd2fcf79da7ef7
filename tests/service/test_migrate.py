"""升级表结构：先留副本，失败就和没做过一样；打不开时说一句话。"""

import asyncio
import os
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Integer, String, bindparam, column, insert, select, table, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.domain.manners import Weight
from core.settings import ROOT
from core.store import ledger, migrate, outbox
from core.store.db import Database, connect
from core.store.errors import (
    DatabaseCorrupt,
    DatabaseInUse,
    DatabaseNewer,
    DatabaseReadOnly,
    StoreError,
)
from core.store.ledger import Award
from core.store.outbox import Lease, Outgoing, State
from tests.conftest import NOON, Engine
from tests.service.samples import a_branch_with
from tests.service.tree import DANGLING, GOOD, HEAD, NEXT, UNFINISHED, newer_version, older_version, start, upgrade

SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
LONG_AGO = datetime(2020, 1, 1)  # noqa: DTZ001 照 0001 存的样子，不带时区
HOLD = """
import sys
from core.store import migrate
with migrate.hold(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def path_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def dump(url: str) -> list[str]:
    """SQLite 库的全部内容。"""
    with closing(sqlite3.connect(path_of(url))) as connection:
        return list(connection.iterdump())


def copies(url: str) -> list[Path]:
    """升级前留下的副本。"""
    return sorted((path_of(url).parent / "before-upgrade").glob("*"))


def refusal(url: str) -> StoreError:
    """升级这个库时得到的拒绝。"""
    with pytest.raises(StoreError) as caught:
        migrate.upgrade(url, NOON)
    return caught.value


@pytest.fixture
async def in_use(
    kind: str, engine_of: Callable[[str], Engine], migrated: Callable[[str], str], tmp_path: Path
) -> AsyncGenerator[str]:
    """一个用过的库：有支部、有人、有一笔积分；SQLite 的单独放一个目录。"""
    url = engine_of(kind).create(migrated(kind))
    if kind == "sqlite":
        (tmp_path / "data").mkdir()
        moved = shutil.move(path_of(url), tmp_path / "data" / "bot.db")
        url = f"sqlite:///{moved}"
    database = connect(url)
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    award = Award(zhang, "checkin", 1, 2, NOON.date(), "学习登记", "a")
    await database.write(branch_id, lambda session: ledger.post(session, branch_id, 1, award, NOON))
    await database.close()
    yield url
    engine_of(kind).drop(url)


async def balance_and_columns(url: str) -> tuple[int, bool]:
    """张三的本周积分，以及支部表有没有新版的那一列。"""
    database = connect(url)

    def work(session: Session) -> tuple[int, bool]:
        columns = session.execute(text("SELECT * FROM branch")).keys()
        return ledger.points_in(session, 1, Period.WEEK, NOON.date()), "motto" in columns

    try:
        return await database.read(work)
    finally:
        await database.close()


class TestFreshFile:
    def test_everything_is_made_and_nothing_copied(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        migrate.upgrade(url, NOON)
        with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
            kinds = dict(connection.execute("SELECT name, type FROM sqlite_master"))
        tables = {"branch", "member", "account", "appointment", "checkin", "ledger_entry", "act", "outbox", "pending"}
        assert tables <= kinds.keys()
        assert {kinds[f"{table}_no_{way}"] for table in ("act", "ledger_entry") for way in ("update", "delete")} == {
            "trigger"
        }
        assert copies(url) == []

    @SQLITE
    def test_a_second_start_changes_nothing(self, in_use: str) -> None:
        before, content = dump(in_use), path_of(in_use).read_bytes()
        migrate.upgrade(in_use, NOON)
        assert dump(in_use) == before
        assert path_of(in_use).read_bytes() == content
        assert copies(in_use) == []


class TestNewVersion:
    async def test_upgrades_and_keeps_what_was_there(self, in_use: str, tmp_path: Path) -> None:
        assert upgrade(newer_version(tmp_path / "new", GOOD), in_use) == ""
        assert await balance_and_columns(in_use) == (2, True)

    @SQLITE
    def test_a_copy_from_before_is_kept(self, in_use: str, tmp_path: Path) -> None:
        before = dump(in_use)
        tree = newer_version(tmp_path / "new", GOOD)
        assert upgrade(tree, in_use) == ""
        [copy] = copies(in_use)
        assert copy.name == f"bot-{HEAD}-20261123-040000.db"
        assert dump(f"sqlite:///{copy}") == before

    @SQLITE
    def test_the_append_only_guards_survive_an_upgrade(self, in_use: str, tmp_path: Path) -> None:
        rebuild = """
    with op.batch_alter_table("ledger_entry") as table:
        table.add_column(sa.Column("place", sa.String()))
"""
        assert upgrade(newer_version(tmp_path / "new", rebuild), in_use) == ""
        with closing(sqlite3.connect(path_of(in_use))) as connection:
            for statement in ("UPDATE ledger_entry SET points = 9", "DELETE FROM ledger_entry"):
                with pytest.raises(sqlite3.IntegrityError, match="只追加"):
                    connection.execute(statement)

    async def test_a_failed_upgrade_leaves_everything_as_it_was(self, kind: str, in_use: str, tmp_path: Path) -> None:
        before = dump(in_use) if kind == "sqlite" else []
        said = upgrade(newer_version(tmp_path / "new", UNFINISHED), in_use)
        assert said.startswith("MigrationFailed 数据库升级没有成功，已保持原样（")
        assert "no_such_table" in said
        assert await balance_and_columns(in_use) == (2, False)
        if kind == "sqlite":
            assert dump(in_use) == before
            assert said.endswith(f"升级前的副本：{copies(in_use)[0]}。")
        # 旧版本的程序照样能用
        await asyncio.to_thread(migrate.upgrade, in_use, NOON)

    @SQLITE
    def test_an_upgrade_that_breaks_references_is_undone(self, in_use: str, tmp_path: Path) -> None:
        before = dump(in_use)
        said = upgrade(newer_version(tmp_path / "new", DANGLING), in_use)
        assert said.startswith("MigrationFailed 数据库升级没有成功，已保持原样（account 表的引用断了）")
        assert dump(in_use) == before

    async def test_the_old_program_refuses_a_newer_database(self, in_use: str, tmp_path: Path) -> None:
        upgrade(newer_version(tmp_path / "new", GOOD), in_use)
        error = await asyncio.to_thread(refusal, in_use)
        assert type(error) is DatabaseNewer
        assert str(error) == f"数据库由更新版本的程序写成（版本 {NEXT}）；请先升级本程序，数据未作改动。"
        assert await balance_and_columns(in_use) == (2, True)

    def test_processes_that_start_together_upgrade_once(self, engine_of: Callable[[str], Engine]) -> None:
        url = engine_of("postgresql").create()
        starting = [start(ROOT, _UPGRADE, url) for _ in range(3)]
        said = [process.communicate(timeout=60) for process in starting]
        assert said == [("ok\n", "")] * 3
        engine_of("postgresql").drop(url)


class TestFromTheFirstVersion:
    """0001 写下的信，换上现在的程序之后一件不少，也不发第二遍。"""

    @pytest.fixture
    async def first_version(
        self, kind: str, engine_of: Callable[[str], Engine], tmp_path: Path
    ) -> AsyncGenerator[Database]:
        url = f"sqlite:///{tmp_path / 'bot.db'}" if kind == "sqlite" else engine_of(kind).create()
        assert upgrade(older_version(tmp_path / "old", "0001"), url) == ""
        await self.write(url, {"due": None, "sending": LONG_AGO, "sent": LONG_AGO})
        await asyncio.to_thread(migrate.upgrade, url, NOON)
        database = connect(url)
        yield database
        await database.close()
        if kind == "postgresql":
            engine_of(kind).drop(url)

    async def write(self, url: str, letters: dict[str, datetime | None]) -> None:
        """照 0001 的样子各写一件；值是租约到什么时候。"""
        times = {name: column(name, DateTime()) for name in ("next_at", "expires_at", "created_at", "leased_until")}
        words = ("key", "account", "scene", "target", "kind", "text", "state")
        outbox_then = table("outbox", *(column(name, String()) for name in words), *times.values())
        outbox_then.append_column(column("count", Integer()))
        outbox_then.append_column(column("tries", Integer()))
        naive = NOON.replace(tzinfo=None)
        rows = [
            {
                **dict.fromkeys(words, "话"),
                "key": state,
                "state": state,
                "account": "10000",
                "leased_until": lease,
                "next_at": naive,
                "created_at": naive,
                "expires_at": naive + timedelta(hours=1),
                "count": 1,
                "tries": 0,
            }
            for state, lease in letters.items()
        ]
        database = connect(url)
        await database.write(None, lambda session: session.execute(insert(outbox_then), rows) and None)
        await database.close()

    async def test_letters_are_kept_and_what_was_being_sent_is_looked_for(self, first_version: Database) -> None:
        def work(session: Session) -> tuple[object, ...]:
            orphaned = outbox.orphan(session, "现在的", [], NOON)
            letter = outbox.claim(session, "10000", NOON, Lease("现在的", timedelta(minutes=1)))
            again = outbox.claim(session, "10000", NOON, Lease("现在的", timedelta(minutes=1)))
            rows = session.execute(select(Outgoing.key, Outgoing.state, Outgoing.title, Outgoing.after))
            return orphaned, letter and letter.key, again, sorted(map(tuple, rows))

        assert await first_version.write(None, work) == (
            1,
            "due",
            None,
            [
                ("due", State.SENDING, "", None),
                ("sending", State.SEEKING, "", None),
                ("sent", State.SENT, "", None),
            ],
        )


class TestFromTheSecondVersion:
    """0002 写下的信没有轻重：合并的回应、私下的话、群里的话，各得其所。"""

    async def test_letters_get_their_weight(
        self, kind: str, engine_of: Callable[[str], Engine], tmp_path: Path
    ) -> None:
        url = f"sqlite:///{tmp_path / 'bot.db'}" if kind == "sqlite" else engine_of(kind).create()
        assert upgrade(older_version(tmp_path / "old", "0002"), url) == ""
        database = connect(url)
        await database.write(None, self.write)
        await database.close()
        await asyncio.to_thread(migrate.upgrade, url, NOON)
        database = connect(url)
        query = select(Outgoing.key, Outgoing.weight, Outgoing.state).order_by(Outgoing.key)
        found = await database.read(lambda session: [tuple(row) for row in session.execute(query)])
        await database.close()
        if kind == "postgresql":
            engine_of(kind).drop(url)
        assert found == [
            ("ack", Weight.ECHO, State.DUE),
            ("daily_summary", Weight.ROUTINE, State.DUE),
            ("to_secretary", Weight.DUTY, State.DUE),
        ]

    @staticmethod
    def write(session: Session) -> None:
        """照 0002 的样子写三件。"""
        statement = text(
            "INSERT INTO outbox (key, account, scene, target, kind, title, text, count, state, tries, next_at,"
            " expires_at, created_at) VALUES (:kind, '10000', :scene, '20001', :kind, '', '话', 1, 'due', 0,"
            " :at, :at, :at)"
        ).bindparams(bindparam("at", LONG_AGO, DateTime()))
        scenes = {"ack": "group", "to_secretary": "private", "daily_summary": "group"}
        for one, scene in scenes.items():
            session.execute(statement, {"kind": one, "scene": scene})


_UPGRADE = """
import sys
from datetime import UTC, datetime
from core.store import migrate
migrate.upgrade(sys.argv[1], datetime(2026, 11, 23, 4, tzinfo=UTC))
print("ok")
"""


class TestBadFile:
    def test_not_a_database(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.db"
        path.write_bytes(b"this is a photo, not a database\n" * 100)
        error = refusal(f"sqlite:///{path}")
        assert type(error) is DatabaseCorrupt
        assert str(error) == f"数据文件 {path} 已损坏或不是数据库；原文件未作改动，请用备份恢复。"
        assert path.read_bytes() == b"this is a photo, not a database\n" * 100

    @SQLITE
    def test_damaged_in_the_middle(self, in_use: str) -> None:
        path = path_of(in_use)
        content = bytearray(path.read_bytes())
        for page in range(5, len(content) // 4096, 3):
            content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
        path.write_bytes(content)
        assert type(refusal(in_use)) is DatabaseCorrupt
        assert path.read_bytes() == content

    @SQLITE
    def test_cut_short(self, in_use: str) -> None:
        path = path_of(in_use)
        content = path.read_bytes()[:-9000]
        path.write_bytes(content)
        assert type(refusal(in_use)) is DatabaseCorrupt
        assert path.read_bytes() == content

    def test_a_folder_where_the_file_should_be(self, tmp_path: Path) -> None:
        error = refusal(f"sqlite:///{tmp_path}")
        assert type(error) is DatabaseReadOnly
        assert str(error) == f"数据文件 {tmp_path} 不可写；请检查文件和所在目录的权限。"


NOBODY = 65534


@contextmanager
def as_ordinary_user() -> Generator[None]:
    """root 不受权限约束：以 root 运行时，这一段换成普通用户。"""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        if not os.access(migrate.MIGRATIONS / "env.py", os.R_OK, effective_ids=True):
            pytest.skip("以 root 运行，而检出的目录普通用户进不来，没法验证只读")
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared() -> Generator[Path]:
    """一个普通用户也进得去的目录。"""
    with tempfile.TemporaryDirectory(prefix="shared-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        (path / "data").mkdir()
        yield path / "data"
        (path / "data").chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="Windows 上没有这样的权限位")
class TestReadOnly:
    def test_a_read_only_file(self, shared: Path) -> None:
        path = shared / "bot.db"
        migrate.upgrade(f"sqlite:///{path}", NOON)
        path.chmod(0o444)
        shared.chmod(0o777)
        self._refused(path)

    def test_a_read_only_folder(self, shared: Path) -> None:
        path = shared / "bot.db"
        migrate.upgrade(f"sqlite:///{path}", NOON)
        path.chmod(0o666)
        shared.chmod(0o555)
        self._refused(path)

    def test_a_read_only_folder_cannot_be_held(self, shared: Path) -> None:
        shared.chmod(0o555)
        path = shared / "bot.db"
        with pytest.raises(DatabaseReadOnly), as_ordinary_user(), migrate.hold(f"sqlite:///{path}"):
            pass

    @staticmethod
    def _refused(path: Path) -> None:
        with as_ordinary_user():
            error = refusal(f"sqlite:///{path}")
        assert type(error) is DatabaseReadOnly
        assert str(error) == f"数据文件 {path} 不可写；请检查文件和所在目录的权限。"


class TestOneProcessPerFile:
    def test_a_second_process_is_turned_away_until_the_first_is_killed(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        with start(ROOT, HOLD, url) as first:
            assert first.stdout is not None
            assert first.stdout.readline() == "held\n"
            with pytest.raises(DatabaseInUse) as caught, migrate.hold(url):
                pass
            assert str(caught.value) == (
                f"数据文件 {tmp_path / 'bot.db'} 正被另一个助手进程使用；一个文件只能由一个进程打开，请先停掉那一个。"
            )
            first.send_signal(signal.SIGKILL)
            first.communicate()
        with migrate.hold(url):
            migrate.upgrade(url, NOON)

    def test_the_folder_is_made_when_missing(self, tmp_path: Path) -> None:
        with migrate.hold(f"sqlite:///{tmp_path / 'data' / 'sandbox' / 'bot.db'}"):
            assert (tmp_path / "data" / "sandbox").is_dir()

    def test_what_goes_wrong_inside_is_not_mistaken_for_a_lock(self, tmp_path: Path) -> None:
        with pytest.raises(ZeroDivisionError), migrate.hold(f"sqlite:///{tmp_path / 'bot.db'}"):
            raise ZeroDivisionError

    def test_many_processes_may_share_postgresql(self) -> None:
        url = "postgresql+asyncpg://nowhere/db"
        with migrate.hold(url), migrate.hold(url):
            pass
