"""回执的口令：这些话太像平常说话，没有开着的通知、回复的不是通知，就不出声。"""

from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.incoming import Kind
from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Record, Reply, Request
from core.domain.notices import Choice
from core.domain.permission import Action, allowed
from core.domain.phrases import WORD
from core.domain.receipts import CHOICE_LABELS
from core.domain.typed import Typed
from core.store import notices, receipts
from core.store.pending import Pending

from . import rules, service, texts

router = Router(Path(__file__).parent)
TOPIC = "回执"


def _heeds(request: Request, session: Session) -> bool:
    """一份开着的通知都没有，这些话就只是闲聊。"""
    return notices.any_open(session, request.home.id, request.now)


_small_talk = partial(Spec, action=Action.ANSWER_NOTICE, topic=TOPIC, late=True, shy=True, heeds=_heeds)


@router.command(_small_talk("收到", about="回复通知，或在通知上贴表情", listed="form"))
def acknowledge(request: Request, session: Session) -> Ack | Reply | None:
    """收到。"""
    return _answer(request, session, Choice.ACK)


@router.command(_small_talk("知道了", about="通知看过了", listed="no"))
def note_seen(request: Request, session: Session) -> Ack | Reply | None:
    """已阅：绝不算参加。"""
    return _answer(request, session, Choice.SEEN)


@router.command(_small_talk("收到，准时参加", about="收到并参加", listed="no"))
def acknowledge_and_come(request: Request, session: Session) -> Ack | Reply | None:
    """收到，也参加。"""
    return _answer(request, session, Choice.COMING)


@router.command(_small_talk("参加", about="回复会议、活动通知，报名也这样回", listed="form"))
def join(request: Request, session: Session) -> Ack | Reply | None:
    """参加、报名。"""
    return _answer(request, session, Choice.COMING)


@router.command(
    _small_talk(
        "迟到<多久>",
        about="会议要晚到，例如“迟到10分钟”",
        example="迟到10分钟",
        slots={"多久": WORD},
        listed="form",
    )
)
def be_late(request: Request, session: Session, words: str) -> Ack | Reply | None:
    """晚到几分钟；没有听清是多久的不出声。"""
    minutes = rules.minutes_in(words)
    return _answer(request, session, Choice.LATE, minutes) if minutes is not None else None


@router.command(_small_talk("晚到一会", about="会议要晚到", listed="no"))
def be_late_a_while(request: Request, session: Session) -> Ack | Reply | None:
    """晚到，没有说多久。"""
    return _answer(request, session, Choice.LATE)


@router.answer("which_notice", "ack", Action.ANSWER_NOTICE, *receipts.WHICH_TOKENS)
def take_which(request: Request, session: Session, row: Pending, said: Typed) -> Ack | Reply:
    """回了是哪一份。"""
    notice = receipts.chosen(session, request, row, said.key)
    if notice is None:
        return texts.not_taken()
    done = service.answer(session, request, notice, Choice(row.ref["choice"]), row.ref["minutes"])
    return texts.answered(request.actor.name, done)


@router.on(Kind.REACTED, heeds=_heeds)
def react(request: Request, session: Session, _name: str) -> Record | None:
    """在通知上贴表情、取下表情。"""
    if not allowed(request.actor, Action.ANSWER_NOTICE, request.home.id):
        return None
    done = service.react(session, request)
    return texts.reacted(*done) if done is not None else None


def _answer(request: Request, session: Session, choice: Choice, minutes: int | None = None) -> Ack | Reply | None:
    found = service.meant(session, request, choice)
    if not found:
        return None
    if len(found) == 1:
        return texts.answered(request.actor.name, service.answer(session, request, found[0], choice, minutes))
    receipts.ask_which(session, request, "which_notice", found, {"choice": choice.value, "minutes": minutes})
    return texts.which(CHOICE_LABELS[choice], service.subjects(request, found))
