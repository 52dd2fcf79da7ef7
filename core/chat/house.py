"""一个助手的各部分：门、投递、补记、定时、入口，都接在同一个运行环境上。"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nonebot.message import handle_event
from sqlalchemy.orm import Session

from core.chat.catch_up import CatchUp
from core.chat.delivery import Delivery
from core.chat.door import Door
from core.chat.incoming import Incoming
from core.chat.intake import Arrival, Intake
from core.chat.jobs import Jobs
from core.chat.presence import Presence
from core.chat.runtime import Runtime
from core.store import firing, pushes, sent
from core.store.connections import NEVER


@dataclass(slots=True)
class House:
    """装好的一个助手。"""

    runtime: Runtime
    door: Door
    delivery: Delivery
    presence: Presence
    catch_up: CatchUp
    jobs: Jobs
    intake: Intake

    async def welcome(self, account: str) -> None:
        """一个账号连上之后：记起自己说过的话和等着的人，叫醒投递，把不在时的群聊读回来。"""
        runtime = self.runtime
        for message_id in await runtime.database.read(lambda session: sent.recent(session, account)):
            runtime.gate.remember(account, message_id)
        await self.door.reload_waits()
        away = await self.presence.arrive(account)
        runtime.wake()
        self.catch_up.begin(account, away, runtime.connected_at[account])

    async def advance(self, to: datetime, move: Callable[[datetime], None]) -> None:
        """把钟拨快到 to，其间到点的按先后一次次办，该发的都发出去；move 拨钟。只有体验模式用。"""
        runtime = self.runtime
        runtime.pacer.unhurried = False
        try:
            # 刚连上的先把群聊读回来：钟一拨，就认不出是什么时候说的了
            await self.catch_up.settle()
            await self._settle()
            while runtime.now() < to:
                move(min(await self._next_moment() or to, to))
                await self._settle()
        finally:
            runtime.pacer.unhurried = True

    async def _next_moment(self) -> datetime | None:
        now = self.runtime.now()

        def work(session: Session) -> datetime | None:
            moments = (firing.next_moment(session, now), pushes.next_moment(session, now))
            return min((one for one in moments if one is not None), default=None)

        return await self.runtime.database.read(work)

    async def _settle(self) -> None:
        await self.jobs.tick()
        await self.delivery.deliver_due()

    def say_goodbye(self, account: str) -> None:
        """一个账号断开之后。"""
        self.presence.leave(account)
        self.catch_up.stop(account)


def furnish(runtime: Runtime) -> House:
    """把各部分接起来。"""
    door, delivery, presence = Door(runtime), Delivery(runtime), Presence(runtime)
    catch_up = CatchUp(runtime, door.receive)

    async def feed(incoming: Incoming) -> None:
        await handle_event(runtime.bots[incoming.account], Arrival.model_construct(incoming=incoming))

    intake = Intake(runtime, feed)
    intake.on_spill = lambda account, since: catch_up.begin(account, NEVER, since)
    runtime.wake, runtime.take = delivery.wake, intake.take
    return House(runtime, door, delivery, presence, catch_up, Jobs(runtime, delivery, presence, catch_up), intake)
