"""各家实现真实发来的报文（../shared/platform/captures）：没有一条读不动。"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.chat.incoming import Kind
from core.chat.onebot.capability import Capability
from core.chat.onebot.frames import read_message, read_notice, read_past
from core.chat.onebot.v11_channel import V11Channel
from core.chat.onebot.v12_frames import read_v12_message, read_v12_notice
from core.chat.platform import Past, SendFailed, SendUnknown, Target
from core.domain.dialogue import Scene
from core.domain.typed import MENTION
from tests.unit.onebot import ScriptedBot, Ticks, failed

CAPTURES = Path(__file__).parents[2].parent / "shared" / "platform" / "captures"
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
NOTHING = Past("", "", "", None, None, "")

pytestmark = pytest.mark.skipif(not CAPTURES.exists(), reason="旁边没有 shared/，这里读不到 platform/captures")


def load(name: str) -> dict[str, Any]:
    return json.loads((CAPTURES / name).read_text("utf-8"))


def names() -> list[str]:
    """index.json 里的全部报文。"""
    if not CAPTURES.exists():
        return []
    return [one["file"] for one in json.loads((CAPTURES / "index.json").read_text("utf-8"))]


NAMES = names()
MESSAGES = [name for name in NAMES if load(name).get("post_type") == "message"]
ANSWERS = [name for name in NAMES if "post_type" not in load(name)]
INTERESTING = {
    "group_card": Kind.RENAMED,
    "group_recall": Kind.RECALLED,
    "friend_recall": Kind.RECALLED,
    "group_msg_emoji_like": Kind.REACTED,
    "reaction": Kind.REACTED,
    "group_upload": Kind.UPLOADED,
    "offline_file": Kind.UPLOADED,
    "friend": Kind.BEFRIENDED,
}
CHANGES = [name for name in NAMES if (load(name).get("notice_type") or load(name).get("request_type")) in INTERESTING]
BANS = [name for name in NAMES if load(name).get("notice_type") == "group_ban"]
JOINS = [name for name in NAMES if load(name).get("notice_type") in {"group_increase", "group_decrease"}]


def test_there_are_captures_to_read() -> None:
    assert len(NAMES) >= 226
    assert len(ANSWERS) > 40
    assert len(CHANGES) > 20
    assert len(MESSAGES) > 40
    assert len(JOINS) > 5


@pytest.mark.parametrize("name", NAMES)
def test_every_capture_is_read_every_way(name: str) -> None:
    frame = load(name)
    for incoming in (
        read_message(frame, NOW),
        read_notice(frame, NOW),
        read_v12_message(frame, NOW),
        read_v12_notice(frame, NOW),
        (read_past(frame, "1", NOW) or NOTHING).heard,
    ):
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


@pytest.mark.parametrize("name", CHANGES)
def test_a_captured_change_is_read_for_what_it_is(name: str) -> None:
    frame = load(name)
    incoming = read_notice(frame, NOW)
    assert incoming is not None
    assert incoming.kind is INTERESTING[frame.get("notice_type") or frame["request_type"]]
    assert incoming.user_id == str(frame.get("user_id") or frame["operator_id"])
    assert incoming.files or incoming.name or incoming.change.message_id or incoming.change.flag
    again = read_notice(dict(frame), NOW)
    assert again is not None
    assert again.message_id == incoming.message_id


@pytest.mark.parametrize("name", BANS)
def test_a_captured_ban_is_heard_when_it_silences_the_bot(name: str) -> None:
    frame = load(name)
    incoming = read_notice(frame, NOW)
    assert (incoming is not None) == (frame["user_id"] in {0, frame["self_id"]})


@pytest.mark.parametrize("name", [name for name in MESSAGES if load(name).get("message_id")])
def test_a_captured_message_read_back_from_history_has_its_own_time(name: str) -> None:
    frame = load(name)
    past = read_past(frame, str(frame["self_id"]), NOW)
    assert past is not None
    assert past.message_id == str(frame["message_id"])
    masked = 111  # 有的发布者把时间也掩成了这个
    assert (past.at is None) == (frame["time"] == masked)
    assert (past.heard is None) == (str(frame["user_id"]) == str(frame["self_id"]))


@pytest.mark.parametrize("name", ANSWERS)
async def test_a_captured_answer_is_an_answer_or_one_of_the_known_failures(name: str) -> None:
    frame = load(name)
    answer = failed(**frame) if frame["status"] == "failed" else frame.get("data")
    bot = ScriptedBot(**dict.fromkeys(("send_msg", "get_group_member_list", "get_group_list", "delete_msg"), answer))
    channel = V11Channel(bot, Capability(), lambda: NOW, Ticks())
    for asked in (
        channel.send_group("900", "好"),
        channel.member_list("900"),
        channel.groups(),
        channel.recall("77"),
        channel.history(Target(Scene.GROUP, "900"), None, 20),
        channel.learn(),
    ):
        with suppress(SendFailed, SendUnknown):
            await asked


@pytest.mark.parametrize("name", [name for name in MESSAGES if "temp" in name])
def test_a_captured_temporary_session_is_not_a_private_chat(name: str) -> None:
    incoming = read_message(load(name), NOW)
    assert incoming is not None
    assert incoming.scene is Scene.TEMPORARY
