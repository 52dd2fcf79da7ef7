"""一份通知、一场会发给哪些人、轮不轮得到某人：发通知的、看回执的、签到的都问这里。"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.notices import Audience
from core.domain.roster import Category, Office
from core.store import members
from core.store.members import Member
from core.store.notices import Notice

_COMMITTEE = frozenset(Office) - {Office.SUBGROUP_LEADER}


def people_of(session: Session, branch_id: int, audience: Audience, subgroup_id: int | None) -> list[Member]:
    """范围里在册的人，按登记先后。"""
    query = select(Member).where(Member.branch_id == branch_id, Member.archived_at.is_(None)).order_by(Member.id)
    people, committee = list(session.scalars(query)), _committee(session, branch_id, audience)
    return [one for one in people if _fits(one, audience, subgroup_id, committee)]


def recipients(session: Session, notice: Notice) -> list[Member]:
    """一份通知现在的收件人。"""
    return people_of(session, notice.branch_id, Audience(notice.audience), notice.subgroup_id)


def takes_in(session: Session, member: Member, audience: Audience, subgroup_id: int | None) -> bool:
    """范围里有没有这个人。"""
    return _fits(member, audience, subgroup_id, _committee(session, member.branch_id, audience))


def is_for(session: Session, notice: Notice, member_id: int | None) -> bool:
    """一份通知是不是发给这个人的。"""
    member = session.get(Member, member_id) if member_id is not None else None
    if member is None or member.branch_id != notice.branch_id or member.archived_at is not None:
        return False
    return takes_in(session, member, Audience(notice.audience), notice.subgroup_id)


def _committee(session: Session, branch_id: int, audience: Audience) -> frozenset[int]:
    if audience is not Audience.COMMITTEE:
        return frozenset()
    held = members.current_appointments(session, branch_id)
    return frozenset(one.member_id for one in held if one.office in _COMMITTEE)


def _fits(member: Member, audience: Audience, subgroup_id: int | None, committee: frozenset[int]) -> bool:
    match audience:
        case Audience.ALL:
            return True
        case Audience.SUBGROUP:
            return member.subgroup_id == subgroup_id
        case Audience.COMMITTEE:
            return member.id in committee
        case Audience.FLOATING:
            return member.floating
        case Audience.ACTIVISTS:
            return member.category == Category.ACTIVIST
