"""看看这台机器：自检逐项下结论，状态只列此刻的数。只读，什么都不改；不列任何姓名。"""

import asyncio
import errno
import shutil
import socket
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url

from core.chat.runtime import Runtime
from core.domain import checkup
from core.domain.calendar import local
from core.domain.checkup import Finding, Machine, Port, State
from core.settings import Settings
from core.store import backups, condition, secret

_PATIENCE = 2.0


async def look(runtime: Runtime, *, closely: bool) -> Machine:
    """这台机器此刻的情形，closely 连同逐项的结论；读文件、试端口在另一个线程里做。"""
    settings = runtime.settings
    online = {one: local(runtime.connected_at[one], settings.timezone) for one in sorted(runtime.channels)}
    here = local(runtime.now(), settings.timezone)
    findings = await asyncio.to_thread(examine, settings, here) if closely else []
    return Machine(
        online, newest_backup(settings), condition.file_size(settings.database), free_space(settings), tuple(findings)
    )


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """看一遍这台机器，逐项下结论。"""
    found = condition.look(settings.database)
    fresh, key = found.state is State.MISSING, settings.data / secret.NAME
    last = found.last_act and local(found.last_act, settings.timezone)
    findings = [
        checkup.token(settings.onebot_access_token, sandboxed=settings.sandboxed),
        checkup.address(settings.host, settings.port, port_state(settings)),
        checkup.clock(now, last),
        checkup.disk(free_space(settings), found.size),
        checkup.database(found.state, _where(settings)),
        checkup.secret(condition.look_at_secret(key), str(key), fresh=fresh),
    ]
    if not settings.database.startswith("sqlite"):
        return [*findings, Finding("备份", "数据在 PostgreSQL 里，由 pg_dump 定时备份，见 docs/operations.md")]
    return [*findings, checkup.backup(newest_backup(settings), now, fresh=fresh)]


def newest_backup(settings: Settings) -> datetime | None:
    """最近一份自动备份的时刻（支部时区）；没有为 None。"""
    newest = backups.newest(backups.folder_in(settings.data))
    return newest and newest.replace(tzinfo=ZoneInfo(settings.timezone))


def free_space(settings: Settings) -> int:
    """数据目录所在的磁盘还剩多少字节。"""
    return shutil.disk_usage(_existing(settings.data)).free


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
