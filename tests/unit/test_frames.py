"""OneBot v11 报文：各家写法不同，读出来一样；什么报文都不出错。"""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.chat.incoming import Incoming, Kind
from core.chat.onebot.frames import read_message, read_notice
from core.domain.dialogue import Person, Scene
from core.domain.typed import MENTION

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
BOT = 10000
Segment = dict[str, Any]


def text(words: str) -> Segment:
    return {"type": "text", "data": {"text": words}}


def at(qq: object, **more: object) -> Segment:
    return {"type": "at", "data": {"qq": qq, **more}}


def frame(message: object = "打卡", **differences: Any) -> dict[str, Any]:
    """一条群消息的报文。"""
    made: dict[str, Any] = {
        "time": 1795311000,
        "self_id": BOT,
        "post_type": "message",
        "message_type": "group",
        "sub_type": "normal",
        "message_id": 77,
        "group_id": 900,
        "user_id": 100,
        "sender": {"user_id": 100, "nickname": "山高水长", "card": "张三", "role": "owner"},
        "message": message,
        "raw_message": "",
    }
    return {**made, **differences}


def private(message: object = "打卡", **differences: Any) -> dict[str, Any]:
    made = frame(message, **{"message_type": "private", "sub_type": "friend", **differences})
    if "group_id" not in differences:
        del made["group_id"]
    return made


def read(made: dict[str, Any]) -> Incoming:
    incoming = read_message(made, NOW)
    assert incoming is not None
    return incoming


def notice(**differences: Any) -> dict[str, Any]:
    made = {
        "time": 1795311000,
        "self_id": BOT,
        "post_type": "notice",
        "notice_type": "group_increase",
        "sub_type": "approve",
        "group_id": 900,
        "user_id": 100,
        "operator_id": 0,
    }
    return {**made, **differences}


def test_a_group_message_is_read() -> None:
    incoming = read(frame([text("打卡 学党章")]))
    assert (incoming.kind, incoming.scene, incoming.platform) == (Kind.MESSAGE, Scene.GROUP, "qq")
    assert (incoming.account, incoming.group_id, incoming.user_id, incoming.message_id) == ("10000", "900", "100", "77")
    assert (incoming.said.text, incoming.name, incoming.at) == ("打卡 学党章", "张三", NOW)
    assert (incoming.to_me, incoming.anonymous, incoming.reply_to) == (False, False, None)


@pytest.mark.parametrize(
    ("string", "array"),
    [
        ("打卡", [text("打卡")]),
        ("[CQ:at,qq=10000] 打卡", [at("10000"), text(" 打卡")]),
        ("打卡[CQ:at,qq=10000]", [text("打卡"), at("10000")]),
        ("设职务 [CQ:at,qq=200] 书记", [text("设职务 "), at("200"), text(" 书记")]),
        ("[CQ:reply,id=-55][CQ:at,qq=200] 打卡", [{"type": "reply", "data": {"id": "-55"}}, at("200"), text(" 打卡")]),
        ("打卡[CQ:face,id=76]", [text("打卡"), {"type": "face", "data": {"id": "76"}}]),
        ("打卡 &#91;一&#93;&amp;二", [text("打卡 [一]&二")]),
        ("[CQ:image,file=a.jpg,url=http://x/?a=1&amp;b=2]", [{"type": "image", "data": {"file": "a.jpg"}}]),
    ],
)
def test_cq_string_and_segments_mean_the_same(string: str, array: list[Segment]) -> None:
    assert read(frame(string)) == read(frame(array))


@pytest.mark.parametrize(
    "message", [[at(BOT), text(" 打卡")], [text("打卡 "), at(str(BOT))], [at(10000.0), text("打卡")]]
)
def test_an_at_of_the_bot_is_heard_and_is_no_part_of_the_line(message: list[Segment]) -> None:
    incoming = read(frame(message))
    assert incoming.to_me
    assert (incoming.said.key, incoming.said.mentions) == ("打卡", ())


def test_an_at_of_the_bot_in_the_middle_leaves_the_words_around_it() -> None:
    incoming = read(frame([text("打卡 "), at(BOT), text(" 学党章")]))
    assert incoming.to_me
    assert incoming.said.key.split() == ["打卡", "学党章"]


def test_others_who_are_at_leave_a_placeholder_each_in_order() -> None:
    incoming = read(frame([text("调换 "), at(200, name="李四"), at("300"), text(" 轮岗")]))
    assert not incoming.to_me
    assert incoming.said.text == f"调换 {MENTION}{MENTION} 轮岗"
    assert incoming.said.mentions == (Person("李四", "200"), Person("300", "300"))


def test_an_at_of_everyone_names_nobody() -> None:
    incoming = read(frame([at("all"), text(" 打卡")]))
    assert not incoming.to_me
    assert incoming.said.mentions == ()


def test_a_placeholder_typed_by_hand_cannot_pretend_to_be_an_at() -> None:
    incoming = read(frame([text(f"设职务 {MENTION} 书记"), at(200)]))
    assert incoming.said.text.count(MENTION) == len(incoming.said.mentions) == 1


def test_cq_code_typed_as_words_is_only_words() -> None:
    incoming = read(frame([text("[CQ:at,qq=10000] 打卡")]))
    assert not incoming.to_me
    assert incoming.said.text == "[CQ:at,qq=10000] 打卡"


