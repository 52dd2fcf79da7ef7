"""到点的事：哪个支部的哪件事下一次是什么时候；到过的每一次各记一行，谁先插进去就归谁办。"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import JSON, ForeignKey, Index, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.calendar import local
from core.domain.holidays import Notices, working_day
from core.store.db import Base, insert_or_ignore, rows_of, table_of
from core.store.manners import notices_of

Cron = dict[str, int | str]
"""什么时候：APScheduler CronTrigger 的各项，如每天八点 {"hour": 8}、每周一九点 {"day_of_week": "mon", "hour": 9}。

写全了年月日时分的只到一次，办过就从日程里拿掉，如 once_at 给出的。
"""


class Schedule(Base):
    """一个支部的一件定时的事。

    job 是登记时的名字，ref 是同一种里的哪一件（没有几件的为空串）；next_at 是下一次到点的时刻；
    after_holidays 为真的，遇法定节假日顺延到假后第一个工作日的同一时刻。
    """

    __tablename__ = "schedule"
    __table_args__ = (Index("ix_schedule_due", "enabled", "next_at"),)

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    cron: Mapped[dict[str, Any]] = mapped_column(JSON)
    enabled: Mapped[bool]
    next_at: Mapped[datetime]
    after_holidays: Mapped[bool] = mapped_column(default=False)


class Fate(StrEnum):
    """一次到点后来怎样：办了；迟得太久，或后面又到了一次，没有办。"""

    FIRED = "fired"
    MISSED = "missed"


class Firing(Base):
    """到过的一次点。"""

    __tablename__ = "firing"
    __table_args__ = (Index("ix_firing_due_at", "due_at"),)

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    fate: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Task:
    """定时的事是哪一件。"""

    branch_id: int
    job: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """轮到的一次：due_at 是该办的时刻；late 为真是迟得太久，不必办了。"""

    due_at: datetime
    late: bool


_FIRING = table_of(Firing)
_LOOK_BACK = timedelta(days=31)
"""顺延的至多从这么久以前顺延过来。"""
_LATE = "迟得太久，没有办"
_SKIPPED = "后面又到了一次，只办最近的"


def once_at(moment: datetime) -> Cron:
    """只到一次：moment 那一分钟（照它自己的时区，要与支部的一致）。"""
    return {
        "year": moment.year,
        "month": moment.month,
        "day": moment.day,
        "hour": moment.hour,
        "minute": moment.minute,
    }


def next_after(cron: Cron, zone: str, moment: datetime) -> datetime | None:
    """某一刻之后（不含）的下一次；再也不会到点的为 None。"""
    trigger = CronTrigger(timezone=zone, **cron)
    return cast("datetime | None", trigger.get_next_fire_time(None, moment + timedelta(microseconds=1)))


def cancel(session: Session, task: Task) -> None:
    """从日程里拿掉；没有排过的不管。"""
    row = find(session, task)
    if row is not None:
        session.delete(row)
        session.flush()


def next_working(cron: Cron, zone: str, moment: datetime, notices: Notices) -> datetime:
    """某一刻之后（不含）的下一次，每一次遇法定节假日都顺延到假后第一个工作日的同一时刻。"""
    due = _next(cron, zone, moment - _LOOK_BACK)
    while (moved := _moved(due, zone, notices)) <= moment:
        due = _next(cron, zone, due)
    return moved


def moved_to(cron: Cron, zone: str, moment: datetime, notices: Notices) -> list[date]:
    """遇节假日顺延以后落在 moment 那一天的，本来各是哪天，早的在前；没有顺延的就是那一天自己。"""
    day, found = local(moment, zone).date(), list[date]()
    due = local(_next(cron, zone, moment - _LOOK_BACK), zone)
    while due.date() <= day:
        found += [due.date()] if working_day(due.date(), notices) == day else []
        due = local(_next(cron, zone, due), zone)
    return found


def _moved(due: datetime, zone: str, notices: Notices) -> datetime:
    here = local(due, zone)
    day = working_day(here.date(), notices)
    return due if day == here.date() else here.replace(year=day.year, month=day.month, day=day.day)


def _following(session: Session, row: Schedule, zone: str, moment: datetime) -> datetime | None:
    if not row.after_holidays:
        return next_after(row.cron, zone, moment)
    return next_working(row.cron, zone, moment, notices_of(session, row.branch_id))


def find(session: Session, task: Task) -> Schedule | None:
    """一件定时的事现在怎么排的；没有排过为 None。"""
    return session.get(Schedule, (task.branch_id, task.job, task.ref))


def arrange(
    session: Session, task: Task, cron: Cron, zone: str, now: datetime, *, after_holidays: bool = False
) -> Schedule:
    """排定什么时候，遇节假日要不要顺延；没有排过的新排，先不开。再也不会到点的抛 ValueError。"""
    row = find(session, task)
    if row is None:
        row = Schedule(branch_id=task.branch_id, job=task.job, ref=task.ref, enabled=False)
    row.cron, row.after_holidays = cron, after_holidays
    row.next_at = _certain(cron, _following(session, row, zone, now))
    session.add(row)
    session.flush()
    return row


def turn(session: Session, row: Schedule, zone: str, now: datetime, *, enabled: bool) -> None:
    """打开或关上；关着的时候到的点不算，打开后从下一次算起。"""
    if enabled and not row.enabled:
        row.next_at = _certain(row.cron, _following(session, row, zone, now))
    row.enabled = enabled
    session.flush()


def arrange_once(session: Session, task: Task, at: datetime, zone: str, now: datetime) -> None:
    """排定只到一次的：at 带支部时区；排过的改到这一刻。已经过去的抛 ValueError。"""
    turn(session, arrange(session, task, once_at(at), zone, now), zone, now, enabled=True)


def _certain(cron: Cron, found: datetime | None) -> datetime:
    if found is None:
        msg = f"{cron} 再也不会到点"
        raise ValueError(msg)
    return found


def _next(cron: Cron, zone: str, moment: datetime) -> datetime:
    return _certain(cron, next_after(cron, zone, moment))


def due(session: Session, now: datetime, most: int) -> list[Task]:
    """此刻到点的，先到的在前，同时到的编号小的在前，至多 most 件。"""
    query = select(Schedule.branch_id, Schedule.job, Schedule.ref)
    query = query.where(Schedule.enabled, Schedule.next_at <= now).limit(most)
    query = query.order_by(Schedule.next_at, func.length(Schedule.ref), Schedule.ref)
    return [Task(*row) for row in session.execute(query)]


def next_moment(session: Session, after: datetime) -> datetime | None:
    """某一刻之后（不含）最近的一次到点；没有为 None。"""
    return session.scalar(select(func.min(Schedule.next_at)).where(Schedule.enabled, Schedule.next_at > after))


def take_turn(session: Session, task: Task, zone: str, now: datetime, catch_up: timedelta) -> Turn | None:
    """认领一件到点的事，并排好下一次；别人已经认领、又不到点了的为 None。

    停了一阵才起来、攒下好几次的，只轮最近的一次；比 catch_up 还迟的记下不办。
    """
    row = find(session, task)
    if row is None or not row.enabled or row.next_at > now:
        return None
    if row.after_holidays:
        # 排好以后才知道那天放假的：再顺延
        row.next_at = _moved(row.next_at, zone, notices_of(session, row.branch_id))
        if row.next_at > now:
            session.flush()
            return None
    due_at, following = row.next_at, _following(session, row, zone, row.next_at)
    while following is not None and following <= now:
        _record(session, task, due_at, Fate.MISSED, _SKIPPED, now)
        due_at, following = following, _following(session, row, zone, following)
    if following is None:
        session.delete(row)
    else:
        row.next_at = following
    late = now - due_at > catch_up
    claimed = _record(session, task, due_at, Fate.MISSED if late else Fate.FIRED, _LATE if late else "", now)
    session.flush()
    return Turn(due_at, late) if claimed else None


def excuse(session: Session, task: Task, due_at: datetime, reason: str) -> None:
    """轮到而不必办的一次：改记为没有办，写明缘由。"""
    row = session.get_one(Firing, (task.branch_id, task.job, task.ref, due_at))
    row.fate, row.reason = Fate.MISSED, reason
    session.flush()


def _record(session: Session, task: Task, due_at: datetime, fate: Fate, reason: str, now: datetime) -> bool:
    values = {
        "branch_id": task.branch_id,
        "job": task.job,
        "ref": task.ref,
        "due_at": due_at,
        "fate": fate.value,
        "reason": reason,
        "recorded_at": now,
    }
    return rows_of(session.execute(insert_or_ignore(session, _FIRING), values)) == 1


def missed(session: Session, branch_id: int, since: datetime) -> list[Firing]:
    """一个支部 since 以来到了点却没有办的。"""
    query = select(Firing).where(Firing.branch_id == branch_id, Firing.fate == Fate.MISSED, Firing.due_at >= since)
    return list(session.scalars(query))


def purge(session: Session, before: datetime) -> None:
    """删掉太久以前的。"""
    session.execute(delete(Firing).where(Firing.due_at < before))
