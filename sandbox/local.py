"""只给本机的浏览器：别的网站、别的域名来的一律不理。"""

import re

from fastapi import HTTPException, Request
from starlette.requests import HTTPConnection

LOOPBACK_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")


def is_local(connection: HTTPConnection) -> bool:
    """请求来自本机打开的本页：Host 是回环地址；带 Origin 的，Origin 与 Host 相同。"""
    host = connection.headers.get("host", "").lower()
    origin = connection.headers.get("origin")
    return bool(LOOPBACK_HOST.fullmatch(host)) and origin in {None, f"http://{host}", f"https://{host}"}


def only_local(request: Request) -> None:
    """不是就 403。"""
    if not is_local(request):
        raise HTTPException(403, "体验页面只能在本机打开")
