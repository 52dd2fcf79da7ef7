"""名次：一期里有几位参与、谁的积分在前。只读各期合计，不翻流水。"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.store.ledger import Total
from core.store.members import Member
from core.store.preferences import Preference


class Leader(NamedTuple):
    """一期里积分在前的一位同志。"""

    member_id: int
    name: str
    points: int


def participants(session: Session, branch_id: int, period: Period, start: date) -> int:
    """一期的参与者：至少有一笔未被冲正的正分的人，不参加排名的也在内。"""
    query = select(func.count()).select_from(Total)
    query = query.where(Total.branch_id == branch_id, Total.period == period.value, Total.start == start)
    return session.scalar(query.where(Total.positives > 0)) or 0


def leaders(session: Session, branch_id: int, period: Period, start: date, limit: int) -> list[Leader]:
    """积分在前的至多 limit 位，分高的在前；不参加排名的、移出名册的、没有得分的不在其中。"""
    query = (
        select(Member.id, Member.name, Total.points)
        .join(Member, Member.id == Total.member_id)
        .outerjoin(Preference, Preference.member_id == Total.member_id)
        .where(Total.branch_id == branch_id, Total.period == period.value, Total.start == start)
        .where(Total.positives > 0, Total.points > 0, Member.archived_at.is_(None))
        .where(Preference.no_ranking.is_not(True))
        .order_by(Total.points.desc(), Member.id)
        .limit(limit)
    )
    return [Leader(*row) for row in session.execute(query)]
