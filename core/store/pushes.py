"""主动说的话一览：说过的、要说的、没有说的，下一件在什么时候。"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.store.outbox import MERGED, Outgoing, State


def record(session: Session, branch_id: int, since: datetime, most: int) -> list[Outgoing]:
    """一个支部 since 以来主动说的、要说的，新的在前，至多 most 件；合并的回应不在内。"""
    query = select(Outgoing).where(Outgoing.branch_id == branch_id, Outgoing.created_at >= since)
    return list(session.scalars(query.where(Outgoing.kind != MERGED).order_by(Outgoing.id.desc()).limit(most)))


def text_of(session: Session, place: str, message_id: str) -> str | None:
    """一处的一条消息里主动说的话；不是主动说的为 None。"""
    scene, _, target = place.partition(":")
    query = select(Outgoing.text).where(Outgoing.scene == scene, Outgoing.target == target)
    return session.scalars(query.where(Outgoing.message_id == message_id).limit(1)).first()


def next_moment(session: Session, after: datetime) -> datetime | None:
    """某一刻之后（不含）最近的一件什么时候可以发；没有为 None。"""
    due = (Outgoing.state == State.DUE) & (Outgoing.next_at > after)
    return session.scalar(select(func.min(Outgoing.next_at)).where(due))
