"""回执的用例。"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.domain.dialogue import Request
from core.domain.notices import Choice
from core.domain.receipts import PRESENT, Changed, Given, Subject, said_in
from core.store import receipts
from core.store.notices import Notice

from . import rules
from .rules import Answered


def meant(session: Session, request: Request, choice: Choice) -> list[Notice]:
    """这句话答的可能是哪几份；收到、已阅的，只剩一份没有答过就是那一份。"""
    found = receipts.meant(session, request, attending=choice in {Choice.COMING, Choice.LATE})
    if len(found) > 1 and choice in {Choice.ACK, Choice.SEEN}:
        member_id = request.actor.member
        known = {one.id: receipts.answer_of(session, one.id, member_id) for one in found}
        fresh = [one for one in found if (row := known[one.id]) is None or row.withdrawn_at is not None]
        return fresh or found[-1:]
    return found


def subjects(request: Request, found: Sequence[Notice]) -> list[Subject]:
    """各份说给人听要用的。"""
    return [receipts.subject_of(one, request.zone) for one in found]


def answer(session: Session, request: Request, notice: Notice, choice: Choice, minutes: int | None = None) -> Answered:
    """记下回答；报名满额的拒绝。"""
    subject = receipts.subject_of(notice, request.zone)
    choice, member_id = rules.settled(choice, subject.wanted), request.actor.member
    if choice in PRESENT and receipts.is_full(session, notice, member_id):
        raise rules.SignUpFull(ref=subject.ref, most=subject.most)
    given = Given(choice, request.message_id, request.now, minutes=minutes if choice is Choice.LATE else None)
    return Answered(subject, choice, receipts.record(session, notice, member_id, given), given.minutes)


def react(session: Session, request: Request) -> tuple[Subject, Changed] | None:
    """在通知上贴表情算收到，全取下了就收回；贴的不是通知、没有改变什么的为 None。"""
    notice = receipts.pointed_at(session, request)
    if notice is None:
        return None
    row = receipts.answer_of(session, notice.id, request.actor.member)
    live = row if row is not None and row.withdrawn_at is None else None
    faces = rules.faces(live.via) if live is not None else []
    rest = [one for one in faces if one != request.emoji]
    changed = None
    if not request.taken_back:
        given = Given(Choice.ACK, rules.via_faces([*rest, request.emoji]), request.now)
        changed = receipts.record(session, notice, request.actor.member, given)
    elif live is not None and faces and not rest:
        changed = receipts.withdraw(session, live, request.now)
    if live is not None and faces and (rest or not request.taken_back):
        live.via = rules.via_faces(rest if request.taken_back else [*rest, request.emoji])
    session.flush()
    return (receipts.subject_of(notice, request.zone), changed) if changed is not None else None


def undo(session: Session, member_id: int, kept: Mapping[str, Any]) -> str:
    """一次回执还原成改前的样子，返回改前怎么答的；此后又改过的拒绝。"""
    if not receipts.restore(session, member_id, kept):
        raise rules.AnswerChanged
    return said_in(kept["was"])
