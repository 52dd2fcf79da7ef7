"""名册的用例：一个函数一件事，事务由门给。"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from sqlalchemy.orm import Session

from core.domain.dialogue import Person, Request, Scene
from core.domain.names import check_name
from core.domain.roster import OFFICE_LABELS, Office, category_label, office_labels
from core.store import branches, founding, members, roster, traces
from core.store.members import Appointment, Identity, Member

from . import rules
from .rules import Change, Preview
from .sheets.lines import Reading, Row

P = ParamSpec("P")


def _traced(verb: Callable[Concatenate[Session, P], Change]) -> Callable[Concatenate[Session, P], Change]:
    """改完记下撤销要用的：每一行改前改后，说到了谁。"""

    @wraps(verb)
    def done(session: Session, *args: P.args, **kwargs: P.kwargs) -> Change:
        with traces.watch(session) as trace:
            change = verb(session, *args, **kwargs)
        return change._replace(undo=trace.kept(), about=trace.members())

    return done


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


@_traced
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
        raise rules.NeedsSubgroup(name=member.name)
    appointment = Appointment(branch_id=request.home.id, member_id=member.id, office=office.value)
    appointment.since_at, member.review = request.now, False
    session.add(appointment)
    return Change(member.name, "职务", _named(offices), _named(offices | {office}))


@_traced
def remove_office(session: Session, request: Request, person: Person, office: Office) -> Change:
    """免一个职务。"""
    member, label = pick(session, request, person), OFFICE_LABELS[office]
    held = members.current_appointments(session, request.home.id)
    mine = [one for one in held if one.member_id == member.id]
    ended = next((one for one in mine if one.office == office), None)
    if ended is None:
        raise rules.NotInOffice(name=member.name, office=label)
    if office is Office.SECRETARY and request.actor.member_id != member.id:
        raise rules.OwnOfficeOnly(name=member.name)
    offices = frozenset(Office(one.office) for one in mine)
    ended.until_at = request.now
    return Change(member.name, "职务", _named(offices), _named(offices - {office}))


@_traced
def set_category(session: Session, request: Request, person: Person, category: str) -> Change:
    """核定类别；任着职务的不能改成不能任职的类别。"""
    return _settle(session, pick(session, request, person), category)


@_traced
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
    if subgroup is not None:
        name = check_name(subgroup, "党小组名")
        member.subgroup_id = branches.subgroup_id(session, request.home.id, name)
    change = _settle(session, member, category or member.category)
    return change if found else change._replace(before=rules.NOT_LISTED)


@_traced
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
            raise rules.StillInOffice(name=clean, offices=_named(offices))
        # 登记和积分都跟着账号走，所以留下有账号的这一位
        member.category = other.category or member.category
        member.subgroup_id = other.subgroup_id or member.subgroup_id
        other.archived_at = request.now
    member.name, member.review = clean, False
    return Change(clean, "姓名", before, clean)


@_traced
def set_subgroup(session: Session, request: Request, person: Person, subgroup: str) -> Change:
    """编入党小组，没有这个小组就建。"""
    member, name = pick(session, request, person), check_name(subgroup, "党小组名")
    before = roster.subgroup_of(session, member.id) or "未编入"
    member.subgroup_id = branches.subgroup_id(session, request.home.id, name)
    return Change(member.name, "党小组", before, name)


@_traced
def set_floating(session: Session, request: Request, person: Person, city: str | None, *, floating: bool) -> Change:
    """登记或取消流动党员（《中国共产党党员教育管理工作条例》第三十二条：应当保持经常联系）。"""
    member = pick(session, request, person)
    before = rules.floating(member.city, floating=member.floating)
    member.floating, member.city = floating, check_name(city, "地名") if city else None
    return Change(member.name, "流动情况", before, rules.floating(member.city, floating=member.floating))


@_traced
def archive(session: Session, request: Request, person: Person) -> Change:
    """移出花名册：只作标记，记录都留着；任着职务的先免职。"""
    member = pick(session, request, person)
    if offices := members.offices_of(session, member):
        raise rules.StillInOffice(name=member.name, offices=_named(offices))
    member.archived_at = request.now
    return Change(member.name, "花名册", "在册", "已移出")


@_traced
def restore(session: Session, request: Request, person: Person) -> Change:
    """移回花名册。"""
    member = pick(session, request, person, archived=True)
    if member.archived_at is None:
        raise rules.NothingToRestore(name=member.name)
    member.archived_at = None
    return Change(member.name, "花名册", "已移出", "在册")


def preview_import(session: Session, request: Request, reading: Reading) -> tuple[Preview, list[Row]]:
    """名单导入之前先看一遍：哪些新添、哪些更新、哪些行不导入，什么都还没改。"""
    preview, good = Preview([], [], [(fault.number, fault.reason) for fault in reading.faults]), list[Row]()
    for row in reading.rows:
        reason, known = _check_row(session, request, row)
        if reason is not None:
            preview.faults.append((row.number, reason))
            continue
        good.append(row)
        renamed = known is not None and known.name != row.name
        shown = f"{known.name} → {row.name}" if known is not None and renamed else row.name
        (preview.updated if known else preview.added).append(shown)
    preview.faults.sort()
    return preview, good


def import_rows(session: Session, request: Request, rows: list[Row]) -> Preview:
    """导入看过的名单；期间变得不合的行照样不导入，并再列一次。"""
    done = Preview([], [], [])
    with traces.watch(session) as trace:
        for row in rows:
            reason, known = _check_row(session, request, row)
            if reason is not None:
                done.faults.append((row.number, reason))
                continue
            _import_row(session, request, row, known)
            (done.updated if known else done.added).append(row.name)
    return done._replace(undo=trace.kept(), about=trace.members())


def _import_row(session: Session, request: Request, row: Row, known: Member | None) -> None:
    member = known or _create(session, request, Person(row.name))
    if row.user_id and known is None:
        members.add_account(session, member, Identity(request.platform, row.user_id))
    member.name, member.category, member.review = row.name, row.category or member.category, False
    if row.subgroup:
        member.subgroup_id = branches.subgroup_id(session, request.home.id, row.subgroup)
    session.flush()


def _check_row(session: Session, request: Request, row: Row) -> tuple[str | None, Member | None]:
    """一行能不能导入：（不能的原因，名册上对应的人）。"""
    if row.office is not None:
        return "职务不随名单导入，请去掉职务一栏，再用“设职务”设", None
    known: Member | None = None
    if row.user_id:
        known = members.find_by_account(session, Identity(request.platform, row.user_id), request.home.id)
    found = members.find_people(session, request.home.id, request.platform, Person(row.name))
    same = [one for one in found if one.name == row.name and (known is None or one.id != known.id)]
    live = [one for one in same if one.archived_at is None]
    if live and (reason := _clash(session, row, known, live)) is not None:
        return reason, None
    known = known or next(iter(live or same), None)
    if known is not None and known.archived_at is not None:
        return f"“{known.name}”已移出花名册，请先发“移回花名册 {known.name}”", None
    if known is not None and row.category not in {None, known.category} and members.offices_of(session, known):
        return f"“{known.name}”任着职务，类别请单独核定", None
    return None, known


def _clash(session: Session, row: Row, known: Member | None, live: list[Member]) -> str | None:
    """名册上已有同名的人：说得清是哪一位才导入。"""
    if known is not None:
        return f"QQ {row.user_id} 在名册上是“{known.name}”，另有一位“{row.name}”，请核对"
    if len(live) > 1:
        return f"名册上有 {len(live)} 位“{row.name}”，请写上 QQ 号"
    if row.user_id and members.identities_of(session, [live[0].id]):
        return f"名册上的“{row.name}”绑定的是别的 QQ 号"
    return None


def _create(session: Session, request: Request, person: Person) -> Member:
    """照姓名新添一个没有绑定账号的人。"""
    if person.user_id is not None:
        raise rules.NobodyFound(words=person.words)
    return members.enrol(session, request.home.id, check_name(person.words), request.now, in_group=False)


def pick(session: Session, request: Request, person: Person, *, archived: bool = False) -> Member:
    """话里提到的那一个人；没有、同名、已移出名册的拒绝。"""
    found = members.find_people(session, request.home.id, request.platform, person)
    if not found:
        raise rules.NobodyFound(words=person.words)
    if len(found) > 1:
        accounts = members.identities_of(session, [one.id for one in found])
        people = [f"QQ {accounts[one.id][0].user_id}" if one.id in accounts else "未绑定 QQ" for one in found]
        raise rules.SeveralFound(words=person.words, people="、".join(people[: rules.SHOWN_NAMES]))
    if found[0].archived_at is not None and not archived:
        raise rules.Archived(name=found[0].name)
    return found[0]


def _settle(session: Session, member: Member, category: str | None) -> Change:
    before, after = category_label(member.category), category_label(category)
    offices = members.offices_of(session, member)
    if offices and category is not None:
        rules.check_holder(member.name, category, after, _named(offices))
    member.category, member.review = category, False
    return Change(member.name, "类别", before, after)


def _named(offices: frozenset[Office]) -> str:
    return "、".join(office_labels(offices)) or "无"
