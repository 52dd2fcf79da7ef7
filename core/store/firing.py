"""到点的事：哪个支部的哪件事下一次是什么时候；到过的每一次各记一行，谁先插进去就归谁办。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import JSON, ForeignKey, Index, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base, insert_or_ignore, rows_of, table_of

Cron = dict[str, int | str]
"""什么时候：APScheduler CronTrigger 的各项，如每天八点 {"hour": 8}、每周一九点 {"day_of_week": "mon", "hour": 9}。

写全了年月日时分的只到一次，办过就从日程里拿掉，如 once_at 给出的。
"""


class Schedule(Base):
    """一个支部的一件定时的事。

    job 是登记时的名字，ref 是同一种里的哪一件（没有几件的为空串）；next_at 是下一次到点的时刻。
    """

    __tablename__ = "schedule"
    __table_args__ = (Index("ix_schedule_due", "enabled", "next_at"),)

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    cron: Mapped[dict[str, Any]] = mapped_column(JSON)
    enabled: Mapped[bool]
    next_at: Mapped[datetime]


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


def find(session: Session, task: Task) -> Schedule | None:
    """一件定时的事现在怎么排的；没有排过为 None。"""
    return session.get(Schedule, (task.branch_id, task.job, task.ref))


def arrange(session: Session, task: Task, cron: Cron, zone: str, now: datetime) -> Schedule:
    """排定什么时候；没有排过的新排，先不开。再也不会到点的抛 ValueError。"""
    row = find(session, task)
    if row is None:
        row = Schedule(branch_id=task.branch_id, job=task.job, ref=task.ref, enabled=False)
        session.add(row)
    row.cron, row.next_at = cron, _next(cron, zone, now)
    session.flush()
    return row


def turn(session: Session, row: Schedule, zone: str, now: datetime, *, enabled: bool) -> None:
    """打开或关上；关着的时候到的点不算，打开后从下一次算起。"""
    if enabled and not row.enabled:
        row.next_at = _next(row.cron, zone, now)
    row.enabled = enabled
    session.flush()


def arrange_once(session: Session, task: Task, at: datetime, zone: str, now: datetime) -> None:
    """排定只到一次的：at 带支部时区；排过的改到这一刻。已经过去的抛 ValueError。"""
    turn(session, arrange(session, task, once_at(at), zone, now), zone, now, enabled=True)


def _next(cron: Cron, zone: str, moment: datetime) -> datetime:
    found = next_after(cron, zone, moment)
    if found is None:
        msg = f"{cron} 再也不会到点"
        raise ValueError(msg)
    return found


def due(session: Session, now: datetime, most: int) -> list[Task]:
    """此刻到点的，先到的在前，至多 most 件。"""
    query = select(Schedule.branch_id, Schedule.job, Schedule.ref)
    query = query.where(Schedule.enabled, Schedule.next_at <= now).order_by(Schedule.next_at).limit(most)
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
    due_at, following = row.next_at, next_after(row.cron, zone, row.next_at)
    while following is not None and following <= now:
        _record(session, task, due_at, Fate.MISSED, _SKIPPED, now)
        due_at, following = following, next_after(row.cron, zone, following)
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
