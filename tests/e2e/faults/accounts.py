"""助手的账：SQLite 和 PostgreSQL 上同一种看法。"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from tests.e2e.books import query

Row = tuple[object, ...]

OPEN = "SELECT count(*) FROM outbox WHERE state IN ('due', 'sending', 'seeking')"
"""还没有了结的信。"""
CREDITED = """
SELECT account.user_id,
    (SELECT count(*) FROM checkin WHERE checkin.member_id = account.member_id),
    (SELECT count(*) FROM ledger_entry WHERE ledger_entry.member_id = account.member_id),
    (SELECT points FROM total WHERE total.member_id = account.member_id AND period = 'year')
FROM account
WHERE EXISTS (SELECT 1 FROM checkin WHERE checkin.member_id = account.member_id)
   OR EXISTS (SELECT 1 FROM ledger_entry WHERE ledger_entry.member_id = account.member_id)
"""
"""每个登记过的人：登记几行、流水几笔、今年积分。"""


class Accounts:
    """一个库；where 是 SQLite 文件，或 PostgreSQL 地址。"""

    def __init__(self, where: Path | str) -> None:
        self._where = where

    async def rows(self, sql: str) -> list[Row]:
        """查一次。"""
        if isinstance(self._where, Path):
            return query(self._where, sql)
        url = make_url(self._where).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    async def credited(self) -> dict[str, Row]:
        """QQ 号 →（登记几行，流水几笔，今年积分）。"""
        return {str(user_id): tuple(rest) for user_id, *rest in await self.rows(CREDITED)}

    async def everyone(self, people: Collection[str], seconds: float = 120) -> None:
        """等到这些人都登记上了。"""

        async def all_in() -> bool:
            return set(people) <= (await self.credited()).keys()

        await eventually(all_in, "都登记上", seconds)

    async def settled(self, seconds: float = 120) -> None:
        """等到发件箱里的都了结。"""

        async def empty() -> bool:
            return (await self.rows(OPEN))[0][0] == 0

        await eventually(empty, "发件箱都了结", seconds)


async def eventually(condition: Callable[[], Awaitable[object]], what: str, seconds: float = 10) -> None:
    """等一个要去问的条件成立；seconds 秒还没有等到就失败。"""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"等了 {seconds} 秒也没有等到：{what}"
        await asyncio.sleep(0.05)