def test_a_reply_keeps_the_number_replied_to() -> None:
    for number in (-55, "-55", -55.0):
        incoming = read(frame([{"type": "reply", "data": {"id": number}}, text("收到")]))
        assert (incoming.reply_to, incoming.said.key) == ("-55", "收到")


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "hologram", "data": {"text": "别处"}},
        {"type": "json", "data": {"data": '{"prompt":"[卡片]"}'}},
        {"type": "face", "data": {"id": {"nested": 1}}},
        {"type": "text", "data": None},
        {"type": "text", "data": {"text": None}},
        {"type": "text", "data": {"text": 5}},
        {"type": "text"},
        {"type": None, "data": {}},
        {"type": "at", "data": {"qq": None}},
        {"type": "at", "data": {"qq": ""}},
        {"type": "at", "data": []},
        {"type": "reply", "data": {"id": None}},
        {},
        None,
        "打卡",
        7,
    ],
)
def test_odd_segments_are_passed_over(odd: object) -> None:
    incoming = read(frame([odd, text("打卡")]))
    assert (incoming.said.key, incoming.said.mentions, incoming.reply_to) == ("打卡", (), None)


@pytest.mark.parametrize("message", [None, "", [], {}, 5, {"type": "text", "data": {"text": "打卡"}}, True])
def test_a_message_without_words_is_still_a_message(message: object) -> None:
    assert read(frame(message)).user_id == "100"


@pytest.mark.parametrize("number", [100, "100", 100.0])
def test_ids_of_any_kind_are_the_same_id(number: object) -> None:
    incoming = read(frame(user_id=number, group_id=number, message_id=number))
    assert (incoming.user_id, incoming.group_id, incoming.message_id) == ("100", "100", "100")


@pytest.mark.parametrize("name", ["self_id", "user_id", "group_id"])
@pytest.mark.parametrize("value", [None, "", 0, "0", True, [], {}, "missing", float("nan"), float("inf")])
def test_a_message_of_nobody_from_nowhere_is_dropped(name: str, value: object) -> None:
    made = frame(**{name: value})
    if value == "missing":
        del made[name]
    assert read_message(made, NOW) is None


@pytest.mark.parametrize("made", [frame(user_id=BOT), frame(user_id=str(BOT)), private(user_id=BOT)])
def test_what_the_bot_itself_said_is_dropped(made: dict[str, Any]) -> None:
    assert read_message(made, NOW) is None


@pytest.mark.parametrize("sender", [None, {}, [], "张三", {"card": None, "nickname": None}, {"card": 5}])
def test_a_missing_sender_only_costs_the_name(sender: object) -> None:
    incoming = read(frame(sender=sender))
    assert (incoming.name, incoming.user_id) == ("", "100")


def test_the_card_is_the_name_and_the_nickname_stands_in() -> None:
    assert read(frame(sender={"card": "张三", "nickname": "山"})).name == "张三"
    assert read(frame(sender={"card": "", "nickname": "山"})).name == "山"
    assert read(frame(sender={"nickname": "山"})).name == "山"


@pytest.mark.parametrize(
    "differences",
    [
        {"sub_type": "anonymous"},
        {"anonymous": {"id": 1, "name": "匿名者", "flag": "x"}},
        {"sub_type": "anonymous", "anonymous": None},
    ],
)
def test_an_anonymous_message_is_marked(differences: dict[str, Any]) -> None:
    assert read(frame(**differences)).anonymous
    assert not read(frame(anonymous=None)).anonymous


@pytest.mark.parametrize(
    "made",
    [
        private(sub_type="group", group_id=900),
        private(sub_type="group"),
        private(sub_type="group", sender={"user_id": 100, "group_id": 900}),
        private(group_id="900"),
        private(sender={"user_id": 100, "group_id": 900}),
        private(sub_type="group", group_id=0),
    ],
    ids=["group_id", "sub_type only", "in sender", "id without sub_type", "sender without sub_type", "zero id"],
)
def test_a_temporary_session_is_never_a_private_chat(made: dict[str, Any]) -> None:
    assert read(made).scene is Scene.TEMPORARY


def test_a_temporary_session_from_nobody_knows_where_has_no_group() -> None:
    assert read(private(sub_type="group", group_id=284840486)).group_id is None


@pytest.mark.parametrize("made", [private(), private(group_id=0), private(group_id=None), private(sub_type="other")])
def test_a_private_chat_with_a_friend(made: dict[str, Any]) -> None:
    incoming = read(made)
    assert (incoming.scene, incoming.group_id, incoming.place) == (Scene.PRIVATE, None, "private:100")


def test_the_group_owner_gains_nothing_on_the_way_in() -> None:
    roles = {read(frame(sender={"card": "张三", "role": role})) for role in ("owner", "admin", "member", None)}
    assert len(roles) == 1


@pytest.mark.parametrize(
    "made",
    [
        notice(user_id=BOT),
        notice(notice_type="group_decrease", sub_type="kick_me", user_id=BOT),
        notice(notice_type="group_upload"),
        notice(notice_type=None),
        notice(notice_type=["group_increase"]),
        notice(group_id=0),
        notice(user_id=None),
        {},
    ],
)
def test_other_notices_are_dropped(made: dict[str, Any]) -> None:
    assert read_notice(made, NOW) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["text", "at", "reply", "group", "all", "[CQ:at,qq=1]", "[CQ:text", "[CQ:,]", "10000"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "data", "text", "qq", "id", "name", "card", "group_id"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
FIELDS = ["self_id", "user_id", "group_id", "message_id", "message", "sender", "sub_type", "message_type", "anonymous"]


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from([*FIELDS, "notice_type", "time"]), JSON))
def test_no_frame_makes_the_reader_stumble(differences: dict[str, Any]) -> None:
    for made in (differences, frame() | differences, notice() | differences):
        for incoming in (read_message(made, NOW), read_notice(made, NOW)):
            assert incoming is None or all(
                isinstance(one, str) and one for one in (incoming.account, incoming.user_id, incoming.place)
            )
