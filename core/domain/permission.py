"""权限：谁可以做什么。全项目只有这一处。

角色来自名册，从不来自 QQ 群的群主或管理员；没有写明的一律不可以。
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum, auto

from core.domain.roster import Category, Office


class Role(StrEnum):
    """一个人在一个支部里的身份，由 roles_of 从名册算出。"""

    ANYONE = auto()
    READER = auto()
    MEMBER = auto()
    SECRETARY = auto()
    DEPUTY_SECRETARY = auto()
    ORGANIZATION_OFFICER = auto()
    PUBLICITY_OFFICER = auto()
    DISCIPLINE_OFFICER = auto()
    SUBGROUP_LEADER = auto()
    SUPERUSER = auto()


class Action(StrEnum):
    """一件事；每条口令声明它做的是哪一件。"""

    GET_HELP = auto()
    CHECK_IN = auto()
    SEE_OWN = auto()
    BEFRIEND = auto()
    SEE_FIGURES = auto()
    SET_PUSHES = auto()
    SAY_URGENTLY = auto()
    SWITCH = auto()
    BIND_BRANCH = auto()
    APPOINT = auto()
    DISMISS = auto()
    SETTLE_ROSTER = auto()
    SEE_ROSTER = auto()
    UNDO = auto()
    KEEP_STUDY = auto()
    SEE_LOG = auto()
    REHEARSE = auto()
    AWARD = auto()
    SET_RULES = auto()
    APPEAL = auto()
    REVIEW = auto()
    SEE_RANKING = auto()
    SET_ANNOUNCEMENT = auto()
    RETRACT = auto()
    EXPORT_OWN = auto()
    EXPORT_REGISTER = auto()
    DELEGATE = auto()
    HAND_OVER = auto()
    SET_CHECK_IN = auto()
    OPERATE = auto()
    PRACTISE = auto()
    ANSWER_QUIZ = auto()
    RUN_QUIZ = auto()
    KEEP_BANK = auto()
    REPORT_QUESTION = auto()
    SEND_NOTICE = auto()
    ANSWER_NOTICE = auto()
    SEE_ANSWERS = auto()
    KEEP_PUSHES = auto()
    READ_STUDY = auto()
    ATTEND = auto()
    KEEP_ATTENDANCE = auto()


@dataclass(frozen=True, slots=True)
class Actor:
    """说话的人。

    member_id 为 None 即不在这个支部的名册上；trusted 为假即匿名或临时会话，不带任何权利；
    in_group 为假即名册上记着不在群里。
    """

    user_id: str
    name: str = ""
    branch_id: int | None = None
    member_id: int | None = None
    category: Category | None = None
    offices: frozenset[Office] = frozenset()
    superuser: bool = False
    trusted: bool = True
    in_group: bool = True

    @property
    def member(self) -> int:
        """名册上的编号；只在权限要求在册的口令里用。"""
        if self.member_id is None:
            msg = "说话的人不在名册上"
            raise LookupError(msg)
        return self.member_id


_SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
_OFFICERS = frozenset(Role(office.value) for office in Office)
_COMMITTEE = _SECRETARIES | {Role.ORGANIZATION_OFFICER, Role.PUBLICITY_OFFICER, Role.DISCIPLINE_OFFICER}
_ROSTER_KEEPERS = _SECRETARIES | {Role.ORGANIZATION_OFFICER}

GRANTS: dict[Action, AbstractSet[Role]] = {
    Action.GET_HELP: {Role.ANYONE},
    Action.CHECK_IN: {Role.MEMBER},
    Action.SEE_OWN: {Role.READER},
    Action.BEFRIEND: {Role.READER},
    Action.SEE_FIGURES: {Role.READER},
    Action.SET_PUSHES: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.SAY_URGENTLY: _COMMITTEE,
    Action.SWITCH: _SECRETARIES,
    Action.BIND_BRANCH: {Role.SUPERUSER},
    # 运维只可指定首任书记，这一条由 members.rules 再把一次关
    Action.APPOINT: _SECRETARIES | {Role.SUPERUSER},
    Action.DISMISS: _SECRETARIES,
    Action.SETTLE_ROSTER: _ROSTER_KEEPERS,
    Action.SEE_ROSTER: _ROSTER_KEEPERS | {Role.SUPERUSER},
    # 撤销自己办的；撤销别人办的，另要有管那类事的权限
    Action.UNDO: {Role.READER, Role.SUPERUSER},
    Action.KEEP_STUDY: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.SEE_LOG: _SECRETARIES | {Role.DISCIPLINE_OFFICER},
    Action.REHEARSE: _OFFICERS | {Role.SUPERUSER},
    Action.AWARD: _ROSTER_KEEPERS | {Role.PUBLICITY_OFFICER},
    Action.SET_RULES: _SECRETARIES,
    Action.APPEAL: {Role.MEMBER},
    Action.REVIEW: _COMMITTEE,
    Action.SEE_RANKING: {Role.READER},
    Action.SET_ANNOUNCEMENT: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.RETRACT: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.EXPORT_OWN: {Role.MEMBER},
    Action.EXPORT_REGISTER: _ROSTER_KEEPERS,
    Action.DELEGATE: _SECRETARIES,
    Action.HAND_OVER: {Role.SECRETARY},
    Action.SET_CHECK_IN: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.OPERATE: {Role.SUPERUSER},
    Action.PRACTISE: {Role.MEMBER},
    Action.ANSWER_QUIZ: {Role.MEMBER},
    Action.RUN_QUIZ: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.KEEP_BANK: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.REPORT_QUESTION: {Role.MEMBER},
    Action.SEND_NOTICE: _COMMITTEE | {Role.SUBGROUP_LEADER},
    Action.ANSWER_NOTICE: {Role.MEMBER},
    Action.SEE_ANSWERS: _COMMITTEE,
    Action.KEEP_PUSHES: _SECRETARIES | {Role.PUBLICITY_OFFICER},
    Action.READ_STUDY: {Role.READER},
    Action.ATTEND: {Role.MEMBER},
    Action.KEEP_ATTENDANCE: _ROSTER_KEEPERS,
}
_ORDINARY = frozenset({Role.ANYONE, Role.READER, Role.MEMBER})


def roles_of(actor: Actor, branch_id: int | None) -> frozenset[Role]:
    """这个人在 branch_id 这个支部里的全部身份；别的支部的职务在这里不算数。"""
    roles = {Role.ANYONE}
    if not actor.trusted:
        return frozenset(roles)
    if actor.superuser:
        roles.add(Role.SUPERUSER)
    if actor.member_id is not None and actor.branch_id == branch_id:
        roles.add(Role.READER)
        # 类别未定的可以登记、答题，群众只读；职务必须是名册上定下来的
        if actor.category is not Category.MASSES:
            roles.add(Role.MEMBER)
            roles |= {Role(office.value) for office in actor.offices}
    return frozenset(roles)


def allowed(actor: Actor, action: Action, branch_id: int | None) -> bool:
    """这个人可不可以在 branch_id 这个支部做 action。"""
    return not roles_of(actor, branch_id).isdisjoint(GRANTS[action])


def is_official(action: Action) -> bool:
    """凭职务才能做的事；人人都能做的不是。"""
    return GRANTS[action].isdisjoint(_ORDINARY)
