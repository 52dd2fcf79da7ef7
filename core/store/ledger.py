"""积分流水：只追加，更正靠冲正；个人与各期的合计在同一个事务里随之更新。"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.calendar import Period, spans, start_of
from core.store import chain
from core.store.db import Base, Insert, insert_into, table_of


class LedgerEntry(Base):
    """一笔积分。

    day 是它所奖励的那一天，各期合计按它归；act 是记下它的操作编号（支部内）；officer_id 是经办人，自动入账为空；
    reverses_id 指向被它冲正的那一笔，一笔只能冲正一次；source 唯一，重放同一来源不会重复入账。
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("branch_id", "seq"),
        UniqueConstraint("source"),
        UniqueConstraint("reverses_id"),
        Index("ix_ledger_entry_member_id_day", "member_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    seq: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    act: Mapped[int]
    rule: Mapped[str]
    rule_version: Mapped[int]
    points: Mapped[int]
    day: Mapped[date]
    reason: Mapped[str]
    source: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    recorded_at: Mapped[datetime]
    previous: Mapped[str]
    hash: Mapped[str]


class Total(Base):
    """一个人在一期里的合计：points 净分，positives 未被冲正的正分笔数（大于零即本期参与者）。"""

    __tablename__ = "total"
    __table_args__ = (Index("ix_total_ranking", "branch_id", "period", "start", "points"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    points: Mapped[int]
    positives: Mapped[int]


@dataclass(frozen=True, slots=True)
class Award:
    """要入账的一笔。rule 是规则名，rule_version 是当天有效的那一版，reason 是给本人看的事由。"""

    member_id: int
    rule: str
    rule_version: int
    points: int
    day: date
    reason: str
    source: str
    officer_id: int | None = None


ENTRY = table_of(LedgerEntry)
_TOTAL = table_of(Total)


def post(session: Session, branch_id: int, act: int, award: Award, now: datetime) -> None:
    """入账一笔，并更新它所在各期的合计。"""
    _append(session, branch_id, act, award, None, now)
    _add_up(session, branch_id, award, positives=1 if award.points > 0 else 0)


def reverse(session: Session, entry: LedgerEntry, act: int, officer_id: int | None, now: datetime) -> None:
    """冲正一笔：记一笔相反的，归到原来那一天；已冲正过的由唯一键拒绝。"""
    opposite = Award(
        entry.member_id,
        entry.rule,
        entry.rule_version,
        -entry.points,
        entry.day,
        f"冲正：{entry.reason}",
        f"reverse:{entry.id}",
        officer_id,
    )
    _append(session, entry.branch_id, act, opposite, entry.id, now)
    _add_up(session, entry.branch_id, opposite, positives=-1 if entry.points > 0 else 0)


def entry_of(session: Session, source: str) -> LedgerEntry:
    """按来源找一笔。"""
    return session.scalars(select(LedgerEntry).where(LedgerEntry.source == source)).one()


def points_in(session: Session, member_id: int, period: Period, day: date) -> int:
    """一个人在 day 所在那一期的净分。"""
    query = select(Total.points).where(
        Total.member_id == member_id, Total.period == period, Total.start == start_of(period, day)
    )
    return session.scalar(query) or 0


def balance(session: Session, member_id: int) -> int:
    """一个人的全部积分：各年合计之和。"""
    query = select(func.coalesce(func.sum(Total.points), 0))
    return session.scalar(query.where(Total.member_id == member_id, Total.period == Period.YEAR)) or 0


def _append(session: Session, branch_id: int, act: int, award: Award, reverses_id: int | None, now: datetime) -> None:
    values = {
        "branch_id": branch_id,
        "member_id": award.member_id,
        "act": act,
        "rule": award.rule,
        "rule_version": award.rule_version,
        "points": award.points,
        "day": award.day,
        "reason": award.reason,
        "source": award.source,
        "officer_id": award.officer_id,
        "reverses_id": reverses_id,
        "recorded_at": now,
    }
    chain.append(session, ENTRY, values)


def _add_up(session: Session, branch_id: int, award: Award, *, positives: int) -> None:
    common = {
        "member_id": award.member_id,
        "branch_id": branch_id,
        "points": award.points,
        "positives": positives,
    }
    rows = [common | {"period": span.period.value, "start": span.start} for span in spans(award.day)]
    session.execute(_upsert(session.get_bind().dialect.name), rows)


@cache
def _upsert(dialect: str) -> Insert:
    statement = insert_into(dialect, _TOTAL)
    return statement.on_conflict_do_update(
        index_elements=["member_id", "period", "start"],
        set_={
            "points": _TOTAL.c.points + statement.excluded.points,
            "positives": _TOTAL.c.positives + statement.excluded.positives,
        },
    )
