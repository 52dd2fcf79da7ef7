"""支部、支部绑定的群、党小组。一个群只对一个支部，一个支部只绑一个群。"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.dialogue import Branch
from core.store.db import Base, rows_of


class BranchRow(Base):
    """一个党支部。"""

    __tablename__ = "branch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str]
    created_at: Mapped[datetime]


class GroupBinding(Base):
    """支部所在的群。account 是在这个群里说话的那个 OneBot 账号；muted_until 之前群里或助手被禁言。"""

    __tablename__ = "group_binding"
    __table_args__ = (UniqueConstraint("platform", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), unique=True)
    platform: Mapped[str]
    group_id: Mapped[str]
    account: Mapped[str]
    bound_at: Mapped[datetime]
    muted_until: Mapped[datetime | None]


class Subgroup(Base):
    """党小组。"""

    __tablename__ = "subgroup"
    __table_args__ = (UniqueConstraint("branch_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    name: Mapped[str]


class Bound(NamedTuple):
    """一个群绑定的支部，以及在群里说话的账号。"""

    branch: Branch
    account: str


class Home(NamedTuple):
    """一个支部的群在哪儿。"""

    platform: str
    group_id: str
    account: str


def find_bound(session: Session, platform: str, group_id: str) -> Bound | None:
    """一个群绑定的支部；没有绑定为 None。"""
    query = (
        select(BranchRow.id, BranchRow.name, BranchRow.zone, GroupBinding.account)
        .join(GroupBinding, GroupBinding.branch_id == BranchRow.id)
        .where(GroupBinding.platform == platform, GroupBinding.group_id == group_id)
    )
    row = session.execute(query).one_or_none()
    return Bound(Branch(row.id, row.name, row.zone), row.account) if row else None


def find_branch(session: Session, branch_id: int) -> Branch | None:
    """按编号找支部。"""
    row = session.get(BranchRow, branch_id)
    return Branch(row.id, row.name, row.zone) if row else None


def any_yet(session: Session) -> bool:
    """有没有支部。"""
    return session.scalar(select(BranchRow.id).limit(1)) is not None


def home_of(session: Session, branch_id: int) -> Home | None:
    """一个支部的群；还没有绑定群为 None。"""
    query = select(GroupBinding.platform, GroupBinding.group_id, GroupBinding.account)
    query = query.where(GroupBinding.branch_id == branch_id)
    row = session.execute(query).one_or_none()
    return Home(*row) if row else None


class Bond(NamedTuple):
    """一个支部和它的群。"""

    branch: Branch
    home: Home


def bonds_of(session: Session, account: str) -> list[Bond]:
    """由一个账号在群里说话的各支部。"""
    query = (
        select(BranchRow.id, BranchRow.name, BranchRow.zone, GroupBinding.platform, GroupBinding.group_id)
        .join(GroupBinding, GroupBinding.branch_id == BranchRow.id)
        .where(GroupBinding.account == account)
        .order_by(BranchRow.id)
    )
    return [
        Bond(Branch(row.id, row.name, row.zone), Home(row.platform, row.group_id, account))
        for row in session.execute(query)
    ]


def take_over(session: Session, branch_id: int, old: str, new: str) -> bool:
    """改由 new 在支部的群里说话；已经不是 old 在说了则为假。"""
    bound = (GroupBinding.branch_id == branch_id, GroupBinding.account == old)
    return rows_of(session.execute(update(GroupBinding).where(*bound).values(account=new))) == 1


def subgroup_id(session: Session, branch_id: int, name: str) -> int:
    """按名称取党小组的编号，没有就建。"""
    found = session.scalar(select(Subgroup.id).where(Subgroup.branch_id == branch_id, Subgroup.name == name))
    if found is not None:
        return found
    subgroup = Subgroup(branch_id=branch_id, name=name)
    session.add(subgroup)
    session.flush()
    return subgroup.id
