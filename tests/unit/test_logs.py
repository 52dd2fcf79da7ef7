"""日志文件：写满了换一个，只留几个，只有属主能读；出错的堆栈里没有人说的话。"""

import os
import stat
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from nonebot.log import logger

from core.chat import logs


@pytest.fixture(autouse=True)
def restored() -> Generator[None]:
    yield
    logger.remove()
    logger.add(sys.stderr)


def test_the_file_is_named_by_its_port(tmp_path: Path) -> None:
    assert logs.file_in(tmp_path, 8081) == tmp_path / "logs" / "bot-8081.log"


def test_written_to_both_and_readable_only_by_the_owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = logs.file_in(tmp_path, 8080)
    logs.set_up("INFO", path)
    assert not path.exists()
    logger.info("账号 10000 已连接")
    logger.debug("不写")
    assert path.read_text("utf-8").endswith("INFO 账号 10000 已连接\n")
    assert capsys.readouterr().err == path.read_text("utf-8")
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    logs.set_up("INFO")
    logger.info("一句")
    assert list(tmp_path.iterdir()) == []


def test_full_ones_are_changed_and_only_a_few_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST_FILE", 2000)
    path = logs.file_in(tmp_path, 8080)
    logs.set_up("INFO", path)
    for number in range(1000):
        logger.info(f"第 {number} 件")
    files = list(path.parent.iterdir())
    assert len(files) == logs.KEPT_FILES + 1
    assert all(file.stat().st_size <= 2000 for file in files)
    assert "第 999 件" in path.read_text("utf-8")


def test_values_in_a_stack_are_not_written(tmp_path: Path) -> None:
    path = logs.file_in(tmp_path, 8080)
    logs.set_up("INFO", path)
    said = "我家里有事"
    try:
        len(said) / 0
    except ZeroDivisionError:
        logger.exception("出了点问题（编号 A1B2）")
    written = path.read_text("utf-8")
    assert "ZeroDivisionError" in written
    assert said not in written.replace('said = "我家里有事"', "")
