"""各家实现真实发来的报文（../shared/platform/captures）：没有一条读不动。"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.chat.incoming import Kind
from core.chat.onebot.frames import read_message, read_notice
from core.domain.dialogue import Scene
from core.domain.typed import MENTION

CAPTURES = Path(__file__).parents[2].parent / "shared" / "platform" / "captures"
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CAPTURES.exists(), reason="旁边没有 shared/，这里读不到 platform/captures")


def load(name: str) -> dict[str, Any]:
    return json.loads((CAPTURES / name).read_text("utf-8"))


def names() -> list[str]:
    """index.json 里的全部报文；不是一个对象的（如接口返回的数组）不算。"""
    if not CAPTURES.exists():
        return []
    listed = [one["file"] for one in json.loads((CAPTURES / "index.json").read_text("utf-8"))]
    return [name for name in listed if isinstance(load(name), dict)]


NAMES = names()
MESSAGES = [name for name in NAMES if load(name).get("post_type") == "message"]
JOINS = [name for name in NAMES if load(name).get("notice_type") in {"group_increase", "group_decrease"}]


def test_there_are_captures_to_read() -> None:
    assert len(NAMES) > 200
    assert len(MESSAGES) > 40
    assert len(JOINS) > 5


@pytest.mark.parametrize("name", NAMES)
def test_every_capture_is_read_either_way(name: str) -> None:
    frame = load(name)
    for incoming in (read_message(frame, NOW), read_notice(frame, NOW)):
        if incoming is not None:
            assert incoming.said.text.count(MENTION) == len(incoming.said.mentions)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_captured_message_says_who_where_and_which(name: str) -> None:
    frame = load(name)
    incoming = read_message(frame, NOW)
    if str(frame["user_id"]) == str(frame["self_id"]):
        assert incoming is None
        return
    assert incoming is not None
    assert (incoming.user_id, incoming.account) == (str(frame["user_id"]), str(frame["self_id"]))
    assert incoming.message_id
    if frame["message_type"] == "group":
        assert incoming.scene is Scene.GROUP
        assert incoming.group_id == str(frame["group_id"])
    else:
        assert incoming.scene in {Scene.PRIVATE, Scene.TEMPORARY}


@pytest.mark.parametrize("name", JOINS)
def test_a_captured_change_of_the_group_is_heard_unless_it_is_the_bots_own(name: str) -> None:
    frame = load(name)
    incoming = read_notice(frame, NOW)
    if str(frame["user_id"]) in {str(frame["self_id"]), "0"}:
        assert incoming is None
        return
    assert incoming is not None
    assert incoming.kind in {Kind.JOINED, Kind.LEFT}
    assert (incoming.group_id, incoming.user_id) == (str(frame["group_id"]), str(frame["user_id"]))


@pytest.mark.parametrize("name", [name for name in MESSAGES if "temp" in name])
def test_a_captured_temporary_session_is_not_a_private_chat(name: str) -> None:
    incoming = read_message(load(name), NOW)
    assert incoming is not None
    assert incoming.scene is Scene.TEMPORARY
