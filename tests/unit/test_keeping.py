"""备份留哪些：七天、四周、十二个月，各留最新的；天天清理也不会把以后要留的清掉。"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.keeping import DAYS, MONTHS, WEEKS, is_due, kept, reminders

NIGHT = datetime.fromisoformat("2026-11-23T03:40")
ANY = st.datetimes(NIGHT.replace(year=2020), NIGHT.replace(year=2030))
MOMENTS = st.lists(ANY, max_size=60)


@given(MOMENTS)
def test_the_newest_is_always_kept_and_never_too_many(moments: list[datetime]) -> None:
    left = kept(moments)
    assert left <= set(moments)
    assert len(left) <= DAYS + WEEKS + MONTHS
    assert not moments or max(moments) in left


@given(MOMENTS)
def test_clearing_again_clears_nothing_more(moments: list[datetime]) -> None:
    left = kept(moments)
    assert kept(left) == left


@given(MOMENTS, ANY)
def test_a_new_one_never_brings_back_what_was_cleared(moments: list[datetime], new: datetime) -> None:
    assert kept([*moments, new]) <= kept(moments) | {new} or new < max(moments, default=new)


@given(MOMENTS)
def test_the_newest_of_each_recent_day_week_and_month_is_there(moments: list[datetime]) -> None:
    left = kept(moments)
    for most, form in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest = {one.strftime(form): one for one in sorted(moments)}
        assert {newest[span] for span in sorted(newest)[-most:]} <= left


def test_two_years_of_nights_cleared_every_night() -> None:
    left = set[datetime]()
    for number in range(730):
        left = kept(left | {NIGHT + timedelta(days=number)})
    last = NIGHT + timedelta(days=729)
    assert sorted(left, reverse=True)[:DAYS] == [last - timedelta(days=number) for number in range(DAYS)]
    assert len({one.isocalendar()[:2] for one in left if last - one < timedelta(days=35)}) >= WEEKS
    assert len({(one.year, one.month) for one in left}) == MONTHS
    assert min(left) < last - timedelta(days=320)


def test_after_a_long_silence_the_old_ones_are_still_there() -> None:
    old = {NIGHT - timedelta(days=200 + number) for number in range(3)}
    assert kept({*old, NIGHT}) == {*old, NIGHT}


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, NIGHT, True),
        (None, NIGHT.replace(hour=2), False),
        (NIGHT - timedelta(days=1), NIGHT, True),
        (NIGHT, NIGHT + timedelta(hours=5), False),
        (NIGHT - timedelta(days=1), NIGHT.replace(hour=22), True),
        (NIGHT + timedelta(days=9), NIGHT, False),
    ],
    ids=["头一次", "还没到钟点", "昨天做过", "今天做过", "错过了钟点", "钟往回拨了"],
)
def test_when_one_is_due(last: datetime | None, now: datetime, due: bool) -> None:
    assert is_due(last, now, 3) is due


@pytest.mark.parametrize(("days", "times"), [(0, 0), (2, 0), (3, 1), (9, 1), (10, 2), (17, 3)])
def test_a_streak_of_failures_is_told_at_once_after_three_days_and_then_weekly(days: int, times: int) -> None:
    assert reminders(days) == times
