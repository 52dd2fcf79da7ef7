"""等着回答的事：每道题、每份通知、每次询问一行。重启、换进程都在。"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, bindparam, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.dialogue import Request, Scene
from core.store.db import Base, rows_of

FREE_TEXT = "*"
"""accepts 取这个值：等的是这个人的下一句话，随便什么话。"""
WAITS = "waits"
"""改过 FREE_TEXT 的事务在 session.info 里留下这个记号，提交后据此更新内存里的等待表。"""

ASKED = "asked"
"""这个事务里最近开的一件，留在 session.info 里：演练要接着照“确认”办下去。"""


def everywhere(branch_id: int) -> str:
    """一件事在支部的群里、私聊里都能答：scene 取这个值。"""
    return f"branch:{branch_id}"


class Pending(Base):
    """一件等着回答的事。

    scene 是 group:…、private:…，或 everywhere 给出的；user_id 为空是谁都可以答；accepts 是可以接受的回答
    （用空格隔开的规范写法，或 FREE_TEXT）；ref 是提问者自己要的资料。
    """

    __tablename__ = "pending"
    __table_args__ = (
        Index("ix_pending_scene", "account", "scene", "expires_at"),
        Index("ix_pending_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int]
    account: Mapped[str]
    scene: Mapped[str]
    user_id: Mapped[str | None]
    kind: Mapped[str]
    ref: Mapped[dict[str, Any]] = mapped_column(JSON)
    accepts: Mapped[str]
    expires_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """在哪儿等谁：哪个账号收到的、什么场合（group:… 或 private:…）、哪个人（None 是谁都可以）。"""

    account: str
    scene: str
    user_id: str | None


def privately(request: Request) -> Place:
    """私下等他本人。"""
    return Place(request.account, f"{Scene.PRIVATE}:{request.actor.user_id}", request.actor.user_id)


def here(request: Request) -> Place:
    """就在他说话的地方等他本人。"""
    return Place(request.account, request.place, request.actor.user_id)


def ask(session: Session, branch_id: int, place: Place, row: Pending) -> None:
    """开一件等着回答的事；同一个人同一处同一类的旧问题作废。"""
    drop(session, place, row.kind)
    row.branch_id, row.account, row.scene, row.user_id = branch_id, place.account, place.scene, place.user_id
    session.add(row)
    session.flush()
    session.info[ASKED] = row
    if row.accepts == FREE_TEXT:
        session.info[WAITS] = True


def open_rows(session: Session, place: Place, now: datetime, branch_id: int | None = None) -> list[Pending]:
    """此时此地这个人可以回答的事；branch_id 是他在哪个支部说话。"""
    here = {"account": place.account, "scene": place.scene, "user_id": place.user_id, "now": now}
    here["everywhere"] = place.scene if branch_id is None else everywhere(branch_id)
    return list(session.scalars(_OPEN, here))


# 每句像回答的话都要查，语句只造一次
_OPEN = (
    select(Pending)
    .where(
        Pending.account == bindparam("account"),
        or_(Pending.scene == bindparam("scene"), Pending.scene == bindparam("everywhere")),
        Pending.expires_at > bindparam("now"),
        or_(Pending.user_id.is_(None), Pending.user_id == bindparam("user_id")),
    )
    .order_by(Pending.id)
)


def close(session: Session, row: Pending) -> None:
    """答完了。"""
    session.delete(row)
    if row.accepts == FREE_TEXT:
        session.info[WAITS] = True


def free_text_places(session: Session, now: datetime) -> list[Place]:
    """正等着随便一句话的那些人；进程启动和重新连接时读一次。"""
    query = select(Pending.account, Pending.scene, Pending.user_id)
    query = query.where(Pending.accepts == FREE_TEXT, Pending.expires_at > now)
    return [Place(*row) for row in session.execute(query)]


def hand_over(session: Session, branch_id: int, old: str, new: str) -> None:
    """一个支部正等着的事，改由 new 这个账号等。"""
    waiting = (Pending.branch_id == branch_id, Pending.account == old)
    if rows_of(session.execute(update(Pending).where(*waiting).values(account=new))):
        session.info[WAITS] = True


def purge(session: Session, now: datetime) -> None:
    """删掉过期的。"""
    session.execute(delete(Pending).where(Pending.expires_at <= now))


def drop(session: Session, place: Place, kind: str) -> None:
    """作废这个人在这里的某一类旧问题。"""
    session.execute(
        delete(Pending).where(
            Pending.account == place.account,
            Pending.scene == place.scene,
            Pending.user_id == place.user_id,
            Pending.kind == kind,
        )
    )


def drop_all(session: Session, branch_id: int, kind: str) -> None:
    """作废一个支部里某一类的全部，不论在哪儿等谁。"""
    session.execute(delete(Pending).where(Pending.branch_id == branch_id, Pending.kind == kind))
