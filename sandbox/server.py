"""聊天页面的服务端：静态文件和页面用的 WebSocket，只给本机的浏览器。"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse

from sandbox.clock import MovableClock
from sandbox.console import Console
from sandbox.local import is_local, only_local
from sandbox.model import Change, Uploaded
from sandbox.page import BadFrame, act
from sandbox.showing import Frame, change_frame, snapshot
from sandbox.transfer import build_transfer

WEB = Path(__file__).parent / "web"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
NAMES = (
    *("announcements.js", "app.js", "chapters.js", "clock.js", "composer.js", "dom.js", "faces.js", "files.js"),
    *("head.js", "link.js", "mentions.js", "menu.js", "messages.js", "panels.js", "parts.js", "sidebar.js"),
    *("state.js", "switches.js", "tryout.js", "viewer.js"),
    *("chat.css", "composer.css", "panels.css", "style.css", "icon.svg"),
)
ASSETS = {name: TYPES[Path(name).suffix] for name in NAMES}


def build_router(console: Console, clock: MovableClock | None = None) -> APIRouter:
    """页面、静态文件、文件收发和 WebSocket 的路由；给了 clock，钟一拨页面就知道。"""
    router = APIRouter(include_in_schema=False)
    router.include_router(build_transfer(console.world))
    local = [Depends(only_local)]

    @router.get("/", dependencies=local)
    async def page(request: Request) -> FileResponse:
        return _file("index.html", "text/html", _page_headers(request.headers["host"]))

    @router.get("/static/{name}", dependencies=local)
    async def static(name: str) -> FileResponse:
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
            await _talk(console, clock, socket)
        except* WebSocketDisconnect:
            pass

    return router


def _file(name: str, media_type: str, headers: dict[str, str]) -> FileResponse:
    always = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(WEB / name, media_type=media_type, headers=always | headers)


def _page_headers(host: str) -> dict[str, str]:
    policy = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; "
        # 旧版 Safari 的 'self' 不含 ws:，写明本机这一个地址。
        f"connect-src 'self' ws://{host}; form-action 'none'; frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}


async def _talk(console: Console, clock: MovableClock | None, socket: WebSocket) -> None:
    outbox: asyncio.Queue[Frame] = asyncio.Queue()
    outbox.put_nowait(snapshot(console))
    with ExitStack() as stack:
        _listen(stack, console, clock, outbox.put_nowait)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_send(socket, outbox))
            tasks.create_task(_receive(console, socket, outbox))


def _listen(stack: ExitStack, console: Console, clock: MovableClock | None, put: Callable[[Frame], None]) -> None:
    world = console.world

    def push(kind: str, value: object = None) -> None:
        put({"type": kind, "now": world.now().isoformat(), kind: value})

    def push_change(change: Change) -> None:
        # 文件的内容页面用不着，带着文件的消息另有一个变化。
        if not isinstance(change, Uploaded):
            push("change", change_frame(world, change))

    def push_console(_: Any) -> None:
        push("console", console.state())

    stack.enter_context(world.changes.listening(push_change))
    stack.enter_context(console.endpoint.states.listening(lambda value: push("connected", value)))
    stack.enter_context(console.changed.listening(push_console))
    stack.enter_context(console.troubles.listening(lambda text: put({"type": "error", "text": text})))
    if clock is not None:
        stack.enter_context(clock.moved.listening(lambda _: push("moved")))


async def _send(socket: WebSocket, outbox: asyncio.Queue[Frame]) -> None:
    while True:
        await socket.send_json(await outbox.get())


async def _receive(console: Console, socket: WebSocket, outbox: asyncio.Queue[Frame]) -> None:
    while True:
        frame = await socket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        try:
            act(console, frame.get("text") or "")
        except BadFrame as error:
            outbox.put_nowait({"type": "error", "text": str(error)})
