"""平台：一个连着的聊天账号能做什么，以及事务之前可以向它要什么。"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Protocol

from core.chat.incoming import Incoming, Uploaded
from core.domain.dialogue import Scene
from core.domain.errors import UserError

_MOST_GROUPS = 20
"""首次设置时至多看几个群。"""


class SendFailed(Exception):
    """平台明说没有发出去。"""


class SendUnknown(Exception):
    """发出去没有回音，不知道对方收到没有。"""


class NotConnected(Exception):
    """账号不在线，肯定没有发出去。"""


class NotSupported(SendFailed):
    """这家实现没有这个功能，肯定没有发出去。"""


class TooLarge(SendFailed):
    """要取的文件比说好的大，换别的办法取也一样。"""


@dataclass(frozen=True, slots=True)
class Listed:
    """群成员名单上的一个人。name 是群名片，没有则是昵称。"""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class GroupListed:
    """助手所在的一个群：群号、群名（平台没有给为空）、都有谁。"""

    group_id: str
    name: str
    people: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """聊天记录里的一条。

    text 是其中的文字；at 是它当时的时刻（带时区），平台没有给为 None；heard 是当作刚收到的消息来读的样子
    （late 为真、at 是当时），助手自己说的为 None；cursor 是从它往前再读时交给 Channel.history 的 before。
    """

    message_id: str
    user_id: str
    text: str
    at: datetime | None
    heard: Incoming | None
    cursor: str


@dataclass(frozen=True, slots=True)
class Target:
    """说给谁：scene 是群或私聊，id 是群号或用户号。"""

    scene: Scene
    id: str


class Channel(Protocol):
    """一个连着的聊天账号。

    各方法办不成时抛 SendFailed（平台明说没有成）、NotSupported（这家没有这个功能）、SendUnknown（没有回音）
    或 NotConnected（不在线，肯定没有成）。编号一律是字符串。
    """

    platform: str
    account: str

    async def send_group(self, group_id: str, text: str, image: bytes | None = None) -> str | None:
        """在群里说一句，返回消息号（平台没有给则为 None）；image 不空的，图跟在文字后面，同一条。"""
        ...

    async def send_private(
        self, user_id: str, text: str, via_group: str | None = None, image: bytes | None = None
    ) -> str | None:
        """私下说一句；via_group 不空是借群发起的临时会话，image 同 send_group。"""
        ...

    async def send_pages(self, target: Target, texts: Sequence[str]) -> str | None:
        """合并转发几段文字（至多 30 段，只一层）。"""
        ...

    async def send_file(self, target: Target, name: str, data: bytes) -> None:
        """传一个文件。"""
        ...

    async def announce(self, group_id: str, text: str) -> None:
        """发一条群公告，不要求确认；要有管理员身份。"""
        ...

    async def recall(self, message_id: str) -> None:
        """撤回助手自己的一条消息。"""
        ...

    async def acknowledge(self, group_id: str, message_id: str) -> bool:
        """在一条群消息上贴一个中性的表情；平台不支持则为假。"""
        ...

    async def befriend(self, flag: str) -> None:
        """同意一个好友申请；flag 取自 Change.flag。"""
        ...

    async def describe(self, file: Uploaded) -> Uploaded:
        """补上消息里没有写的文件名；本来就有的原样返回。"""
        ...

    async def download(self, target: Target, file: Uploaded, most: int) -> bytes:
        """取一个传上来的文件的内容；比 most 字节大的抛 TooLarge。链接约两小时就失效，收到就取。"""
        ...

    async def member_list(self, group_id: str) -> list[Listed]:
        """群里现在都有谁，不含助手自己。"""
        ...

    async def member_name(self, group_id: str, user_id: str) -> str:
        """群里一个人的群名片，没有则是昵称。"""
        ...

    async def groups(self) -> list[str]:
        """这个账号在哪些群里。"""
        ...

    async def message(self, target: Target, message_id: str) -> Past | None:
        """按消息号取一条；取不到为 None。"""
        ...

    async def group_name(self, group_id: str) -> str:
        """一个群叫什么。"""
        ...

    async def history(self, target: Target, before: str | None, count: int) -> list[Past]:
        """一处的聊天记录里 before 那一条（含）以前的约 count 条，从旧到新；before 为 None 从最新的往回数。"""
        ...


class Look(Protocol):
    """看一眼这台机器；closely 连同逐项的结论。"""

    async def __call__(self, *, closely: bool) -> Any:
        """见 core.chat.examination.look。"""
        ...


async def _nothing_to_look_at(*, closely: bool) -> None:
    """没有机器可看。"""
    del closely


@dataclass(frozen=True, slots=True)
class Asked:
    """事务之前要东西时知道的事：在哪个群、谁要的、回复的是哪一条；look 看一眼这台机器，outlook 要用。"""

    group_id: str | None
    user_id: str = ""
    look: Look = _nothing_to_look_at
    reply_to: str | None = None


Fetch = Callable[[Channel, Asked], Awaitable[Any]]
"""事务之前向平台要的一样东西，结果作为最后一个槽交给处理函数。"""


_RECENT = 100
"""按消息号取不到的，在最近多少条里找。"""


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


async def replied(channel: Channel, asked: Asked) -> Past | None:
    """所回复的那一条，先按消息号取，平台没有的到聊天记录里找；取不到、没有回复什么的为 None。"""
    if asked.group_id is None or asked.reply_to is None:
        return None
    target = Target(Scene.GROUP, asked.group_id)
    try:
        return await channel.message(target, asked.reply_to)
    except (SendFailed, SendUnknown, NotConnected):
        pass
    try:
        recent = await channel.history(target, None, _RECENT)
    except (SendFailed, SendUnknown, NotConnected):
        return None
    return next((one for one in recent if one.message_id == asked.reply_to), None)


async def groups_of(channel: Channel, asked: Asked) -> list[GroupListed]:
    """助手和要东西的人都在的群，至多看 _MOST_GROUPS 个；取不到时抛 ListNotFetched。"""
    try:
        found = [GroupListed(one, "", tuple(await channel.member_list(one))) for one in await _first_groups(channel)]
        shared = [one for one in found if any(person.user_id == asked.user_id for person in one.people)]
        return [replace(one, name=await channel.group_name(one.group_id)) for one in shared]
    except (SendFailed, SendUnknown, NotConnected):
        raise ListNotFetched from None


async def _first_groups(channel: Channel) -> list[str]:
    return (await channel.groups())[:_MOST_GROUPS]


async def outlook(_channel: Channel, asked: Asked) -> Any:
    """这台机器此刻的情形（checkup.Machine）；运维的口令用。"""
    return await asked.look(closely=False)


async def examined(_channel: Channel, asked: Asked) -> Any:
    """同上，连同自检的逐项结论。"""
    return await asked.look(closely=True)


async def member_name(channel: Channel, group_id: str, user_id: str) -> str:
    """群里一个人的群名片；问不到为空串。"""
    try:
        return await channel.member_name(group_id, user_id)
    except (SendFailed, SendUnknown, NotConnected):
        return ""
