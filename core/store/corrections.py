"""更正与恢复：流水只追加，一笔后来怎样了，顺着“冲正、另记一笔”的链走到头就知道。"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store import ledger
from core.store.ledger import LedgerEntry


def standing(session: Session, entry: LedgerEntry) -> LedgerEntry | None:
    """一笔现在算数的样子：没有冲正的是它自己，更正过的是更正后的那一笔，冲正了的为 None。"""
    now: LedgerEntry | None = entry
    while now is not None and _is_reversed(session, now):
        now = ledger.entry_of(session, _replacement(now))
    return now


def amend(session: Session, entry: LedgerEntry, points: int, act: int, officer_id: int | None, now: datetime) -> None:
    """更正：冲正一笔，照原来的规则和日子再记 points 分；0 分只冲正。封顶不再算，写几分是几分。"""
    ledger.reverse(session, entry, act, officer_id, now)
    if points:
        _replace(session, entry, points, act, officer_id, now)


def put_back(session: Session, entry: LedgerEntry, act: int, officer_id: int | None, now: datetime) -> None:
    """恢复：把一笔恢复成它当初的分数和经办人，其间更正过、冲正过都不论；officer_id 是办这次恢复的。"""
    current, last = standing(session, entry), entry
    if current is not None:
        ledger.reverse(session, current, act, officer_id, now)
        last = current
    while (later := ledger.entry_of(session, _replacement(last))) is not None:
        last = later
    _replace(session, last, entry.points, act, entry.officer_id, now)


def take_back(session: Session, source: str, act: int, officer_id: int | None, now: datetime) -> int:
    """按来源冲正，返回退了几分；没有入账、早已冲正的退 0 分。"""
    entry = ledger.entry_of(session, source)
    current = standing(session, entry) if entry is not None else None
    if current is None:
        return 0
    ledger.reverse(session, current, act, officer_id, now)
    return current.points


def _is_reversed(session: Session, entry: LedgerEntry) -> bool:
    return session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)) is not None


def _replacement(entry: LedgerEntry) -> str:
    return f"replace:{entry.id}"


def _replace(
    session: Session, entry: LedgerEntry, points: int, act: int, officer_id: int | None, now: datetime
) -> None:
    fresh = ledger.Award(
        entry.member_id,
        entry.rule,
        entry.rule_version,
        points,
        entry.day,
        entry.reason,
        _replacement(entry),
        officer_id,
    )
    ledger.post(session, entry.branch_id, act, fresh, now)
