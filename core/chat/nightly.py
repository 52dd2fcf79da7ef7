"""夜里的备份：另开一个进程去做，抄写、核对、压缩都不占助手自己的时间；没有做成、又做成了，各告诉运维一次。"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from datetime import datetime

from nonebot.log import logger
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.chat.runtime import Runtime
from core.domain import keeping
from core.domain.calendar import local, spoken_day
from core.settings import ROOT, Settings
from core.store import backups, letters
from core.store.outbox import Outgoing

HOUR = 3
"""几点以后做；每小时看一次，那时没有开着的，起来以后补上。"""
FAILED = "夜里的备份没有做成，一小时后再试：{why}上次成功的备份：{last}。请在机器上运行 python3 run.py doctor 看看。"
STALE = "已经 {days} 天没有成功的备份：{why}上次成功的备份：{last}。请在机器上运行 python3 run.py doctor 看看。"
RECOVERED = "备份又做成了，不必再管。"
_LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """做了一次备份：before 是先前最近的一份（支部时区，不带时区名），why 是没有做成的缘由，做成了为空串。"""

    before: datetime | None
    why: str


async def back_up(settings: Settings, moment: datetime) -> Tried | None:
    """今天该备份而还没有备份，就备份一份；不必做为 None。体验模式不做；PostgreSQL 由它自己的工具做。"""
    if settings.sandboxed or not settings.database.startswith("sqlite"):
        return None
    now, newest = (
        local(moment, settings.timezone).replace(tzinfo=None),
        backups.newest(backups.folder_in(settings.data)),
    )
    if not keeping.is_due(newest, now, HOUR):
        return None
    command = [sys.executable, "-m", "cli", "backup"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=_same(settings), stdout=PIPE, stderr=STDOUT)
    said, _ = await process.communicate()
    words = said.decode("utf-8", "replace").strip()
    if process.returncode == 0:
        logger.info(words)
        return Tried(newest, "")
    logger.error(f"夜里的备份没有做成，一小时后再试：{words}")
    return Tried(newest, words or "没有说明缘由。")


async def back_up_and_tell(runtime: Runtime) -> None:
    """该备份就备份；接连没有做成的说一次，隔了几天还没有做成的再说，又做成了说一次。"""
    tried = await back_up(runtime.settings, runtime.now())
    if tried is not None:
        await runtime.database.write(None, lambda session: _tell(session, runtime, tried))
        runtime.wake()


def _tell(session: Session, runtime: Runtime, tried: Tried) -> None:
    """凭发件箱里的键认得说过没有：同一份“上次成功”之后，同一段日子只说一次。"""
    now, operators = runtime.now(), runtime.settings.superusers
    streak = f"backup:{tried.before:%Y%m%d%H%M%S}" if tried.before else "backup:never"
    first = session.scalar(select(Outgoing.created_at).where(Outgoing.key.startswith(f"{streak}:failed:")).limit(1))
    account = next(iter(sorted(runtime.channels)), None) or letters.speaker(session)
    if account is None or (not tried.why and first is None):
        return
    if not tried.why:
        letters.to_operators(session, account, operators, f"{streak}:recovered", RECOVERED, now)
        return
    since = tried.before.replace(tzinfo=local(now, runtime.settings.timezone).tzinfo) if tried.before else first or now
    days = (now - since).days
    words = STALE if keeping.is_stale(days) else FAILED
    last = f"{spoken_day(tried.before.date())}{tried.before:%H:%M}" if tried.before else "一份也没有"
    why = tried.why[:_LONGEST_WHY].rstrip("。") + "。"
    key = f"{streak}:failed:{keeping.reminders(days)}"
    letters.to_operators(session, account, operators, key, words.format(why=why, last=last, days=days), now)


def _same(settings: Settings) -> dict[str, str]:
    """那个进程照样读 .env；与库有关的几项写明，就是现在用的这几项。"""
    where = {"DATA_DIR": str(settings.data_dir.absolute()), "DATABASE_URL": settings.database}
    return os.environ | where | {"BOT_MODE": settings.bot_mode, "TIMEZONE": settings.timezone, "PYTHONUTF8": "1"}
