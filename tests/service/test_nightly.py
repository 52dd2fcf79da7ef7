"""夜里的备份：该做才做，一天一份，没有做成写进日志、一小时后再试。"""

import asyncio
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from nonebot.log import logger

from core.chat import nightly
from core.chat.runtime import wall_clock
from core.settings import Settings
from core.store import backups, migrate
from core.store.db import connect
from tests.conftest import NOON
from tests.service.books import alter, fill


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_construct(data_dir=tmp_path / "data")


@pytest.fixture
async def database(settings: Settings) -> Path:
    settings.data.mkdir()
    await asyncio.to_thread(migrate.upgrade, settings.database, NOON)
    opened = connect(settings.database)
    await opened.write(None, fill)
    await opened.close()
    return settings.data / "bot.db"


@pytest.fixture
def written() -> Generator[list[str]]:
    """写进日志的话。"""
    lines = list[str]()
    sink = logger.add(lambda line: lines.append(str(line)), format="{level} {message}")
    yield lines
    logger.remove(sink)


def made(settings: Settings) -> int:
    return len(backups.moments_in(backups.folder_in(settings.data)))


@pytest.mark.usefixtures("database")
async def test_once_a_day(settings: Settings, written: list[str]) -> None:
    before_three = NOON.replace(hour=18, minute=59)
    await nightly.back_up(settings, before_three)
    assert made(settings) == 0
    await nightly.back_up(settings, NOON)
    assert made(settings) == 1
    assert written[0].startswith("INFO 已备份到 ")
    await nightly.back_up(settings, wall_clock())
    assert made(settings) == 1
    assert len(written) == 1


async def test_one_that_fails_is_written_down_and_tried_again(
    settings: Settings, database: Path, written: list[str]
) -> None:
    alter(database, "UPDATE act SET summary = '' WHERE branch_id = 1 AND seq = 5")
    for hours in range(2):
        await nightly.back_up(settings, NOON + timedelta(hours=hours))
    assert made(settings) == 0
    assert len(written) == 2
    assert written[0].startswith("ERROR 夜里的备份没有做成，一小时后再试：没有备份：核对没有通过（支部“机关第三党支部”")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("changes", [{"bot_mode": "sandbox"}, {"database_url": "postgresql://nowhere/db"}])
async def test_not_in_the_sandbox_and_not_for_postgres(settings: Settings, changes: dict[str, str]) -> None:
    await nightly.back_up(settings.model_copy(update=changes), NOON)
    assert made(settings) == 0
