"""群里答题、一轮答题的规则：时间怎么读，结果怎么算，话怎么说。"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import UserError
from core.domain.questions import Source
from core.domain.quizzing import NotATime, share, soon
from plugins.practice.rules import count_in, scope_in
from plugins.quiz import rules as quiz
from plugins.quiz.rules import Daily, clock_of, closing, read_daily
from plugins.rounds import texts
from plugins.rounds.rules import PastTime, RoundSize, read_plan, round_result

NOW = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
RULES, CHARTER = Source("中国共产党支部工作条例（试行）", 2018, "十一"), Source("中国共产党章程", 2022, "四")


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("8:30", Daily(time(8, 30), enabled=True)),
        ("上午9点", Daily(time(9), enabled=True)),
        ("每天9点", Daily(time(9), enabled=True)),
        ("工作日8:30", Daily(time(8, 30), enabled=True, workdays=True)),
        ("开", True),
        ("关闭", False),
        ("每周一9点", None),
        ("每天", None),
        ("每天25点", None),
        ("每天9点大家", None),
        ("随便", None),
    ],
)
def test_when_the_daily_question_is(said: str, made: Daily | bool | None) -> None:
    assert read_daily(said) == made


def test_close_time() -> None:
    assert clock_of("20:30") == time(20, 30)
    with pytest.raises(NotATime):
        clock_of("半夜")


@pytest.mark.parametrize(
    ("hour", "minute", "day", "closes"), [(8, 0, 23, 20), (19, 50, 23, 20), (19, 51, 24, 20), (21, 0, 24, 20)]
)
def test_a_question_stays_open_until_the_close_time_that_is_not_too_near(
    hour: int, minute: int, day: int, closes: int
) -> None:
    now = NOW.replace(hour=hour, minute=minute)
    assert closing(now, time(20)) == NOW.replace(day=day, hour=closes)
    assert closing(now, time(20)) - now >= quiz.LEAST_OPEN


def test_soon_is_a_whole_minute_still_to_come() -> None:
    assert soon(NOW) == NOW.replace(minute=1)
    assert soon(NOW.replace(second=1)) == NOW.replace(minute=2)


@pytest.mark.parametrize(
    ("count", "words", "when", "made"),
    [
        ("10", "党章", "", (10, "党章", 2, None)),
        ("5", None, "", (5, "", 2, None)),
        ("5", "《党章》的题 每题3分钟", "", (5, "党章", 3, None)),
        ("5", "每题30秒", "", (5, "", 1, None)),
        ("5", "每题90秒 党费", "", (5, "党费", 2, None)),
        ("10", "党章", "今晚8点", (10, "党章", 2, NOW.replace(hour=20))),
        ("10", "党章 今晚8点", "", (10, "党章", 2, NOW.replace(hour=20))),
        ("10", None, "明天下午3点", (10, "", 2, NOW.replace(day=24, hour=15))),
    ],
)
def test_a_round(count: str, words: str | None, when: str, made: tuple[object, ...]) -> None:
    assert read_plan(count, words, when, NOW) == made


@pytest.mark.parametrize(
    ("count", "words", "when", "refusal"),
    [
        ("0", None, "", RoundSize),
        ("21", None, "", RoundSize),
        ("5", "每题40分钟", "", RoundSize),
        ("5", None, "今天上午8点", PastTime),
        ("5", None, "明天", NotATime),
        ("5", None, "今晚不知几点", NotATime),
    ],
)
def test_a_round_that_cannot_be(count: str, words: str | None, when: str, refusal: type[UserError]) -> None:
    with pytest.raises(refusal):
        read_plan(count, words, when, NOW)


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_words_make_a_plan_or_one_clear_refusal(words: str, when: str) -> None:
    try:
        plan = read_plan("5", words, when, NOW)
    except UserError:
        return
    assert plan.at is None or plan.at > NOW


def test_the_weakest_clauses_first() -> None:
    result = round_result(date(2026, 11, 23), [(RULES, 10, 5), (CHARTER, 8, 8), (RULES, 10, 9), (None, 4, 0)], 10)
    assert result.weakest == ((RULES, 70),)
    assert (result.asked, result.people, result.answers, result.right) == (4, 10, 32, 22)
    assert result.per_question == ((1, 10, 5), (2, 8, 8), (3, 10, 9), (4, 4, 0))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=20), st.integers(0, 60))
def test_results_never_name_anyone_and_hide_small_numbers(pairs: list[tuple[int, int]], people: int) -> None:
    asked = [(CHARTER, max(pair), min(pair)) for pair in pairs]
    result = round_result(date(2026, 11, 23), asked, people)
    told = texts.round_result("示范党支部", result, None)
    assert ("人次" in told) is (people >= 4)
    assert (texts.card("示范党支部", result) is None) is (people < 4)
    assert all(0 <= share <= 100 for _, share in result.weakest)


def test_shares() -> None:
    assert [share(0, 0), share(1, 3), share(3, 3), share(1, 8), share(1, 200)] == [0, 33, 100, 13, 1]


def test_what_to_practise() -> None:
    assert [count_in(None), count_in("3"), count_in("99")] == [5, 3, 20]
    assert [scope_in(None), scope_in("《党章》 的题"), scope_in("10题 党费")] == ["", "党章", "党费"]
