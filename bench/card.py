"""python3 run.py bench card：画一张卡片要多久，与同一个模板、同样数据的裸 Typst 交替着量；其间事件循环停顿多久。"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pylopdf_fonts_zh_cn import sans_path
from typst import Compiler

from bench._pause import longest_pause
from core.domain.attachments import Card
from core.files.cards import ROOT, Press

ROUNDS = 30
FOLDER, TEMPLATE = ROOT / "tests" / "files" / "cards", "sample/week"
TIMES_BARE, PAUSE = 2.0, 0.015
"""比裸 Typst 至多慢几倍；比空转至多多停多少秒。"""


def main(arguments: list[str]) -> int:
    """量一遍并打印；超出的返回 1。参数是轮数。"""
    return asyncio.run(_main(int(arguments[0]) if arguments else ROUNDS))


async def _main(rounds: int) -> int:
    press, bare = Press(FOLDER), _bare()
    bare_times, our_times = list[float](), list[float]()
    pool, loop = ThreadPoolExecutor(1), asyncio.get_running_loop()
    await press.draw(Card(TEMPLATE, _data(0)))
    await loop.run_in_executor(pool, bare, _data(0))
    idle_pauses, pauses, image = list[float](), list[float](), b""
    for number in range(1, rounds + 1):
        # 每次数据都不同，免得只是取出上一次画好的
        began = time.perf_counter()
        await loop.run_in_executor(pool, bare, _data(number))
        bare_times.append(time.perf_counter() - began)
        began = time.perf_counter()
        image = await press.draw(Card(TEMPLATE, _data(-number)))
        our_times.append(time.perf_counter() - began)
        # 画一张，再空转同样久
        pauses.append(await longest_pause(press.draw(Card(TEMPLATE, _data(rounds + number)))))
        idle_pauses.append(await longest_pause(asyncio.sleep(our_times[-1])))
    busy, idle, usual = max(pauses), max(idle_pauses), statistics.median(pauses)
    ours, theirs = statistics.median(our_times), statistics.median(bare_times)
    sys.stdout.write(f"一张 30 行的卡片：{ours * 1000:.1f} 毫秒，裸 Typst {theirs * 1000:.1f} 毫秒")
    sys.stdout.write(f"（{ours / theirs:.2f} 倍，不超过 {TIMES_BARE:.0f} 倍），{len(image) // 1024} KB\n")
    sys.stdout.write(f"画 {rounds} 张时事件循环最长停 {busy * 1000:.1f} 毫秒，空转同样久 {idle * 1000:.1f} 毫秒")
    sys.stdout.write(f"（多 {(busy - idle) * 1000:.1f}，不超过 {PAUSE * 1000:.0f}；多半一张只停 {usual * 1000:.1f}）\n")
    return 0 if ours <= TIMES_BARE * theirs and busy - idle <= PAUSE else 1


def _bare() -> Callable[[dict[str, Any]], object]:
    compiler = Compiler(root=ROOT, font_paths=[sans_path().parent], ignore_system_fonts=True)
    source = FOLDER / f"{TEMPLATE}.typ"

    def compile_one(data: dict[str, Any]) -> object:
        return compiler.compile(source, format="png", ppi=160, sys_inputs={"data": json.dumps(data)})

    return compile_one


def _data(number: int) -> dict[str, Any]:
    rows = [
        {"place": place, "name": f"欧阳{chr(0x4E00 + number % 5000 + place)}", "group": "第一党小组", "points": place}
        for place in range(1, 31)
    ]
    figures = [{"name": "学习登记", "value": f"{number} 人次"}, {"name": "答题", "value": "132 人次"}]
    words = {"title": "一周学习情况", "org": "机关第三党支部", "range": "11月16日—22日", "foot": "自愿参加。"}
    return words | {"figures": figures, "rows": rows}
