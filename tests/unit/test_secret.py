"""secret.key：生成一次，往后一直是它；别人读不了，坏了说得清。"""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.store import secret
from core.store.errors import DatabaseReadOnly
from core.store.secret import SecretDamaged


def test_made_once_and_the_same_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    first = secret.load_or_create(path)
    assert len(first) == 32
    assert secret.load_or_create(path) == first
    assert base64.b64decode(path.read_text("ascii")) == first
    assert secret.load_or_create(tmp_path / "other.key") != first


@pytest.mark.skipif(os.name == "nt", reason="Windows 上没有这样的权限位")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    previous = os.umask(0)
    try:
        secret.load_or_create(path)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret.is_private(path)
    path.chmod(0o640)
    assert not secret.is_private(path)


def test_those_who_come_together_get_one(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret.load_or_create, [path] * 32))) == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"c2hvcnQ=", b"not base64 at all!", b"\xff" * 44])
def test_a_damaged_one_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(SecretDamaged, match="不是完整的密钥"):
        secret.load_or_create(path)
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseReadOnly):
        secret.load_or_create(tmp_path / "file" / "secret.key")
