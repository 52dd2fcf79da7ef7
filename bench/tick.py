"""python3 run.py bench tick：发件箱里积了两百件和两万件到时候的信，定时走一格、认领一件各要多少，差几倍。"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cli.revision import load_tables
from core.chat.gate import Gate
from core.chat.house import House, furnish
from core.chat.runtime import Runtime
from core.settings import Settings
from core.store import firing, migrate, outbox
from core.store.branches import BranchRow
from core.store.db import connect
from core.store.firing import Task
from core.store.outbox import Lease, Letter

FEW, MANY = 200, 20_000
ROUNDS = 30
ACCOUNT = "10000"
GROUPS = 60
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LEASE = Lease("bench", timedelta(minutes=1))


def main(_arguments: list[str]) -> int:
    """量一遍并打印。"""
    load_tables()
    figures = {rows: asyncio.run(_measure(rows)) for rows in (FEW, MANY, FEW, MANY)}
    for name in figures[FEW]:
        few, many = figures[FEW][name], figures[MANY][name]
        sys.stdout.write(
            f"{name}：{FEW} 件 {few * 1000:.2f} 毫秒，{MANY} 件 {many * 1000:.2f} 毫秒，{many / few:.2f} 倍\n"
        )
    return 0


async def _measure(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bot.db'}"
        await asyncio.to_thread(migrate.upgrade, url, NOON)
        settings = Settings(_env_file=None, database_url=url)  # pyright: ignore[reportCallIssue] 由 BaseSettings 动态接受
        house = furnish(Runtime(settings, connect(url), Gate(), now=lambda: NOON))
        await house.runtime.database.write(None, lambda session: _fill(session, rows))
        figures = {
            "走一格": await _median(house.jobs.tick),
            "认领一件": await _median(lambda: _claim(house)),
            "前面的都要歇着": await _median(lambda: _claim(house, {f"group:{one}" for one in range(GROUPS)})),
        }
        await house.runtime.database.close()
    return figures


def _fill(session: Session, rows: int) -> None:
    """Rows 件到时候的信，和一样多件今天还没有到点的定时。"""
    expires = NOON + timedelta(hours=1)
    for number in range(rows):
        target = str(number % GROUPS)
        letter = Letter(str(number), None, ACCOUNT, "group", target, "bench", "话", NOON, expires)
        outbox.put(session, letter, NOON)
    for number in range(1, rows + 1):
        session.execute(insert(BranchRow).values(id=number, name="支部", zone="Asia/Shanghai", created_at=NOON))
        task = Task(number, "bench")
        row = firing.arrange(session, task, {"hour": 20, "minute": 0}, "Asia/Shanghai", NOON)
        firing.turn(session, row, "Asia/Shanghai", NOON, enabled=True)


async def _claim(house: House, avoid: set[str] | None = None) -> None:
    await house.runtime.database.write(
        None, lambda session: outbox.claim(session, ACCOUNT, NOON, LEASE, avoid or set[str]())
    )


async def _median(work: Callable[[], Awaitable[None]]) -> float:
    spent = list[float]()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)
