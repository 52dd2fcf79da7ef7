"""请假、销假的用例。"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Request, Scene
from core.domain.notices import Choice, Wanted
from core.domain.receipts import Given, Subject
from core.domain.roster import Office
from core.store import letters, members, notices, pending, receipts, sealed
from core.store.letters import Notice as Told
from core.store.members import Member
from core.store.notices import Leave, Notice
from core.store.pending import Pending, Place

from . import rules
from .rules import Away, Said, Taken

_KEPT_FOR = timedelta(days=3)


def meant(session: Session, request: Request, said: Said) -> list[Notice]:
    """请的可能是哪几次会：回复了哪一份就是它；说了哪天的只算那天的；要到场、还没有开的都算。"""
    if request.reply_to is not None:
        found = receipts.pointed_at(session, request)
        if found is not None or request.scene is Scene.GROUP:
            return [found] if found is not None else []
    opened = [one for one in receipts.open_for(session, request) if one.wanted != Wanted.ACK]
    if said.day is None:
        return opened
    return [one for one in opened if one.starts_at and local(one.starts_at, request.zone).date() == said.day]


def subjects(request: Request, found: list[Notice]) -> list[Subject]:
    """各份说给人听要用的。"""
    return [receipts.subject_of(one, request.zone) for one in found]


def take(session: Session, request: Request, notice: Notice, reason: str | None) -> Taken:
    """登记一次会议的请假。"""
    subject = receipts.subject_of(notice, request.zone)
    given = Given(Choice.LEAVE, request.message_id, request.now, reason, _keeper(session, request))
    return Taken(subject, receipts.record(session, notice, request.actor.member, given))


def be_away(session: Session, request: Request, first: date, last: date, reason: str | None) -> Away:
    """登记一段假。"""
    start, end = rules.span(first, last, request.now)
    row = Leave(branch_id=request.home.id, member_id=request.actor.member, from_at=start, until_at=end)
    row.reason, row.reason_for, row.recorded_at = reason, _keeper(session, request), request.now
    session.add(row)
    session.flush()
    return Away(row.id, first, last)


def ask_until(session: Session, request: Request, reason: str | None) -> None:
    """没有开着的会：私下问到什么时候为止；事后读回来的话不问。"""
    if request.late:
        return
    place = Place(request.account, f"private:{request.actor.user_id}", request.actor.user_id)
    row = Pending(kind="leave_until", ref={"reason": sealed.seal(reason)}, accepts=pending.FREE_TEXT)
    row.expires_at = request.now + rules.ASK_OPEN_FOR
    pending.ask(session, request.home.id, place, row)


def ended(session: Session, request: Request) -> list[Notice]:
    """可以销的会议请假：还没有开的。"""
    if request.reply_to is not None and (found := receipts.pointed_at(session, request)) is not None:
        opened = [found]
    else:
        opened = receipts.open_for(session, request)
    rows = [(one, receipts.answer_of(session, one.id, request.actor.member)) for one in opened]
    return [one for one, row in rows if row and row.withdrawn_at is None and row.choice == Choice.LEAVE]


def leaves(session: Session, request: Request) -> list[Leave]:
    """可以销的假。"""
    return notices.leaves_of(session, request.actor.member, request.now)


def end(session: Session, request: Request, notice: Notice) -> Taken:
    """销掉一次会议的请假。"""
    row = receipts.answer_of(session, notice.id, request.actor.member)
    if row is None or row.withdrawn_at is not None or row.choice != Choice.LEAVE:
        raise rules.NoLeave
    return Taken(receipts.subject_of(notice, request.zone), receipts.withdraw(session, row, request.now))


def come_back(session: Session, request: Request, found: list[Leave]) -> None:
    """销掉登记着的假。"""
    for row in found:
        row.ended_at = request.now
    session.flush()


def undo(session: Session, member_id: int, kept: Mapping[str, Any]) -> str:
    """一次请假或销假还原，返回是谁的；此后又改过的拒绝。"""
    if "notice" in kept:
        if not receipts.restore(session, member_id, kept):
            raise rules.LeaveChanged
    elif "leave" in kept:
        row = session.get_one(Leave, kept["leave"])
        if row.ended_at is not None:
            raise rules.LeaveChanged
        row.ended_at = row.from_at
    else:
        for leave_id in kept["ended"]:
            session.get_one(Leave, leave_id).ended_at = None
    session.flush()
    return session.get_one(Member, member_id).name


def is_seen(session: Session, request: Request, reason: str | None) -> bool:
    """转告的那一位看不看得到事由：写了事由，而且书记不是本人。"""
    return reason is not None and _keeper(session, request) not in {None, request.actor.member_id}


def _keeper(session: Session, request: Request) -> int | None:
    """登记时的书记：事由只给这一位看。"""
    held = members.holders(session, request.home.id, Office.SECRETARY)
    return held[0].id if held else None


def tell(session: Session, request: Request, text: str) -> Office | None:
    """转告书记；话里不带事由，因为发件箱不加密。"""
    notice = Told(f"leave:{request.home.id}:{request.act}", "leave", "请假登记", text, request.now + _KEPT_FOR)
    return letters.to_officer_besides(session, request.home.id, request.actor.member, notice, request.now)
