"""一期的情况：集体数字、列得出的名次，只读各期合计，记录再多也一样快；和群里答错最多的一条。"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain import ranking
from core.domain.calendar import Span
from core.domain.collective import Collective, Overview
from core.domain.questions import Source
from core.domain.ranking import FEWEST, Scored
from core.domain.spoken_period import stretch_of
from core.store import figures, standings
from core.store.figures import Tally
from core.store.questions import QuestionRow
from core.store.quizzes import Quiz, QuizState


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


def most_missed(session: Session, branch_id: int, span: Span) -> Source | None:
    """一期里群里公布了的题，答错最多的是哪一条；没有答错的、答的不足四人次的不说，为 None。"""
    days, wrong = stretch_of(span), func.sum(Quiz.answered - Quiz.right)
    clause = (QuestionRow.regulation, QuestionRow.version, QuestionRow.article)
    query = (
        select(*clause)
        .join(Quiz, Quiz.question_id == QuestionRow.id)
        .where(Quiz.branch_id == branch_id, Quiz.day.between(days.first, days.last), Quiz.state == QuizState.CLOSED)
        .where(QuestionRow.regulation != "")
        .group_by(*clause)
        .having(wrong > 0, func.sum(Quiz.answered) >= FEWEST)
        .order_by(wrong.desc(), *clause)
        .limit(1)
    )
    row = session.execute(query).first()
    return Source(*row) if row else None
