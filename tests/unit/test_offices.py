"""职务与授权：谁能任职、谁来任命、授权到哪天，以及说给人听的句子。"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import people
from core.domain.errors import UserError
from core.domain.people import Change
from core.domain.permission import Actor
from core.domain.roster import CATEGORY_LABELS, Category, Office
from plugins.offices import rules, texts
from plugins.offices.rules import Granted, Handover, Squad

SECRETARY = Actor("1", "张三", 1, 1, Category.FULL, frozenset({Office.SECRETARY}))
DEPUTY = Actor("2", "李四", 1, 2, Category.FULL, frozenset({Office.DEPUTY_SECRETARY}))
OPERATOR = Actor("9", superuser=True)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("actor", [SECRETARY, DEPUTY])
@pytest.mark.parametrize("office", [one for one in Office if one is not Office.SECRETARY])
def test_secretaries_may_fill_every_other_office(actor: Actor, office: Office) -> None:
    rules.check_appointer(actor, office, "张三")
    rules.check_appointer(actor, office, None)


@pytest.mark.parametrize("actor", [SECRETARY, DEPUTY, OPERATOR])
def test_the_vacant_post_of_secretary_may_be_filled(actor: Actor) -> None:
    rules.check_appointer(actor, Office.SECRETARY, None)


@pytest.mark.parametrize("actor", [SECRETARY, DEPUTY])
def test_there_is_one_secretary_at_a_time(actor: Actor) -> None:
    with pytest.raises(rules.SecretaryExists) as refused:
        rules.check_appointer(actor, Office.SECRETARY, "王五")
    assert "免职务 王五 书记" in str(refused.value)


@pytest.mark.parametrize("office", list(Office))
def test_an_operator_names_the_first_secretary_and_nobody_else(office: Office) -> None:
    with pytest.raises(rules.FirstSecretaryOnly):
        rules.check_appointer(OPERATOR, office, "张三")
    if office is not Office.SECRETARY:
        with pytest.raises(rules.FirstSecretaryOnly):
            rules.check_appointer(OPERATOR, office, None)


@pytest.mark.parametrize("category", [one for one in Category if one is not Category.FULL])
def test_only_full_members_hold_office(category: Category) -> None:
    with pytest.raises(rules.NotEligible) as refused:
        rules.check_eligible("王五", category, CATEGORY_LABELS[category], "书记")
    for words in ("王五同志", CATEGORY_LABELS[category], "《中国共产党章程》"):
        assert words in str(refused.value)
    with pytest.raises(people.HoldsOffice):
        people.check_holder("王五", category, "书记")


@pytest.mark.parametrize("category", [None, Category.FULL, "full"])
def test_full_and_undecided_members_may_be_appointed(category: str | None) -> None:
    rules.check_eligible("王五", category, "", "书记")


def test_an_office_holder_may_be_settled_as_a_full_member() -> None:
    people.check_holder("王五", Category.FULL, "书记")


FACTS = dict.fromkeys(["name", "office", "category", "offices", "words", "most", "matter"], "某某")


@pytest.mark.parametrize(
    "refusal",
    [
        one
        for one in vars(rules).values()
        if isinstance(one, type) and issubclass(one, UserError) and one is not UserError
    ],
)
def test_every_refusal_is_a_whole_sentence_without_a_gap(refusal: type[UserError]) -> None:
    sentence = str(refusal(**FACTS))
    assert "{" not in sentence
    assert sentence.endswith("。")
    assert len(sentence) < 120


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (None, 7),
        ("7天", 7),
        ("七天", 7),
        ("1日", 1),
        ("一周", 7),
        ("两周", 14),
        ("2个星期", 14),
        ("一个月", 30),
        ("90天", 90),
    ],
)
def test_the_first_day_of_a_term_does_not_count(words: str | None, days: int) -> None:
    assert rules.last_day(words, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize("words", ["", "0天", "91天", "四个月", "很久", "7", "明天", "-1天", "一万天", "=1+1"])
def test_a_term_that_is_none_or_too_long_is_refused(words: str) -> None:
    with pytest.raises(rules.BadTerm) as refused:
        rules.last_day(words, TODAY)
    assert "90 天" in str(refused.value)


@given(st.text(max_size=12))
def test_any_words_are_a_term_within_limits_or_refused(words: str) -> None:
    try:
        last = rules.last_day(words, TODAY)
    except rules.BadTerm:
        return
    assert timedelta(days=1) <= last - TODAY <= timedelta(days=rules.MOST_DAYS)


@pytest.mark.parametrize("category", [None, Category.MASSES])
def test_nothing_is_delegated_to_those_not_settled(category: Category | None) -> None:
    with pytest.raises(rules.NotSettled):
        rules.check_delegate("张三", category, "群众")
    rules.check_delegate("张三", Category.ACTIVIST, "入党积极分子")


def test_a_change_is_told_and_logged_with_before_and_after() -> None:
    change = Change("张三", "职务", "无", "书记")
    reply = texts.changed(change)
    assert "无 → 书记" in reply.text
    assert reply.record is not None
    assert (reply.record.before, reply.record.after) == ("无", "书记")


def test_many_left_undecided_are_told_to_the_new_secretary() -> None:
    assert "还有 3 人类别待核定" in texts.changed(Change("张三", "职务", "无", "书记"), 3).text


def test_a_handover_says_what_becomes_of_every_office() -> None:
    text = texts.handover_preview(Handover("王建国", "李红梅", "无", "组织委员", "副书记")).text
    for words in (
        "不再任书记，其余职务不变（无）",
        "不再任副书记，其余职务不变（组织委员）",
        "上级党组织批准",
        "确认移交",
    ):
        assert words in text
    assert "不再任无" not in texts.handover_preview(Handover("甲", "乙", "无", "无", "无")).text


def test_rights_are_told_privately_with_their_end() -> None:
    reply = texts.rights([("王建国", "书记")], [Granted("李四", "发通知", date(2026, 11, 29))])
    assert reply.private
    assert "王建国 书记" in reply.text
    assert "李四 发通知，到11月29日（周日）24:00 止" in reply.text
    assert "还没有设职务" in texts.rights([], []).text


def test_squads_are_counted_never_listed_by_who_is_missing() -> None:
    text = texts.squads([Squad("第一小组", 3, ["张三"]), Squad("第二小组", 1, [])], 2).text
    assert "第一小组：3 人，组长张三" in text
    assert "第二小组：1 人，组长未设" in text
    assert "2 位党员还没有编入" in text
    assert "还没有编党小组" in texts.squads([], 5).text
    assert "没有编入" not in texts.squads([Squad("第一小组", 3, [])], 0).text
