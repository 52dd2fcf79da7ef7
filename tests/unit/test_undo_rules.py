"""什么时候可以撤销，要看操作日志的哪些。"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.dialogue import PastAct, Record
from core.domain.permission import Actor
from core.domain.roster import Office
from plugins.help import rules, texts
from plugins.help.rules import OFFICE_LIMIT, OWN_LIMIT, Terms
from plugins.offices.rules import FirstSecretaryOnly, check_reverser
from tests.conftest import NOON

ACT = PastAct(12, "check_in", 5, "张三", "学习登记，积分＋2", None, None, NOON, undo={})
OWN = Terms(own=True, official=False, permitted=False, why="")
BY_OFFICE = Terms(own=True, official=True, permitted=True, why="")
FOR_ANOTHER = Terms(own=False, official=False, permitted=True, why="")
INSTANT = timedelta(seconds=1)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("terms", "limit", "refusal"),
    [
        (OWN, OWN_LIMIT, rules.TooLate),
        (BY_OFFICE, OFFICE_LIMIT, rules.TooLateForOffice),
        (FOR_ANOTHER, OFFICE_LIMIT, rules.TooLateForOffice),
    ],
    ids=["own", "by office", "for another"],
)
def test_up_to_the_limit_and_not_after(terms: Terms, limit: timedelta, refusal: type[Exception]) -> None:
    rules.check(ACT, terms, NOON + limit)
    with pytest.raises(refusal, match="A12（学习登记，积分＋2）已超过"):
        rules.check(ACT, terms, NOON + limit + INSTANT)


@pytest.mark.parametrize("terms", [BY_OFFICE._replace(permitted=False), FOR_ANOTHER._replace(permitted=False)])
def test_what_is_not_ones_to_undo(terms: Terms) -> None:
    with pytest.raises(rules.NotYours):
        rules.check(ACT, terms, NOON)


def test_what_cannot_be_undone_says_why() -> None:
    with pytest.raises(rules.CannotUndo, match="因为如此。"):
        rules.check(ACT, OWN._replace(why="因为如此。"), NOON)


@pytest.mark.parametrize("words", ["A12", "a12", "#A12", " Ａ１２", "：12", "12"])
def test_a_number_however_written(words: str) -> None:
    assert rules.number_in(words) == 12


@pytest.mark.parametrize(
    ("words", "since", "before"),
    [
        ("今天", TODAY, date(2026, 11, 25)),
        ("昨日", date(2026, 11, 23), TODAY),
        ("前天", date(2026, 11, 22), date(2026, 11, 23)),
        ("本周", date(2026, 11, 23), date(2026, 11, 30)),
        ("上周", date(2026, 11, 16), date(2026, 11, 23)),
        ("这个月", date(2026, 11, 1), date(2026, 12, 1)),
        ("上月", date(2026, 10, 1), date(2026, 11, 1)),
        ("9月", date(2026, 9, 1), date(2026, 10, 1)),
        ("上季度", date(2026, 7, 1), date(2026, 10, 1)),
    ],
)
def test_days_as_they_are_said(words: str, since: date, before: date) -> None:
    assert rules.read_range(words, TODAY) == (1, since, before, ())


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)))
def test_last_month_ends_where_this_month_begins(today: date) -> None:
    last, this = rules.read_range("上月", today), rules.read_range("本月", today)
    assert last.before == this.since
    assert last.since is not None
    assert (last.since.day, (this.since or today).day) == (1, 1)


@pytest.mark.parametrize(
    ("words", "page", "others"),
    [(None, 1, ()), ("第3页", 3, ()), ("张三 2", 2, ("张三",)), ("@10005，名册 第0页", 1, ("10005", "名册"))],
)
def test_pages_and_other_words(words: str | None, page: int, others: tuple[str, ...]) -> None:
    assert rules.read_range(words, TODAY) == (page, None, None, others)


def test_another_page_is_asked_for_in_the_same_words() -> None:
    assert rules.again("操作日志", "张三，昨天 第2页") == "操作日志 张三 昨天"
    assert rules.again("我的记录", None) == "我的记录"


def test_a_log_line_tells_the_change_once_and_whether_it_was_undone() -> None:
    told = PastAct(1, "k", 5, "王建国", "张三同志的职务：无 → 书记", "无", "书记", NOON)
    untold = PastAct(2, "k", 5, "王建国", "设置小结", "开", "关", NOON, undone_by=3)
    lines = texts.log([untold, told], 2, 1, "Asia/Shanghai", "操作日志").text.split("\n")
    assert lines == [
        "A2 11月23日 12:00 王建国：设置小结（开 → 关）（已撤销，A3）",
        "A1 11月23日 12:00 王建国：张三同志的职务：无 → 书记",
    ]


def test_a_reversal_names_what_it_reverses_and_keeps_nothing_to_undo() -> None:
    record = texts.reversal(ACT, Record("11月23日的学习登记", undo={"a": 1}, about=(5,)))
    assert (record.reverses, record.undo, record.about) == (12, None, (5,))
    assert record.summary == "撤销 A12：11月23日的学习登记"
    assert texts.own_undone("张三", record).merged.format(n=2) == "刚才有 2 次登记已由本人撤销。"
    assert (texts.undone(record, openly=True).private, texts.undone(record, openly=False).private) == (False, True)


def test_the_operator_undoes_only_his_own_appointment() -> None:
    operator, deputy = Actor("9", superuser=True), Actor("2", offices=frozenset({Office.DEPUTY_SECRETARY}))
    check_reverser(operator, own=True)
    check_reverser(deputy, own=False)
    with pytest.raises(FirstSecretaryOnly):
        check_reverser(operator, own=False)
