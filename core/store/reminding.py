"""私下的提醒：每人每天至多一条，几件的合在一条里；悄悄提醒每份通知每人至多一次，会前提醒也照这里的规矩。"""

from dataclasses import replace
from datetime import datetime, time, timedelta
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

KIND = "notice_reminder"
"""提醒在发件箱里的种类。"""
_COUNTED = (KIND, "notice")
"""算在一天一条里的：改期以后私下再问的也算，本人订阅的学习不算。"""
_MARK = "remind:"
_GONE = (State.EXPIRED, State.FAILED)
_TOMORROW_AT = time(8)


class Fate(Enum):
    """一位同志的提醒怎样了。"""

    NOW = auto()
    LATER = auto()
    """今天已经收过别的提醒，改在明天。"""
    TOO_LATE = auto()
    """今天已经收过别的提醒，等到明天就晚了，不提醒了。"""
    BEFORE = auto()
    """这份已经提醒过。"""
    REFUSED = auto()
    """本人不要提醒。"""
    UNABLE = auto()
    """没有账号，送不到。"""


class Words(NamedTuple):
    """一份提醒的话：title 是推送记录里的，text 是整条，more 是并在别的提醒后面的一句，过了 expires_at 就不说了。

    turn 是同一份的哪一次提醒；空串是悄悄提醒，每份每人只一次。
    """

    title: str
    text: str
    more: str
    expires_at: datetime
    turn: str = ""


def remind(session: Session, notice: Notice, member: Member, words: Words, now: datetime) -> Fate:
    """私下提醒一位同志；now 带支部时区。"""
    if not words.turn and _reminded(session, notice, member):
        return Fate.BEFORE
    if preferences.wishes_of(session, member.id).refuses_reminders(now.date()):
        return Fate.REFUSED
    midnight = datetime.combine(now.date(), time.min, now.tzinfo)
    todays = _todays(session, member, midnight)
    unsent = next((one for one in todays if _takes(one, words)), None)
    if unsent is not None:
        _join(session, notice, member, words, unsent)
        return Fate.NOW
    tomorrow = midnight + timedelta(days=1, hours=_TOMORROW_AT.hour)
    if todays and tomorrow >= words.expires_at:
        return Fate.TOO_LATE
    key = ":".join(filter(None, [f"{_MARK}{notice.id}:{member.id}", words.turn]))
    letter = letters.Notice(key, KIND, words.title, words.text, words.expires_at, Weight.REMINDER)
    letter = replace(letter, not_before=tomorrow) if todays else letter
    if not letters.to_member(session, notice.branch_id, member.id, letter, now):
        return Fate.UNABLE
    _note(session, notice, member, key)
    return Fate.LATER if todays else Fate.NOW


def _takes(letter: Outgoing, words: Words) -> bool:
    """还没有发的一条，等它发的时候再说也不迟。"""
    return letter.kind == KIND and letter.state == State.DUE and letter.next_at < words.expires_at


def _join(session: Session, notice: Notice, member: Member, words: Words, letter: Outgoing) -> None:
    """并在还没有发的一条后面；说的就是这一份的，不必再说一遍。"""
    known = select(NoticeMessage.id).where(NoticeMessage.notice_id == notice.id, NoticeMessage.key == letter.key)
    if session.scalar(known) is None:
        letter.text += f"\n{words.more}"
        _note(session, notice, member, letter.key)


def _note(session: Session, notice: Notice, member: Member, key: str) -> None:
    session.add(NoticeMessage(notice_id=notice.id, key=key, member_id=member.id, message_id=None))
    session.flush()


def _reminded(session: Session, notice: Notice, member: Member) -> bool:
    query = select(NoticeMessage.id).where(NoticeMessage.notice_id == notice.id, NoticeMessage.member_id == member.id)
    return session.scalar(query.where(NoticeMessage.key.startswith(_MARK)).limit(1)) is not None


def _todays(session: Session, member: Member, midnight: datetime) -> list[Outgoing]:
    """给他的、还没有发的提醒，和今天发过的。"""
    accounts = [one.user_id for one in members.identities_of(session, [member.id]).get(member.id, ())]
    query = select(Outgoing).where(Outgoing.branch_id == member.branch_id, Outgoing.weight == Weight.REMINDER)
    query = query.where(Outgoing.kind.in_(_COUNTED), Outgoing.state.not_in(_GONE))
    query = query.where(Outgoing.scene == Scene.PRIVATE, Outgoing.target.in_(accounts))
    return [
        one
        for one in session.scalars(query.order_by(Outgoing.id))
        if one.state == State.DUE or (one.sent_at or one.tried_at or one.created_at) >= midnight
    ]
