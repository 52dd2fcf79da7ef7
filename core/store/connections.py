"""账号最近一次在线是什么时候：断线期间漏了多久、该不该由同群的另一个账号接着说，都看这里。"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.branches import GroupBinding
from core.store.db import Base, clock_of, insert_into, table_of

FRESH = timedelta(minutes=3)
"""多久没有记到就算不在线：在线的每分钟记一次，容得下漏记一两次。"""


class Connection(Base):
    """一个账号，连着的时候每分钟记一次；unread_since 是从什么时候起的群聊还没有读回来，没有要读的为空。"""

    __tablename__ = "connection"

    account: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    unread_since: Mapped[datetime | None]


class Away(NamedTuple):
    """一个账号从什么时候起不在线，从没有连过为 None；resumed 为真是上次读回群聊时读到一半又断了。"""

    since: datetime | None
    resumed: bool


NEVER = Away(None, resumed=False)


_CONNECTION = table_of(Connection)


def touch(session: Session, accounts: Collection[str], now: datetime) -> None:
    """记下这些账号此刻在线。"""
    statement = insert_into(session.get_bind().dialect.name, _CONNECTION)
    statement = statement.on_conflict_do_update(
        index_elements=["account"], set_={"seen_at": statement.excluded.seen_at}
    )
    rows = [{"account": account, "seen_at": clock_of(session, now)} for account in accounts]
    if rows:
        session.execute(statement, rows)


def arrive(session: Session, account: str, now: datetime) -> Away:
    """一个账号连上了；读回群聊读完（caught_up）之前又断的，下一次还从原来那时读起。"""
    row = session.get(Connection, account)
    away = Away((row.unread_since or row.seen_at) if row else None, resumed=bool(row and row.unread_since))
    touch(session, [account], now)
    _mark(session, account, away.since)
    return away


def caught_up(session: Session, account: str) -> None:
    """一个账号不在线时的群聊都读回来了。"""
    _mark(session, account, None)


def _mark(session: Session, account: str, since: datetime | None) -> None:
    session.execute(update(Connection).where(Connection.account == account).values(unread_since=since))


def last_seen(session: Session, account: str) -> datetime | None:
    """一个账号最近一次在线；从没有连过为 None。"""
    return session.scalar(select(Connection.seen_at).where(Connection.account == account))


def absent(session: Session, now: datetime) -> set[str]:
    """在某个支部的群里说话、此刻却哪个进程也没有连着的账号。"""
    fresh = select(Connection.account).where(Connection.seen_at > clock_of(session, now) - FRESH)
    return set(session.scalars(select(GroupBinding.account).where(GroupBinding.account.not_in(fresh)).distinct()))
