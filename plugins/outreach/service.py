"""通知送达的用例。"""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from core.domain.dialogue import Person, Request
from core.domain.manners import Weight
from core.domain.notice_words import Shown
from core.domain.notices import Audience, Choice, NoticeState
from core.store import audiences, branches, letters, meetings, members, notices, outbox, picking, preferences
from core.store.letters import Notice as GroupLetter
from core.store.meetings import Message
from core.store.members import Member
from core.store.notices import Notice, NoticeAnswer

from . import rules
from .rules import Event, Loud, Plan

_BOARD_FOR = timedelta(hours=12)


class Seen(NamedTuple):
    """一份通知和本人怎么回的；open 为假是已经撤回、取消、开过。"""

    one: Shown
    choice: str | None
    open: bool


def look(session: Session, request: Request, number: int) -> Seen:
    """看一份；不是收件人、也不是发它的人，当作没有。"""
    notice = notices.find(session, request.home.id, number)
    sender = notice is not None and notice.officer_id == request.actor.member
    if notice is None or not (sender or audiences.is_for(session, notice, request.actor.member)):
        raise rules.NotYours(ref=f"N{number}")
    own = notices.answers_of(session, notice).get(request.actor.member)
    is_open = notice.state == NoticeState.OPEN and notice.answers_until > request.now
    return Seen(meetings.shown(notice, request.home.zone), own.choice if own else None, is_open)


def event(session: Session, request: Request, number: int) -> Event:
    """日历文件要的。"""
    one = look(session, request, number).one
    notice = notices.find(session, request.home.id, number)
    if notice is None or one.starts_at is None:
        raise rules.NotDated(ref=one.ref)
    return Event(f"notice-{notice.id}@branch-group-assistant", one, one.starts_at, notice.confirmed_at)


def open_for_me(session: Session, request: Request) -> list[Shown]:
    """收得到的、还开着的各份。"""
    found = notices.open_notices(session, request.home.id, request.now)
    mine = [one for one in found if audiences.is_for(session, one, request.actor.member)]
    return [meetings.shown(one, request.home.zone) for one in mine]


def plan(session: Session, request: Request, number: int, what: Loud) -> Plan:
    """要在群里另说的一句，合不合规矩、请哪几位。"""
    notice = _open(session, request, number)
    one = meetings.shown(notice, request.home.zone)
    if what is not Loud.CALL:
        if notice.audience != Audience.ALL:
            raise rules.PublicOnly(ref=one.ref)
        return Plan(one, what)
    if notice.audience == Audience.COMMITTEE:
        raise rules.NeverForCommittee(ref=one.ref)
    if notice.audience == Audience.ALL:
        raise rules.AlreadyPublic(ref=one.ref)
    people = _callable(session, request, meetings.not_reached(session, notice, request.day))
    if not people:
        raise rules.EveryoneReached(ref=one.ref)
    return Plan(one, what, people)


def _callable(session: Session, request: Request, missing: list[Member]) -> tuple[tuple[str, str], ...]:
    """可以在群里 @ 的：在群里、有账号、没有请过别@我。"""
    home = branches.home_of(session, request.home.id)
    accounts = members.identities_of(session, [one.id for one in missing])
    found = list[tuple[str, str]]()
    for one in missing:
        here = [each.user_id for each in accounts.get(one.id, ()) if home and each.platform == home.platform]
        if here and one.in_group and not preferences.wishes_of(session, one.id).no_mention:
            found.append((one.name, here[0]))
    return tuple(found)


def say(session: Session, request: Request, made: Plan, text: str) -> None:
    """确认了：写进发件箱。"""
    notice = _open(session, request, made.one.number)
    if made.what is not Loud.BOARD:
        title = f"{'@全体' if made.what is Loud.EVERYONE else '请查收'} {made.one.ref}"
        meetings.tell(session, notice, Message(request.act, title, text, Weight.CONFIRMED), request.now, None)
        return
    key = f"board:{notice.id}:{request.act}"
    expires, title = request.now + _BOARD_FOR, f"群公告 {made.one.ref}"
    letter = GroupLetter(key, outbox.BOARD, title, text, expires, Weight.CONFIRMED)
    letters.to_group(session, request.home.id, letter, request.now)


def tell_by_phone(
    session: Session, request: Request, person: Person, number: int | None
) -> tuple[Shown, Member, dict[str, Any]]:
    """登记一位同志由本人电话告知：记为已知悉；返回那份通知、那位同志、撤销要用的资料。"""
    member = picking.pick(session, request, person)
    notice = _which(session, request, member, number)
    one = meetings.shown(notice, request.home.zone)
    if not audiences.is_for(session, notice, member.id):
        raise rules.NotARecipient(ref=one.ref, name=member.name)
    answer = notices.answers_of(session, notice).get(member.id)
    undo = {"notice": notice.id, "number": notice.number, "member": member.id, "new": answer is None}
    if answer is not None and answer.told_by is not None:
        raise rules.AlreadyTold(name=member.name)
    if answer is None:
        answer = _fresh(session, request, notice, member.id)
    answer.told_by = request.actor.member
    session.flush()
    return one, member, undo


def _fresh(session: Session, request: Request, notice: Notice, member_id: int) -> NoticeAnswer:
    """收回过的就用原来那一行。"""
    query = session.query(NoticeAnswer).filter_by(notice_id=notice.id, member_id=member_id)
    answer = query.one_or_none()
    if answer is None:
        answer = NoticeAnswer(notice_id=notice.id, member_id=member_id)
        session.add(answer)
    answer.choice, answer.version, answer.via = Choice.SEEN.value, notice.version, None
    answer.answered_at, answer.withdrawn_at = request.now, None
    return answer


def untell(session: Session, request: Request, kept: dict[str, Any]) -> str:
    """电话告知作废；本人此后又回过话的不动。"""
    notice = session.get_one(Notice, kept["notice"])
    member = session.get_one(Member, kept["member"])
    answer = notices.answers_of(session, notice).get(member.id)
    if answer is None or answer.told_by is None or (kept["new"] and answer.choice != Choice.SEEN):
        raise rules.ChangedSince(name=member.name)
    answer.told_by = None
    if kept["new"]:
        answer.withdrawn_at = request.now
    session.flush()
    return member.name


def _which(session: Session, request: Request, member: Member, number: int | None) -> Notice:
    if number is not None:
        return _open(session, request, number)
    found = notices.open_notices(session, request.home.id, request.now)
    mine = [one for one in found if audiences.is_for(session, one, member.id)]
    if not mine:
        raise rules.NothingOpen(name=member.name)
    if len(mine) > 1:
        refs = [f"N{one.number}" for one in mine]
        raise rules.WhichNotice(refs="、".join(refs), name=member.name, first=refs[0])
    return mine[0]


def _open(session: Session, request: Request, number: int) -> Notice:
    notice = notices.find(session, request.home.id, number)
    if notice is None or notice.state != NoticeState.OPEN:
        raise rules.NoSuchNotice(ref=f"N{number}")
    return notice
