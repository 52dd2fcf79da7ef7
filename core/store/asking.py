"""开一道题、公布一道题：公布时判答、入账、记人次，都在一个事务里。每日一题、发一题、一轮答题都照这里办。"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from core.domain import quizzing
from core.domain.calendar import local
from core.domain.dialogue import Branch
from core.domain.manners import Weight, is_quiet, spoken_quiet
from core.domain.question_words import matching
from core.domain.questions import Question, QuestionType, Verdict, judge_answer
from core.domain.scoring import Rule
from core.domain.short_answers import wanted_by
from core.store import branches, figures, firing, ledger, letters, manners, pending, practice, questions, quizzes
from core.store.figures import Tally
from core.store.firing import Task
from core.store.ledger import Deed
from core.store.letters import Notice
from core.store.questions import QuestionRow
from core.store.quizzes import Quiz, QuizAnswer, QuizState

IN_GROUP = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.JUDGE})
"""群里只问几个字母、对错就答得了的。"""
NOT_AGAIN = timedelta(days=60)
"""这么久之内在群里问过的题尽量不再问。"""
CLOSE, NEXT, DEFERRED = "close_quiz", "next_question", "deferred_question"
"""到点公布、到点下一题、顺延的每日一题。"""


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


def check_awake(session: Session, branch_id: int, at: datetime | time) -> None:
    """安静时段里不往群里发题。"""
    current = manners.load(session, branch_id)
    if is_quiet(current, at.time() if isinstance(at, datetime) else at):
        raise quizzing.QuietTime(at=at, quiet=spoken_quiet(current))


def book_named(session: Session, branch_id: int, scope: str) -> str:
    """人说的范围是哪一部法规；没说为空串，题库里没有的拒绝。"""
    book = matching(scope, questions.regulations(session, branch_id))
    if book is None:
        raise quizzing.NoQuestion(scope=f"“{scope}”")
    return book


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


def say(session: Session, quiz: Quiz, text: str, weight: Weight, now: datetime) -> None:
    """题目发到群里。"""
    notice = Notice(quiz.key, quizzes.KIND, quiz.title, text, quiz.closes_at, weight)
    letters.to_group(session, quiz.branch_id, notice, now)


def publish(session: Session, quiz: Quiz, act: int, now: datetime) -> Tallied:
    """公布：判各人最后的答案，参与、答对分开入账，记人次，对错记进各自的复习；act 是这次操作的编号。"""
    _end(session, quiz, QuizState.CLOSED, now)
    return take_in(session, quiz, quizzes.answers_to(session, quiz.id), act, now)


def take_in(session: Session, quiz: Quiz, answers: Sequence[QuizAnswer], act: int, now: datetime) -> Tallied:
    """判几份答案，入账，记人次，记进各自的复习；公布以后才读回来的也这样补上。"""
    question = question_of(session, quiz)
    for one in answers:
        one.right = judge_answer(question, one.choice or "") is Verdict.RIGHT
    right = sum(one.right is True for one in answers)
    quiz.answered, quiz.right = (quiz.answered or 0) + len(answers), (quiz.right or 0) + right
    session.flush()
    _pay(session, quiz, answers, act, now)
    _count(session, quiz, len(answers), right)
    practice.note_all(session, [(one.member_id, bool(one.right)) for one in answers], quiz.question_id, now)
    return Tallied(len(answers), right)


def withdraw(session: Session, quiz: Quiz, now: datetime) -> None:
    """撤下一道还开着的题：答案不算，不计分。"""
    _end(session, quiz, QuizState.WITHDRAWN, now)
    session.flush()


def resume_daily(session: Session, branch: Branch, now: datetime) -> None:
    """今天的每日一题顺延着的，下一分钟发：没有开着的题了。"""
    if quizzes.setting(session, branch.id).deferred_on == now.date():
        firing.arrange_once(session, Task(branch.id, DEFERRED), quizzing.soon(now), branch.zone, now)


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
