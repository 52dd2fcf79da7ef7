"""改前改后：把一段事里经 ORM 改过的行各记下改前改后的值，撤销时照着还原。"""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import Date, event, inspect
from sqlalchemy.orm import Session

from core.store.db import Base, UTCDateTime, table_of
from core.store.delegations import Delegation
from core.store.members import Appointment, Member

Changes = dict[str, list[Any]]
"""列名 → [改前, 改后]，都是能写成 JSON 的值。"""


class Trace:
    """一段事里改过的行、新添的行。"""

    def __init__(self) -> None:
        """起初什么都没有。"""
        self._changed: dict[Base, Changes] = {}
        self._added: dict[Base, None] = {}

    def kept(self) -> dict[str, Any]:
        """撤销要用的资料，能写成 JSON。"""
        return {"rows": self.rows(), "added": self.added()}

    def members(self) -> tuple[int, ...]:
        """说到名册上的哪几位。"""
        rows = [*self._really_changed(), *self._added]
        return tuple(dict.fromkeys(one for row in rows for one in members_in(row)))

    def rows(self) -> list[list[Any]]:
        """改过的行，写成 JSON：[表, 编号, {列: [改前, 改后]}]；改了又改回去的不算。"""
        return [[_table(row), _id(row), changes] for row, changes in self._really_changed().items()]

    def added(self) -> list[list[Any]]:
        """新添的行，写成 JSON：[表, 编号, {列: 值}]。"""
        return [[_table(row), _id(row), _values(row)] for row in self._added]

    def note(self, session: Session, *_: object) -> None:
        """写进库之前看一眼，哪些行要变。"""
        for row in session.new:
            self._added[row] = None
        for row in session.dirty:
            known = self._changed.setdefault(row, {})
            for attribute in inspect(row).attrs:
                if attribute.history.added and attribute.history.deleted:
                    was, now = _plain(attribute.history.deleted[0]), _plain(attribute.history.added[0])
                    known[attribute.key] = [known.get(attribute.key, [was])[0], now]

    def _really_changed(self) -> dict[Base, Changes]:
        old = {row: changes for row, changes in self._changed.items() if row not in self._added}
        real = {row: {name: pair for name, pair in one.items() if pair[0] != pair[1]} for row, one in old.items()}
        return {row: changes for row, changes in real.items() if changes}


@contextmanager
def watch(session: Session) -> Generator[Trace]:
    """记下这一段里改了哪些行。"""
    trace = Trace()
    session.flush()
    event.listen(session, "before_flush", trace.note)
    try:
        yield trace
        session.flush()
    finally:
        event.remove(session, "before_flush", trace.note)


def members_in(row: Base) -> list[int]:
    """一行说到名册上的谁。"""
    if isinstance(row, Member):
        return [row.id]
    return [row.member_id] if isinstance(row, Appointment | Delegation) else []


def changed_since(session: Session, rows: Iterable[list[Any]]) -> list[Base]:
    """照 Trace.rows 记下的改过之后，又有变化的那些行。"""
    found = ((_row(session, table, key), changes) for table, key, changes in rows)
    return [
        row for row, changes in found if any(_plain(getattr(row, name)) != now for name, (_, now) in changes.items())
    ]


def put_back(session: Session, rows: Iterable[list[Any]]) -> list[Base]:
    """照 Trace.rows 记下的还原，返回还原了的行。"""
    done: list[Base] = []
    for table, key, changes in rows:
        row = _row(session, table, key)
        _set(row, {name: was for name, (was, _) in changes.items()})
        done.append(row)
    session.flush()
    return done


def differs(session: Session, table: str, key: int, values: Mapping[str, Any]) -> bool:
    """照 Trace.added 记下的一行，添了之后又变了没有。"""
    row = _row(session, table, key)
    return any(_plain(getattr(row, name)) != value for name, value in values.items())


def _row(session: Session, table: str, key: int) -> Base:
    model = next(one.class_ for one in Base.registry.mappers if table_of(one.class_).name == table)
    return session.get_one(model, key)


def _set(row: Base, values: Mapping[str, Any]) -> None:
    columns = inspect(type(row)).columns
    for name, value in values.items():
        kind = next((kind for column, kind in _TIMES.items() if isinstance(columns[name].type, column)), None)
        setattr(row, name, kind.fromisoformat(value) if kind and value is not None else value)


_TIMES: dict[type, type[date]] = {UTCDateTime: datetime, Date: date}


def _table(row: Base) -> str:
    return table_of(type(row)).name


def _id(row: Base) -> int:
    return cast("tuple[int]", inspect(row).identity)[0]


def _values(row: Base) -> dict[str, Any]:
    return {column.key: _plain(getattr(row, column.key)) for column in inspect(type(row)).columns}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
