"""题目维护的每一类操作怎样撤销：改过的还原，有人又改过的不撤。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.domain.questions import Source
from core.store import question_care
from core.store.questions import QuestionState

from . import rules, service, texts
from .commands import figures, router


@router.undo("stop_question", "停用题目", Action.KEEP_BANK)
@router.undo("start_question", "启用题目", Action.KEEP_BANK)
@router.undo("allow_question", "允许草稿", Action.KEEP_BANK)
def put_back(request: Request, session: Session, act: PastAct) -> Record:
    """恢复成原来的样子。"""
    kept = act.undo or {}
    now = service.find(session, request, kept["question"])
    if now.state != kept["now"]:
        raise rules.ChangedSince(number=now.row.number)
    service.put(session, request, now.row, QuestionState(kept["was"]))
    return texts.put_back(act)


@router.undo("correct_source", "更正出处", Action.KEEP_BANK)
def put_source_back(request: Request, session: Session, act: PastAct) -> Record:
    """出处改回去。"""
    kept = act.undo or {}
    if "changes" in kept:
        return put_many_back(request, session, act)
    row = service.find(session, request, kept["question"]).row
    if row.state != kept["now"] or str(row.question.source) != act.after:
        raise rules.ChangedSince(number=row.number)
    service.put_source(row, Source(*kept["source"]) if kept["source"] else None, QuestionState(kept["state"]))
    session.flush()
    return texts.put_back(act)


@router.undo("correct_sources", "一批题的出处", Action.KEEP_BANK)
@router.undo("source_import", "一批题的出处", Action.KEEP_BANK)
@router.undo("allow_questions", "允许一批草稿", Action.KEEP_BANK)
def put_many_back(request: Request, session: Session, act: PastAct) -> Record:
    """一批都改回去；此后又改过的那些不动。"""
    return texts.put_many_back(act, service.restore(session, request, act.undo or {}))


@router.undo("correct_answer", "更正答案", Action.KEEP_BANK)
def put_answer_back(request: Request, session: Session, act: PastAct) -> Record:
    """答案和积分改回去，群里再说一行。"""
    kept = act.undo or {}
    question = service.find(session, request, kept["number"]).row.question
    before, after = (service.as_answered(question, *kept[which]) for which in ("before", "after"))
    done = service.uncorrect(session, request, kept["old"], kept["number"], before, after)
    if figures(done)[0]:
        service.tell_group(session, request, texts.correction_line(before))
    return texts.uncorrected(act)


@router.undo("report_question", "题目反馈", Action.KEEP_BANK)
def take_report_back(request: Request, session: Session, act: PastAct) -> Record:
    """反馈作罢；已经办结的不撤。"""
    row = question_care.report_numbered(session, request.home.id, (act.undo or {})["report"])
    if row is None or row.resolved_at is not None:
        raise rules.NoSuchReport(number=(act.undo or {})["report"])
    row.resolved_at = request.now
    return texts.report_undone(act)


@router.undo("resolve_report", "办结反馈", Action.KEEP_BANK)
def reopen_report(request: Request, session: Session, act: PastAct) -> Record:
    """重新列为待办。"""
    row = question_care.report_numbered(session, request.home.id, (act.undo or {})["report"])
    if row is not None:
        row.resolved_at = None
    return texts.report_undone(act)


@router.undo("check_bank", "题库体检", Action.KEEP_BANK)
def start_again(request: Request, session: Session, act: PastAct) -> Record:
    """停下的恢复使用。"""
    for number in (act.undo or {})["paused"]:
        row = service.find(session, request, number).row
        if row.state == QuestionState.OUTDATED:
            row.state = QuestionState.LIVE.value
    session.flush()
    return texts.checkup_undone(act)
