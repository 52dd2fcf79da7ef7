"""题目的维护：停用、启用、换成支部自己的一道；题目反馈；各题答得怎样。"""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.domain.questions import Question
from core.store import question_bank
from core.store.db import insert_or_ignore, table_of
from core.store.questions import (
    BUILT_IN,
    QuestionPause,
    QuestionReport,
    QuestionRow,
    QuestionState,
    kept_answer,
    row_of,
)
from core.store.quizzes import Quiz, QuizAnswer

_PAUSE = table_of(QuestionPause)


def is_paused(session: Session, branch_id: int, question_id: int) -> bool:
    """支部停用了这道自带题没有。"""
    return session.get(QuestionPause, (branch_id, question_id)) is not None


def pause(session: Session, branch_id: int, question_id: int, *, paused: bool) -> None:
    """支部停用、启用一道自带题。"""
    key = {"branch_id": branch_id, "question_id": question_id}
    if paused:
        session.execute(insert_or_ignore(session, _PAUSE), key)
    else:
        session.execute(delete(QuestionPause).filter_by(**key))
    session.expire_all()


def replace_own(session: Session, row: QuestionRow, question: Question) -> None:
    """改支部自己的一道题的答案和解析。"""
    row.answer, row.explanation = kept_answer(question), question.explanation
    session.flush()


def copy_corrected(session: Session, branch_id: int, row: QuestionRow, question: Question, now: datetime) -> int:
    """自带的题改了答案：支部另有自己的一道，返回它的编号；自带的那道支部停用。"""
    question_bank.bring_in(session, branch_id, [row_of(question, row.fingerprint)], None, now)
    pause(session, branch_id, row.id, paused=True)
    same = (QuestionRow.owner == branch_id, QuestionRow.fingerprint == row.fingerprint)
    return session.scalars(select(QuestionRow.id).where(*same)).one()


def drop_copy(session: Session, row: QuestionRow, act: int) -> None:
    """不要支部自己的那一道了，等于没有过；答过的记录都在。"""
    row.state, row.fingerprint = QuestionState.REVERTED.value, f"{row.fingerprint}:A{act}"
    session.flush()


def report(session: Session, branch_id: int, question_id: int, member_id: int, text: str, now: datetime) -> int:
    """记下一条题目反馈，返回支部内的编号。"""
    last = session.scalar(select(func.max(QuestionReport.number)).where(QuestionReport.branch_id == branch_id))
    row = QuestionReport(branch_id=branch_id, number=(last or 0) + 1, question_id=question_id)
    row.member_id, row.text, row.reported_at, row.resolved_at = member_id, text, now, None
    session.add(row)
    session.flush()
    return row.number


def reports(session: Session, branch_id: int) -> list[QuestionReport]:
    """还没有办结的题目反馈，先来的在前。"""
    query = select(QuestionReport).where(QuestionReport.branch_id == branch_id, QuestionReport.resolved_at.is_(None))
    return list(session.scalars(query.order_by(QuestionReport.number)))


def report_numbered(session: Session, branch_id: int, number: int) -> QuestionReport | None:
    """支部里编号为 number 的一条；没有为 None。"""
    query = select(QuestionReport).where(QuestionReport.branch_id == branch_id, QuestionReport.number == number)
    return session.scalar(query)


def marks(session: Session, branch_id: int) -> list[tuple[int, int, bool]]:
    """支部群里公布过的各次作答：（谁，哪一题，对不对）。"""
    query = (
        select(QuizAnswer.member_id, Quiz.question_id, QuizAnswer.right)
        .join(Quiz, Quiz.id == QuizAnswer.quiz_id)
        .where(Quiz.branch_id == branch_id, QuizAnswer.choice.is_not(None), QuizAnswer.right.is_not(None))
    )
    return [(member_id, question_id, bool(right)) for member_id, question_id, right in session.execute(query)]


def is_built_in(row: QuestionRow) -> bool:
    """是不是自带的题。"""
    return row.owner == BUILT_IN
