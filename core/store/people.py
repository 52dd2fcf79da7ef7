"""名册上的人：记下改前改后，撤销时还原。几个插件都要用。"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from sqlalchemy.orm import Session

from core.domain import people
from core.domain.dialogue import PastAct, Record, Request
from core.domain.people import Change
from core.domain.roster import Office, office_labels
from core.store import logbook, members, traces
from core.store.db import Base, table_of
from core.store.delegations import Delegation
from core.store.members import Account, Appointment, Member

P = ParamSpec("P")


def traced(verb: Callable[Concatenate[Session, P], Change]) -> Callable[Concatenate[Session, P], Change]:
    """改完记下撤销要用的：每一行改前改后，说到了谁。"""

    @wraps(verb)
    def done(session: Session, *args: P.args, **kwargs: P.kwargs) -> Change:
        with traces.watch(session) as trace:
            change = verb(session, *args, **kwargs)
        return change._replace(undo=trace.kept(), about=trace.members())

    return done


def named(offices: frozenset[Office]) -> str:
    """几个职务连起来说；没有为“无”。"""
    return "、".join(office_labels(offices)) or "无"


def undone(act: PastAct, about: tuple[int, ...]) -> Record:
    """一个人的一样登记还原了。"""
    what = (act.undo or {})["what"]
    return Record(f"{what}：{act.after} → {act.before}", act.after, act.before, about=about)


def rows_of(act: PastAct, which: str, model: type[Base]) -> list[list[Any]]:
    """撤销资料里某一张表的那些行；which 是 rows（改过的）或 added（新添的）。"""
    return [row for row in (act.undo or {})[which] if row[0] == table_of(model).name]


def put_back(request: Request, session: Session, act: PastAct) -> tuple[int, ...]:
    """照资料还原，返回说到了谁；后来又改过的、还原之后不合规矩的拒绝，事务随之退回。"""
    rows = (act.undo or {})["rows"]
    added = [session.get_one(Member, key) for _, key, _ in rows_of(act, "added", Member)]
    changed = [*traces.changed_since(session, rows), *_changed(session, act)]
    if changed:
        names = dict.fromkeys(session.get_one(Member, one).name for row in changed for one in traces.members_in(row))
        raise people.ChangedSince(name=people.some([f"{name}同志" for name in names]) or "这一项")
    for member in added:
        if logbook.acted_since(session, request.home.id, member.id, act.seq):
            raise people.ActiveSince(name=member.name)
        member.archived_at = member.undone_at = request.now
    _unbind(session, request, act, {one.id for one in added})
    ended = _end(request, session, act)
    # 先收回新给的，再还原旧的：现任书记、一人一事的授权，任何时候都只有一个
    session.flush()
    done = [*traces.put_back(session, rows), *added, *ended]
    about = tuple(dict.fromkeys(one for row in done for one in traces.members_in(row)))
    for member_id in about:
        check_standing(session, session.get_one(Member, member_id))
    return about


def check_standing(session: Session, member: Member) -> None:
    """一个人任着的职务，还合不合规矩。"""
    offices = members.offices_of(session, member)
    if offices and member.archived_at is not None:
        raise people.StillInOffice(name=member.name, offices=named(offices))
    if offices and member.category is not None:
        people.check_holder(member.name, member.category, named(offices))
    if Office.SUBGROUP_LEADER in offices and member.subgroup_id is None:
        raise people.NeedsSubgroup(name=member.name)


def _unbind(session: Session, request: Request, act: PastAct, added: set[int]) -> None:
    """给原来就在册的人绑上的账号，照旧不绑；新添的人连人带账号已经作废。"""
    for _, key, values in rows_of(act, "added", Account):
        account = session.get(Account, key)
        if account is None or account.member_id in added or account.member_id != values["member_id"]:
            continue
        if logbook.acted_since(session, request.home.id, account.member_id, act.seq):
            raise people.ActiveSince(name=session.get_one(Member, account.member_id).name)
        session.delete(account)


def _end(request: Request, session: Session, act: PastAct) -> list[Base]:
    """新给的职务、授权到此为止。"""
    offices = [session.get_one(Appointment, key) for _, key, _ in rows_of(act, "added", Appointment)]
    grants = [session.get_one(Delegation, key) for _, key, _ in rows_of(act, "added", Delegation)]
    for appointment in offices:
        appointment.until_at = request.now
    for grant in grants:
        grant.ended_at = request.now
    return [*offices, *grants]


def _changed(session: Session, act: PastAct) -> list[Base]:
    """新添的人、任职、授权，添了之后又改过的；进群退群不算改。"""
    found: list[Base] = []
    for model in (Member, Appointment, Delegation):
        for table, key, values in rows_of(act, "added", model):
            settled = {name: value for name, value in values.items() if name != "in_group"}
            if traces.differs(session, table, key, settled):
                found.append(session.get_one(model, key))
    return found
