"""一期的情况：集体数字和列得出的名次。只读各期合计，记录再多也一样快。"""

from sqlalchemy.orm import Session

from core.domain import ranking
from core.domain.calendar import Span
from core.domain.collective import Collective, Overview
from core.domain.ranking import Scored
from core.store import figures, standings
from core.store.figures import Tally


def collective(session: Session, branch_id: int, span: Span) -> Collective:
    """一期的集体数字。"""
    times = figures.of(session, branch_id, *span)
    counted = (times.get(one, 0) for one in _ORDER)
    return Collective(standings.participants(session, branch_id, *span), *counted)


_ORDER = (Tally.CHECK_IN, Tally.QUIZ_ANSWERED, Tally.QUIZ_RIGHT, Tally.ATTENDANCE, Tally.VOLUNTEER)


def of(session: Session, branch_id: int, span: Span) -> Overview:
    """一期的集体数字，和列得出的名次。"""
    found = collective(session, branch_id, span)
    room = ranking.most_listed(found.participants)
    # 会多给一位，才知道最后一组并列完不完整
    leaders = standings.leaders(session, branch_id, *span, limit=room) if room else []
    return Overview(found, ranking.places([Scored(one.name, one.points) for one in leaders], found.participants))
