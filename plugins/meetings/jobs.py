"""会前提醒：前一天一次，前半小时一次；全体的在群里说一句，小范围的逐人私下。"""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion, Skipped
from core.domain.notice_words import reminder
from core.store import meetings

from . import service
from .commands import router

_GONE = Skipped("会议已经开了或取消了")


@router.job("会前提醒", catch_up=timedelta(hours=3), expires=timedelta(hours=16))
def remind_day_before(occasion: Occasion, session: Session) -> Skipped | None:
    """前一天的提醒；要说的自己写进发件箱，好认出对它的回复，过了开会的时刻就不说了。"""
    return _remind(occasion, session)


@router.job("会前提醒", catch_up=timedelta(minutes=20), expires=timedelta(minutes=30))
def remind_soon(occasion: Occasion, session: Session) -> Skipped | None:
    """前半小时的提醒。"""
    return _remind(occasion, session)


def _remind(occasion: Occasion, session: Session) -> Skipped | None:
    notice = service.due(session, occasion)
    if notice is None:
        return _GONE
    service.remind(session, occasion, notice, reminder(meetings.shown(notice, occasion.branch.zone)))
    return None
