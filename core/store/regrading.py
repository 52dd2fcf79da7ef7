"""更正一道题的答案以后：公布过的几次重新判，积分按相反的流水更正，人次随之改。"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.domain.questions import Question, Verdict, judge_answer
from core.domain.scoring import Rule
from core.store import asking, corrections, figures, ledger, quizzes
from core.store.figures import Tally
from core.store.ledger import Deed
from core.store.members import Member
from core.store.practice import ReviewCard
from core.store.quizzes import Quiz, QuizAnswer, QuizState


@dataclass(frozen=True, slots=True)
class Correction:
    """一次更正：操作编号、经办人（名册上的编号）、什么时候。"""

    act: int
    officer_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Regraded:
    """重新判的结果：公布过几次，多少人次改判为对、改判为错。"""

    times: int = 0
    to_right: int = 0
    to_wrong: int = 0


def regrade(session: Session, branch_id: int, question_id: int, question: Question, correction: Correction) -> Regraded:
    """照 question 的答案，把支部里问过 question_id 而且公布了的各次重新判。还没公布的，公布时自然照新答案判。"""
    asked = select(Quiz).where(Quiz.branch_id == branch_id, Quiz.question_id == question_id)
    closed = list(session.scalars(asked.where(Quiz.state == QuizState.CLOSED).order_by(Quiz.id)))
    to_right = to_wrong = 0
    for quiz in closed:
        changed = [one for one in quizzes.answers_to(session, quiz.id) if _judge(question, one)]
        gained = sum(one.right is True for one in changed)
        for one in changed:
            _settle(session, quiz, one, correction)
        _count(session, quiz, 2 * gained - len(changed))
        to_right, to_wrong = to_right + gained, to_wrong + len(changed) - gained
    session.flush()
    return Regraded(len(closed), to_right, to_wrong)


def admit(session: Session, quiz: Quiz, member_id: int, correction: Correction) -> None:
    """公布以后才读回来的一份作答（已经记下）：没有判过的补判、补入账，判过而改答了的重新判。"""
    answer = session.get_one(QuizAnswer, (quiz.id, member_id), populate_existing=True)
    if answer.right is None:
        asking.take_in(session, quiz, [answer], correction.act, correction.now)
    elif _judge(asking.question_of(session, quiz), answer):
        _settle(session, quiz, answer, correction)
        _count(session, quiz, 1 if answer.right else -1)
    session.flush()


def repoint(session: Session, branch_id: int, old: int, new: int) -> None:
    """支部里问过、练过的 old，算作是 new：自带的题改成了支部自己的一道。"""
    session.execute(update(Quiz).where(Quiz.branch_id == branch_id, Quiz.question_id == old).values(question_id=new))
    ours = select(Member.id).where(Member.branch_id == branch_id)
    done = select(ReviewCard.member_id).where(ReviewCard.question_id == new)
    cards = update(ReviewCard).where(
        ReviewCard.question_id == old, ReviewCard.member_id.in_(ours), ReviewCard.member_id.not_in(done)
    )
    session.execute(cards.values(question_id=new).execution_options(synchronize_session=False))
    session.expire_all()


def _judge(question: Question, answer: QuizAnswer) -> bool:
    """重新判一个答案，返回变了没有。"""
    was = answer.right
    answer.right = judge_answer(question, answer.choice or "") is Verdict.RIGHT
    return answer.right is not was


def _count(session: Session, quiz: Quiz, delta: int) -> None:
    """答对的多了几人次。"""
    if delta:
        quiz.right = (quiz.right or 0) + delta
        figures.add(session, quiz.branch_id, Tally.QUIZ_RIGHT, quiz.day, delta)


def _settle(session: Session, quiz: Quiz, answer: QuizAnswer, correction: Correction) -> None:
    """改判为对的补上答对的分，改判为错的冲正；本人的错题本随之改。"""
    source = quizzes.right_source(quiz.id, answer.member_id)
    act, officer_id, now = correction.act, correction.officer_id, correction.now
    entry = ledger.entry_of(session, source)
    if not answer.right:
        corrections.take_back(session, source, act, officer_id, now)
    elif entry is None:
        deed = Deed(answer.member_id, Rule.QUIZ_RIGHT, quiz.day, f"{quiz.title}答对（更正答案）", source, officer_id)
        ledger.award(session, quiz.branch_id, act, deed, now)
    elif corrections.standing(session, entry) is None:
        corrections.put_back(session, entry, act, officer_id, now)
    card = session.get(ReviewCard, (answer.member_id, quiz.question_id))
    if card is not None and card.answered_at == quiz.closed_at:
        card.wrong = not answer.right
