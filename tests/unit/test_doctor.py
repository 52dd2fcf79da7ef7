"""自检：每一种毛病都说得出是哪一项设置、用哪条命令改；好的不多话。"""

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.chat import examination
from core.domain import checkup
from core.domain.checkup import Finding, Port, Secret, State
from core.settings import Settings
from core.store import backups, migrate, secret

NOW = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
GOOD_TOKEN = "k3Vw-9mQx_2LrT7pZa"  # noqa: S105 测试自用


@pytest.mark.parametrize("value", [GOOD_TOKEN, "d41d8cd98f00b204e9800998ecf8427e"])
def test_a_good_token(value: str) -> None:
    assert checkup.token(value, sandboxed=False).fine


@pytest.mark.parametrize(
    "value", ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "1234567890123456789", "changeme-changeme", "Token-of-branch-3"]
)
def test_a_poor_token_names_its_setting_and_is_not_printed(value: str) -> None:
    finding = checkup.token(value, sandboxed=False)
    assert not finding.fine
    assert "ONEBOT_ACCESS_TOKEN" in finding.fix
    assert not value or value not in "".join(checkup.lines(finding))


def test_the_sandbox_needs_no_token() -> None:
    assert checkup.token("", sandboxed=True).fine


@pytest.mark.parametrize(
    ("state", "fix"), [(Port.FREE, ""), (Port.OURS, ""), (Port.TAKEN, "PORT"), (Port.UNUSABLE, "HOST")]
)
def test_the_port(state: Port, fix: str) -> None:
    finding = checkup.address("127.0.0.1", 8080, state)
    assert finding.fine is (not fix)
    assert fix in finding.fix


@pytest.mark.parametrize(
    ("now", "last", "fine"),
    [
        (NOW, None, True),
        (NOW, NOW - timedelta(days=30), True),
        (NOW, NOW + timedelta(minutes=1), True),
        (NOW, NOW + timedelta(hours=1), False),
        (NOW.replace(year=1970), None, False),
        (NOW.replace(year=2199), None, False),
    ],
)
def test_the_clock(now: datetime, last: datetime | None, fine: bool) -> None:
    finding = checkup.clock(now, last)
    assert finding.fine is fine
    assert "Asia/Shanghai" in finding.words


@pytest.mark.parametrize(
    ("free", "size", "fine"), [(1 << 30, 1 << 20, True), (100 << 20, 0, False), (2 << 30, 1 << 30, False)]
)
def test_the_disk(free: int, size: int, fine: bool) -> None:
    assert checkup.disk(free, size).fine is fine


@pytest.mark.parametrize("state", State)
def test_the_database(state: State) -> None:
    finding = checkup.database(state, "bot.db")
    assert finding.fine is (state in {State.MISSING, State.SOUND, State.OLDER})
    assert ("restore" in finding.fix) is (state is State.BROKEN)


@pytest.mark.parametrize("state", Secret)
def test_the_secret(state: Secret) -> None:
    assert checkup.secret(state, "secret.key", fresh=False).fine is (state is Secret.SOUND)
    assert checkup.secret(state, "secret.key", fresh=True).fine is (state in {Secret.SOUND, Secret.MISSING})
    assert ("chmod 600 secret.key" in checkup.secret(state, "secret.key", fresh=False).fix) is (state is Secret.EXPOSED)


@pytest.mark.parametrize(
    ("age", "fresh", "fine"), [(None, True, True), (None, False, False), (30, False, True), (40, False, False)]
)
def test_the_backup(age: int | None, fresh: bool, fine: bool) -> None:
    newest = None if age is None else NOW - timedelta(hours=age)
    assert checkup.backup(newest, NOW, fresh=fresh).fine is fine


def test_a_line_for_what_is_fine_and_two_for_what_is_not() -> None:
    assert checkup.lines(Finding("磁盘", "还剩 9.0 GB")) == ["✓ 磁盘：还剩 9.0 GB"]
    assert checkup.lines(Finding("磁盘", "满了", "腾出空间")) == ["✗ 磁盘：满了", "  → 腾出空间。"]


class TestThisMachine:
    """照真的目录看一遍；什么都不建。"""

    @pytest.fixture
    def settings(self, tmp_path: Path, free_port: int) -> Callable[..., Settings]:
        def make(**changes: object) -> Settings:
            return Settings.model_construct(
                data_dir=tmp_path / "data", port=free_port, onebot_access_token=GOOD_TOKEN
            ).model_copy(update=changes)

        return make

    @pytest.fixture
    def free_port(self) -> int:
        with socket.create_server(("127.0.0.1", 0)) as server:
            return server.getsockname()[1]

    def wrong(self, settings: Settings) -> list[str]:
        return [finding.name for finding in examination.examine(settings, NOW) if not finding.fine]

    def test_before_the_first_start(self, settings: Callable[..., Settings], tmp_path: Path) -> None:
        assert self.wrong(settings()) == []
        assert list(tmp_path.iterdir()) == []

    def test_after_it(self, settings: Callable[..., Settings], tmp_path: Path) -> None:
        data = tmp_path / "data"
        data.mkdir()
        migrate.upgrade(f"sqlite:///{data / 'bot.db'}", NOW)
        assert self.wrong(settings()) == ["密钥", "备份"]
        secret.load_or_create(data / "secret.key")
        backups.keep(data / "bot.db", data / "backups", NOW)
        assert self.wrong(settings()) == []
        (data / "secret.key").chmod(0o644)
        assert self.wrong(settings()) == ([] if os.name == "nt" else ["密钥"])
        (data / "bot.db").write_bytes(b"not a database" * 1000)
        assert "数据库" in self.wrong(settings())

    def test_a_port_held_by_something_else(self, settings: Callable[..., Settings]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            assert examination.port_state(settings(port=server.getsockname()[1])) is Port.TAKEN

    def test_an_address_this_machine_does_not_have(self, settings: Callable[..., Settings]) -> None:
        assert examination.port_state(settings(host="203.0.113.7")) is Port.UNUSABLE

    def test_a_postgres_that_cannot_be_reached_keeps_its_password(self, settings: Callable[..., Settings]) -> None:
        findings = examination.examine(settings(database_url="postgresql://bot:s3cret@127.0.0.1:1/party"), NOW)
        said = "\n".join(line for finding in findings for line in checkup.lines(finding))
        assert "DATABASE_URL" in said
        assert "s3cret" not in said
