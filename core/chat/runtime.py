"""一个进程一份的东西：设置、数据库、时钟、口令表、连着的账号。启动时装好，测试里整个换掉。"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nonebot.adapters import Bot

from core.chat.gate import Gate
from core.chat.incoming import Incoming
from core.chat.pace import Pace, Pacer
from core.chat.platform import Channel
from core.domain.attachments import Card
from core.files.cards import Press
from core.settings import Settings
from core.store.db import Database


def wall_clock() -> datetime:
    """墙上的钟。全项目只有这一处看钟。"""
    return datetime.now(UTC)  # noqa: TID251 就是这一处


def _nothing() -> None:
    """还没有人等着被叫醒。"""


def _drop(_incoming: Incoming) -> None:
    """还没有开门。"""


@dataclass(slots=True)
class Runtime:
    """运行环境。

    now 是给人看的时刻，ticks 是只进不退的秒数（节拍、等待、租约用）；channels 是连着的账号，connected_at 是各账号什么
    时候连上的，bots 是它们最近一次连接在 NoneBot 里的样子；take 把一件事交给入口；wake 在发件箱有新信时叫醒投递；
    pacer 管各账号说话的节拍；draw 把一张卡片画成 PNG，画不出的抛 CardNotMade。
    """

    settings: Settings
    database: Database
    gate: Gate
    now: Callable[[], datetime] = wall_clock
    ticks: Callable[[], float] = time.monotonic
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    bots: dict[str, Bot] = field(default_factory=dict[str, Bot])
    take: Callable[[Incoming], None] = _drop
    wake: Callable[[], None] = _nothing
    pacer: Pacer = field(default_factory=lambda: Pacer(Pace(), time.monotonic))
    connected_at: dict[str, datetime] = field(default_factory=dict[str, datetime])
    draw: Callable[[Card], Awaitable[bytes]] = field(default_factory=lambda: Press().draw)

    def connect(self, bot: Bot, channel: Channel) -> None:
        """一个账号连上了：从这一刻起就能说话，紧接着到的消息不必等连接之后的几次读库。"""
        account = channel.account
        self.bots[account], self.channels[account], self.connected_at[account] = bot, channel, self.now()
        self.pacer.connected(account)

    def disconnect(self, account: str) -> None:
        """一个账号断开了：从这一刻起就不再往里说。"""
        self.channels.pop(account, None)
