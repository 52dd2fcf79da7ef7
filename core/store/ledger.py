"""积分流水：只追加，更正靠冲正；个人与各期的合计在同一个事务里随之更新。"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ForeignKey, Index, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.calendar import Period, spans, start_of
from core.domain.scoring import Rule, granted
from core.store import chain, rules
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
        Index("ix_ledger_entry_branch_id_act", "branch_id", "act"),
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


class Share(Base):
    """一个人从一条规则得的全部积分；各条之和就是余额。"""

    __tablename__ = "share"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    points: Mapped[int]


@dataclass(frozen=True, slots=True)
class Deed:
    """一件该计分的事：谁、照哪条规则、哪一天的、给本人看的事由、唯一的来源、经办人（自动入账为 None）。

    points 不空的是支委写明的分，空的照规则。
    """

    member_id: int
    rule: Rule
    day: date
    reason: str
    source: str
    officer_id: int | None = None
    points: int | None = None


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
_TOTAL, _SHARE = table_of(Total), table_of(Share)


def award(session: Session, branch_id: int, act: int, deed: Deed, now: datetime) -> int:
    """照那一天有效的规则和封顶入账，返回实得分；一分也得不到的不入账。"""
    version, terms = rules.on(session, branch_id, deed.rule, deed.day)
    points = deed.points if deed.points is not None else terms.points
    if points > 0:
        had = {
            period: 0 if cap is None else _scored(session, deed, period)
            for period, cap in ((Period.DAY, terms.daily_cap), (Period.WEEK, terms.weekly_cap))
        }
        points = granted(points, terms, had[Period.DAY], had[Period.WEEK])
    if points:
        paid = Award(
            deed.member_id, deed.rule.value, version, points, deed.day, deed.reason, deed.source, deed.officer_id
        )
        post(session, branch_id, act, paid, now)
    return points


def _scored(session: Session, deed: Deed, period: Period) -> int:
    """这条规则在 deed 那一期里没有冲正的已得分：冲正的与原来的相抵。"""
    first = start_of(period, deed.day)
    last = first + timedelta(days=6 if period is Period.WEEK else 0)
    asked = {"member_id": deed.member_id, "rule": deed.rule.value, "first": first, "last": last}
    return session.scalar(_SCORED, asked) or 0


_SCORED = select(func.sum(ENTRY.c.points)).where(
    ENTRY.c.member_id == bindparam("member_id"),
    ENTRY.c.day.between(bindparam("first"), bindparam("last")),
    ENTRY.c.rule == bindparam("rule"),
)


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


def entry_of(session: Session, source: str) -> LedgerEntry | None:
    """按来源找一笔；没有入账的为 None。"""
    return session.scalars(select(LedgerEntry).where(LedgerEntry.source == source)).one_or_none()


def points_in(session: Session, member_id: int, period: Period, day: date) -> int:
    """一个人在 day 所在那一期的净分。"""
    asked = {"member_id": member_id, "period": period.value, "start": start_of(period, day)}
    return session.scalar(_POINTS_IN, asked) or 0


def entries_of(session: Session, branch_id: int, act: int, member_id: int | None = None) -> list[LedgerEntry]:
    """一次操作记下的各笔；member_id 不空时只要这个人的。"""
    query = select(LedgerEntry).where(LedgerEntry.branch_id == branch_id, LedgerEntry.act == act)
    if member_id is not None:
        query = query.where(LedgerEntry.member_id == member_id)
    return list(session.scalars(query.order_by(LedgerEntry.seq)))


def shares(session: Session, member_id: int) -> dict[Rule, int]:
    """一个人从各条规则得的积分，多的在前；没有的不在其中。"""
    return {Rule(rule): points for rule, points in session.execute(_SHARES, {"member_id": member_id})}


def balance(session: Session, member_id: int) -> int:
    """一个人的全部积分：各年合计之和。"""
    return session.scalar(_BALANCE, {"member_id": member_id}) or 0


# 语句只造一次：造一条比执行它还久
_OF_MEMBER = _TOTAL.c.member_id == bindparam("member_id")
_POINTS_IN = select(_TOTAL.c.points).where(
    _OF_MEMBER, _TOTAL.c.period == bindparam("period"), _TOTAL.c.start == bindparam("start")
)
_BALANCE = select(func.sum(_TOTAL.c.points)).where(_OF_MEMBER, _TOTAL.c.period == Period.YEAR.value)
_SHARES = (
    select(_SHARE.c.rule, _SHARE.c.points)
    .where(_SHARE.c.member_id == bindparam("member_id"), _SHARE.c.points != 0)
    .order_by(_SHARE.c.points.desc(), _SHARE.c.rule)
)


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
    dialect = session.get_bind().dialect.name
    session.execute(_upsert(dialect), rows)
    share = {"member_id": award.member_id, "branch_id": branch_id, "rule": award.rule, "points": award.points}
    session.execute(_upsert_share(dialect), share)


@cache
def _upsert_share(dialect: str) -> Insert:
    statement = insert_into(dialect, _SHARE)
    return statement.on_conflict_do_update(
        index_elements=["member_id", "rule"], set_={"points": _SHARE.c.points + statement.excluded.points}
    )


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
