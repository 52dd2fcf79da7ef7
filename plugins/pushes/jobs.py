"""定时推送：到点在群里说。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion, Reply, Skipped
from core.domain.manners import Weight

from . import service, texts
from .commands import router
from .rules import CATCH_UP, EXPIRES


@router.job("定时推送", catch_up=CATCH_UP, expires=EXPIRES)
def scheduled_push(occasion: Occasion, session: Session) -> Reply | Skipped | None:
    """说这一件要说的；不是工作日、节假日的照设置不发，记下缘由。"""
    spoken = service.speak(session, occasion)
    if spoken is None:
        return None
    if spoken.skipped:
        return Skipped(spoken.skipped)
    said = texts.push(occasion.branch.name, occasion.day, spoken.item.text if spoken.item else None, spoken.text)
    if spoken.item is not None:
        service.send_copies(session, occasion, said.text)
    return said


@router.job("定时推送", catch_up=CATCH_UP, expires=EXPIRES, weight=Weight.CHOSEN)
def anyday_push(occasion: Occasion, session: Session) -> Reply | Skipped | None:
    """节假日也照发的那些。"""
    return scheduled_push(occasion, session)
