"""榜的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.calendar import Period, Span, start_of
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action
from core.store import overview

from . import texts
from .rules import PERIOD_NAMES

router = Router(Path(__file__).parent)


@router.query(
    Spec(
        "排行榜 [哪一期]",
        Action.SEE_RANKING,
        about="本周的集体数字和积分在前的同志；也可以发月榜、季榜、年榜",
        topic="积分",
        example="排行榜",
        slots={"哪一期": PERIOD_NAMES},
    )
)
def show_board(request: Request, session: Session, which: str | None) -> Reply:
    """这一期到今天为止的榜；没有说哪一期的是本周。"""
    period = Period(which or Period.WEEK)
    span = Span(period, start_of(period, request.day))
    return texts.board(request.home.name, span, request.day, overview.of(session, request.home.id, span))
