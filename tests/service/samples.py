"""各测试共用的样品：一个支部、几个人、一次请求。"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Branch, Request, Scene
from core.domain.permission import Actor
from core.store import chain
from core.store.branches import BranchRow, GroupBinding
from core.store.members import Identity, Member, add_account
from tests.conftest import NOON

ZONE = "Asia/Shanghai"
QQ = "qq"
ACCOUNT = "10000"
GROUP = "20001"


def add_branch(session: Session, name: str = "示范党支部", group_id: str = GROUP) -> int:
    """一个绑好群的支部，返回编号。"""
    branch = BranchRow(name=name, zone=ZONE, created_at=NOON)
    session.add(branch)
    session.flush()
    session.add(GroupBinding(branch_id=branch.id, platform=QQ, group_id=group_id, account=ACCOUNT, bound_at=NOON))
    session.flush()
    return branch.id


def add_member(session: Session, branch_id: int, name: str, user_id: str | None = None, **facts: Any) -> int:
    """名册上的一个人，返回编号。"""
    member = Member(branch_id=branch_id, name=name, created_at=NOON, **facts)
    session.add(member)
    session.flush()
    if user_id is not None:
        add_account(session, member, Identity(QQ, user_id))
    return member.id


def a_branch_with(*names: str) -> Callable[[Session], tuple[int, list[int]]]:
    """一件写库的事：建一个支部，放进这些人；账号从 10001 起。"""

    def work(session: Session) -> tuple[int, list[int]]:
        branch_id = add_branch(session)
        return branch_id, [
            add_member(session, branch_id, name, str(number)) for number, name in enumerate(names, 10001)
        ]

    return work


def request(actor: Actor, branch_id: int | None, now: datetime = NOON, group_id: str = GROUP) -> Request:
    """群里的一次请求。"""
    branch = Branch(branch_id, "示范党支部", ZONE) if branch_id is not None else None
    return Request(actor, branch, Scene.GROUP, local(now, ZONE), QQ, ACCOUNT, group_id, "1", ZONE, act=1)


def later(**amount: float) -> datetime:
    """NOON 之后多久。"""
    return NOON + timedelta(**amount)


def broken_links(session: Session, table: Table, branch_id: int) -> list[int]:
    """照 core.store.chain.seal 从头核对一条链，给出接不上的序号。"""
    broken, previous = [], chain.GENESIS
    rows = session.execute(select(table).where(table.c.branch_id == branch_id).order_by(table.c.seq))
    for expected, row in enumerate(rows, 1):
        values = dict(row._mapping)
        if (row.seq, row.previous, row.hash) != (expected, previous, chain.seal(previous, values)):
            broken.append(row.seq)
        previous = row.hash
    return broken
