"""定时推送的每一类操作怎样撤销：照记下的还原；此后又改过的不动。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router
from .rules import Was, number_of


@router.undo("add_push", "定时推送", Action.KEEP_PUSHES, openly=True)
@router.undo("add_once", "定时推送", Action.KEEP_PUSHES, openly=True)
def undo_add(request: Request, session: Session, act: PastAct) -> Record:
    """刚排的作废。"""
    push = service.delete(session, request, number_of((act.undo or {})["ref"]))[0]
    return texts.undone(f"定时推送 {push.ref} 作废")


@router.undo("pause_push", "暂停推送", Action.KEEP_PUSHES, openly=True)
@router.undo("resume_push", "恢复推送", Action.KEEP_PUSHES, openly=True)
@router.undo("turn_pushes", "暂停或恢复推送", Action.KEEP_PUSHES, openly=True)
def undo_turn(request: Request, session: Session, act: PastAct) -> Record:
    """停的恢复，恢复的停下。"""
    kept = act.undo or {}
    for ref in kept["refs"]:
        service.turn(session, request, number_of(ref), enabled=not kept["enabled"])
    return texts.undone(f"{'、'.join(kept['refs'])} 恢复原状")


@router.undo("change_push", "改推送时间", Action.KEEP_PUSHES, openly=True)
def undo_change(request: Request, session: Session, act: PastAct) -> Record:
    """钟点改回去。"""
    kept = act.undo or {}
    service.put_time_back(session, request, number_of(kept["ref"]), kept["was"], kept["now"])
    return texts.undone(f"{kept['ref']} 的时间：{act.after} → {act.before}")


@router.undo("set_holidays", "推送节假日", Action.KEEP_PUSHES, openly=True)
def undo_holidays(request: Request, session: Session, act: PastAct) -> Record:
    """节假日发不发改回去。"""
    kept = act.undo or {}
    service.set_holidays(session, request, number_of(kept["ref"]), on_holidays=kept["holidays"])
    return texts.undone(f"{kept['ref']} 节假日{act.before}")


@router.undo("set_weekends", "推送周末", Action.KEEP_PUSHES, openly=True)
def undo_weekends(request: Request, session: Session, act: PastAct) -> Record:
    """周末发不发改回去。"""
    kept = act.undo or {}
    service.set_weekends(session, request, number_of(kept["ref"]), on_weekends=kept["weekends"])
    return texts.undone(f"{kept['ref']} 周末{act.before}")


@router.undo("delete_push", "删除推送", Action.KEEP_PUSHES, openly=True)
def undo_delete(request: Request, session: Session, act: PastAct) -> Record:
    """删掉的找回来。"""
    kept = act.undo or {}
    was = Was(**kept["was"]) if kept["was"] else None
    push = service.bring_back(session, request, number_of(kept["ref"]), was)
    return texts.undone(f"找回定时推送 {push.ref}")
