"""学习登记的用例：一个函数一件事，事务由门给。"""

from datetime import date, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period, start_of
from core.domain.dialogue import Request
from core.store import firing, ledger
from core.store.db import insert_or_ignore, rows_of, table_of
from core.store.firing import Cron, Task
from core.store.ledger import Award

from .rules import POINTS, REASON, RULE, RULE_VERSION, SUMMARY_AT, CheckedIn, Own, Summary, clean_note, source
from .tables import CheckIn, Note

SUMMARY = "daily_summary"
_CHECKIN = table_of(CheckIn)


def check_in(session: Session, request: Request, member_id: int, note: str | None) -> CheckedIn:
    """登记今天的学习并入账；今天登记过的只把心得添上，不再加分。"""
    text = clean_note(note)
    ordinal = _insert(session, request, member_id)
    if ordinal is not None:
        award = Award(
            member_id, RULE, RULE_VERSION, POINTS, request.day, REASON, source(member_id, request.day, ordinal)
        )
        ledger.post(session, request.home.id, request.act, award, request.now)
    if text is not None:
        session.add(Note(checkin_id=_todays(session, request, member_id), text=text, written_at=request.now))
    return CheckedIn(POINTS if ordinal else 0, again=ordinal is None, noted=text is not None)


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


def set_summary_time(session: Session, request: Request, at: time) -> Summary:
    """定下每日学习小结的钟点，开没开着不变。"""
    task = Task(request.home.id, SUMMARY)
    row = firing.arrange(session, task, _daily(at), request.home.zone, request.now)
    return Summary(at, row.enabled)


def turn_summary(session: Session, request: Request, *, enabled: bool) -> Summary:
    """打开或关上每日学习小结；没有定过钟点的用默认的。"""
    task, zone = Task(request.home.id, SUMMARY), request.home.zone
    row = firing.find(session, task) or firing.arrange(session, task, _daily(SUMMARY_AT), zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=enabled)
    return Summary(time(int(row.cron["hour"]), int(row.cron["minute"])), enabled)


def _daily(at: time) -> Cron:
    return {"hour": at.hour, "minute": at.minute}
