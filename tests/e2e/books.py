"""从外面读助手的账本：只读打开 SQLite 文件。"""

import sqlite3
from contextlib import closing
from pathlib import Path

ONE_CHECKIN = (1, 1, 2)
"""登记一行、流水一笔、积分两分。"""

_PER_MEMBER = """
SELECT account.user_id,
    (SELECT count(*) FROM checkin WHERE checkin.member_id = account.member_id),
    (SELECT count(*) FROM ledger_entry WHERE ledger_entry.member_id = account.member_id),
    (SELECT points FROM total WHERE total.member_id = account.member_id AND period = ?)
FROM account
WHERE EXISTS (SELECT 1 FROM checkin WHERE checkin.member_id = account.member_id)
   OR EXISTS (SELECT 1 FROM ledger_entry WHERE ledger_entry.member_id = account.member_id)
   OR EXISTS (SELECT 1 FROM total WHERE total.member_id = account.member_id)
"""


def query(path: Path, sql: str, *values: object) -> list[tuple]:
    """查一次。"""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
        return connection.execute(sql, values).fetchall()


def number(path: Path, sql: str, *values: object) -> int:
    """查一个数。"""
    return query(path, sql, *values)[0][0]


def checkins(path: Path, period: str = "day") -> dict[str, tuple[int, int, int]]:
    """每个登记过的人：QQ 号 →（登记几行，流水几笔，这一期积分）。"""
    return {user_id: tuple(rest) for user_id, *rest in query(path, _PER_MEMBER, period)}


def chain_is_whole(path: Path) -> bool:
    """流水的哈希链一环接一环，序号从一连到底。"""
    rows = query(path, "SELECT branch_id, seq, previous, hash FROM ledger_entry ORDER BY branch_id, seq")
    last: dict[int, tuple[int, str]] = {}
    for branch_id, seq, previous, sealed in rows:
        before = last.get(branch_id, (0, "0" * 64))
        if (seq, previous) != (before[0] + 1, before[1]):
            return False
        last[branch_id] = (seq, sealed)
    return True
