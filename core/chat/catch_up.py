"""补记：不在线时群里说过的话，连上后从群聊记录里读回来。

打卡、回执、请假这类迟到也算的（Spec 的 late），按当时的时刻记上，不出声；别的口令一律不办。读不全的私下告诉书记。
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.chat.guarded import guarded
from core.chat.incoming import Incoming
from core.chat.platform import Channel, NotConnected, Past, SendFailed, SendUnknown, Target
from core.chat.runtime import Runtime
from core.domain.calendar import local, spoken_day
from core.domain.dialogue import Scene
from core.store import branches, connections, handled, letters
from core.store.branches import Bond
from core.store.connections import Away
from core.store.handled import Last

FURTHEST = timedelta(days=7)
"""最多补几天之内的。"""
WORTH_TELLING = timedelta(minutes=1)
"""断了不到这么久的，读不全也不打扰书记。"""
_SLACK = timedelta(minutes=2)
"""在线每分钟才记一次，各家的钟也略有快慢：多往前读一点，办过的不会再办。"""
_A_PAGE = 100
_MOST_PAGES = 20
HOLE = "{since} 至 {until}，助手不在线，其间的群聊没有读全，有的打卡、回执、请假可能没有登记上。"
AGAIN = "有同志反映的，请他再发一次。"


class CatchUp:
    """一个进程一份。"""

    def __init__(self, runtime: Runtime, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """读回来的交给 receive 去办。"""
        self._runtime, self._receive = runtime, receive
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, account: str, away: Away, until: datetime) -> None:
        """开始读一个账号各群里从不在线起到 until 之间的；上一次还没读完的不读了，这一次从头读。"""
        self.stop(account)
        work = guarded("读回群聊", self._read_all(account, away, until))
        self._tasks[account] = asyncio.get_running_loop().create_task(work, name=f"catch-up {account}")

    def stop(self, account: str) -> None:
        """不读了。"""
        if (task := self._tasks.pop(account, None)) is not None:
            task.cancel()

    async def settle(self) -> None:
        """等正在读回的读完。"""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def close(self) -> None:
        """都不读了。"""
        for account in list(self._tasks):
            self.stop(account)

    async def take_over(self, bond: Bond, account: str) -> None:
        """刚接着说话的账号，把原来那个不在时的读回来。"""
        seen_at = await self._runtime.database.read(lambda session: connections.last_seen(session, bond.home.account))
        await self._read(bond, account, Away(seen_at, resumed=False), self._runtime.now())

    async def _read_all(self, account: str, away: Away, until: datetime) -> None:
        channel = self._runtime.channels.get(account)
        for bond in await self._runtime.database.read(lambda session: branches.bonds_of(session, account)):
            await guarded("读回群聊", self._read(bond, account, away, until))
        # 读到一半又断了的，下一次连上还从原来那时读起
        if self._runtime.channels.get(account) is channel:
            await self._runtime.database.write(None, lambda session: connections.caught_up(session, account))

    async def _read(self, bond: Bond, account: str, away: Away, until: datetime) -> None:
        channel, place, seen_at = self._runtime.channels.get(account), f"group:{bond.home.group_id}", away.since
        # 上次读到一半的，其间连着时办过的不算数：空当在它们前面
        before = min(seen_at, until) if away.resumed and seen_at is not None else until
        last = await self._runtime.database.read(
            lambda session: handled.latest(session, bond.home.account, place, before)
        )
        # 刚接着说话的账号还什么都没有办过：从它上一次在线读起
        known = [at for at in (last and last.at, seen_at and seen_at - _SLACK) if at is not None and at <= until]
        if channel is None or not known:
            return
        since = max(known)
        since = max(since - _SLACK, until - FURTHEST)
        missed, whole = await self._history(channel, bond, last, since)
        for one in missed:
            if one.heard is not None and self._runtime.gate.routes.matters(one.heard.said):
                await self._receive(one.heard)
        gone_at = seen_at or max(known)
        # 读到一半又断了的，下一次连上从头再读，先不说
        cut = self._runtime.channels.get(account) is not channel
        if not whole and not cut and until - gone_at >= WORTH_TELLING:
            await self._tell_secretary(bond, gone_at, until)

    async def _history(
        self, channel: Channel, bond: Bond, last: Last | None, since: datetime
    ) -> tuple[list[Past], bool]:
        """返回（since 以来的，从旧到新；是不是一直读到了那时）。"""
        found, before = dict[str, Past](), None
        target = Target(Scene.GROUP, bond.home.group_id)
        for _ in range(_MOST_PAGES):
            try:
                page = await channel.history(target, before, _A_PAGE)
            except (SendFailed, SendUnknown, NotConnected):
                return _in_order(found, since), False
            fresh = [one for one in page if one.message_id not in found]
            found |= {one.message_id: one for one in fresh}
            if (last is not None and last.message_id in found) or any(
                one.at is not None and one.at <= since for one in fresh
            ):
                return _in_order(found, since), True
            if not fresh:
                break
            before = page[0].cursor
        return _in_order(found, since), False

    async def _tell_secretary(self, bond: Bond, since: datetime, until: datetime) -> None:
        branch, now = bond.branch, self._runtime.now()
        start, end = local(since, branch.zone), local(until, branch.zone)
        same_day = end.date() == start.date()
        begun = f"{spoken_day(start.date())}{start:%H:%M}"
        ended = f"{end:%H:%M}" if same_day else f"{spoken_day(end.date())}{end:%H:%M}"
        # 一天至多说一次：线路时断时续的，不必说一整天
        key, text = (
            f"hole:{branch.id}:{end:%Y%m%d}",
            HOLE.format(since=begun, until=ended) + (AGAIN if same_day else ""),
        )

        def work(session: Session) -> bool:
            return letters.to_secretary(session, branch.id, key, text, now)

        await self._runtime.database.write(branch.id, work)
        self._runtime.wake()


def _in_order(found: dict[str, Past], since: datetime) -> list[Past]:
    """没有时刻的不知道该记在哪一天，不补。"""
    dated = [(one.at, number, one) for number, one in enumerate(found.values()) if one.at is not None]
    return [one for at, _, one in sorted(dated, key=lambda item: item[:2]) if at >= since]
