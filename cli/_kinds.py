"""各种人：权限表按它列，测试按它从门里走一遍。"""

from typing import NamedTuple

from core.chat.declarations import Route
from core.domain.permission import DELEGABLE, Action, Actor, allowed
from core.domain.phrases import (
    ACT,
    DAY,
    ID,
    MEETING,
    NUMBER,
    PEOPLE,
    PERIOD,
    PERSON,
    PLEA,
    POINTS,
    RECURRENCE,
    SUBGROUP,
    TERMS,
    slot_names,
)
from core.domain.roster import OFFICE_LABELS, Category, Office

_HERE = 1
_IN = Actor("1", "同志", _HERE, 1)
_FULL = Actor("1", "同志", _HERE, 1, Category.FULL)
SAMPLES = {
    PERSON: "李四",
    PEOPLE: "李四",
    NUMBER: "3",
    SUBGROUP: "第二小组",
    ACT: "A1",
    ID: "1",
    POINTS: "3",
    TERMS: "2分 每日封顶2",
    DAY: "昨天",
    PERIOD: "10月",
    RECURRENCE: "每周一9点发 理论学习安排",
    MEETING: "周五下午三点开支部大会",
    PLEA: "请各党小组上报学习计划",
}
"""各种槽填什么样的字就认得。"""


class Kind(NamedTuple):
    """一种人。

    here 为假的不在任何支部的花名册上，只能私聊；visiting 为真的私聊时办的是自己支部的事，不算在本支部。
    """

    title: str
    actor: Actor
    here: bool = True
    visiting: bool = False


def _holding(office: Office) -> Actor:
    return Actor("1", "同志", _HERE, 1, Category.FULL, frozenset({office}))


KINDS = (
    Kind("不在册", Actor("404"), here=False),
    Kind("群成员（待核对）", _IN),
    Kind("群众", Actor("1", "同志", _HERE, 1, Category.MASSES)),
    Kind("党员", _FULL),
    Kind("群主（QQ）", _FULL),
    Kind("群管理员（QQ）", _FULL),
    *(Kind(label, _holding(office)) for office, label in OFFICE_LABELS.items()),
    Kind("被授权者", Actor("1", "同志", _HERE, 1, Category.FULL, granted=frozenset(DELEGABLE))),
    Kind("授权过期者", _FULL),
    Kind("别的支部的书记", _IN, visiting=True),
    Kind("匿名", Actor("1", trusted=False)),
    Kind("临时会话", Actor("1", trusted=False)),
    Kind("运维", Actor("1", "同志", _HERE, 1, Category.FULL, superuser=True)),
)
"""从上到下：先是没有职务的，再是各职务，再是几种容易弄错的。在群里说过话的都已是待核对，别的支部的书记也一样。"""


def may(kind: Kind, action: Action) -> bool:
    """这种人可不可以做这件事。"""
    return kind.actor.trusted and allowed(kind.actor, action, _HERE if kind.here else None)


def can(kind: Kind, route: Route) -> bool:
    """这种人可不可以办这条口令，只能私聊的在私聊里办。"""
    if kind.visiting and route.spec.where == "private":
        return False
    return may(kind, route.spec.action) and (kind.here or route.spec.branchless or route.spec.unbound)


def spoken(route: Route) -> str:
    """照打就认得的一句：有例子的用例子，没有的把用法行里必填的槽填上样例。"""
    line = route.example.replace("{某人}", "李四")
    for name in slot_names(line):
        kind = PERSON if name.startswith("@") else route.spec.slots.get(name, "")
        words = SAMPLES.get(kind, "学习党章") if isinstance(kind, str) else next(iter(kind))
        line = line.replace(f"<{name}>", words).replace(f"[{name}]", "")
    return " ".join(line.split())
