"""歇着的日子：一名同志哪些天不必登记，月历上淡色，也不算间断：休息日、节假日、请假的日子。"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from core.domain.holidays import is_workday
from core.store import branches, manners
from core.store.notices import leave_days


def of(session: Session, branch_id: int, member_id: int, days: Iterable[date]) -> frozenset[date]:
    """这些天里的休息日、节假日、请假的日子；调休上班的周末不算。"""
    wanted = frozenset(days)
    notices, branch = manners.notices_of(session, branch_id), branches.find_branch(session, branch_id)
    off = {day for day in wanted if not is_workday(day, notices)}
    if branch is not None and wanted:
        off |= leave_days(session, member_id, min(wanted), max(wanted), branch.zone) & wanted
    return frozenset(off)
