"""职务、授权、党小组的每一类操作怎样撤销：给的收回，免的复任，有人又改过的不撤。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.people import ChangedSince
from core.domain.permission import Action
from core.domain.roster import Office
from core.store import members
from core.store.members import Appointment, Member
from core.store.people import put_back, rows_of, undone

from . import rules
from .commands import router

router.keep("hand_over", "移交预览", "只是看了一遍，还没有移交，发“取消”即可。")


@router.undo("set_office", "设职务", Action.APPOINT, openly=True)
def take_office_back(request: Request, session: Session, act: PastAct) -> Record:
    """设的职务免去。"""
    rules.check_reverser(request.actor, own=act.actor_id == request.actor.member_id)
    return undone(act, put_back(request, session, act))


@router.undo("remove_office", "免职务", Action.DISMISS, openly=True)
def give_office_back(request: Request, session: Session, act: PastAct) -> Record:
    """免的职务接着任；书记是本人交出的，不由别人撤销。"""
    for _, key, _ in rows_of(act, "rows", Appointment):
        ended = session.get_one(Appointment, key)
        member = session.get_one(Member, ended.member_id)
        if ended.office == Office.SECRETARY:
            raise rules.GaveUpOffice(name=member.name)
        if ended.office in members.offices_of(session, member):
            raise ChangedSince(name=f"{member.name}同志")
    return undone(act, put_back(request, session, act))


@router.undo("handover", "移交书记", Action.UNDO, openly=True)
def hand_back(request: Request, session: Session, act: PastAct) -> Record:
    """移交作罢，两位各复原职；只有这两位可以撤销。"""
    if act.actor_id != request.actor.member_id and Office.SECRETARY not in request.actor.offices:
        raise rules.NotForOthers
    return undone(act, put_back(request, session, act))


@router.undo("delegate", "授权", Action.DELEGATE, openly=True)
@router.undo("revoke", "取消授权", Action.DELEGATE, openly=True)
@router.undo("set_subgroup", "编党小组", Action.SETTLE_ROSTER)
@router.undo("rename_subgroup", "党小组改名", Action.SETTLE_ROSTER, openly=True)
def put_it_back(request: Request, session: Session, act: PastAct) -> Record:
    """还原成改之前的。"""
    return undone(act, put_back(request, session, act))
