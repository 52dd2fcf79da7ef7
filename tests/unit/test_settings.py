"""设置：定下模式、读各项写法、有误时一句话说清是哪一项。"""

import os
from pathlib import Path

import pytest

from core import settings
from core.settings import Settings, SettingsError, load

NAMES = [name.upper() for name in Settings.model_fields]
URL = "ws://127.0.0.1:3001"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """这台机器上的环境变量不算数。"""
    for name in list(os.environ):
        if name.upper() in NAMES:
            monkeypatch.delenv(name)


@pytest.fixture
def env(tmp_path: Path) -> Path:
    """一个还不存在的 .env。"""
    return tmp_path / ".env"


def written(env: Path, *lines: str) -> Path:
    env.write_text("\n".join(lines), "utf-8")
    return env


@pytest.mark.parametrize(
    ("variables", "file", "mode"),
    [
        ({}, None, "sandbox"),
        ({}, "", "production"),
        ({}, "PORT=8081", "production"),
        ({}, "BOT_MODE=sandbox", "sandbox"),
        ({}, "BOT_MODE=production", "production"),
        ({"BOT_MODE": "production"}, None, "production"),
        ({"BOT_MODE": "sandbox"}, "", "sandbox"),
        ({"BOT_MODE": "sandbox", "DATABASE_URL": "postgresql://h/d"}, None, "sandbox"),
        ({"BOT_MODE": "production"}, "BOT_MODE=sandbox", "production"),
        ({"BOT_MODE": ""}, None, "sandbox"),
        ({"BOT_MODE": ""}, "", "production"),
        ({"ONEBOT_ACCESS_TOKEN": "s3cret"}, None, "production"),
        ({"DATABASE_URL": "postgresql://h/d"}, None, "production"),
        ({"ONEBOT_V11_WS_URLS": URL}, None, "production"),
        ({"ONEBOT_V12_WS_URLS": URL}, None, "production"),
        ({"ONEBOT_ACCESS_TOKEN": ""}, None, "sandbox"),
        # 这几项两种模式都用得着，写了也还是体验模式
        ({"PORT": "9000"}, None, "sandbox"),
        ({"HOST": "127.0.0.1"}, None, "sandbox"),
        ({"SUPERUSERS": "1"}, None, "sandbox"),
        ({"DATA_DIR": "x"}, None, "sandbox"),
        ({"LOG_LEVEL": "DEBUG"}, None, "sandbox"),
        ({"TIMEZONE": "Asia/Urumqi"}, None, "sandbox"),
    ],
)
def test_mode(
    monkeypatch: pytest.MonkeyPatch, env: Path, variables: dict[str, str], file: str | None, mode: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if file is not None:
        written(env, file)
    assert load(env).bot_mode == mode


def test_a_setting_reads_the_same_from_the_file_and_the_environment(monkeypatch: pytest.MonkeyPatch, env: Path) -> None:
    from_file = load(written(env, "PORT=9001", "SUPERUSERS=1,2", "LOG_LEVEL=debug", "TIMEZONE=Asia/Urumqi"))
    for name, value in {"PORT": "9001", "SUPERUSERS": "1,2", "LOG_LEVEL": "debug", "TIMEZONE": "Asia/Urumqi"}.items():
        monkeypatch.setenv(name, value)
    assert load(written(env, "")) == from_file
    assert (from_file.port, from_file.superusers, from_file.log_level) == (9001, ("1", "2"), "DEBUG")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, env: Path) -> None:
    monkeypatch.setenv("PORT", "9002")
    assert load(written(env, "PORT=9001")).port == 9002


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("10001", ("10001",)),
        ("10001,10002", ("10001", "10002")),
        (" 10001 , 10002 ", ("10001", "10002")),
        ("10001，10002", ("10001", "10002")),
        ("10001,10002,", ("10001", "10002")),
        ('["10001","10002"]', ("10001", "10002")),
        ("['10001', '10002']", ("10001", "10002")),
        ("[10001, 10002]", ("10001", "10002")),
        ('"10001,10002"', ("10001", "10002")),
        ("10001 10002", ("10001", "10002")),
        ("10001、10002", ("10001", "10002")),
        ("", ()),
        (",", ()),
        ("[]", ()),
    ],
)
def test_a_list_may_be_written_in_any_way(
    monkeypatch: pytest.MonkeyPatch, env: Path, value: str, people: object
) -> None:
    monkeypatch.setenv("SUPERUSERS", value)
    assert load(env).superusers == people


def test_a_list_of_addresses(env: Path) -> None:
    read = load(written(env, f"ONEBOT_V11_WS_URLS={URL}, ws://[::1]:3002/"))
    assert read.onebot_v11_ws_urls == (URL, "ws://[::1]:3002/")
    assert read.for_nonebot()["onebot_v11_ws_urls"] == {URL, "ws://[::1]:3002/"}
    assert read.for_nonebot()["onebot_v12_ws_urls"] == set()


def test_how_fast_and_how_patient(env: Path) -> None:
    usual = load(written(env, ""))
    assert (usual.api_timeout, usual.sends_per_minute) == (10.0, 20)
    read = load(written(env, "API_TIMEOUT=2.5", "SENDS_PER_MINUTE=6"))
    assert (read.api_timeout, read.sends_per_minute) == (2.5, 6)
    assert read.for_nonebot()["api_timeout"] == 2.5


