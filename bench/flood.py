"""python3 run.py bench flood：一下子来一万条（十条里一条是打卡），丢没丢、其间事件循环应一声要多久、占多少内存。

应声用另一个账号的连接量：发 ping，等 pong。基准是只有一个复读响应器的 NoneBot，同样的一万条。
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from bench._wire import Wire, environment, free_port, running
from bench.door import FIRST_MEMBER, LINES, SUPERUSER, draft_roster

MESSAGES, ONE_IN = 10_000, 10
PATIENCE = 120.0
_EVERY = 0.02


def main(_arguments: list[str]) -> int:
    """量一遍并打印；丢了返回 1。"""
    return asyncio.run(_main())


async def _main() -> int:
    port = free_port()
    async with running(["-m", "bench._bare", "echo", str(port)], port, environment()) as wire:
        await _flood("echo", wire, port, "user_id")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        ours = environment(BOT_MODE="production", PORT=port, DATA_DIR=folder, LOG_LEVEL="WARNING", SUPERUSERS=SUPERUSER)
        async with running(["-m", "cli", "run"], port, ours) as wire:
            await draft_roster(wire, MESSAGES)
            answered = await _flood("ours", wire, port, "message_id")
        with closing(sqlite3.connect(Path(folder) / "bot.db")) as connection:
            kept = connection.execute("SELECT count(*) FROM checkin").fetchone()[0]
    lost = MESSAGES // ONE_IN - min(kept, answered)
    sys.stdout.write(f"打卡 {MESSAGES // ONE_IN} 条，答复 {answered}，登记 {kept}，丢 {lost}\n")
    return 1 if lost else 0


async def _flood(name: str, wire: Wire, port: int, key: str) -> int:
    """一口气发完，等到都有了下文；返回答复了几条打卡。echo 每条都答。"""
    frames, arrivals = list[str](), list[asyncio.Future[float]]()
    for number in range(MESSAGES):
        order = number % ONE_IN == 0
        user_id = FIRST_MEMBER + number
        message_id, frame = wire.frame(user_id, "打卡" if order else LINES[number % len(LINES)])
        frames.append(frame)
        if order or key == "user_id":
            arrivals.append(wire.expect(str(user_id if key == "user_id" else message_id)))
    before, largest, slowest = wire.process.memory_info().rss, [0.0], list[float]()
    async with _other_account(port) as other:
        watching = asyncio.get_running_loop().create_task(_watch(wire, other, largest, slowest))
        began = time.perf_counter()
        for frame in frames:
            await wire.socket.send(frame)
        done, _ = await asyncio.wait(arrivals, timeout=PATIENCE)
        took = time.perf_counter() - began
        watching.cancel()
    sys.stdout.write(
        f"{name:5} {MESSAGES} 条一齐来：{took:.1f} 秒办完，其间应声最慢 {max(slowest, default=0):.2f} 秒，"
        f"内存 {before / 1e6:.0f} → {largest[0] / 1e6:.0f} MB\n"
    )
    return len(done)


def _other_account(port: int) -> connect:
    headers = {"X-Self-ID": "10999", "X-Client-Role": "Universal"}
    return connect(f"ws://127.0.0.1:{port}/onebot/v11/ws", additional_headers=headers, compression=None)


async def _watch(wire: Wire, other: ClientConnection, largest: list[float], slowest: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await (await other.ping())
        slowest.append(time.perf_counter() - began)
        largest[0] = max(largest[0], wire.process.memory_info().rss)
        await asyncio.sleep(_EVERY)
