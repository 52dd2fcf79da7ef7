"""集体数字：一个支部一天里各类事有多少人次，按日、周、月、季、年各记一个数，看周报时不必再数。"""

from datetime import date
from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.calendar import Period, spans
from core.store.db import Base, Insert, insert_into, table_of


class Tally(StrEnum):
    """数的是哪一类；只数没有撤销的。"""

    CHECK_IN = "check_in"
    QUIZ_ANSWERED = "quiz_answered"
    QUIZ_RIGHT = "quiz_right"
    ATTENDANCE = "attendance"
    VOLUNTEER = "volunteer"


class Figure(Base):
    """一个支部一期里一类事的人次。"""

    __tablename__ = "figure"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    tally: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]


_FIGURE = table_of(Figure)


def add(session: Session, branch_id: int, tally: Tally, day: date, times: int = 1) -> None:
    """某一天（day）的一类事多了 times 人次；撤销的用负数。"""
    common = {"branch_id": branch_id, "tally": tally.value, "times": times}
    rows = [common | {"period": span.period.value, "start": span.start} for span in spans(day)]
    session.execute(_upsert(session.get_bind().dialect.name), rows)


def of(session: Session, branch_id: int, period: Period, start: date) -> dict[Tally, int]:
    """一期（从 start 起）里各类的人次；没有的类不在其中。"""
    query = select(Figure.tally, Figure.times).where(
        Figure.branch_id == branch_id, Figure.period == period.value, Figure.start == start, Figure.times > 0
    )
    return {Tally(tally): times for tally, times in session.execute(query)}


@cache
def _upsert(dialect: str) -> Insert:
    statement = insert_into(dialect, _FIGURE)
    return statement.on_conflict_do_update(
        index_elements=["branch_id", "period", "start", "tally"],
        set_={"times": _FIGURE.c.times + statement.excluded.times},
    )
