"""取一个网址的内容：只认 http 和 https，限大小、限时间、限跳转次数。

NoneBot 不装 HTTP 客户端驱动（装了，断开的连接上的调用会分不清发没发出去），所以下载用标准库，放在线程里。
"""

import asyncio
import time
from base64 import b64decode
from collections.abc import Mapping
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from core.chat.platform import SendFailed, TooLarge

_SECONDS = 60.0
_SILENCE_SECONDS = 15.0
_CHUNK = 64 * 1024


class _Readable(Protocol):
    def read(self, amount: int, /) -> bytes: ...


class _FewRedirects(HTTPRedirectHandler):
    max_redirections = 3
    max_repeats = 2


def is_web(url: str) -> bool:
    """是不是一个能取的网址。"""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


async def fetch(url: str, most: int, headers: Mapping[str, str] | None = None) -> bytes:
    """取网址的内容；取不到、太慢，抛 SendFailed；比 most 字节大抛 TooLarge。"""
    if not is_web(url):
        raise SendFailed(None, "不是能取的网址")
    return await asyncio.to_thread(_fetch, Request(url, headers=dict(headers or {})), most)  # noqa: S310 上面看过了


def unpacked(given: object, most: int) -> bytes:
    """那一头直接给的内容：字节，或写成 base64；读不懂的抛 SendFailed，比 most 字节大的抛 TooLarge。"""
    if not isinstance(given, bytes | str):
        raise SendFailed(None, "没有给内容")
    try:
        content = given if isinstance(given, bytes) else b64decode(given, validate=True)
    except ValueError:
        raise SendFailed(None, "给的内容读不懂") from None
    if len(content) > most:
        raise TooLarge(None, "文件太大")
    return content


def _fetch(request: Request, most: int) -> bytes:
    try:
        with _opener().open(request, timeout=_SILENCE_SECONDS) as answer:
            return _read(answer, most)
    except HTTPError as error:
        error.close()
        raise SendFailed(None, f"没有取到：{error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        # 错误里会带着网址，网址里有凭证，不往外说
        raise SendFailed(None, f"没有取到：{type(error).__name__}") from None


def _read(answer: _Readable, most: int) -> bytes:
    deadline, taken = time.monotonic() + _SECONDS, bytearray()
    while piece := answer.read(_CHUNK):
        taken += piece
        if len(taken) > most:
            raise TooLarge(None, "文件太大")
        if time.monotonic() > deadline:
            raise SendFailed(None, "取得太慢")
    return bytes(taken)


def _opener() -> OpenerDirector:
    # 不带读本机文件、FTP 的，也不走代理
    opener = OpenerDirector()
    for handler in (HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, _FewRedirects, HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener
