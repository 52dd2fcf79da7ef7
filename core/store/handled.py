"""办过的消息：同一条消息无论送来几次、重启几次，只办一次。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base, insert_or_ignore, rows_of, table_of


class Handled(Base):
    """一条办过的消息；scene 形如 group:20001 或 private:10001。"""

    __tablename__ = "handled"
    __table_args__ = (
        Index("ix_handled_user", "platform", "user_id", "handled_at"),
        Index("ix_handled_handled_at", "handled_at"),
        Index("ix_handled_scene", "account", "scene", "handled_at"),
    )

    account: Mapped[str] = mapped_column(primary_key=True)
    scene: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    user_id: Mapped[str]
    branch_id: Mapped[int | None]
    handled_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Key:
    """一条消息的身份：哪个账号、在哪儿收到的、消息号、谁发的。"""

    account: str
    scene: str
    message_id: str
    platform: str
    user_id: str


class Last(NamedTuple):
    """最后办过的一条：消息号，什么时候办的。"""

    message_id: str
    at: datetime


_HANDLED = table_of(Handled)


def claim(session: Session, key: Key, branch_id: int | None, now: datetime) -> bool:
    """认领一条消息；已经办过则为假。"""
    values = {
        "account": key.account,
        "scene": key.scene,
        "message_id": key.message_id,
        "platform": key.platform,
        "user_id": key.user_id,
        "branch_id": branch_id,
        "handled_at": now,
    }
    return rows_of(session.execute(insert_or_ignore(session, _HANDLED), values)) == 1


def is_claimed(session: Session, key: Key) -> bool:
    """这条消息办过没有。"""
    return session.get(Handled, (key.account, key.scene, key.message_id)) is not None


def last_branch(session: Session, platform: str, user_id: str) -> int | None:
    """一个人最近一次在群里说话的支部。"""
    query = (
        select(Handled.branch_id)
        .where(
            Handled.platform == platform,
            Handled.user_id == user_id,
            Handled.scene.startswith("group:"),
            Handled.branch_id.is_not(None),
        )
        .order_by(Handled.handled_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def spoke_since(session: Session, key: Key, moment: datetime) -> bool:
    """这个人在同一处，moment 之后除了 key 这一条，还说过别的口令没有。"""
    query = select(Handled.message_id).where(
        Handled.platform == key.platform,
        Handled.user_id == key.user_id,
        Handled.handled_at > moment,
        Handled.account == key.account,
        Handled.scene == key.scene,
        Handled.message_id != key.message_id,
    )
    return session.scalars(query.limit(1)).first() is not None


def latest(session: Session, account: str, scene: str, before: datetime) -> Last | None:
    """一处在 before 之前最后办过的那条；没有办过为 None。"""
    query = select(Handled.message_id, Handled.handled_at).where(Handled.account == account, Handled.scene == scene)
    query = query.where(Handled.handled_at < before).order_by(Handled.handled_at.desc()).limit(1)
    row = session.execute(query).one_or_none()
    return Last(*row) if row else None


def is_near(session: Session, key: Key, at: datetime, apart: timedelta) -> bool:
    """同一个人在同一处、前后 apart 之内，有没有由别的账号办过的。"""
    query = select(Handled.message_id).where(
        Handled.platform == key.platform,
        Handled.user_id == key.user_id,
        Handled.handled_at.between(at - apart, at + apart),
        Handled.scene == key.scene,
        Handled.account != key.account,
    )
    return session.scalar(query.limit(1)) is not None


def purge(session: Session, before: datetime) -> None:
    """删掉早已不会再送来的记录。"""
    session.execute(delete(Handled).where(Handled.handled_at < before))
