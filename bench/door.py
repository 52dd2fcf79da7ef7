"""python3 run.py bench door：闲聊和打卡，与没有响应器、只有一个复读响应器的 NoneBot 交替着量。

闲聊量每条用掉的 CPU；打卡量每秒办成几条（以表情调用到达为准）和 99 分位的等待，写库用 synchronous=FULL。
"""

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench._wire import Wire, environment, free_port, running

ROUNDS = 5
CHATTER = 10_000
CHECKINS = 1500
SUPERUSER = 99
FIRST_MEMBER = 100_000
IN_FLIGHT = (32, 256)
_PATIENCE = 120.0
LINES = (
    "今天天气不错，大家周末有空一起去爬山吗",
    "收到快递了",
    "打卡了吗",
    "大家记得打卡哦",
    "会议材料谁负责打印，下午三点之前要",
    "A股今天大跌",
    "签到处在一楼大厅",
    "好的，辛苦了",
    "明天上午九点在二楼会议室开会，请大家带好笔记本，准时参加，不要迟到",
)


def main(arguments: list[str]) -> int:
    """量一遍并打印；参数是轮数。"""
    asyncio.run(_main(int(arguments[0]) if arguments else ROUNDS))
    return 0


async def _main(rounds: int) -> None:
    members = rounds * CHECKINS * len(IN_FLIGHT)
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            ports = {name: free_port() for name in ("bare", "echo", "ours")}
            wires: dict[str, Wire] = {}
            for name in ("bare", "echo"):
                command = ["-m", "bench._bare", name, str(ports[name])]
                wires[name] = await stack.enter_async_context(running(command, ports[name], environment()))
            ours = environment(
                BOT_MODE="production", PORT=ports["ours"], DATA_DIR=folder, LOG_LEVEL="WARNING", SUPERUSERS=SUPERUSER
            )
            wires["ours"] = await stack.enter_async_context(running(["-m", "cli", "run"], ports["ours"], ours))
            await draft_roster(wires["ours"], members)
            await _chatter(wires, rounds)
            await _checkins(wires, rounds)
        size = (Path(folder) / "bot.db").stat().st_size / 1e6
        sys.stdout.write(f"量完，库 {size:.1f} MB\n")


async def draft_roster(wire: Wire, members: int) -> None:
    """起草一份够大的名册，好让每次打卡都是第一次。"""
    wire.members = [{"user_id": FIRST_MEMBER + i, "card": f"同志{i}"} for i in range(members)]
    wire.members.append({"user_id": SUPERUSER, "card": "运维"})
    _, frame = wire.frame(SUPERUSER, "绑定支部 基准支部")
    arrival = wire.expect("send_msg")
    await wire.socket.send(frame)
    await asyncio.wait_for(arrival, _PATIENCE)
    await wire.settle()


async def _chatter(wires: dict[str, Wire], rounds: int) -> None:
    spent: dict[str, list[float]] = {name: [] for name in wires}
    for _ in range(rounds):
        for name, wire in wires.items():
            before = wire.cpu()
            for i in range(CHATTER):
                _, frame = wire.frame(FIRST_MEMBER + i % 500, LINES[i % len(LINES)])
                await wire.socket.send(frame)
                if i % 50 == 0:
                    await asyncio.sleep(0.002)
            await wire.settle()
            spent[name].append((wire.cpu() - before) / CHATTER * 1e6)
    bare = statistics.median(spent["bare"])
    for name, figures in spent.items():
        median = statistics.median(figures)
        sys.stdout.write(
            f"闲聊 {name:5} 每条 {median:6.0f} µs CPU = {median / bare:.2f} × bare（{_spread(figures)}）\n"
        )


async def _checkins(wires: dict[str, Wire], rounds: int) -> None:
    fresh = iter(range(FIRST_MEMBER, FIRST_MEMBER + 10**9))
    for flight in IN_FLIGHT:
        rates: dict[str, list[float]] = {"echo": [], "ours": []}
        waits: dict[str, list[float]] = {"echo": [], "ours": []}
        cpu: dict[str, list[float]] = {"echo": [], "ours": []}
        for _ in range(rounds):
            users = [next(fresh) for _ in range(CHECKINS)]
            for name in ("echo", "ours"):
                before = wires[name].cpu()
                rate, wait = await _burst(wires[name], users, flight, by_user=name == "echo")
                rates[name].append(rate)
                waits[name].append(wait)
                cpu[name].append((wires[name].cpu() - before) / CHECKINS * 1000)
        for name in ("echo", "ours"):
            sys.stdout.write(
                f"打卡 {flight:3} 条在途 {name:5} {statistics.median(rates[name]):5.0f} 条/秒，"
                f"99 分位 {statistics.median(waits[name]) * 1000:5.0f} 毫秒，"
                f"每条 {statistics.median(cpu[name]):.2f} 毫秒 CPU\n"
            )
        ratios = [a / b for a, b in zip(rates["ours"], rates["echo"], strict=True)]
        slower = [a / b for a, b in zip(waits["ours"], waits["echo"], strict=True)]
        sys.stdout.write(
            f"打卡 {flight:3} 条在途：速度 {statistics.median(ratios):.2f} × echo（{_spread(ratios)}），"
            f"99 分位 {statistics.median(slower):.2f} × echo（{_spread(slower)}）\n"
        )


async def _burst(wire: Wire, users: list[int], flight: int, *, by_user: bool) -> tuple[float, float]:
    """同时有 flight 条在途地发完，返回（每秒几条，99 分位等多少秒）。"""
    queue, waits = iter(users), list[float]()
    start = time.perf_counter()

    async def one_line() -> None:
        for user in queue:
            message_id, frame = wire.frame(user, "打卡")
            key = str(user if by_user else message_id)
            arrival, began = wire.expect(key), time.perf_counter()
            await wire.socket.send(frame)
            waits.append(await asyncio.wait_for(arrival, _PATIENCE) - began)

    await asyncio.gather(*(one_line() for _ in range(flight)))
    took = time.perf_counter() - start
    return len(users) / took, statistics.quantiles(waits, n=100)[98]


def _spread(figures: list[float]) -> str:
    return f"{min(figures):.2f}—{max(figures):.2f}"
