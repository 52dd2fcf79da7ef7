"""QQ 客户端的一端：一个账号的连接、机器人的调用记录、可以弄出来的断线和冻住；谁拨谁由子类定。"""

import asyncio
from collections import Counter

from websockets.asyncio.connection import Connection

from sandbox.dialect import Dialect
from sandbox.faults import Faults
from sandbox.link import Call, Link
from sandbox.model import Broadcast


class Endpoint:
    """一个机器人账号的一端；断开期间的事件不补发，和真实现一样。"""

    def __init__(self, dialect: Dialect, faults: Faults | None) -> None:
        """用 dialect 说话；faults 可以随时拨动，不给就是自己的一套。"""
        self.connected = asyncio.Event()
        self.states: Broadcast[bool] = Broadcast()
        self.calls: list[Call] = []
        self.connections = 0
        self.dialect = dialect
        self.faults = faults or Faults()
        self._online = asyncio.Event()
        self._online.set()
        self._stopping = asyncio.Event()
        self._links: list[Link] = []

    def called(self, action: str) -> list[Call]:
        """机器人对这个动作的全部调用。"""
        return [call for call in self.calls if call.action == action]

    def deliveries(self, containing: str = "") -> Counter[str]:
        """这个账号在每个群（群号）、每个私聊（对方的号）里真发出去了几条文字含 containing 的消息。"""
        messages = self.dialect.world.messages.values()
        mine = (one for one in messages if one.sender_id == self.dialect.self_id)
        return Counter(one.scene.id for one in mine if containing in one.text)

    def drop(self) -> None:
        """马上断开，connected 随即放下；反向的自己会重连，正向的等机器人再来。"""
        for link in self._links:
            link.drop()
        self.connected.clear()

    def freeze(self) -> None:
        """冻住现在的连接：不读、不写、不答 ping，却不断开。"""
        for link in self._links:
            link.freeze()

    def thaw(self) -> None:
        """化开冻住的连接。"""
        for link in self._links:
            link.thaw()

    def cut(self) -> None:
        """断开，到 restore 为止都连不上。"""
        self._online.clear()
        self.drop()

    def restore(self) -> None:
        """又能连了。"""
        self._online.set()

    async def _serve(self, socket: Connection) -> None:
        if self._stopping.is_set() or not self._online.is_set():
            return
        link = Link(socket, self.dialect, self.faults, self.calls)
        self._links.append(link)
        self.connections += 1
        self._tell()
        try:
            await link.serve()
        finally:
            self._links.remove(link)
            self._tell()

    def _tell(self) -> None:
        value = bool(self._links)
        if value:
            self.connected.set()
        else:
            self.connected.clear()
        self.states.publish(value)

    def _leave(self) -> None:
        self._stopping.set()
        self._online.set()
        for link in self._links:
            link.close()
