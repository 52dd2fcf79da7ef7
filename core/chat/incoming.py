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


@dataclass(slots=True, unsafe_hash=True)
class Incoming:
    """一条消息或一个群内变动；每句闲聊都要造一个，所以不设 frozen（造起来慢四倍），谁也不改它。

    name 是群名片，没有则是昵称，只在起草名册时用；to_me 是 @ 了助手；reply_to 是被回复的消息号；
    at 是收到的时刻（带时区）：各家报的时间不可信，日子由我们的钟定。
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

    @property
    def place(self) -> str:
        """事情发生的地方：group:群号 或 private:用户号。"""
        return f"group:{self.group_id}" if self.scene is Scene.GROUP else f"private:{self.user_id}"
