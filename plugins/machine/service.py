"""运维的用例：数一数。"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.domain.manners import WAITING
from core.store.branches import BranchRow, GroupBinding
from core.store.members import Member
from core.store.outbox import Outgoing, State

from .rules import SHOWN_BRANCHES, BranchLine, Counts

RECENT = timedelta(days=7)


def counts(session: Session, now: datetime) -> Counts:
    """此刻的数；没有发成的只数最近七天。"""
    states = select(Outgoing.state, func.count()).group_by(Outgoing.state)
    letters = dict(session.execute(states.where(Outgoing.created_at >= now - RECENT)).all())
    due = select(func.count()).select_from(Outgoing).where(Outgoing.state == State.DUE)
    held = due.where(Outgoing.next_at > now, Outgoing.error.in_(WAITING))
    return Counts(
        _number(session, select(func.count()).select_from(BranchRow)),
        _number(session, due),
        _number(session, held),
        letters.get(State.FAILED, 0),
        letters.get(State.UNKNOWN, 0),
    )


def branches(session: Session) -> tuple[Sequence[BranchLine], int]:
    """头若干个支部，和一共几个。"""
    people = select(func.count()).where(Member.branch_id == BranchRow.id, Member.archived_at.is_(None))
    query = (
        select(BranchRow.name, people.scalar_subquery(), GroupBinding.account, GroupBinding.group_id)
        .outerjoin(GroupBinding, GroupBinding.branch_id == BranchRow.id)
        .order_by(BranchRow.id)
        .limit(SHOWN_BRANCHES)
    )
    found = [
        BranchLine(name, many, account or "", group or "") for name, many, account, group in session.execute(query)
    ]
    return found, _number(session, select(func.count()).select_from(BranchRow))


def _number(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
