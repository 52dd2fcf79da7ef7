"""加密保存的一列：库里是密文，取出来是原文；密钥在 secret.key 里，不在库里，也不在备份里。"""

import base64
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

UNREADABLE = "（无法读取）"
"""没有密钥、换过密钥的，取出来是这几个字。"""
_box: list[Fernet] = []


def use(secret: bytes) -> None:
    """用哪把密钥（三十二字节）；启动时装好一次，全进程只有一把。"""
    _box[:] = [Fernet(base64.urlsafe_b64encode(secret))]


class NoKey(RuntimeError):
    """还没有装好密钥就要保存。"""


class SealedText(TypeDecorator[str]):
    """加密保存的文字。每次的密文都不同，不能拿来比较、查找。"""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """存进去之前加密；没有密钥的抛 NoKey。"""
        del dialect
        if value is None:
            return None
        if not _box:
            raise NoKey
        return _box[0].encrypt(value.encode()).decode()

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """取出来解密；解不开的是 UNREADABLE。"""
        del dialect
        if value is None:
            return None
        try:
            return _box[0].decrypt(str(value).encode()).decode() if _box else UNREADABLE
        except InvalidToken:
            return UNREADABLE
