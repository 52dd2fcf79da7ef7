"""投递：把发件箱里到时候的信一件件发出去。

发出去没有回音的记为 UNKNOWN，不再发；明说没发成的隔一会儿再试；账号不在线的原样等着。
"""

import asyncio
from datetime import timedelta

from nonebot.log import logger
from sqlalchemy.orm import Session

from core.chat.platform import Channel, NotConnected, SendFailed, SendUnknown
from core.chat.runtime import Runtime
from core.domain.dialogue import Scene
from core.store import outbox, sent
from core.store.outbox import Outgoing, State

LEASE = timedelta(minutes=2)
"""认领之后多久没有结果就算发送中断。"""
MOST_TRIES = 3
_BACK_OFF = timedelta(minutes=2)
_RECONNECTING = timedelta(seconds=10)
"""刚断开的账号，隔多久再看它回来没有。"""
_IDLE_SECONDS = 30.0


class Delivery:
    """一个进程一个投递员。"""

    def __init__(self, runtime: Runtime) -> None:
        """用 runtime 里的发件箱和账号。"""
        self._runtime = runtime
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """有新信了。"""
        self._woken.set()

    async def run(self) -> None:
        """一直投递，直到被取消。"""
        while True:
            # 先放下再去看：正看着的时候来的新信，看完还要再看一遍
            self._woken.clear()
            try:
                wait = await self.deliver_due()
            except Exception as error:  # noqa: BLE001 全项目三处之一：投递
                logger.opt(exception=error).error("投递出错，稍后再试")
                wait = _IDLE_SECONDS
            try:
                await asyncio.wait_for(self._woken.wait(), wait)
            except TimeoutError:
                continue

    async def deliver_due(self) -> float:
        """发出此刻到时候的信，返回多少秒后再来看。"""
        runtime, accounts = self._runtime, list(self._runtime.channels)
        if not accounts:
            return _IDLE_SECONDS
        while letters := await self._claim(accounts):
            for letter in letters:
                await self._deliver(letter)
        due = await runtime.database.read(lambda session: outbox.next_due(session, accounts))
        return _IDLE_SECONDS if due is None else min(max((due - runtime.now()).total_seconds(), 0.0), _IDLE_SECONDS)

    async def _claim(self, accounts: list[str]) -> list[Outgoing]:
        now = self._runtime.now()
        return await self._runtime.database.write(None, lambda session: outbox.claim(session, now, accounts, LEASE))

    async def _deliver(self, letter: Outgoing) -> None:
        channel = self._runtime.channels.get(letter.account)
        changes = await self._send(channel, letter)
        now = self._runtime.now()
        message_id = changes.get("message_id")
        if letter.scene == Scene.GROUP and isinstance(message_id, str):
            self._runtime.gate.remember(letter.account, message_id)

        def settle(session: Session) -> None:
            outbox.settle(session, letter.id, changes)
            if letter.scene == Scene.GROUP and isinstance(message_id, str):
                sent.remember(session, letter.account, f"group:{letter.target}", message_id, now)

        await self._runtime.database.write(letter.branch_id, settle)

    async def _send(self, channel: Channel | None, letter: Outgoing) -> dict[str, object]:
        now = self._runtime.now()
        text = letter.text.replace("{n}", str(letter.count)) if letter.kind == outbox.MERGED else letter.text
        if channel is None:
            return self._later(letter)
        try:
            if letter.scene == Scene.GROUP:
                message_id = await channel.send_group(letter.target, text)
            else:
                message_id = await channel.send_private(letter.target, text)
        except NotConnected:
            return self._later(letter)
        except SendUnknown as error:
            return {"state": State.UNKNOWN, "error": str(error)}
        except SendFailed as error:
            state = State.FAILED if letter.tries >= MOST_TRIES else State.DUE
            return {"state": state, "error": str(error), "next_at": now + _BACK_OFF * letter.tries}
        return {"state": State.SENT, "sent_at": now, "message_id": message_id, "error": None}

    def _later(self, letter: Outgoing) -> dict[str, object]:
        """没有发出去，也不算试过。"""
        return {"state": State.DUE, "tries": letter.tries - 1, "next_at": self._runtime.now() + _RECONNECTING}
