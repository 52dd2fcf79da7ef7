"""时间：某一天属于哪几期，某一刻在支部时区是什么时候。"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import Period, local, minute_of, parse_clock, spans, spoken_day, start_of

DAYS = st.dates(date(1970, 1, 5), date(2999, 12, 31))
ZONES = st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "UTC", "America/New_York", "Europe/London", "Asia/Kathmandu"])
LONGEST = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31, Period.QUARTER: 92, Period.YEAR: 366}


@given(DAYS)
def test_a_day_lies_in_one_span_of_each_kind(day: date) -> None:
    found = spans(day)
    assert sorted(span.period for span in found) == sorted(Period)
    for period, start in found:
        assert start <= day < start + timedelta(days=LONGEST[period])
        # 一期的第一天就在这一期里
        assert start_of(period, start) == start
        assert start_of(period, day) == start


@given(DAYS)
def test_spans_begin_where_people_expect(day: date) -> None:
    assert start_of(Period.DAY, day) == day
    assert start_of(Period.WEEK, day).isoweekday() == 1
    month, quarter, year = (start_of(period, day) for period in (Period.MONTH, Period.QUARTER, Period.YEAR))
    assert (month.year, month.month, month.day) == (day.year, day.month, 1)
    assert (quarter.year, quarter.day) == (day.year, 1)
    assert quarter.month in {1, 4, 7, 10}
    assert quarter <= month
    assert (year.year, year.month, year.day) == (day.year, 1, 1)


@given(DAYS)
def test_the_next_day_is_in_the_same_span_or_begins_the_next(day: date) -> None:
    following = day + timedelta(days=1)
    for period in Period:
        assert start_of(period, following) in {start_of(period, day), following}


@pytest.mark.parametrize(
    ("day", "week", "quarter"),
    [
        (date(2026, 1, 1), date(2025, 12, 29), date(2026, 1, 1)),
        (date(2025, 12, 31), date(2025, 12, 29), date(2025, 10, 1)),
        (date(2024, 2, 29), date(2024, 2, 26), date(2024, 1, 1)),
        (date(2026, 3, 31), date(2026, 3, 30), date(2026, 1, 1)),
        (date(2026, 11, 22), date(2026, 11, 16), date(2026, 10, 1)),
    ],
)
def test_weeks_cross_the_year_and_quarters_do_not(day: date, week: date, quarter: date) -> None:
    assert start_of(Period.WEEK, day) == week
    assert start_of(Period.QUARTER, day) == quarter


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2026, 11, 22), "11月22日（周日）"),
        (date(2026, 11, 23), "11月23日（周一）"),
        (date(2027, 1, 1), "1月1日（周五）"),
    ],
)
def test_a_day_is_spoken_with_its_weekday(day: date, spoken: str) -> None:
    assert spoken_day(day) == spoken


@given(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), ZONES)  # noqa: DTZ001 时区由 timezones 给
def test_local_time_is_the_same_moment(moment: datetime, zone: str) -> None:
    there = local(moment, zone)
    # 换夏令时那一小时有两遍，不同时区的时刻直接比总不相等
    assert there.astimezone(UTC) == moment
    assert there.tzinfo == ZoneInfo(zone)


def test_the_branch_day_begins_at_its_own_midnight() -> None:
    before, after = datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert local(before, "Asia/Shanghai").date() == date(2026, 12, 31)
    assert local(after, "Asia/Shanghai").date() == date(2027, 1, 1)
    assert local(after, "Asia/Urumqi").date() == date(2026, 12, 31)


def test_a_zone_with_summer_time_shifts_by_an_hour() -> None:
    noon = datetime(2026, 3, 8, 17, 0, tzinfo=UTC)
    assert local(noon - timedelta(days=1), "America/New_York").hour == 12
    assert local(noon, "America/New_York").hour == 13


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_minute_of_a_moment_holds_it(moment: datetime) -> None:
    minute = minute_of(moment)
    assert timedelta(0) <= moment - minute < timedelta(minutes=1)
    assert (minute.second, minute.microsecond, minute.tzinfo) == (0, 0, moment.tzinfo)
    assert minute_of(minute) == minute


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("20:00", time(20)),
        ("20：30", time(20, 30)),
        ("8:05", time(8, 5)),
        ("08:00", time(8)),
        ("０８：３０", time(8, 30)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
        ("20点", time(20)),
        ("20点钟", time(20)),
        ("20点整", time(20)),
        ("20点30", time(20, 30)),
        ("20点30分", time(20, 30)),
        ("20时", time(20)),
        ("8点", time(8)),
        ("八点", time(8)),
        ("两点半", time(2, 30)),
        ("十点", time(10)),
        ("十二点", time(12)),
        ("二十点", time(20)),
        ("二十三点", time(23)),
        ("零点", time(0)),
        ("八点一刻", time(8, 15)),
        ("八点三刻", time(8, 45)),
        ("八点三十", time(8, 30)),
        ("八点零五分", time(8, 5)),
        ("早上八点", time(8)),
        ("上午 9点半", time(9, 30)),
        ("中午12点", time(12)),
        ("中午一点", time(13)),
        ("下午2点", time(14)),
        ("傍晚6点", time(18)),
        ("晚8点", time(20)),
        ("晚上8点半", time(20, 30)),
        ("晚上八点半", time(20, 30)),
        ("晚上20:00", time(20)),
        ("凌晨3点", time(3)),
        ("凌晨12点", time(0)),
        ("晚上12点", time(0)),
        ("晚上零点", time(0)),
        ("晚上1点", time(1)),
        (" 晚上 8 点 半 ", time(20, 30)),
    ],
)
def test_a_time_of_day_as_people_say_it(words: str, clock: time) -> None:
    assert parse_clock(words) == clock


@pytest.mark.parametrize(
    "words",
    [
        "",
        "开",
        "8",
        "20",
        "点",
        "半点",
        "晚上",
        "24:00",
        "25点",
        "8:60",
        "20:5",
        "20:",
        "-1:00",
        "8点61分",
        "百点",
        "八八点",
        "十十点",
        "一二十点",
        "八点八十",
        "晚上8点开会",
        "大概八点",
        "8点到9点",
        "八点点",
        "20.30",
        "2026-11-23",
    ],
)
def test_what_is_not_a_time_of_day(words: str) -> None:
    assert parse_clock(words) is None


@given(st.text("零一二两三四五六七八九十百半刻整点时分钟早晚上下中午凌晨0123456789:： ", max_size=10))
def test_no_words_break_the_reading_of_a_time(words: str) -> None:
    clock = parse_clock(words)
    assert clock is None or (clock.second, clock.tzinfo) == (0, None)


@given(st.times())
def test_a_clock_written_in_digits_is_read_back(clock: time) -> None:
    minute = clock.replace(second=0, microsecond=0)
    assert parse_clock(f"{clock:%H:%M}") == minute
    assert parse_clock(f"{clock.hour}点{clock.minute:02}分") == minute
