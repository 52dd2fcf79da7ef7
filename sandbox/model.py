"""体验世界里的人、群、消息，以及世界会发生的每一种变化。"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Base64Bytes, Field, TypeAdapter

Role = Literal["owner", "admin", "member"]
Segment = dict[str, Any]
T = TypeVar("T")

EVERYONE = "0"
"""全员禁言时，被禁言的人写成 0 号，与 OneBot 相同。"""


@dataclass(frozen=True, slots=True)
class Person:
    """一个 QQ 号在群里的样子；label 是页面上显示的身份，跟着名册变，机器人收不到。"""

    user_id: str
    nickname: str
    card: str = ""
    role: Role = "member"
    label: str = ""

    @property
    def name(self) -> str:
        """群里显示的名字：有名片用名片。"""
        return self.card or self.nickname


@dataclass(slots=True)
class Group:
    """一个群和它现在的成员（含机器人自己）；muted 是被禁言的人到何时为止，None 是要等人解除。"""

    group_id: str
    name: str
    members: dict[str, Person] = field(default_factory=dict[str, Person])
    muted: dict[str, datetime | None] = field(default_factory=dict[str, datetime | None])


@dataclass(frozen=True, slots=True)
class Scene:
    """说话的地方：一个群，或某人与机器人的私聊（id 是那个人；bot 是世界里的另一个机器人，空的是头一个）。"""

    kind: Literal["group", "private"]
    id: str
    bot: Annotated[str, Field(exclude_if=lambda bot: not bot)] = ""


@dataclass(slots=True)
class ChatMessage:
    """一条消息；撤回和表情回应会改它。"""

    message_id: int
    scene: Scene
    sender_id: str
    segments: list[Segment]
    sent_at: datetime
    recalled_by: str | None = None
    reactions: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    @property
    def recalled(self) -> bool:
        """已被撤回。"""
        return self.recalled_by is not None

    @property
    def text(self) -> str:
        """其中的文字。"""
        return "".join(str(segment["data"]["text"]) for segment in self.segments if segment["type"] == "text")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """有人传上来的一个文件。"""

    file_id: str
    name: str
    data: Base64Bytes


def file_segment(file: StoredFile) -> Segment:
    """带着这个文件的消息段（OneBot v11 的写法）。"""
    return {"type": "file", "data": _attached(file)}


def image_segment(file: StoredFile) -> Segment:
    """把这个文件当图片发的消息段（OneBot v11 的写法）。"""
    return {"type": "image", "data": _attached(file)}


def _attached(file: StoredFile) -> dict[str, str]:
    return {"file": file.name, "file_id": file.file_id, "file_size": str(len(file.data))}


@dataclass(frozen=True, slots=True)
class Said:
    """有人（或机器人）说了一条消息。"""

    message: ChatMessage
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class Recalled:
    """一条消息被撤回。"""

    message_id: int
    by: str
    at: datetime
    kind: Literal["recalled"] = "recalled"


@dataclass(frozen=True, slots=True)
class Reacted:
    """有人给一条消息贴上或取下一个表情。"""

    message_id: int
    user_id: str
    emoji_id: str
    added: bool
    at: datetime
    kind: Literal["reacted"] = "reacted"


@dataclass(frozen=True, slots=True)
class Joined:
    """有人进群。"""

    group_id: str
    person: Person
    at: datetime
    kind: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True)
class Left:
    """有人退群。"""

    group_id: str
    user_id: str
    at: datetime
    kind: Literal["left"] = "left"


@dataclass(frozen=True, slots=True)
class Renamed:
    """有人改了群名片。"""

    group_id: str
    user_id: str
    old_card: str
    new_card: str
    at: datetime
    kind: Literal["renamed"] = "renamed"


@dataclass(frozen=True, slots=True)
class Relabelled:
    """页面上显示的身份变了，如设了职务；真的 QQ 里没有这回事，不报给机器人。"""

    user_id: str
    label: str
    at: datetime
    kind: Literal["relabelled"] = "relabelled"


@dataclass(frozen=True, slots=True)
class Muted:
    """有人被禁言（seconds > 0）、全员禁言（user_id 为 EVERYONE，seconds 为 -1），或解除（seconds 为 0）。"""

    group_id: str
    user_id: str
    seconds: int
    by: str
    at: datetime
    kind: Literal["muted"] = "muted"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """有人传上来一个文件；接着会有一条带文件段的消息。"""

    file: StoredFile
    at: datetime
    kind: Literal["uploaded"] = "uploaded"


@dataclass(frozen=True, slots=True)
class Requested:
    """有人申请加机器人为好友。"""

    user_id: str
    flag: str
    comment: str
    at: datetime
    kind: Literal["requested"] = "requested"


@dataclass(frozen=True, slots=True)
class Befriended:
    """一个人的好友申请有了结果。"""

    user_id: str
    accepted: bool
    at: datetime
    kind: Literal["befriended"] = "befriended"


@dataclass(frozen=True, slots=True)
class Announced:
    """群主或管理员发了一条群公告。"""

    group_id: str
    user_id: str
    text: str
    notice_id: str
    at: datetime
    kind: Literal["announced"] = "announced"


Membership = Joined | Left | Renamed | Muted
Change = Said | Recalled | Reacted | Membership | Relabelled | Uploaded | Requested | Befriended | Announced


@dataclass(frozen=True, slots=True)
class Note:
    """群里的一次变动，和它前面的那条消息（之前没有消息是 0）；页面在那里写一行说明。"""

    after: int
    change: Membership | Announced


# 流水和页面用同一种写法：一处定义，读写两端都校验。
CHANGES: TypeAdapter[Change] = TypeAdapter(Annotated[Change, Field(discriminator="kind")])


class Refused(Exception):
    """在这个世界里办不成的事，带着给人看的一句话。"""


class Silenced(Refused):
    """被禁言的人不能说话。"""


class NotFriends(Refused):
    """不是好友，又不是从群里发起的临时会话，不能私聊。"""


class Broadcast(Generic[T]):
    """把一个值依次告诉每个正在听的人。"""

    def __init__(self) -> None:
        """还没有人在听。"""
        self._listeners: list[Callable[[T], None]] = []

    @contextmanager
    def listening(self, listener: Callable[[T], None]) -> Generator[None]:
        """在 with 之内，每次 publish 都会调用 listener。"""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def publish(self, value: T) -> None:
        """告诉现在在听的每一个人。"""
        for listener in tuple(self._listeners):
            listener(value)
