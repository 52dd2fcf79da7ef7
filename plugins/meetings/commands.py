"""会议的口令：改期、换地方、取消都先预览；查下次会议。"""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain import short_answers
from core.domain.dialogue import PassedOn, Reply, Request, Scene
from core.domain.manners import mask
from core.domain.meeting_change import Moved, Way, read_change
from core.domain.notice_words import Shown
from core.domain.notices import Choice
from core.domain.permission import Action
from core.domain.phrases import NUMBER, TEXT
from core.domain.typed import Typed
from core.store import meetings, pending
from core.store.pending import Pending

from . import rules, service, texts
from .rules import WHICH, Changed

router = Router(Path(__file__).parent)
TOPIC = "会议"
CONFIRM, CANCEL = "确认", "取消"
CHANGE, CHOOSE = "notice_change", "notice_which"
_TO = (
    "改到",
    "改期到",
    "改期至",
    "改期",
    "改为",
    "改成",
    "改在",
    "改至",
    "调到",
    "调整到",
    "调整为",
    "调整至",
    "换到",
    "换在",
    "换成",
    "移到",
    "挪到",
    "推迟到",
    "推迟至",
    "延期到",
    "延期至",
    "延后到",
    "顺延到",
    "顺延至",
    "提前到",
    "提前至",
)
_LATER = ("推迟", "延后", "延迟", "顺延", "延期")
HOW = {**dict.fromkeys(_TO, Way.TO), **dict.fromkeys(_LATER, Way.LATER), "提前": Way.EARLIER}


@router.command(
    Spec(
        "<哪种会><怎样改><改成什么>",
        Action.SEND_NOTICE,
        about="会议改期、换地方，先给您预览，确认才告知大家",
        topic=TOPIC,
        example="会议改到周四10:00",
        slots={"哪种会": WHICH, "怎样改": HOW, "改成什么": TEXT},
        listed="form",
        shy=True,
    )
)
def change_meeting(request: Request, session: Session, which: str, way: str, words: str) -> Reply | None:
    """改期或换地方。"""
    return _choose(request, session, _asked(which, None, way, words))


@router.command(
    Spec(
        "N<编号> <怎样改><改成什么>",
        Action.SEND_NOTICE,
        about="指明是哪一次",
        topic=TOPIC,
        example="N3 改到周四10:00",
        slots={"编号": NUMBER, "怎样改": HOW, "改成什么": TEXT},
        listed="no",
        shy=True,
    )
)
def change_numbered(request: Request, session: Session, number: str, way: str, words: str) -> Reply | None:
    """指明编号的改期。"""
    return _choose(request, session, _asked(rules.ANY, int(number), way, words))


@router.command(
    Spec(
        "取消<哪种会>",
        Action.SEND_NOTICE,
        about="会议不开了，先给您预览",
        topic=TOPIC,
        example="取消会议",
        slots={"哪种会": WHICH},
        listed="form",
        shy=True,
    )
)
def cancel_meeting(request: Request, session: Session, which: str) -> Reply | None:
    """取消会议。"""
    return _choose(request, session, _asked(which, None))


@router.command(
    Spec(
        "N<编号> 取消",
        Action.SEND_NOTICE,
        about="取消指明的那一次",
        topic=TOPIC,
        example="N3 取消",
        slots={"编号": NUMBER},
        listed="no",
        shy=True,
    )
)
def cancel_numbered(request: Request, session: Session, number: str) -> Reply | None:
    """指明编号的取消。"""
    return _choose(request, session, _asked(rules.ANY, int(number)))


@router.query(Spec("修改通知", Action.SEND_NOTICE, about="已发的会议怎样改", topic=TOPIC))
def amend_notice(request: Request, session: Session) -> Reply:
    """怎样改。"""
    return texts.how_to_change(service.candidates(session, request, rules.ANY, None))


