"""名册的用例：一个函数一件事，事务由门给。"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.domain import people
from core.domain.dialogue import Person, Request, Scene
from core.domain.names import check_name
from core.domain.people import Change
from core.domain.picking import NobodyFound
from core.domain.roster import Office, category_label
from core.store import branches, founding, members, roster, traces
from core.store.branches import Subgroup
from core.store.members import Appointment, Identity, Member
from core.store.people import named, traced
from core.store.picking import pick
from core.store.traces import Trace

from . import rules
from .sheets.matching import Known, Plan, Step, Terms, plan, spoken_here
from .sheets.rows import Row


def bind_branch(session: Session, request: Request, name: str, listed: list[Person]) -> int:
    """把群绑定为一个支部，照群名单起草名册，返回起草了几人。起草的都是类别未定，没有职务，不计应到。"""
    if request.branch is not None:
        raise rules.AlreadyBound(name=request.branch.name)
    founding.found(session, request, check_name(name, "支部名"), request.group_id or "", listed)
    return len(listed)


def joined(session: Session, request: Request, name: str) -> Member | None:
    """有人入群：在册的记回在群里；不在册的起草为待核对并返回，重复的入群通知返回 None。"""
    identity = Identity(request.platform, request.actor.user_id)
    known = members.find_by_account(session, identity, request.home.id)
    if known is None:
        return founding.draft(session, request, request.home.id, identity, name, review=True)
    known.in_group = True
    return None


def left(session: Session, request: Request) -> None:
    """有人退群：只记不在群里，名册不动。"""
    identity = Identity(request.platform, request.actor.user_id)
    known = members.find_by_account(session, identity, request.home.id)
    if known is not None:
        known.in_group = False


@traced
def set_category(session: Session, request: Request, person: Person, category: str) -> Change:
    """核定类别；任着职务的不能改成不能任职的类别。"""
    return _settle(session, pick(session, request, person), category)


@traced
def add_member(
    session: Session, request: Request, person: Person, category: str | None, subgroup: str | None
) -> Change:
    """添一个人，或给已在册的人核定类别和党小组。"""
    found = members.find_people(session, request.home.id, request.platform, person)
    if found and category is None and subgroup is None:
        raise rules.AlreadyListed(name=found[0].name)
    if not found and category is None and request.scene is Scene.GROUP:
        raise rules.NeedsCategory(name=person.words)
    member = pick(session, request, person) if found else _create(session, request, person)
    was = roster.subgroup_of(session, member.id) or "未编入"
    change = _settle(session, member, category or member.category)
    if subgroup is not None:
        name = check_name(subgroup, "党小组名")
        member.subgroup_id = branches.subgroup_id(session, request.home.id, name)
        change = _also(change, Change(member.name, "党小组", was, name))
    return change if found else change._replace(before=people.NOT_LISTED)


@traced
def bind_name(session: Session, request: Request, person: Person, name: str) -> Change:
    """给一个账号定下真实姓名；名册上已有同名而没绑账号的一位，就把他登记的情况并过来。"""
    member, clean = pick(session, request, person), check_name(name)
    before = member.name
    same = members.find_people(session, request.home.id, request.platform, Person(clean))
    others = [one for one in same if one.id != member.id and one.archived_at is None]
    if members.identities_of(session, [one.id for one in others]):
        raise rules.NameTaken(name=clean)
    for other in others:
        if offices := members.offices_of(session, other):
            raise people.StillInOffice(name=clean, offices=named(offices))
        # 登记和积分都跟着账号走，所以留下有账号的这一位
        member.category = other.category or member.category
        member.subgroup_id = other.subgroup_id or member.subgroup_id
        other.archived_at = request.now
    member.name, member.review = clean, False
    return Change(clean, "姓名", before, clean)


@traced
def set_floating(session: Session, request: Request, person: Person, city: str | None, *, floating: bool) -> Change:
    """登记或取消流动党员（《中国共产党党员教育管理工作条例》第三十二条：应当保持经常联系）。"""
    member = pick(session, request, person)
    before = rules.floating(member.city, floating=member.floating)
    member.floating, member.city = floating, check_name(city, "地名") if city else None
    return Change(member.name, "流动情况", before, rules.floating(member.city, floating=member.floating))


@traced
def set_here(session: Session, request: Request, person: Person, *, here: bool) -> Change:
    """登记组织关系在不在本支部；不在的可以参加活动，不计应到。"""
    member = pick(session, request, person)
    before, member.here = spoken_here(member.here), here
    return Change(member.name, "组织关系", before, spoken_here(here))


@traced
def archive(session: Session, request: Request, person: Person) -> Change:
    """移出花名册：只作标记，记录都留着；任着职务的先免职。"""
    member = pick(session, request, person)
    if offices := members.offices_of(session, member):
        raise people.StillInOffice(name=member.name, offices=named(offices))
    member.archived_at = request.now
    return Change(member.name, "花名册", "在册", "已移出")


@traced
def restore(session: Session, request: Request, person: Person) -> Change:
    """移回花名册。"""
    member = pick(session, request, person, archived=True)
    if member.archived_at is None:
        raise rules.NothingToRestore(name=member.name)
    member.archived_at = None
    return Change(member.name, "花名册", "已移出", "在册")


def plan_import(session: Session, request: Request, rows: list[Row]) -> Plan:
    """一份名单照现在的名册看一遍，什么都还没改。"""
    may_appoint = bool(request.actor.offices & {Office.SECRETARY, Office.DEPUTY_SECRETARY})
    return plan(rows, _everyone(session, request), Terms(request.day, may_appoint))


def import_rows(session: Session, request: Request, rows: list[Row]) -> tuple[Plan, Trace]:
    """导入看过的名单；期间变得不合的行照样不导入。"""
    with traces.watch(session) as trace:
        made = plan_import(session, request, rows)
        for step in made.steps:
            _import_step(session, request, step)
    return made, trace


def _import_step(session: Session, request: Request, step: Step) -> None:
    row, changed = step.row, {what for what, _, _ in step.changes}
    if step.member_id is None:
        member = _create(session, request, Person(row.name))
    else:
        member = session.get_one(Member, step.member_id)
    if row.user_id and (step.member_id is None or "QQ" in changed):
        members.add_account(session, member, Identity(request.platform, row.user_id))
    member.name, member.category = step.name, row.category or member.category
    member.joined_on, member.city = row.joined_on or member.joined_on, row.city or member.city
    member.here = member.here if row.here is None else row.here
    member.floating = member.floating if row.floating is None else row.floating
    member.review = member.review and not row.category
    if row.subgroup:
        member.subgroup_id = branches.subgroup_id(session, request.home.id, row.subgroup)
    if step.member_id is None or "职务" in changed:
        for office in row.offices:
            appointment = Appointment(branch_id=request.home.id, member_id=member.id, office=office)
            appointment.since_at = request.now
            session.add(appointment)
    session.flush()


def _everyone(session: Session, request: Request) -> list[Known]:
    """名册上的全部同志，移出的也在内。"""
    query = select(Member).where(Member.branch_id == request.home.id, Member.undone_at.is_(None))
    found = list(session.scalars(query.order_by(Member.id)))
    accounts = members.identities_of(session, [one.id for one in found])
    groups = {one.id: one.name for one in session.scalars(_subgroups(request))}
    offices: dict[int, list[str]] = {}
    for held in members.current_appointments(session, request.home.id):
        offices.setdefault(held.member_id, []).append(held.office)
    return [
        Known(
            one.id,
            one.name,
            tuple(identity.user_id for identity in accounts.get(one.id, ()) if identity.platform == request.platform),
            one.category,
            tuple(offices.get(one.id, ())),
            groups.get(one.subgroup_id or 0),
            one.joined_on,
            one.here,
            one.floating,
            one.city,
            one.archived_at is not None,
            one.review,
        )
        for one in found
    ]


def _subgroups(request: Request) -> Select[Subgroup]:
    return select(Subgroup).where(Subgroup.branch_id == request.home.id)


def _create(session: Session, request: Request, person: Person) -> Member:
    """照姓名新添一个没有绑定账号的人。"""
    if person.user_id is not None:
        raise NobodyFound(words=person.words)
    return members.enrol(session, request.home.id, check_name(person.words), request.now, in_group=False)


def _also(first: Change, second: Change) -> Change:
    """两项改动说成一句；头一项没有变的只说第二项。"""
    if first.before == first.after:
        return second
    what, before, after = (f"{one}、{two}" for one, two in zip(first[1:4], second[1:4], strict=True))
    return Change(first.name, what, before, after)


def _settle(session: Session, member: Member, category: str | None) -> Change:
    before, after = category_label(member.category), category_label(category)
    offices = members.offices_of(session, member)
    if offices and category is not None:
        people.check_holder(member.name, category, named(offices))
    member.category, member.review = category, False
    return Change(member.name, "类别", before, after)
