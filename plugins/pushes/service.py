"""定时推送的用例：一个函数一件事，事务由门给。"""

from datetime import time
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Occasion, Request
from core.domain.holidays import is_holiday, is_workday
from core.domain.manners import is_quiet, spoken_quiet
from core.store import firing, manners, study
from core.store.firing import Cron, Schedule, Task
from core.store.letters import Notice
from core.store.study import StudyItem

from . import rules
from .rules import Listed, Order, Shown, Was
from .tables import Push

PUSH, ANYDAY = "scheduled_push", "anyday_push"
"""平常的、节假日也照发的。"""


class Spoken(NamedTuple):
    """到点要说的：item 不空是一条学习资料，text 是原样要说的话；skipped 不空是今天不发的缘由。"""

    item: StudyItem | None
    text: str
    skipped: str | None


def add(session: Session, request: Request, order: Order) -> Listed:
    """排上一件定时推送，返回排好的样子。"""
    _check_hour(session, request, order.at)
    if len(_scheduled(session, request.home.id)) >= rules.MOST:
        raise rules.TooMany(most=rules.MOST)
    highest = session.scalar(select(func.max(Push.number)).where(Push.branch_id == request.home.id)) or 0
    push = Push(branch_id=request.home.id, number=highest + 1, text=order.text, study=order.study)
    push.spoken, push.once, push.workdays = order.spoken, order.once is not None, order.workdays
    push.on_holidays, push.officer_id, push.created_at = False, request.actor.member, request.now
    push.deleted_at = None
    session.add(push)
    session.flush()
    cron = firing.once_at(order.once) if order.once else order.cron
    return _listed(session, push, _arrange(session, request, push, cron, enabled=True), request.home.zone)


def everything(session: Session, request: Request) -> list[Listed]:
    """支部的各件，按编号；只一次而已经发过的不列。"""
    return [_listed(session, push, row, request.home.zone) for push, row in _scheduled(session, request.home.id)]


def turn(session: Session, request: Request, number: int | None, *, enabled: bool) -> list[Shown]:
    """暂停或恢复一件，number 为 None 是全部；返回真的变了的。只一次而停着时过了的，恢复不了。"""
    chosen = _scheduled(session, request.home.id)
    if number is not None:
        known = _find(session, request, number)
        chosen = [(push, row) for push, row in chosen if push is known]
    changed = list[Push]()
    for push, row in chosen:
        gone = enabled and firing.next_after(row.cron, request.home.zone, request.now) is None
        if gone and number is not None:
            raise rules.Gone(ref=push.ref)
        if row.enabled != enabled and not gone:
            firing.turn(session, row, request.home.zone, request.now, enabled=enabled)
            changed.append(push)
    return [_shown(push) for push in changed]


def change_time(session: Session, request: Request, number: int, at: time) -> tuple[Cron, Cron, Listed]:
    """改到几点，哪些天不变；返回原来怎么排、现在怎么排、现在的样子。"""
    push = _find(session, request, number)
    _check_hour(session, request, at)
    row = firing.find(session, _task(push))
    if row is None:
        raise rules.NoSuchPush(words=push.ref)
    was: Cron = dict(row.cron)
    now = was | {"hour": at.hour, "minute": at.minute}
    row = _arrange(session, request, push, now, enabled=row.enabled)
    return was, now, _listed(session, push, row, request.home.zone)


def set_holidays(session: Session, request: Request, number: int, *, on_holidays: bool) -> tuple[Shown, bool]:
    """法定节假日发不发；返回这一件和原来发不发。"""
    push = _find(session, request, number)
    row, was = firing.find(session, _task(push)), push.on_holidays
    push.on_holidays = on_holidays
    if row is not None and was != on_holidays:
        # 两种各登记了一件定时的事，改了就挪到那一件名下
        kept, enabled = dict(row.cron), row.enabled
        session.delete(row)
        session.flush()
        _arrange(session, request, push, kept, enabled=enabled)
    return _shown(push), was


def set_weekends(session: Session, request: Request, number: int, *, on_weekends: bool) -> tuple[Shown, bool]:
    """周末发不发；返回这一件和原来发不发。"""
    push = _find(session, request, number)
    was = not push.workdays
    push.workdays = not on_weekends
    session.flush()
    return _shown(push), was


