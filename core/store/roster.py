"""花名册的样子：一次查询列出在册的人和各自的职务、小组、账号。"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.roster import OFFICE_LABELS, Line, Office, office_labels
from core.store import members
from core.store.branches import Subgroup
from core.store.members import Member


def listing(session: Session, branch_id: int) -> list[Line]:
    """在册的人：班子在前，其余按登记先后。"""
    live = select(Member).where(Member.branch_id == branch_id, Member.archived_at.is_(None)).order_by(Member.id)
    people = list(session.scalars(live))
    groups = {one.id: one.name for one in session.scalars(select(Subgroup).where(Subgroup.branch_id == branch_id))}
    accounts = members.identities_of(session, [one.id for one in people])
    held: dict[int, set[Office]] = {}
    for appointment in members.current_appointments(session, branch_id):
        held.setdefault(appointment.member_id, set()).add(Office(appointment.office))
    order = list(OFFICE_LABELS)
    people.sort(key=lambda one: min((order.index(office) for office in held.get(one.id, ())), default=len(order)))
    return [
        Line(
            one.id,
            one.name,
            one.category,
            office_labels(frozenset(held.get(one.id, ()))),
            groups.get(one.subgroup_id or 0),
            accounts[one.id][0].user_id if one.id in accounts else None,
            one.review,
            one.in_group,
            one.floating,
            one.joined_on,
            one.here,
            one.city,
        )
        for one in people
    ]


def subgroup_of(session: Session, member_id: int) -> str | None:
    """一个人所在的党小组；没有编入为 None。"""
    query = select(Subgroup.name).join(Member, Member.subgroup_id == Subgroup.id).where(Member.id == member_id)
    return session.scalar(query)
