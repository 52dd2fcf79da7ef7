"""给监控看的两个地址：/healthz 活不活，/metrics 几个数。没有姓名，没有号码；只答本机，别处来的当作没有这两个地址。"""

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.chat.house import House
from core.chat.runtime import Runtime
from core.domain.calendar import local
from core.domain.checkup import BOT
from core.store import backups, condition
from core.store.handled import Handled
from core.store.outbox import Outgoing, State

_PATIENCE = 3.0
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Metric:
    """一个数：名字、说明、各标签的值；值为 None 是此刻不知道，不写。"""

    name: str
    about: str
    samples: Mapping[str, float | None]


def render(metrics: Iterable[Metric]) -> str:
    """写成 Prometheus 的文本格式；samples 的键是标签（如 state="due"），没有标签为空串。"""
    lines = list[str]()
    for metric in metrics:
        known = [(labels, value) for labels, value in metric.samples.items() if value is not None]
        if known:
            lines += [f"# HELP {metric.name} {metric.about}", f"# TYPE {metric.name} gauge"]
        for labels, value in known:
            lines.append(f"{metric.name}{{{labels}}} {value:.15g}" if labels else f"{metric.name} {value:.15g}")
    return "".join(f"{line}\n" for line in lines)


def build_router(house: House) -> APIRouter:
    """两个地址；挂在 NoneBot 的 FastAPI 上。"""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz(request: Request) -> Response:
        _only_here(request)
        fine = await _reads(house.runtime)
        said = f'{{"name": "{BOT}", "status": "{"ok" if fine else "database"}"}}\n'
        return Response(said, 200 if fine else 503, media_type="application/json")

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        _only_here(request)
        try:
            return Response(render(await gather(house)), media_type=_EXPOSITION)
        except (SQLAlchemyError, OSError):
            raise HTTPException(503) from None

    _ = healthz, metrics
    return router


def _only_here(request: Request) -> None:
    """不是本机来的，答 404。反向代理转来的，看的是它报的来源。"""
    if request.client is None or not ip_address(request.client.host).is_loopback:
        raise HTTPException(404)


async def _reads(runtime: Runtime) -> bool:
    """库此刻读得出来。"""
    try:
        async with asyncio.timeout(_PATIENCE):
            await runtime.database.read(lambda session: session.execute(text("SELECT 1")).one())
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


async def gather(house: House) -> list[Metric]:
    """此刻的各个数。"""
    runtime, settings = house.runtime, house.runtime.settings
    now = local(runtime.now(), settings.timezone)
    letters, oldest, handled, size = await runtime.database.read(lambda session: count(session, now))
    newest = backups.newest(backups.folder_in(settings.data))
    age = (now - newest.replace(tzinfo=ZoneInfo(settings.timezone))).total_seconds() if newest else None
    states = {f'state="{state.value}"': float(letters.get(state.value, 0)) for state in State}
    return [
        Metric("assistant_accounts_connected", "连着的机器人账号", {"": len(runtime.channels)}),
        Metric("assistant_outbox_letters", "发件箱里各种状态的信", states),
        Metric("assistant_outbox_oldest_due_seconds", "该发未发的信里，等得最久的等了多少秒", {"": oldest}),
        Metric("assistant_intake_queue", "入口排着的消息", {"": house.intake.waiting}),
        Metric("assistant_handled_today", "今天办过的消息", {"": handled}),
        Metric("assistant_database_bytes", "数据库大小", {"": size or condition.file_size(settings.database)}),
        Metric("assistant_backup_age_seconds", "最近一份自动备份有多久了", {"": age}),
        Metric("process_resident_memory_bytes", "进程占的内存", {"": resident_memory()}),
    ]


def count(session: Session, now: datetime) -> tuple[dict[str, int], float, int, int | None]:
    """各状态几封信，等得最久的等了多少秒，今天办过几条，PostgreSQL 上库有多大。"""
    rows = session.execute(select(Outgoing.state, func.count()).group_by(Outgoing.state))
    letters = dict(rows.all())
    due = select(func.min(Outgoing.next_at)).where(Outgoing.state == State.DUE, Outgoing.next_at <= now)
    oldest = session.scalar(due)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    handled = session.scalar(select(func.count()).select_from(Handled).where(Handled.handled_at >= midnight)) or 0
    size = None
    if session.get_bind().dialect.name == "postgresql":
        size = session.scalar(text("SELECT pg_database_size(current_database())"))
    return letters, (now - oldest).total_seconds() if oldest else 0.0, handled, size


def resident_memory() -> float | None:
    """本进程占的内存（字节）；只有 Linux 上知道，别处为 None。"""
    if sys.platform != "linux":
        return None
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return float(int(pages) * os.sysconf("SC_PAGE_SIZE"))