@pytest.mark.parametrize(
    ("written_as", "used"),
    [
        ("postgres://u:p@h:5432/d", "postgresql+asyncpg://u:p@h:5432/d"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite:////var/x.db"),
    ],
)
def test_database_addresses(env: Path, written_as: str, used: str) -> None:
    assert load(written(env, f"DATABASE_URL={written_as}")).database == used


def test_without_an_address_the_database_is_a_file_in_the_data_folder(env: Path, tmp_path: Path) -> None:
    read = load(written(env, f"DATA_DIR={tmp_path}"))
    assert read.database == f"sqlite:///{tmp_path / 'bot.db'}"
    assert read.data == tmp_path


def test_the_sandbox_keeps_to_itself(monkeypatch: pytest.MonkeyPatch, env: Path, tmp_path: Path) -> None:
    """体验模式：只在本机，用自己的数据，不连别人的库和客户端。"""
    for name, value in {
        "BOT_MODE": "sandbox",
        "DATABASE_URL": "postgresql://u:p@h/d",
        "HOST": "0.0.0.0",  # noqa: S104 就是要它不算数
        "ONEBOT_V11_WS_URLS": URL,
        "ONEBOT_V12_WS_URLS": URL,
        "DATA_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    read = load(env)
    assert read.sandboxed
    assert read.on_loopback
    assert read.database == f"sqlite:///{tmp_path / 'sandbox' / 'bot.db'}"
    assert (read.onebot_v11_ws_urls, read.onebot_v12_ws_urls) == ((), ())
    assert load(written(env, "")).for_nonebot()["host"] == "127.0.0.1"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.8", "::ffff:10.0.0.1"])  # noqa: S104 要测对外监听
def test_an_open_address_without_a_token_is_refused(env: Path, host: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(written(env, f"HOST={host}"))
    assert "ONEBOT_ACCESS_TOKEN" in str(refused.value)
    assert "没有启动" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not load(written(env, f"HOST={host}", "ONEBOT_ACCESS_TOKEN=s3cret")).on_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_the_own_machine_needs_no_token(env: Path, host: str) -> None:
    assert load(written(env, f"HOST={host}")).on_loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "八千"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("HOST", "example.com"),
        ("HOST", "999.1.1.1"),
        ("TIMEZONE", "Asia/Beijing"),
        ("TIMEZONE", "../etc/passwd"),
        ("TIMEZONE", "/etc/localtime"),
        ("LOG_LEVEL", "loud"),
        ("API_TIMEOUT", "十秒"),
        ("API_TIMEOUT", "0.5"),
        ("API_TIMEOUT", "90"),
        ("SENDS_PER_MINUTE", "0"),
        ("SENDS_PER_MINUTE", "2.5"),
        ("BOT_MODE", "test"),
    ],
)
@pytest.mark.parametrize("source", ["file", "environment"])
def test_a_bad_value_is_one_chinese_sentence_naming_the_setting(
    monkeypatch: pytest.MonkeyPatch, env: Path, name: str, value: str, source: str
) -> None:
    if source == "file":
        written(env, f"{name}={value}")
    else:
        written(env, "")
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load(env)
    sentence = str(refused.value)
    assert sentence.startswith(f"设置 {name} 有误")
    assert "\n" not in sentence
    reason = sentence.removeprefix(f"设置 {name} 有误：").split("。")[0]
    # 缘由也要是中文：运维未必看得懂 pydantic 的英文
    assert any("\u4e00" <= char <= "\u9fff" for char in reason), sentence


def test_unknown_names_in_the_file_do_no_harm(env: Path) -> None:
    assert load(written(env, "COLOUR=red", "# 注释", "PORT=8081")).port == 8081


def test_a_file_saved_by_windows_notepad_is_read(env: Path) -> None:
    env.write_bytes("\ufeffHOST=0.0.0.0\r\nONEBOT_ACCESS_TOKEN=s3cret\r\nPORT=8081\r\n".encode())
    read = load(env)
    assert (read.host, read.port, read.onebot_access_token) == ("0.0.0.0", 8081, "s3cret")  # noqa: S104 读出来的值


def test_a_file_in_another_encoding_is_refused_in_one_sentence(env: Path) -> None:
    env.write_bytes("SUPERUSERS=10001 # 运维".encode("gbk"))
    with pytest.raises(SettingsError) as refused:
        load(env)
    assert "UTF-8" in str(refused.value)


def test_settings_cannot_change_while_running(env: Path) -> None:
    read = load(written(env, ""))
    with pytest.raises(ValueError, match="frozen"):
        read.port = 1


def test_the_token_reaches_nonebot_and_an_empty_one_is_none(env: Path) -> None:
    assert load(written(env, "")).for_nonebot()["onebot_access_token"] is None
    given = load(written(env, "ONEBOT_ACCESS_TOKEN=s3cret", "SUPERUSERS=1")).for_nonebot()
    assert (given["onebot_access_token"], given["superusers"]) == ("s3cret", {"1"})
    assert settings.ROOT.joinpath("core", "settings.py").exists()
