"""python3 run.py bench backup：一年的账（五十人、六万次操作），备份耽误写多久、恢复核对多久、翻一个字节查不查得出。"""

import asyncio
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench._wire import environment
from core.domain.dialogue import Branch, Record, Request, Scene
from core.domain.permission import Actor
from core.settings import ROOT
from core.store import audit, ledger, migrate
from core.store.branches import BranchRow
from core.store.db import Database, connect
from core.store.ledger import Award
from core.store.members import Member
from core.store.verify import verify_file

ACTS = 60_000
MEMBERS = 50
WRITERS = 8
ROUNDS = 3
FLIPS = 2000
FLIPS_IN_THE_YEAR = 5
_FEW = 300
_ZONE = "Asia/Shanghai"
_START = datetime(2025, 11, 22, 1, tzinfo=UTC)
_NOTES = (
    "",
    "学习《中国共产党支部工作条例（试行）》第十一条，体会是先把应到的人数弄清楚",
    "读报",
    "参加主题党日，听了老党员的讲述",
)


def main(arguments: list[str]) -> int:
    """量一遍；参数是操作次数。查不出的字节有意义，或超了时限，返回 1。"""
    acts = int(arguments[0]) if arguments else ACTS
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        began = time.perf_counter()
        build(data / "bot.db", acts)
        size = (data / "bot.db").stat().st_size / 1e6
        sys.stdout.write(f"造好 {acts} 次操作、{acts} 笔积分：{size:.0f} MB，{time.perf_counter() - began:.0f} 秒\n")
        held = asyncio.run(_writers(data))
        took = _restore(data, Path(folder) / "empty")
        small = Path(folder) / "small.db"
        build(small, _FEW)
        missed = _flip(small, FLIPS) + _flip(data / "bot.db", FLIPS_IN_THE_YEAR)
    return 1 if missed or took > 15 or held > 0.1 else 0


