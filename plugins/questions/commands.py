"""题目维护的口令。"""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.calendar import local
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action
from core.domain.phrases import ID, TEXT
from core.domain.questions import Question
from core.store.questions import kept_answer

from . import service, texts
from .rules import question_number, second, span
from .service import Corrected, State

router = Router(Path(__file__).parent)
TOPIC = "题库"
_NUMBERED = {"题号": ID}
_SPAN = "更正出处 Q17至Q60 《中国共产党章程》第三条（2022年）"


@router.query(
    Spec(
        "看题 <题号>",
        Action.KEEP_BANK,
        about="看一道题的题干、答案、依据和状态",
        topic=TOPIC,
        example="看题 Q17",
        slots=_NUMBERED,
    )
)
def show_question(request: Request, session: Session, words: str) -> Reply:
    """看一道题。"""
    found = service.find(session, request, question_number(words, "看题 Q17"))
    return texts.shown(found.row.number, found.state, found.row.question)


@router.command(Spec("停用 <题号>", Action.KEEP_BANK, about="停用一道题", topic=TOPIC, listed="form", slots=_NUMBERED))
def stop_question(request: Request, session: Session, words: str) -> Reply:
    """停用一道题。"""
    was = service.stop(session, request, question_number(words, "停用 Q17"))
    return _changed(was, "stopped")


@router.command(
    Spec("启用 <题号>", Action.KEEP_BANK, about="启用停用了的题", topic=TOPIC, listed="form", slots=_NUMBERED)
)
def start_question(request: Request, session: Session, words: str) -> Reply:
    """启用一道题。"""
    was, now = service.start(session, request, question_number(words, "启用 Q17"))
    return _changed(was, now)


@router.command(
    Spec(
        "允许 <题号>",
        Action.KEEP_BANK,
        about="点名允许用一道没有出处的草稿",
        topic=TOPIC,
        listed="form",
        slots=_NUMBERED,
    )
)
def allow_question(request: Request, session: Session, words: str) -> Reply:
    """点名允许用一道草稿。"""
    return _changed(service.allow(session, request, question_number(words, "允许 Q17")), "allowed")


@router.command(
    Spec(
        "更正出处 <题号> <出处>",
        Action.KEEP_BANK,
        about="补上、更正一道题的出处",
        topic=TOPIC,
        example="更正出处 Q17 《中国共产党章程》第八条（2022年）",
        listed="form",
        slots=_NUMBERED | {"出处": TEXT},
    )
)
def correct_source(request: Request, session: Session, words: str, said: str) -> Reply:
    """更正出处；后面又是一个题号的，说的是一段。"""
    if several := second(said):
        return correct_sources(request, session, words, *several)
    number = question_number(words, "更正出处 Q17 《中国共产党章程》第八条（2022年）")
    kept = service.find(session, request, number).row.question.source
    was, source = service.set_source(session, request, number, said)
    undo = {
        "question": was.row.id,
        "state": was.state,
        "source": [kept.regulation, kept.version, kept.article] if kept else None,
    }
    return texts.sourced(was.row.number, source, kept, undo | {"now": was.row.state})


@router.command(
    Spec(
        "更正出处 <首题>至<末题> <出处>",
        Action.KEEP_BANK,
        about="一段题号里缺出处的题，一并补上出处",
        topic=TOPIC,
        example=_SPAN,
        listed="form",
        slots={"首题": ID, "末题": ID, "出处": TEXT},
    )
)
def correct_sources(request: Request, session: Session, first: str, last: str, said: str) -> Reply:
    """一段题补出处。"""
    return texts.sourced_many(service.source_between(session, request, span(first, last, _SPAN), said))


@router.command(
    Spec(
        "这批出处 <出处>",
        Action.KEEP_BANK,
        about="最近导入的题里缺出处的，一并补上出处",
        topic=TOPIC,
        example="这批出处 《中国共产党章程》第三条（2022年）",
        listed="form",
        slots={"出处": TEXT},
    )
)
def source_import(request: Request, session: Session, said: str) -> Reply:
    """最近一次导入补出处。"""
    return texts.sourced_many(service.source_import(session, request, said))


