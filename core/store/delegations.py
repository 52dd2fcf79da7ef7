"""授权：谁可以代办哪件事，到什么时候为止。"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base


class Delegation(Base):
    """一次授权。

    matter 是 Action 的值；until_at 一到自动失效；ended_at 不空是提前取消了，或换成了新的期限。
    """

    __tablename__ = "delegation"
    __table_args__ = (
        Index(
            "uq_delegation_current",
            "member_id",
            "matter",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_delegation_branch_id", "branch_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    matter: Mapped[str]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def standing(session: Session, member_id: int, matter: str) -> Delegation | None:
    """一个人在一件事上没有取消的授权，到期没到期都在内；一人一事至多一个。"""
    known = (Delegation.member_id == member_id, Delegation.matter == matter, Delegation.ended_at.is_(None))
    return session.scalar(select(Delegation).where(*known))


def in_force(session: Session, branch_id: int, now: datetime) -> list[Delegation]:
    """一个支部现在有效的授权，先到期的在前。"""
    known = (Delegation.branch_id == branch_id, Delegation.ended_at.is_(None), Delegation.until_at > now)
    return list(session.scalars(select(Delegation).where(*known).order_by(Delegation.until_at, Delegation.id)))
