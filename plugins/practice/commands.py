"""私下练习的口令。群里说的也私下答。"""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.calendar import local
from core.domain.dialogue import Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import TEXT
from core.domain.regulations import REGULATIONS
from core.domain.short_answers import KINDS
from core.domain.typed import Typed
from core.store.pending import Pending

from . import service, texts
from .rules import AT_ONCE, KIND, MOST, SKIP, STOP, NothingToPractise, count_in, scope_in

router = Router(Path(__file__).parent)
TOPIC = "答题"
_UNITS = ("题", "道", "道题")
_COUNTS = {
    f"{number}{unit}": str(value)
    for value, word in enumerate("一两三四五六七八九十", 1)
    for number in (str(value), word)
    for unit in _UNITS
} | {f"{value}{unit}": str(value) for value in range(11, MOST + 1) for unit in _UNITS}

_BOOKS = {said: said for one in REGULATIONS for said in (one.name, *one.short)}
"""不带书名号也认得的法规。"""


@router.command(
    Spec(
        "练习 [题数] [范围]",
        Action.PRACTISE,
        about="私下练几题，也可写“练习 5题 党章”；不计分，只给您看",
        topic=TOPIC,
        example="练习",
        slots={"题数": _COUNTS, "范围": TEXT},
        shy=True,
    )
)
def start_practice(request: Request, session: Session, count: str | None, scope: str | None) -> Reply | None:
    """练几道新题；群里说的范围对不上题库的当闲聊。"""
    try:
        return texts.begun(service.start(session, request, count_in(count), scope_in(scope)))
    except NothingToPractise:
        if request.scene is Scene.GROUP and scope:
            return None
        raise


@router.command(
    Spec(
        "答题 [法规]",
        Action.PRACTISE,
        about="私下练五题，写上法规就只练那一部；不计分，只给您看",
        topic=TOPIC,
        example="答题 党章",
        slots={"法规": _BOOKS},
    )
)
def practise_book(request: Request, session: Session, book: str | None) -> Reply:
    """练五题，或一部法规的五题。"""
    return texts.begun(service.start(session, request, AT_ONCE, scope_in(book)))


@router.command(
    Spec("答题《<书名>》", Action.PRACTISE, about="私下练写在书名号里的那一部的题", topic=TOPIC, listed="no", shy=True)
)
def practise_quoted(request: Request, session: Session, book: str) -> Reply:
    """练导入的别的书的题。"""
    return texts.begun(service.start(session, request, AT_ONCE, scope_in(book)))


@router.query(Spec("错题本", Action.PRACTISE, about="答错过的题，只给您看", topic=TOPIC))
def wrong_book(request: Request, session: Session) -> Reply:
    """错题本。"""
    return texts.wrong_book(service.wrong_book(session, request))


@router.command(Spec("重做错题", Action.PRACTISE, about="把错题再做几道，答对的移出错题本", topic=TOPIC))
def redo_wrong(request: Request, session: Session) -> Reply:
    """重做错题。"""
    return texts.begun(service.redo(session, request))


@router.command(Spec("复习", Action.PRACTISE, about="到期该再看一遍的题，一次至多五道", topic=TOPIC))
def start_review(request: Request, session: Session) -> Reply:
    """复习到期的。"""
    step = service.review(session, request)
    if step is None or isinstance(step, datetime):
        return texts.nothing_due(local(step, request.zone) if step else None)
    return texts.begun(step)


@router.command(Spec("不复习了", Action.PRACTISE, about="练习到此为止；练习中发“停”也行", topic=TOPIC, listed="no"))
def stop_practice(request: Request, session: Session) -> Reply | None:
    """不练了。"""
    step = service.finish(session, request)
    if step is None:
        return texts.not_practising() if request.scene is not Scene.GROUP else None
    return texts.ended(step)


@router.answer(KIND, "quiz_answer", Action.PRACTISE, *KINDS, *sorted(STOP | SKIP))
def answer_practice(request: Request, session: Session, row: Pending, said: Typed) -> Reply | None:
    """答正练着的一题。"""
    if said.key in STOP:
        return stop_practice(request, session)
    if said.key in SKIP:
        return texts.stepped(service.skip(session, request, row))
    return texts.stepped(service.answer(session, request, row, said.text))
