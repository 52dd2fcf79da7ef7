"""开一道题、公布一道题：公布时判答、入账、记人次，都在一个事务里。"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Branch
from core.domain.questions import Question, QuestionType, Verdict, judge_answer
from core.domain.scoring import Rule
from core.domain.short_answers import wanted_by
from core.store import branches, figures, firing, ledger, pending, practice, questions, quizzes
from core.store.figures import Tally
from core.store.firing import Task
from core.store.ledger import Deed
from core.store.questions import QuestionRow
from core.store.quizzes import Quiz, QuizAnswer, QuizState

IN_GROUP = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.JUDGE})
"""群里只问几个字母、对错就答得了的。"""
NOT_AGAIN = timedelta(days=60)
"""这么久之内在群里问过的题尽量不再问。"""
CLOSE, NEXT = "close_quiz", "next_question"
"""到点公布、到点下一题。"""


@dataclass(frozen=True, slots=True)
class Opening:
    """怎么开：名目、到几时公布；一轮里的写明是哪一轮、第几道。"""

    title: str
    closes_at: datetime
    round_id: int | None = None
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class Tallied:
    """公布的结果：几位答了、几位答对。"""

    answered: int
    right: int


def pick(session: Session, branch_id: int, book: str, now: datetime, used: Collection[int] = ()) -> QuestionRow | None:
    """抽一道能在群里问的：不在 used 里，近来问过的尽量不再问；book 空串是哪部法规都行。没有为 None。"""
    wish = questions.Wish(book, IN_GROUP)
    lately = {*quizzes.last_asked(session, branch_id, now - NOT_AGAIN), *used}
    return questions.pick(session, branch_id, wish, lately) or questions.pick(session, branch_id, wish, used)


def ask(session: Session, branch: Branch, row: QuestionRow, opening: Opening, now: datetime) -> Quiz | None:
    """开一道题，等大家答；支部没有群的为 None。已有开着的由唯一键拒绝，先要问过 open_quiz。"""
    home = branches.home_of(session, branch.id)
    if home is None:
        return None
    quiz = Quiz(branch_id=branch.id, question_id=row.id, round_id=opening.round_id, ordinal=opening.ordinal)
    quiz.title, quiz.state, quiz.day = opening.title, QuizState.OPEN.value, now.date()
    quiz.opened_at, quiz.closes_at, quiz.closed_at, quiz.answered, quiz.right = now, opening.closes_at, None, None, None
    session.add(quiz)
    session.flush()
    quizzes.await_answers(session, home.account, quiz, row.question, wanted_by(row.question))
    if opening.round_id is None:
        firing.arrange_once(session, _closing(quiz), local(opening.closes_at, branch.zone), branch.zone, now)
    return quiz


def publish(session: Session, quiz: Quiz, act: int, now: datetime) -> Tallied:
    """公布：判各人最后的答案，参与、答对分开入账，记人次，对错记进各自的复习；act 是这次操作的编号。"""
    question = session.get_one(QuestionRow, quiz.question_id).question
    answers = quizzes.answers_to(session, quiz.id)
    for one in answers:
        one.right = judge_answer(question, one.choice or "") is Verdict.RIGHT
    right = sum(one.right is True for one in answers)
    _end(session, quiz, QuizState.CLOSED, now)
    quiz.answered, quiz.right = len(answers), right
    session.flush()
    _pay(session, quiz, answers, act, now)
    _count(session, quiz, len(answers), right)
    practice.note_all(session, [(one.member_id, bool(one.right)) for one in answers], quiz.question_id, now)
    return Tallied(len(answers), right)


def withdraw(session: Session, quiz: Quiz, now: datetime) -> None:
    """撤下一道还开着的题：答案不算，不计分。"""
    _end(session, quiz, QuizState.WITHDRAWN, now)
    session.flush()


def question_of(session: Session, quiz: Quiz) -> Question:
    """问的是哪一题。"""
    return session.get_one(QuestionRow, quiz.question_id).question


def _end(session: Session, quiz: Quiz, state: QuizState, now: datetime) -> None:
    quiz.state, quiz.closed_at = state.value, now
    pending.drop_all(session, quiz.branch_id, quizzes.KIND)
    firing.cancel(session, _closing(quiz))


def _pay(session: Session, quiz: Quiz, answers: Sequence[QuizAnswer], act: int, now: datetime) -> None:
    for one in answers:
        taken = quizzes.participation_source(quiz.id, one.member_id)
        ledger.award(session, quiz.branch_id, act, Deed(one.member_id, Rule.QUIZ, quiz.day, quiz.title, taken), now)
        if one.right:
            source = quizzes.right_source(quiz.id, one.member_id)
            deed = Deed(one.member_id, Rule.QUIZ_RIGHT, quiz.day, f"{quiz.title}答对", source)
            ledger.award(session, quiz.branch_id, act, deed, now)


def _count(session: Session, quiz: Quiz, answered: int, right: int) -> None:
    for tally, times in ((Tally.QUIZ_ANSWERED, answered), (Tally.QUIZ_RIGHT, right)):
        if times:
            figures.add(session, quiz.branch_id, tally, quiz.day, times)


def _closing(quiz: Quiz) -> Task:
    return Task(quiz.branch_id, CLOSE, f"Z{quiz.id}")
