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
    in_group 为假即名册上记着不在群里；granted 是书记授权、现在还没有到期的事。
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
    granted: frozenset[Action] = frozenset()

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
_STUDY_KEEPERS = _SECRETARIES | {Role.PUBLICITY_OFFICER}

GRANTS: dict[Action, AbstractSet[Role]] = {
    # 只读的入口：群众、不在册的人也可以看
    Action.GET_HELP: {Role.ANYONE},
    Action.READ_STUDY: {Role.ANYONE},
    # 在册的人看自己的、看集体的数字；群众到此为止
    Action.SEE_OWN: {Role.READER},
    Action.SEE_FIGURES: {Role.READER},
    Action.SEE_RANKING: {Role.READER},
    Action.EXPORT_OWN: {Role.READER},
    Action.BEFRIEND: {Role.READER},
    # 撤销自己办的；撤销别人办的，另要有管那类事的权限
    Action.UNDO: {Role.READER, Role.SUPERUSER},
    # 自愿参加的，类别未定的也可以，群众只读（群众没有自己的登记，也就没有复核）
    Action.CHECK_IN: {Role.MEMBER},
    Action.PRACTISE: {Role.MEMBER},
    Action.ANSWER_QUIZ: {Role.MEMBER},
    Action.REPORT_QUESTION: {Role.MEMBER},
    Action.ANSWER_NOTICE: {Role.MEMBER},
    Action.ATTEND: {Role.MEMBER},
    Action.APPEAL: {Role.MEMBER},
    # 宣传：学习、答题、推送、榜
    Action.KEEP_STUDY: _STUDY_KEEPERS,
    Action.SET_CHECK_IN: _STUDY_KEEPERS,
    Action.SET_PUSHES: _STUDY_KEEPERS,
    Action.KEEP_PUSHES: _STUDY_KEEPERS,
    Action.SET_ANNOUNCEMENT: _STUDY_KEEPERS,
    Action.RUN_QUIZ: _STUDY_KEEPERS,
    Action.KEEP_BANK: _STUDY_KEEPERS,
    # 组织：花名册、台账、到会；运维看得到花名册，看不到别的个人内容
    Action.SETTLE_ROSTER: _ROSTER_KEEPERS,
    Action.SEE_ROSTER: _ROSTER_KEEPERS | {Role.SUPERUSER},
    Action.EXPORT_REGISTER: _ROSTER_KEEPERS,
    Action.KEEP_ATTENDANCE: _ROSTER_KEEPERS,
    # 记分由分管学习、活动的支委办；复核要由另一位支委办，所以支委都可以
    Action.AWARD: _ROSTER_KEEPERS | {Role.PUBLICITY_OFFICER},
    Action.REVIEW: _COMMITTEE,
    # 让助手在群里说话：通知小组长也可以发；紧急和名单只给支委。能让它说的，也就能让它收回
    Action.SEND_NOTICE: _COMMITTEE | {Role.SUBGROUP_LEADER},
    Action.SAY_URGENTLY: _COMMITTEE,
    Action.SEE_ANSWERS: _COMMITTEE,
    Action.RETRACT: _COMMITTEE,
    # 纪检看操作日志，不改动什么
    Action.SEE_LOG: _SECRETARIES | {Role.DISCIPLINE_OFFICER},
    # 支部的决定归书记、副书记；书记职务只由本人移交
    Action.SWITCH: _SECRETARIES,
    Action.SET_RULES: _SECRETARIES,
    Action.DISMISS: _SECRETARIES,
    Action.DELEGATE: _SECRETARIES,
    Action.HAND_OVER: {Role.SECRETARY},
    # 运维只可指定首任书记，这一条由 offices.rules 再把一次关
    Action.APPOINT: _SECRETARIES | {Role.SUPERUSER},
    Action.BIND_BRANCH: {Role.SUPERUSER},
    Action.OPERATE: {Role.SUPERUSER},
    Action.REHEARSE: _OFFICERS | {Role.SUPERUSER},
}
DELEGABLE: dict[Action, str] = {Action.SEND_NOTICE: "发通知"}
"""可以授权给没有职务的同志办的事；发通知不含紧急、@全体和名单，那几件另有各自的权限。"""
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
    roles = roles_of(actor, branch_id)
    # 授权只给登记得了学习的人：后来成了群众、移出名册、换到别的支部，都不再算数
    return not roles.isdisjoint(GRANTS[action]) or (action in actor.granted and Role.MEMBER in roles)


def is_official(action: Action) -> bool:
    """凭职务才能做的事；人人都能做的不是。"""
    return GRANTS[action].isdisjoint(_ORDINARY)
