"""群里答题的定时：每日一题、到点公布。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion, Request, Scene, Skipped
from core.domain.permission import Actor
from core.store import audit
from core.store.audit import Cause

from . import service, texts
from .commands import router
from .rules import EVENTUALLY, ON_TIME, RESULT_FOR

SYSTEM = Actor("", "助手")


@router.job("每日一题", catch_up=ON_TIME, expires=RESULT_FOR)
def daily_question(occasion: Occasion, session: Session) -> Skipped | None:
    """到点发一题。"""
    reason = service.post_daily(session, occasion.branch, occasion.moment, texts.question)
    return Skipped(reason) if reason else None


@router.job("顺延的每日一题", catch_up=ON_TIME, expires=RESULT_FOR)
def deferred_question(occasion: Occasion, session: Session) -> Skipped | None:
    """前一题公布了，把顺延着的发出来。"""
    return daily_question(occasion, session)


@router.job("答题公布", catch_up=EVENTUALLY, expires=RESULT_FOR)
def close_quiz(occasion: Occasion, session: Session) -> None:
    """到点公布，积分入账，记进操作日志。"""
    number = int(occasion.ref.removeprefix("Z"))
    result = service.publish_due(session, occasion.branch, number, occasion.moment, texts.published)
    if result is not None:
        audit.record(session, by_clock(occasion), "close_quiz", texts.closed_by_clock(result), Cause())


def by_clock(occasion: Occasion) -> Request:
    """到点由助手办的一次，记操作日志用。"""
    branch = occasion.branch
    return Request(SYSTEM, branch, Scene.GROUP, occasion.moment, "", "", None, "", branch.zone)
