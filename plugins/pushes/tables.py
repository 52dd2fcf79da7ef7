"""定时推送的表。"""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class Push(Base):
    """一件定时推送；什么时候由 schedule 里同编号（ref 是 P3）的那一行定。

    number 是支部内的编号；study 为真是取学习资料的下一条，不然说的是 text；
    spoken 是说给人听的哪些天（“每周一”，一次的是日期）；once 为真只到一次；
    workdays 为真只在工作日发；on_holidays 为假的，法定节假日不发；deleted_at 不空是删了。
    """

    __tablename__ = "push"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]
    text: Mapped[str]
    study: Mapped[bool]
    spoken: Mapped[str]
    once: Mapped[bool]
    workdays: Mapped[bool]
    on_holidays: Mapped[bool]
    officer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        """说给人听的编号，也是排程里的 ref。"""
        return f"P{self.number}"
