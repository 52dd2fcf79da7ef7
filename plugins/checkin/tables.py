"""学习登记的表：登记本身在 core.store.checkins，这里是心得和支部自己的规矩。"""

from datetime import datetime, time

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class Note(Base):
    """登记时写下的心得；同一天可以有几段，undone_at 不空的已撤销。"""

    __tablename__ = "checkin_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), index=True)
    text: Mapped[str]
    written_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class SettingsRow(Base):
    """一个支部另定过的规矩；没有这一行的都照默认。

    opens、closes 是一天里几点到几点可以登记，都为空是不限；back_days、back_times 是可补几天前的、一个月几次。
    """

    __tablename__ = "checkin_settings"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    back_days: Mapped[int]
    back_times: Mapped[int]
