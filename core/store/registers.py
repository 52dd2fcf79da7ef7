"""登记表要的汇总：一段日子里各人从各条积分规则得了几分。"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.store.ledger import LedgerEntry
from core.store.members import Member


class Scored(NamedTuple):
    """一个人从一条规则得的净分，冲正的已抵去。"""

    member_id: int
    rule: str
    points: int


def points_by_rule(session: Session, member_ids: Sequence[int], first: date, last: date) -> list[Scored]:
    """这些人从 first 到 last（含）的积分；净分是零的不在其中。"""
    # 按人查：流水再长，也只读这些人这些天的
    points = func.sum(LedgerEntry.points)
    query = (
        select(LedgerEntry.member_id, LedgerEntry.rule, points)
        .where(LedgerEntry.member_id.in_(member_ids), LedgerEntry.day.between(first, last))
        .group_by(LedgerEntry.member_id, LedgerEntry.rule)
        .having(points != 0)
    )
    return [Scored(member_id, rule, int(points)) for member_id, rule, points in session.execute(query)]


def departed(session: Session, branch_id: int) -> list[tuple[int, str]]:
    """移出了名册的人：编号、姓名；添错了又撤销的不算。"""
    gone = (Member.branch_id == branch_id, Member.archived_at.is_not(None), Member.undone_at.is_(None))
    return [(row.id, row.name) for row in session.execute(select(Member.id, Member.name).where(*gone))]
