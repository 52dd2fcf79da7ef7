"""各支部的积分规则：改一次添一版，从当天起，过去的不动。没有改过的用默认。"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.scoring import DEFAULTS, FIRST_VERSION, Rule, Terms
from core.store.db import Base, table_of


class PointRule(Base):
    """一个支部的一条积分规则的一版，从 valid_from 那天起有效；封顶为空是不封顶。"""

    __tablename__ = "point_rule"
    __table_args__ = (UniqueConstraint("branch_id", "rule", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    rule: Mapped[str]
    version: Mapped[int]
    points: Mapped[int]
    daily_cap: Mapped[int | None]
    weekly_cap: Mapped[int | None]
    valid_from: Mapped[date]
    set_at: Mapped[datetime]

    @property
    def terms(self) -> Terms:
        """一次几分，封顶多少。"""
        return Terms(self.points, self.daily_cap, self.weekly_cap)


def on(session: Session, branch_id: int, rule: Rule, day: date) -> tuple[int, Terms]:
    """某一天有效的规则：哪一版、怎么计；同一天改了几次的，以最后一次为准。"""
    row = session.execute(_ON, {"branch_id": branch_id, "rule": rule.value, "day": day}).first()
    return (row[0], Terms(*row[1:])) if row else (FIRST_VERSION, DEFAULTS.get(rule, Terms(0)))


# 每次入账都要查，语句只造一次，且不经 ORM
_RULE = table_of(PointRule)
_ON = (
    select(_RULE.c.version, _RULE.c.points, _RULE.c.daily_cap, _RULE.c.weekly_cap)
    .where(
        _RULE.c.branch_id == bindparam("branch_id"),
        _RULE.c.rule == bindparam("rule"),
        _RULE.c.valid_from <= bindparam("day"),
    )
    .order_by(_RULE.c.version.desc())
    .limit(1)
)


def on_day(session: Session, branch_id: int, day: date) -> dict[Rule, Terms]:
    """某一天有效的全部规则。"""
    query = select(PointRule).where(PointRule.branch_id == branch_id, PointRule.valid_from <= day)
    rows = session.scalars(query.order_by(PointRule.version))
    return DEFAULTS | {Rule(row.rule): row.terms for row in rows}


def change(session: Session, branch_id: int, rule: Rule, terms: Terms, now: datetime) -> None:
    """添一版，从 now 那天起有效；now 带支部时区。"""
    newest = select(func.max(PointRule.version)).where(PointRule.branch_id == branch_id, PointRule.rule == rule)
    version = (session.scalar(newest) or FIRST_VERSION) + 1
    row = PointRule(branch_id=branch_id, rule=rule.value, version=version, valid_from=now.date(), set_at=now)
    row.points, row.daily_cap, row.weekly_cap = terms
    session.add(row)
    session.flush()
