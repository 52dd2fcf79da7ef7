"""一问一答：请求、长文分条、名册说法、拒绝的句子。"""

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import local
from core.domain.dialogue import LONGEST, Branch, Occasion, Request, Scene, pages
from core.domain.errors import UserError
from core.domain.permission import Actor
from core.domain.roster import (
    CATEGORY_LABELS,
    CATEGORY_NAMES,
    OFFICE_LABELS,
    OFFICE_NAMES,
    Category,
    Office,
    category_label,
    office_labels,
)


def request(**differences: object) -> Request:
    given_ = {
        "actor": Actor("100", "张三", 1, 7),
        "branch": Branch(1, "机关第三党支部", "Asia/Shanghai"),
        "scene": Scene.GROUP,
        "now": local(datetime(2026, 11, 21, 16, 30, tzinfo=UTC), "Asia/Shanghai"),
        "platform": "qq",
        "account": "10000",
        "group_id": "900",
        "message_id": "m1",
        "zone": "Asia/Shanghai",
    }
    return Request(**{**given_, **differences})


def test_a_request_knows_its_place_and_day() -> None:
    assert request().place == "group:900"
    assert request(scene=Scene.PRIVATE).place == "private:100"
    assert request(scene=Scene.TEMPORARY).place == "private:100"
    assert request().day == date(2026, 11, 22)
    assert request().home.name == "机关第三党支部"


def test_a_request_without_a_branch_has_no_home() -> None:
    with pytest.raises(LookupError):
        _ = request(branch=None).home


def test_an_occasion_knows_the_day_of_its_branch() -> None:
    due = local(datetime(2026, 11, 21, 16, 30, tzinfo=UTC), "Asia/Shanghai")
    assert Occasion(Branch(1, "机关第三党支部", "Asia/Shanghai"), due, due).day == date(2026, 11, 22)


def test_a_request_cannot_be_changed_on_its_way() -> None:
    with pytest.raises(FrozenInstanceError):
        request().group_id = "901"  # pyright: ignore[reportAttributeAccessIssue] 就是要它不成


@given(st.text(st.sampled_from("党章一二三\n "), max_size=300), st.integers(1, 40))
def test_pages_lose_nothing_and_none_is_too_long(text: str, size: int) -> None:
    made = pages(text, size)
    assert all(len(page) <= size for page in made)
    # 分条只在行尾断开（太长的一行除外），所以去掉换行之后一字不少
    assert "".join(made).replace("\n", "") == text.replace("\n", "")


@given(st.lists(st.text("党章一二三", max_size=10), min_size=1, max_size=30))
def test_short_lines_are_never_cut_in_the_middle(lines: list[str]) -> None:
    made = pages("\n".join(lines), 24)
    assert [line for page in made for line in page.split("\n")] == lines


def test_a_text_that_fits_is_one_page_and_pages_are_filled() -> None:
    assert pages("一" * LONGEST) == ["一" * LONGEST]
    assert pages("") == [""]
    assert pages("一二\n三四\n五六", 5) == ["一二\n三四", "五六"]
    assert pages("一二三四五六七", 3) == ["一二三", "四五六", "七"]


def test_every_category_and_office_has_one_label_people_can_type_back() -> None:
    for category in Category:
        assert CATEGORY_NAMES[CATEGORY_LABELS[category]] == category
        assert category_label(category.value) == CATEGORY_LABELS[category]
    for office in Office:
        assert OFFICE_NAMES[OFFICE_LABELS[office]] == office
    assert len(set(CATEGORY_LABELS.values())) == len(Category)
    assert len(set(OFFICE_LABELS.values())) == len(Office)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("党员", Category.FULL),
        ("积极分子", Category.ACTIVIST),
        ("申请人", Category.APPLICANT),
        ("群众", Category.MASSES),
    ],
)
def test_short_names_of_categories(said: str, meant: Category) -> None:
    assert CATEGORY_NAMES[said] == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("支部书记", Office.SECRETARY),
        ("纪律检查委员", Office.DISCIPLINE_OFFICER),
        ("小组长", Office.SUBGROUP_LEADER),
        ("党小组长", Office.SUBGROUP_LEADER),
    ],
)
def test_other_names_of_offices(said: str, meant: Office) -> None:
    assert OFFICE_NAMES[said] == meant


def test_an_undecided_category_says_so() -> None:
    assert category_label(None) == "类别未定"


def test_offices_are_listed_in_the_order_of_the_committee() -> None:
    held = frozenset({Office.SUBGROUP_LEADER, Office.SECRETARY, Office.PUBLICITY_OFFICER})
    assert office_labels(held) == ["书记", "宣传委员", "党小组组长"]
    assert office_labels(frozenset()) == []


class Full(UserError):
    text: ClassVar[str] = "名额已满（{most} 人），未登记{name}同志。"


def test_a_refusal_is_its_sentence_with_the_facts_filled_in() -> None:
    assert str(Full(most=12, name="张三")) == "名额已满（12 人），未登记张三同志。"


def test_a_refusal_keeps_braces_that_people_typed() -> None:
    assert str(Full(most=12, name="{}{name}")) == "名额已满（12 人），未登记{}{name}同志。"


def test_a_plain_refusal_still_has_a_sentence() -> None:
    assert str(UserError()).endswith("。")
