"""回执怎样撤销：还原成改前的样子。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router

CALLED = "回执"


@router.undo("acknowledge", CALLED, Action.SEE_ANSWERS)
@router.undo("note_seen", CALLED, Action.SEE_ANSWERS)
@router.undo("acknowledge_and_come", CALLED, Action.SEE_ANSWERS)
@router.undo("join", CALLED, Action.SEE_ANSWERS)
@router.undo("be_late", CALLED, Action.SEE_ANSWERS)
@router.undo("be_late_a_while", CALLED, Action.SEE_ANSWERS)
@router.undo("which_notice", CALLED, Action.SEE_ANSWERS)
@router.undo("reacted", CALLED, Action.SEE_ANSWERS)
def undo_answer(request: Request, session: Session, act: PastAct) -> Record:
    """回执还原；此后又改过的不动。"""
    del request
    member_id = act.actor_id or 0
    return texts.undone(member_id, service.undo(session, member_id, act.undo or {}))
