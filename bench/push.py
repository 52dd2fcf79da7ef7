"""python3 run.py bench push：六十个群同一时刻该发，客户端好好的与故障频频的交替着量，各要多久、有没有发两遍。

故障：十个群发了却没有回音，十个群头两次没发成，其间断线三次。每分钟的条数放到最大，量的是办事的快慢，不是节拍。
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench._wire import environment, free_port, serving
from cli.revision import load_tables
from core.domain.dialogue import Scene
from core.store import migrate, outbox
from core.store.db import connect
from core.store.outbox import Letter
from sandbox.client import Client
from sandbox.faults import Faults, to_group
from sandbox.model import Group
from sandbox.world import World

GROUPS, TROUBLED, DROPS = 60, 10, 3
ACCOUNT = "10000"
WORDS = "学习小结"
PATIENCE = 120.0


def main(_arguments: list[str]) -> int:
    """量两遍并打印；有漏发、有发两遍的返回 1。"""
    load_tables()
    wrong = 0
    for name, faulty in (("好好的", False), ("故障频频", True)):
        took, counts, calls = asyncio.run(_measure(faulty=faulty))
        missing = sum(counts[str(group)] == 0 for group in range(GROUPS))
        twice = sum(count > 1 for count in counts.values())
        wrong += missing + twice
        sys.stdout.write(f"{name}：{took:.1f} 秒发完 {GROUPS} 个群，调用 {calls} 次，漏 {missing}，重 {twice}\n")
    return 1 if wrong else 0


async def _measure(*, faulty: bool) -> tuple[float, dict[str, int], int]:
    with tempfile.TemporaryDirectory() as folder:
        await _fill(f"sqlite:///{Path(folder) / 'bot.db'}")
        port = free_port()
        ours = environment(BOT_MODE="production", PORT=port, DATA_DIR=folder, LOG_LEVEL="ERROR")
        ours |= {"SENDS_PER_MINUTE": "600", "API_TIMEOUT": "1"}
        world = World([Group(str(group), f"第{group}群") for group in range(GROUPS)], now=lambda: datetime.now(UTC))
        async with serving(["-m", "cli", "run"], ours):
            client = Client(world, f"ws://127.0.0.1:{port}/onebot/v11/ws", faults=_trouble(faulty=faulty))
            async with client:
                await client.connected.wait()
                began = time.perf_counter()
                await _deliver(client, drops=DROPS if faulty else 0)
                took = time.perf_counter() - began
        return took, dict(client.deliveries(WORDS)), len(client.called("send_msg"))


async def _deliver(client: Client, drops: int) -> None:
    """等到每个群都有了；发到四分之一、一半、四分之三时各断一次。"""
    marks = [GROUPS * number // (drops + 1) for number in range(1, drops + 1)]
    async with asyncio.timeout(PATIENCE):
        while len(delivered := client.deliveries(WORDS)) < GROUPS:
            if marks and len(delivered) >= marks[0]:
                marks.pop(0)
                client.drop()
            await asyncio.sleep(0.02)


def _trouble(*, faulty: bool) -> Faults:
    faults = Faults()
    for group in range(TROUBLED if faulty else 0):
        faults.ghost("send_msg", times=1, when=to_group(str(group)))
        faults.fail("send_msg", times=2, when=to_group(str(TROUBLED + group)))
    return faults


async def _fill(url: str) -> None:
    now = datetime.now(UTC)
    await asyncio.to_thread(migrate.upgrade, url, now)
    database = connect(url)
    for group in range(GROUPS):
        letter = Letter(
            key=f"push:{group}",
            branch_id=None,
            account=ACCOUNT,
            scene=Scene.GROUP.value,
            target=str(group),
            kind="bench",
            text=f"{WORDS}：五位同志登记了学习。",
            not_before=now,
            expires_at=now + timedelta(hours=1),
        )
        await database.write(None, lambda session, letter=letter: outbox.put(session, letter, now))
    await database.close()