@router.command(
    Spec(
        "允许 <首题>至<末题>",
        Action.KEEP_BANK,
        about="点名允许用一段没有出处的草稿",
        topic=TOPIC,
        example="允许 Q17至Q60",
        listed="form",
        slots={"首题": ID, "末题": ID},
    )
)
def allow_questions(request: Request, session: Session, first: str, last: str) -> Reply:
    """点名允许用一段草稿。"""
    return texts.allowed_many(service.allow_between(session, request, span(first, last, "允许 Q17至Q60")))


@router.command(
    Spec(
        "更正答案 <题号> <答案>",
        Action.KEEP_BANK,
        about="更正一道题的答案，答过的重新判，积分随之更正",
        topic=TOPIC,
        example="更正答案 Q17 B",
        listed="form",
        slots=_NUMBERED | {"答案": TEXT},
    )
)
def correct_answer(request: Request, session: Session, words: str, said: str) -> Reply:
    """更正答案。"""
    done = service.correct(session, request, question_number(words, "更正答案 Q17 B"), said)
    if done.regraded.times:
        service.tell_group(session, request, texts.correction_line(done.after))
    undo = {"old": done.old, "number": done.number, "before": _kept(done.before), "after": _kept(done.after)}
    reply = texts.corrected(f"Q{done.old}", f"Q{done.number}", (done.before, done.after), figures(done))
    return replace(reply, record=texts.correction_record(f"Q{done.old}", (done.before, done.after), undo))


@router.command(
    Spec(
        "这题有误 [说明]",
        Action.REPORT_QUESTION,
        about="觉得题目或答案有误，转告宣传委员；可写题号，如“这题有误 Q17 答案应为B”",
        topic=TOPIC,
        example="这题有误 Q17 答案应为B",
        listed="form",
        slots={"说明": TEXT},
    )
)
def report_question(request: Request, session: Session, said: str | None) -> Reply:
    """题目反馈。"""
    row = service.pointed(session, request, said or "")
    number = service.report(session, request, row, said or "")
    letter = texts.report_letter(number, row.number, request.actor.name, said or "觉得有误", row.question)
    service.tell_officer(session, request, number, letter)
    return texts.reported(number, row.number, request.actor.name, row.question)


@router.query(Spec("题目反馈", Action.KEEP_BANK, about="看还没办结的题目反馈", topic=TOPIC))
def list_reports(request: Request, session: Session) -> Reply:
    """看待办的反馈。"""
    found = service.reports(session, request)
    return texts.reports(
        [
            (one.number, row.number, name, one.text, row.question, local(one.reported_at, request.zone))
            for one, row, name in found
        ]
    )


@router.command(
    Spec(
        "办结 <反馈编号> [说明]",
        Action.KEEP_BANK,
        about="办结一条题目反馈，私下告诉反映的同志",
        topic=TOPIC,
        example="办结 1",
        listed="form",
        slots={"反馈编号": ID, "说明": TEXT},
        shy=True,
    )
)
def resolve_report(request: Request, session: Session, words: str, note: str | None) -> Reply:
    """办结一条反馈。"""
    number = question_number(words, "办结 1")
    waiting = {one.number: row.number for one, row, _ in service.reports(session, request)}
    shown = waiting.get(number, "")
    service.resolve(session, request, number, texts.resolved_words(shown, note))
    return texts.resolved(number, shown)


@router.command(Spec("题库体检", Action.KEEP_BANK, about="看哪些题该核对；出处过时的随即停用", topic=TOPIC))
def check_bank(request: Request, session: Session) -> Reply:
    """题库体检。"""
    return texts.checkup(service.check_up(session, request))


def figures(done: Corrected) -> tuple[int, int, int]:
    """公布过几次、改判为对、改判为错各几人次。"""
    return done.regraded.times, done.regraded.to_right, done.regraded.to_wrong


def _changed(was: State, now: str) -> Reply:
    undo = {"question": was.row.id, "was": was.state, "now": now}
    return texts.changed(was.row.number, was.row.question, was.state, now, undo)


def _kept(question: Question) -> list[object]:
    return [kept_answer(question), question.explanation]
