"""钟可以拨的助手：与 python3 run.py 走同一条路，只是看的钟由环境变量 CLOCK_FILE 里的秒数拨快拨慢。

收到 SIGUSR1 就走一格，不必等到整分；走完在旁边的 .ticks 文件里添一个点。用法：python -m tests.e2e.faults.clocked run
"""

import asyncio
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import nonebot

import bot
from cli import run
from core.chat.runtime import wall_clock
from core.settings import load
from core.store import migrate, sealed, secret

_ticks: set[asyncio.Task[None]] = set()


def main() -> None:
    """照 cli.run 的样子启动，换掉钟。"""
    shift = Path(os.environ["CLOCK_FILE"])

    def now() -> datetime:
        return wall_clock() + timedelta(seconds=float(shift.read_text("utf-8")))

    settings = load()
    with migrate.hold(settings.database):
        migrate.upgrade(settings.database, now())
        sealed.use(secret.load_or_create(settings.data / secret.NAME))
        house = bot.build(settings)
        house.runtime.now = now

        @nonebot.get_driver().on_startup
        async def listen() -> None:
            loop = asyncio.get_running_loop()

            async def walk() -> None:
                await house.jobs.tick()
                with shift.with_suffix(".ticks").open("a", encoding="utf-8") as ticks:
                    ticks.write(".")

            def tick() -> None:
                task = loop.create_task(walk())
                _ticks.add(task)
                task.add_done_callback(_ticks.discard)

            loop.add_signal_handler(signal.SIGUSR1, tick)

        run.serve()


if __name__ == "__main__":
    main()
