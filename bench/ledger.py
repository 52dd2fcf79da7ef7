"""python3 run.py bench ledger [笔数]：流水一万笔与一百万笔（可到一千万），看积分、看榜、出周报各要多少，差几倍。

同一次运行里另与“SUM … GROUP BY，配最合适的索引”比。流水、合计都用 SQL 成批造，不经助手。
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from cli.revision import load_tables
from core.domain.calendar import Period, start_of
from core.store import figures, ledger, migrate, standings

FEW, MANY = 10_000, 1_000_000
PEOPLE, BRANCH, ZHANG = 50, 1, 7
DAYS = 322
"""从 2026 年 1 月 5 日（周一）起，到 11 月 22 日（周日）为止。"""
FIRST, TODAY = "2026-01-05", date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
ROUNDS, BASE_ROUNDS = 300, 5
MOST_TIMES, LEAST_GAIN = 1.5, 20
_MOMENT = "2026-11-22 04:00:00.000000"
_MONDAY = "date(day, 'weekday 0', '-6 days')"
_QUARTER = "date(day, 'start of month', '-' || ((CAST(strftime('%m', day) AS INTEGER) - 1) % 3) || ' months')"
_STARTS = {
    Period.DAY: "day",
    Period.WEEK: _MONDAY,
    Period.MONTH: "date(day, 'start of month')",
    Period.QUARTER: _QUARTER,
    Period.YEAR: "date(day, 'start of year')",
}
_ENTRIES = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
INSERT INTO ledger_entry
(id, branch_id, seq, member_id, act, rule, rule_version, points, day, reason, source, recorded_at, previous, hash)
SELECT i, {BRANCH}, i, i % {PEOPLE} + 1, i,
CASE i % 4 WHEN 0 THEN 'quiz' WHEN 1 THEN 'volunteer' WHEN 2 THEN 'attendance' ELSE 'checkin' END,
1, i % 5 + 1, date('{FIRST}', '+' || (i / {PEOPLE} * 37 % {DAYS}) || ' days'), '学习登记', printf('bench:%09d', i),
'{_MOMENT}', '0', '0' FROM n
"""  # noqa: S608 固定的几个数
"""37 与 322 互质：笔数再少，也散在全年各天。"""
_DAILY = """
CREATE TEMP TABLE daily AS SELECT member_id, branch_id, day, SUM(points) AS points, COUNT(*) AS positives
FROM ledger_entry GROUP BY member_id, branch_id, day
"""
_BOARD = (
    "SELECT member_id, SUM(points) FROM ledger_entry INDEXED BY {index} "
    "WHERE branch_id = :branch AND day BETWEEN :first AND :last GROUP BY member_id ORDER BY 2 DESC LIMIT 11"
)
_OWN = "SELECT rule, SUM(points) FROM ledger_entry WHERE member_id = :member GROUP BY rule"
_INDEXES = (
    "CREATE INDEX bench_day ON ledger_entry (branch_id, day, member_id, points)",
    "CREATE INDEX bench_member ON ledger_entry (branch_id, member_id, day, points)",
    "CREATE INDEX bench_own ON ledger_entry (member_id, rule, points)",
)
Work = Callable[[Session], object]


def main(arguments: list[str]) -> int:
    """量一遍并打印；超过要求的返回 1。"""
    many = int(arguments[0]) if arguments else MANY
    load_tables()
    with tempfile.TemporaryDirectory() as folder, books(Path(folder), FEW) as few, books(Path(folder), many) as more:
        spent = _measure({FEW: few, many: more})
        base = _measure_base(more)
    wrong = 0
    for name, pair in spent.items():
        times, gain = pair[many] / pair[FEW], base[name] / pair[many]
        wrong += times > MOST_TIMES or (gain < LEAST_GAIN and name in _JUDGED)
        sys.stdout.write(
            f"{name}：{FEW} 笔 {pair[FEW] * 1000:.2f} 毫秒，{many} 笔 {pair[many] * 1000:.2f} 毫秒，{times:.2f} 倍；"
            f"现加起来 {base[name] * 1000:.1f} 毫秒，是它的 {gain:.0f} 倍\n"
        )
    sys.stdout.write("没有达到要求。\n" if wrong else "都达到要求。\n")
    return 1 if wrong else 0


@contextmanager
def books(folder: Path, rows: int) -> Generator[Session]:
    """一本有 rows 笔的账，五十个人，一年。"""
    url = f"sqlite:///{folder / f'{rows}.db'}"
    migrate.upgrade(url, NOON)
    engine = create_engine(url)
    began = time.perf_counter()
    _fill(engine, rows)
    sys.stdout.write(f"造 {rows} 笔用了 {time.perf_counter() - began:.0f} 秒\n")
    with Session(engine) as session:
        yield session
    engine.dispose()


