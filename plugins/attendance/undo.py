"""会议签到怎样撤销：开错的整场作废，结束的接着签，登记的作废，积分都冲正。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router


@router.undo("start_sign_in", "开始签到", Action.KEEP_ATTENDANCE, openly=True)
def undo_start(request: Request, session: Session, act: PastAct) -> Record:
    """整场作废，到会的登记、积分都退回。"""
    meeting, attended = service.cancel(session, request, (act.undo or {})["number"])
    return texts.cancelled(meeting, attended=attended)


@router.undo("end_meeting", "结束签到", Action.KEEP_ATTENDANCE, openly=True)
@router.undo("end_sign_in", "结束签到", Action.KEEP_ATTENDANCE, openly=True)
def undo_end(request: Request, session: Session, act: PastAct) -> Record:
    """接着签。"""
    return texts.reopened(service.reopen(session, request, (act.undo or {})["number"]))


@router.undo("attend", "到会登记", Action.KEEP_ATTENDANCE)
@router.undo(service.WAITING, "到会登记", Action.KEEP_ATTENDANCE)
@router.undo("register_present", "到会登记", Action.KEEP_ATTENDANCE)
def undo_attendance(request: Request, session: Session, act: PastAct) -> Record:
    """到会登记作废，积分冲正。"""
    meeting, people, points = service.take_back(session, request, (act.undo or {})["attendances"])
    return texts.taken_back(meeting, [one.name for one in people], tuple(one.id for one in people), points)
