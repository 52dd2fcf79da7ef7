"""学习登记：哪位同志哪一天登记过。登记表也要读，所以放在这里。"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, false, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base


class CheckIn(Base):
    """一名同志一天的学习登记。

    ordinal 是当天第几次登记：撤销后再登记记为新的一次；undone_at 为空的同一天只有一次；
    backfilled 为真是过后补的，checked_in_at 是补的那一刻。
    """

    __tablename__ = "checkin"
    __table_args__ = (
        UniqueConstraint("member_id", "day", "ordinal"),
        Index(
            "uq_checkin_once_a_day",
            "member_id",
            "day",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_checkin_branch_id_day", "branch_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    day: Mapped[date]
    ordinal: Mapped[int]
    checked_in_at: Mapped[datetime]
    backfilled: Mapped[bool] = mapped_column(server_default=false())
    undone_at: Mapped[datetime | None]


class Day(NamedTuple):
    """一名同志登记过的一天。"""

    member_id: int
    day: date
    backfilled: bool


def of_branch(session: Session, branch_id: int, first: date, last: date) -> list[Day]:
    """一个支部从 first 到 last（含）的登记，撤销的不算。"""
    query = _live(first, last).where(CheckIn.branch_id == branch_id)
    return [Day(*row) for row in session.execute(query)]


def of_member(session: Session, member_id: int, first: date, last: date) -> list[Day]:
    """一名同志从 first 到 last（含）的登记，先后为序。"""
    query = _live(first, last).where(CheckIn.member_id == member_id).order_by(CheckIn.day)
    return [Day(*row) for row in session.execute(query)]


def times(session: Session, member_id: int) -> int:
    """一名同志一共登记过几天。"""
    query = select(func.count()).where(CheckIn.member_id == member_id, CheckIn.undone_at.is_(None))
    return session.scalar(query) or 0


def _live(first: date, last: date) -> Select[int, date, bool]:
    query = select(CheckIn.member_id, CheckIn.day, CheckIn.backfilled)
    return query.where(CheckIn.day >= first, CheckIn.day <= last, CheckIn.undone_at.is_(None))
