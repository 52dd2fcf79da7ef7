"""python3 run.py bench bank：一万题从文件到入库每题多久、其间事件循环最长停多久；从十万题里抽一道是从一千题里抽的几倍。"""  # noqa: E501 整句照录

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench._pause import longest_pause
from cli._plugins import load_routes
from cli.revision import load_tables
from core.domain.attachments import Sheet, Workbook
from core.domain.dialogue import Branch, Request, Scene
from core.domain.permission import Actor
from core.domain.questions import Question, QuestionType, Source
from core.files import uploads
from core.files.workbooks import written
from core.store import migrate, question_bank, questions
from core.store.branches import BranchRow
from core.store.db import Database, connect
from core.store.members import Member
from core.store.questions import row_of
from plugins.bank import commands, service

T = TypeVar("T")

QUESTIONS, FEW, MANY = 10_000, 1_000, 100_000
PER_QUESTION, PAUSE, TIMES = 0.001, 0.05, 2.0
"""每题至多多少秒；循环至多停多少秒；从十万题里抽至多是从一千题里抽的几倍。"""
ROUNDS, BATCH = 200, 10
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SOURCE = Source("中国共产党章程", 2022, "八")


def main(arguments: list[str]) -> int:
    """量一遍并打印；超出的返回 1。参数是一次导入多少题。"""
    load_tables()
    load_routes()
    count = int(arguments[0]) if arguments else QUESTIONS
    # 与助手相同的收垃圾设置
    gc.freeze()
    gc.set_threshold(5_000, 50, 50)
    fits = [asyncio.run(_import(count)), asyncio.run(_pick())]
    return 0 if all(fits) else 1


async def _import(count: int) -> bool:
    data = written(Workbook("题库.xlsx", (_sheet(count),)))
    with tempfile.TemporaryDirectory() as folder:
        database = await _opened(folder)
        # 造文件、升级库留下的不算在导入头上
        gc.collect()
        gc.freeze()
        idle = await longest_pause(asyncio.sleep(3))
        spent = dict[str, float]()
        pauses = dict[str, float]()

        async def step(name: str, work: Awaitable[T]) -> T:
            began = time.perf_counter()
            task = asyncio.ensure_future(work)
            pauses[name] = await longest_pause(task)
            spent[name] = time.perf_counter() - began
            return await task

        upload = await step("读文件", uploads.read("题库.xlsx", data))
        file = await step("认题", asyncio.to_thread(commands.read_bank, upload))
        if file is None:
            return False
        request = _request()
        found = await step("查重", database.write(1, lambda session: service.preview(session, request, file)))
        batch = await step(
            "存预览", database.write(1, lambda session: service.keep_draft(session, request, found.fresh))
        )
        counts = await step("入库", database.write(1, lambda session: service.bring_in(session, request, batch)))
        await database.close()
    total, worst = sum(spent.values()), max(pauses.values())
    for name in spent:
        sys.stdout.write(f"{name}：{spent[name]:.2f} 秒，循环最长停 {pauses[name] * 1000:.0f} 毫秒\n")
    sys.stdout.write(
        f"导入 {sum(counts.values())} 题：{total * 1000 / count:.2f} 毫秒一题（不超过 {PER_QUESTION * 1000:.0f}），"
    )
    sys.stdout.write(f"循环最长停 {worst * 1000:.0f} 毫秒（不超过 {PAUSE * 1000:.0f}；空转时 {idle * 1000:.0f}）\n")
    return total <= PER_QUESTION * count and worst <= PAUSE and sum(counts.values()) == count


async def _pick() -> bool:
    with tempfile.TemporaryDirectory() as few_folder, tempfile.TemporaryDirectory() as many_folder:
        few, many = await _filled(few_folder, FEW), await _filled(many_folder, MANY)
        times: dict[int, list[float]] = {FEW: [], MANY: []}
        for _ in range(ROUNDS):
            for size, database in ((FEW, few), (MANY, many)):
                times[size].append(await database.read(_timed_pick))
        await few.close()
        await many.close()
    small, large = (statistics.median(times[size]) * 1000 for size in (FEW, MANY))
    sys.stdout.write(
        f"抽一题：{FEW} 题里 {small:.2f} 毫秒，{MANY} 题里 {large:.2f} 毫秒，{large / small:.2f} 倍（不超过 {TIMES:.0f}）\n"  # noqa: E501 整句照录
    )
    return large <= TIMES * small


def _timed_pick(session: Session) -> float:
    began = time.perf_counter()
    for _ in range(BATCH):
        questions.pick(session, 1)
    return (time.perf_counter() - began) / BATCH


async def _filled(folder: str, count: int) -> Database:
    database = await _opened(folder)
    for start in range(0, count, QUESTIONS):
        rows = [row_of(_question(number)) for number in range(start, min(count, start + QUESTIONS))]
        await database.write(1, lambda session, rows=rows: question_bank.bring_in(session, 1, rows, None, NOON))
    return database


async def _opened(folder: str) -> Database:
    url = f"sqlite:///{Path(folder) / 'bot.db'}"
    await asyncio.to_thread(migrate.upgrade, url, NOON)
    database = connect(url)
    await database.write(None, _found)
    return database


def _found(session: Session) -> None:
    session.execute(insert(BranchRow).values(id=1, name="支部", zone="Asia/Shanghai", created_at=NOON))
    session.execute(insert(Member).values(id=1, branch_id=1, name="陈志强", created_at=NOON))


def _request() -> Request:
    actor, branch = Actor("10003", "陈志强", 1, 1), Branch(1, "支部", "Asia/Shanghai")
    return Request(actor, branch, Scene.PRIVATE, NOON, "qq", "10000", None, "1", "Asia/Shanghai", act=1)


def _sheet(count: int) -> Sheet:
    header = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "出处")
    rows = [
        ("单选", one.stem, *one.options, str(one.answer), one.explanation, str(one.source))
        for one in map(_question, range(count))
    ]
    return Sheet("题库", header, rows)


def _question(number: int) -> Question:
    options = tuple(f"第{number}题的第{which}个说法，二十来个字，与平常的题差不多长" for which in "甲乙丙丁")
    stem = f"第{number}道题：关于党员的义务和权利，下列第{number}种说法中符合党章规定的是哪一项？"
    return Question(stem, QuestionType.SINGLE, options, "ABCD"[number % 4], f"见第{number}处的解析。", SOURCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
