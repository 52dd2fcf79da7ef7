"""操作日志：每一次改动一行，白话写成，只追加，每支部一条哈希链。编号 A1032 就是 seq=1032。"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.dialogue import Record, Request
from core.store import chain
from core.store.db import Base, table_of


class Act(Base):
    """一次操作。

    kind 是意图；actor_id 是名册上的人，运维、系统为空；reverses 是被它撤销的操作编号；
    account、scene、message_id 记下由哪条消息引起，撤回消息时凭它找到这次操作。
    """

    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("branch_id", "seq"),
        Index("ix_act_message", "account", "scene", "message_id"),
        Index("ix_act_actor", "branch_id", "actor_id", "seq"),
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


ACT = table_of(Act)


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
    values = {
        "branch_id": request.home.id,
        "kind": kind,
        "actor_id": request.actor.member_id,
        "actor_name": request.actor.name or request.actor.user_id,
        "summary": act.summary,
        "before": act.before,
        "after": act.after,
        "reverses": None,
        "account": cause.account,
        "scene": cause.scene,
        "message_id": cause.message_id,
        "acted_at": request.now,
    }
    return chain.append(session, ACT, values)
