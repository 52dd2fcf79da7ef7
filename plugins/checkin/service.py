"""学习登记的用例：一个函数一件事，事务由门给。"""

from datetime import date, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period, start_of
from core.domain.dialogue import Request
from core.store import corrections, firing, ledger
from core.store.db import insert_or_ignore, rows_of, table_of
from core.store.firing import Cron, Task
from core.store.ledger import Deed

from .rules import (
    NEVER_SET,
    REASON,
    RULE,
    SUMMARY_AT,
    CheckedIn,
    Own,
    Summary,
    SummaryChanged,
    SummarySet,
    clean_note,
    source,
)
from .tables import CheckIn, Note

SUMMARY = "daily_summary"
_CHECKIN = table_of(CheckIn)


def check_in(session: Session, request: Request, member_id: int, note: str | None) -> CheckedIn:
    """登记今天的学习并入账；今天登记过的只把心得添上，不再加分。"""
    text = clean_note(note)
    ordinal = _insert(session, request, member_id)
    points = 0
    if ordinal is not None:
        deed = Deed(member_id, RULE, request.day, REASON, source(member_id, request.day, ordinal))
        points = ledger.award(session, request.home.id, request.act, deed, request.now)
    undo: dict[str, Any] = {"day": request.day.isoformat(), "ordinal": ordinal}
    if text is not None:
        kept = Note(checkin_id=_todays(session, request, member_id), text=text, written_at=request.now)
        session.add(kept)
        session.flush()
        undo = undo if ordinal else {"note": kept.id}
    return CheckedIn(points, again=ordinal is None, noted=text is not None, undo=undo)


def undo_check_in(session: Session, request: Request, member_id: int, day: date, ordinal: int) -> int:
    """一次登记作废，它入的分冲正，返回退了几分；那天再登记是新的一次。"""
    query = select(CheckIn).where(CheckIn.member_id == member_id, CheckIn.day == day, CheckIn.ordinal == ordinal)
    session.scalars(query).one().undone_at = request.now
    officer_id = request.actor.member_id if request.actor.member_id != member_id else None
    session.flush()
    paid = source(member_id, day, ordinal)
    return corrections.take_back(session, paid, request.act, officer_id, request.now)


def undo_note(session: Session, request: Request, note_id: int) -> None:
    """一段心得作废。"""
    session.get_one(Note, note_id).undone_at = request.now
    session.flush()


def _insert(session: Session, request: Request, member_id: int) -> int | None:
    """登记一次，返回当天第几次；今天已经登记着的为 None。"""
    row = {"branch_id": request.home.id, "member_id": member_id, "day": request.day, "checked_in_at": request.now}
    statement = insert_or_ignore(session, _CHECKIN)
    # 多数人一天只登记一次：先当第一次插，撞上了再看是已登记着，还是撤销过
    if rows_of(session.execute(statement, row | {"ordinal": 1})):
        return 1
    count = select(func.count()).where(CheckIn.member_id == member_id, CheckIn.day == request.day)
    ordinal = (session.scalar(count) or 0) + 1
    return ordinal if rows_of(session.execute(statement, row | {"ordinal": ordinal})) else None


def _todays(session: Session, request: Request, member_id: int) -> int:
    query = select(CheckIn.id).where(CheckIn.member_id == member_id, CheckIn.day == request.day)
    return session.scalars(query.where(CheckIn.undone_at.is_(None))).one()


def own_checkins(session: Session, member_id: int, today: date) -> Own:
    """一个人自己的登记情况。"""
    live = select(CheckIn.day).where(CheckIn.member_id == member_id, CheckIn.undone_at.is_(None))
    month = list(session.scalars(live.where(CheckIn.day >= start_of(Period.MONTH, today)).order_by(CheckIn.day)))
    days = session.scalar(select(func.count()).select_from(live.subquery())) or 0
    return Own(today in month, month, days, ledger.balance(session, member_id))


def count_today(session: Session, branch_id: int, today: date) -> int:
    """支部今天登记了几位。"""
    query = select(func.count()).where(
        CheckIn.branch_id == branch_id, CheckIn.day == today, CheckIn.undone_at.is_(None)
    )
    return session.scalar(query) or 0


def set_summary_time(session: Session, request: Request, at: time) -> SummarySet:
    """定下每日学习小结的钟点，开没开着不变。"""
    was = _summary(session, request)
    firing.arrange(session, _task(request), _daily(at), request.home.zone, request.now)
    return SummarySet(was, was._replace(at=at))


def turn_summary(session: Session, request: Request, *, enabled: bool) -> SummarySet:
    """打开或关上每日学习小结；没有定过钟点的用默认的。"""
    was, task, zone = _summary(session, request), _task(request), request.home.zone
    row = firing.find(session, task) or firing.arrange(session, task, _daily(SUMMARY_AT), zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=enabled)
    return SummarySet(was, was._replace(enabled=enabled))


def put_summary_back(session: Session, request: Request, was: Summary, now: Summary) -> None:
    """小结改回 was；此刻不是 now 的，是此后又改过，拒绝。"""
    if _summary(session, request) != now:
        raise SummaryChanged
    zone = request.home.zone
    row = firing.arrange(session, _task(request), _daily(was.at), zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=was.enabled)


def _summary(session: Session, request: Request) -> Summary:
    row = firing.find(session, _task(request))
    return Summary(time(int(row.cron["hour"]), int(row.cron["minute"])), row.enabled) if row else NEVER_SET


def _task(request: Request) -> Task:
    return Task(request.home.id, SUMMARY)


def _daily(at: time) -> Cron:
    return {"hour": at.hour, "minute": at.minute}
