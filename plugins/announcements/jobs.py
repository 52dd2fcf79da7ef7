"""周报的定时：周报，和公布前一天的核对；月报、季报。"""

from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.domain.dialogue import Occasion, Reply
from core.domain.manners import Weight

from . import service, texts
from .commands import router
from .rules import EVE_LATE_FOR, LATE_FOR


@router.job("周报", catch_up=LATE_FOR, expires=LATE_FOR, weight=Weight.PRIORITY)
def weekly_announcement(occasion: Occasion, session: Session) -> Reply | None:
    """上一个完整的周一到周日。"""
    report = service.publish(session, occasion, texts.reminder)
    return texts.announcement(report) if report else None


@router.job("周报前的核对", catch_up=EVE_LATE_FOR, expires=EVE_LATE_FOR)
def weekly_eve(occasion: Occasion, session: Session) -> None:
    """公布前一天：群里有待核对的，私下告诉书记。"""
    service.eve(session, occasion, texts.reminder)


@router.job("月报", catch_up=LATE_FOR, expires=LATE_FOR)
def monthly_report(occasion: Occasion, session: Session) -> Reply | None:
    """上个月的集体数字。"""
    return _collected(occasion, session, Period.MONTH)


@router.job("季报", catch_up=LATE_FOR, expires=LATE_FOR)
def quarterly_report(occasion: Occasion, session: Session) -> Reply | None:
    """上季度的集体数字。"""
    return _collected(occasion, session, Period.QUARTER)


def _collected(occasion: Occasion, session: Session, period: Period) -> Reply | None:
    report = service.collected(session, occasion, period)
    return texts.announcement(report) if report else None
