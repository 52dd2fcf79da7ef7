"""回执、请假的规则：晚到多久、请到哪天、事由谁看得到、通知怎样称呼。"""

from datetime import date, datetime
from typing import Any

import pytest

from core.domain.notices import Choice, Wanted
from core.domain.receipts import Changed, Subject, may_see_reason, said_in
from plugins.answers import rules as answers
from plugins.leave import rules as leave
from plugins.receipts import rules as receipts

NOW = datetime.fromisoformat("2026-11-23T12:00:00+08:00")


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("10分钟", 10),
        ("10分", 10),
        ("二十分钟", 20),
        ("半小时", 30),
        ("半个小时", 30),
        ("一刻钟", 15),
        ("一小时", 60),
        ("1个小时", 60),
        ("10多分钟", 10),
        ("的罚款10分钟", None),
        ("10", None),
        ("0分钟", None),
        ("999分钟", None),
        ("九小时", None),
    ],
)
def test_how_late_somebody_will_be(words: str, minutes: int | None) -> None:
    assert answers.minutes_in(words) == minutes


def test_a_plain_notice_never_asks_who_comes() -> None:
    assert answers.settled(Choice.COMING, Wanted.ACK) is Choice.ACK
    assert answers.settled(Choice.SEEN, Wanted.ACK) is Choice.SEEN
    assert answers.settled(Choice.SEEN, Wanted.ATTENDANCE) is Choice.SEEN
    assert answers.settled(Choice.LATE, Wanted.ATTENDANCE) is Choice.LATE


def test_faces_are_kept_one_by_one() -> None:
    assert answers.faces(answers.via_faces(["124", "66"])) == ["124", "66"]
    assert answers.faces("1001") == []
    assert answers.faces(None) == []


@pytest.mark.parametrize("words", ["制度在群文件里", "条放哪了", "了吗", "@李四 说一声", "谁批", "什么时候能批"])
def test_what_follows_leave_may_be_mere_talk(words: str) -> None:
    assert leave.is_talk(words)


@pytest.mark.parametrize("words", [None, "出差", "家里老人住院", "不舒服", "没空", "要陪护", "明天的会"])
def test_or_a_reason(words: str | None) -> None:
    assert not leave.is_talk(words)


@pytest.mark.parametrize(
    ("words", "day", "reason"),
    [
        (None, None, None),
        ("出差", None, "出差"),
        ("11月26日下午 值班", date(2026, 11, 26), "值班"),
        ("明天的会", date(2026, 11, 24), None),
        ("明天的会 出差", date(2026, 11, 24), "出差"),
        ("周五 带孩子看病", date(2026, 11, 27), "带孩子看病"),
        ("今天 发烧", date(2026, 11, 23), "发烧"),
        ("下周有事", None, "下周有事"),
    ],
)
def test_a_leave_is_read_for_its_day_and_reason(words: str | None, day: date | None, reason: str | None) -> None:
    said = leave.read(words, NOW)
    assert (said.day, said.reason) == (day, reason)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [("2月30日 值班", leave.NoSuchDay), ("昨天 值班", leave.DayGone), ("病" * 201, leave.ReasonTooLong)],
)
def test_a_leave_that_makes_no_sense_is_refused(words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        leave.read(words, NOW)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("三天", date(2026, 11, 25)),
        ("请假3天", date(2026, 11, 25)),
        ("半天", date(2026, 11, 23)),
        ("一周", date(2026, 11, 29)),
        ("两个星期", date(2026, 12, 6)),
        ("1个月", date(2026, 12, 22)),
        ("今天", date(2026, 11, 23)),
        ("到周五", date(2026, 11, 27)),
        ("至11月28日", date(2026, 11, 28)),
        ("11月28日", date(2026, 11, 28)),
        ("明天", date(2026, 11, 24)),
    ],
)
def test_until_when_a_leave_lasts(words: str, last: date) -> None:
    assert leave.end_of(words, NOW) == last


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("过几天", leave.NotAnEnd),
        ("周末", leave.NotAnEnd),
        ("昨天", leave.NotAnEnd),
        ("2月30日", leave.NotAnEnd),
        ("999天", leave.LeaveTooLong),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        leave.end_of(words, NOW)


def test_a_leave_begins_now_or_at_midnight_and_lasts_to_the_end_of_its_last_day() -> None:
    assert leave.span(date(2026, 11, 23), date(2026, 11, 24), NOW) == (
        NOW,
        datetime.fromisoformat("2026-11-24T23:59:59+08:00"),
    )
    assert leave.span(date(2026, 11, 26), date(2026, 11, 26), NOW)[0].isoformat() == "2026-11-26T00:00:00+08:00"


@pytest.mark.parametrize(
    ("is_secretary", "reason_for", "over", "sees"),
    [
        (True, 1, True, True),
        (True, 1, False, True),
        (True, 2, False, True),
        (True, 2, True, False),
        (True, None, False, True),
        (False, 1, False, False),
    ],
)
def test_a_reason_is_for_the_secretary_alone(
    *, is_secretary: bool, reason_for: int | None, over: bool, sees: bool
) -> None:
    assert may_see_reason(1, is_secretary=is_secretary, reason_for=reason_for, over=over) is sees


def test_a_notice_is_called_by_its_time_or_by_how_it_begins() -> None:
    meeting = Subject(3, "支部党员大会", "", datetime.fromisoformat("2026-11-25T15:00:00+08:00"), Wanted.ATTENDANCE)
    assert (meeting.ref, meeting.words) == ("N3", "11月25日（周三）15:00 支部党员大会")
    assert Subject(4, "通知", "请各位\n同志阅知", None, Wanted.ACK).words == "请各位 同志阅知"
    assert Subject(5, "通知", "很" * 20, None, Wanted.ACK).words == "很" * 16 + "…"


def test_an_answer_is_told_as_it_was() -> None:
    state: dict[str, Any] = {"choice": "coming", "withdrawn_at": None}
    change = Changed(1, None, state)
    assert (change.before, change.after) == ("未回", "参加")
    assert said_in({"choice": "coming", "withdrawn_at": "2026-11-23T04:00:00+00:00"}) == "未回"
    assert change.kept() == {"notice": 1, "was": None, "now": state}


def test_a_notice_is_named_by_its_number_only() -> None:
    assert [receipts.number_in(words) for words in ("N3", "3", "n 3")] == [3, 3, 3]
    for words in ("Q3", "三"):
        with pytest.raises(receipts.NoSuchNotice):
            receipts.number_in(words)
