"""一轮答题的口令：先预览，确认了才开。"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Branch, Reply, Request
from core.domain.permission import Action
from core.domain.phrases import NUMBER, TEXT
from core.domain.questions import Question
from core.domain.typed import Typed
from core.store import pending
from core.store.pending import Pending, Place
from core.store.quizzes import QuizRound

from . import service, texts
from .rules import CANCEL, CONFIRM, CONFIRM_ROUND, PREVIEW, PastTime, Plan, read_plan

router = Router(Path(__file__).parent)
TOPIC = "答题"
_WAITS = timedelta(hours=1)
_ACCEPTS = f"{CONFIRM} {CONFIRM_ROUND} {CANCEL}"
_DAYS = ("今晚", "今天", "今日", "明晚", "明天", "明早", "后天", "大后天", "上午", "中午", "下午", "晚上", "早上")
_WEEKDAYS = [f"{week}周{day}" for week in ("", "本", "这", "下") for day in "一二三四五六日"]
_WHEN = {day: day for day in (*_DAYS, *_WEEKDAYS)}


@router.command(
    Spec(
        "答题 <题数>题 [范围]",
        Action.RUN_QUIZ,
        about="在群里开一轮，一题接一题；先预览，确认了才开",
        topic=TOPIC,
        example="答题 10题 党章",
        slots={"题数": NUMBER, "范围": TEXT},
        listed="form",
        shy=True,
    )
)
def plan_round(request: Request, session: Session, count: str, words: str | None) -> Reply:
    """一轮的预览。"""
    return _preview(request, session, count, words, "")


@router.command(
    Spec(
        "<哪天><几点>答题 <题数>题 [范围]",
        Action.RUN_QUIZ,
        about="到时候在群里开一轮；先预览，确认了才排上",
        topic=TOPIC,
        example="今晚8点答题 10题 党章",
        slots={"哪天": _WHEN, "几点": TEXT, "题数": NUMBER, "范围": TEXT},
        listed="form",
        shy=True,
    )
)
def schedule_round(request: Request, session: Session, *slots: str) -> Reply:
    """到时候开的一轮的预览。"""
    day, clock, count, words = slots
    return _preview(request, session, count, words, f"{day}{clock}")


@router.answer(PREVIEW, "quiz_admin", Action.RUN_QUIZ, CONFIRM, CONFIRM_ROUND, CANCEL)
def confirm_round(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """确认了就排上或开始；取消就作罢。"""
    pending.close(session, row)
    session.flush()
    if said.key == CANCEL:
        return texts.not_started()
    kept = row.ref
    at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
    plan = Plan(kept["count"], kept["scope"], kept["minutes"], at)
    if at is not None and at <= request.now:
        raise PastTime
    made = service.start_round(session, request, plan, texts.round_question)
    return texts.round_confirmed(plan, made.id)


@router.command(
    Spec("停止答题", Action.RUN_QUIZ, about="一轮到此为止，已答的照常计分", topic=TOPIC, listed="form", shy=True)
)
def stop_round(request: Request, session: Session) -> Reply:
    """停下一轮。"""
    row, last, waiting = service.stop_round(session, request)
    if not waiting:
        tell_over(session, request.home, row, request.now, last)
    return texts.stopped(before_start=waiting)


def _preview(request: Request, session: Session, count: str, words: str | None, when: str) -> Reply:
    plan = read_plan(count, words, when, request.now)
    service.check_plan(session, request, plan)
    ref = {"count": plan.size, "scope": plan.scope, "minutes": plan.minutes, "at": plan.at and plan.at.isoformat()}
    row = Pending(kind=PREVIEW, ref=ref, accepts=_ACCEPTS, expires_at=request.now + _WAITS)
    # 群里发起的私下预览，在群里、私下确认都行
    place = Place(request.account, pending.everywhere(request.home.id), request.actor.user_id)
    pending.ask(session, request.home.id, place, row)
    return texts.preview(plan, service.book_of(session, request, plan))


def tell_over(session: Session, branch: Branch, row: QuizRound, now: datetime, last: Question | None) -> None:
    """结果发到群里，各人的私下发给本人。"""
    result, marks = service.result_of(session, row, now)
    if not result.asked:
        return
    words, card = texts.round_result(branch.name, result, last), texts.card(branch.name, result)
    service.tell_group(session, row, words, card, now)
    for member_id, own in marks.items():
        service.tell_member(session, row, member_id, texts.own_result(service.name_of(session, member_id), own), now)
