"""运维：助手开着、有人打卡时备份，核对，恢复；监控的地址只答本机，没有一个名字和号码。"""

import asyncio
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.books import checkins
from tests.e2e.house import ROOT, House
from tests.e2e.waiting import until
from tests.e2e.wire import Wire, wired

Build = Callable[..., House]
PEOPLE = [str(68_000 + number) for number in range(60)]
GOOD_TOKEN = "k3Vw-9mQx_2LrT7pZa"  # noqa: S105 测试自用


def command(house: House, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """照助手的设置执行一条命令。"""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = kept | house.settings | changes | {"PYTHONUTF8": "1"}
    line = [sys.executable, "-m", "cli", *words]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


async def run(house: House, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(command, house, *words, **changes)


def get(house: House, path: str, **headers: str) -> tuple[int, str]:
    """问一个地址，返回状态码和正文。"""
    connection = HTTPConnection("127.0.0.1", house.port, timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    said = answer.status, answer.read().decode("utf-8")
    connection.close()
    return said


async def test_backed_up_while_in_use_then_restored(build_house: Build) -> None:
    house = build_house()
    await house.start()
    packed = await backed_up_while_in_use(house)
    await house.stop()
    whole = checkins(house.database)
    assert set(whole) == set(PEOPLE)
    restored = await run(house, "restore", str(packed))
    assert (restored.returncode, restored.stderr) == (0, "")
    kept = re.search(r"原来的库留在 (\S+)，", restored.stdout)
    assert kept is not None
    assert checkins(Path(kept[1])) == whole
    earlier = checkins(house.database)
    assert set(PEOPLE[:20]) <= set(earlier) <= set(PEOPLE)
    assert all(figures == whole[user_id] for user_id, figures in earlier.items())
    assert (await run(house, "verify")).stdout.startswith("核对完毕，都对得上：1 个支部")
    await house.start()
    async with wired(house, listed=PEOPLE) as wire:
        lost = [user_id for user_id in PEOPLE if user_id not in earlier]
        for user_id in lost[:3]:
            await wire.checks_in(user_id)
    assert set(lost[:3]) <= set(checkins(house.database))
    assert "Traceback" not in house.stderr


async def backed_up_while_in_use(house: House) -> Path:
    """一边打卡一边备份；开着时能核对、不能恢复。返回备份文件。"""
    async with wired(house, listed=PEOPLE) as wire:
        await wire.binds()
        for user_id in PEOPLE[:20]:
            await wire.checks_in(user_id)
        busy = asyncio.create_task(check_in_all(wire, PEOPLE[20:]))
        backed_up = await run(house, "backup")
        assert (backed_up.returncode, backed_up.stderr) == (0, "")
        assert (await run(house, "verify")).returncode == 0
        await busy
    [packed] = (house.data / "backups").glob("*.tar.gz")
    refused = await run(house, "restore", str(packed))
    assert refused.returncode == 1
    assert "正被另一个助手进程使用" in refused.stderr
    assert (await run(house, "verify", str(packed))).stdout.startswith("核对完毕，都对得上：1 个支部")
    return packed


async def check_in_all(wire: Wire, people: list[str]) -> None:
    for user_id in people:
        await wire.checks_in(user_id)
        await asyncio.sleep(0.02)


async def test_the_code_of_a_fresh_house_is_printed_once_a_start_and_never_logged(build_house: Build) -> None:
    house = build_house()
    for starts in (1, 2):
        await house.start()
        await until(lambda times=starts: len(codes(house.stdout)) == times, "打印书记口令", 10)
        await house.stop()
    printed, logs = codes(house.stdout), (house.data / "logs").glob("*.log")
    assert len(set(printed)) == 2
    logged = "".join(path.read_text("utf-8") for path in logs) + house.stderr
    assert not [code for code in printed if code in logged]
    await house.start()
    async with wired(house, listed=PEOPLE) as wire:
        await wire.binds()
    await house.stop()
    before = len(codes(house.stdout))
    await house.start()
    await house.stop()
    assert len(codes(house.stdout)) == before


def codes(said: str) -> list[str]:
    """打印过的书记口令。"""
    return re.findall(r"书记口令：(\w{4}-\w{4})，七天内有效", said)


async def test_what_is_wrong_is_said_in_one_line(build_house: Build, tmp_path: Path) -> None:
    house = build_house()
    nothing = await run(house, "verify")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert re.fullmatch(r".*里没有助手的数据（没有这个文件）.*。\n", nothing.stderr)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8" * 900)
    refused = await run(house, "restore", str(photo))
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "不是助手的备份" in refused.stderr
    assert not house.data.exists()
    on_postgres = await run(house, "backup", DATABASE_URL="postgresql://bot:s3cret@db.example/party")
    assert on_postgres.returncode == 1
    assert (
        "pg_dump --format=custom --host=db.example --port=5432 --username=bot --file=bot.dump party"
        in on_postgres.stderr
    )
    assert "s3cret" not in on_postgres.stderr
    nearby = await run(house, "backup", DATABASE_URL="postgresql://bot@/party?host=/run/postgresql")
    assert "pg_dump --format=custom --host=/run/postgresql --port=5432 --username=bot" in nearby.stderr


async def test_the_doctor_before_during_and_after(build_house: Build) -> None:
    house = build_house(ONEBOT_ACCESS_TOKEN=GOOD_TOKEN)
    before = await run(house, "doctor")
    assert (before.returncode, before.stderr) == (0, "")
    assert not house.data.exists()
    await house.start()
    during = await run(house, "doctor")
    assert "助手正在运行" in during.stdout
    assert [line for line in during.stdout.splitlines() if line.startswith("✗")] == ["✗ 备份：一份也没有"]
    assert (await run(house, "backup")).returncode == 0
    assert (await run(house, "doctor")).returncode == 0
    poor = await run(house, "doctor", ONEBOT_ACCESS_TOKEN="123456")
    assert poor.returncode == 1
    assert "→ 在 .env 里把 ONEBOT_ACCESS_TOKEN 换成" in poor.stdout
    bad = await run(house, "doctor", PORT="99999")
    assert (bad.returncode, bad.stdout[:12]) == (1, "✗ 设置：设置 PORT")
    assert GOOD_TOKEN not in before.stdout + during.stdout + poor.stdout


async def test_the_secret_and_the_log_are_made_at_the_first_start(build_house: Build) -> None:
    house = build_house()
    await house.start()
    secret = house.data / "secret.key"
    first = secret.read_bytes()
    assert os.name == "nt" or stat.S_IMODE(secret.stat().st_mode) == 0o600
    async with wired(house, listed=["68001"]) as wire:
        await wire.binds()
        await wire.checks_in("68001", "打卡 学了选举工作条例第三章")
    log = house.data / "logs" / f"bot-{house.port}.log"
    await until(lambda: "已断开" in log.read_text("utf-8"), "日志写到文件里")
    assert "选举" not in log.read_text("utf-8")
    assert "党员六八" not in log.read_text("utf-8")
    made = [path for path in house.data.rglob("*") if path.is_file()]
    assert house.database in made
    assert os.name == "nt" or [path for path in made if path.stat().st_mode & 0o077] == []
    await house.restart()
    assert secret.read_bytes() == first


async def test_a_damaged_secret_stops_the_start(build_house: Build) -> None:
    house = build_house()
    house.data.mkdir(parents=True)
    (house.data / "secret.key").write_text("短")
    code, words = await house.refused()
    assert code == 1
    assert "不是完整的密钥" in words
    assert words.count("\n") == 1


async def test_the_monitor_sees_numbers_and_no_names(build_house: Build) -> None:
    house = build_house()
    await house.start()
    async with wired(house, listed=PEOPLE[:3]) as wire:
        await wire.binds("机关第三党支部")
        await wire.checks_in(PEOPLE[0])
        status, said = await asyncio.to_thread(get, house, "/healthz")
        assert (status, said) == (200, '{"name": "branch-group-assistant", "status": "ok"}\n')
        status, said = await asyncio.to_thread(get, house, "/metrics")
    assert status == 200
    values = dict(re.findall(r"^(\w+(?:\{[^}]*\})?) (\S+)$", said, re.MULTILINE))
    assert values["assistant_accounts_connected"] == "1"
    assert values["assistant_intake_queue"] == "0"
    assert int(values["assistant_handled_today"]) >= 2
    assert 'assistant_outbox_letters{state="due"}' in values
    assert float(values["process_resident_memory_bytes"]) > 1e7
    assert float(values["assistant_database_bytes"]) > 1e5
    assert "assistant_backup_age_seconds" not in values
    for name in ("机关", "68000", "30001", "10000\n", "党员"):
        assert name not in said


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
async def test_the_monitor_is_not_there_for_others(house: House, path: str) -> None:
    """反向代理转来的，看它报的来源。"""
    status, said = await asyncio.to_thread(get, house, path, X_Forwarded_For="203.0.113.9")
    assert status == 404
    assert "branch-group-assistant" not in said
    with urlopen(f"http://127.0.0.1:{house.port}/healthz", timeout=5) as answer:  # noqa: ASYNC210 就在本机
        assert answer.status == 200
