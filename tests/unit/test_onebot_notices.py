"""OneBot v11 的群内变动和好友申请：各家写法不同，读出来一样；同一件事几遍都是一个号。"""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.chat.incoming import Change, Incoming, Kind, Uploaded
from core.chat.onebot.frames import read_message, read_notice
from core.domain.dialogue import Scene

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
BOT = 10000


def frame(notice_type: str, **more: Any) -> dict[str, Any]:
    """一条群内变动的报文；值给 None 的那一项是空的。"""
    made = {"time": 1795311000, "self_id": BOT, "post_type": "notice", "group_id": 900, "user_id": 100}
    return {**made, "notice_type": notice_type, **more}


def read(made: dict[str, Any]) -> Incoming:
    incoming = read_notice(made, NOW)
    assert incoming is not None
    return incoming


@pytest.mark.parametrize(("notice_type", "kind"), [("group_increase", Kind.JOINED), ("group_decrease", Kind.LEFT)])
def test_coming_and_going_are_read(notice_type: str, kind: Kind) -> None:
    incoming = read(frame(notice_type, operator_id=0))
    assert (incoming.kind, incoming.group_id, incoming.user_id) == (kind, "900", "100")


def test_one_change_told_twice_has_one_number_and_two_changes_have_two() -> None:
    first = read(frame("group_increase", operator_id=1)).message_id
    assert read(frame("group_increase", user_id="100")).message_id == first
    others = [{"time": 1795311999}, {"time": 1795311000.5}, {"user_id": 101}, {"notice_type": "group_decrease"}]
    numbers = {read(frame("group_increase") | other).message_id for other in others}
    assert len({first, *numbers}) == 1 + len(others)


def test_a_new_card_is_read() -> None:
    incoming = read(frame("group_card", card_new="计科2301 张三", card_old=""))
    assert (incoming.kind, incoming.user_id, incoming.name) == (Kind.RENAMED, "100", "计科2301 张三")
    assert incoming.message_id != read(frame("group_card", card_new="张三")).message_id


@pytest.mark.parametrize("new", [None, "", "\u200b", 5])
def test_a_card_taken_away_leaves_no_name(new: object) -> None:
    assert read(frame("group_card", card_new=new)).name == ""


def test_a_recall_says_which_and_by_whom() -> None:
    incoming = read(frame("group_recall", message_id=-55, operator_id=200))
    assert (incoming.kind, incoming.scene) == (Kind.RECALLED, Scene.GROUP)
    assert incoming.change == Change(message_id="-55", operator_id="200")


def test_a_recall_between_friends_is_private_and_their_own() -> None:
    incoming = read(frame("friend_recall", message_id=77))
    assert (incoming.scene, incoming.group_id, incoming.place) == (Scene.PRIVATE, None, "private:100")
    assert incoming.change == Change(message_id="77", operator_id="100")


NAPCAT = frame("group_msg_emoji_like", message_id=77, likes=[{"emoji_id": "124", "count": 1}], is_add=True)
LAGRANGE = frame("reaction", user_id=None, operator_id=100, message_id=77, sub_type="add", code="124", count=1)


@pytest.mark.parametrize("made", [NAPCAT, LAGRANGE, NAPCAT | {"is_add": None}, NAPCAT | {"is_add": "missing"}])
def test_a_reaction_is_read_whoever_tells_it(made: dict[str, Any]) -> None:
    incoming = read(made)
    assert (incoming.kind, incoming.user_id, incoming.group_id) == (Kind.REACTED, "100", "900")
    assert incoming.change == Change(message_id="77", operator_id="100", emoji="124", added=True)


@pytest.mark.parametrize("made", [NAPCAT | {"is_add": False}, LAGRANGE | {"sub_type": "remove"}])
def test_a_reaction_taken_back_is_told_apart(made: dict[str, Any]) -> None:
    assert not read(made).change.added


def test_of_several_faces_in_one_frame_the_first_is_read() -> None:
    likes = [{"emoji_id": None}, "坏的", {"emoji_id": 66}, {"emoji_id": "124"}]
    assert read(NAPCAT | {"likes": likes}).change.emoji == "66"


def test_reactions_differ_by_who_what_which_way_and_when() -> None:
    others = [
        {"user_id": 101},
        {"likes": [{"emoji_id": "66"}]},
        {"is_add": False},
        {"message_id": 78},
        {"time": 1795311001},
    ]
    numbers = {read(made).message_id for made in (NAPCAT, dict(NAPCAT), *(NAPCAT | other for other in others))}
    assert len(numbers) == 1 + len(others)


def test_an_upload_is_read() -> None:
    file = {"id": "/2a3f", "name": "名单.xlsx", "size": 51050, "busid": 102, "url": "https://example.invalid/x"}
    incoming = read(frame("group_upload", file=file))
    assert (incoming.kind, incoming.scene) == (Kind.UPLOADED, Scene.GROUP)
    assert incoming.files == (Uploaded("名单.xlsx", 51050, "/2a3f", "102", "https://example.invalid/x"),)


