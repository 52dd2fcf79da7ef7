"""歇着的日子：一名同志哪些天不必登记，月历上淡色，也不算间断。"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from core.domain.holidays import is_workday
from core.store import manners


def of(session: Session, branch_id: int, member_id: int, days: Iterable[date]) -> frozenset[date]:  # noqa: ARG001 请假按人，以后由管请假的登记
    """这些天里的休息日、节假日；调休上班的周末不算。"""
    notices = manners.load(session, branch_id).notices
    return frozenset(day for day in days if not is_workday(day, notices))
