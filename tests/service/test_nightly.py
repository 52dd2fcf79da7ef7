"""夜里的备份：该做才做，一天一份，没有做成写进日志、一小时后再试。"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from pathlib import Path

import pytest
from nonebot.log import logger
from sqlalchemy import select

from core.chat import nightly
from core.chat.gate import Gate
from core.chat.runtime import Runtime, wall_clock
from core.settings import Settings
from core.store import backups, connections, migrate
from core.store.db import connect
from core.store.outbox import Outgoing
from tests.conftest import NOON
from tests.service.books import alter, fill


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_construct(data_dir=tmp_path / "data", superusers=("90001", "90002"))


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


class Nights:
    """一夜一夜地做；told 是告诉过运维的话，新的在后。"""

    def __init__(self, settings: Settings) -> None:
        self.now = NOON
        self.settings, self.database = settings, connect(settings.database)
        self.runtime = Runtime(settings, self.database, Gate(), now=lambda: self.now)

    async def told(self) -> list[tuple[str, str]]:
        rows = await self.database.read(
            lambda session: session.execute(select(Outgoing.target, Outgoing.text).order_by(Outgoing.id)).all()
        )
        return [(row.target, row.text) for row in rows]

    async def passes(self, days: int) -> None:
        """过了 days 天，每天做两次。"""
        for _ in range(days * 2):
            before = made(self.settings)
            await nightly.back_up_and_tell(self.runtime)
            if made(self.settings) > before:
                # 备份的文件名照真的钟，精确到秒
                await asyncio.sleep(1)
            self.now += timedelta(hours=12)


@pytest.fixture
async def nights(settings: Settings, database: Path) -> AsyncGenerator[Nights]:
    del database
    made = Nights(settings)
    await made.database.write(None, lambda session: connections.arrive(session, "10000", NOON))
    yield made
    await made.database.close()


async def test_the_operator_is_told_once_of_a_failure_and_once_of_its_end(nights: Nights, settings: Settings) -> None:
    folder = backups.folder_in(settings.data)
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("占着备份目录的名字")
    await nights.passes(2)
    told = await nights.told()
    assert [target for target, _ in told] == ["90001", "90002"]
    assert told[0][1].startswith("夜里的备份没有做成，一小时后再试：")
    assert "上次成功的备份：一份也没有。" in told[0][1]
    await nights.passes(2)
    assert [text.split("：")[0] for target, text in await nights.told() if target == "90001"][1:] == [
        "已经 3 天没有成功的备份"
    ]
    folder.unlink()
    await nights.passes(2)
    assert (await nights.told())[4:] == [(one, "备份又做成了，不必再管。") for one in settings.superusers]


async def test_nobody_is_told_of_a_night_that_went_well(nights: Nights) -> None:
    await nights.passes(1)
    assert await nights.told() == []


async def test_a_second_streak_is_told_again(nights: Nights, settings: Settings) -> None:
    folder = backups.folder_in(settings.data)
    folder.mkdir(parents=True)
    (folder / backups.name_at(NOON.replace(tzinfo=None) - timedelta(days=9))).touch()
    alter(settings.data / "bot.db", "UPDATE act SET summary = '' WHERE branch_id = 1 AND seq = 5")
    await nights.passes(1)
    assert (await nights.told())[0][1].startswith("已经 9 天没有成功的备份：没有备份：核对没有通过")
    (folder / backups.name_at(NOON.replace(tzinfo=None) - timedelta(days=1))).touch()
    await nights.passes(1)
    assert len(await nights.told()) == 4