def delete(session: Session, request: Request, number: int) -> tuple[Shown, Was | None]:
    """删掉一件，返回它和原来怎么排的（早已发过、不再到点的为 None）。"""
    push = _find(session, request, number)
    row = firing.find(session, _task(push))
    was = Was(dict(row.cron), row.enabled) if row else None
    firing.cancel(session, _task(push))
    push.deleted_at = request.now
    session.flush()
    return _shown(push), was


def bring_back(session: Session, request: Request, number: int, was: Was | None) -> Shown:
    """删掉的还原，停着的仍停着。"""
    push = _any(session, request.home.id, number)
    if push.deleted_at is None:
        raise rules.ChangedSince(ref=push.ref)
    push.deleted_at = None
    session.flush()
    if was is not None and firing.next_after(was.cron, request.home.zone, request.now) is not None:
        _arrange(session, request, push, was.cron, enabled=was.enabled)
    return _shown(push)


def put_time_back(session: Session, request: Request, number: int, was: Cron, now: Cron) -> None:
    """钟点改回去；此后又改过的拒绝。"""
    push = _find(session, request, number)
    row = firing.find(session, _task(push))
    if row is None or row.cron != now:
        raise rules.ChangedSince(ref=push.ref)
    _arrange(session, request, push, was, enabled=row.enabled)


def speak(session: Session, occasion: Occasion) -> Spoken | None:
    """到点该说什么；删了的为 None。"""
    push = _any(session, occasion.branch.id, int(occasion.ref.removeprefix("P")))
    if push.deleted_at is not None:
        return None
    notices = manners.load(session, occasion.branch.id).notices
    if push.workdays and not is_workday(occasion.day, notices):
        return Spoken(None, "", "不是工作日，按设置不发")
    if not push.on_holidays and is_holiday(occasion.day, notices):
        return Spoken(None, "", "法定节假日，按设置不发")
    if not push.study:
        return Spoken(None, push.text, None)
    item = study.next_for_branch(session, occasion.branch.id, occasion.day)
    return Spoken(item, "", None if item else "还没有学习资料")


def send_copies(session: Session, occasion: Occasion, text: str) -> None:
    """到点推送的学习资料，私下给订阅了的各一份。"""
    key = f"study:{occasion.branch.id}:{occasion.ref}:{occasion.due.isoformat()}"
    notice = Notice(key, "study_copy", study.COPIES, text, occasion.due + rules.EXPIRES)
    study.send_copies(session, occasion.branch.id, notice, occasion.now)


def _check_hour(session: Session, request: Request, at: time) -> None:
    current = manners.load(session, request.home.id)
    if is_quiet(current, at):
        raise rules.QuietTime(at=at, quiet=spoken_quiet(current))


def _live(session: Session, branch_id: int) -> list[Push]:
    query = select(Push).where(Push.branch_id == branch_id, Push.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Push.number)))


def _scheduled(session: Session, branch_id: int) -> list[tuple[Push, Schedule]]:
    """还会到点的各件和怎么排的，按编号。"""
    rows = [(one, firing.find(session, _task(one))) for one in _live(session, branch_id)]
    return [(push, row) for push, row in rows if row is not None]


def _find(session: Session, request: Request, number: int) -> Push:
    query = select(Push).where(Push.branch_id == request.home.id, Push.number == number)
    push = session.scalar(query.where(Push.deleted_at.is_(None)))
    if push is None:
        raise rules.NoSuchPush(words=f"P{number}")
    return push


def _any(session: Session, branch_id: int, number: int) -> Push:
    return session.scalars(select(Push).where(Push.branch_id == branch_id, Push.number == number)).one()


def _task(push: Push) -> Task:
    return Task(push.branch_id, ANYDAY if push.on_holidays else PUSH, push.ref)


def _arrange(session: Session, request: Request, push: Push, cron: Cron, *, enabled: bool) -> Schedule:
    zone = request.home.zone
    if firing.next_after(cron, zone, request.now) is None:
        raise rules.Gone(ref=push.ref)
    row = firing.arrange(session, _task(push), cron, zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=enabled)
    return row


def _listed(session: Session, push: Push, row: Schedule, zone: str) -> Listed:
    at = time(int(row.cron["hour"]), int(row.cron["minute"]))
    next_at = local(row.next_at, zone)
    off = is_holiday(next_at.date(), manners.notices_of(session, push.branch_id))
    return Listed(_shown(push), at, next_at if row.enabled else None, off)


def _shown(push: Push) -> Shown:
    return Shown(push.ref, push.text, push.study, push.spoken, push.once, push.workdays, push.on_holidays)
