"""建支部：把一个群绑定为支部，照群成员起草花名册，定首任书记。"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.domain.dialogue import Branch, Person, Request
from core.domain.names import clean_card
from core.domain.roster import Office
from core.store import announcements, branches, members
from core.store.branches import BranchRow, GroupBinding
from core.store.members import Appointment, Identity, Member


def found(session: Session, request: Request, name: str, group_id: str, listed: Iterable[Person]) -> int:
    """把 group_id 绑定为支部 name，照名单起草花名册：都是类别未定，没有职务，不计应到；返回支部编号。"""
    branch = BranchRow(name=name, zone=request.zone, created_at=request.now)
    session.add(branch)
    session.flush()
    home = GroupBinding(branch_id=branch.id, platform=request.platform, group_id=group_id)
    home.account, home.bound_at = request.account, request.now
    session.add(home)
    for person in listed:
        identity = Identity(request.platform, person.user_id or "")
        draft(session, request, branch.id, identity, person.words)
    announcements.begin(session, Branch(branch.id, branch.name, branch.zone), request.now)
    return branch.id


def draft(
    session: Session, request: Request, branch_id: int, identity: Identity, name: str, *, review: bool = False
) -> Member:
    """起草一个人：类别未定，姓名暂用群名片。"""
    clean = clean_card(name, identity.user_id)
    member = members.enrol(session, branch_id, clean, request.now, review=review)
    members.add_account(session, member, identity)
    return member


def appoint_first(session: Session, request: Request, branch_id: int, name: str) -> Member:
    """本人就是首任书记，姓名照本人说的。"""
    identity = Identity(request.platform, request.actor.user_id)
    member = members.find_by_account(session, identity, branch_id) or draft(session, request, branch_id, identity, name)
    member.name = name
    appointment = Appointment(branch_id=branch_id, member_id=member.id, office=Office.SECRETARY.value)
    appointment.since_at = request.now
    session.add(appointment)
    session.flush()
    if (branch := branches.find_branch(session, branch_id)) is not None:
        announcements.ask_form(session, branch, request.now)
    return member
