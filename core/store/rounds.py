"""一轮答题：一题接一题，走到哪一步都在库里，停过再起来接着走。"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Branch
from core.domain.questions import Question
from core.store import asking, firing, quizzes
from core.store.asking import NEXT, Opening
from core.store.firing import Task
from core.store.questions import QuestionRow
from core.store.quizzes import Quiz, QuizRound, QuizState, RoundState

_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Order:
    """要开的一轮：谁开的、哪些题、每题几分钟、几时开始。"""

    officer_id: int
    question_ids: list[int]
    minutes: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """走了一步：刚到时的那题（开头为空）、接着开的那题（完了为空）、完了没有。"""

    closed: Question | None
    opened: Quiz | None
    over: bool


def add(session: Session, branch: Branch, order: Order) -> QuizRound:
    """记下一轮，还没有开始。"""
    row = QuizRound(branch_id=branch.id, officer_id=order.officer_id, question_ids=order.question_ids)
    row.minutes, row.state = order.minutes, RoundState.WAITING.value
    row.starts_at, row.ended_at = order.starts_at, None
    session.add(row)
    session.flush()
    return row


def wake(session: Session, row: QuizRound, branch: Branch, at: datetime, now: datetime) -> None:
    """到 at 走下一步。"""
    firing.arrange_once(session, Task(row.branch_id, NEXT, row.ref), local(at, branch.zone), branch.zone, now)


def advance(session: Session, row: QuizRound, branch: Branch, act: int, now: datetime) -> Step:
    """走一步：到时的那题公布、入账，接着开下一题；题问完了就结束。早已结束的原地不动。"""
    if row.state in {RoundState.OVER, RoundState.CANCELLED}:
        return Step(None, None, over=False)
    current = quizzes.open_quiz(session, row.branch_id)
    if current is not None and current.round_id != row.id:
        wake(session, row, branch, max(current.closes_at, now) + _A_MINUTE, now)
        return Step(None, None, over=False)
    closed = _close(session, current, act, now)
    asked = len(quizzes.of_round(session, row.id))
    if asked >= len(row.question_ids):
        finish(session, row, branch, now)
        return Step(closed, None, over=True)
    return Step(closed, _open(session, row, branch, asked + 1, now), over=False)


def stop(session: Session, row: QuizRound, branch: Branch, act: int, now: datetime) -> Question | None:
    """到此为止：正开着的那题公布、入账，返回它；还没开始的就取消。"""
    firing.cancel(session, Task(row.branch_id, NEXT, row.ref))
    if row.state == RoundState.WAITING:
        row.state, row.ended_at = RoundState.CANCELLED.value, now
        session.flush()
        return None
    current = quizzes.open_quiz(session, row.branch_id)
    closed = _close(session, current if current and current.round_id == row.id else None, act, now)
    finish(session, row, branch, now)
    return closed


def finish(session: Session, row: QuizRound, branch: Branch, now: datetime) -> None:
    """结束了；这一轮占着群、顺延下来的每日一题接着发。"""
    row.state, row.ended_at = RoundState.OVER.value, now
    session.flush()
    asking.resume_daily(session, branch, now)


def questions_of(session: Session, row: QuizRound) -> list[tuple[Quiz, Question]]:
    """一轮里公布了的各题。"""
    done = [one for one in quizzes.of_round(session, row.id) if one.state == QuizState.CLOSED]
    return [(one, asking.question_of(session, one)) for one in done]


def _close(session: Session, quiz: Quiz | None, act: int, now: datetime) -> Question | None:
    if quiz is None:
        return None
    asking.publish(session, quiz, act, now)
    return asking.question_of(session, quiz)


def _open(session: Session, row: QuizRound, branch: Branch, ordinal: int, now: datetime) -> Quiz | None:
    # 给足时间，到整分
    ends = (now + timedelta(minutes=row.minutes, seconds=59)).replace(second=0, microsecond=0)
    question = session.get_one(QuestionRow, row.question_ids[ordinal - 1])
    quiz = asking.ask(session, branch, question, Opening("一轮答题", ends, row.id, ordinal), now)
    row.state = RoundState.RUNNING.value
    wake(session, row, branch, ends, now)
    return quiz
