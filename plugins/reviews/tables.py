"""积分复核的表。"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class PointReview(Base):
    """一件积分复核。

    seq 是支部内的编号（S3）；act 是说的哪一次操作，没有说的为空；state 见 rules.State；
    handler_id 是办理人，answer 是办理时写的理由、说明。
    """

    __tablename__ = "point_review"
    __table_args__ = (
        UniqueConstraint("branch_id", "seq"),
        Index("ix_point_review_branch_id_state", "branch_id", "state"),
        Index("ix_point_review_member_id_state", "member_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    seq: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    act: Mapped[int | None]
    reason: Mapped[str]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answer: Mapped[str | None]
    handled_at: Mapped[datetime | None]
