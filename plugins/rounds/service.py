"""一轮答题的用例：一个函数一件事，事务由门给。"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from core.domain import quizzing
from core.domain.attachments import Card
from core.domain.calendar import local
from core.domain.dialogue import Branch, Request
from core.domain.manners import Weight
from core.domain.questions import Question
from core.store import asking, letters, quizzes, rounds
from core.store.letters import Notice
from core.store.members import Member
from core.store.quizzes import QuizRound, RoundState
from core.store.rounds import Order, Step

from . import rules
from .rules import Plan, RoundResult

Say = Callable[[Question, tuple[int, int, int], Question | None], str]


def check_plan(session: Session, request: Request, plan: Plan) -> list[int]:
    """这一轮开不开得成：现在开的不能有没公布的题，题要够；返回抽好的各题。"""
    book, standing = (
        asking.book_named(session, request.home.id, plan.scope),
        quizzes.live_round(session, request.home.id),
    )
    if standing is not None:
        raise rules.RoundStands(at=f"{local(standing.starts_at, request.zone):%m月%d日 %H:%M}")
    if plan.at is None and quizzes.open_quiz(session, request.home.id) is not None:
        raise quizzing.StillOpen
    asking.check_awake(session, request.home.id, plan.at or request.now)
    chosen = list[int]()
    while len(chosen) < plan.size and (row := asking.pick(session, request.home.id, book, request.now, chosen)):
        chosen.append(row.id)
    if len(chosen) < plan.size:
        raise rules.TooFew(scope=f"《{book}》里" if book else "题库里", found=len(chosen), wanted=plan.size)
    return chosen


def book_of(session: Session, request: Request, plan: Plan) -> str:
    """范围是哪一部法规；不限为空串。"""
    return asking.book_named(session, request.home.id, plan.scope)


def start_round(session: Session, request: Request, plan: Plan, say: Say) -> QuizRound:
    """确认之后：排好，或马上开始。"""
    chosen = check_plan(session, request, plan)
    order = Order(request.actor.member, chosen, plan.minutes, plan.at or request.now)
    row = rounds.add(session, request.home, order)
    if plan.at is not None:
        rounds.wake(session, row, request.home, plan.at, request.now)
    else:
        go_on(session, request.home, row, request.act, request.now, say)
    return row


def go_on(session: Session, branch: Branch, row: QuizRound, act: int, now: datetime, say: Say) -> Step:
    """走一步，开了的题写进发件箱。"""
    step = rounds.advance(session, row, branch, act, now)
    if step.opened is not None:
        place = (step.opened.ordinal, len(row.question_ids), row.minutes)
        text = say(asking.question_of(session, step.opened), place, step.closed)
        asking.say(session, step.opened, text, Weight.CONFIRMED, now)
    return step


def stop_round(session: Session, request: Request) -> tuple[QuizRound, Question | None, bool]:
    """停下：返回这一轮、正开着的那题、是不是还没开始。"""
    row = quizzes.live_round(session, request.home.id)
    if row is None:
        raise rules.NoRound
    waiting = row.state == RoundState.WAITING
    return row, rounds.stop(session, row, request.home, request.act, request.now), waiting


def result_of(session: Session, row: QuizRound, now: datetime) -> tuple[RoundResult, dict[int, list[tuple[int, bool]]]]:
    """一轮的集体情况，和各人自己的（第几题，对不对）。"""
    marks = defaultdict[int, list[tuple[int, bool]]](list)
    for member_id, ordinal, right in quizzes.results_of(session, row.id):
        marks[member_id].append((ordinal, right))
    asked = [(one.source, quiz.answered or 0, quiz.right or 0) for quiz, one in rounds.questions_of(session, row)]
    return rules.round_result(now.date(), asked, len(marks)), marks


def end_late(session: Session, branch: Branch, row: QuizRound, act: int, now: datetime) -> tuple[Question | None, bool]:
    """隔得太久，不再往下问：返回正开着的那题（已公布入账），和是不是真的开过。"""
    started = row.state == RoundState.RUNNING
    return rounds.stop(session, row, branch, act, now), started


def undo_round(session: Session, request: Request, row: QuizRound) -> tuple[Question | None, bool]:
    """撤销：返回正开着的那题、是不是开始了；早已结束的拒绝。"""
    if row.state in {RoundState.OVER, RoundState.CANCELLED}:
        raise rules.NoRound
    started = row.state == RoundState.RUNNING
    return rounds.stop(session, row, request.home, request.act, request.now), started


def tell_group(session: Session, row: QuizRound, words: str, card: Card | None, now: datetime) -> None:
    """结果发到群里。"""
    key, until = f"round:{row.id}:result", now + quizzing.RESULT_FOR
    notice = Notice(key, "quiz_result", "答题结果", words, until, Weight.CONFIRMED, card)
    letters.to_group(session, row.branch_id, notice, now)


def tell_member(session: Session, row: QuizRound, member_id: int, words: str, now: datetime) -> None:
    """一个人的结果私下发给本人；不愿收提醒的不发。"""
    key, until = f"round:{row.id}:own:{member_id}", now + quizzing.RESULT_FOR
    letters.to_member(session, row.branch_id, member_id, Notice(key, "quiz_own", "个人答题结果", words, until), now)


def name_of(session: Session, member_id: int) -> str:
    """一位同志的姓名。"""
    return session.get_one(Member, member_id).name
