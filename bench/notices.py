"""python3 run.py bench notices：二百位同志五秒之内答同一份通知，留没留全、助手在群里说了几条、应声要多久。

量两遍：平台有表情的（回复“收到”），没有表情的（说“参加”）。应声是从发出那一句到贴上表情；没有表情的量全部记下用了多久。
"""

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench._wire import Wire, environment, free_port, running
from bench.door import FIRST_MEMBER, SUPERUSER, draft_roster
from core.domain.notices import Audience, Choice, NoticeKind, NoticeState, Wanted

PEOPLE, WITHIN = 200, 5.0
MOST_SAID = 2
PATIENCE = 60.0
_LOOK_EVERY = 0.02
_SOURCE = 777_777


def main(_arguments: list[str]) -> int:
    """量一遍并打印；丢了、说多了的返回 1。"""
    return asyncio.run(_main())


async def _main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        port, file = free_port(), Path(folder) / "bot.db"
        ours = environment(BOT_MODE="production", PORT=port, DATA_DIR=folder, LOG_LEVEL="WARNING", SUPERUSERS=SUPERUSER)
        async with running(["-m", "cli", "run"], port, ours) as wire:
            await draft_roster(wire, PEOPLE)
            _post(file)
            wrong = await _round("有表情", wire, file, ("收到", Choice.ACK))
            wire.faceless = True
            wrong += await _round("没有表情", wire, file, ("参加", Choice.COMING))
    return 1 if wrong else 0


async def _round(name: str, wire: Wire, file: Path, answer: tuple[str, Choice]) -> int:
    """二百位各答一句，均匀地发在五秒里；返回丢了几条、多说了几条。"""
    said, sent, arrivals = wire.said, list[float](), list[asyncio.Future[float]]()
    began = time.perf_counter()
    for number in range(PEOPLE):
        message_id, frame = wire.frame(FIRST_MEMBER + number, answer[0])
        reply = f'"message": [{{"type": "reply", "data": {{"id": "{_SOURCE}"}}}}, '
        arrivals.append(wire.expect(str(message_id)))
        await asyncio.sleep(max(0.0, began + number * WITHIN / PEOPLE * 0.98 - time.perf_counter()))
        sent.append(time.perf_counter())
        await wire.socket.send(frame.replace('"message": [', reply, 1))
    kept = 0
    for _ in range(round(PATIENCE / _LOOK_EVERY)):
        if (kept := _kept(file, answer[1])) == PEOPLE:
            break
        await asyncio.sleep(_LOOK_EVERY)
    took = time.perf_counter() - began
    await wire.settle()
    waits = [one.result() - at for one, at in zip(arrivals, sent, strict=True) if one.done()]
    spoken = wire.said - said
    sys.stdout.write(
        f"{name}：{PEOPLE} 位 {took:.1f} 秒答完，留下 {kept} 份，助手在群里说了 {spoken} 条{_p99(waits)}\n"
    )
    return PEOPLE - kept + max(0, spoken - MOST_SAID)


def _p99(waits: list[float]) -> str:
    if len(waits) < PEOPLE:
        return ""
    median, p99 = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
    return f"，应声中位 {median * 1000:.0f} ms、p99 {p99 * 1000:.0f} ms"


def _kept(file: Path, choice: Choice) -> int:
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT count(*) FROM notice_answer WHERE choice = ? AND withdrawn_at IS NULL"
        return int(connection.execute(query, (choice.value,)).fetchone()[0])


def _post(file: Path) -> None:
    """群里一条原有的话设成了通知。"""
    now = datetime.now(UTC).replace(tzinfo=None)
    notice = {
        "branch_id": 1,
        "number": 1,
        "kind": NoticeKind.GENERAL_MEETING.value,
        "title": "支部党员大会",
        "body": "请各位同志阅知。",
        "audience": Audience.ALL.value,
        "wanted": Wanted.ATTENDANCE.value,
        "urgent": 0,
        "state": NoticeState.OPEN.value,
        "version": 1,
        "starts_at": f"{now + timedelta(days=2):%Y-%m-%d %H:%M:%S.%f}",
        "answers_until": f"{now + timedelta(days=2):%Y-%m-%d %H:%M:%S.%f}",
        "officer_id": 1,
        "confirmed_at": f"{now:%Y-%m-%d %H:%M:%S.%f}",
    }
    names = ", ".join(notice)
    with closing(sqlite3.connect(file)) as connection, connection:
        holes = ", ".join("?" * len(notice))
        connection.execute(f"INSERT INTO notice ({names}) VALUES ({holes})", tuple(notice.values()))  # noqa: S608 列名都在上面
        source = (1, f"source:{_SOURCE}", str(_SOURCE))
        connection.execute("INSERT INTO notice_message (notice_id, key, message_id) VALUES (?, ?, ?)", source)
