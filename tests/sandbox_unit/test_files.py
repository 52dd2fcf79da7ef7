"""文件：人传上来的，机器人传上来的，从哪里取。"""

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sandbox.dialect import Frame
from sandbox.downloads import serving_files
from sandbox.model import Change, Refused, Scene
from sandbox.onebot11 import OneBot11
from sandbox.onebot11.account import GOCQ, LAGRANGE, NAPCAT, Profile
from sandbox.people import GROUP_ID
from sandbox.world import World

GROUP = Scene("group", GROUP_ID)
SHEET = b"PK\x03\x04" + b"\x00" * 96


def data(world: World, action: str, **params: object) -> Any:
    reply = OneBot11(world).answer(action, params)
    assert reply["status"] == "ok", reply
    return reply["data"]


def uploaded(world: World, profile: Profile, group_id: str | None) -> list[Frame]:
    """有人传了文件，这家实现报的事件。"""
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        world.upload("10001", "名单.xlsx", SHEET, group_id)
    return [frame for change in heard for frame in OneBot11(world, profile=profile).events(change)]


def test_a_group_file_comes_twice_with_two_ids_that_both_work(world: World) -> None:
    message, notice = uploaded(world, NAPCAT, GROUP_ID)
    (segment,) = message["message"]
    assert segment["data"].items() >= {"file": "名单.xlsx", "file_size": "100", "url": ""}.items()
    assert (notice["notice_type"], notice["file"]["name"], notice["file"]["size"]) == ("group_upload", "名单.xlsx", 100)
    ids = {segment["data"]["file_id"], notice["file"]["id"]}
    assert len(ids) == 2
    for one in ids:
        assert base64.b64decode(data(world, "get_file", file_id=one)["base64"]) == SHEET


def test_other_implementations_tell_it_in_their_own_ways(world: World) -> None:
    empty, notice = uploaded(world, LAGRANGE, GROUP_ID)
    assert (empty["message"], notice["notice_type"]) == ([], "group_upload")
    assert [one["notice_type"] for one in uploaded(world, GOCQ, GROUP_ID)] == ["group_upload"]
    assert [one["notice_type"] for one in uploaded(world, LAGRANGE, None)] == ["offline_file"]
    (private,) = uploaded(world, NAPCAT, None)
    assert (private["message_type"], private["message"][0]["type"]) == ("private", "file")


async def test_files_can_be_downloaded_until_they_expire(world: World) -> None:
    def fetch(url: str) -> bytes:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 本机
            return answer.read()

    async with serving_files(world):
        message, _ = uploaded(world, NAPCAT, GROUP_ID)
        file = message["message"][0]["data"]
        assert data(world, "get_group_file_url", group_id=20001, file_id=file["file_id"]) == {"url": file["url"]}
        assert await asyncio.to_thread(fetch, file["url"]) == SHEET
        world.files.clear()
        with pytest.raises(HTTPError, match="404"):
            await asyncio.to_thread(fetch, file["url"])
    assert world.downloads == ""


def test_the_bot_uploads_contents_or_a_path(world: World, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(SHEET)
    encoded = f"base64://{base64.b64encode(SHEET).decode()}"
    data(world, "upload_group_file", group_id=20001, file=encoded, name="台账.xlsx")
    data(world, "upload_private_file", user_id="10005", file=str(path), name="报告.docx")
    (in_group,), (in_private,) = world.history(GROUP), world.history(Scene("private", "10005"))
    assert [one.segments[0]["data"]["file"] for one in (in_group, in_private)] == ["台账.xlsx", "报告.docx"]
    assert world.file(in_group.segments[0]["data"]["file_id"]).data == SHEET


@pytest.mark.parametrize(
    ("profile", "file", "retcode"),
    [
        (LAGRANGE, "base64://AA==", 200),
        (GOCQ, "base64://AA==", 100),
        (NAPCAT, "/no/such/file", 1200),
        (NAPCAT, "base64://不是", 1400),
    ],
)
def test_uploads_that_fail(world: World, profile: Profile, file: str, retcode: int) -> None:
    params = {"group_id": 20001, "file": file, "name": "台账.xlsx"}
    assert OneBot11(world, profile=profile).answer("upload_group_file", params)["retcode"] == retcode
    assert world.history(GROUP) == []


def test_who_is_muted_leaves_no_file_behind(world: World) -> None:
    world.mute(GROUP_ID, "10001")
    with pytest.raises(Refused, match="禁言"):
        world.upload("10001", "名单.xlsx", SHEET, GROUP_ID)
    assert world.files == {}


def test_files_survive_a_restart(reopen: Callable[[], World]) -> None:
    sent = reopen().upload("10001", "名单.xlsx", bytes(range(256)), GROUP_ID)
    again = reopen()
    kept = again.message(sent.message_id).segments[0]["data"]
    assert again.file(kept["file_id"]).data == bytes(range(256))
