"""聊天页面的服务端：谁能打开，页面能做什么。"""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from sandbox.model import Person
from sandbox.page import LARGEST_FRAME
from sandbox.people import GROUP_ID
from sandbox.server import ASSETS, WEB
from sandbox.world import World
from tests.sandbox_unit.bot import frame

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
Serve = Callable[[World], AbstractAsyncContextManager[int]]


async def get(port: int, path: str, host: str | None = None, **headers: str) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = {"Host": host or f"127.0.0.1:{port}", "Connection": "close"} | headers
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    async with asyncio.timeout(5):
        answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(" ", 2)[1]), answer


def page_socket(port: int, **options: Any) -> connect:
    return connect(f"ws://127.0.0.1:{port}/sandbox/ws", proxy=None, **options)


async def ask(socket: ClientConnection, **request: object) -> dict[str, Any]:
    await socket.send(json.dumps(request))
    return await frame(socket)


def text(words: str) -> list[dict[str, Any]]:
    return [{"type": "text", "data": {"text": words}}]


async def test_page_and_every_static_file(world: World, serve: Serve) -> None:
    async with serve(world) as port:
        status, answer = await get(port, "/", host=f"localhost:{port}")
        assert status == 200
        assert "default-src 'self'" in answer
        assert "unsafe" not in answer.partition("\r\n\r\n")[0]
        for name, media_type in ASSETS.items():
            status, answer = await get(port, f"/static/{name}")
            assert status == 200
            assert f"content-type: {media_type}" in answer


def test_no_file_of_the_page_is_forgotten() -> None:
    assert {path.name for path in WEB.iterdir()} == {*ASSETS, "index.html"}


@pytest.mark.parametrize("path", ["/static/index.html", "/static/..%2fserver.py", "/static/%2e%2e/server.py"])
async def test_other_files_are_not_served(world: World, serve: Serve, path: str) -> None:
    async with serve(world) as port:
        assert (await get(port, path))[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:8080", "localhost:1:2"])
async def test_other_hosts_are_refused(world: World, serve: Serve, host: str) -> None:
    async with serve(world) as port:
        assert (await get(port, "/", host=host))[0] == 403
        assert (await get(port, "/static/app.js", host=host))[0] == 403
        assert (await get(port, "/sandbox/ws", host=host, **UPGRADE))[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_other_sites_can_not_drive_the_page(world: World, serve: Serve, origin: str) -> None:
    async with serve(world) as port:
        with pytest.raises(InvalidStatus, match="403"):
            await page_socket(port, origin=origin)


async def test_snapshot_then_changes(world: World, serve: Serve) -> None:
    world.say("10005", "打卡", GROUP_ID)
    async with serve(world) as port, page_socket(port, origin=f"http://127.0.0.1:{port}") as socket:
        snapshot = await frame(socket)
        assert snapshot["type"] == "snapshot"
        assert snapshot["connected"] is False
        assert snapshot["console"] == {"cut": False, "faults": [], "movable": False, "advancing": None}
        assert snapshot["bot"] == {"user_id": "10000", "name": "支部群助手"}
        assert [message["sender_id"] for message in snapshot["messages"]] == ["10005"]
        said = await ask(socket, type="say", user_id="10001", group_id=GROUP_ID, segments=text("好"))
        message_id = said["change"]["message"]["message_id"]
        assert (said["type"], said["change"]["kind"]) == ("change", "said")
        reacted = await ask(socket, type="react", user_id="10001", message_id=message_id, emoji_id="124")
        assert reacted["change"]["added"] is True
        recalled = await ask(socket, type="recall", user_id="10001", message_id=message_id)
        assert recalled["change"]["by"] == "10001"


async def test_announcements_and_switches(world: World, serve: Serve) -> None:
    async with serve(world) as port:
        async with page_socket(port) as socket:
            await frame(socket)
            posted = await ask(socket, type="announce", user_id="10012", group_id=GROUP_ID, text="周五开会")
            assert (posted["change"]["kind"], posted["change"]["text"]) == ("announced", "周五开会")
            assert (await ask(socket, type="fault", name="ghost", on=True))["console"]["faults"] == ["ghost"]
            assert (await ask(socket, type="cut", on=True))["console"]["cut"] is True
        async with page_socket(port) as socket:
            snapshot = await frame(socket)
            assert snapshot["groups"][0]["announcements"][0]["text"] == "周五开会"
            assert (snapshot["console"]["faults"], snapshot["console"]["cut"]) == (["ghost"], True)


async def test_who_came_and_who_was_muted_is_still_told_where_it_happened(world: World, serve: Serve) -> None:
    hello = world.say("10005", "早上好", GROUP_ID).message_id
    world.join(GROUP_ID, Person("10040", "新来的同志"))
    world.mute(GROUP_ID, "10006")
    async with serve(world) as port, page_socket(port) as socket:
        notes = (await frame(socket))["notes"]
        assert [(one["after"], one["change"]["kind"]) for one in notes] == [(hello, "joined"), (hello, "muted")]


async def test_what_happened_before_the_oldest_shown_message_is_left_out(world: World, serve: Serve) -> None:
    world.mute(GROUP_ID, "10006")
    async with serve(world) as port:
        async with page_socket(port) as socket:
            assert len((await frame(socket))["notes"]) == 1
        world.say("10005", "早上好", GROUP_ID)
        async with page_socket(port) as socket:
            assert (await frame(socket))["notes"] == []


async def test_the_page_hears_of_a_file_but_does_not_get_its_contents(world: World, serve: Serve) -> None:
    async with serve(world) as port, page_socket(port) as socket:
        await frame(socket)
        world.upload("10001", "名单.xlsx", b"PK", GROUP_ID)
        (segment,) = (await frame(socket))["change"]["message"]["segments"]
        assert segment["data"]["file"] == "名单.xlsx"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("不是 JSON", "看不懂"),
        ('{"type": "leave"}', "看不懂"),
        (json.dumps({"type": "say", "user_id": "10001", "segments": [{"type": "record", "data": {}}]}), "看不懂"),
        (json.dumps({"type": "say", "user_id": "10000", "segments": text("冒充")}), "助手的身份"),
        (json.dumps({"type": "say", "user_id": "99", "segments": text("谁")}), "没有这个人"),
        (json.dumps({"type": "say", "user_id": "10001", "segments": text("长" * LARGEST_FRAME)}), "太长"),
        (json.dumps({"type": "announce", "user_id": "10005", "group_id": GROUP_ID, "text": "开会"}), "群主和管理员"),
        (json.dumps({"type": "advance", "to": "hour"}), "钟不能拨"),
        (json.dumps({"type": "advance", "to": "2026-11-24T08:00:00"}), "看不懂"),
        (json.dumps({"type": "fault", "name": "火灾", "on": True}), "看不懂"),
    ],
)
async def test_wrong_frames_get_one_plain_sentence(world: World, serve: Serve, sent: str, told: str) -> None:
    async with serve(world) as port, page_socket(port) as socket:
        await frame(socket)
        await socket.send(sent)
        answer = await frame(socket)
        assert answer["type"] == "error"
        assert told in answer["text"]
        assert (await ask(socket, type="say", user_id="10001", segments=text("还连着")))["type"] == "change"
    assert len(world.messages) == 1
