"""一次操作写进发件箱的信：操作撤销了，还没有发出的一并作废。"""

from sqlalchemy import Index, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base, insert_or_ignore, rows_of, table_of
from core.store.outbox import WROTE, Outgoing, State


class Consequence(Base):
    """一封信（发件箱里的 key）是哪一次操作写下的。"""

    __tablename__ = "consequence"
    __table_args__ = (Index("ix_consequence_act", "branch_id", "act"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    branch_id: Mapped[int]
    act: Mapped[int]


_CONSEQUENCE = table_of(Consequence)


def tie(session: Session, branch_id: int, act: int) -> None:
    """这个事务里到此为止新写的信，都是支部的这一次操作写下的。"""
    keys: list[str] = session.info.get(WROTE, [])
    if keys:
        rows = [{"key": key, "branch_id": branch_id, "act": act} for key in keys]
        session.execute(insert_or_ignore(session, _CONSEQUENCE), rows)
        session.info[WROTE] = []


def call_off(session: Session, branch_id: int, act: int) -> int:
    """这一次操作撤销了：它写下的、还没有发出的信不再发，返回几封。已经并进汇总的收不回来。"""
    tied = _CONSEQUENCE.select().with_only_columns(_CONSEQUENCE.c.key)
    keys = tied.where(_CONSEQUENCE.c.branch_id == branch_id, _CONSEQUENCE.c.act == act)
    waiting = (Outgoing.key.in_(keys.scalar_subquery()), Outgoing.state == State.DUE)
    changes = {"state": State.EXPIRED, "error": f"A{act} 已经撤销，没有发"}
    return rows_of(session.execute(update(Outgoing).where(*waiting).values(changes)))


def purge(session: Session) -> None:
    """信已经删掉了的，这里也不必留。"""
    session.execute(_CONSEQUENCE.delete().where(_CONSEQUENCE.c.key.not_in(select(Outgoing.key).scalar_subquery())))
