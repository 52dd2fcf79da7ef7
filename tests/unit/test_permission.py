"""权限：照 product.md 手写的一张表——谁可以做什么；没写的一律不可以。"""

from dataclasses import fields, replace

import pytest

from core.domain.permission import DELEGABLE, GRANTS, Action, Actor, Role, allowed, is_official, roles_of
from core.domain.roster import Category, Office

HERE, ELSEWHERE = 1, 2
_IN = Actor("1", "张三", HERE, 7)
EVERYONE = {Action.GET_HELP, Action.READ_STUDY}
READS = EVERYONE | {
    Action.SEE_OWN,
    Action.SEE_FIGURES,
    Action.SEE_RANKING,
    Action.EXPORT_OWN,
    Action.BEFRIEND,
    Action.UNDO,
}
MEMBER = READS | {
    Action.CHECK_IN,
    Action.PRACTISE,
    Action.ANSWER_QUIZ,
    Action.REPORT_QUESTION,
    Action.ANSWER_NOTICE,
    Action.ATTEND,
    Action.APPEAL,
}
LEADER = MEMBER | {Action.REHEARSE, Action.SEND_NOTICE}
COMMITTEE = LEADER | {Action.SAY_URGENTLY, Action.SEE_ANSWERS, Action.RETRACT, Action.REVIEW}
KEEPER = COMMITTEE | {
    Action.SETTLE_ROSTER,
    Action.SEE_ROSTER,
    Action.EXPORT_REGISTER,
    Action.KEEP_ATTENDANCE,
    Action.AWARD,
}
PUBLICIST = COMMITTEE | {
    Action.KEEP_STUDY,
    Action.SET_CHECK_IN,
    Action.SET_PUSHES,
    Action.KEEP_PUSHES,
    Action.SET_ANNOUNCEMENT,
    Action.RUN_QUIZ,
    Action.KEEP_BANK,
    Action.AWARD,
}
DEPUTY = (
    KEEPER
    | PUBLICIST
    | {Action.SEE_LOG, Action.SWITCH, Action.SET_RULES, Action.APPOINT, Action.DISMISS, Action.DELEGATE}
)
HEAD = DEPUTY | {Action.HAND_OVER}
OPERATOR = EVERYONE | {
    Action.BIND_BRANCH,
    Action.OPERATE,
    Action.APPOINT,
    Action.SEE_ROSTER,
    Action.UNDO,
    Action.REHEARSE,
}
GRANTED = frozenset({Action.SEND_NOTICE})


def holding(office: Office, **differences: object) -> Actor:
    return replace(_IN, category=Category.FULL, offices=frozenset({office}), **differences)


