"""群里答题的口令。"""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.calendar import local
from core.domain.dialogue import Ack, Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import TEXT
from core.domain.short_answers import KINDS
from core.domain.typed import Typed
from core.store import quizzes
from core.store.pending import Pending

from . import service, texts
from .rules import clock_of

router = Router(Path(__file__).parent)
TOPIC = "答题"


def credit_answer(request: Request, session: Session, said: Typed) -> Ack | None:
    """助手不在线时答的，当时没有截止就算；已经公布的照样判分。"""
    credited = service.credit(session, request, said.text)
    if credited is None:
        return None
    quiz, choice = credited
    return texts.received(choice, local(quiz.closes_at, request.zone), quiz.id, request.message_id)


@router.answer(quizzes.KIND, "quiz_answer", Action.ANSWER_QUIZ, *KINDS, late=credit_answer)
def answer_quiz(request: Request, session: Session, row: Pending, said: Typed) -> Ack | Reply | None:
    """答正开着的那一题；群里只贴表情。"""
    answered = service.answer(session, request, row, said.text)
    if answered is None:
        return None
    question, choice = answered
    if choice is None:
        return texts.unclear(question) if request.scene is not Scene.GROUP else None
    closes_at = local(datetime.fromisoformat(row.ref["closes_at"]), request.zone)
    return texts.received(choice, closes_at, row.ref["quiz"], request.message_id)


@router.query(Spec("每日一题", Action.ANSWER_QUIZ, about="今天的题，私下看、私下答", topic=TOPIC))
def todays_question(request: Request, session: Session) -> Reply:
    """今天的题；公布了的连答案一起。"""
    found = service.todays(session, request)
    if found is None:
        return texts.nothing_today()
    quiz, question, choice = found
    if quiz.state == quizzes.QuizState.OPEN:
        return texts.todays(quiz.title, question, local(quiz.closes_at, request.zone), choice)
    return texts.already_published(quiz.title, question, choice)


@router.query(
    Spec("出处", Action.ANSWER_QUIZ, about="刚公布、刚练过的题的答案、解析和依据", topic=TOPIC, listed="form")
)
def explain_question(request: Request, session: Session) -> Reply | None:
    """一题的依据；说不上是哪一题的不出声。"""
    question = service.pointed_question(session, request)
    return texts.explanation(question) if question else None


@router.command(
    Spec(
        "每日一题 <钟点>",
        Action.RUN_QUIZ,
        about="每天到点在群里发一题；关闭发“每日一题 关”",
        topic=TOPIC,
        example="每日一题 8:30",
        slots={"钟点": TEXT},
        listed="form",
        shy=True,
    )
)
def set_daily(request: Request, session: Session, words: str) -> Reply:
    """设每日一题。"""
    was, now = service.set_daily(session, request, words)
    return texts.daily_set(was, now, quizzes.setting(session, request.home.id).close_at)


@router.command(
    Spec(
        "工作日<钟点>每日一题",
        Action.RUN_QUIZ,
        about="只在工作日发每日一题",
        topic=TOPIC,
        example="工作日8:30每日一题",
        slots={"钟点": TEXT},
        listed="form",
        shy=True,
    )
)
def set_workday_daily(request: Request, session: Session, words: str) -> Reply:
    """只在工作日的每日一题。"""
    return set_daily(request, session, f"工作日{words}")


@router.command(
    Spec(
        "公布时间 <钟点>",
        Action.RUN_QUIZ,
        about="每天几点公布答案",
        topic=TOPIC,
        example="公布时间 20:00",
        slots={"钟点": TEXT},
        listed="form",
    )
)
def set_close_time(request: Request, session: Session, words: str) -> Reply:
    """改公布时间。"""
    at = clock_of(words)
    return texts.close_time_set(service.set_close_time(session, request, at), at)


@router.command(
    Spec(
        "发一题 [范围]",
        Action.RUN_QUIZ,
        about="马上在群里发一题，可写哪部法规",
        topic=TOPIC,
        example="发一题 党章",
        slots={"范围": TEXT},
        listed="form",
        shy=True,
    )
)
def ask_now(request: Request, session: Session, scope: str | None) -> Ack:
    """发一题。"""
    quiz = service.ask_now(session, request, scope, texts.question)
    return texts.asked_now("题目", local(quiz.closes_at, request.zone), quiz.id)


@router.command(
    Spec("公布答案", Action.RUN_QUIZ, about="现在就公布，积分随之入账", topic=TOPIC, listed="form", shy=True)
)
def publish_now(request: Request, session: Session) -> Ack:
    """公布。"""
    return texts.published_now(service.publish_now(session, request, texts.published))
