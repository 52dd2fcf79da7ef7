"""定时：APScheduler 每分钟走一格，到点的事逐件认领、逐件办；每天做一次清扫。"""

import random
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from nonebot.log import logger
from sqlalchemy.orm import Session

from core.chat import nightly
from core.chat.catch_up import CatchUp
from core.chat.declarations import Job
from core.chat.delivery import Delivery
from core.chat.guarded import guarded
from core.chat.presence import Presence
from core.chat.runtime import Runtime
from core.domain.attachments import Enclosures
from core.domain.calendar import local
from core.domain.dialogue import Occasion, Skipped
from core.domain.holidays import is_known
from core.store import branches, consequences, firing, handled, letters, outbox, pending, sent
from core.store.firing import Task
from core.store.letters import Notice

KEPT_FOR = timedelta(days=30)
"""办过的消息、发出的消息号、到过的点记多久；平台不会隔这么久再重送一条。"""
_SWEEP_HOUR = 4
_AHEAD = timedelta(days=30)
UNKNOWN_YEAR = (
    "{year} 年的放假安排，这一版助手还不知道：请更新助手，或请各支部的支委私聊发“节假日”贴上年度通知。"
    "在此之前，元旦、五一、国庆仍按放假，其余照常。"
)
_DUE_AT_ONCE = 500
_JUMPED = 30.0
"""墙上的钟与只进不退的钟差了这么多秒，就是有人对了时。"""


class Jobs:
    """一个进程一份。"""

    def __init__(self, runtime: Runtime, delivery: Delivery, presence: Presence, catch_up: CatchUp) -> None:
        """到点要说的话交给 delivery 去发；presence 记谁在线，换了账号说话的由 catch_up 读回。"""
        self._runtime, self._delivery, self._presence, self._catch_up = runtime, delivery, presence, catch_up
        self._clocks: tuple[float, float] | None = None

    def scheduler(self) -> AsyncIOScheduler:
        """装好、还没有启动的定时器。"""
        # 默认的 misfire_grace_time 只有一秒，忙一下就整格错过
        scheduler = AsyncIOScheduler(
            timezone=self._runtime.settings.timezone,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_job(self.tick, "cron", second=0, id="tick")
        scheduler.add_job(self.sweep, "cron", hour=_SWEEP_HOUR, minute=10, id="sweep")
        scheduler.add_job(self.back_up, "cron", minute=40, id="back_up")
        return scheduler

    async def tick(self) -> None:
        """到了整分：记下谁在线，办到点的，清出断了的，叫醒投递。"""
        for bond, account in await guarded("记录在线账号", self._presence.tick()) or ():
            await guarded("读回群聊", self._catch_up.take_over(bond, account))
        if self._clock_went_back():
            await guarded("对时之后", self._delivery.hasten())
        await self.fire_due()
        await guarded("清理发件箱", self._delivery.tidy())

    async def fire_due(self) -> None:
        """办此刻到点的各件；一件出错不耽误别的，下一分钟再试。"""
        tried = set[Task]()
        while left := [task for task in await self._due(_DUE_AT_ONCE + len(tried)) if task not in tried]:
            tried |= set(left)
            # 几个进程同时到点：各支部走各的次序，少撞在一起；一个支部的先到的先办
            turns = {task.branch_id: random.random() for task in left}  # noqa: S311 只为错开
            for task in sorted(left, key=lambda task: turns[task.branch_id]):
                await guarded(f"办到点的 {task.job}", self._fire(task))

    async def sweep(self) -> None:
        """删掉再也用不着的记录。"""
        now = self._runtime.now()

        def work(session: Session) -> None:
            handled.purge(session, now - KEPT_FOR)
            sent.purge(session, now - KEPT_FOR)
            pending.purge(session, now)
            outbox.purge(session, now - KEPT_FOR)
            consequences.purge(session)
            firing.purge(session, now - KEPT_FOR)
            self._tell_unknown_year(session)

        await guarded("清扫", self._runtime.database.write(None, work))
        self._runtime.wake()

    def _tell_unknown_year(self, session: Session) -> None:
        """快到的那一年的放假安排还不知道：告诉运维一次。"""
        now, accounts = self._runtime.now(), sorted(self._runtime.channels)
        year = (now + _AHEAD).year
        if is_known(year) or not accounts:
            return
        operators = self._runtime.settings.superusers
        letters.to_operators(session, accounts[0], operators, f"holidays:{year}", UNKNOWN_YEAR.format(year=year), now)

    async def back_up(self) -> None:
        """该备份了就备份，没有做成告诉运维。"""
        await guarded("夜里的备份", nightly.back_up_and_tell(self._runtime))

    async def _due(self, most: int) -> list[Task]:
        now, database = self._runtime.now(), self._runtime.database
        return await guarded("看谁到点", database.read(lambda session: firing.due(session, now, most))) or []

    async def _fire(self, task: Task) -> None:
        job = self._runtime.gate.routes.jobs.get(task.job)
        if job is None:
            # 插件拿掉了，它排的还在
            logger.warning(f"没有登记 {task.job}，到点没有办")
            return
        await self._runtime.database.write(task.branch_id, lambda session: self._perform(session, task, job))

    def _perform(self, session: Session, task: Task, job: Job) -> None:
        """认领、办、把要说的话写进发件箱：同一个事务里，要么都成，要么都没有。"""
        branch, now = branches.find_branch(session, task.branch_id), self._runtime.now()
        if branch is None:
            return
        turn = firing.take_turn(session, task, branch.zone, now, job.catch_up)
        if turn is None or turn.late:
            return
        occasion = Occasion(branch, local(turn.due_at, branch.zone), local(now, branch.zone), task.ref)
        reply = job.handler(occasion, session)
        if isinstance(reply, Skipped):
            firing.excuse(session, task, turn.due_at, reply.reason)
            return
        if reply is None:
            return
        key = f"{task.job}:{task.branch_id}:{task.ref}:{occasion.due:%Y%m%d%H%M}"
        if reply.private:
            letters.to_secretary(session, task.branch_id, key, reply.text, now, Enclosures(reply.card, reply.file))
        else:
            title, expires_at = f"{job.title} {task.ref}".rstrip(), turn.due_at + job.expires
            notice = Notice(key, job.name, title, reply.text, expires_at, job.weight, reply.card, reply.file)
            letters.to_group(session, task.branch_id, notice, now)

    def _clock_went_back(self) -> bool:
        wall, ticks = self._runtime.now().timestamp(), self._runtime.ticks()
        last, self._clocks = self._clocks, (wall, ticks)
        return last is not None and (wall - last[0]) < (ticks - last[1]) - _JUMPED
