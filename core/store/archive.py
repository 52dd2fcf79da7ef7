"""备份文件：一个 tar.gz，里面是清单 manifest.json 和数据库 bot.db，没有助手也能用 tar 解开。不含 secret.key。"""

import errno
import gzip
import hashlib
import json
import os
import sqlite3
import tarfile
import zlib
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

from typing_extensions import Buffer, override

from core.store.errors import DatabaseFull, StoreError

FORMAT = 1
_MANIFEST, _DATABASE = "manifest.json", "bot.db"
_LARGEST_MANIFEST = 1 << 20
_CHUNK = 1 << 20
_LEVEL = 6
_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, TypeError, KeyError)
"""读一个坏了的或不相干的文件时，标准库会抛的那些。"""


class NotABackup(StoreError):
    """不是备份文件，或已经损坏。"""

    text = "{path} 不是助手的备份，或已经损坏（{reason}）；什么都没有动，请换一份备份。"


class BackupNewer(StoreError):
    """备份由更新的程序写成。"""

    text = "{path} 由更新版本的程序写成（版本 {revision}）；请先升级本程序，什么都没有动。"


@dataclass(frozen=True, slots=True)
class Manifest:
    """清单：什么时候、哪一版表结构、每张表几行、数据库多大、SHA-256 是多少。"""

    format: int
    made_at: str
    revision: str
    tables: dict[str, int]
    size: int
    sha256: str


def describe(database: Path, now: datetime) -> Manifest:
    """照一个没有人在写的 SQLite 文件开清单。"""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        [revision] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        tables = count_rows(connection)
    return Manifest(FORMAT, now.isoformat(), revision, tables, database.stat().st_size, digest(database))


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """每张表几行。"""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in connection.execute(query)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 表名出自库本身


def digest(path: Path) -> str:
    """一个文件的 SHA-256。"""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(database: Path, manifest: Manifest, archive: Path) -> None:
    """写成备份文件并落盘，只有属主能读；写完从头读一遍，与清单对得上才算。"""
    listed = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    with private(archive) as file:
        # 头里不写文件名和时间：每个字节要么有用，要么由 gzip 的校验管着
        with (
            gzip.GzipFile("", "wb", _LEVEL, _Sparing(file), mtime=0) as zipped,
            tarfile.open(fileobj=zipped, mode="w") as tar,
        ):
            tar.addfile(_entry(_MANIFEST, len(listed)), BytesIO(listed))
            with database.open("rb") as content:
                tar.addfile(_entry(_DATABASE, manifest.size), content)
        file.flush()
        os.fsync(file.fileno())
    with _opened(archive) as tar:
        _read_manifest(tar)
        _pour(tar, manifest, None)


def manifest_of(archive: Path) -> Manifest:
    """一份备份的清单；不是备份则抛 NotABackup。"""
    with _opened(archive) as tar:
        return _read_manifest(tar)


def unpack(archive: Path, database: Path) -> Manifest:
    """把备份里的数据库解到 database（原先没有这个文件），大小和 SHA-256 都与清单对得上，返回清单。"""
    with _opened(archive) as tar, private(database) as target:
        manifest = _read_manifest(tar)
        _pour(tar, manifest, target)
        target.flush()
        os.fsync(target.fileno())
    return manifest


class _Sparing(BytesIO):
    """边写边落盘，一次一兆：攒到最后一起落，正在提交的人要等它写完。"""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file, self._unsaved = file, 0

    @override
    def write(self, data: Buffer, /) -> int:
        written = self._file.write(data)
        self._unsaved += written
        if self._unsaved >= _CHUNK:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._unsaved = 0
        return written


@contextmanager
def _opened(archive: Path) -> Generator[tarfile.TarFile]:
    """打开一份备份，从头往后读；读的时候出了什么错都说成一句话。"""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            yield tar
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise DatabaseFull(path=archive) from None
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else str(error) or type(error).__name__
        raise NotABackup(path=archive, reason=reason) from None


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != _MANIFEST or first.size > _LARGEST_MANIFEST:
        msg = "里面没有清单"
        raise ValueError(msg)
    listed: dict[str, Any] = json.loads(_content(tar, first).read())
    manifest = Manifest(**listed)
    numbers = (manifest.format, manifest.size, *cast("dict[str, object]", manifest.tables).values())
    words = (manifest.made_at, manifest.revision, manifest.sha256)
    if manifest.format != FORMAT or not all(type(one) is int for one in numbers):
        msg = "清单的格式不认识"
        raise ValueError(msg)
    if not all(type(one) is str for one in words) or datetime.fromisoformat(manifest.made_at).tzinfo is None:
        msg = "清单不完整"
        raise ValueError(msg)
    return manifest


def _pour(tar: tarfile.TarFile, manifest: Manifest, target: IO[bytes] | None) -> None:
    """把数据库倒进 target（None 是只核对），倒完要与清单一样，后面再没有别的。"""
    member = tar.next()
    if member is None or member.name != _DATABASE or member.size != manifest.size:
        msg = "里面没有数据库"
        raise ValueError(msg)
    content, sha256 = _content(tar, member), hashlib.sha256()
    while chunk := content.read(_CHUNK):
        sha256.update(chunk)
        if target is not None:
            target.write(chunk)
    extra = tar.next() is not None
    # 读到头，gzip 末尾的校验才算数
    while tar.fileobj.read(_CHUNK):
        pass
    if extra or sha256.hexdigest() != manifest.sha256:
        msg = "数据库与清单对不上"
        raise ValueError(msg)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        msg = "里面不是普通的文件"
        raise ValueError(msg)
    return content


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def private(path: Path) -> IO[bytes]:
    """新建一个只有属主能读写的文件；已经有了则抛 FileExistsError。"""
    return open(path, "xb", opener=_owner_only)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
