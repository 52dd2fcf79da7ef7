"""一个进程一份的东西：设置、数据库、时钟、口令表、连着的账号。启动时装好，测试里整个换掉。"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.chat.gate import Gate
from core.chat.platform import Channel
from core.settings import Settings
from core.store.db import Database


def wall_clock() -> datetime:
    """墙上的钟。全项目只有这一处看钟。"""
    return datetime.now(UTC)  # noqa: TID251 就是这一处


@dataclass(slots=True)
class Runtime:
    """运行环境。channels 是连着的账号；wake 在发件箱有新信时叫醒投递。"""

    settings: Settings
    database: Database
    gate: Gate
    now: Callable[[], datetime] = wall_clock
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    wake: Callable[[], None] = lambda: None
