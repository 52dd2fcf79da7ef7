"""操作日志：每一次改动一行，白话写成，只追加，每支部一条哈希链。编号 A1032 就是 seq=1032。"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, Insert, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.dialogue import Occasion, Record, Request, Scene
from core.domain.permission import Actor
from core.store import chain
from core.store.db import Base, table_of


class Act(Base):
    """一次操作。

    kind 是意图，撤销的是 UNDO；actor_id 是名册上的人，运维、系统为空；reverses 是被它撤销的操作编号，一次只能撤销一回；
    account、scene、message_id 记下由哪条消息引起，撤回消息时凭它找到这次操作。
    """

    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("branch_id", "seq"),
        Index("ix_act_message", "account", "scene", "message_id"),
        Index("ix_act_actor", "branch_id", "actor_id", "seq"),
        Index(
            "uq_act_reverses",
            "branch_id",
            "reverses",
            unique=True,
            sqlite_where=text("reverses IS NOT NULL"),
            postgresql_where=text("reverses IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    seq: Mapped[int]
    kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    actor_name: Mapped[str]
    summary: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    reverses: Mapped[int | None]
    account: Mapped[str]
    scene: Mapped[str]
    message_id: Mapped[str]
    acted_at: Mapped[datetime]
    previous: Mapped[str]
    hash: Mapped[str]


class ActDetail(Base):
    """撤销一次操作要用的资料。另放一张表：操作日志的哈希链管着 act 的每一列。"""

    __tablename__ = "act_detail"
    __table_args__ = (ForeignKeyConstraint(["branch_id", "seq"], ["act.branch_id", "act.seq"]),)

    branch_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class ActSubject(Base):
    """一次操作说到了谁；本人看得到说到自己的。"""

    __tablename__ = "act_subject"
    __table_args__ = (ForeignKeyConstraint(["branch_id", "seq"], ["act.branch_id", "act.seq"]),)

    branch_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)


ACT = table_of(Act)
_DETAIL, _SUBJECT = table_of(ActDetail), table_of(ActSubject)
_ASSISTANT = Actor("", "助手")
UNDO = "undo"
"""撤销也是一次操作，是这一类。"""


@dataclass(frozen=True, slots=True)
class Cause:
    """引起一次操作的消息；系统自己做的各项为空串。"""

    account: str = ""
    scene: str = ""
    message_id: str = ""


def next_act(session: Session, branch_id: int) -> int:
    """下一次操作会用的编号；同一支部的写事务排着队，拿到就是它。"""
    return chain.head(session, ACT, branch_id).seq + 1


def record(session: Session, request: Request, kind: str, act: Record, cause: Cause) -> int:
    """记一次操作，返回编号。"""
    branch_id = request.home.id
    values = {
        "branch_id": branch_id,
        "kind": kind if act.reverses is None else UNDO,
        "actor_id": request.actor.member_id,
        "actor_name": request.actor.name or request.actor.user_id,
        "summary": act.summary,
        "before": act.before,
        "after": act.after,
        "reverses": act.reverses,
        "account": cause.account,
        "scene": cause.scene,
        "message_id": cause.message_id,
        "acted_at": request.now,
    }
    seq = chain.append(session, ACT, values)
    key = {"branch_id": branch_id, "seq": seq}
    if act.undo is not None:
        session.execute(_insert(_DETAIL), key | {"data": dict(act.undo)})
    if act.about:
        session.execute(_insert(_SUBJECT), [key | {"member_id": one} for one in dict.fromkeys(act.about)])
    return seq


def record_by_clock(session: Session, occasion: Occasion, kind: str, act: Record) -> int:
    """记一次到点由助手办的，返回编号。"""
    branch = occasion.branch
    request = Request(_ASSISTANT, branch, Scene.GROUP, occasion.now, "", "", None, "", branch.zone)
    return record(session, request, kind, act, Cause())


@cache
def _insert(table: Table) -> Insert:
    return table.insert()
