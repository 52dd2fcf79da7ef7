"""控制台：页面上说话之外的几样——断线、故障、往前走的钟。"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sandbox.clock import Ahead, moment
from sandbox.endpoint import Endpoint
from sandbox.faults import Faults
from sandbox.model import EVERYONE, Broadcast, Refused
from sandbox.onebot11 import OneBot11
from sandbox.onebot11.account import EMOJI_LIKE, GROUP_REACTION, SANDBOX
from sandbox.world import World

Advance = Callable[[datetime], Awaitable[None]]
FaultName = Literal["ghost", "fail", "faceless", "triple", "slow", "mute"]

FURTHEST = timedelta(days=31)
"""一次最多往前走多远。"""
SLOWNESS = 2.0
CONNECTING, READING_BACK = 8.0, 1.0
"""刚恢复的：最多等它连上几秒，连上后再留几秒让助手把群聊读回来。"""
FACELESS = replace(SANDBOX, app_name=f"{SANDBOX.app_name}.无表情", lacks=frozenset({EMOJI_LIKE, GROUP_REACTION}))
"""换一家不会贴表情的实现：助手按名字记着谁会什么，换回来就又试。"""

_RULES: dict[str, Callable[[Faults], object]] = {
    "ghost": lambda faults: (faults.ghost("send_*"), faults.ghost("upload_*")),
    "fail": lambda faults: (faults.fail("send_*"), faults.fail("upload_*")),
    "triple": lambda faults: faults.duplicate(3),
    "slow": lambda faults: faults.slow("*", SLOWNESS),
}
_log = logging.getLogger(__name__)


class Console:
    """一个体验环境一份；几个窗口看到的是同一个。"""

    def __init__(self, world: World, endpoint: Endpoint, advance: Advance | None = None) -> None:
        """Advance 把钟拨到某一刻、其间到点的都办完才返回；没有就是钟不能拨。"""
        self.world, self.endpoint = world, endpoint
        self.changed: Broadcast[None] = Broadcast()
        self.troubles: Broadcast[str] = Broadcast()
        self._advance = advance
        self._faults: set[str] = set()
        self._cut = False
        self._known = 1  # 启动后的头一次连接不用等
        self._heading: datetime | None = None
        self._walk: asyncio.Task[None] | None = None

    def state(self) -> dict[str, Any]:
        """页面要画的样子；advancing 是正在走到什么时候。"""
        muted = any(EVERYONE in group.muted for group in self.world.groups.values())
        on = self._faults | ({"mute"} if muted else set[str]())
        return {
            "cut": self._cut,
            "faults": [name for name in get_args(FaultName) if name in on],
            "movable": self._advance is not None,
            "advancing": self._heading.isoformat() if self._heading else None,
        }

    def cut(self, *, on: bool) -> None:
        """断开助手的连接，或恢复。"""
        self._cut = on
        if on:
            self.endpoint.cut()
        else:
            self.endpoint.restore()
        self._tell()

    def fault(self, name: FaultName, *, on: bool) -> None:
        """开关一样故障；已经是那样就什么也不发生。"""
        if on == (name in self.state()["faults"]):
            return
        if name == "mute":
            self._mute(on=on)
        else:
            (self._faults.add if on else self._faults.discard)(name)
            self._set_faults()
        if name == "faceless":
            # 说一口与原来不同的话，要重新连上来才作数
            self.endpoint.dialect = OneBot11(self.world, profile=FACELESS if on else SANDBOX)
            self.endpoint.drop()
        self._tell()

    def advance(self, ahead: Ahead | datetime) -> None:
        """开始往前走；走完了 changed，出了错 troubles。"""
        if self._advance is None:
            raise Refused("这里的钟不能拨。")
        if self._walk is not None:
            raise Refused("钟正在往前走，请等它走完。")
        now = self.world.now()
        to = ahead if isinstance(ahead, datetime) else moment(ahead, now)
        if to <= now:
            raise Refused("钟只能往前走。")
        if to - now > FURTHEST:
            raise Refused(f"一次最多往前走 {FURTHEST.days} 天。")
        self._heading = to
        self._walk = asyncio.get_running_loop().create_task(self._go(self._advance, to))
        self._walk.add_done_callback(self._arrived)
        self._tell()

    async def close(self) -> None:
        """正在走的不走了。"""
        if self._walk is not None:
            self._walk.cancel()
            await asyncio.gather(self._walk, return_exceptions=True)

    async def _go(self, advance: Advance, to: datetime) -> None:
        if not self._cut and self.endpoint.connections:
            with suppress(TimeoutError):
                async with asyncio.timeout(CONNECTING):
                    await self._reconnected()
        await advance(to)

    async def _reconnected(self) -> None:
        await self.endpoint.connected.wait()
        if self.endpoint.connections != self._known:
            self._known = self.endpoint.connections
            await asyncio.sleep(READING_BACK)

    def _arrived(self, walk: asyncio.Future[None]) -> None:
        self._heading = self._walk = None
        if not walk.cancelled() and (error := walk.exception()) is not None:
            _log.error("钟没有走完", exc_info=error)
            self.troubles.publish("钟没有走完，原因在日志里；可以再试一次。")
        self._tell()

    def _set_faults(self) -> None:
        self.endpoint.faults.clear()
        for name, break_it in _RULES.items():
            if name in self._faults:
                break_it(self.endpoint.faults)

    def _mute(self, *, on: bool) -> None:
        for group_id in self.world.groups:
            (self.world.mute if on else self.world.unmute)(group_id, EVERYONE)

    def _tell(self) -> None:
        self.changed.publish(None)
