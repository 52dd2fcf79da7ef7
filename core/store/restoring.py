"""恢复：先解开、核对、升级，都成了才换上；原来的库留在旁边，从不删除。"""

import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from core.store import archive, backups, firing, migrate
from core.store.archive import BackupNewer, Manifest, NotABackup
from core.store.branches import BranchRow
from core.store.errors import DatabaseFull, DatabaseReadOnly, StoreError
from core.store.firing import Schedule, Task
from core.store.outbox import Outgoing, State
from core.store.verify import Verdict, verify_file

_WORK = ".restoring"
_STALE = "恢复备份时作废，免得发两遍"


class NotEmpty(StoreError):
    """指定的目录里已经有东西。"""

    text = "{path} 不是空的；请换一个空目录，什么都没有动。"


@dataclass(frozen=True, slots=True)
class Restored:
    """恢复的结果：清单、核对的结论、原来的库留在哪儿（原先没有则为 None）。"""

    manifest: Manifest
    verdict: Verdict
    kept: Path | None


def restore_into(packed: Path, folder: Path, now: datetime) -> Restored:
    """恢复到一个空目录，演练用；目录里已有东西则抛 NotEmpty。"""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(path=folder)
    return restore(packed, folder / "bot.db", now)


def restore(packed: Path, database: Path, now: datetime) -> Restored:
    """用备份 packed 换掉 database；助手正开着、备份不对时抛 StoreError，什么都不动。"""
    check(packed)
    with migrate.hold(f"sqlite:///{database}"), _workshop(database) as fresh:
        manifest, verdict = _unpack(packed, fresh)
        migrate.upgrade(f"sqlite:///{fresh}", now)
        _calm(fresh, now)
        kept = _set_aside(database, now)
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        fresh.replace(database)
        backups.sync(database.parent)
    return Restored(manifest, verdict, kept)


def check(packed: Path) -> Manifest:
    """备份的清单，并看看本程序认不认得它的版本。"""
    manifest = archive.manifest_of(packed)
    known = {one.revision for one in ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions()}
    if manifest.revision not in known:
        raise BackupNewer(path=packed, revision=manifest.revision)
    return manifest


def verify_backup(packed: Path, folder: Path) -> Verdict:
    """只核对一份备份：解到 folder 里看一遍。"""
    check(packed)
    return _unpack(packed, folder / "bot.db")[1]


@contextmanager
def _workshop(database: Path) -> Generator[Path]:
    """同一个目录里的一块地方，好一步换上；离开时收拾干净。"""
    work = database.parent / _WORK
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=0o700)
        yield work / database.name
    except PermissionError:
        raise DatabaseReadOnly(path=database) from None
    except OSError as error:
        raise DatabaseFull(path=database) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _unpack(packed: Path, fresh: Path) -> tuple[Manifest, Verdict]:
    """解开，行数与清单比对，账目逐行核对；哪一样不对就抛 NotABackup。"""
    manifest = archive.unpack(packed, fresh)
    verdict = verify_file(fresh)
    if verdict.faults:
        raise NotABackup(path=packed, reason=verdict.faults[0])
    with closing(sqlite3.connect(fresh)) as connection:
        counted = archive.count_rows(connection)
    for table in sorted(manifest.tables.keys() | counted.keys()):
        listed, there = manifest.tables.get(table, 0), counted.get(table, 0)
        if listed != there:
            raise NotABackup(path=packed, reason=f"{table} 表清单上 {listed} 行，实际 {there} 行")
    return manifest, verdict


def _calm(fresh: Path, now: datetime) -> None:
    """备份之后可能已经发过的信、办过的定时的事，一律不再发、不再办：宁可少说一遍，不说两遍。"""
    engine = create_engine(f"sqlite:///{fresh}")
    with Session(engine) as session, session.begin():
        waiting = (Outgoing.state == State.DUE) & (Outgoing.next_at <= now)
        halfway = Outgoing.state.in_((State.SENDING, State.SEEKING))
        session.execute(update(Outgoing).where(waiting | halfway).values(state=State.EXPIRED, error=_STALE))
        due = select(Schedule, BranchRow.zone).join(BranchRow, BranchRow.id == Schedule.branch_id)
        for row, zone in session.execute(due.where(Schedule.enabled, Schedule.next_at <= now)).all():
            firing.take_turn(session, Task(row.branch_id, row.job, row.ref), zone, now, timedelta(days=-1))
    engine.dispose()
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())


def _set_aside(database: Path, now: datetime) -> Path | None:
    """把原来的库连同没有并进去的 WAL 照抄一份，留在 before-restore/ 里。"""
    if not database.exists():
        return None
    folder = database.parent / "before-restore"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{database.stem}-{now:%Y%m%d-%H%M%S-%f}.db"
    for suffix in ("", "-wal"):
        source = database.with_name(database.name + suffix)
        if source.exists():
            shutil.copy2(source, kept.with_name(kept.name + suffix))
            with kept.with_name(kept.name + suffix).open("rb+") as file:
                os.fsync(file.fileno())
    return kept
