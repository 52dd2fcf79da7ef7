"""一期怎么说：月、季度、年、周；没有这一期、没有看懂的为 None。"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import Period, Span, spans
from core.domain.spoken_period import read_period, stretch_of
from plugins.registers.rules import column_of, days_of, period_of

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("11月", "2026-11-01", "2026-11-30"),
        ("十月份", "2026-10-01", "2026-10-31"),
        ("１０月", "2026-10-01", "2026-10-31"),
        ("2月", "2026-02-01", "2026-02-28"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("去年12月", "2025-12-01", "2025-12-31"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("26年 9月", "2026-09-01", "2026-09-30"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026.10", "2026-10-01", "2026-10-31"),
        ("11月的", "2026-11-01", "2026-11-30"),
        ("本月", "2026-11-01", "2026-11-30"),
        ("这个月", "2026-11-01", "2026-11-30"),
        ("当月", "2026-11-01", "2026-11-30"),
        ("上月", "2026-10-01", "2026-10-31"),
        ("上上个月", "2026-09-01", "2026-09-30"),
        ("第三季度", "2026-07-01", "2026-09-30"),
        ("3季度", "2026-07-01", "2026-09-30"),
        ("四季", "2026-10-01", "2026-12-31"),
        ("去年第四季度", "2025-10-01", "2025-12-31"),
        ("2026年第一季度", "2026-01-01", "2026-03-31"),
        ("本季度", "2026-10-01", "2026-12-31"),
        ("上季度", "2026-07-01", "2026-09-30"),
        ("2026年", "2026-01-01", "2026-12-31"),
        ("2026年度", "2026-01-01", "2026-12-31"),
        ("25年", "2025-01-01", "2025-12-31"),
        ("今年", "2026-01-01", "2026-12-31"),
        ("全年", "2026-01-01", "2026-12-31"),
        ("前年", "2024-01-01", "2024-12-31"),
        ("本周", "2026-11-23", "2026-11-29"),
        ("上个星期", "2026-11-16", "2026-11-22"),
    ],
)
def test_a_period_is_read(words: str, first: str, last: str) -> None:
    found = read_period(words, TODAY)
    assert found is not None
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "words",
    [
        "13月",
        "0月",
        "十三月",
        "第五季度",
        "0季度",
        "一百月",
        "十十月",
        "二一月",
        "2026-13",
        "昨天",
        "随便",
        "",
        "月",
        "2026",
    ],
)
def test_what_is_no_period_is_not_guessed(words: str) -> None:
    assert read_period(words, TODAY) is None


def test_a_quarter_not_begun_is_last_years() -> None:
    found = read_period("第四季度", date(2026, 2, 1))
    assert found is not None
    assert found.first == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("words", "spoken"),
    [
        ("11月", "2026年11月"),
        ("第三季度", "2026年第三季度"),
        ("今年", "2026年"),
        ("上周", "2026年11月16日至22日"),
    ],
)
def test_a_period_is_told_in_full(words: str, spoken: str) -> None:
    found = read_period(words, TODAY)
    assert found is not None
    assert found.spoken == spoken


def test_a_week_across_two_months_names_both() -> None:
    found = read_period("本周", date(2026, 12, 1))
    assert found is not None
    assert found.spoken == "2026年11月30日至12月6日"


@given(DAYS, st.sampled_from(Period))
def test_a_stretch_is_all_the_days_of_its_span_and_no_other(day: date, period: Period) -> None:
    span = next(one for one in spans(day) if one.period is period)
    found = stretch_of(Span(period, span.start))
    assert found.days[0] == span.start
    assert found.days[-1] == found.last
    assert day in found.days
    # 下一天就是下一期
    assert span not in spans(found.last + timedelta(days=1))
    assert all(span in spans(one) for one in (found.first, found.last))


@given(DAYS, st.sampled_from(list(Period)[1:]))
def test_every_day_of_a_register_has_its_column(day: date, period: Period) -> None:
    found = stretch_of(next(one for one in spans(day) if one.period is period))
    columns = days_of(found)
    assert len(columns) == len(set(columns))
    assert column_of(found, day) in columns
    assert len(columns) == {Period.WEEK: 7, Period.QUARTER: 3, Period.YEAR: 12}.get(period, len(found.days))


def test_a_register_without_a_period_is_this_months() -> None:
    assert period_of(None, TODAY).spoken == "2026年11月"
