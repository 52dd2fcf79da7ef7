"""集体数字怎么说；卡片上的各栏是同样的数。"""

from datetime import date

import pytest

from core.domain import announcing
from core.domain.calendar import Period, Span
from core.domain.collective import FOOT, Collective, Overview, spoken, spoken_days, stats
from core.domain.ranking import Place
from core.domain.spoken_period import stretch_of

FULL = Collective(20, 86, 132, 115, 23, 14)


def test_each_kind_of_thing() -> None:
    assert spoken(FULL) == "学习登记 86 人次，答题 132 人次、正确率 87%，到会 23 人次，志愿服务 14 人次"
    assert [(one.name, one.value, one.unit) for one in stats(FULL)] == [
        ("学习登记", "86", "人次"),
        ("答题", "132", "人次"),
        ("正确率", "87", "%"),
        ("到会", "23", "人次"),
        ("志愿服务", "14", "人次"),
    ]


def test_what_did_not_happen_is_not_mentioned() -> None:
    assert spoken(Collective(5, volunteered=3)) == "志愿服务 3 人次"
    assert [one.name for one in stats(Collective(5, check_ins=3))] == ["学习登记"]


@pytest.mark.parametrize("figures", [Collective(3, 86), Collective(0, 5), Collective(9)])
def test_too_few_or_only_points(figures: Collective) -> None:
    assert spoken(figures) == "已有同志参加"
    assert stats(figures) == []
    shown = Overview(figures).shown("较为积极的同志")
    assert shown == {"stats": [], "note": "已有同志参加", "heading": "", "people": [], "foot": FOOT}


@pytest.mark.parametrize(("answered", "right", "rate"), [(3, 1, 33), (3, 2, 67), (8, 1, 13), (200, 1, 1), (7, 7, 100)])
def test_the_rate_is_rounded(answered: int, right: int, rate: int) -> None:
    assert spoken(Collective(9, answered=answered, right=right)) == f"答题 {answered} 人次、正确率 {rate}%"


def test_empty_or_not() -> None:
    assert Collective(0).is_empty
    assert not Collective(1).is_empty
    assert not Collective(0, check_ins=1).is_empty


def test_the_names_on_the_card() -> None:
    shown = Overview(FULL, [Place(1, ("张三",), 26), Place(2, ("王五", "李四"), 24)]).shown("较为积极的同志")
    assert shown["people"] == [
        {"number": 1, "names": ["张三"], "points": 26},
        {"number": 2, "names": ["王五", "李四"], "points": 24},
    ]
    assert shown["note"] == ""


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), "11月16日—22日"),
        (date(2026, 11, 30), date(2026, 12, 6), "11月30日—12月6日"),
        (date(2026, 12, 28), date(2027, 1, 3), "12月28日—1月3日"),
        (date(2026, 1, 1), date(2027, 1, 1), "1月1日—1月1日"),
        (date(2026, 11, 16), date(2026, 11, 16), "11月16日"),
    ],
)
def test_the_days(start: date, end: date, words: str) -> None:
    assert spoken_days(start, end) == words


@pytest.mark.parametrize(
    ("period", "day", "start", "end"),
    [
        (Period.WEEK, date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 22)),
        (Period.WEEK, date(2026, 11, 29), date(2026, 11, 16), date(2026, 11, 22)),
        (Period.MONTH, date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (Period.MONTH, date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 29)),
        (Period.QUARTER, date(2027, 1, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (Period.QUARTER, date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Period.YEAR, date(2025, 1, 1), date(2024, 1, 1), date(2024, 12, 31)),
        (Period.DAY, date(2026, 3, 1), date(2026, 2, 28), date(2026, 2, 28)),
    ],
)
def test_the_last_full_period(period: Period, day: date, start: date, end: date) -> None:
    assert announcing.reported(period, day) == start
    assert stretch_of(Span(period, start)).last == end
