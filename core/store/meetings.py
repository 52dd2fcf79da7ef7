"""一份通知发给谁、送到了谁、什么时候再提醒：发通知的和看通知的都用。"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Request
from core.domain.manners import Weight
from core.domain.notice_words import Shown
from core.domain.notices import Audience, NoticeKind, NoticeState, Wanted
from core.store import audiences, firing, letters, members, notices, pending, preferences
from core.store.firing import Task
from core.store.letters import Notice as Letter
from core.store.members import Member
from core.store.notices import Notice, NoticeMessage
from core.store.outbox import Outgoing, State
from core.store.pending import Pending, Place

DAY_BEFORE, SOON = "remind_day_before", "remind_soon"
"""两次会前提醒的名字；ref 是通知编号（N3）。"""
EVE = time(17)
"""前一天几点提醒。"""
HALF_HOUR = timedelta(minutes=30)
TITLE = "通知"
_GENERAL_FOR, _URGENT_FOR = timedelta(days=3), timedelta(hours=12)
_NOT_OUT = (State.EXPIRED, State.FAILED, State.UNKNOWN)


class Reach(NamedTuple):
    """一份通知的收件人：私下送得到的，和送不到的（没有账号、请过免打扰）。"""

    able: list[Member]
    unable: list[Member]


@dataclass(frozen=True, slots=True)
class Message:
    """要说的一条：act 是引起它的操作编号，同一次操作对同一处只说一次；title 是推送记录里的名目。"""

    act: int
    title: str
    text: str
    weight: Weight


def shown(notice: Notice, zone: str) -> Shown:
    """说给人听要用的各项。"""
    starts_at = local(notice.starts_at, zone) if notice.starts_at else None
    return Shown(
        notice.number,
        NoticeKind(notice.kind),
        notice.title,
        notice.body,
        starts_at,
        notice.place,
        notice.agenda,
        Wanted(notice.wanted),
        notice.most,
        notice.urgent,
        Audience(notice.audience),
    )


def reach(session: Session, people: list[Member], day: date) -> Reach:
    """分出私下送不到的。"""
    accounts = members.identities_of(session, [one.id for one in people])
    unable = [
        one for one in people if one.id not in accounts or preferences.wishes_of(session, one.id).refuses_reminders(day)
    ]
    return Reach([one for one in people if one not in unable], unable)


def upcoming(session: Session, branch_id: int, now: datetime) -> list[Notice]:
    """还没有开的会和活动，先开的在前。"""
    query = select(Notice).where(
        Notice.branch_id == branch_id, Notice.state == NoticeState.OPEN, Notice.starts_at > now
    )
    return list(session.scalars(query.order_by(Notice.starts_at, Notice.number)))


def tell(session: Session, notice: Notice, message: Message, now: datetime, to: Collection[int] | None) -> bool:
    """照 message 说一条，记下是哪一份通知的：to 为 None 在群里，否则逐人私下。没有群、一个也送不到的为假。"""
    told = False
    for member_id in [None] if to is None else to:
        key = f"notice:{notice.id}:{message.act}:{'group' if member_id is None else member_id}"
        if _put(session, notice, message, key, now, member_id):
            session.add(NoticeMessage(notice_id=notice.id, key=key, member_id=member_id, message_id=None))
            told = True
    session.flush()
    return told


def _put(session: Session, notice: Notice, message: Message, key: str, now: datetime, member_id: int | None) -> bool:
    expires = _expires(notice, now)
    kind, title = "notice", message.title
    if member_id is None:
        letter = Letter(key, kind, title, message.text, expires, message.weight)
        return letters.to_group(session, notice.branch_id, letter, now)
    name = session.get_one(Member, member_id).name
    letter = Letter(key, kind, f"{title}（{name}）", message.text, expires, message.weight)
    return letters.to_member(session, notice.branch_id, member_id, letter, now)


def _expires(notice: Notice, now: datetime) -> datetime:
    if notice.starts_at is not None and notice.starts_at > now:
        return notice.starts_at
    return now + (_URGENT_FOR if notice.urgent else _GENERAL_FOR)


def hold_back(session: Session, notice: Notice, act: int) -> list[NoticeMessage]:
    """编号 act 的那一次说的，还没有发出去的不再发；返回已经发出去的。"""
    start = f"notice:{notice.id}:{act}:"
    said = [one for one in messages_of(session, notice) if one.key.startswith(start)]
    keys = [one.key for one in said]
    unsent = set(session.scalars(select(Outgoing.key).where(Outgoing.key.in_(keys), Outgoing.state == State.DUE)))
    gone = {"state": State.EXPIRED, "error": "通知已撤销，没有发"}
    session.execute(update(Outgoing).where(Outgoing.key.in_(unsent)).values(gone))
    return [one for one in said if one.key not in unsent]


def messages_of(session: Session, notice: Notice) -> list[NoticeMessage]:
    """一份通知说出去的各条。"""
    query = select(NoticeMessage).where(NoticeMessage.notice_id == notice.id).order_by(NoticeMessage.id)
    return list(session.scalars(query))


def not_reached(session: Session, notice: Notice, day: date) -> list[Member]:
    """私下发的通知没有送到、也没有回过话、没有电话告知的：送不到的，和发了没有成的。"""
    people = audiences.recipients(session, notice)
    keys = {one.key: one.member_id for one in messages_of(session, notice) if one.member_id is not None}
    lost = session.scalars(select(Outgoing.key).where(Outgoing.key.in_(keys), Outgoing.state.in_(_NOT_OUT)))
    missing = {one.id for one in reach(session, people, day).unable} | {keys[one] for one in lost}
    return [one for one in people if one.id in missing - set(notices.answers_of(session, notice))]


PREVIEWS = ("notice", "notice_urgent", "notice_time", "notice_change", "notice_loud", "notice_which")
"""通知的各种预览和问话，同时只有一件。"""


def ask_privately(session: Session, request: Request, row: Pending) -> None:
    """开一件等他私下回答的事；原来的通知预览、问话都作废。"""
    place = Place(request.account, f"private:{request.actor.user_id}", request.actor.user_id)
    for kind in PREVIEWS:
        pending.drop(session, place, kind)
    pending.ask(session, request.home.id, place, row)


def arrange_reminders(session: Session, notice: Notice, zone: str, now: datetime) -> None:
    """排定前一天和前半小时的提醒；已经过了的不排，原来排过的改到新的时刻。"""
    drop_reminders(session, notice)
    if notice.starts_at is None or notice.state != NoticeState.OPEN:
        return
    starts_at = local(notice.starts_at, zone)
    eve = datetime.combine(starts_at.date() - timedelta(days=1), EVE, starts_at.tzinfo)
    for job, at in ((DAY_BEFORE, eve), (SOON, starts_at - HALF_HOUR)):
        if at > now:
            firing.arrange_once(session, Task(notice.branch_id, job, f"N{notice.number}"), at, zone, now)


def drop_reminders(session: Session, notice: Notice) -> None:
    """不再提醒。"""
    for job in (DAY_BEFORE, SOON):
        firing.cancel(session, Task(notice.branch_id, job, f"N{notice.number}"))
