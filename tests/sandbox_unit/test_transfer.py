"""页面上的文件和图片：传上来、取下去，别的网站碰不到。"""

import asyncio
import base64
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from sandbox.model import Scene
from sandbox.onebot11 import OneBot11
from sandbox.people import GROUP_ID
from sandbox.showing import change_frame
from sandbox.transfer import LARGEST_FILE, UPLOADED_AS
from sandbox.world import World

Serve = Callable[[World], AbstractAsyncContextManager[int]]
GROUP = Scene("group", GROUP_ID)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(32))


async def fetch(port: int, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = {"Host": f"127.0.0.1:{port}", "Connection": "close"}
    if body is not None:
        sent |= {"Content-Type": UPLOADED_AS, "Content-Length": str(len(body))}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in sent.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))
    async with asyncio.timeout(5):
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *told = head.decode().splitlines()
    return int(status.split(" ")[1]), dict(one.lower().split(": ", 1) for one in told), rest


def address(**query: str) -> str:
    return f"/sandbox/files?{urlencode({'user_id': '10001', 'group_id': GROUP_ID, 'name': '名单.xlsx'} | query)}"


def segment(world: World, scene: Scene = GROUP) -> dict[str, Any]:
    return world.history(scene)[-1].segments[0]


async def test_a_file_goes_up_and_comes_down(world: World, serve: Serve) -> None:
    async with serve(world) as port:
        status, _, answer = await fetch(port, address(name="C:\\资料\\名 & 单.xlsx"), b"PK\x03\x04")
        assert (status, json.loads(answer)) == (200, {"message_id": world.history(GROUP)[-1].message_id})
        kept = segment(world)
        assert (kept["type"], kept["data"]["file"]) == ("file", "名 & 单.xlsx")
        status, headers, body = await fetch(port, f"/sandbox/files/{kept['data']['file_id']}")
        assert (status, body) == (200, b"PK\x03\x04")
        assert headers["content-disposition"] == f"attachment; filename*=utf-8''{quote('名 & 单.xlsx').lower()}"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert (await fetch(port, "/sandbox/files/none"))[0] == 404


async def test_a_private_picture_is_an_image_with_an_address(world: World, serve: Serve) -> None:
    world.downloads = "http://127.0.0.1:1/sandbox/files"
    async with serve(world) as port:
        assert (await fetch(port, address(group_id="", name="合影.jpg"), PNG))[0] == 200
        (message,) = world.history(Scene("private", "10001"))
        (event,) = OneBot11(world).events(_said(world))
        (sent,) = event["message"]
        assert sent["type"] == "image"
        assert sent["data"]["url"].startswith(world.downloads)
        status, headers, body = await fetch(port, f"/sandbox/images/{message.message_id}/0")
        assert (status, headers["content-type"], body) == (200, "image/png", PNG)


def _said(world: World) -> Any:
    heard: list[Any] = []
    with world.changes.listening(heard.append):
        world.show("10001", "再来.png", PNG)
    return heard[-1]


@pytest.mark.parametrize(
    ("query", "body", "told"),
    [
        ({}, b"", "空的"),
        ({}, bytes(LARGEST_FILE + 1), "最多 8 MB"),
        ({"user_id": "10000"}, b"PK", "助手的身份"),
        ({"user_id": "99"}, b"PK", "不在群里"),
        ({"group_id": "1"}, b"PK", "没有这个群"),
    ],
)
async def test_what_can_not_be_sent_is_one_sentence(
    world: World, serve: Serve, query: dict[str, str], body: bytes, told: str
) -> None:
    async with serve(world) as port:
        status, _, answer = await fetch(port, address(**query), body)
        assert status == 400
        assert told in json.loads(answer)["text"]
        assert world.history(GROUP) == []
        assert world.files == {}


async def test_other_sites_can_neither_send_nor_fetch(world: World, serve: Serve) -> None:
    world.upload("10001", "名单.xlsx", b"PK", GROUP_ID)
    file_id = segment(world)["data"]["file_id"]
    async with serve(world) as port:
        evil = {"Origin": "https://evil.example"}
        assert (await fetch(port, address(), b"PK", **evil))[0] == 403
        assert (await fetch(port, address(), b"PK", Host="evil.example"))[0] == 403
        assert (await fetch(port, address(), b"PK", Content_Type="text/plain"))[0] == 400
        assert (await fetch(port, f"/sandbox/files/{file_id}", Host="evil.example"))[0] == 403
        assert len(world.history(GROUP)) == 1


async def test_pictures_of_the_bot_go_to_the_page_by_address(world: World, serve: Serve) -> None:
    card = {"type": "image", "data": {"file": f"base64://{base64.b64encode(PNG).decode()}", "summary": "本周学习"}}
    node = {"content": [{"type": "text", "data": {"text": "一"}}, card]}
    outside = {"type": "image", "data": {"file": "x.png", "url": "https://example.com/x.png"}}
    segments = [card, {"type": "forward", "data": {"content": [node, node]}}, outside]
    heard: list[Any] = []
    with world.changes.listening(heard.append):
        message = world.bot_say(GROUP, segments)
    shown = json.dumps(change_frame(world, heard[0]), ensure_ascii=False)
    assert "base64" not in shown
    assert "本周学习" in shown
    assert [f"/sandbox/images/{message.message_id}/{number}" in shown for number in range(4)] == [True] * 3 + [False]
    assert "https://example.com/x.png" in shown
    assert message.segments[0] == card
    async with serve(world) as port:
        for number, expected in ((0, 200), (2, 200), (3, 404), (4, 404)):
            status, _, body = await fetch(port, f"/sandbox/images/{message.message_id}/{number}")
            assert status == expected
            assert (body == PNG) == (expected == 200)
