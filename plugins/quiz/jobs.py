"""群里答题的定时：每日一题、到点公布。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion, Skipped
from core.domain.quizzing import EVENTUALLY, ON_TIME, RESULT_FOR
from core.store import audit

from . import service, texts
from .commands import router


@router.job("每日一题", catch_up=ON_TIME, expires=RESULT_FOR)
def daily_question(occasion: Occasion, session: Session) -> Skipped | None:
    """到点发一题。"""
    reason = service.post_daily(session, occasion.branch, occasion.now, texts.question)
    return Skipped(reason) if reason else None


@router.job("顺延的每日一题", catch_up=ON_TIME, expires=RESULT_FOR)
def deferred_question(occasion: Occasion, session: Session) -> Skipped | None:
    """前一题公布了，把顺延着的发出来。"""
    return daily_question(occasion, session)


@router.job("答题公布", catch_up=EVENTUALLY, expires=RESULT_FOR)
def close_quiz(occasion: Occasion, session: Session) -> None:
    """到点公布，积分入账，记进操作日志。"""
    number = int(occasion.ref.removeprefix("Z"))
    result = service.publish_due(session, occasion.branch, number, occasion.now, texts.published)
    if result is not None:
        audit.record_by_clock(session, occasion, "close_quiz", texts.closed_by_clock(result))
