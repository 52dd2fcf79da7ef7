"""python3 run.py bench kill：满负荷时 kill -9 五十次，数一数答复过的打卡是不是都在、有没有记两次。"""

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from websockets.exceptions import ConnectionClosed

from bench._wire import Wire, environment, free_port, running
from bench.door import FIRST_MEMBER, SUPERUSER, draft_roster

KILLS = 50
IN_FLIGHT = 32
MEMBERS_A_LIFE = 600
LONGEST_LIFE = 0.8
"""每次从连上到被杀，最长多少秒。"""


def main(arguments: list[str]) -> int:
    """杀若干次再对账；对不上返回 1。参数是次数。"""
    kills = int(arguments[0]) if arguments else KILLS
    with tempfile.TemporaryDirectory() as folder:
        errors = Path(folder) / "stderr.txt"
        with errors.open("w", encoding="utf-8") as log:
            answered, started = asyncio.run(_kill(kills, folder, log))
        return _reckon(Path(folder) / "bot.db", answered, errors.read_text("utf-8"), started)


async def _kill(kills: int, folder: str, log: IO[str]) -> tuple[set[int], list[float]]:
    """杀 kills 次，返回（得到答复的消息号，每次从起到连上的秒数）。"""
    # 消息号跨进程不变：没有得到答复的那些，下一次原样重送
    unanswered: dict[int, str] = {}
    answered: set[int] = set()
    started = list[float]()
    ours = environment(BOT_MODE="production", DATA_DIR=folder, SUPERUSERS=SUPERUSER)
    users = iter(range(FIRST_MEMBER, FIRST_MEMBER + kills * MEMBERS_A_LIFE))
    for life in range(kills + 1):
        port, began = free_port(), time.perf_counter()
        async with running(["-m", "cli", "run"], port, ours | {"PORT": str(port)}, log) as wire:
            started.append(time.perf_counter() - began)
            if life == 0:
                await draft_roster(wire, kills * MEMBERS_A_LIFE)
            wire.next_id = 1_000_000 * (life + 1)
            await _work(wire, unanswered, answered, users, last=life == kills)
    return answered, started


async def _work(
    wire: Wire, unanswered: dict[int, str], answered: set[int], users: Iterator[int], *, last: bool
) -> None:
    """先重送没有答复的，再送新的，直到被杀；最后一次只重送，全部等到答复。"""
    backlog = list(unanswered.items())
    ends = time.perf_counter() + (60 if last else random.uniform(0.05, LONGEST_LIFE))  # noqa: S311 挑个时刻，不作密用

    async def one_line() -> None:
        while time.perf_counter() < ends:
            if backlog:
                message_id, frame = backlog.pop()
            elif last:
                return
            else:
                if (user := next(users, None)) is None:
                    return
                message_id, frame = wire.frame(user, "打卡")
                unanswered[message_id] = frame
            arrival = wire.expect(str(message_id))
            await wire.socket.send(frame)
            # 已经办过、只是没来得及答复的，重送后不会再答复：等一会儿就算有了着落
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(arrival, 0.5)
                answered.add(message_id)
                del unanswered[message_id]

    with suppress(ConnectionClosed):
        lines = [asyncio.ensure_future(one_line()) for _ in range(IN_FLIGHT)]
        if not last:
            await asyncio.sleep(max(ends - time.perf_counter(), 0))
            wire.process.kill()
        await asyncio.gather(*lines, return_exceptions=True)


def _reckon(path: Path, answered: set[int], log: str, started: list[float]) -> int:
    with closing(sqlite3.connect(path)) as connection:

        def count(query: str) -> int:
            return connection.execute(query).fetchone()[0]

        kept = {int(row[0]) for row in connection.execute("SELECT message_id FROM act WHERE kind = 'check_in'")}
        lost = len(answered - kept)
        twice = count("SELECT count(*) FROM (SELECT 1 FROM checkin GROUP BY member_id, day HAVING count(*) > 1)")
        apart = count("SELECT (SELECT count(*) FROM checkin) - (SELECT count(*) FROM ledger_entry)")
        drift = count(
            "SELECT (SELECT sum(points) FROM ledger_entry) - (SELECT sum(points) FROM total WHERE period = 'year')"
        )
        checkins = count("SELECT count(*) FROM checkin")
    locked = "database is locked" in log
    sys.stdout.write(
        f"杀 {len(started) - 1} 次：答复 {len(answered)} 次，登记 {checkins} 次，丢 {lost}，重 {twice}，"
        f"登记与流水相差 {apart}，合计相差 {drift}，database is locked {'有' if locked else '无'}；"
        f"起来最慢 {max(started):.1f} 秒\n"
    )
    return 1 if lost or twice or apart or drift or locked else 0
