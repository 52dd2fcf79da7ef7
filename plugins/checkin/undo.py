"""学习登记的每一类操作怎样撤销：登记作废、积分冲正，小结的钟点和开关还原。"""

from datetime import date

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router
from .days.limits import settings_of
from .rules import summary_of

router.keep("ask_which_day", "问补哪一天", "只是问了一句，还没有补登，不必撤销；不补了发“取消”。")


@router.undo("check_in", "学习登记", Action.KEEP_STUDY)
@router.undo("backfill", "学习登记", Action.KEEP_STUDY)
@router.undo("day_to_backfill", "学习登记", Action.KEEP_STUDY)
def undo_check_in(request: Request, session: Session, act: PastAct) -> Record:
    """登记作废，积分冲正；只是补写心得的，作废那一段。"""
    kept, member_id = act.undo or {}, act.actor_id or 0
    if "note" in kept:
        service.undo_note(session, request, kept["note"])
        return texts.note_undone(member_id)
    day = date.fromisoformat(kept["day"])
    points = service.undo_check_in(session, request, member_id, day, kept["ordinal"])
    return texts.check_in_undone(member_id, day, points)


@router.undo("set_summary_time", "小结时间", Action.SET_PUSHES, openly=True)
@router.undo("turn_summary", "小结开关", Action.SET_PUSHES, openly=True)
def undo_summary(request: Request, session: Session, act: PastAct) -> Record:
    """小结的钟点和开关还原；此后又改过的不动。"""
    kept = act.undo or {}
    service.put_summary_back(session, request, summary_of(kept["was"]), summary_of(kept["now"]))
    return texts.summary_undone(act)


@router.undo("set_window", "打卡时间", Action.SET_CHECK_IN, openly=True)
@router.undo("set_back_days", "补卡天数", Action.SET_CHECK_IN, openly=True)
@router.undo("set_back_times", "补卡次数", Action.SET_CHECK_IN, openly=True)
def undo_settings(request: Request, session: Session, act: PastAct) -> Record:
    """打卡时间、补登限额还原；此后又改过的不动。"""
    kept = act.undo or {}
    service.put_settings_back(session, request, settings_of(kept["was"]), settings_of(kept["now"]))
    return texts.settings_undone(act)
