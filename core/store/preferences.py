"""个人的意愿：不要 @、不要私聊提醒、不参加排名。凡主动说话的出口都先看这里。"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base
from core.store.members import Account

FOREVER = date(9999, 12, 31)
"""不要私聊提醒而没有说到哪天：到本人改主意为止。"""


class Preference(Base):
    """一名同志的意愿；没有这一行的都照平常。"""

    __tablename__ = "preference"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    no_mention: Mapped[bool]
    no_ranking: Mapped[bool]
    no_reminder_until: Mapped[date | None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """一名同志的意愿；no_reminder_until 是到哪天为止（含）不要私聊提醒，FOREVER 是一直不要。"""

    no_mention: bool = False
    no_ranking: bool = False
    no_reminder_until: date | None = None

    def refuses_reminders(self, day: date) -> bool:
        """这一天不要私聊提醒。"""
        return self.no_reminder_until is not None and day <= self.no_reminder_until


def wishes_of(session: Session, member_id: int) -> Wishes:
    """一名同志的意愿。"""
    row = session.get(Preference, member_id)
    return Wishes(row.no_mention, row.no_ranking, row.no_reminder_until) if row else Wishes()


def keep(session: Session, member_id: int, wishes: Wishes) -> None:
    """记下一名同志的意愿。"""
    session.merge(
        Preference(
            member_id=member_id,
            no_mention=wishes.no_mention,
            no_ranking=wishes.no_ranking,
            no_reminder_until=wishes.no_reminder_until,
        )
    )
    session.flush()


def refuses_reminders(session: Session, branch_id: int, user_id: str, here: datetime) -> bool:
    """支部里用这个账号的同志此刻不要私聊提醒。"""
    member_id = select(Account.member_id).where(Account.branch_id == branch_id, Account.user_id == user_id)
    found = session.scalar(member_id.limit(1))
    return found is not None and wishes_of(session, found).refuses_reminders(here.date())
