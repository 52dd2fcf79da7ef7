"""两种协议的入口：该收的交给入口，其余一声不响；什么报文都不抛错。"""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from nonebot.adapters.onebot.v11.event import LifecycleMetaEvent
from nonebot.adapters.onebot.v12.event import ConnectMetaEvent
from nonebot.adapters.onebot.v12.exception import NoLogException
from nonebot.drivers import Request

from core.chat.incoming import Incoming, Kind
from core.chat.onebot.entrance import refusal
from core.chat.onebot.uploads import SeenUploads
from core.chat.onebot.v11 import OneBotV11
from core.chat.onebot.v12 import FirstSight, OneBotV12

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
GROUP = {"self_id": 10000, "user_id": 100, "group_id": 900, "time": 1795311000}


class Inside:
    """入口里头：只连着 10000 一个账号，收下的都在 taken 里。"""

    def __init__(self) -> None:
        self.channels: dict[str, Any] = {"10000": None}
        self.taken: list[Incoming] = []
        self.ticks, self.now = (lambda: 0.0), (lambda: NOW)

    def take(self, incoming: Incoming) -> None:
        if incoming.user_id == "666":
            raise ZeroDivisionError
        self.taken.append(incoming)


@pytest.fixture
def v11() -> type[OneBotV11]:
    class Entrance(OneBotV11):
        runtime = Inside()
        _uploads: ClassVar[SeenUploads] = SeenUploads()

    return Entrance


@pytest.fixture
def v12() -> type[OneBotV12]:
    class Entrance(OneBotV12):
        runtime = Inside()
        _first: ClassVar[dict[str, Incoming]] = {}

    return Entrance


def said(**differences: Any) -> dict[str, Any]:
    made = {"post_type": "message", "message_type": "group", "message_id": 77, "message": "打卡", "sender": {}}
    return GROUP | made | differences


def test_a_message_is_handed_over_and_nothing_is_left_for_nonebot(v11: type[OneBotV11]) -> None:
    assert v11.json_to_event(said()) is None
    assert [incoming.message_id for incoming in v11.runtime.taken] == ["77"]


def test_a_notice_and_a_request_are_handed_over(v11: type[OneBotV11]) -> None:
    v11.json_to_event(GROUP | {"post_type": "notice", "notice_type": "group_increase"})
    v11.json_to_event(GROUP | {"post_type": "request", "request_type": "friend", "flag": "x"})
    assert [incoming.kind for incoming in v11.runtime.taken] == [Kind.JOINED, Kind.BEFRIENDED]


def test_another_account_is_not_heard_here(v11: type[OneBotV11]) -> None:
    v11.json_to_event(said(self_id=20000))
    assert v11.runtime.taken == []


def test_one_upload_told_twice_is_handed_over_once(v11: type[OneBotV11]) -> None:
    file = {"file": "名单.xlsx", "file_id": "b1c2", "file_size": "5"}
    v11.json_to_event(said(message=[{"type": "file", "data": file}]))
    notice = {
        "post_type": "notice",
        "notice_type": "group_upload",
        "file": {"id": "/2a", "name": "名单.xlsx", "size": 5},
    }
    v11.json_to_event(GROUP | notice)
    assert [incoming.files[0].file_id for incoming in v11.runtime.taken] == ["b1c2"]


def test_only_the_news_of_a_connection_goes_on_to_nonebot(v11: type[OneBotV11]) -> None:
    meta = {
        "time": 1,
        "self_id": 10000,
        "post_type": "meta_event",
        "meta_event_type": "lifecycle",
        "sub_type": "connect",
    }
    assert isinstance(v11.json_to_event(meta), LifecycleMetaEvent)
    for other in (meta | {"meta_event_type": "heartbeat"}, said(post_type="message_sent"), {"post_type": 5}, [], None):
        assert v11.json_to_event(other) is None
    assert v11.runtime.taken == []


def test_whatever_goes_wrong_inside_does_not_end_the_connection(v11: type[OneBotV11], v12: type[OneBotV12]) -> None:
    assert v11.json_to_event(said(user_id=666)) is None
    assert v11.json_to_event({"post_type": "meta_event", "meta_event_type": "lifecycle"}) is None
    assert v11.json_to_event({"echo": "9" * 5000}) is None
    assert v12.json_to_event(said_v12(user_id="666")) is None
    assert v12.json_to_event({"a": 1, "a.b": 2}) is None


def said_v12(**differences: Any) -> dict[str, Any]:
    made = {
        "id": "e1",
        "time": 1.5,
        "type": "message",
        "detail_type": "private",
        "sub_type": "",
        "self": {"platform": "qq", "user_id": "10000"},
        "message_id": "m1",
        "user_id": "100",
        "message": [{"type": "text", "data": {"text": "打卡"}}],
    }
    return made | differences


def test_a_v12_message_of_a_known_account_is_handed_over(v12: type[OneBotV12]) -> None:
    assert v12.json_to_event(said_v12(), "impl") is None
    assert [incoming.said.text for incoming in v12.runtime.taken] == ["打卡"]


def test_the_first_v12_event_of_an_account_tells_the_adapter_of_it(v12: type[OneBotV12]) -> None:
    event = v12.json_to_event(said_v12(self={"platform": "wechat", "user_id": "b1"}), "impl")
    assert isinstance(event, FirstSight)
    assert (event.self.platform, event.self.user_id) == ("wechat", "b1")
    with pytest.raises(NoLogException):
        event.get_log_string()
    assert v12.runtime.taken == []
    assert v12._first["b1"].said.text == "打卡"


def test_v12_meta_events_that_the_adapter_lives_by_go_on(v12: type[OneBotV12]) -> None:
    meta = {"id": "e1", "time": 1.5, "type": "meta", "detail_type": "connect", "sub_type": ""}
    version = {"impl": "e2e", "version": "1", "onebot_version": "12"}
    assert isinstance(v12.json_to_event(meta | {"version": version}), ConnectMetaEvent)
    assert v12.json_to_event(meta | {"detail_type": "heartbeat", "interval": 5}) is None
    assert v12.json_to_event({"type": "request"}) is None


@pytest.mark.parametrize(
    ("header", "expected", "passes"),
    [
        ("Bearer 甲", "甲", True),
        ("Bearer t", "t", True),
        ("Token t", "t", True),
        ("Bearer x", "t", False),
        ("", "t", False),
        ("Bearer t", "", True),
        ("", None, True),
    ],
)
def test_the_token(header: str, expected: str | None, *, passes: bool) -> None:
    request = Request("GET", "ws://127.0.0.1/", headers={"authorization": header} if header else {})
    assert (refusal(request, expected) is None) is passes


def test_entrances_have_no_http(v11: type[OneBotV11], v12: type[OneBotV12]) -> None:
    for adapter in (v11, v12):
        assert adapter.setup_http_server(SimpleNamespace(), SimpleNamespace()) is None
