"""定时：APScheduler 每分钟走一格，每天做一次清扫。"""

from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from core.chat.runtime import Runtime
from core.store import handled, outbox, pending, sent

KEPT_FOR = timedelta(days=30)
"""办过的消息、发出的消息号记多久；平台不会隔这么久再重送一条。"""
_SWEEP_HOUR = 4


def build_scheduler(runtime: Runtime) -> AsyncIOScheduler:
    """装好、还没有启动的定时器。"""
    # 默认的 misfire_grace_time 只有一秒，忙一下就整格错过
    scheduler = AsyncIOScheduler(
        timezone=runtime.settings.timezone,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(tick, "cron", second=0, args=[runtime], id="tick")
    scheduler.add_job(sweep, "cron", hour=_SWEEP_HOUR, minute=10, args=[runtime], id="sweep")
    return scheduler


async def tick(runtime: Runtime) -> None:
    """到了整分：看看有没有到时候的信。"""
    runtime.wake()


async def sweep(runtime: Runtime) -> None:
    """删掉再也用不着的记录。"""
    now = runtime.now()

    def work(session: Session) -> None:
        handled.purge(session, now - KEPT_FOR)
        sent.purge(session, now - KEPT_FOR)
        pending.purge(session, now)
        outbox.purge(session, now - KEPT_FOR)

    await runtime.database.write(None, work)
