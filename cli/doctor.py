"""python3 run.py doctor：逐项自检，说清哪一项设置、哪条命令能改好；什么都不改，助手开着也能查。"""

import errno
import shutil
import socket
import sys
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url

from core.chat.runtime import wall_clock
from core.domain import checkup
from core.domain.calendar import local
from core.domain.checkup import Finding, Port, State
from core.settings import Settings, SettingsError, load
from core.store import backups, condition, secret

_PATIENCE = 2.0


def main(arguments: list[str]) -> int:
    """逐项查一遍；都好返回 0。"""
    if arguments:
        sys.stderr.write("doctor 不需要参数。\n")
        return 2
    try:
        settings = load()
    except SettingsError as error:
        sys.stdout.write(f"✗ 设置：{error}\n")
        return 1
    findings = examine(settings, local(wall_clock(), settings.timezone))
    sys.stdout.write("".join(f"{line}\n" for finding in findings for line in lines(finding)))
    return 0 if all(finding.fine for finding in findings) else 1


def lines(finding: Finding) -> list[str]:
    """一项的结论；有毛病的下面一行是怎么改。"""
    said = f"{'✓' if finding.fine else '✗'} {finding.name}：{finding.words}"
    return [said] if finding.fine else [said, f"  → {finding.fix}。"]


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """看一遍这台机器，逐项下结论。"""
    found = condition.look(settings.database)
    fresh, key = found.state is State.MISSING, settings.data / secret.NAME
    last = found.last_act and local(found.last_act, settings.timezone)
    findings = [
        checkup.token(settings.onebot_access_token, sandboxed=settings.sandboxed),
        checkup.address(settings.host, settings.port, port_state(settings)),
        checkup.clock(now, last),
        checkup.disk(shutil.disk_usage(_existing(settings.data)).free, found.size),
        checkup.database(found.state, _where(settings)),
        checkup.secret(condition.look_at_secret(key), str(key), fresh=fresh),
    ]
    if not settings.database.startswith("sqlite"):
        return [*findings, Finding("备份", "数据在 PostgreSQL 里，由 pg_dump 定时备份，见 docs/operations.md")]
    newest = backups.newest(backups.folder_in(settings.data))
    newest = newest and newest.replace(tzinfo=ZoneInfo(settings.timezone))
    return [*findings, checkup.backup(newest, now, fresh=fresh)]


def port_state(settings: Settings) -> Port:
    """端口空着、是助手自己开着，还是被别的程序占着。"""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family):
            return Port.FREE
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            return Port.UNUSABLE
    return Port.OURS if _answers(settings.port) else Port.TAKEN


def _answers(port: int) -> bool:
    """本机这个端口上的 /healthz 是不是助手答的。"""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return checkup.BOT.encode() in connection.getresponse().read(200)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _where(settings: Settings) -> str:
    """数据库在哪儿；密码不印。"""
    url = make_url(settings.database)
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string()


def _existing(folder: Path) -> Path:
    """这个目录；还没有建的，是它所在的最近一级。"""
    return next(one for one in (folder, *folder.resolve().parents) if one.exists())
