"""忘了说“结束签到”的，到时候自己结束。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion, Reply

from . import service, texts
from .commands import router
from .rules import CATCH_UP, SPOKEN_FOR


@router.job("签到自动结束", catch_up=CATCH_UP, expires=SPOKEN_FOR)
def end_forgotten(occasion: Occasion, session: Session) -> Reply | None:
    """结束，私下告诉书记到了几位；群里不说。"""
    standing = service.end_forgotten(session, occasion)
    return texts.ended_by_itself(standing) if standing is not None else None
