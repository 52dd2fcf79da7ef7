"""群里答题的每一类操作怎样撤销：作答作废，没公布的题撤下，设置还原；公布了的不能撤。"""

from datetime import time

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.store import quizzes

from . import rules, service, texts
from .commands import router
from .rules import Daily

_PUBLISHED = "答案已经公布，积分已经入账。答案有误请更正那道题的答案，积分会随之更正。"
router.keep("publish_now", "公布答案", _PUBLISHED)
router.keep("close_quiz", "到点公布", _PUBLISHED)


@router.undo(quizzes.KIND, "答题", Action.RUN_QUIZ)
def undo_answer(_request: Request, session: Session, act: PastAct) -> Record:
    """撤了就当没有答。"""
    kept = act.undo or {}
    counted = service.undo_answer(session, kept["quiz"], act.actor_id or 0, kept["message"])
    return texts.answer_undone(counted=counted)


@router.undo("ask_now", "发一题", Action.RUN_QUIZ, openly=True)
def undo_ask(request: Request, session: Session, act: PastAct) -> Record:
    """没公布的题撤下，群里说明。"""
    return texts.quiz_undone(service.withdraw(session, request, (act.undo or {})["quiz"], texts.withdrawn))


@router.undo("set_daily", "每日一题", Action.RUN_QUIZ, openly=True)
@router.undo("set_workday_daily", "每日一题", Action.RUN_QUIZ, openly=True)
def undo_daily(request: Request, session: Session, act: PastAct) -> Record:
    """钟点和开关还原；此后又改过的不动。"""
    was, now = (_daily(one) for one in ((act.undo or {})["was"], (act.undo or {})["now"]))
    if service.daily(session, request.home.id) != now:
        raise rules.ChangedSince
    service.put_daily(session, request, was)
    return texts.put_back(act)


@router.undo("set_close_time", "公布时间", Action.RUN_QUIZ, openly=True)
def undo_close_time(request: Request, session: Session, act: PastAct) -> Record:
    """公布时间还原。"""
    kept, row = act.undo or {}, quizzes.setting(session, request.home.id)
    if row.close_at != time.fromisoformat(kept["now"]):
        raise rules.ChangedSince
    service.set_close_time(session, request, time.fromisoformat(kept["was"]))
    return texts.put_back(act)


def _daily(kept: list[object]) -> Daily:
    return Daily(time.fromisoformat(str(kept[0])), bool(kept[1]), bool(kept[2]))
