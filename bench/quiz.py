"""python3 run.py bench quiz：五百人十秒里作答、各改一次，与同一次运行里五百次打卡（来得一样快）比应答的 99 分位。

量完公布：各人最后的答案都在、公布只有一条；另说公布（判答、一千笔积分）用了多久。
"""

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench._wire import Wire, environment, free_port, running
from bench.door import FIRST_MEMBER, SUPERUSER, draft_roster
from cli.revision import load_tables
from core.domain.questions import Question, QuestionType, Source
from core.store import migrate, question_bank, seeding
from core.store.db import connect
from core.store.questions import BUILT_IN, row_of

PEOPLE, SECONDS, TIMES = 500, 10.0, 2.0
PATIENCE = 60.0
BOOK = "基准条例"
ASKED = Question("量快慢用的一题。", QuestionType.SINGLE, ("甲", "乙", "丙", "丁"), "B", "", Source(BOOK, 2026, "一"))


def main(_arguments: list[str]) -> int:
    """量一遍并打印；丢了答案、公布不止一条、慢过两倍的返回 1。"""
    load_tables()
    return asyncio.run(_main())


async def _main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        file, port = Path(folder) / "bot.db", free_port()
        await _fill(f"sqlite:///{file}")
        ours = environment(BOT_MODE="production", PORT=port, DATA_DIR=folder, LOG_LEVEL="ERROR", SUPERUSERS=SUPERUSER)
        async with running(["-m", "cli", "run"], port, ours) as wire:
            await draft_roster(wire, PEOPLE)
            await _order(wire, SUPERUSER, "设职务 同志0 书记")
            users = [FIRST_MEMBER + number for number in range(PEOPLE)]
            # 夜里量也要当场发出来
            await _order(wire, users[0], "安静时段 关")
            await _order(wire, users[0], f"发一题 {BOOK}")
            await wire.settle()
            # 打卡与作答一段隔一段：机器忽快忽慢时两边一样受着；前一半各答一次，后一半各改一次
            base, answers, half = list[float](), list[float](), PEOPLE // 2
            for some, said in ((users[:half], "A"), (users[half:], "选B")):
                base += await _paced(wire, [(user, "打卡") for user in some], SECONDS / 4)
                answers += await _paced(wire, [(user, said) for user in users], SECONDS / 2)
            took = await _order(wire, users[0], "公布答案")
            await wire.settle()
        with closing(sqlite3.connect(file)) as connection:
            kept = _number(connection, "SELECT count(*) FROM quiz_answer WHERE choice = 'B' AND right")
            told = _number(connection, "SELECT count(*) FROM outbox WHERE kind = 'quiz_result'")
            points = _number(connection, "SELECT count(*) FROM ledger_entry WHERE rule LIKE 'quiz%'")
    ratio = _p99(answers) / _p99(base)
    sys.stdout.write(f"打卡 {PEOPLE} 次：应答中位 {_ms(statistics.median(base))}，99 分位 {_ms(_p99(base))}\n")
    sys.stdout.write(
        f"作答 {len(answers)} 次：应答中位 {_ms(statistics.median(answers))}，99 分位 {_ms(_p99(answers))}"
    )
    sys.stdout.write(f"（{ratio:.2f} 倍，不超过 {TIMES:.0f} 倍）\n")
    sys.stdout.write(
        f"最后的答案留下 {kept} 份（应为 {PEOPLE}），公布 {told} 条，积分 {points} 笔，公布用 {_ms(took)}\n"
    )
    return 0 if kept == PEOPLE and told == 1 and ratio <= TIMES else 1


async def _fill(url: str) -> None:
    now = datetime.now(UTC)
    await asyncio.to_thread(migrate.upgrade, url, now)
    database = connect(url)
    # 先收下自带的题：启动时再收，不在其中的会停用
    await database.write(None, lambda session: seeding.sow(session, now))
    await database.write(None, lambda session: question_bank.bring_in(session, BUILT_IN, [row_of(ASKED)], None, now))
    await database.close()


async def _order(wire: Wire, user: int, text: str) -> float:
    """一条口令从发出到有回应（表情或一句话）用了几秒。"""
    message_id, frame = wire.frame(user, text)
    waits = [wire.expect(str(message_id)), wire.expect("send_msg")]
    began = time.perf_counter()
    await wire.socket.send(frame)
    done, _ = await asyncio.wait(waits, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    return min(one.result() for one in done) - began


async def _paced(wire: Wire, said: list[tuple[int, str]], seconds: float) -> list[float]:
    """在 seconds 秒里匀着发完，各条等了多久。"""
    frames = [wire.frame(user, text) for user, text in said]
    waits, sent = [wire.expect(str(message_id)) for message_id, _ in frames], list[float]()
    began = time.perf_counter()
    for number, (_, frame) in enumerate(frames):
        await asyncio.sleep(max(0.0, began + seconds * number / len(frames) - time.perf_counter()))
        sent.append(time.perf_counter())
        await wire.socket.send(frame)
    arrived = await asyncio.wait_for(asyncio.gather(*waits), PATIENCE)
    return [there - here for here, there in zip(sent, arrived, strict=True)]


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _p99(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[-1]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} 毫秒"
