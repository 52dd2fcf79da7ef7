"""一轮答题的定时：到时公布、接着下一题，问完了说结果。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Occasion
from core.domain.quizzing import EVENTUALLY, ON_TIME, RESULT_FOR
from core.store import audit
from core.store.quizzes import QuizRound

from . import service, texts
from .commands import router, tell_over


@router.job("一轮答题", catch_up=EVENTUALLY, expires=RESULT_FOR)
def next_question(occasion: Occasion, session: Session) -> None:
    """走一步；停过一阵才起来、已经隔得太久的，不再往下问。"""
    row, now = session.get_one(QuizRound, int(occasion.ref.removeprefix("R"))), occasion.now
    act, late = audit.next_act(session, occasion.branch.id), now - occasion.due > ON_TIME
    if late:
        last, over = service.end_late(session, occasion.branch, row, act, now)
    else:
        step = service.go_on(session, occasion.branch, row, act, now, texts.round_question)
        last, over = step.closed, step.over
    if over:
        tell_over(session, occasion.branch, row, now, last)
    if last is not None:
        audit.record_by_clock(session, occasion, "next_question", texts.question_closed())
