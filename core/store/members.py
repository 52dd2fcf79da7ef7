"""名册：人、账号、职务。在群里不等于在支部里。"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, UniqueConstraint, and_, bindparam, false, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.dialogue import Branch, Person
from core.domain.permission import Action, Actor
from core.domain.roster import Category, Office
from core.store.branches import Bound, BranchRow, GroupBinding
from core.store.db import Base, table_of
from core.store.delegations import Delegation


class Member(Base):
    """名册上的一个人。

    category 为 None 是类别未定；review 为真是待核对（后来入群、还没有经人核定）；
    joined_on 是入党日期；here 是组织关系在不在本支部，None 是还没有登记；archived_at 不空是已移出名册；
    undone_at 不空是添他的那一次撤销了，等于没有添过（archived_at 也不空）。
    """

    __tablename__ = "member"
    __table_args__ = (Index("ix_member_branch_id_name", "branch_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    name: Mapped[str]
    category: Mapped[str | None]
    review: Mapped[bool] = mapped_column(default=False)
    in_group: Mapped[bool] = mapped_column(default=True)
    subgroup_id: Mapped[int | None] = mapped_column(ForeignKey("subgroup.id"))
    joined_on: Mapped[date | None]
    here: Mapped[bool | None]
    floating: Mapped[bool] = mapped_column(default=False)
    city: Mapped[str | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class Account(Base):
    """一个人在聊天平台上的账号；同一账号在一个支部里只对一个人。"""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("branch_id", "platform", "user_id"),
        Index("ix_account_user", "platform", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    platform: Mapped[str]
    user_id: Mapped[str]


class Appointment(Base):
    """一段任职；until_at 为空是现任。书记只有一位。"""

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_secretary",
            "branch_id",
            unique=True,
            sqlite_where=text("office = 'secretary' AND until_at IS NULL"),
            postgresql_where=text("office = 'secretary' AND until_at IS NULL"),
        ),
        Index(
            "uq_appointment_current",
            "member_id",
            "office",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    office: Mapped[str]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class Identity(NamedTuple):
    """聊天平台上的一个身份。"""

    platform: str
    user_id: str


def find_actor(session: Session, identity: Identity, branch_id: int, now: datetime | None = None) -> Actor:
    """一个身份在支部名册上是谁；不在册的 member_id 为 None。now 为空时不看授权。"""
    known = (Delegation.member_id == Member.id, Delegation.ended_at.is_(None))
    live = false() if now is None else Delegation.until_at > now
    query = (
        select(Member.id, Member.name, Member.category, Member.in_group, Appointment.office, Delegation.matter)
        .join(Account, Account.member_id == Member.id)
        .outerjoin(Appointment, and_(Appointment.member_id == Member.id, Appointment.until_at.is_(None)))
        .outerjoin(Delegation, and_(*known, live))
        .where(
            Member.archived_at.is_(None),
            Account.branch_id == branch_id,
            Account.platform == identity.platform,
            Account.user_id == identity.user_id,
        )
    )
    return _actor(identity, branch_id, list(session.execute(query)))


def find_speaker(session: Session, identity: Identity, group_id: str, now: datetime) -> tuple[Bound | None, Actor]:
    """群里说话的人：群绑定的支部，和这个人此刻在支部名册上是谁。"""
    rows = list(session.execute(_SPEAKER, {"group_id": group_id, "now": now, **identity._asdict()}))
    if not rows:
        return None, Actor(identity.user_id)
    first = rows[0]
    bound = Bound(Branch(first.branch_id, first.branch, first.zone), first.account)
    return bound, _actor(identity, first.branch_id, [row for row in rows if row.id is not None])


# 每条口令都要查的语句只造一次，且不经 ORM，见 docs/decisions/0004
_binding, _branch, _account, _member, _office, _grant = (
    table_of(row) for row in (GroupBinding, BranchRow, Account, Member, Appointment, Delegation)
)
_SPEAKER = (
    select(
        _branch.c.id.label("branch_id"),
        _branch.c.name.label("branch"),
        _branch.c.zone,
        _binding.c.account,
        _member.c.id,
        _member.c.name,
        _member.c.category,
        _member.c.in_group,
        _office.c.office,
        _grant.c.matter,
    )
    .select_from(_binding)
    .join(_branch, _branch.c.id == _binding.c.branch_id)
    .outerjoin(
        _account,
        and_(
            _account.c.branch_id == _binding.c.branch_id,
            _account.c.platform == _binding.c.platform,
            _account.c.user_id == bindparam("user_id"),
        ),
    )
    .outerjoin(_member, and_(_member.c.id == _account.c.member_id, _member.c.archived_at.is_(None)))
    .outerjoin(_office, and_(_office.c.member_id == _member.c.id, _office.c.until_at.is_(None)))
    .outerjoin(
        _grant,
        and_(_grant.c.member_id == _member.c.id, _grant.c.ended_at.is_(None), _grant.c.until_at > bindparam("now")),
    )
    .where(_binding.c.platform == bindparam("platform"), _binding.c.group_id == bindparam("group_id"))
)


def _actor(identity: Identity, branch_id: int, rows: list[Any]) -> Actor:
    """同一个人每个职务、每件授权的事一行。"""
    if not rows:
        return Actor(identity.user_id, branch_id=branch_id)
    member = rows[0]
    return Actor(
        identity.user_id,
        name=member.name,
        branch_id=branch_id,
        member_id=member.id,
        category=Category(member.category) if member.category else None,
        offices=frozenset(Office(row.office) for row in rows if row.office),
        in_group=member.in_group,
        granted=frozenset(Action(row.matter) for row in rows if row.matter),
    )


def enrol(session: Session, branch_id: int, name: str, now: datetime, **facts: Any) -> Member:
    """名册上新添一个人：类别未定。"""
    member = Member(branch_id=branch_id, name=name, created_at=now, **facts)
    session.add(member)
    session.flush()
    return member


def add_account(session: Session, member: Member, identity: Identity) -> None:
    """给一个人绑上账号；添了又撤销的人占着这个账号的，改归这个人。"""
    query = select(Account).join(Member, Member.id == Account.member_id).where(Account.branch_id == member.branch_id)
    query = query.where(Account.platform == identity.platform, Account.user_id == identity.user_id)
    account = session.scalar(query.where(Member.undone_at.is_not(None)))
    if account is None:
        account = Account(branch_id=member.branch_id)
        account.platform, account.user_id = identity
        session.add(account)
    account.member_id = member.id
    session.flush()


def branches_of(session: Session, identity: Identity) -> list[int]:
    """一个身份在哪些支部的名册上。"""
    query = (
        select(Account.branch_id)
        .join(Member, Member.id == Account.member_id)
        .where(Account.platform == identity.platform, Account.user_id == identity.user_id, Member.archived_at.is_(None))
    )
    return list(session.scalars(query.order_by(Account.branch_id)))


def find_by_account(session: Session, identity: Identity, branch_id: int) -> Member | None:
    """按账号找人，移出名册的也找得到。"""
    query = (
        select(Member)
        .join(Account, Account.member_id == Member.id)
        .where(
            Account.branch_id == branch_id, Account.platform == identity.platform, Account.user_id == identity.user_id
        )
    )
    return session.scalar(query.where(Member.undone_at.is_(None)))


def find_people(session: Session, branch_id: int, platform: str, person: Person) -> list[Member]:
    """话里提到的人在名册上是谁：@ 出来的按账号，写出来的按姓名或 QQ 号；同名的都给出，移出名册的也在内。"""
    named = Member.id.in_(
        select(Account.member_id).where(
            Account.branch_id == branch_id,
            Account.platform == platform,
            Account.user_id == (person.user_id or person.words),
        )
    )
    if person.user_id is None:
        named = named | (Member.name == person.words)
    known = (Member.branch_id == branch_id, Member.undone_at.is_(None))
    query = select(Member).where(*known, named).order_by(Member.id)
    found = list(session.scalars(query))
    return [member for member in found if member.archived_at is None] or found


def identities_of(session: Session, member_ids: Iterable[int]) -> dict[int, list[Identity]]:
    """这些人各自的账号。"""
    query = select(Account).where(Account.member_id.in_(list(member_ids))).order_by(Account.id)
    found: dict[int, list[Identity]] = {}
    for account in session.scalars(query):
        found.setdefault(account.member_id, []).append(Identity(account.platform, account.user_id))
    return found


def holders(session: Session, branch_id: int, office: Office) -> list[Member]:
    """现任某职务的人，按任职先后。"""
    query = (
        select(Member)
        .join(Appointment, Appointment.member_id == Member.id)
        .where(Appointment.branch_id == branch_id, Appointment.office == office, Appointment.until_at.is_(None))
        .order_by(Appointment.since_at, Appointment.id)
    )
    return list(session.scalars(query))


def offices_of(session: Session, member: Member) -> frozenset[Office]:
    """一个人现任的全部职务。"""
    held = current_appointments(session, member.branch_id)
    return frozenset(Office(one.office) for one in held if one.member_id == member.id)


def current_appointments(session: Session, branch_id: int) -> list[Appointment]:
    """一个支部全部现任职务。"""
    query = select(Appointment).where(Appointment.branch_id == branch_id, Appointment.until_at.is_(None))
    return list(session.scalars(query.order_by(Appointment.id)))
