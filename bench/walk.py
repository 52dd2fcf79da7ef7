"""python3 run.py bench walk --events 100000 [--seed 1] [--real]：随机走，见 tests/dialogue/walk.py。

全部口令、各种身份的人、各种故障；有人看到出错的话、日志里有错、账对不上、群里有不该有的点名，就停下说明，返回 1。
--real 用真的数据库那支笔，慢几倍。
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from nonebot.log import logger

from cli._plugins import load_routes
from core.store import migrate, sealed
from core.store.db import connect
from core.store.verify import verify_file

EVENTS = 100_000
_START = datetime(2026, 11, 23, 4, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    """走一遍。"""
    parser = argparse.ArgumentParser(prog="python3 run.py bench walk")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", action="store_true")
    options = parser.parse_args(arguments)
    load_routes()
    # 请假的缘由要加密存
    sealed.use(secrets.token_bytes(32))
    logger.remove()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_main(Path(folder) / "bot.db", options))


async def _main(path: Path, options: argparse.Namespace) -> int:
    # 台子在测试里；口令表装好之后才能引用
    from tests.dialogue.stage import PEOPLE, Group, Stage, settle_everyone  # noqa: PLC0415 见上
    from tests.dialogue.walk import StraightDatabase, Stumbled, Walk  # noqa: PLC0415 见上

    url = f"sqlite:///{path}"
    await asyncio.to_thread(migrate.upgrade, url, _START)
    database = connect(url)
    await settle_everyone(Group(Stage(database, _START, first_id=1), PEOPLE))
    await database.close()
    walk, began = Walk(url, options.seed, _START, connect if options.real else StraightDatabase), time.perf_counter()
    try:
        await walk.go(options.events)
    except Stumbled as stumbled:
        sys.stdout.write(f"{stumbled}\n")
        return 1
    took, verdict = time.perf_counter() - began, verify_file(path)
    books = f"操作 {verdict.acts} 次、积分 {verdict.entries} 笔，{verdict.faults or '都对得上'}"
    sys.stdout.write(f"{options.events} 步，{took:.0f} 秒：有答复 {walk.heard} 次；{books}\n")
    sys.stdout.write(f"{dict(walk.steps.most_common())}\n")
    return 1 if verdict.faults else 0
