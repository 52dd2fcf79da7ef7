"""备份和恢复：写着的时候抄得全，坏的不存、不换，原来的库一直在。"""

import asyncio
import gzip
import io
import json
import random
import shutil
import sqlite3
import stat
import tarfile
import zlib
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.store import archive, backups, firing, migrate, outbox, restoring
from core.store.archive import BackupNewer, NotABackup
from core.store.backups import AlreadyThere, NotWorthKeeping, UnderWay
from core.store.db import connect
from core.store.errors import DatabaseCorrupt, DatabaseInUse, DatabaseReadOnly
from core.store.firing import Firing, Schedule, Task
from core.store.outbox import Lease, Letter, Outgoing, State
from core.store.restoring import NotEmpty
from core.store.verify import NotOurs, verify_file
from tests.conftest import NOON
from tests.service.books import ACTS, alter, fill, one_more
from tests.service.samples import ACCOUNT, GROUP, later
from tests.service.tree import GOOD, NEXT, newer_version, older_version, upgrade

HERE = local(NOON, "Asia/Shanghai")


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """数据目录，里面是写好账的 bot.db。"""
    folder = tmp_path / "data"
    folder.mkdir()
    await asyncio.to_thread(migrate.upgrade, f"sqlite:///{folder / 'bot.db'}", NOON)
    database = connect(f"sqlite:///{folder / 'bot.db'}")
    await database.write(None, fill)
    await database.close()
    return folder


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def everything_in(folder: Path) -> dict[str, bytes]:
    """一个目录里除了锁以外的全部文件。"""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def unpacked(packed: bytes) -> bytes | None:
    """解开的样子；解不开的为 None。"""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


def backup_of(data: Path) -> Path:
    packed = data.parent / "kept.tar.gz"
    backups.make(data / "bot.db", packed, HERE)
    return packed


