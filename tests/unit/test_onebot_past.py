"""聊天记录里的一条条，和各家报的时间。"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.chat.incoming import Kind
from core.chat.onebot.fields import moment_in, stamp_in
from core.chat.onebot.frames import read_past
from core.domain.dialogue import Scene

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
THEN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
BOT = "10000"


def entry(**differences: Any) -> dict[str, Any]:
    """群聊记录里的一条。"""
    made = {
        "time": int(THEN.timestamp()),
        "message_type": "group",
        "message_id": -55,
        "message_seq": 46182,
        "group_id": 900,
        "user_id": 100,
        "sender": {"card": "张三"},
        "message": [{"type": "text", "data": {"text": "打卡 学党章。"}}],
    }
    return {**made, **differences}


def test_what_another_said_is_heard_as_of_then() -> None:
    past = read_past(entry(), BOT, NOW)
    assert past is not None
    assert (past.message_id, past.user_id, past.text, past.at) == ("-55", "100", "打卡 学党章。", THEN)
    heard = past.heard
    assert heard is not None
    assert (heard.kind, heard.account, heard.scene, heard.message_id) == (Kind.MESSAGE, BOT, Scene.GROUP, "-55")
    assert (heard.late, heard.at, heard.said.text) == (True, THEN, "打卡 学党章")


def test_what_the_bot_said_keeps_its_words_and_is_not_heard() -> None:
    for user_id in (10000, "10000"):
        past = read_past(entry(user_id=user_id, post_type="message_sent"), BOT, NOW)
        assert past is not None
        assert (past.text, past.heard) == ("打卡 学党章。", None)


def test_another_account_in_the_frame_does_not_make_it_ours() -> None:
    past = read_past(entry(self_id=100), BOT, NOW)
    assert past is not None
    assert past.heard is not None


def test_without_a_time_it_is_heard_now() -> None:
    past = read_past(entry(time=None), BOT, NOW)
    assert past is not None
    assert past.heard is not None
    assert (past.at, past.heard.at, past.heard.late) == (None, NOW, True)


@pytest.mark.parametrize(("seq", "cursor"), [(46182, "-55 46182"), (None, "-55 -55"), ("46182", "-55 46182")])
def test_the_cursor_carries_both_numbers(seq: object, cursor: str) -> None:
    past = read_past(entry(message_seq=seq), BOT, NOW)
    assert past is not None
    assert past.cursor == cursor


@pytest.mark.parametrize("made", [{}, entry(message_id=None), entry(user_id=0)])
def test_an_entry_of_nobody_is_dropped(made: dict[str, Any]) -> None:
    assert read_past(made, BOT, NOW) is None


SECONDS = THEN.timestamp()


@pytest.mark.parametrize(
    "value", [int(SECONDS), SECONDS, str(int(SECONDS)), int(SECONDS * 1000), str(SECONDS * 1000), f" {SECONDS} "]
)
def test_a_moment_however_written(value: object) -> None:
    assert moment_in(value, NOW) == THEN


@pytest.mark.parametrize(
    "value",
    [None, "", 0, "0", -1, True, [], {}, "昨天", float("nan"), float("inf"), "inf", 123, 10**20, "9" * 5000, 10**400],
)
def test_an_absurd_moment_is_none(value: object) -> None:
    assert moment_in(value, NOW) is None


@pytest.mark.parametrize(("ahead", "taken"), [(119, 119), (121, 0), (8 * 3600, 0)])
def test_a_clock_that_is_fast_is_believed_for_two_minutes(ahead: int, taken: int) -> None:
    assert moment_in(NOW.timestamp() + ahead, NOW) == NOW + timedelta(seconds=taken)


@pytest.mark.parametrize(("value", "stamp"), [(5, "5"), (5.5, "5.5"), ("5", "5"), (None, ""), ({}, ""), (True, "")])
def test_a_stamp_only_tells_times_apart(value: object, stamp: str) -> None:
    assert stamp_in(value) == stamp
