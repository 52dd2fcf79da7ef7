"""夜里的备份：另开一个进程去做，抄写、核对、压缩都不占助手自己的时间。"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from datetime import datetime

from nonebot.log import logger

from core.domain import keeping
from core.domain.calendar import local
from core.settings import ROOT, Settings
from core.store import backups

HOUR = 3
"""几点以后做；每小时看一次，那时没有开着的，起来以后补上。"""


async def back_up(settings: Settings, moment: datetime) -> None:
    """今天该备份而还没有备份，就备份一份。体验模式不做；PostgreSQL 由它自己的工具做。"""
    if settings.sandboxed or not settings.database.startswith("sqlite"):
        return
    now = local(moment, settings.timezone).replace(tzinfo=None)
    if not keeping.is_due(backups.newest(backups.folder_in(settings.data)), now, HOUR):
        return
    command = [sys.executable, "-m", "cli", "backup"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=_same(settings), stdout=PIPE, stderr=STDOUT)
    said, _ = await process.communicate()
    words = said.decode("utf-8", "replace").strip()
    if process.returncode == 0:
        logger.info(words)
    else:
        logger.error(f"夜里的备份没有做成，一小时后再试：{words}")


def _same(settings: Settings) -> dict[str, str]:
    """那个进程照样读 .env；与库有关的几项写明，就是现在用的这几项。"""
    where = {"DATA_DIR": str(settings.data_dir.absolute()), "DATABASE_URL": settings.database}
    return os.environ | where | {"BOT_MODE": settings.bot_mode, "TIMEZONE": settings.timezone, "PYTHONUTF8": "1"}
