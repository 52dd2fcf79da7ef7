"""送到门口的一件事：已经与协议无关，还没有查过名册。"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.dialogue import Scene
from core.domain.typed import Typed


class Kind(StrEnum):
    """一件事的种类。"""

    MESSAGE = "message"
    JOINED = "joined"
    LEFT = "left"
    RENAMED = "renamed"
    RECALLED = "recalled"
    REACTED = "reacted"
    UPLOADED = "uploaded"
    MUTED = "muted"
    BEFRIENDED = "befriended"
    """有人申请加助手为好友。"""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """一个传上来的文件。size 是字节数（没有给为 0）；file_id、bus_id、url 是平台取内容要用的，可能为空。"""

    name: str
    size: int
    file_id: str = ""
    bus_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """群内变动的细节，各种类只填自己用得着的。

    message_id 是被撤回、被贴表情的那条；operator_id 是动手的人；emoji 是表情编号，added 为假是取下；
    seconds 是禁言多久（0 是解除，-1 是没有期限），everyone 是全员禁言；flag 是好友申请的凭据，原样还给平台。
    """

    message_id: str = ""
    operator_id: str = ""
    emoji: str = ""
    added: bool = True
    seconds: int = 0
    everyone: bool = False
    flag: str = ""


NO_CHANGE = Change()


@dataclass(slots=True, unsafe_hash=True)
class Incoming:
    """一条消息或一个群内变动；每句闲聊都要造一个，所以不设 frozen（造起来慢四倍），谁也不改它。

    name 是群名片，没有则是昵称，只在起草名册时用；to_me 是 @ 了助手；reply_to 是被回复的消息号；
    at 是收到的时刻（带时区）：各家报的时间不可信，日子由我们的钟定；
    late 为真是事后从群聊记录里读回来的，at 是它当时的时刻。
    """

    kind: Kind
    platform: str
    account: str
    scene: Scene
    group_id: str | None
    user_id: str
    message_id: str
    said: Typed
    at: datetime
    name: str = ""
    to_me: bool = False
    reply_to: str | None = None
    anonymous: bool = False
    late: bool = False
    files: tuple[Uploaded, ...] = ()
    change: Change = NO_CHANGE

    @property
    def place(self) -> str:
        """事情发生的地方：group:群号 或 private:用户号。"""
        return f"group:{self.group_id}" if self.scene is Scene.GROUP else f"private:{self.user_id}"
