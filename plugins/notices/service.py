"""通知的用例：预览、确认、撤回。"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Request
from core.domain.holidays import is_holiday
from core.domain.manners import Answer, Situation, Weight, decide, is_quiet
from core.domain.meeting import Draft
from core.domain.meeting_words import subgroup_key
from core.domain.notice_words import AUDIENCE_LABELS, Shown, brief, not_told, posted, withdrawn
from core.domain.notice_words import call as wording
from core.domain.notices import Audience, NoticeState
from core.domain.roster import Office
from core.store import audiences, letters, manners, meetings, notices
from core.store.branches import Subgroup
from core.store.meetings import Message
from core.store.members import Member
from core.store.notices import Notice, NoticeMessage

from . import rules
from .rules import Preview, Sent, Whom


class Call(NamedTuple):
    """要发的一份：source 不空是群里原有的那一条。"""

    draft: Draft
    urgent: bool = False
    source: str | None = None


class _Aim(NamedTuple):
    """发给谁。"""

    audience: Audience
    subgroup: Subgroup | None
    people: list[Member]


def preview(session: Session, request: Request, call: Call, *, masked: bool) -> Preview:
    """看看会怎样，什么也不发。"""
    if not manners.load(session, request.home.id).active:
        raise rules.SwitchedOff
    aim = _aim(session, request, call.draft)
    draft = replace(call.draft, audience=aim.audience)
    warnings = tuple(_warnings(session, request, draft, urgent=call.urgent))
    return Preview(
        _drawn(draft, 0, urgent=call.urgent), _whom(session, request, aim), warnings, masked, bool(call.source)
    )


def confirm(session: Session, request: Request, call: Call) -> Sent:
    """发出：权限由门再查过，时间在这里再查一次。"""
    draft, home = call.draft, request.home
    if draft.starts_at is not None and draft.starts_at <= request.now:
        raise rules.AlreadyPast(when=brief(_drawn(draft, 0, urgent=False)))
    if not manners.load(session, home.id).active:
        raise rules.SwitchedOff
    aim = _aim(session, request, draft)
    notice = _notice(session, request, call, aim)
    one, to = meetings.shown(notice, home.zone), _whom(session, request, aim)
    source = call.source is not None
    if source:
        session.add(
            NoticeMessage(notice_id=notice.id, key=f"source:{call.source}", member_id=None, message_id=call.source)
        )
    weight = Weight.URGENT if call.urgent else Weight.CONFIRMED if to.in_group else Weight.DUTY
    said = Message(request.act, f"通知 {one.ref}", posted(one) if source else wording(one), weight)
    able = None if to.in_group else [member.id for member in meetings.reach(session, aim.people, request.day).able]
    if not meetings.tell(session, notice, said, request.now, able) and able is None:
        raise rules.NoGroup
    meetings.arrange_reminders(session, notice, home.zone, request.now)
    if to.unable and Office.SECRETARY not in request.actor.offices:
        letters.to_secretary(session, home.id, f"unable:{notice.id}", not_told(one, to.unable), request.now)
    return Sent(one, to, _held(session, request, weight), source)


def withdraw(session: Session, request: Request, number: int, act: int) -> tuple[Shown, bool]:
    """撤回：还没有发的不再发，发了的说一句更正；返回那份通知和有没有更正。"""
    notice = notices.find(session, request.home.id, number)
    if notice is None or notice.state != NoticeState.OPEN:
        raise rules.AlreadyWithdrawn(ref=f"N{number}")
    notice.state = NoticeState.CANCELLED
    meetings.drop_reminders(session, notice)
    out = meetings.hold_back(session, notice, act)
    one = meetings.shown(notice, request.home.zone)
    # 群里原有的那条没有经过发件箱
    public = any(row.member_id is None and row.message_id is None for row in out)
    told = [row.member_id for row in out if row.member_id is not None]
    urgent = Weight.URGENT if notice.urgent else None
    said = Message(request.act, f"更正 {one.ref}", withdrawn(one), urgent or Weight.CONFIRMED)
    if public:
        meetings.tell(session, notice, said, request.now, None)
    if told:
        meetings.tell(session, notice, replace(said, weight=urgent or Weight.DUTY), request.now, told)
    return one, bool(out)


def _drawn(draft: Draft, number: int, *, urgent: bool) -> Shown:
    return Shown(
        number,
        draft.kind,
        draft.title,
        draft.body,
        draft.starts_at,
        draft.place,
        draft.agenda,
        draft.wanted,
        draft.most,
        urgent,
        draft.audience,
    )


def _notice(session: Session, request: Request, call: Call, aim: _Aim) -> Notice:
    draft = call.draft
    notice = Notice(
        branch_id=request.home.id,
        number=notices.next_number(session, request.home.id),
        kind=draft.kind.value,
        title=draft.title,
        body=draft.body,
        starts_at=draft.starts_at,
        place=draft.place,
        agenda=draft.agenda,
        audience=aim.audience.value,
        subgroup_id=aim.subgroup.id if aim.subgroup else None,
        wanted=draft.wanted.value,
        most=draft.most,
        urgent=call.urgent,
        state=NoticeState.OPEN.value,
        version=1,
        answers_until=rules.answers_until(draft, request.now),
        officer_id=request.actor.member,
        confirmed_at=request.now,
    )
    session.add(notice)
    session.flush()
    return notice


def _aim(session: Session, request: Request, draft: Draft) -> _Aim:
    """发给谁；党小组组长只能给本组发。"""
    branch_id, audience, subgroup = request.home.id, draft.audience, None
    own = session.get_one(Member, request.actor.member).subgroup_id
    leads = rules.leads_only(request.actor.offices)
    if audience is Audience.SUBGROUP or leads:
        subgroup = _subgroup(session, branch_id, draft.subgroup, own if leads else None)
        if leads and (subgroup.id != own or audience not in {Audience.ALL, Audience.SUBGROUP}):
            raise rules.OwnSubgroupOnly
        audience = Audience.SUBGROUP
    people = audiences.people_of(session, branch_id, audience, subgroup.id if subgroup else None)
    if not people:
        raise rules.NobodyThere(whom=subgroup.name + "的同志" if subgroup else AUDIENCE_LABELS[audience])
    return _Aim(audience, subgroup, people)


def _subgroup(session: Session, branch_id: int, name: str, own: int | None) -> Subgroup:
    known = list(session.scalars(select(Subgroup).where(Subgroup.branch_id == branch_id).order_by(Subgroup.id)))
    names = "、".join(one.name for one in known) or "还没有编党小组"
    if not name:
        found = [one for one in known if one.id == own] if own else known
        if len(found) != 1:
            raise rules.WhichSubgroup(known=names)
        return found[0]
    found = [one for one in known if subgroup_key(one.name) == subgroup_key(name)]
    if len(found) != 1:
        raise rules.NoSuchSubgroup(name=name, known=names)
    return found[0]


def _whom(session: Session, request: Request, aim: _Aim) -> Whom:
    public = aim.audience is Audience.ALL
    unable = [] if public else meetings.reach(session, aim.people, request.day).unable
    whom = aim.subgroup.name if aim.subgroup else AUDIENCE_LABELS[aim.audience]
    outside = sum(not one.in_group for one in aim.people) if public else 0
    return Whom(whom, len(aim.people), tuple(one.name for one in unable), public, outside)


def _warnings(session: Session, request: Request, draft: Draft, *, urgent: bool) -> list[str]:
    """要留意的几件。"""
    current, found = manners.load(session, request.home.id), list[str]()
    if at := draft.starts_at:
        if is_holiday(at.date(), current.notices):
            found.append("那天是法定节假日")
        if is_quiet(current, at.timetz().replace(tzinfo=None)):
            found.append("那个时刻在安静时段里，会前半小时的提醒不会发")
        for other in meetings.upcoming(session, request.home.id, request.now):
            shown = meetings.shown(other, request.home.zone)
            if shown.starts_at and abs(shown.starts_at - at) < rules.CLASH:
                found.append(f"与 {shown.ref}（{brief(shown)}）相隔不到两小时")
    public = draft.audience is Audience.ALL
    weight = Weight.URGENT if urgent else Weight.CONFIRMED if public else Weight.DUTY
    if held := _held(session, request, weight):
        found.append(f"现在是安静时段，确认后到{held:%H:%M}才发")
    return found


def _held(session: Session, request: Request, weight: Weight) -> datetime | None:
    """此刻确认了，要等到什么时候才发；马上就发为 None。"""
    current = manners.load(session, request.home.id)
    verdict = decide(weight, current, Situation(request.now, 0, None))
    waits = verdict.answer is Answer.HOLD and verdict.until is not None
    return local(verdict.until, request.zone) if waits and verdict.until else None
