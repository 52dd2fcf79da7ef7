"""OneBot v12 报文：标准的读得懂，别的不出错。"""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chat.incoming import Change, Incoming, Kind, Uploaded
from core.chat.onebot.v12_frames import read_v12_message, read_v12_notice
from core.domain.dialogue import Person, Scene
from core.domain.typed import MENTION

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
SELF = {"platform": "qq", "user_id": "10000"}


def segment(kind: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "data": data}


def frame(*message: Any, **differences: Any) -> dict[str, Any]:
    """一条群消息。"""
    made = {
        "id": "e1",
        "self": SELF,
        "time": 1632847927.599013,
        "type": "message",
        "detail_type": "group",
        "sub_type": "",
        "message_id": "m1",
        "message": list(message) or [segment("text", text="打卡")],
        "alt_message": "打卡",
        "user_id": "u100",
        "group_id": "900",
    }
    return {**made, **differences}


def read(made: dict[str, Any]) -> Incoming:
    incoming = read_v12_message(made, NOW)
    assert incoming is not None
    return incoming


def test_a_group_message_is_read() -> None:
    incoming = read(frame(segment("text", text="打卡 学党章")))
    assert (incoming.kind, incoming.scene, incoming.platform) == (Kind.MESSAGE, Scene.GROUP, "qq")
    assert (incoming.account, incoming.group_id, incoming.user_id) == ("10000", "900", "u100")
    assert (incoming.message_id, incoming.said.text, incoming.at) == ("m1", "打卡 学党章", NOW)
    assert (incoming.to_me, incoming.reply_to, incoming.late) == (False, None, False)


def test_a_private_message_has_no_group() -> None:
    incoming = read(frame(detail_type="private"))
    assert (incoming.scene, incoming.group_id, incoming.place) == (Scene.PRIVATE, None, "private:u100")


def test_mentions_and_replies_are_heard() -> None:
    incoming = read(
        frame(
            segment("reply", message_id="m0", user_id="u9"),
            segment("mention", user_id="10000"),
            segment("mention_all"),
            segment("text", text=" 设职务 "),
            segment("mention", user_id="u200"),
            segment("text", text=f" 书记{MENTION}"),
        )
    )
    assert (incoming.to_me, incoming.reply_to) == (True, "m0")
    assert incoming.said.text == f"设职务 {MENTION} 书记"
    assert incoming.said.mentions == (Person("u200", "u200"),)


def test_a_message_that_is_only_a_file_is_an_upload() -> None:
    incoming = read(frame(segment("file", file_id="f1", name="名单.xlsx", size=5)))
    assert (incoming.kind, incoming.files) == (Kind.UPLOADED, (Uploaded("名单.xlsx", 5, "f1"),))


def test_a_message_without_a_number_goes_by_that_of_the_event() -> None:
    assert read(frame(message_id=None)).message_id == "e1"


@pytest.mark.parametrize(
    "differences",
    [
        {"user_id": "10000"},
        {"user_id": None},
        {"group_id": None},
        {"self": None},
        {"self": {"user_id": "10000"}},
        {"self": {"platform": "qq"}},
        {"detail_type": "channel"},
        {"detail_type": None},
    ],
)
def test_a_message_of_nobody_from_nowhere_is_dropped(differences: dict[str, Any]) -> None:
    assert read_v12_message(frame(**differences), NOW) is None
    assert read_v12_notice(frame(type="notice", **{"detail_type": "group_member_increase"} | differences), NOW) is None


@pytest.mark.parametrize(
    ("detail_type", "kind", "scene"),
    [
        ("group_member_increase", Kind.JOINED, Scene.GROUP),
        ("group_member_decrease", Kind.LEFT, Scene.GROUP),
        ("group_message_delete", Kind.RECALLED, Scene.GROUP),
        ("private_message_delete", Kind.RECALLED, Scene.PRIVATE),
    ],
)
def test_a_change_is_read(detail_type: str, kind: Kind, scene: Scene) -> None:
    made = frame(type="notice", detail_type=detail_type, operator_id="u9")
    incoming, other = read_v12_notice(made, NOW), read_v12_notice(made | {"id": "e2"}, NOW)
    assert incoming is not None
    assert other is not None
    assert (incoming.kind, incoming.scene, incoming.user_id) == (kind, scene, "u100")
    assert incoming.change == Change(message_id="m1", operator_id="u9")
    assert incoming.message_id != other.message_id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["text", "mention", "file"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "data", "text", "user_id", "platform", "size"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([*frame(), "operator_id"]), JSON))
def test_no_frame_makes_the_reader_stumble(differences: dict[str, Any]) -> None:
    for made in (differences, frame() | differences, frame(detail_type="group_member_increase") | differences):
        for incoming in (read_v12_message(made, NOW), read_v12_notice(made, NOW)):
            assert incoming is None or (incoming.account and incoming.user_id and incoming.platform)
