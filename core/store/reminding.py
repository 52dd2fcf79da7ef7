"""悄悄提醒：每份通知每人至多一次，每人每天至多一条，几份的合在一条里。"""

from datetime import datetime, time
from enum import Enum, auto
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.dialogue import Scene
from core.domain.manners import Weight
from core.store import letters, members, preferences
from core.store.members import Member
from core.store.notices import Notice, NoticeMessage
from core.store.outbox import Outgoing, State

_MARK = "remind:"
_GONE = (State.EXPIRED, State.FAILED)


class Fate(Enum):
    """一位同志的提醒怎样了。"""

    NOW = auto()
    LATER = auto()
    """今天已经收过别的提醒，改在明天。"""
    BEFORE = auto()
    """这份已经提醒过。"""
    REFUSED = auto()
    """本人不要提醒。"""
    UNABLE = auto()
    """没有账号，送不到。"""


class Words(NamedTuple):
    """一份提醒的话：text 是整条，more 是并在别的提醒后面的一句；kind、title 是推送记录里的。"""

    kind: str
    title: str
    text: str
    more: str
    expires_at: datetime


def remind(session: Session, notice: Notice, member: Member, words: Words, when: tuple[datetime, datetime]) -> Fate:
    """私下提醒一位同志；when 是此刻和明天早上（支部时区）。"""
    now, tomorrow = when
    if _reminded(session, notice, member):
        return Fate.BEFORE
    if preferences.wishes_of(session, member.id).refuses_reminders(now.date()):
        return Fate.REFUSED
    key = f"{_MARK}{notice.id}:{member.id}"
    waiting = _todays(session, member, datetime.combine(now.date(), time.min, now.tzinfo))
    unsent = next((one for one in waiting if one.state == State.DUE and one.kind == words.kind), None)
    if unsent is not None:
        unsent.text += f"\n{words.more}"
        key, fate = unsent.key, Fate.NOW
    else:
        held = tomorrow if waiting else None
        letter = letters.Notice(key, words.kind, words.title, words.text, words.expires_at, not_before=held)
        if not letters.to_member(session, notice.branch_id, member.id, letter, now):
            return Fate.UNABLE
        fate = Fate.LATER if waiting else Fate.NOW
    session.add(NoticeMessage(notice_id=notice.id, key=key, member_id=member.id, message_id=None))
    session.flush()
    return fate


def _reminded(session: Session, notice: Notice, member: Member) -> bool:
    query = select(NoticeMessage.id).where(NoticeMessage.notice_id == notice.id, NoticeMessage.member_id == member.id)
    return session.scalar(query.where(NoticeMessage.key.startswith(_MARK)).limit(1)) is not None


def _todays(session: Session, member: Member, midnight: datetime) -> list[Outgoing]:
    """给他的、还没有发的提醒，和今天发过的。"""
    accounts = [one.user_id for one in members.identities_of(session, [member.id]).get(member.id, ())]
    query = select(Outgoing).where(Outgoing.branch_id == member.branch_id, Outgoing.weight == Weight.REMINDER)
    query = query.where(Outgoing.scene == Scene.PRIVATE, Outgoing.target.in_(accounts), Outgoing.state.not_in(_GONE))
    return [
        one
        for one in session.scalars(query.order_by(Outgoing.id))
        if one.state == State.DUE or (one.sent_at or one.tried_at or one.created_at) >= midnight
    ]