def build(path: Path, acts: int) -> None:
    """一个支部一年的账，由真的写法写成。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(f"sqlite:///{path}", _START)
    engine = create_engine(f"sqlite:///{path}")
    with Session(engine) as session, session.begin():
        branch = BranchRow(name="机关第三党支部", zone=_ZONE, created_at=_START)
        session.add(branch)
        session.flush()
        members = [Member(branch_id=branch.id, name=f"同志{number}", created_at=_START) for number in range(MEMBERS)]
        session.add_all(members)
        session.flush()
        for number in range(acts):
            act(session, branch.id, members[number % MEMBERS].id, number, _START + timedelta(days=365) * number / acts)
    engine.dispose()


def act(session: Session, branch_id: int, member_id: int, number: int, now: datetime) -> None:
    """一次学习登记：一笔积分，一条操作日志。"""
    actor = Actor(str(10_000 + member_id), f"同志{member_id}", branch_id, member_id)
    branch = Branch(branch_id, "机关第三党支部", _ZONE)
    request = Request(actor, branch, Scene.GROUP, now, "qq", "10000", "20001", str(number), _ZONE)
    source, note = f"checkin:{member_id}:{number}", _NOTES[number % len(_NOTES)]
    award = Award(member_id, "checkin", 1, 2, now.date(), "学习登记", source)
    ledger.post(session, branch_id, audit.next_act(session, branch_id), award, now)
    cause = audit.Cause("10000", "group:20001", str(number))
    audit.record(session, request, "check_in", Record(f"学习登记（{now:%m月%d日}）{note}"), cause)


@dataclass(slots=True)
class _Load:
    """一直有人写：waits 是每一次从交去写到提交等了多少秒。"""

    database: Database
    waits: list[float]
    number: int
    going: bool = True

    async def write(self) -> None:
        """写到叫停为止，写完一次歇一歇。"""
        while self.going:
            self.number += 1
            number, began = self.number, time.perf_counter()
            member_id = number % MEMBERS + 1
            now = _START + timedelta(days=366, seconds=number % 3600)
            await self.database.write(1, lambda session: act(session, 1, member_id, number, now))  # noqa: B023 等它写完才有下一次
            self.waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.002)


async def _writers(data: Path) -> float:
    """同样的写，有没有备份交替着量；返回有备份时等得最久的秒数。"""
    database, longest = connect(f"sqlite:///{data / 'bot.db'}"), {"没有备份": list[float](), "正在备份": list[float]()}
    number = ACTS * 10
    for _ in range(ROUNDS):
        for name, figures in longest.items():
            load = _Load(database, [], number)
            writing = [asyncio.ensure_future(load.write()) for _ in range(WRITERS)]
            took = await (_back_up(data) if name == "正在备份" else _pause(6.0))
            load.going, number = False, load.number + WRITERS
            await asyncio.gather(*writing)
            number = load.number
            figures.append(max(load.waits))
            high = statistics.quantiles(load.waits, n=100)[98]
            sys.stdout.write(
                f"{name}：{took:.1f} 秒里写了 {len(load.waits)} 次，等得最久 {max(load.waits) * 1000:.0f} 毫秒，"
                f"99 分位 {high * 1000:.1f}，中位 {statistics.median(load.waits) * 1000:.1f}\n"
            )
    await database.close()
    return max(longest["正在备份"])


async def _pause(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


async def _back_up(data: Path) -> float:
    began = time.perf_counter()
    target, ours = data.parent / f"{began}.tar.gz", environment(BOT_MODE="production", DATA_DIR=data)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "backup", str(target), cwd=ROOT, env=ours
    )
    assert await process.wait() == 0
    return time.perf_counter() - began


def _restore(data: Path, empty: Path) -> float:
    """两条命令各另起一个进程，连同起解释器的时间。"""
    packed, ours = min(data.parent.glob("*.tar.gz")), environment(BOT_MODE="production", DATA_DIR=data)
    took = list[float]()
    for command in (["restore", str(packed), str(empty)], ["verify", str(empty / "bot.db")]):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cli", *command], cwd=ROOT, env=ours, check=True)
        took.append(time.perf_counter() - began)
    size = packed.stat().st_size / 1e6
    sys.stdout.write(f"备份 {size:.1f} MB；恢复 {took[0]:.1f} 秒，再核对 {took[1]:.1f} 秒，共 {sum(took):.1f} 秒\n")
    return sum(took)


def _flip(path: Path, times: int) -> int:
    """在流水、日志和它们的索引占的页里随处翻一个字节，数数有几处没有查出来、却改了内容。"""
    content, whole = path.read_bytes(), _content(path)
    pages = _pages(path)
    spoilt, found, blank, missed = path.with_name("spoilt.db"), 0, 0, 0
    for _ in range(times):
        offset = random.choice(pages) * 4096 + random.randrange(4096)  # noqa: S311 挑一处，不作密用
        flipped = bytearray(content)
        flipped[offset] ^= random.randrange(1, 256)  # noqa: S311 同上
        spoilt.write_bytes(flipped)
        if verify_file(spoilt).faults:
            found += 1
        elif _content(spoilt) == whole:
            blank += 1
        else:
            missed += 1
    sys.stdout.write(
        f"{len(content) / 1e6:.1f} MB 的库随处翻 {times} 个字节："
        f"查出 {found}，翻在空处、内容一字不差 {blank}，漏掉 {missed}\n"
    )
    return missed


def _pages(path: Path) -> list[int]:
    """流水、日志连同索引占了哪几页，从零数起。"""
    query = "SELECT pageno - 1 FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN (?, ?))"
    with closing(sqlite3.connect(path)) as connection:
        return [page for (page,) in connection.execute(query, (ledger.ENTRY.name, audit.ACT.name))]


def _content(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        rows = list[tuple[object, ...]]()
        for table in (ledger.ENTRY.name, audit.ACT.name):
            rows += connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608 表名出自代码
        return rows
