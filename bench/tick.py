"""python3 run.py bench tick：发件箱里积了两百件和两万件到时候的信，定时走一格、认领一件各要多少，差几倍。

另量开着一百份、一千份通知（各排了两次会前提醒）时走一格的差别。
"""

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
from core.store import firing, meetings, members, migrate, outbox
from core.store.branches import BranchRow
from core.store.db import connect
from core.store.firing import Task
from core.store.notices import Notice
from core.store.outbox import Lease, Letter

FEW, MANY = 200, 20_000
FEW_NOTICES, MANY_NOTICES = 100, 1000
ZONE = "Asia/Shanghai"
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
    sizes = (FEW_NOTICES, MANY_NOTICES)
    few, many = (min(asyncio.run(_measure_notices(count)) for _ in range(2)) for count in sizes)
    sys.stdout.write(
        f"走一格，开着的通知：{FEW_NOTICES} 份 {few * 1000:.2f} 毫秒，{MANY_NOTICES} 份 {many * 1000:.2f} 毫秒，"
        f"{many / few:.2f} 倍\n"
    )
    return 0


async def _measure_notices(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bot.db'}"
        await asyncio.to_thread(migrate.upgrade, url, NOON)
        settings = Settings(_env_file=None, database_url=url)  # pyright: ignore[reportCallIssue] 由 BaseSettings 动态接受
        house = furnish(Runtime(settings, connect(url), Gate(), now=lambda: NOON))
        await house.runtime.database.write(None, lambda session: _open_notices(session, count))
        spent = await _median(house.jobs.tick)
        await house.runtime.database.close()
    return spent


def _open_notices(session: Session, count: int) -> None:
    """一个支部 count 份开着的会议通知，各排了两次提醒。"""
    session.execute(insert(BranchRow).values(id=1, name="支部", zone=ZONE, created_at=NOON))
    secretary = members.enrol(session, 1, "张三", NOON)
    for number in range(1, count + 1):
        starts_at = NOON + timedelta(days=2, minutes=number)
        notice = Notice(branch_id=1, number=number, kind="general_meeting", title="支部党员大会", body="")
        notice.starts_at, notice.answers_until, notice.confirmed_at = starts_at, starts_at, NOON
        notice.place = notice.agenda = notice.subgroup_id = notice.most = None
        notice.audience, notice.wanted, notice.state = "all", "attendance", "open"
        notice.urgent, notice.version, notice.officer_id = False, 1, secretary.id
        session.add(notice)
        session.flush()
        meetings.arrange_reminders(session, notice, ZONE, NOON)


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
        session.execute(insert(BranchRow).values(id=number, name="支部", zone=ZONE, created_at=NOON))
        task = Task(number, "bench")
        row = firing.arrange(session, task, {"hour": 20, "minute": 0}, ZONE, NOON)
        firing.turn(session, row, ZONE, NOON, enabled=True)


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
