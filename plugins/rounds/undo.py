"""一轮答题怎样撤销：没开始的取消，开始了的不再往下问；公布了的照常计分。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.store.quizzes import QuizRound

from . import service, texts
from .commands import router, tell_over
from .rules import PREVIEW

for _kind in ("plan_round", "schedule_round"):
    router.keep(_kind, "预览", "预览没有改动什么，发“取消”即可。")
router.keep("stop_round", "停止答题", "这一轮已经停下，要再开请重新发起。")
router.keep("next_question", "一轮中的公布", "答案已经公布，积分已经入账。答案有误请更正那道题的答案，积分会随之更正。")


@router.undo(PREVIEW, "一轮答题", Action.RUN_QUIZ)
def undo_round(request: Request, session: Session, act: PastAct) -> Record:
    """没开始的取消，开始了的停下、说结果。"""
    row = session.get_one(QuizRound, (act.undo or {})["round"])
    last, started = service.undo_round(session, request, row)
    if started:
        tell_over(session, request.home, row, request.now, last)
    return texts.round_undone(started=started)
