"""各支部的分寸：安静时段、一天几句、关没关、放假安排；和一件投递此刻该怎么办。"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.calendar import local
from core.domain.dialogue import Scene
from core.domain.holidays import Notices
from core.domain.manners import (
    COUNTED,
    QUIET_FROM,
    QUIET_UNTIL,
    WAITING,
    Answer,
    Manners,
    Situation,
    Verdict,
    Weight,
    decide,
    digest_moment,
)
from core.store import branches, digests, outbox, preferences
from core.store.branches import GroupBinding
from core.store.db import Base
from core.store.outbox import Outgoing, State

LIMIT = 3
"""没有另设的支部，一天至多主动说几句。"""
_LONGEST_HELD = timedelta(days=30)
"""写进发件箱多久之内的才可能今天发：查今天说了几句时不必翻更早的。"""
_UNTIL_LIFTED = timedelta(days=3650)
"""没有期限的禁言：到解除为止。"""
_SPOKEN = (State.SENDING, State.SEEKING, State.SENT, State.UNKNOWN)


class MannersRow(Base):
    """一个支部另设过的分寸；没有这一行的都照默认。"""

    __tablename__ = "manners"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    quiet_from: Mapped[time]
    quiet_until: Mapped[time]
    daily_limit: Mapped[int]
    active: Mapped[bool]


class HolidayNotice(Base):
    """支委照年度通知确认过的一天：off 为真放假，为假调休上班。"""

    __tablename__ = "holiday_notice"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    off: Mapped[bool]


def notices_of(session: Session, branch_id: int) -> Notices:
    """一个支部确认过的放假安排。"""
    notices = select(HolidayNotice.day, HolidayNotice.off).where(HolidayNotice.branch_id == branch_id)
    return {row.day: row.off for row in session.execute(notices)}


def load(session: Session, branch_id: int) -> Manners:
    """一个支部的分寸。"""
    row, known = session.get(MannersRow, branch_id), notices_of(session, branch_id)
    if row is None:
        return Manners(QUIET_FROM, QUIET_UNTIL, LIMIT, active=True, notices=known)
    return Manners(row.quiet_from, row.quiet_until, row.daily_limit, row.active, known)


def change(session: Session, branch_id: int) -> MannersRow:
    """取出来改的那一行；没有就照默认新立。"""
    row = session.get(MannersRow, branch_id)
    if row is None:
        row = MannersRow(
            branch_id=branch_id, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, daily_limit=LIMIT, active=True
        )
        session.add(row)
    return row


class Foreseen(NamedTuple):
    """一件投递在某一刻会怎样：决定、此刻（支部时区）、那天已经说了几句、支部的分寸。"""

    verdict: Verdict
    here: datetime
    said: int
    manners: Manners


def foresee(session: Session, letter: Outgoing, now: datetime) -> Foreseen | None:
    """一件投递在 now 那一刻会怎样，什么都不改；给运维的不归支部管，为 None。"""
    branch = None if letter.branch_id is None else branches.find_branch(session, letter.branch_id)
    if branch is None:
        return None
    here, manners = local(now, branch.zone), load(session, branch.id)
    said = said_today(session, branch.id, here)
    if letter.weight == Weight.REMINDER and preferences.refuses_reminders(session, branch.id, letter.target, here):
        return Foreseen(Verdict(Answer.DROP, reason="本人设了不要私聊提醒"), here, said, manners)
    situation = Situation(here, said, _muted_until(session, letter, branch.zone))
    return Foreseen(decide(_weight(letter), manners, situation), here, said, manners)


def _weight(letter: Outgoing) -> Weight:
    """长文的下一段：前一段已经说了，不能只说半截。"""
    return Weight(letter.weight) if letter.after is None else Weight.URGENT


def obey(session: Session, letter: Outgoing, now: datetime) -> bool:
    """一件投递此刻发不发：不发的，这里就把那一行改好（推后、并入汇总、不发了），缘由写在 error 里。"""
    found = foresee(session, letter, now)
    if found is None:
        return True
    verdict, here, last = found.verdict, found.here, found.said + 1 >= found.manners.limit
    if verdict.answer is not Answer.NOW:
        _put_off(session, letter, verdict, here, digest_moment(found.manners, here))
    elif last and _weight(letter) is Weight.DIGEST:
        digests.gather(session, letter, here)
    elif last and _weight(letter) is Weight.PRIORITY:
        digests.take_along(session, letter, here)
    return verdict.answer is Answer.NOW


def _put_off(session: Session, letter: Outgoing, verdict: Verdict, here: datetime, digest_at: datetime) -> None:
    """照决定改好那一行；并不进汇总的，就不说了。"""
    if verdict.answer is Answer.HOLD:
        letter.next_at, letter.error = verdict.until or here, verdict.reason
        return
    reason = verdict.reason
    if verdict.answer is Answer.FOLD:
        reason = digests.why_not(session, letter, digest_at) or digests.fold(session, letter, here, digest_at)
    if reason:
        letter.state, letter.error = State.EXPIRED, reason


def said_today(session: Session, branch_id: int, here: datetime) -> int:
    """支部的群今天已经主动说了几句计数的，一篇长文算一句；here 带支部时区。"""
    midnight = datetime.combine(here.date(), time(0), here.tzinfo)
    query = select(func.count()).where(
        Outgoing.branch_id == branch_id,
        Outgoing.created_at >= midnight - _LONGEST_HELD,
        Outgoing.tried_at >= midnight,
        Outgoing.after.is_(None),
        Outgoing.weight.in_(COUNTED),
        Outgoing.state.in_(_SPOKEN),
    )
    return session.scalar(query) or 0


def _muted_until(session: Session, letter: Outgoing, zone: str) -> datetime | None:
    if letter.scene != Scene.GROUP:
        return None
    query = select(GroupBinding.muted_until).where(GroupBinding.branch_id == letter.branch_id)
    until = session.scalar(query.where(GroupBinding.group_id == letter.target))
    return None if until is None else local(until, zone)


def is_muted(session: Session, branch_id: int, now: datetime) -> bool:
    """支部的群或助手此刻正被禁言。"""
    until = session.scalar(select(GroupBinding.muted_until).where(GroupBinding.branch_id == branch_id))
    return until is not None and until > now


def mute(session: Session, branch_id: int, until: datetime | None) -> None:
    """记下支部的群禁言到几时；None 是解除了，解除之前推后的就可以发了。"""
    session.execute(update(GroupBinding).where(GroupBinding.branch_id == branch_id).values(muted_until=until))
    reconsider(session, branch_id)


def reconsider(session: Session, branch_id: int) -> None:
    """情形变了（解除禁言、改了安静时段和放假安排）：推后的各件重新问一遍。"""
    held = (Outgoing.branch_id == branch_id, Outgoing.state == State.DUE, Outgoing.error.in_(WAITING))
    session.execute(update(Outgoing).where(*held).values(next_at=Outgoing.created_at))
    session.info.setdefault(outbox.WROTE, [])


def hear_mute(session: Session, branch_id: int | None, at: datetime, seconds: int) -> None:
    """听到禁言的通知：seconds 是禁多久，0 是解除，-1 是没有期限；没有绑定支部的群不管。"""
    if branch_id is not None:
        lasts = timedelta(seconds=seconds) if seconds > 0 else _UNTIL_LIFTED
        mute(session, branch_id, at + lasts if seconds else None)


def put_notices_back(session: Session, branch_id: int, was: Mapping[date, bool | None]) -> None:
    """把这些日子的放假安排改回 was；原来没有记过的（None）删掉。"""
    days = (HolidayNotice.branch_id == branch_id, HolidayNotice.day.in_(list(was)))
    session.execute(delete(HolidayNotice).where(*days))
    session.expire_all()
    for day, off in was.items():
        if off is not None:
            session.add(HolidayNotice(branch_id=branch_id, day=day, off=off))
    session.flush()
    reconsider(session, branch_id)


def add_notices(session: Session, branch_id: int, off: Iterable[date], working: Iterable[date]) -> None:
    """记下确认过的放假安排；同一天以后一次为准。"""
    for day, is_off in [*((day, True) for day in off), *((day, False) for day in working)]:
        session.merge(HolidayNotice(branch_id=branch_id, day=day, off=is_off))
    session.flush()
    reconsider(session, branch_id)
