"""平台：一个连着的聊天账号能做什么，以及事务之前可以向它要什么。"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from core.domain.errors import UserError


class SendFailed(Exception):
    """平台明说没有发出去。"""


class SendUnknown(Exception):
    """发出去没有回音，不知道对方收到没有。"""


class NotConnected(Exception):
    """账号不在线，肯定没有发出去。"""


@dataclass(frozen=True, slots=True)
class Listed:
    """群成员名单上的一个人。name 是群名片，没有则是昵称。"""

    user_id: str
    name: str


class Channel(Protocol):
    """一个连着的聊天账号。各方法失败时抛 SendFailed、SendUnknown 或 NotConnected。"""

    platform: ClassVar[str]
    account: str

    async def send_group(self, group_id: str, text: str) -> str | None:
        """在群里说一句，返回消息号（平台没有给则为 None）。"""
        ...

    async def send_private(self, user_id: str, text: str, via_group: str | None = None) -> str | None:
        """私下说一句；via_group 不空是借群发起的临时会话。"""
        ...

    async def acknowledge(self, group_id: str, message_id: str) -> bool:
        """在一条群消息上贴一个中性的表情；平台不支持则为假。"""
        ...

    async def member_list(self, group_id: str) -> list[Listed]:
        """群里现在都有谁，不含助手自己。"""
        ...

    async def member_name(self, group_id: str, user_id: str) -> str:
        """群里一个人的群名片，没有则是昵称。"""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """向平台要东西时知道的事：在哪个群。"""

    group_id: str | None


Fetch = Callable[[Channel, Asked], Awaitable[Any]]
"""事务之前向平台要的一样东西，结果作为最后一个槽交给处理函数。"""


class ListNotFetched(UserError):
    """没有取到群成员名单。"""

    text: ClassVar[str] = "没有取到群成员名单，这次没有办。请稍后再发一次。"


class GroupOnly(UserError):
    """要在群里才能办。"""

    text: ClassVar[str] = "此事请在支部的群里办理。"


async def member_list(channel: Channel, asked: Asked) -> list[Listed]:
    """所在群的成员名单；取不到时抛 ListNotFetched。"""
    if asked.group_id is None:
        raise GroupOnly
    try:
        return await channel.member_list(asked.group_id)
    except (SendFailed, SendUnknown, NotConnected):
        raise ListNotFetched from None


async def member_name(channel: Channel, group_id: str, user_id: str) -> str:
    """群里一个人的群名片；问不到为空串。"""
    try:
        return await channel.member_name(group_id, user_id)
    except (SendFailed, SendUnknown, NotConnected):
        return ""
