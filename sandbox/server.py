"""聊天页面的服务端：静态文件和页面用的 WebSocket，只给本机的浏览器。"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse
from starlette.requests import HTTPConnection

from sandbox.client import Client
from sandbox.model import CHANGES, Change
from sandbox.page import BadFrame, Frame, act, snapshot
from sandbox.world import World

WEB = Path(__file__).parent / "web"
ASSETS = {
    "app.js": "text/javascript",
    "chat.css": "text/css",
    "composer.js": "text/javascript",
    "dom.js": "text/javascript",
    "faces.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "link.js": "text/javascript",
    "mentions.js": "text/javascript",
    "menu.js": "text/javascript",
    "messages.js": "text/javascript",
    "sidebar.js": "text/javascript",
    "state.js": "text/javascript",
    "style.css": "text/css",
}
LOOPBACK_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")


def is_local(connection: HTTPConnection) -> bool:
    """请求来自本机打开的本页：Host 是回环地址；带 Origin 的，Origin 与 Host 相同。"""
    host = connection.headers.get("host", "").lower()
    origin = connection.headers.get("origin")
    return bool(LOOPBACK_HOST.fullmatch(host)) and origin in {None, f"http://{host}", f"https://{host}"}


def only_local(request: Request) -> None:
    """别的网站、别的域名来的请求，一律 403。"""
    if not is_local(request):
        raise HTTPException(403, "体验页面只能在本机打开")


Local = Annotated[None, Depends(only_local)]


def build_router(world: World, client: Client) -> APIRouter:
    """页面、静态文件和 WebSocket 的路由。"""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def page(request: Request, _: Local) -> FileResponse:
        return _file("index.html", "text/html", _page_headers(request.headers["host"]))

    @router.get("/static/{name}")
    async def static(name: str, _: Local) -> FileResponse:
        if name not in ASSETS:
            raise HTTPException(404, "没有这个文件")
        return _file(name, ASSETS[name], {})

    @router.websocket("/sandbox/ws")
    async def chat(socket: WebSocket) -> None:
        if not is_local(socket):
            await socket.close(1008)
            return
        await socket.accept()
        try:
            await _talk(world, client, socket)
        except* WebSocketDisconnect:
            pass

    return router


def _file(name: str, media_type: str, headers: dict[str, str]) -> FileResponse:
    always = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(WEB / name, media_type=media_type, headers=always | headers)


def _page_headers(host: str) -> dict[str, str]:
    policy = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        # 旧版 Safari 的 'self' 不含 ws:，写明本机这一个地址。
        f"connect-src 'self' ws://{host}; form-action 'none'; frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}


async def _talk(world: World, client: Client, socket: WebSocket) -> None:
    outbox: asyncio.Queue[Frame] = asyncio.Queue()

    def push(kind: str) -> Callable[[Any], None]:
        return lambda value: outbox.put_nowait({"type": kind, "now": world.now().isoformat(), kind: value})

    def push_change(change: Change) -> None:
        # 马上转成 JSON：消息对象之后还会被撤回和表情回应修改。
        push("change")(CHANGES.dump_python(change, mode="json"))

    outbox.put_nowait(snapshot(world, connected=client.connected.is_set()))
    with world.changes.listening(push_change), client.states.listening(push("connected")):
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_send(socket, outbox))
            tasks.create_task(_receive(world, socket, outbox))


async def _send(socket: WebSocket, outbox: asyncio.Queue[Frame]) -> None:
    while True:
        await socket.send_json(await outbox.get())


async def _receive(world: World, socket: WebSocket, outbox: asyncio.Queue[Frame]) -> None:
    while True:
        frame = await socket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        try:
            act(world, frame.get("text") or "")
        except BadFrame as error:
            outbox.put_nowait({"type": "error", "text": str(error)})
