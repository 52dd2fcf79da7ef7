"""python3 run.py bench start：从起进程到能连上要多久、占多少内存；与什么也没有的 NoneBot 交替着量。"""

import asyncio
import statistics
import sys
import tempfile
import time

from bench._wire import environment, free_port, running

ROUNDS = 5
COMMANDS = {"bare": ["-m", "bench._bare", "bare"], "ours": ["run.py"]}


def main(arguments: list[str]) -> int:
    """量几轮并打印中位数；参数是轮数。"""
    asyncio.run(_main(int(arguments[0]) if arguments else ROUNDS))
    return 0


async def _main(rounds: int) -> None:
    waits: dict[str, list[float]] = {name: [] for name in COMMANDS}
    memory: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                port = free_port()
                ours = environment(BOT_MODE="production", DATA_DIR=folder, PORT=port)
                extra = [str(port)] if name == "bare" else []
                began = time.perf_counter()
                async with running([*command, *extra], port, ours) as wire:
                    waits[name].append(wire.ready_at - began)
                    memory[name].append(wire.process.memory_info().rss / 1e6)
    for name in COMMANDS:
        sys.stdout.write(
            f"{name:5} 起到能连上 {statistics.median(waits[name]):.2f} 秒（最慢 {max(waits[name]):.2f}），"
            f"内存 {statistics.median(memory[name]):.0f} MB\n"
        )
