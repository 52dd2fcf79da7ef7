"""发件箱：没有人问而要说的话，先是一行，再是一条消息。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base, insert_into, insert_or_ignore, table_of

MERGED = "ack"
"""合并的回应：text 里的 {n} 换成次数；别的信原样发。"""
WROTE = "outbox"
"""写过发件箱的事务在 session.info 里留下这个记号，提交后据此叫醒投递。"""


AT_ONCE = 5
"""一次认领几件：认领有时限，太多了排在后面的还没发就过了时限。"""


class State(StrEnum):
    """一件投递走到了哪一步。UNKNOWN 是发出去没有回音：宁可不再发，也不发两次。"""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"


class Outgoing(Base):
    """一件投递。

    key 唯一，同一件事只写一次；scene 是 group 或 private，target 是群号或用户号；
    count 是合并了几次（填进 text 的 {n}）；
    next_at 到了才发，expires_at 过了不再发；leased_until 之前归认领它的那个进程。
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    branch_id: Mapped[int | None]
    account: Mapped[str]
    scene: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    count: Mapped[int]
    state: Mapped[str]
    tries: Mapped[int]
    next_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    message_id: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Letter:
    """要投递的一件：写给谁、什么话、最早何时、最晚何时。"""

    key: str
    branch_id: int | None
    account: str
    scene: str
    target: str
    kind: str
    text: str
    not_before: datetime
    expires_at: datetime


_OUTBOX = table_of(Outgoing)


def put(session: Session, letter: Letter, now: datetime) -> None:
    """写一件；同一 key 已经写过就不再写。"""
    session.execute(insert_or_ignore(session, _OUTBOX), _row(letter, now))
    session.info[WROTE] = True


def merge(session: Session, letter: Letter, now: datetime) -> None:
    """写一件可合并的；同一 key 还没发出就只把次数加一。"""
    statement = insert_into(session.get_bind().dialect.name, _OUTBOX)
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_={"count": _OUTBOX.c.count + 1}, where=_OUTBOX.c.state == State.DUE.value
    )
    session.execute(statement, _row(letter, now))
    session.info[WROTE] = True


def claim(session: Session, now: datetime, accounts: list[str], lease: timedelta) -> list[Outgoing]:
    """认领此刻可以发、且所属账号在线的若干件；过期的顺手记为 EXPIRED。"""
    session.execute(
        update(Outgoing)
        .where(Outgoing.state == State.DUE, Outgoing.expires_at <= now)
        .values(state=State.EXPIRED, error="过了时限，没有发")
    )
    # 上次发到一半就断了的，不知道对方收到没有：不再发
    session.execute(
        update(Outgoing)
        .where(Outgoing.state == State.SENDING, Outgoing.leased_until <= now)
        .values(state=State.UNKNOWN, error="发送中断，不知是否送达")
    )
    query = (
        select(Outgoing)
        .where(Outgoing.state == State.DUE, Outgoing.next_at <= now, Outgoing.account.in_(accounts))
        .order_by(Outgoing.next_at, Outgoing.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    letters = list(session.scalars(query))
    for letter in letters:
        letter.state, letter.tries, letter.leased_until = State.SENDING, letter.tries + 1, now + lease
    session.flush()
    return letters


def settle(session: Session, letter_id: int, changes: dict[str, object]) -> None:
    """记下一件投递的结果。"""
    session.execute(update(Outgoing).where(Outgoing.id == letter_id).values(changes))


def purge(session: Session, before: datetime) -> None:
    """删掉早已了结的：里面有姓名和话，不必一直留着。"""
    ended = Outgoing.state.not_in([State.DUE, State.SENDING])
    session.execute(delete(Outgoing).where(ended, Outgoing.created_at < before))


def next_due(session: Session, accounts: list[str]) -> datetime | None:
    """这些账号的下一件什么时候可以发；没有为 None。"""
    query = select(func.min(Outgoing.next_at)).where(Outgoing.state == State.DUE, Outgoing.account.in_(accounts))
    return session.scalar(query)


def _row(letter: Letter, now: datetime) -> dict[str, object]:
    return {
        "key": letter.key,
        "branch_id": letter.branch_id,
        "account": letter.account,
        "scene": letter.scene,
        "target": letter.target,
        "kind": letter.kind,
        "text": letter.text,
        "count": 1,
        "state": State.DUE.value,
        "tries": 0,
        "next_at": letter.not_before,
        "expires_at": letter.expires_at,
        "created_at": now,
    }
