from collections.abc import Awaitable, Callable, Generator
from pathlib import Path

import pytest

from tests.e2e.faults.town import CLOCKED, HASTE, ShiftedClock
from tests.e2e.house import House


@pytest.fixture
def clock(tmp_path: Path) -> ShiftedClock:
    """拨到今天 19:50 的钟：每日小结还差十分钟。"""
    clock = ShiftedClock(tmp_path / "clock.txt")
    clock.set(19, 50)
    return clock


@pytest.fixture
def open_house(build_house: Callable[..., House], clock: ShiftedClock) -> Callable[..., Awaitable[House]]:
    """开一个钟可以拨、说话不必等的助手。"""

    async def opened(**settings: str) -> House:
        house = build_house(module=CLOCKED, **{"CLOCK_FILE": str(clock.path), **HASTE, **settings})
        await house.start()
        return house

    return opened


@pytest.fixture
def postgres(engine_of: Callable, migrated: Callable[[str], str]) -> Generator[str]:
    """一个迁移好的空 PostgreSQL 库。"""
    engine = engine_of("postgresql")
    url = engine.lease(migrated("postgresql"))
    yield url
    engine.give_back(url)
