"""排名用的数：几位参与、积极的是哪几位。只读各期合计，代价与流水有多少笔无关。"""

from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.store.db import table_of
from core.store.ledger import Total
from core.store.members import Member
from core.store.preferences import Preference

_TOTAL, _MEMBER, _PREFERENCE = table_of(Total), table_of(Member), table_of(Preference)


class Leader(NamedTuple):
    """榜上的一位：名册编号、姓名、这一期的净分。"""

    member_id: int
    name: str
    points: int


def participants(session: Session, branch_id: int, period: Period, start: date) -> int:
    """一期（从 start 起）的参与者：有没冲正的正分的人，不参加排名的也算。"""
    return session.scalar(_participants(), _term(branch_id, period, start)) or 0


def leaders(session: Session, branch_id: int, period: Period, start: date, limit: int) -> list[Leader]:
    """一期里净分最高的，从高到低；净分不为正的、不参加排名的、移出名册的不在其中。

    多给一位（limit + 1），好看出第 limit 名是不是与后面的并列；并列的之间不分先后。
    """
    asked = _term(branch_id, period, start) | {"most": limit + 1}
    return [Leader(*row) for row in session.execute(_leaders(), asked)]


def _term(branch_id: int, period: Period, start: date) -> dict[str, object]:
    return {"branch_id": branch_id, "period": period.value, "start": start}


@cache
def _participants() -> Select[int]:
    return select(func.count()).select_from(_TOTAL).where(*_IN_TERM, _TOTAL.c.positives > 0)


@cache
def _leaders() -> Select[int, str, int]:
    unlisted = _PREFERENCE.c.no_ranking
    return (
        select(_TOTAL.c.member_id, _MEMBER.c.name, _TOTAL.c.points)
        .join(_MEMBER, _MEMBER.c.id == _TOTAL.c.member_id)
        .outerjoin(_PREFERENCE, _PREFERENCE.c.member_id == _TOTAL.c.member_id)
        .where(
            *_IN_TERM,
            _TOTAL.c.points > 0,
            _MEMBER.c.archived_at.is_(None),
            or_(unlisted.is_(None), unlisted.is_(False)),
        )
        .order_by(_TOTAL.c.points.desc(), _TOTAL.c.member_id)
        .limit(bindparam("most", type_=Integer))
    )


_IN_TERM = (
    _TOTAL.c.branch_id == bindparam("branch_id"),
    _TOTAL.c.period == bindparam("period"),
    _TOTAL.c.start == bindparam("start"),
)
