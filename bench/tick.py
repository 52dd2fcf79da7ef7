"""python3 run.py bench tick：发件箱里积了两百件和两万件到时候的信，定时走一格、认领一件各要多少，差几倍。

另量开着一百份、一千份通知（各排了两次会前提醒）时走一格的差别，和再加上一百件、两万件定时推送的差别。
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select
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
from core.store.members import Member
from core.store.notices import Notice
from core.store.outbox import Lease, Letter
from plugins.pushes.tables import Push

FEW, MANY = 200, 20_000
FEW_NOTICES, MANY_NOTICES = 100, 1000
PUSHES_EACH = 50
FEW_OF_BOTH, MANY_OF_BOTH = (100, 100), (20_000, 1000)
"""几件定时推送、几份开着的通知。"""
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
        _say(name, (f"{FEW} 件", figures[FEW][name]), (f"{MANY} 件", figures[MANY][name]))
    few, many = (min(asyncio.run(_measure_notices(count)) for _ in range(2)) for count in (FEW_NOTICES, MANY_NOTICES))
    _say("走一格，开着的通知", (f"{FEW_NOTICES} 份", few), (f"{MANY_NOTICES} 份", many))
    few, many = (min(asyncio.run(_measure_town(*size)) for _ in range(2)) for size in (FEW_OF_BOTH, MANY_OF_BOTH))
    named = ("{} 件推送、{} 份开着的通知".format(*size) for size in (FEW_OF_BOTH, MANY_OF_BOTH))
    _say("走一格，排着", *zip(named, (few, many), strict=True))
    return 0


def _say(name: str, few: tuple[str, float], many: tuple[str, float]) -> None:
    sizes = "，".join(f"{size} {spent * 1000:.2f} 毫秒" for size, spent in (few, many))
    sys.stdout.write(f"{name}：{sizes}，{many[1] / few[1]:.2f} 倍\n")


@asynccontextmanager
async def _furnished(fill: Callable[[Session], None]) -> AsyncGenerator[House]:
    """一个迁移好的空库，装上 fill 给的东西。"""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bot.db'}"
        await asyncio.to_thread(migrate.upgrade, url, NOON)
        settings = Settings(_env_file=None, database_url=url)  # pyright: ignore[reportCallIssue] 由 BaseSettings 动态接受
        house = furnish(Runtime(settings, connect(url), Gate(), now=lambda: NOON))
        await house.runtime.database.write(None, fill)
        yield house
        await house.runtime.database.close()


async def _measure_notices(count: int) -> float:
    def fill(session: Session) -> None:
        _found(session, 1)
        _open_notices(session, 1, count)

    async with _furnished(fill) as house:
        return await _median(house.jobs.tick)


async def _measure_town(pushes: int, notices: int) -> float:
    """各支部都排满定时推送，开着的通知摊给各支部。"""

    def fill(session: Session) -> None:
        branches = -(-pushes // PUSHES_EACH)
        for branch_id in range(1, branches + 1):
            _found(session, branch_id)
            _schedule_pushes(session, branch_id, min(PUSHES_EACH, pushes))
            _open_notices(session, branch_id, notices * branch_id // branches - notices * (branch_id - 1) // branches)

    async with _furnished(fill) as house:
        return await _median(house.jobs.tick)


def _found(session: Session, branch_id: int) -> None:
    session.execute(insert(BranchRow).values(id=branch_id, name="支部", zone=ZONE, created_at=NOON))
    members.enrol(session, branch_id, "张三", NOON)


def _schedule_pushes(session: Session, branch_id: int, count: int) -> None:
    """排 count 件每天发的推送，今天都还没有到点。"""
    officer = session.scalars(select(Member).where(Member.branch_id == branch_id)).one()
    for number in range(1, count + 1):
        push = Push(branch_id=branch_id, number=number, text="读一段", study=False, spoken="每天", once=False)
        push.workdays, push.on_holidays, push.officer_id = False, False, officer.id
        push.created_at, push.deleted_at = NOON, None
        session.add(push)
        row = firing.arrange(
            session, Task(branch_id, "scheduled_push", push.ref), {"hour": 20, "minute": 0}, ZONE, NOON
        )
        firing.turn(session, row, ZONE, NOON, enabled=True)


def _open_notices(session: Session, branch_id: int, count: int) -> None:
    """一个支部 count 份开着的会议通知，各排了两次提醒。"""
    officer = session.scalars(select(Member).where(Member.branch_id == branch_id)).one()
    for number in range(1, count + 1):
        starts_at = NOON + timedelta(days=2, minutes=number)
        notice = Notice(branch_id=branch_id, number=number, kind="general_meeting", title="支部党员大会", body="")
        notice.starts_at, notice.answers_until, notice.confirmed_at = starts_at, starts_at, NOON
        notice.place = notice.agenda = notice.subgroup_id = notice.most = None
        notice.audience, notice.wanted, notice.state = "all", "attendance", "open"
        notice.urgent, notice.version, notice.officer_id = False, 1, officer.id
        session.add(notice)
        session.flush()
        meetings.arrange_reminders(session, notice, ZONE, NOON)


async def _measure(rows: int) -> dict[str, float]:
    async with _furnished(lambda session: _fill(session, rows)) as house:
        return {
            "走一格": await _median(house.jobs.tick),
            "认领一件": await _median(lambda: _claim(house)),
            "前面的都要歇着": await _median(lambda: _claim(house, {f"group:{one}" for one in range(GROUPS)})),
        }


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