def _fill(engine: Engine, rows: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("PRAGMA synchronous = OFF"))
        # 只追加的触发器逐行查重，成批造的时候不必
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("INSERT INTO branch VALUES (:id, '支部', 'Asia/Shanghai', :at)"), _HOME)
        for number in range(1, PEOPLE + 1):
            person = {"id": number, "branch": BRANCH, "name": f"同志{number:02}", "at": _MOMENT}
            connection.execute(text(_PERSON), person)
        connection.execute(text(_ENTRIES), {"rows": rows})
        connection.execute(text(_DAILY))
        for period, start in _STARTS.items():
            connection.execute(text(_TOTALS.format(period=period.value, start=start)))
        connection.execute(text(_SHARES))
        for tally in figures.Tally:
            week = start_of(Period.WEEK, TODAY)
            row = {"branch": BRANCH, "start": week.isoformat(), "tally": tally.value, "times": 86}
            connection.execute(text("INSERT INTO figure VALUES (:branch, 'week', :start, :tally, :times)"), row)
        connection.execute(text("ANALYZE"))


_HOME = {"id": BRANCH, "at": _MOMENT}
_PERSON = (
    "INSERT INTO member (id, branch_id, name, category, review, in_group, floating, created_at) "
    "VALUES (:id, :branch, :name, 'full', 0, 1, 0, :at)"
)
_TOTALS = (
    "INSERT INTO total (member_id, period, start, branch_id, points, positives) "
    "SELECT member_id, '{period}', {start} AS first, branch_id, SUM(points), SUM(positives) "
    "FROM daily GROUP BY member_id, first"
)
_SHARES = (
    "INSERT INTO share (member_id, rule, branch_id, points) "
    "SELECT member_id, rule, branch_id, SUM(points) FROM ledger_entry GROUP BY member_id, rule"
)


def _board(period: Period) -> Work:
    def work(session: Session) -> object:
        start = start_of(period, TODAY)
        count = standings.participants(session, BRANCH, period, start)
        return count, standings.leaders(session, BRANCH, period, start, min(10, count // 2))

    return work


def _weekly(session: Session) -> object:
    return _board(Period.WEEK)(session), figures.of(session, BRANCH, Period.WEEK, start_of(Period.WEEK, TODAY))


def _own(session: Session) -> object:
    week, month = (ledger.points_in(session, ZHANG, one, TODAY) for one in (Period.WEEK, Period.MONTH))
    return ledger.balance(session, ZHANG), week, month, ledger.shares(session, ZHANG)


WORKS: dict[str, Work] = {
    "我的积分": _own,
    "周榜": _board(Period.WEEK),
    "年榜": _board(Period.YEAR),
    "周报数字": _weekly,
}
_JUDGED = {"年榜"}
"""一百万笔时一周、一人只有两万笔，现加也不慢；要求是对着全部流水说的。"""


def _measure(both: dict[int, Session]) -> dict[str, dict[int, float]]:
    """几本账轮着量，机器忙闲对它们一样。"""
    spent: dict[str, dict[int, list[float]]] = {name: {rows: [] for rows in both} for name in WORKS}
    for name, work in WORKS.items():
        for _ in range(ROUNDS):
            for rows, session in both.items():
                began = time.perf_counter()
                work(session)
                spent[name][rows].append(time.perf_counter() - began)
                session.rollback()
    return {name: {rows: statistics.median(one) for rows, one in pair.items()} for name, pair in spent.items()}


def add_indexes(session: Session) -> None:
    """现加起来要用的索引；只给它用。"""
    for statement in _INDEXES:
        session.execute(text(statement))
    session.commit()


def added_up() -> dict[str, list[Work]]:
    """同样几样，现加起来的做法：榜有两种索引可用，取快的那种。"""
    weekly, yearly = (_summed_board(start_of(one, TODAY)) for one in (Period.WEEK, Period.YEAR))
    own = [_query(_OWN, {"member": ZHANG})]
    return {"我的积分": own, "周榜": weekly, "年榜": yearly, "周报数字": weekly}


def _summed_board(first: date) -> list[Work]:
    values: dict[str, object] = {"branch": BRANCH, "first": first.isoformat(), "last": TODAY.isoformat()}
    return [_query(_BOARD.format(index=index), values) for index in ("bench_day", "bench_member")]


def _query(query: str, values: dict[str, object]) -> Work:
    return lambda session: session.execute(text(query), values).all()


def _measure_base(session: Session) -> dict[str, float]:
    """现加起来要多少。"""
    add_indexes(session)
    return {name: min(_median(session, work) for work in works) for name, works in added_up().items()}


def _median(session: Session, work: Work) -> float:
    spent = list[float]()
    for _ in range(BASE_ROUNDS):
        began = time.perf_counter()
        work(session)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)
