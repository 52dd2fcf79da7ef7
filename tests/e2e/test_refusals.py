"""启动不了的时候：标准错误上一句话，退出码 1，没有堆栈，数据原样。"""

import asyncio
import os
import re
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.store import migrate
from tests.e2e.house import ROOT, House, free_port
from tests.e2e.wire import wired

Build = Callable[..., House]
CHINESE = re.compile("[\u4e00-\u9fff]")


async def refusal(house: House) -> str:
    """启动被拒时说的那一句话。"""
    code, words = await house.refused()
    assert code == 1, words
    assert "Traceback" not in words
    assert words.count("\n") == 1, words
    assert words.rstrip("\n").endswith("。")
    assert house.stdout == ""
    return words


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """一个升级到最新、有一行数据的库。"""
    path = tmp_path / "kept" / "bot.db"
    path.parent.mkdir()
    migrate.upgrade(f"sqlite:///{path}", datetime(2026, 11, 23, tzinfo=UTC))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO branch VALUES (1, '机关第三党支部', 'Asia/Shanghai', '2026-11-23 00:00:00')")
        connection.commit()
    return path


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


@pytest.mark.skipif((ROOT / ".env").exists(), reason="这里的 .env 里可能有凭证，空的环境变量盖不住它")
async def test_open_to_the_network_without_a_token(build_house: Build) -> None:
    words = await refusal(build_house(HOST="0.0.0.0", ONEBOT_ACCESS_TOKEN=None))  # noqa: S104 要的就是被拒
    assert "ONEBOT_ACCESS_TOKEN" in words


BAD_SETTINGS = {
    "TIMEZONE": "Asia/Nowhere",
    "PORT": "99999",
    "HOST": "example.invalid",
    "BOT_MODE": "prod",
    "DATABASE_URL": "mysql://bot:s3cret@127.0.0.1/party",
}


async def test_a_bad_setting(build_house: Build) -> None:
    """同时开几个，省一半时间。"""
    houses = [build_house(**{name: value}) for name, value in [*BAD_SETTINGS.items(), ("PORT", "0")]]
    for name, words in zip([*BAD_SETTINGS, "PORT"], await asyncio.gather(*map(refusal, houses)), strict=True):
        assert words.startswith(f"设置 {name} 有误：")
        reason = words.split("：", 1)[1].split("。", 1)[0]
        assert CHINESE.search(reason), f"原因要用中文说：{reason}"
        assert "s3cret" not in words


async def test_a_postgres_that_cannot_be_reached(build_house: Build) -> None:
    words = await refusal(build_house(DATABASE_URL=f"postgresql://bot:s3cret@127.0.0.1:{free_port()}/party"))
    assert "s3cret" not in words
    assert "DATABASE_URL" in words


async def test_a_port_that_is_taken(build_house: Build) -> None:
    house = build_house()
    with socket.create_server(("127.0.0.1", house.port)):
        words = await refusal(house)
    assert str(house.port) in words
    assert "PORT" in words
    assert not house.database.exists()


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir()
    shutil.copy(source, target)


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def scrambled_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    page = len(content) // 4096 // 2 * 4096
    content[page : page + 4096] = b"\xa5" * 4096
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


async def test_a_corrupt_database(build_house: Build, database: Path, tmp_path: Path) -> None:
    paths: list[Path] = []
    for spoil in (garbage, scrambled_page, cut_short):
        paths.append(tmp_path / spoil.__name__ / "bot.db")
        copy(database, paths[-1])
        spoil(paths[-1])
    before = [bytes_of(path) for path in paths]
    refused = await asyncio.gather(*(refusal(build_house(path.parent)) for path in paths))
    for path, words in zip(paths, refused, strict=True):
        assert str(path) in words
        assert "损坏" in words
    assert [bytes_of(path) for path in paths] == before


async def test_a_database_newer_than_the_code(build_house: Build, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = dump(database)
    words = await refusal(build_house(database.parent))
    assert "9999" in words
    assert dump(database) == before


async def test_a_directory_in_place_of_the_database(build_house: Build, tmp_path: Path) -> None:
    (tmp_path / "odd" / "bot.db").mkdir(parents=True)
    words = await refusal(build_house(tmp_path / "odd"))
    assert str(tmp_path / "odd" / "bot.db") in words


async def test_a_data_directory_that_is_a_file_or_lies_under_one(build_house: Build, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("一份文件", "utf-8")
    for words in await asyncio.gather(refusal(build_house(file)), refusal(build_house(file / "deeper"))):
        assert str(file) in words
    assert file.read_text("utf-8") == "一份文件"


@pytest.fixture
def locked_folder(database: Path) -> Generator[Path]:
    """库所在的目录整个只读：普通用户去掉写权限，root 不受权限管，就把它所在的盘挂成只读。"""
    if os.geteuid() != 0:
        database.chmod(0o400)
        database.parent.chmod(0o500)
        yield database.parent
        database.parent.chmod(0o700)
        return
    folder = database.parent.with_name("mounted")
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.skip("以 root 运行又不能挂载，造不出只读的目录")
    try:
        shutil.copy(database, folder / "bot.db")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def test_a_database_that_cannot_be_written(build_house: Build, locked_folder: Path) -> None:
    words = await refusal(build_house(locked_folder))
    assert str(locked_folder / "bot.db") in words
    assert "不可写" in words


async def test_a_second_process_on_one_file(build_house: Build) -> None:
    first = build_house()
    await first.start()
    async with wired(first, listed=["62001"]) as wire:
        await wire.binds()
        words = await refusal(build_house(first.data))
        assert str(first.database) in words
        assert "另一个助手进程" in words
        await wire.checks_in("62001")
    # 占着的进程被杀掉之后，文件自动放开
    first.kill()
    second = build_house(first.data)
    await second.start()
    async with wired(second) as wire:
        assert "今天已登记。" in await wire.own_record("62001")
