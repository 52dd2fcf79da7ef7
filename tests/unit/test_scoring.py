"""积分规则：怎么改、封顶怎么算、事由归在哪一类。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import scoring
from core.domain.scoring import DEFAULTS, LABELS, NAMES, NotPoints, Rule, RuleOutOfRange, Terms, UnclearRule

WAS = Terms(2, daily_cap=2)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2分 每日封顶2", Terms(2, 2)),
        ("3分 每日封顶3", Terms(3, 3)),
        ("3 每天最多6分", Terms(3, 6)),
        ("每次3分，每日封顶6，每周封顶20", Terms(3, 6, 20)),
        ("2分，一周至多 10 分", Terms(2, 2, 10)),
        ("5分 每日不封顶", Terms(5, None)),
        ("5分 每日不封顶 每周20", Terms(5, None, 20)),
        ("不封顶", Terms(2)),
        ("每日封顶4", Terms(2, 4)),
        ("0分", Terms(0, 2)),
        ("得1分。", Terms(1, 2)),
    ],
)
def test_terms_are_read_and_the_rest_stays(words: str, expected: Terms) -> None:
    assert scoring.read_terms(words, WAS) == expected


@pytest.mark.parametrize("words", ["怎么算", "多一点", "2分 3分", "每日封顶", "两分", "2.5分", "。"])
def test_terms_that_are_not_clear(words: str) -> None:
    with pytest.raises(UnclearRule):
        scoring.read_terms(words, WAS)


@pytest.mark.parametrize(
    "words",
    ["3分", "51分 不封顶", "51分 每日不封顶", "2分 每日封顶1000", "5分 每日封顶10 每周封顶4", "-1分", "2分 每周封顶-2"],
)
def test_terms_out_of_range(words: str) -> None:
    with pytest.raises((RuleOutOfRange, UnclearRule)):
        scoring.read_terms(words, WAS)


@pytest.mark.parametrize("words", ["5", "5分", "+5", "５", "50 分"])
def test_points_by_hand(words: str) -> None:
    assert scoring.points_in(words) in {5, 50}


@pytest.mark.parametrize("words", ["0", "51", "-5", "2.5", "1/2", "五", "", "5,000", "9" * 400])
def test_points_that_are_not(words: str) -> None:
    with pytest.raises(NotPoints):
        scoring.points_in(words)


def test_a_correction_may_say_nought() -> None:
    assert scoring.points_in("0分", least=0) == 0


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        ("志愿服务", Rule.VOLUNTEER),
        ("参加社区志愿活动", Rule.VOLUNTEER),
        ("承办主题党日", Rule.ACTIVITY),
        ("按时交党费", Rule.DUES),
        ("年度工作总结", Rule.PLAN),
        ("参加党员大会", Rule.ATTENDANCE),
        ("受到上级表扬", Rule.COMMENDATION),
        ("热心助人", Rule.MANUAL),
    ],
)
def test_what_the_reason_is_about(reason: str, rule: Rule) -> None:
    assert scoring.rule_for(reason) is rule


@given(st.integers(0, 50), st.none() | st.integers(0, 99), st.none() | st.integers(0, 99), st.integers(0, 99))
def test_never_more_than_the_cap_and_never_less_than_nothing(
    wanted: int, daily: int | None, weekly: int | None, had: int
) -> None:
    got = scoring.granted(wanted, Terms(wanted, daily, weekly), had, had)
    assert 0 <= got <= wanted
    for cap in (daily, weekly):
        assert cap is None or got == 0 or had + got <= cap


def test_the_defaults_are_in_order() -> None:
    assert set(DEFAULTS) | {Rule.MANUAL, Rule.DEDUCTION} == set(Rule) == set(LABELS)
    assert set(NAMES.values()) == set(DEFAULTS)
    for terms in DEFAULTS.values():
        assert all(cap is None or cap >= terms.points for cap in terms[1:])
    assert scoring.spoken(Terms(2, 2, 9)) == "2 分，每日封顶 2 分，每周封顶 9 分"
    assert [scoring.signed(5), scoring.signed(-2), scoring.signed(0)] == ["＋5", "－2", "＋0"]
