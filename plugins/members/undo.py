"""名册上的每一类操作怎样撤销：改过的还原，添过的作废，有人又改过的不撤。"""

from typing import Any

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.domain.roster import Office, category_label, office_labels
from core.store import logbook, members, traces
from core.store.db import Base
from core.store.members import Appointment, Member

from . import rules, texts
from .commands import router

_BOUND = "绑定支部不能撤销：花名册已经起草，此后的登记都记在这个支部名下。"
_CAME = "入群、退群是群里的事，不能撤销。不是本支部的同志，请发“移出花名册 姓名”。"
_ASKED = "只是要一份名单，还没有改动，发“取消”即可。"
router.keep("bind_branch", "绑定支部", _BOUND)
router.keep("joined", "入群", _CAME)
router.keep("left", "退群", _CAME)
router.keep("import_roster", "要名单", _ASKED)
router.keep("roster_lines", "要名单", _ASKED)


@router.undo("set_category", "定类别", Action.SETTLE_ROSTER)
@router.undo("add_member", "添加党员", Action.SETTLE_ROSTER)
@router.undo("bind_name", "绑定姓名", Action.SETTLE_ROSTER)
@router.undo("set_subgroup", "编党小组", Action.SETTLE_ROSTER)
@router.undo("set_floating", "流动党员", Action.SETTLE_ROSTER)
@router.undo("unset_floating", "取消流动党员", Action.SETTLE_ROSTER)
@router.undo("archive_member", "移出花名册", Action.SETTLE_ROSTER)
@router.undo("restore_member", "移回花名册", Action.SETTLE_ROSTER)
def put_back(request: Request, session: Session, act: PastAct) -> Record:
    """一个人的登记还原。"""
    return texts.undone(act, _put_back(request, session, act))


@router.undo("roster_import", "导入花名册", Action.SETTLE_ROSTER)
def put_back_batch(request: Request, session: Session, act: PastAct) -> Record:
    """整批导入还原；其中有一位又改过，就整批不动。"""
    return texts.import_undone(act, _put_back(request, session, act))


@router.undo("set_office", "设职务", Action.APPOINT, openly=True)
def take_office_back(request: Request, session: Session, act: PastAct) -> Record:
    """设的职务免去。"""
    rules.check_reverser(request.actor, own=act.actor_id == request.actor.member_id)
    return texts.undone(act, _put_back(request, session, act))


@router.undo("remove_office", "免职务", Action.DISMISS, openly=True)
def give_office_back(request: Request, session: Session, act: PastAct) -> Record:
    """免的职务接着任；书记是本人交出的，不由别人撤销。"""
    for _, key, _ in _of(act, "rows", Appointment):
        ended = session.get_one(Appointment, key)
        member = session.get_one(Member, ended.member_id)
        if ended.office == Office.SECRETARY:
            raise rules.GaveUpOffice(name=member.name)
        if ended.office in members.offices_of(session, member):
            raise rules.ChangedSince(name=f"{member.name}同志")
    return texts.undone(act, _put_back(request, session, act))


def _put_back(request: Request, session: Session, act: PastAct) -> tuple[int, ...]:
    """照资料还原，返回说到了谁；后来又改过的、还原之后不合规矩的拒绝，事务随之退回。"""
    rows = (act.undo or {})["rows"]
    people = [session.get_one(Member, key) for _, key, _ in _of(act, "added", Member)]
    offices = [session.get_one(Appointment, key) for _, key, _ in _of(act, "added", Appointment)]
    changed = [*traces.changed_since(session, rows), *_changed(session, act)]
    if changed:
        names = dict.fromkeys(session.get_one(Member, one).name for row in changed for one in traces.members_in(row))
        raise rules.ChangedSince(name=texts.some([f"{name}同志" for name in names]))
    for member in people:
        if logbook.acted_since(session, request.home.id, member.id, act.seq):
            raise rules.ActiveSince(name=member.name)
        member.archived_at = member.undone_at = request.now
    for appointment in offices:
        appointment.until_at = request.now
    done = [*traces.put_back(session, rows), *people, *offices]
    about = tuple(dict.fromkeys(one for row in done for one in traces.members_in(row)))
    for member_id in about:
        _check(session, session.get_one(Member, member_id))
    return about


def _of(act: PastAct, which: str, model: type[Base]) -> list[list[Any]]:
    """资料里某一张表的那些行。"""
    return [row for row in (act.undo or {})[which] if row[0] == model.__tablename__]


def _changed(session: Session, act: PastAct) -> list[Base]:
    """新添的人和任职，添了之后又改过的；进群退群不算改。"""
    found: list[Base] = []
    for model in (Member, Appointment):
        for table, key, values in _of(act, "added", model):
            settled = {name: value for name, value in values.items() if name != "in_group"}
            if traces.differs(session, table, key, settled):
                found.append(session.get_one(model, key))
    return found


def _check(session: Session, member: Member) -> None:
    """还原之后，任着的职务还合不合规矩。"""
    offices = members.offices_of(session, member)
    named = "、".join(office_labels(offices))
    if offices and member.archived_at is not None:
        raise rules.StillInOffice(name=member.name, offices=named)
    if offices and member.category is not None:
        rules.check_holder(member.name, member.category, category_label(member.category), named)
    if Office.SUBGROUP_LEADER in offices and member.subgroup_id is None:
        raise rules.NeedsSubgroup(name=member.name)
