"""周报的每一类操作怎样撤销：形式、时间、开关还原，不发的改为照发；已经公布的收不回来。"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.store.announcements import FORM_ASKED

from . import service, texts
from .commands import router
from .rules import ChangedSince, kept_of


@router.undo("set_weekly_form", "周报形式", Action.SET_ANNOUNCEMENT, openly=True)
@router.undo("set_weekly_time", "周报时间", Action.SET_ANNOUNCEMENT, openly=True)
@router.undo(FORM_ASKED, "周报形式", Action.SET_ANNOUNCEMENT)
def undo_weekly(request: Request, session: Session, act: PastAct) -> Record:
    """周报还原成改之前的；此后又改过的不动。"""
    service.put_back(session, request, *kept_of(act.undo))
    return texts.undone(act)


@router.undo("skip_weekly", "周报不发", Action.SET_ANNOUNCEMENT, openly=True)
def undo_skip(request: Request, session: Session, act: PastAct) -> Record:
    """那一次照发；时间已经过了的不行。"""
    kept = act.undo or {}
    start = date.fromisoformat(kept["start"])
    service.unskip(session, request, start, datetime.fromisoformat(kept["at"]))
    return texts.unskipped(act, start)


@router.undo("turn_monthly", "月报开关", Action.SET_ANNOUNCEMENT, openly=True)
@router.undo("turn_quarterly", "季报开关", Action.SET_ANNOUNCEMENT, openly=True)
def undo_collected(request: Request, session: Session, act: PastAct) -> Record:
    """月报、季报的开关还原；此后又改过的不动。"""
    now, was = texts.collected_of(act.undo or {})
    if service.is_collected(session, request.home.id, now.period) != now.on:
        raise ChangedSince
    service.collect(session, request, now._replace(on=was))
    return texts.undone(act)
