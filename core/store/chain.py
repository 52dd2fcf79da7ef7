"""哈希链：每个支部一条，一行接一行，改动任何一行都接不上。"""

import hashlib
import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Executable, Insert, Table, bindparam, event, select
from sqlalchemy.orm import Session, SessionTransaction

from core.store.writer import CARRIED

GENESIS = "0" * 64
"""每条链第一行的前一个哈希。"""


class Head(NamedTuple):
    """链头：最后一行的序号与哈希。"""

    seq: int
    hash: str


def head(session: Session, table: Table, branch_id: int) -> Head:
    """一个支部在 table 上的链头；还没有行则为 (0, GENESIS)。"""
    known = _known(session)
    if (table.name, branch_id) not in known:
        row = session.execute(_head_query(table), {"branch_id": branch_id}).one_or_none()
        known[table.name, branch_id] = Head(*row) if row else Head(0, GENESIS)
    return known[table.name, branch_id]


def seal(previous: str, values: dict[str, Any]) -> str:
    """一行的哈希：前一行的哈希连同这一行除 id、hash 以外各列的值，按列名排好写成 JSON。"""
    body = {name: value for name, value in values.items() if name not in {"id", "hash"}}
    return hashlib.sha256(f"{previous}{_JSON.encode(body)}".encode()).hexdigest()


def append(session: Session, table: Table, values: dict[str, Any]) -> int:
    """给 values 接上链头（填好 seq、previous、hash）并插入，返回序号。values 必须含全部其他列。"""
    last = head(session, table, values["branch_id"])
    row = values | {"seq": last.seq + 1, "previous": last.hash}
    sealed = Head(last.seq + 1, seal(last.hash, row))
    session.execute(_insert(table), row | {"hash": sealed.hash})
    _known(session)[table.name, values["branch_id"]] = sealed
    return sealed.seq


def _known(session: Session) -> dict[tuple[str, int], Head]:
    """已知的链头：SQLite 上一支笔传下来的，PostgreSQL 上只在这个事务里有效（同一支部的写事务排着队）。"""
    return session.info.setdefault(CARRIED, {})


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _transaction: SessionTransaction) -> None:
    """退回去的行不算数，链头重新读。"""
    _known(session).clear()


@cache
def _head_query(table: Table) -> Executable:
    seq, branch_id = table.c.seq, table.c.branch_id
    return select(seq, table.c.hash).where(branch_id == bindparam("branch_id")).order_by(seq.desc()).limit(1)


@cache
def _insert(table: Table) -> Insert:
    return table.insert()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{type(value).__name__} 不能进哈希链"
    raise TypeError(msg)


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain, separators=(",", ":"))
