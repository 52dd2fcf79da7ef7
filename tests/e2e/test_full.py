"""磁盘满了：说一句话，进程不倒，之前的都在，腾出地方重送就办成。"""

import errno
import re
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.e2e.books import ONE_CHECKIN, chain_is_whole, checkins
from tests.e2e.house import House
from tests.e2e.waiting import until
from tests.e2e.wire import Wire, message, wired

PEOPLE = ("63001", "63002", "63003")
SORRY = re.compile(r"出了点问题，已记录（编号 ([0-9A-F]{4})），这次没有办成。请稍后再试；若仍不行，请把编号告诉运维。")
Build = Callable[..., House]
Limit = Callable[[House], AbstractContextManager[None]]


async def lives_through(house: House, full: Limit) -> None:
    """满了、腾开、重送，前后都对得上。"""
    async with wired(house, listed=PEOPLE) as wire:
        await wire.binds()
        await wire.checks_in("63001")
        with full(house):
            refused = await wire.say("63002", "打卡")
            await until(lambda: len(wire.texts) > 1, "磁盘满了的那句话")
            refused_too = await wire.say("63002", "打卡 学党章")
            await until(lambda: len(wire.texts) > 2, "再来一次还是那句话")
            assert all(SORRY.fullmatch(one) for one in wire.texts[1:]), wire.texts
            assert house.alive
            assert wire.open
            assert checkins(house.database) == {"63001": ONE_CHECKIN}
        await redelivered(wire, "63002", refused)
        await redelivered(wire, "63002", refused_too)
        await wire.checks_in("63003")
        assert len(wire.texts) == 3, "每次只说一句"
        numbers = [SORRY.fullmatch(one)[1] for one in wire.texts[1:]]
        errors = [line for line in house.stderr.splitlines() if " ERROR " in line]
        assert len(errors) == 2, "每个编号在日志里一条，不多"
        assert all(number in error for number, error in zip(numbers, errors, strict=True))
    await house.restart()
    async with wired(house) as wire:
        assert "积分 2。" in await wire.own_record("63002")
    await house.stop()
    assert checkins(house.database) == dict.fromkeys(PEOPLE, ONE_CHECKIN)
    assert chain_is_whole(house.database)


async def redelivered(wire: Wire, user_id: str, message_id: int) -> None:
    """同一条消息再送一次，这回办成。"""
    await wire.send(message(user_id, "打卡", message_id))
    await wire.acked(message_id)


@contextmanager
def no_larger_file(house: House) -> Generator[None]:
    """这个进程写的文件从此不能再大，像撞上了配额。"""
    import resource

    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    limit = (house.database.with_name("bot.db-wal").stat().st_size, resource.RLIM_INFINITY)
    resource.prlimit(house.pid, resource.RLIMIT_FSIZE, limit)
    yield
    resource.prlimit(house.pid, resource.RLIMIT_FSIZE, unlimited)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prlimit 只有 Linux 有")
async def test_a_file_that_may_not_grow(build_house: Build) -> None:
    house = build_house()
    await house.start()
    await lives_through(house, no_larger_file)


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """一块 8 MB 的盘。"""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("没有挂载的权限，造不出一块小盘；上一个测试用限额代替")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path: Path) -> None:
    """写到一个字节也放不下为止。"""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 写到满是准备，不是要验的事


async def test_a_disk_without_room(build_house: Build, small_disk: Path) -> None:
    filler = small_disk / "filler"

    @contextmanager
    def filled(_: House) -> Generator[None]:
        fill(filler)
        yield
        filler.unlink()

    house = build_house(small_disk / "data")
    await house.start()
    await lives_through(house, filled)
    house.close()