# Q22 类别未定者可打卡，群众只读；Q23 运维只可绑定、指定首任书记，看得到名册
TABLE: dict[str, tuple[Actor, set[Action]]] = {
    "正式党员": (replace(_IN, category=Category.FULL), MEMBER),
    "预备党员": (replace(_IN, category=Category.PROBATIONARY), MEMBER),
    "发展对象": (replace(_IN, category=Category.PROSPECT), MEMBER),
    "入党积极分子": (replace(_IN, category=Category.ACTIVIST), MEMBER),
    "入党申请人": (replace(_IN, category=Category.APPLICANT), MEMBER),
    "类别未定": (_IN, MEMBER),
    "群众": (replace(_IN, category=Category.MASSES), READS),
    "书记": (holding(Office.SECRETARY), HEAD),
    "副书记": (holding(Office.DEPUTY_SECRETARY), DEPUTY),
    "组织委员": (holding(Office.ORGANIZATION_OFFICER), KEEPER),
    "宣传委员": (holding(Office.PUBLICITY_OFFICER), PUBLICIST),
    "纪检委员": (holding(Office.DISCIPLINE_OFFICER), COMMITTEE | {Action.SEE_LOG}),
    "党小组组长": (holding(Office.SUBGROUP_LEADER), LEADER),
    "类别未定的书记": (replace(_IN, offices=frozenset({Office.SECRETARY})), HEAD),
    "名义上任着职务的群众": (replace(holding(Office.SECRETARY), category=Category.MASSES), READS),
    "不在册的运维": (Actor("9", superuser=True), OPERATOR),
    "在册又是运维": (replace(_IN, category=Category.FULL, superuser=True), MEMBER | OPERATOR),
    "书记又是运维": (holding(Office.SECRETARY, superuser=True), HEAD | OPERATOR),
    "别的支部的书记": (holding(Office.SECRETARY, branch_id=ELSEWHERE), EVERYONE),
    "别的支部的党员": (replace(_IN, category=Category.FULL, branch_id=ELSEWHERE), EVERYONE),
    "别的支部的书记又是运维": (holding(Office.SECRETARY, branch_id=ELSEWHERE, superuser=True), OPERATOR),
    "匿名的书记": (holding(Office.SECRETARY, trusted=False), EVERYONE),
    "临时会话里的运维": (Actor("9", superuser=True, trusted=False), EVERYONE),
    "匿名的党员": (replace(_IN, category=Category.FULL, trusted=False), EVERYONE),
    "陌生人": (Actor("404"), EVERYONE),
    "授权发通知的党员": (replace(_IN, category=Category.FULL, granted=GRANTED), MEMBER | GRANTED),
    "授权过的群众": (replace(_IN, category=Category.MASSES, granted=GRANTED), READS),
    "在别的支部授过权的": (
        replace(_IN, category=Category.FULL, branch_id=ELSEWHERE, granted=GRANTED),
        EVERYONE,
    ),
    "授过权又匿名的": (replace(_IN, category=Category.FULL, granted=GRANTED, trusted=False), EVERYONE),
    "授过权又移出名册的": (Actor("1", "张三", HERE, granted=GRANTED), EVERYONE),
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize(("actor", "granted"), TABLE.values(), ids=TABLE.keys())
def test_who_may_do_what(actor: Actor, granted: set[Action], action: Action) -> None:
    assert allowed(actor, action, HERE) is (action in granted)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("who", ["书记", "组织委员", "正式党员", "群众"])
def test_no_office_counts_where_there_is_no_branch(who: str, action: Action) -> None:
    assert allowed(TABLE[who][0], action, None) is (action in EVERYONE)


def test_what_everyone_may_do_is_not_done_by_office() -> None:
    assert {action for action in Action if not is_official(action)} == {*MEMBER}


def test_an_operator_may_act_before_there_is_a_branch() -> None:
    assert allowed(Actor("9", superuser=True), Action.BIND_BRANCH, None)


def test_someone_without_a_branch_has_no_roles_even_where_there_is_no_branch() -> None:
    stranger = Actor("404")
    assert roles_of(stranger, None) == {Role.ANYONE}


def test_group_owner_and_admin_cannot_even_be_said() -> None:
    """QQ 群的群主、管理员与职务无关：说话的人身上就没有这一项。"""
    assert {field.name for field in fields(Actor)} == {
        "user_id",
        "in_group",
        "name",
        "branch_id",
        "member_id",
        "category",
        "offices",
        "superuser",
        "trusted",
        "granted",
    }
    assert not {"owner", "admin"} & {role.value for role in Role}


def test_an_actor_off_the_roster_has_no_member_number() -> None:
    with pytest.raises(LookupError):
        _ = Actor("404").member
    assert _IN.member == 7


def test_every_action_is_granted_to_somebody_on_purpose() -> None:
    assert set(GRANTS) == set(Action)
    assert all(GRANTS.values())


def test_only_what_an_office_does_can_be_delegated_and_never_the_urgent() -> None:
    """Q11：授权“发通知”不含紧急、@全体和名单。"""
    assert set(DELEGABLE) == GRANTED
    assert all(is_official(action) for action in DELEGABLE)
    assert not set(DELEGABLE) & {Action.SAY_URGENTLY, Action.SEE_ANSWERS, Action.DELEGATE}
