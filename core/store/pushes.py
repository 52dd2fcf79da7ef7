"""推送记录：主动说过的、要说的、没有说的。"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.outbox import MERGED, Outgoing


def record(session: Session, branch_id: int, since: datetime, most: int) -> list[Outgoing]:
    """一个支部 since 以来主动说的、要说的，新的在前，至多 most 件；合并的回应不在内。"""
    query = select(Outgoing).where(Outgoing.branch_id == branch_id, Outgoing.created_at >= since)
    return list(session.scalars(query.where(Outgoing.kind != MERGED).order_by(Outgoing.id.desc()).limit(most)))