@router.answer(CHOOSE, "notice_change", Action.SEND_NOTICE, short_answers.NOTICE, CANCEL)
def choose_meeting(request: Request, session: Session, row: Pending, said: Typed) -> Reply | None:
    """选了是哪一次；编号不是问的那几次的，不是答它的。"""
    number = short_answers.notice_in(said.key)
    if said.key != CANCEL and number not in row.ref["offered"]:
        raise PassedOn
    pending.close(session, row)
    return texts.kept() if number is None else _choose(request, session, row.ref["asked"] | {"number": number})


@router.answer(CHANGE, "notice_change", Action.SEND_NOTICE, CONFIRM, CANCEL)
def confirm_change(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：告知大家，或作罢。"""
    pending.close(session, row)
    if said.key == CANCEL:
        return texts.kept()
    at, values = row.ref["starts_at"], dict[str, Any](row.ref)
    done = Changed(**values)._replace(starts_at=datetime.fromisoformat(at) if at else None)
    notice, effect, was = service.apply(session, request, done)
    asked = () if done.cancel else (Choice.COMING, Choice.LEAVE, Choice.LATE)
    again = {choice.value: texts.again(effect, choice) for choice in asked}
    service.tell(session, request, notice, texts.change_notice(effect), again)
    return texts.changed(effect, done, was)


@router.query(Spec("下次会议", Action.SEE_OWN, about="下次会议什么时候、在哪里", topic=TOPIC))
def next_meeting(request: Request, session: Session) -> Reply:
    """下次会议；不是全体的只私下说。"""
    found = service.mine(session, request)
    one, _, public = found[0] if found else (None, None, True)
    return texts.next_one(one, private=not public)


@router.query(Spec("我的会议", Action.SEE_OWN, about="要参加的会议，和您怎么回的", topic=TOPIC))
def my_meetings(request: Request, session: Session) -> Reply:
    """待开的各次，只私下说。"""
    found = [(one, choice) for one, choice, _ in service.mine(session, request)]
    return texts.listed(found)


def _asked(which: str, number: int | None, way: str | None = None, words: str = "") -> dict[str, Any]:
    """要办的：way 为 None 是取消。"""
    return {"which": which, "number": number, "way": way, "words": mask(words)}


def _choose(request: Request, session: Session, asked: dict[str, Any]) -> Reply | None:
    """恰好一次就给预览，几次就问是哪一次；群里说的读不出改什么的当闲聊。"""
    found = service.candidates(session, request, asked["which"], asked["number"])
    readings = [] if asked["way"] is None else [_moved(request, asked, one) for one in found]
    talks = not found or not any(one.doubt or one.starts_at or one.place for one in readings)
    if request.scene is Scene.GROUP and (asked["way"] is not None and talks):
        return None
    if not found:
        raise rules.NoMeeting
    if len(found) > 1:
        ref = {"asked": asked, "offered": [one.number for one in found]}
        _ask(request, session, Pending(kind=CHOOSE, accepts=f"{short_answers.NOTICE} {CANCEL}", ref=ref))
        return texts.which(found)
    return _preview(request, session, found[0], readings[0] if readings else None)


def _moved(request: Request, asked: dict[str, Any], one: Shown) -> Moved:
    return read_change(Way(asked["way"]), asked["words"], one.starts_at or request.now, request.now)


def _preview(request: Request, session: Session, one: Shown, moved: Moved | None) -> Reply:
    if moved is not None and moved.doubt is not None:
        raise rules.refuse(moved.doubt, moved.at)
    if moved is not None and not (moved.starts_at or moved.place):
        raise rules.NotUnderstood
    done, effect = service.plan(session, request, one, moved)
    ref = done._asdict() | {"starts_at": done.starts_at.isoformat() if done.starts_at else None}
    _ask(request, session, Pending(kind=CHANGE, accepts=f"{CONFIRM} {CANCEL}", ref=ref))
    return texts.preview(effect)


def _ask(request: Request, session: Session, row: Pending) -> None:
    row.expires_at = request.now + rules.OPEN_FOR
    meetings.ask_privately(session, request, row)
