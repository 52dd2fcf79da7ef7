"""助手自己发出的消息号：有人回复它，就知道是在跟助手说话。"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base, insert_or_ignore, table_of

KEPT = 5000
"""每个账号记住最近多少条。"""


class SentMessage(Base):
    """助手发出的一条消息。"""

    __tablename__ = "sent_message"
    __table_args__ = (Index("ix_sent_message_sent_at", "account", "sent_at"),)

    account: Mapped[str] = mapped_column(primary_key=True)
    scene: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]


def remember(session: Session, account: str, scene: str, message_id: str, now: datetime) -> None:
    """记下发出的一条；已记过就算了。"""
    values = {"account": account, "scene": scene, "message_id": message_id, "sent_at": now}
    session.execute(insert_or_ignore(session, table_of(SentMessage)), values)


def recent(session: Session, account: str) -> list[str]:
    """一个账号最近发出的消息号，旧的在前。"""
    query = select(SentMessage.message_id).where(SentMessage.account == account)
    return list(session.scalars(query.order_by(SentMessage.sent_at.desc()).limit(KEPT)))[::-1]


def known(session: Session, account: str, scene: str, message_ids: Collection[str]) -> set[str]:
    """这些消息号里，记得是自己发出的。"""
    query = select(SentMessage.message_id).where(SentMessage.account == account, SentMessage.scene == scene)
    return set(session.scalars(query.where(SentMessage.message_id.in_(list(message_ids)))))


def purge(session: Session, before: datetime) -> None:
    """删掉太久以前的。"""
    session.execute(delete(SentMessage).where(SentMessage.sent_at < before))
