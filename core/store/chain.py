"""哈希链：每个支部一条，一行接一行，改动任何一行都接不上。"""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

GENESIS = "0" * 64
"""每条链第一行的前一个哈希。"""


class Head(NamedTuple):
    """链头：最后一行的序号与哈希。"""

    seq: int
    hash: str


def head(session: Session, table: Table, branch_id: int) -> Head:
    """一个支部在 table 上的链头；还没有行则为 (0, GENESIS)。"""
    columns = table.c
    query = (
        select(columns.seq, columns.hash).where(columns.branch_id == branch_id).order_by(columns.seq.desc()).limit(1)
    )
    row = session.execute(query).one_or_none()
    return Head(*row) if row else Head(0, GENESIS)


def seal(previous: str, values: dict[str, Any]) -> str:
    """一行的哈希：前一行的哈希连同这一行除 id、hash 以外各列的值，按列名排好写成 JSON。"""
    body = {name: value for name, value in values.items() if name not in {"id", "hash"}}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=_plain, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()


def append(session: Session, table: Table, values: dict[str, Any]) -> int:
    """给 values 接上链头（填好 seq、previous、hash）并插入，返回序号。values 必须含全部其他列。"""
    last = head(session, table, values["branch_id"])
    row = values | {"seq": last.seq + 1, "previous": last.hash}
    session.execute(table.insert(), row | {"hash": seal(last.hash, row)})
    return last.seq + 1


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{type(value).__name__} 不能进哈希链"
    raise TypeError(msg)
