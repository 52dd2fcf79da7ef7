"""学习登记的定时：每日学习小结。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion, Reply

from . import service, texts
from .commands import router
from .rules import SUMMARY_CATCH_UP, SUMMARY_EXPIRES


@router.job("每日学习小结", catch_up=SUMMARY_CATCH_UP, expires=SUMMARY_EXPIRES)
def daily_summary(occasion: Occasion, session: Session) -> Reply | None:
    """当天登记了几位，只有一个数字。"""
    count = service.count_today(session, occasion.branch.id, occasion.day)
    return texts.daily_summary(occasion.branch.name, occasion.day, count)
