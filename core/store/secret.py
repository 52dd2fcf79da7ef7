"""密钥文件 secret.key：第一次启动时生成，只有属主能读；加密保存的内容都靠它，备份里没有它。"""

import base64
import binascii
import os
import secrets
import stat
import time
from pathlib import Path

from core.store import archive, backups
from core.store.errors import DatabaseReadOnly, StoreError

NAME = "secret.key"
_BYTES = 32
_LOOKS, _BETWEEN_LOOKS = 20, 0.02


class SecretDamaged(StoreError):
    """密钥文件内容不对。"""

    text = "{path} 不是完整的密钥；请从另行保管的那一份拷回来。确实没有了，就把它改名，再启动会另生成一个。"


def load_or_create(path: Path) -> bytes:
    """三十二字节的密钥；没有就生成一个。打不开、内容不对时抛 StoreError。"""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _create(path)
        except FileExistsError:
            _wait(path)
            return load(path)
    except OSError:
        raise DatabaseReadOnly(path=path) from None


def is_private(path: Path) -> bool:
    """是不是只有属主能读写；Windows 上没有这样的权限位，都算是。"""
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def _wait(path: Path) -> None:
    """另一个进程刚建好、还没有写的，等它写完。"""
    for _ in range(_LOOKS):
        if path.stat().st_size > 0:
            return
        time.sleep(_BETWEEN_LOOKS)


def _create(path: Path) -> bytes:
    with archive.private(path) as file:
        secret = secrets.token_bytes(_BYTES)
        file.write(base64.b64encode(secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    backups.sync(path.parent)
    return secret


def load(path: Path) -> bytes:
    """读出密钥；内容不对时抛 SecretDamaged。"""
    try:
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        raise SecretDamaged(path=path) from None
    if len(secret) != _BYTES:
        raise SecretDamaged(path=path)
    return secret
