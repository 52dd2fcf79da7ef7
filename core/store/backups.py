"""备份：助手开着也能做。抄一个快照，核对，压缩，再读一遍，才算一份；留哪些见 core.domain.keeping。"""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from core.domain import keeping
from core.store import archive, migrate
from core.store.archive import Manifest
from core.store.errors import DatabaseCorrupt, DatabaseFull, DatabaseInUse, DatabaseReadOnly, StoreError
from core.store.verify import NotOurs, verify_file

PAGES_A_STEP = 256
PAUSE_SECONDS = 0.002
"""抄一步歇一歇，磁盘不让备份一家占着；写的人本来就不等读的人。"""
Aside = Callable[[], None]
_NAME = "bot-%Y%m%d-%H%M%S.tar.gz"
_MAKING = ".making"


class NotWorthKeeping(StoreError):
    """抄出来的账对不上：不存，也不清理原有的备份。"""

    text = "没有备份：核对没有通过（{fault}）；原有的备份一份没动，请运行 python3 run.py verify。"


class UnderWay(StoreError):
    """另一个备份正在做。"""

    text = "另一个备份正在进行，等它做完再来。"


class AlreadyThere(StoreError):
    """要写的文件已经有了。"""

    text = "{path} 已经有了；请换一个文件名。"


def _stay() -> None:
    """不必让着谁。"""


def folder_in(data: Path) -> Path:
    """数据目录里放备份的地方。"""
    return data / "backups"


def name_at(now: datetime) -> str:
    """自动备份的文件名；now 是支部时区的时刻。"""
    return now.strftime(_NAME)


def keep(source: Path, folder: Path, now: datetime, aside: Aside = _stay) -> tuple[Path, list[Path]]:
    """在 folder 里自动命名地备份一份，再清理不必留的；返回这一份和删掉的。now 是支部时区的时刻，aside 见 make。"""
    destination = folder / name_at(now)
    try:
        with migrate.hold(f"sqlite:///{folder / 'backups'}"):
            # 拿到了锁，剩下的半成品都是被强行结束的那些留下的
            for leftover in folder.glob(f"*{_MAKING}"):
                shutil.rmtree(leftover, ignore_errors=True)
            make(source, destination, now, aside)
            return destination, prune(folder)
    except DatabaseInUse:
        raise UnderWay from None


def make(source: Path, destination: Path, now: datetime, aside: Aside = _stay) -> Manifest:
    """把 source 这个 SQLite 库备份成 destination；做不成时抛 StoreError，不留半份。

    抄完快照就叫一声 aside，好在核对、压缩时让着别人；抄的时候不让：快照开得越久，写的人积下的 WAL 越长，
    放手以后头一次提交要把它一口气搬回库里。
    """
    if not source.is_file():
        raise NotOurs(where=source, reason="没有这个文件")
    if destination.exists():
        raise AlreadyThere(path=destination)
    making = destination.with_name(f"{destination.name}.{os.getpid()}{_MAKING}")
    try:
        making.mkdir(parents=True, mode=0o700)
        return _make(source, making, destination, now, aside)
    except (PermissionError, FileNotFoundError, NotADirectoryError):
        raise DatabaseReadOnly(path=destination) from None
    except OSError as error:
        raise DatabaseFull(path=destination) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _make(source: Path, making: Path, destination: Path, now: datetime, aside: Aside) -> Manifest:
    copy, packed = making / "bot.db", making / "packed"
    snapshot(source, copy)
    aside()
    verdict = verify_file(copy, quick=True)
    if verdict.faults:
        raise NotWorthKeeping(fault=verdict.faults[0])
    manifest = archive.describe(copy, now)
    archive.pack(copy, manifest, packed)
    packed.replace(destination)
    sync(destination.parent)
    return manifest


def snapshot(source: Path, copy: Path) -> None:
    """抄下此刻的全部内容，成一个不带 WAL 的文件。

    先开一个读事务再抄：快照从头到尾是同一个，写得再勤也不会逼它从头抄起；WAL 里写的人不等读的人。
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as reading,
            closing(sqlite3.connect(copy, isolation_level=None)) as writing,
        ):
            # 抄本是临时的，压缩好的那一份才落盘
            writing.execute("PRAGMA synchronous=OFF")
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reading.backup(writing, pages=PAGES_A_STEP, progress=_rest)
            writing.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise DatabaseFull(path=copy) from None
        raise DatabaseReadOnly(path=source) from None
    except sqlite3.DatabaseError:
        raise DatabaseCorrupt(path=source) from None


def _rest(_status: int, _remaining: int, _total: int) -> None:
    time.sleep(PAUSE_SECONDS)


def sync(folder: Path) -> None:
    """改了名的文件在目录里落盘；Windows 上目录打不开，由系统自己落。"""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def moments_in(folder: Path) -> dict[datetime, Path]:
    """自动命名的各份备份和它们的时刻（支部时区，不带时区名）。"""
    found = dict[datetime, Path]()
    for path in folder.glob("bot-*.tar.gz"):
        try:
            found[datetime.strptime(path.name, _NAME)] = path  # noqa: DTZ007 文件名里的就是支部时区
        except ValueError:
            continue
    return found


def newest(folder: Path) -> datetime | None:
    """最近一份备份的时刻（支部时区，不带时区名）；没有为 None。"""
    return max(moments_in(folder), default=None)


def prune(folder: Path) -> list[Path]:
    """删掉不必再留的，返回删掉的；不是自动命名的一概不动。"""
    found = moments_in(folder)
    dropped = sorted(found[at] for at in found.keys() - keeping.kept(found))
    for path in dropped:
        path.unlink()
    return dropped
