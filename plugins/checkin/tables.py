"""学习登记的表。"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class CheckIn(Base):
    """一名同志一天的学习登记。

    ordinal 是当天第几次登记：撤销后再登记记为新的一次；undone_at 为空的同一天只有一次。
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
    undone_at: Mapped[datetime | None]


class Note(Base):
    """登记时写下的心得；同一天可以有几段，undone_at 不空的已撤销。"""

    __tablename__ = "checkin_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), index=True)
    text: Mapped[str]
    written_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
