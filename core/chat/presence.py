"""在线：哪个账号连着，原来在群里说话的账号不在了由谁接着说。

同群有两个助手账号时，支部的群记着由哪个说话；它十分钟不在线，才改由另一个说，只改一次，它回来了也不改回去。
"""

from nonebot.log import logger
from sqlalchemy.orm import Session

from core.chat.platform import Channel, NotConnected, SendFailed, SendUnknown
from core.chat.runtime import Runtime
from core.store import branches, connections, outbox, pending
from core.store.branches import Bond
from core.store.connections import Away

GONE_SECONDS = 600.0 - connections.FRESH.total_seconds()
"""断开 connections.FRESH 之后才看得出不在，再等这么多秒，一共十分钟。"""


class Presence:
    """一个进程一份。"""

    def __init__(self, runtime: Runtime) -> None:
        """记 runtime 里连着的账号。"""
        self._runtime = runtime
        self._here: set[str] = set()
        self._gone_since: dict[str, float] = {}

    async def arrive(self, account: str) -> Away:
        """一个账号连上了；返回它从什么时候起不在线。"""
        now = self._runtime.now()
        away = await self._runtime.database.write(None, lambda session: connections.arrive(session, account, now))
        self._here.add(account)
        return away

    def leave(self, account: str) -> None:
        """一个账号断开了。"""
        self._here.discard(account)

    async def tick(self) -> list[tuple[Bond, str]]:
        """每分钟记一次谁在线，该换人说话的换；返回换了的支部（原来的样子）和接着说的账号。"""
        now, here = self._runtime.now(), sorted(self._here)

        def work(session: Session) -> set[str]:
            connections.touch(session, here, now)
            return connections.absent(session, now)

        # 刚连上、还没有记下的，也算在线
        absent = await self._runtime.database.write(None, work) - self._runtime.channels.keys()
        ticks = self._runtime.ticks()
        self._gone_since = {account: self._gone_since.get(account, ticks) for account in absent}
        taken = list[tuple[Bond, str]]()
        for account, since in self._gone_since.items():
            if ticks - since >= GONE_SECONDS:
                taken += await self._replace(account)
        return taken

    async def _replace(self, gone: str) -> list[tuple[Bond, str]]:
        """为不在的账号各支部的群找一个还在群里的账号接着说。"""
        bonds = await self._runtime.database.read(lambda session: branches.bonds_of(session, gone))
        taken = dict[int, tuple[Bond, str]]()
        for account, channel in sorted(self._runtime.channels.items()):
            joined = await _groups(channel)
            for bond in bonds:
                here = bond.home.platform == channel.platform and bond.home.group_id in joined
                if here and bond.branch.id not in taken and await self._take_over(bond, account):
                    taken[bond.branch.id] = bond, account
        return list(taken.values())

    async def _take_over(self, bond: Bond, account: str) -> bool:
        branch_id, gone = bond.branch.id, bond.home.account

        def work(session: Session) -> bool:
            if not branches.take_over(session, branch_id, gone, account):
                return False
            outbox.hand_over(session, branch_id, gone, account)
            pending.hand_over(session, branch_id, gone, account)
            return True

        done = await self._runtime.database.write(branch_id, work)
        if done:
            logger.warning(f"账号 {gone} 十分钟不在线，支部 {branch_id} 的群改由 {account} 说话")
        return done


async def _groups(channel: Channel) -> set[str]:
    try:
        return set(await channel.groups())
    except (SendFailed, SendUnknown, NotConnected):
        return set()
