"""会议改成什么：改到哪一刻、推后提前多久、换到哪里。"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.domain.calendar import Doubt
from core.domain.meeting_change import Moved, Way, read_change

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, tzinfo=ZONE)
MEETING = datetime(2026, 11, 25, 15, tzinfo=ZONE)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("way", "words", "moment"),
    [
        (Way.TO, "周四10点", at(11, 26, 10)),
        (Way.TO, "16:30", at(11, 25, 16, 30)),
        (Way.TO, "下周一", at(11, 30, 15)),
        (Way.TO, " 11月28日15:00", at(11, 28, 15)),
        (Way.TO, "明天上午9点", at(11, 24, 9)),
        (Way.LATER, "下周一", at(11, 30, 15)),
        (Way.EARLIER, "半小时", at(11, 25, 14, 30)),
        (Way.EARLIER, "20分钟", at(11, 25, 14, 40)),
        (Way.LATER, "一个半小时", at(11, 25, 16, 30)),
        (Way.LATER, "1.5小时", at(11, 25, 16, 30)),
        (Way.LATER, "一小时半", at(11, 25, 16, 30)),
        (Way.LATER, "两刻钟", at(11, 25, 15, 30)),
        (Way.LATER, "两天", at(11, 27, 15)),
        (Way.LATER, "一周召开", at(12, 2, 15)),
        (Way.EARLIER, "半天", at(11, 25, 3)),
    ],
)
def test_another_time(way: Way, words: str, moment: datetime) -> None:
    assert read_change(way, words, MEETING, NOW) == Moved(moment)


@pytest.mark.parametrize(("words", "place"), [("二楼", "二楼"), ("线上", "线上"), ("地点 办公楼", "办公楼")])
def test_another_place(words: str, place: str) -> None:
    assert read_change(Way.TO, words, MEETING, NOW) == Moved(place=place)


def test_both_at_once() -> None:
    assert read_change(Way.TO, "周四10点 二楼会议室", MEETING, NOW) == Moved(at(11, 26, 10), "二楼会议室")


@pytest.mark.parametrize(
    ("way", "words", "doubt"),
    [
        (Way.TO, "昨天10:00", Doubt.PAST),
        (Way.TO, "2月30日10:00", Doubt.IMPOSSIBLE),
        (Way.TO, "周三或周四10:00", Doubt.AMBIGUOUS),
        (Way.EARLIER, "3天", Doubt.PAST),
    ],
)
def test_a_doubtful_time(way: Way, words: str, doubt: Doubt) -> None:
    moved = read_change(way, words, MEETING, NOW)
    assert (moved.starts_at, moved.doubt) == (None, doubt)


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("words", ["结束了", "什么好呢", "一下"])
def test_nothing_is_read_from_small_talk(way: Way, words: str) -> None:
    assert read_change(way, words, MEETING, NOW) == Moved()


def test_today_without_a_clock_keeps_the_clock_it_had() -> None:
    assert read_change(Way.TO, "明天", MEETING, NOW) == Moved(at(11, 24, 15))
    assert read_change(Way.TO, "明天", MEETING.replace(hour=9), NOW.replace(hour=8)).starts_at == at(11, 24, 9)
