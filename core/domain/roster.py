"""名册上的固定说法：党员类别与职务。"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Category(StrEnum):
    """党员类别；类别未定用 None 表示，不在此列。"""

    FULL = "full"
    PROBATIONARY = "probationary"
    PROSPECT = "prospect"
    ACTIVIST = "activist"
    APPLICANT = "applicant"
    MASSES = "masses"


class Office(StrEnum):
    """支部内的职务。"""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    ORGANIZATION_OFFICER = "organization_officer"
    PUBLICITY_OFFICER = "publicity_officer"
    DISCIPLINE_OFFICER = "discipline_officer"
    SUBGROUP_LEADER = "subgroup_leader"


CATEGORY_LABELS = {
    Category.FULL: "正式党员",
    Category.PROBATIONARY: "预备党员",
    Category.PROSPECT: "发展对象",
    Category.ACTIVIST: "入党积极分子",
    Category.APPLICANT: "入党申请人",
    Category.MASSES: "群众",
}
UNDECIDED = "类别未定"

OFFICE_LABELS = {
    Office.SECRETARY: "书记",
    Office.DEPUTY_SECRETARY: "副书记",
    Office.ORGANIZATION_OFFICER: "组织委员",
    Office.PUBLICITY_OFFICER: "宣传委员",
    Office.DISCIPLINE_OFFICER: "纪检委员",
    Office.SUBGROUP_LEADER: "党小组组长",
}

# 人们的各种叫法 → 规范值；槽位按它取值
CATEGORY_NAMES: dict[str, Category] = {label: category for category, label in CATEGORY_LABELS.items()} | {
    "党员": Category.FULL,
    "积极分子": Category.ACTIVIST,
    "申请人": Category.APPLICANT,
    "普通群众": Category.MASSES,
}
OFFICE_NAMES: dict[str, Office] = {label: office for office, label in OFFICE_LABELS.items()} | {
    "支部书记": Office.SECRETARY,
    "党支部书记": Office.SECRETARY,
    "支部副书记": Office.DEPUTY_SECRETARY,
    "纪律检查委员": Office.DISCIPLINE_OFFICER,
    "党小组长": Office.SUBGROUP_LEADER,
    "小组长": Office.SUBGROUP_LEADER,
    "小组组长": Office.SUBGROUP_LEADER,
}


def category_label(category: str | None) -> str:
    """类别的中文说法；None 为“类别未定”。"""
    return CATEGORY_LABELS[Category(category)] if category else UNDECIDED


def office_labels(offices: frozenset[Office]) -> list[str]:
    """一个人全部职务的中文说法，按班子次序。"""
    return [label for office, label in OFFICE_LABELS.items() if office in offices]


class Line(NamedTuple):
    """花名册里的一行。

    user_id 是平台账号（QQ 号），没有绑定为 None；review 为真是待核对；
    joined_on 是入党日期，here 是组织关系在不在本支部，没有登记为 None。
    """

    member_id: int
    name: str
    category: str | None
    offices: list[str]
    subgroup: str | None
    user_id: str | None
    review: bool
    in_group: bool
    floating: bool
    joined_on: date | None = None
    here: bool | None = None
    city: str | None = None