def test_a_file_sent_in_private_is_read() -> None:
    file = {"id": "UUID", "name": "名单.xlsx", "size": "51050", "url": "https://example.invalid/x", "hash": "ab"}
    incoming = read(frame("offline_file", group_id=None, file=file))
    assert (incoming.kind, incoming.scene, incoming.files[0].size) == (Kind.UPLOADED, Scene.PRIVATE, 51050)


@pytest.mark.parametrize("size", [None, -1, "很大", True, float("inf")])
def test_an_absurd_size_is_no_size(size: object) -> None:
    assert read(frame("group_upload", file={"id": "/2a3f", "name": "a", "size": size})).files[0].size == 0


@pytest.mark.parametrize(
    ("told", "seconds", "everyone"),
    [
        ({"user_id": BOT, "duration": 600, "sub_type": "ban"}, 600, False),
        ({"user_id": str(BOT), "duration": "600", "sub_type": None}, 600, False),
        ({"user_id": BOT, "duration": 0, "sub_type": "lift_ban"}, 0, False),
        ({"user_id": BOT, "duration": None, "sub_type": "ban"}, -1, False),
        ({"user_id": 0, "duration": -1, "sub_type": "ban"}, -1, True),
        ({"user_id": "0", "duration": 0, "sub_type": "ban"}, -1, True),
        ({"user_id": 0, "duration": 268435455, "sub_type": "ban"}, -1, True),
        ({"user_id": 0, "duration": 0, "sub_type": "lift_ban"}, 0, True),
    ],
)
def test_a_ban_of_the_bot_or_of_everyone_is_read(told: dict[str, Any], seconds: int, *, everyone: bool) -> None:
    incoming = read(frame("group_ban", operator_id=200, **told))
    assert (incoming.kind, incoming.user_id, incoming.group_id) == (Kind.MUTED, str(BOT), "900")
    assert incoming.change == Change(operator_id="200", seconds=seconds, everyone=everyone)


def test_being_muted_and_being_heard_again_are_two_things() -> None:
    muted = frame("group_ban", user_id=BOT, duration=600, sub_type="ban")
    lifted = frame("group_ban", user_id=BOT, duration=0, sub_type="lift_ban")
    assert read(muted).message_id != read(lifted).message_id


def test_a_friend_request_is_read() -> None:
    made = {
        "time": 1708963556084,
        "self_id": BOT,
        "post_type": "request",
        "request_type": "friend",
        "user_id": 100,
        "comment": "我是张三",
        "flag": "FLAG|17",
    }
    incoming = read(made)
    assert (incoming.kind, incoming.scene, incoming.user_id) == (Kind.BEFRIENDED, Scene.PRIVATE, "100")
    assert incoming.change == Change(flag="FLAG|17")


@pytest.mark.parametrize(
    "made",
    [
        frame("group_ban", duration=600, sub_type="ban"),
        frame("group_ban", user_id=None, duration=600, sub_type="ban"),
        NAPCAT | {"user_id": BOT},
        LAGRANGE | {"operator_id": BOT},
        NAPCAT | {"likes": None},
        NAPCAT | {"message_id": 0},
        frame("group_recall", user_id=BOT, message_id=5, operator_id=200),
        frame("group_recall", message_id=None),
        frame("group_card", user_id=BOT, card_new="助手"),
        frame("group_upload", user_id=BOT, file={"id": "/2a3f", "name": "a"}),
        frame("group_upload", file=None),
        frame("group_upload", file={"name": "a", "size": 5}),
        frame("group_recall", group_id=0, message_id=5),
        frame("essence", message_id=5),
        frame("notify", sub_type="poke", target_id=BOT),
        {"self_id": BOT, "post_type": "request", "request_type": "friend", "user_id": 100},
        {"self_id": BOT, "post_type": "request", "request_type": "group", "user_id": 100, "flag": "x", "group_id": 9},
    ],
)
def test_what_is_of_no_interest_is_dropped(made: dict[str, Any]) -> None:
    assert read_notice(made, NOW) is None


@pytest.mark.parametrize(
    "data",
    [
        {"file": "名单.xlsx", "file_id": "b1c2", "file_size": "51050", "url": "https://example.invalid/x"},
        {"file_name": "名单.xlsx", "file_id": "b1c2", "size": 51050, "url": "https://example.invalid/x"},
    ],
)
def test_a_message_that_is_only_a_file_is_an_upload(data: dict[str, Any]) -> None:
    message = [{"type": "file", "data": data}]
    made = frame("", post_type="message", message_type="group", message_id=77, message=message, sender={"card": "张三"})
    incoming = read_message(made, NOW)
    assert incoming is not None
    assert (incoming.kind, incoming.message_id, incoming.name) == (Kind.UPLOADED, "77", "张三")
    assert incoming.files == (Uploaded("名单.xlsx", 51050, "b1c2", "", "https://example.invalid/x"),)


def test_a_message_with_words_and_a_file_is_a_message() -> None:
    message = "导入名册[CQ:file,file=a.xlsx,file_id=x,file_size=5]"
    incoming = read_message(frame("", message_type="group", message_id=77, message=message), NOW)
    assert incoming is not None
    assert (incoming.kind, incoming.said.text, incoming.files[0].size) == (Kind.MESSAGE, "导入名册", 5)
