"""周报：各支部定的形式、什么时候公布，每一期后来怎样。绑定支部时排上，第一位书记设定后问他一次。"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.announcing import CHOICES, DEFAULT_AT, MONDAY, QUESTION, Form, reported
from core.domain.calendar import Period, Span, local
from core.domain.dialogue import Branch, Scene
from core.domain.recurrence import CODES
from core.domain.roster import Office
from core.store import branches, firing, letters, members, pending
from core.store.db import Base
from core.store.firing import Cron, Schedule, Task
from core.store.manners import notices_of
from core.store.pending import Pending, Place

WEEKLY, EVE = "weekly_announcement", "weekly_eve"
FORM_ASKED = "announcement_form"
_EVE_AT = time(20)
_ASKED_FOR = timedelta(days=7)
_AHEAD = 8
"""往后至多看几次到点，找还没有公布的那一期。"""


class Announcement(Base):
    """一个支部的周报：form 是形式；decided 为假是默认的，书记还没有定；asked_at 是什么时候问过他。"""

    __tablename__ = "announcement"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    form: Mapped[str]
    decided: Mapped[bool]
    asked_at: Mapped[datetime | None]


class Fate(StrEnum):
    """一期后来怎样：公布了；没有任何记录，没有公布；支部定了不公布；定了不公布又改回来。"""

    PUBLISHED = "published"
    EMPTY = "empty"
    CANCELLED = "cancelled"
    RESTORED = "restored"


class Issue(Base):
    """说过、或定了不说的一期；同一期只公布一次。"""

    __tablename__ = "announcement_issue"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    fate: Mapped[str]
    settled_at: Mapped[datetime]


class Due(NamedTuple):
    """还没有公布的一期：从哪天起的一周，什么时候公布（支部时区）。"""

    start: date
    at: datetime


def begin(session: Session, branch: Branch, now: datetime) -> None:
    """支部刚绑定：周报默认开着，每周一九点，列较为积极的同志，记为未决定。"""
    session.add(Announcement(branch_id=branch.id, form=Form.RANKING.value, decided=False, asked_at=None))
    plan(session, branch, MONDAY, DEFAULT_AT, now)
    turn(session, branch, now, enabled=True)


def of(session: Session, branch_id: int) -> Announcement:
    """一个支部的周报怎么定的。"""
    return session.get_one(Announcement, branch_id)


def schedule_of(session: Session, branch_id: int) -> Schedule:
    """一个支部的周报什么时候公布，开着没有。"""
    return session.get_one(Schedule, (branch_id, WEEKLY, ""))


def plan(session: Session, branch: Branch, weekday: int, at: time, now: datetime) -> None:
    """定下星期几（星期一为 0）几点公布，遇法定节假日顺延；开没开着不变。"""
    eve: Cron = {"day_of_week": CODES[weekday - 1], "hour": _EVE_AT.hour, "minute": _EVE_AT.minute}
    cron: Cron = {"day_of_week": CODES[weekday], "hour": at.hour, "minute": at.minute}
    firing.arrange(session, Task(branch.id, WEEKLY), cron, branch.zone, now, after_holidays=True)
    firing.arrange(session, Task(branch.id, EVE), eve, branch.zone, now)
    plan_eve(session, branch, now)


def planned(row: Schedule) -> tuple[int, time]:
    """排的是星期几（星期一为 0）几点。"""
    return CODES.index(str(row.cron["day_of_week"])), time(int(row.cron["hour"]), int(row.cron["minute"]))


def turn(session: Session, branch: Branch, now: datetime, *, enabled: bool) -> None:
    """打开或关上，连同前一天的核对。"""
    for job in (WEEKLY, EVE):
        row = session.get_one(Schedule, (branch.id, job, ""))
        firing.turn(session, row, branch.zone, now, enabled=enabled)
    plan_eve(session, branch, now)


def plan_eve(session: Session, branch: Branch, now: datetime) -> None:
    """前一天的核对，排在下一次公布（已经顺延过的）的前一天晚上；已经过了的不动。"""
    row, notices = schedule_of(session, branch.id), notices_of(session, branch.id)
    # 排好以后才知道那天放假的，也算进去
    weekly = firing.next_working(row.cron, branch.zone, row.next_at - timedelta(seconds=1), notices)
    weekly = local(weekly, branch.zone)
    eve = datetime.combine(weekly.date() - timedelta(days=1), _EVE_AT, weekly.tzinfo)
    if eve > now:
        session.get_one(Schedule, (branch.id, EVE, "")).next_at = eve
    session.flush()


def weeks_at(session: Session, branch: Branch, at: datetime) -> list[date]:
    """某一天该公布而还没有公布的各周：本来就排在这一天的，和遇节假日顺延到这一天的，早的在前。"""
    return [start for start in _weeks(session, branch, at) if not settled(session, branch.id, week(start))]


def week(start: date) -> Span:
    """从 start 起的一周。"""
    return Span(Period.WEEK, start)


def _weeks(session: Session, branch: Branch, at: datetime) -> list[date]:
    row, notices = schedule_of(session, branch.id), notices_of(session, branch.id)
    return [reported(Period.WEEK, day) for day in firing.moved_to(row.cron, branch.zone, at, notices)]


def upcoming(session: Session, branch: Branch, *, cancelled: bool = False) -> Due | None:
    """下一次要公布的那一周；cancelled 为真时，定了不公布的也算。几次之内都没有的为 None。"""
    for at in _moments(session, branch):
        for start in _weeks(session, branch, at):
            fate = fate_of(session, branch.id, week(start))
            if fate in {None, Fate.RESTORED} or (cancelled and fate is Fate.CANCELLED):
                return Due(start, at)
    return None


def _moments(session: Session, branch: Branch) -> Iterator[datetime]:
    row, notices = schedule_of(session, branch.id), notices_of(session, branch.id)
    at = row.next_at
    for _ in range(_AHEAD):
        yield local(at, branch.zone)
        at = firing.next_working(row.cron, branch.zone, at, notices)


def fate_of(session: Session, branch_id: int, span: Span) -> Fate | None:
    """一期后来怎样；还没有说到的为 None。"""
    row = session.get(Issue, (branch_id, span.period.value, span.start))
    return None if row is None else Fate(row.fate)


def settled(session: Session, branch_id: int, span: Span) -> bool:
    """一期已经有了着落，不必再说。"""
    return fate_of(session, branch_id, span) not in {None, Fate.RESTORED}


def settle(session: Session, branch_id: int, span: Span, fate: Fate, now: datetime) -> None:
    """记下一期后来怎样。"""
    row = Issue(branch_id=branch_id, period=span.period.value, start=span.start, fate=fate.value, settled_at=now)
    session.merge(row)
    session.flush()


def close_question(session: Session, branch_id: int) -> None:
    """形式已经定了：问过而还没有回答的，不再等。"""
    pending.drop_all(session, branch_id, FORM_ASKED)


def ask_form(session: Session, branch: Branch, now: datetime) -> None:
    """私下问书记周报用哪种形式，一个支部只问一次；没有书记、没有群、已经定了的不问。"""
    row, home = session.get(Announcement, branch.id), branches.home_of(session, branch.id)
    secretaries = members.holders(session, branch.id, Office.SECRETARY)
    accounts = members.identities_of(session, [one.id for one in secretaries])
    if row is None or row.decided or row.asked_at is not None or home is None or not accounts:
        return
    user_id = accounts[secretaries[0].id][0].user_id
    question = Pending(kind=FORM_ASKED, ref={}, accepts=" ".join(CHOICES), expires_at=now + _ASKED_FOR)
    pending.ask(session, branch.id, Place(home.account, f"{Scene.PRIVATE}:{user_id}", user_id), question)
    letters.to_secretary(session, branch.id, f"{FORM_ASKED}:{branch.id}", QUESTION, now)
    row.asked_at = now
    session.flush()
