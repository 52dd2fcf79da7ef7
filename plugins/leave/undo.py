"""请假、销假怎样撤销：还原成改前的样子，转告书记。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router

CALLED = "请假"


@router.undo("ask_leave", CALLED, Action.SEE_ANSWERS)
@router.undo("ask_leave_for", CALLED, Action.SEE_ANSWERS)
@router.undo("ask_leave_on", CALLED, Action.SEE_ANSWERS)
@router.undo("decline", CALLED, Action.SEE_ANSWERS)
@router.undo("end_leave", "销假", Action.SEE_ANSWERS)
@router.undo("which_leave", CALLED, Action.SEE_ANSWERS)
@router.undo("which_leave_ended", "销假", Action.SEE_ANSWERS)
@router.undo("leave_until", CALLED, Action.SEE_ANSWERS)
def undo_leave(request: Request, session: Session, act: PastAct) -> Record:
    """请假或销假还原；此后又改过的不动。"""
    member_id = act.actor_id or 0
    name = service.undo(session, member_id, act.undo or {})
    service.tell(session, request, texts.told_of_undo(name))
    return texts.undone(member_id, act.summary)
