"""核对账目：逐个支部重算两条哈希链和各期合计，指出各支部最先不对的一处。只读，助手开着也能核对。"""

import asyncio
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Date, Table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from core.domain.calendar import Period, Span, spans
from core.store import chain
from core.store.audit import ACT
from core.store.db import UTCDateTime
from core.store.errors import DatabaseUnreachable, StoreError
from core.store.ledger import ENTRY

Row = dict[str, Any]
_AT_ONCE = 2000
_PERIODS: dict[str, str] = {
    Period.DAY: "日",
    Period.WEEK: "周",
    Period.MONTH: "月",
    Period.QUARTER: "季",
    Period.YEAR: "年",
}


class NotOurs(StoreError):
    """没有这个库，或里面不是助手的数据。"""

    text = "{where} 里没有助手的数据（{reason}）；请核对文件名或 DATABASE_URL。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """核对的结论：看过多少，哪几处不对（每处一句话）。"""

    branches: int
    acts: int
    entries: int
    faults: tuple[str, ...]


class _Key(NamedTuple):
    """一个人的一期。"""

    member_id: int
    period: str
    start: date


class _Books(Protocol):
    """一个一致的快照。"""

    def rows(self, query: str, **values: object) -> Iterator[Row]:
        """一行一行地给，不一次装进内存。"""
        ...


def verify(url: str) -> Verdict:
    """核对 url 指向的库；打不开时抛 StoreError。"""
    if url.startswith("sqlite"):
        return verify_file(Path(make_url(url).database or ""))
    return asyncio.run(_verify_postgres(url))


def verify_file(path: Path, *, quick: bool = False) -> Verdict:
    """核对一个 SQLite 文件；quick 时只逐页看有没有坏，不逐个索引比对。"""
    if not path.is_file():
        raise NotOurs(where=path, reason="没有这个文件")
    try:
        with reading(path) as connection:
            broken = _broken_pages(connection, "quick_check(1)" if quick else "integrity_check(1)")
            verdict = _verify(_SqliteBooks(connection))
    except sqlite3.DatabaseError as error:
        if "no such table" in str(error) or "not a database" in str(error):
            raise NotOurs(where=path, reason=_reason(error)) from None
        return Verdict(0, 0, 0, (f"数据文件坏了，读不下去（{_reason(error)}）",))
    return replace(verdict, faults=(*broken, *verdict.faults))


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """只读打开一个 SQLite 文件，一个快照用到底；不是 UTF-8 的字照样读出来，好去比对。"""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection:
        connection.text_factory = _words
        connection.execute("BEGIN")
        yield connection


def _words(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


class _SqliteBooks:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: str, **values: object) -> Iterator[Row]:
        cursor = self._connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)


class _PostgresBooks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: str, **values: object) -> Iterator[Row]:
        result = self._connection.execute(text(query), values, execution_options={"yield_per": _AT_ONCE})
        return (dict(row) for row in result.mappings())


async def _verify_postgres(url: str) -> Verdict:
    engine = create_async_engine(url, isolation_level="REPEATABLE READ")
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SET TRANSACTION READ ONLY"))
            return await connection.run_sync(lambda plain: _verify(_PostgresBooks(plain)))
    except OSError as error:
        raise DatabaseUnreachable(reason=error.strerror or type(error).__name__) from None
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise NotOurs(where="DATABASE_URL 指向的库", reason=_reason(cause)) from None
    finally:
        await engine.dispose()


def _reason(error: object) -> str:
    return str(error).splitlines()[0]


def _broken_pages(connection: sqlite3.Connection, check: str) -> list[str]:
    """SQLite 自己的检查：页、索引、引用。"""
    faults = list[str]()
    said = connection.execute(f"PRAGMA {check}").fetchone()
    if said != ("ok",):
        faults.append(f"数据文件坏了（{' '.join(str(said[0]).split())}）")
    dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    if dangling is not None:
        faults.append(f"{dangling[0]} 表第 {dangling[1]} 行引用的 {dangling[2]} 不在了")
    return faults


def _verify(books: _Books) -> Verdict:
    branches, seen = list(books.rows("SELECT id, name FROM branch ORDER BY id")), {ACT: 0, ENTRY: 0}
    faults = list[str]()
    for branch in branches:
        checked = _Branch(books, branch["id"])
        faults += [f"支部“{branch['name']}”：{fault}" for fault in checked.faults()]
        seen[ACT] += checked.acts
        seen[ENTRY] += checked.entries
    for table, label in ((ACT, "操作日志"), (ENTRY, "积分流水")):
        [count] = books.rows(f"SELECT count(*) AS n FROM {table.name}")  # noqa: S608 表名出自代码
        if count["n"] != seen[table]:
            faults.append(f"{label}有 {count['n']} 行，按支部只数得到 {seen[table]} 行")
    return Verdict(len(branches), seen[ACT], seen[ENTRY], tuple(faults))


class _Branch:
    """一个支部的两条链和合计。"""

    def __init__(self, books: _Books, branch_id: int) -> None:
        self._books, self._branch_id = books, branch_id
        self.acts = self.entries = self._last_act = 0
        self._totals = dict[_Key, list[int]]()
        self._shares = dict[tuple[int, str], int]()

    def faults(self) -> list[str]:
        """各条链最先不对的一处；流水都对，才看合计。"""
        act = self._follow(ACT, "操作日志 A{}")
        entry = self._follow(ENTRY, "积分流水第 {} 笔")
        wrong = [fault for fault in (act, entry) if fault is not None]
        if act is None and self._last_act > self.acts:
            wrong.append(f"操作日志只到 A{self.acts}，积分流水却记着 A{self._last_act}，后面的不见了")
        if entry is None:
            wrong += self._wrong_total() or self._wrong_share()
        return wrong

    def _follow(self, table: Table, label: str) -> str | None:
        """从头走一条链，返回最先接不上的一处；之后的照样数。"""
        query = f"SELECT * FROM {table.name} WHERE branch_id = :branch ORDER BY seq"  # noqa: S608 表名出自代码
        count, previous, fault = 0, chain.GENESIS, None
        for row in self._books.rows(query, branch=self._branch_id):
            count += 1
            if fault is None:
                fault = _flaw(table, row, count, previous)
                fault = fault and f"{label.format(count)}{fault}"
                previous = row["hash"]
                if fault is None and table is ENTRY:
                    self._add_up(row)
        if table is ACT:
            self.acts = count
        else:
            self.entries = count
        return fault

    def _add_up(self, row: Row) -> None:
        """照 core.store.ledger 的记法累计；positives 只数没有被冲正的正分。"""
        points, reversal = row["points"], row["reverses_id"] is not None
        positives = -1 if reversal and points < 0 else int(points > 0 and not reversal)
        for span in _spans(row["day"]):
            total = self._totals.setdefault(_Key(row["member_id"], span.period.value, span.start), [0, 0])
            total[0] += points
            total[1] += positives
        share = (row["member_id"], row["rule"])
        self._shares[share] = self._shares.get(share, 0) + points
        self._last_act = max(self._last_act, row["act"])

    def _wrong_total(self) -> list[str]:
        """合计里最先不对的一处。"""
        query = "SELECT member_id, period, start, points, positives FROM total WHERE branch_id = :branch"
        for row in self._books.rows(query, branch=self._branch_id):
            try:
                key = _Key(row["member_id"], row["period"], _day(row["start"]))
            except (TypeError, ValueError):
                return [f"名册第 {row['member_id']} 号的一项合计读不出来"]
            if self._totals.pop(key, None) != [row["points"], row["positives"]]:
                return [f"{_named(key)}的合计记着 {row['points']} 分，与流水对不上"]
        return [f"{_named(key)}的合计不见了" for key in list(self._totals)[:1]]

    def _wrong_share(self) -> list[str]:
        """各条规则的合计里最先不对的一处。"""
        for row in self._books.rows(
            "SELECT member_id, rule, points FROM share WHERE branch_id = :branch", branch=self._branch_id
        ):
            if self._shares.pop((row["member_id"], row["rule"]), None) != row["points"]:
                return [f"名册第 {row['member_id']} 号 {row['rule']} 的合计记着 {row['points']} 分，与流水对不上"]
        return [f"名册第 {member_id} 号 {rule} 的合计不见了" for member_id, rule in list(self._shares)[:1]]


def _flaw(table: Table, row: Row, seq: int, previous: str) -> str | None:
    """一行哪里不对；对的为 None，并把时间换成写入时的样子。"""
    if row["seq"] != seq:
        return "不见了"
    try:
        row |= {name: _as_written(row[name], kind) for name, kind in _temporal(table).items()}
        sealed = chain.seal(previous, row)
    except (TypeError, ValueError):
        return "的内容读不出来"
    if row["previous"] != previous:
        return "与前一条接不上"
    return None if row["hash"] == sealed else "的内容被改动过"


@cache
def _temporal(table: Table) -> dict[str, type]:
    moments = {column.name: datetime for column in table.c if isinstance(column.type, UTCDateTime)}
    return moments | {column.name: date for column in table.c if isinstance(column.type, Date)}


def _as_written(value: Any, kind: type) -> date:
    """库里的一个时刻或日子；写法与助手写的差一个字也不算（换个分隔符，读出来是一样的）。"""
    return _day(value) if kind is date else _moment(value)


def _moment(value: Any) -> datetime:
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if isinstance(value, str) and read.isoformat(" ", "microseconds") != value:
        raise ValueError(value)
    return read.replace(tzinfo=UTC)


def _day(value: Any) -> date:
    read = value if isinstance(value, date) else date.fromisoformat(value)
    if isinstance(value, str) and read.isoformat() != value:
        raise ValueError(value)
    return read


@cache
def _spans(day: date) -> tuple[Span, ...]:
    return spans(day)


def _named(key: _Key) -> str:
    return f"名册第 {key.member_id} 号 {key.start} 起这一{_PERIODS.get(key.period, '期')}"
