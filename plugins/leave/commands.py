"""请假、销假的口令。"""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import TEXT
from core.domain.typed import Typed
from core.store import pending, receipts, sealed
from core.store.notices import Notice
from core.store.pending import Pending

from . import rules, service, texts
from .rules import CAUSES, DAYS, Said

router = Router(Path(__file__).parent)
TOPIC = "请假"
Answered = Ack | Reply | None


@router.command(
    Spec(
        "请假 [事由]",
        Action.ANSWER_NOTICE,
        about="会议请假，登记并转告书记，事由仅书记可见",
        topic=TOPIC,
        example="请假 出差",
        slots={"事由": TEXT},
        listed="form",
        late=True,
        shy=True,
    )
)
def ask_leave(request: Request, session: Session, words: str | None) -> Answered:
    """请假：哪一次会的，没有会的问到什么时候为止。"""
    if rules.is_talk(words):
        return None
    return _ask(request, session, rules.read(words, request.now))


@router.command(
    Spec(
        "<缘故>参加不了",
        Action.ANSWER_NOTICE,
        about="同“请假 出差”",
        topic=TOPIC,
        slots={"缘故": CAUSES},
        listed="no",
        late=True,
        shy=True,
    )
)
def ask_leave_for(request: Request, session: Session, cause: str) -> Answered:
    """先说缘故再说参加不了。"""
    return _ask(request, session, Said(None, None, cause))


@router.command(
    Spec(
        "<哪天>的会请假 [事由]",
        Action.ANSWER_NOTICE,
        about="请哪天的会的假",
        topic=TOPIC,
        slots={"哪天": DAYS, "事由": TEXT},
        listed="no",
        late=True,
        shy=True,
    )
)
def ask_leave_on(request: Request, session: Session, day: str, words: str | None) -> Answered:
    """先说哪天的会再说请假。"""
    if rules.is_talk(words):
        return None
    said = rules.read(day, request.now)
    return _ask(request, session, said._replace(reason=rules.read(words, request.now).reason if words else None))


@router.command(
    Spec("参加不了", Action.ANSWER_NOTICE, about="会议不能参加", topic=TOPIC, listed="no", late=True, shy=True)
)
def decline(request: Request, session: Session) -> Answered:
    """不能参加，没有说缘故；没有开着的会就不出声。"""
    found = receipts.meant(session, request, attending=True)
    return _choose(request, session, found, None) if found else None


@router.command(Spec("销假", Action.ANSWER_NOTICE, about="取消请假", topic=TOPIC, listed="form", late=True, shy=True))
def end_leave(request: Request, session: Session) -> Answered:
    """销假：会议的，或登记着的那一段。"""
    found, away = service.ended(session, request), service.leaves(session, request)
    if len(found) > 1:
        receipts.ask_which(session, request, "which_leave_ended", found, {})
        return texts.which(service.subjects(request, found), "销假")
    if found:
        return _end(request, session, found[0])
    if not away:
        raise rules.NoLeave
    service.come_back(session, request, away)
    told = service.tell(session, request, texts.told_of_end(request.actor.name, ""))
    return texts.back(request.actor.name, told, [one.id for one in away])


@router.answer("which_leave", "leave", Action.ANSWER_NOTICE, *receipts.WHICH_TOKENS)
def take_leave(request: Request, session: Session, row: Pending, said: Typed) -> Ack | Reply:
    """回了请哪一次会的假。"""
    notice = receipts.chosen(session, request, row, said.key)
    if notice is None:
        return texts.not_taken()
    return _take(request, session, notice, sealed.unseal(row.ref["reason"]))


@router.answer("which_leave_ended", "leave", Action.ANSWER_NOTICE, *receipts.WHICH_TOKENS)
def take_end(request: Request, session: Session, row: Pending, said: Typed) -> Ack | Reply:
    """回了销哪一次会的假。"""
    notice = receipts.chosen(session, request, row, said.key)
    if notice is None:
        return texts.not_taken()
    return _end(request, session, notice)


@router.answer("leave_until", "leave", Action.ANSWER_NOTICE)
def take_until(request: Request, session: Session, row: Pending, said: Typed) -> Ack | Reply:
    """回了到什么时候为止。"""
    if said.key in rules.GIVE_UP:
        pending.close(session, row)
        return texts.not_taken()
    last, reason = rules.end_of(said.text, request.now), sealed.unseal(row.ref["reason"])
    pending.close(session, row)
    return _be_away(request, session, (request.day, last), reason)


def _ask(request: Request, session: Session, said: Said) -> Answered:
    found = service.meant(session, request, said)
    if found:
        return _choose(request, session, found, said.reason)
    if request.reply_to is not None and request.scene is Scene.GROUP:
        # 回复的是旁人的话
        return None
    if said.day is not None:
        return _be_away(request, session, (said.day, said.day), said.reason)
    service.ask_until(session, request, said.reason)
    return texts.ask_until(request.actor.name)


def _choose(request: Request, session: Session, found: list[Notice], reason: str | None) -> Answered:
    if len(found) == 1:
        return _take(request, session, found[0], reason)
    receipts.ask_which(session, request, "which_leave", found, {"reason": sealed.seal(reason)})
    return texts.which(service.subjects(request, found), "请假")


def _take(request: Request, session: Session, notice: Notice, reason: str | None) -> Ack:
    name, done = request.actor.name, service.take(session, request, notice, reason)
    if done.changed is None:
        return texts.taken_before(name, done.subject)
    seen = service.is_seen(session, request, reason)
    told = service.tell(session, request, texts.told_of_leave(name, done.subject, seen=seen))
    return texts.taken(name, done, told, has_reason=bool(reason))


def _be_away(request: Request, session: Session, days: tuple[date, date], reason: str | None) -> Ack:
    name, done = request.actor.name, service.be_away(session, request, *days, reason)
    seen = service.is_seen(session, request, reason)
    told = service.tell(session, request, texts.told_of_away(name, *days, seen=seen))
    return texts.away(name, done, told, has_reason=bool(reason))


def _end(request: Request, session: Session, notice: Notice) -> Ack:
    name, done = request.actor.name, service.end(session, request, notice)
    told = service.tell(session, request, texts.told_of_end(name, done.subject.words))
    return texts.ended(name, done, told)
