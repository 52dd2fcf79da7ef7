"""整批补出处、点名允许：一批题原来怎样、改成怎样，都改得回去。"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from core.domain.questions import Source, spans
from core.store.questions import QuestionRow, QuestionState, state_of

_LACKING = or_(QuestionRow.article == "", QuestionRow.state == QuestionState.OUTDATED)


class Cited(NamedTuple):
    """一道题的出处和状态。"""

    id: int
    regulation: str
    version: int | None
    article: str
    state: str

    @property
    def lacking(self) -> bool:
        """没有出处、没有写到第几条，或出处过时。"""
        return not self.article or self.state == QuestionState.OUTDATED


def last_import(session: Session, branch_id: int) -> list[Cited]:
    """最近一次导入的题里，缺出处的那些；没有为空。"""
    own = (QuestionRow.owner == branch_id, QuestionRow.state != QuestionState.REVERTED)
    act = session.scalar(select(func.max(QuestionRow.act)).where(*own))
    return [] if act is None else _read(session, *own, QuestionRow.act == act, _LACKING)


def between(session: Session, branch_id: int, first: int, last: int) -> list[Cited]:
    """支部自己的、编号在这一段里的题。"""
    own = (QuestionRow.owner == branch_id, QuestionRow.state != QuestionState.REVERTED)
    return _read(session, *own, QuestionRow.id.between(first, last))


def _read(session: Session, *where: Any) -> list[Cited]:
    columns = (QuestionRow.id, QuestionRow.regulation, QuestionRow.version, QuestionRow.article, QuestionRow.state)
    return [Cited(*row) for row in session.execute(select(*columns).where(*where).order_by(QuestionRow.id))]


def cite(session: Session, branch_id: int, some: Iterable[Cited], source: Source) -> dict[str, Any]:
    """都写上这处出处，随即照它定能不能用；返回改回去要用的。"""
    return _change(session, branch_id, [(one, _cited(one, source)) for one in some])


def _cited(one: Cited, source: Source) -> Cited:
    state = state_of(source)
    if one.state == QuestionState.STOPPED or (one.state == QuestionState.ALLOWED and state is QuestionState.DRAFT):
        state = QuestionState(one.state)
    return Cited(one.id, source.regulation, source.version, source.article, state.value)


def allow(session: Session, branch_id: int, some: Iterable[Cited]) -> dict[str, Any]:
    """都点名允许用；返回改回去要用的。"""
    return _change(session, branch_id, [(one, one._replace(state=QuestionState.ALLOWED.value)) for one in some])


def restore(session: Session, branch_id: int, kept: Mapping[str, Any]) -> int:
    """改回去；此后又改过的不动，返回改回了几题。"""
    pairs = [(Cited(0, *was), Cited(0, *now), ids) for was, now, ids in kept["changes"]]
    return sum(_write(session, branch_id, now, was, ids) for was, now, ids in pairs)


def _change(session: Session, branch_id: int, pairs: Sequence[tuple[Cited, Cited]]) -> dict[str, Any]:
    """原来一样、改成一样的合成一段段编号。"""
    changes: list[Any] = []
    ordered = sorted(pairs, key=lambda pair: repr(pair[0][1:]))
    for _, group in groupby(ordered, key=lambda pair: pair[0][1:]):
        alike = list(group)
        was, now = alike[0]
        ids = spans(one.id for one, _ in alike)
        _write(session, branch_id, was, now, ids)
        changes.append([was[1:], now[1:], ids])
    session.expire_all()
    return {"changes": changes}


def _write(session: Session, branch_id: int, was: Cited, now: Cited, ids: Iterable[Sequence[int]]) -> int:
    done = 0
    same = {"regulation": was.regulation, "version": was.version, "article": was.article, "state": was.state}
    values = {"regulation": now.regulation, "version": now.version, "article": now.article, "state": now.state}
    for first, last in ids:
        where = QuestionRow.owner == branch_id, QuestionRow.id.between(first, last)
        result = session.execute(update(QuestionRow).where(*where).filter_by(**same).values(values))
        done += result.rowcount if isinstance(result, CursorResult) else 0
    return done