class TestBackup:
    def test_it_holds_everything_and_restores_to_the_same(self, data: Path, tmp_path: Path) -> None:
        manifest = archive.manifest_of(backup_of(data))
        assert manifest.tables["act"] == manifest.tables["ledger_entry"] == ACTS + 2
        assert manifest.made_at == "2026-11-23T12:00:00+08:00"
        done = restoring.restore_into(tmp_path / "kept.tar.gz", tmp_path / "empty", HERE)
        assert dump(tmp_path / "empty" / "bot.db") == dump(data / "bot.db")
        assert (done.manifest, done.verdict.acts, done.kept) == (manifest, ACTS + 2, None)

    def test_anyone_can_open_it_without_us_but_only_the_owner_may(self, data: Path, tmp_path: Path) -> None:
        packed = backup_of(data)
        with tarfile.open(packed) as tar:
            assert tar.getnames() == ["manifest.json", "bot.db"]
            tar.extractall(tmp_path / "by-hand", filter="data")
        assert json.loads((tmp_path / "by-hand" / "manifest.json").read_text("utf-8"))["format"] == 1
        assert verify_file(tmp_path / "by-hand" / "bot.db").faults == ()
        assert stat.S_IMODE(packed.stat().st_mode) == 0o600

    def test_the_secret_is_not_in_it(self, data: Path) -> None:
        (data / "secret.key").write_text("秘密")
        with tarfile.open(backup_of(data)) as tar:
            assert "secret.key" not in "".join(tar.getnames())

    def test_nothing_else_is_left_beside_it(self, data: Path, tmp_path: Path) -> None:
        backup_of(data)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "kept.tar.gz"]

    async def test_what_is_written_meanwhile_does_not_make_it_start_over(self, data: Path, tmp_path: Path) -> None:
        """抄的时候一直有人写：抄到的是开始那一刻的样子，一步也不重来。"""
        database = connect(f"sqlite:///{data / 'bot.db'}")
        copying = asyncio.create_task(asyncio.to_thread(backups.snapshot, data / "bot.db", tmp_path / "copy.db"))
        number = 0
        while not copying.done():
            await database.write(1, lambda session, number=number: one_more(session, 1, number))
            number += 1
        await copying
        await database.close()
        verdict = verify_file(tmp_path / "copy.db")
        assert verdict.faults == ()
        assert ACTS + 2 <= verdict.acts <= ACTS + 2 + number
        assert not (tmp_path / "copy.db-wal").exists()

    def test_books_that_do_not_agree_are_not_kept_and_nothing_is_cleared(self, data: Path) -> None:
        folder = backups.folder_in(data)
        for days in range(40):
            folder.mkdir(exist_ok=True)
            (folder / backups.name_at(HERE - timedelta(days=days + 1))).write_bytes(b"")
        before = everything_in(folder)
        alter(data / "bot.db", "UPDATE act SET summary = '' WHERE branch_id = 1 AND seq = 5")
        with pytest.raises(NotWorthKeeping, match="操作日志 A5的内容被改动过"):
            backups.keep(data / "bot.db", folder, HERE)
        assert everything_in(folder) == before

    def test_a_damaged_database(self, data: Path, tmp_path: Path) -> None:
        content = bytearray((data / "bot.db").read_bytes())
        content[: len(content) // 2] = b"\xa5" * (len(content) // 2)
        (data / "bot.db").write_bytes(content)
        with pytest.raises(DatabaseCorrupt):
            backups.make(data / "bot.db", tmp_path / "kept.tar.gz", HERE)
        assert [path.name for path in tmp_path.iterdir()] == ["data"]

    def test_no_database_yet(self, tmp_path: Path) -> None:
        with pytest.raises(NotOurs, match="没有这个文件"):
            backups.make(tmp_path / "bot.db", tmp_path / "kept.tar.gz", HERE)

    def test_a_file_that_is_there_is_not_overwritten(self, data: Path, tmp_path: Path) -> None:
        (tmp_path / "kept.tar.gz").write_text("别的")
        with pytest.raises(AlreadyThere):
            backup_of(data)
        assert (tmp_path / "kept.tar.gz").read_text() == "别的"

    def test_a_place_that_cannot_be_written(self, data: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(DatabaseReadOnly):
            backups.make(data / "bot.db", tmp_path / "file" / "kept.tar.gz", HERE)


class TestKeeping:
    def test_old_ones_are_cleared_and_other_files_are_not(self, data: Path) -> None:
        folder = backups.folder_in(data)
        folder.mkdir()
        for days in range(1, 60):
            (folder / backups.name_at(HERE - timedelta(days=days))).write_bytes(b"")
        others = ["bot-给上级.tar.gz", "bot-20260230-000000.tar.gz", "读我.txt"]
        for name in others:
            (folder / name).write_bytes(b"")
        made, dropped = backups.keep(data / "bot.db", folder, HERE)
        assert made.name == "bot-20261123-120000.tar.gz"
        names = {path.name for path in folder.iterdir()}
        assert set(others) <= names
        assert len(dropped) == 60 - len(backups.moments_in(folder))
        assert backups.newest(folder) == HERE.replace(tzinfo=None)

    def test_none_is_none(self, tmp_path: Path) -> None:
        assert backups.newest(tmp_path / "backups") is None

    def test_two_at_a_time_are_one(self, data: Path) -> None:
        folder = backups.folder_in(data)
        with migrate.hold(f"sqlite:///{folder / 'backups'}"), pytest.raises(UnderWay):
            backups.keep(data / "bot.db", folder, HERE)

    def test_what_a_killed_one_left_is_cleared(self, data: Path) -> None:
        leftover = backups.folder_in(data) / "bot-20261122-034000.tar.gz.77.making"
        leftover.mkdir(parents=True)
        (leftover / "bot.db").write_bytes(b"half")
        backups.keep(data / "bot.db", backups.folder_in(data), HERE)
        assert not leftover.exists()


class TestRestore:
    def test_the_old_one_is_kept_beside_with_what_was_still_in_its_wal(self, data: Path) -> None:
        packed, before = backup_of(data), dump(data / "bot.db")
        with closing(sqlite3.connect(data / "bot.db")) as open_still:
            open_still.execute("INSERT INTO branch VALUES (9, '后来的', 'Asia/Shanghai', '2026-11-23 00:00:00.000000')")
            open_still.commit()
            # 像 kill -9 之后：WAL 还没有并进去
            left = everything_in(data)
        for name, content in left.items():
            (data / name).write_bytes(content)
        assert (data / "bot.db-wal").stat().st_size > 0
        done = restoring.restore(packed, data / "bot.db", HERE)
        assert done.kept == data / "before-restore" / "bot-20261123-120000-000000.db"
        assert dump(data / "bot.db") == before
        assert "后来的" in "".join(dump(done.kept))
        assert not (data / ".restoring").exists()

    def test_it_waits_for_nobody_but_refuses_while_the_bot_has_it(self, data: Path) -> None:
        packed, before = backup_of(data), everything_in(data)
        with migrate.hold(f"sqlite:///{data / 'bot.db'}"), pytest.raises(DatabaseInUse):
            restoring.restore(packed, data / "bot.db", HERE)
        assert everything_in(data) == before

    def test_a_flipped_byte_anywhere_in_the_backup_is_found_and_nothing_changes(self, data: Path) -> None:
        packed = backup_of(data)
        content, before, chance = packed.read_bytes(), everything_in(data), random.Random(7)  # noqa: S311 要每次一样
        # gzip 头里的时间、系统和附加标志不参与解压
        for at in [0, 1, 2, *(chance.randrange(10, len(content)) for _ in range(150)), len(content) - 1]:
            spoilt = bytearray(content)
            spoilt[at] ^= 1 << chance.randrange(8)
            # 压缩流末尾凑成整字节的几位没有意义，翻了解出来还是一模一样
            if unpacked(spoilt) == unpacked(content):
                continue
            packed.write_bytes(spoilt)
            with pytest.raises(NotABackup):
                restoring.restore(packed, data / "bot.db", HERE)
        assert everything_in(data) == before

    @pytest.mark.parametrize("size", [0, 1, 30, 700, -20, -3000])
    def test_a_backup_cut_short(self, data: Path, size: int) -> None:
        packed, before = backup_of(data), everything_in(data)
        packed.write_bytes(packed.read_bytes()[:size])
        with pytest.raises(NotABackup, match="什么都没有动"):
            restoring.restore(packed, data / "bot.db", HERE)
        assert everything_in(data) == before

    def test_other_files(self, data: Path, tmp_path: Path) -> None:
        photo, zipped, nothing = tmp_path / "photo.jpg", tmp_path / "notes.gz", tmp_path / "nothing"
        photo.write_bytes(b"\xff\xd8 photo" * 500)
        zipped.write_bytes(gzip.compress("笔记".encode() * 500))
        for path in (photo, zipped, nothing, tmp_path, data / "bot.db"):
            with pytest.raises(NotABackup):
                restoring.restore(path, tmp_path / "new" / "bot.db", HERE)
        assert not (tmp_path / "new").exists()

    def test_a_manifest_that_says_otherwise(self, data: Path, tmp_path: Path) -> None:
        packed = backup_of(data)
        lies: list[tuple[dict[str, object], str]] = [
            ({"tables": {"act": 1}}, "act 表清单上 1 行，实际 42 行"),
            ({"format": 2}, "格式不认识"),
            ({"size": "1"}, "格式不认识"),
            ({"made_at": "昨天"}, "不是助手的备份"),
            ({"sha256": "0" * 64}, "与清单对不上"),
            ({"extra": 1}, "不是助手的备份"),
        ]
        for lie, words in lies:
            forged = tmp_path / "forged.tar.gz"
            forge(packed, forged, lie)
            with pytest.raises(NotABackup, match=words):
                restoring.restore(forged, data / "bot.db", HERE)

    def test_books_that_do_not_agree_are_not_put_in_place(self, data: Path, tmp_path: Path) -> None:
        """备份之后有人改了备份里的账，清单也跟着改了：链还是接不上。"""
        shutil.copy(data / "bot.db", tmp_path / "cooked.db")
        alter(tmp_path / "cooked.db", "UPDATE ledger_entry SET points = 50 WHERE branch_id = 1 AND seq = 2")
        archive.pack(tmp_path / "cooked.db", archive.describe(tmp_path / "cooked.db", HERE), tmp_path / "cooked.tar.gz")
        with pytest.raises(NotABackup, match="积分流水第 2 笔的内容被改动过"):
            restoring.restore(tmp_path / "cooked.tar.gz", data / "bot.db", HERE)

    def test_a_place_that_is_not_empty(self, data: Path, tmp_path: Path) -> None:
        packed = backup_of(data)
        for place in (data, packed):
            with pytest.raises(NotEmpty):
                restoring.restore_into(packed, place, HERE)

    def test_a_backup_of_a_newer_program(self, data: Path, tmp_path: Path) -> None:
        upgrade(newer_version(tmp_path / "new", GOOD), f"sqlite:///{data / 'bot.db'}")
        with pytest.raises(BackupNewer, match=f"版本 {NEXT}"):
            restoring.restore(backup_of(data), data / "bot.db", HERE)

    def test_a_backup_of_an_older_program_is_upgraded(self, tmp_path: Path) -> None:
        path = tmp_path / "old.db"
        assert upgrade(older_version(tmp_path / "old", "0001"), f"sqlite:///{path}") == ""
        backups.make(path, tmp_path / "old.tar.gz", HERE)
        restoring.restore_into(tmp_path / "old.tar.gz", tmp_path / "empty", HERE)
        migrate.upgrade(f"sqlite:///{tmp_path / 'empty' / 'bot.db'}", NOON)
        assert not (tmp_path / "empty" / "before-upgrade").exists()

    def test_only_looking_at_a_backup(self, data: Path, tmp_path: Path) -> None:
        assert restoring.verify_backup(backup_of(data), tmp_path).acts == ACTS + 2


class TestSilence:
    """备份之后可能已经说过的，恢复之后不再说。"""

    async def test_letters_that_may_have_gone_out_are_not_sent_again(self, data: Path) -> None:
        database = connect(f"sqlite:///{data / 'bot.db'}")

        def write(session: Session) -> None:
            for key, due in {
                "早该发的": later(hours=-1),
                "发到一半的": later(hours=-2),
                "以后才发的": later(days=2),
            }.items():
                letter = Letter(key, 1, ACCOUNT, "group", GROUP, "notice", "话", due, later(days=3))
                outbox.put(session, letter, NOON)
            assert outbox.claim(session, ACCOUNT, NOON, Lease("我", timedelta(minutes=1))) is not None

        await database.write(None, write)
        await database.close()
        restoring.restore(backup_of(data), data / "bot.db", HERE)
        database = connect(f"sqlite:///{data / 'bot.db'}")
        rows = await database.read(lambda session: session.execute(select(Outgoing.key, Outgoing.state)).all())
        await database.close()
        assert dict(rows) == {
            "早该发的": State.EXPIRED,
            "发到一半的": State.EXPIRED,
            "以后才发的": State.DUE,
        }

    async def test_what_was_due_meanwhile_is_not_done_again(self, data: Path) -> None:
        database = connect(f"sqlite:///{data / 'bot.db'}")

        def write(session: Session) -> None:
            for job, enabled in (("summary", True), ("closed", False)):
                row = firing.arrange(session, Task(1, job), {"hour": 20}, "Asia/Shanghai", NOON)
                firing.turn(session, row, "Asia/Shanghai", NOON, enabled=enabled)

        await database.write(None, write)
        await database.close()
        packed, evening = backup_of(data), HERE.replace(hour=20, minute=10)
        restoring.restore(packed, data / "bot.db", evening)
        database = connect(f"sqlite:///{data / 'bot.db'}")
        due = await database.read(lambda session: firing.due(session, evening, 10))
        kept = await database.read(
            lambda session: (
                session.scalars(select(Schedule.next_at).where(Schedule.job == "summary")).one(),
                session.scalars(select(Firing.fate)).all(),
            )
        )
        await database.close()
        assert due == []
        assert kept == (datetime.fromisoformat("2026-11-24T20:00+08:00"), ["missed"])


def forge(packed: Path, forged: Path, lie: dict[str, object]) -> None:
    """改了清单的备份。"""
    with tarfile.open(packed) as tar, tarfile.open(forged, "w:gz") as out:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            assert file is not None
            content = file.read()
            if member.name == "manifest.json":
                content = json.dumps(json.loads(content) | lie).encode()
                member.size = len(content)
            out.addfile(member, io.BytesIO(content))
