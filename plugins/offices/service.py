"""职务、授权、党小组的用例：一个函数一件事，事务由门给。"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import spoken_day
from core.domain.dialogue import Person, Request
from core.domain.names import check_name
from core.domain.people import Change, NeedsSubgroup
from core.domain.permission import DELEGABLE, GRANTS, Action, Role
from core.domain.roster import OFFICE_LABELS, Category, Office, category_label
from core.store import branches, delegations, members, roster
from core.store.branches import Subgroup
from core.store.delegations import Delegation
from core.store.members import Appointment, Member
from core.store.people import named, traced
from core.store.picking import pick

from . import rules
from .rules import Granted, Handover, Squad

_DAY = timedelta(days=1)


@traced
def set_office(session: Session, request: Request, person: Person, office: Office) -> Change:
    """设一个职务。"""
    member, label = pick(session, request, person), OFFICE_LABELS[office]
    offices = members.offices_of(session, member)
    if office in offices:
        raise rules.AlreadyInOffice(name=member.name, office=label)
    secretaries = members.holders(session, request.home.id, Office.SECRETARY)
    rules.check_appointer(request.actor, office, secretaries[0].name if secretaries else None)
    rules.check_eligible(member.name, member.category, category_label(member.category), label)
    if office is Office.SUBGROUP_LEADER and member.subgroup_id is None:
        raise NeedsSubgroup(name=member.name)
    _appoint(session, request, member, office)
    return Change(member.name, "职务", named(offices), named(offices | {office}))


@traced
def remove_office(session: Session, request: Request, person: Person, office: Office) -> Change:
    """免一个职务。"""
    member, label = pick(session, request, person), OFFICE_LABELS[office]
    offices = members.offices_of(session, member)
    if office not in offices:
        raise rules.NotInOffice(name=member.name, office=label)
    if office is Office.SECRETARY and request.actor.member_id != member.id:
        raise rules.OwnOfficeOnly(name=member.name)
    _dismiss(session, request, member, office)
    return Change(member.name, "职务", named(offices), named(offices - {office}))


def look_at_handover(session: Session, request: Request, person: Person) -> tuple[int, Handover]:
    """移交书记之前看一遍：（接任的人，移交之后的样子）；不能移交的拒绝。"""
    member = pick(session, request, person)
    return member.id, _handover(session, request, member)


@traced
def hand_over(session: Session, request: Request, member_id: int) -> Change:
    """移交书记：原书记的其余职务不变；接任的若任副书记，随之免去。"""
    taker = session.get_one(Member, member_id)
    done = _handover(session, request, taker)
    giver = session.get_one(Member, request.actor.member)
    _dismiss(session, request, giver, Office.SECRETARY)
    _dismiss(session, request, taker, Office.DEPUTY_SECRETARY)
    # 一个支部只有一位书记：先免后任
    session.flush()
    _appoint(session, request, taker, Office.SECRETARY)
    return Change("支部书记", "移交", done.giver, done.taker)


def _handover(session: Session, request: Request, taker: Member) -> Handover:
    giver = session.get_one(Member, request.actor.member)
    if taker.id == giver.id:
        raise rules.HandedToOneself(name=giver.name)
    rules.check_eligible(taker.name, taker.category, category_label(taker.category), OFFICE_LABELS[Office.SECRETARY])
    _check_reachable(session, taker)
    before = members.offices_of(session, taker)
    dropped = before & {Office.DEPUTY_SECRETARY}
    left = members.offices_of(session, giver) - {Office.SECRETARY}
    return Handover(giver.name, taker.name, named(left), named(before - dropped), named(frozenset(dropped)))


@traced
def delegate(session: Session, request: Request, person: Person, action: Action, words: str | None) -> Change:
    """授权一个人代办一件事；已经授过权的换成新的期限。"""
    member, until = pick(session, request, person), rules.last_day(words, request.day)
    rules.check_delegate(member.name, member.category, category_label(member.category))
    _check_reachable(session, member)
    entitled = frozenset(one for one in members.offices_of(session, member) if Role(one.value) in GRANTS[action])
    if entitled:
        raise rules.MayAlready(name=member.name, offices=named(entitled), matter=DELEGABLE[action])
    before = _end(session, request, member, action)
    grant = Delegation(branch_id=request.home.id, member_id=member.id, matter=action.value, since_at=request.now)
    grant.until_at = datetime.combine(until + _DAY, time.min, request.now.tzinfo)
    session.add(grant)
    return Change(member.name, f"{DELEGABLE[action]}授权", before, _until(grant, request))


@traced
def revoke(session: Session, request: Request, person: Person, action: Action) -> Change:
    """取消授权。"""
    member = pick(session, request, person)
    grant = delegations.standing(session, member.id, action.value)
    if grant is None or grant.until_at <= request.now:
        raise rules.NotGranted(name=member.name, matter=DELEGABLE[action])
    return Change(member.name, f"{DELEGABLE[action]}授权", _end(session, request, member, action), "无")


def rights(session: Session, request: Request) -> tuple[list[tuple[str, str]], list[Granted]]:
    """现在凭职务、凭授权能办支部的事的人：（（姓名，职务），授权）。"""
    held = [(line.name, "、".join(line.offices)) for line in roster.listing(session, request.home.id) if line.offices]
    grants = [
        Granted(session.get_one(Member, one.member_id).name, DELEGABLE[Action(one.matter)], _last_day(one, request))
        for one in delegations.in_force(session, request.home.id, request.now)
    ]
    return held, grants


@traced
def set_subgroup(session: Session, request: Request, person: Person, subgroup: str) -> Change:
    """编入党小组，没有这个小组就建。"""
    member, name = pick(session, request, person), check_name(subgroup, "党小组名")
    before = roster.subgroup_of(session, member.id) or "未编入"
    member.subgroup_id = branches.subgroup_id(session, request.home.id, name)
    return Change(member.name, "党小组", before, name)


@traced
def rename_subgroup(session: Session, request: Request, old: str, new: str) -> Change:
    """党小组改名，组里的人不变。"""
    name = check_name(new, "党小组名")
    known = {one.name: one for one in session.scalars(select(Subgroup).where(Subgroup.branch_id == request.home.id))}
    if old not in known:
        raise rules.NoSuchSubgroup(name=old)
    if name in known:
        raise rules.SubgroupExists(name=name)
    known[old].name = name
    return Change(old, "名称", old, name)


def squads(session: Session, request: Request) -> tuple[list[Squad], int]:
    """各党小组，和还没有编入的人数。"""
    lines = roster.listing(session, request.home.id)
    names = session.scalars(select(Subgroup.name).where(Subgroup.branch_id == request.home.id).order_by(Subgroup.id))
    leader = OFFICE_LABELS[Office.SUBGROUP_LEADER]
    found = [
        Squad(name, len(mine), [line.name for line in mine if leader in line.offices])
        for name in names
        if (mine := [line for line in lines if line.subgroup == name])
    ]
    counted = (Category.FULL, Category.PROBATIONARY)
    return found, sum(line.subgroup is None and line.category in counted for line in lines)


def undecided(session: Session, request: Request) -> int:
    """在册而类别还没有核定的有几人。"""
    known = (Member.branch_id == request.home.id, Member.archived_at.is_(None), Member.category.is_(None))
    return session.scalar(select(func.count()).select_from(Member).where(*known)) or 0


def _appoint(session: Session, request: Request, member: Member, office: Office) -> None:
    appointment = Appointment(branch_id=request.home.id, member_id=member.id, office=office.value)
    appointment.since_at, member.review = request.now, False
    session.add(appointment)


def _dismiss(session: Session, request: Request, member: Member, office: Office) -> None:
    for one in members.current_appointments(session, request.home.id):
        if one.member_id == member.id and one.office == office:
            one.until_at = request.now


def _end(session: Session, request: Request, member: Member, action: Action) -> str:
    """结束现有的授权，返回它的样子；没有为“无”。"""
    grant = delegations.standing(session, member.id, action.value)
    if grant is None:
        return "无"
    live, told = grant.until_at > request.now, _until(grant, request)
    grant.ended_at = request.now
    # 一人一事只有一项有效的：先收后给
    session.flush()
    return told if live else "无"


def _check_reachable(session: Session, member: Member) -> None:
    if not members.identities_of(session, [member.id]):
        raise rules.NoAccount(name=member.name)


def _until(grant: Delegation, request: Request) -> str:
    return f"到{spoken_day(_last_day(grant, request))}24:00 止"


def _last_day(grant: Delegation, request: Request) -> date:
    return (grant.until_at.astimezone(request.now.tzinfo) - _DAY).date()
