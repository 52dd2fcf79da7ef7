"""学习登记的用例：一个函数一件事，事务由门给。"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period, start_of
from core.domain.dialogue import Request
from core.store import ledger
from core.store.ledger import Award

from .rules import POINTS, REASON, RULE, RULE_VERSION, CheckedIn, Own, clean_note, source
from .tables import CheckIn, Note


def check_in(session: Session, request: Request, member_id: int, note: str | None) -> CheckedIn:
    """登记今天的学习并入账；今天登记过的只把心得添上，不再加分。"""
    text, day = clean_note(note), request.day
    earlier = session.execute(
        select(CheckIn.id, CheckIn.ordinal, CheckIn.undone_at)
        .where(CheckIn.member_id == member_id, CheckIn.day == day)
        .order_by(CheckIn.ordinal.desc())
        .limit(1)
    ).one_or_none()
    if earlier is not None and earlier.undone_at is None:
        _add_note(session, request, earlier.id, text)
        return CheckedIn(0, again=True, noted=text is not None)
    ordinal = earlier.ordinal + 1 if earlier is not None else 1
    row = CheckIn(branch_id=request.home.id, member_id=member_id, day=day, ordinal=ordinal, checked_in_at=request.now)
    session.add(row)
    session.flush()
    _add_note(session, request, row.id, text)
    award = Award(member_id, RULE, RULE_VERSION, POINTS, day, REASON, source(member_id, day, ordinal))
    ledger.post(session, request.home.id, request.act, award, request.now)
    return CheckedIn(POINTS, again=False, noted=text is not None)


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


def _add_note(session: Session, request: Request, checkin_id: int, text: str | None) -> None:
    if text is not None:
        session.add(Note(checkin_id=checkin_id, text=text, written_at=request.now))
        session.flush()
