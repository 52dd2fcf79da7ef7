"""一问一答：与协议无关的请求和回复。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.domain.attachments import Card, File
from core.domain.permission import Actor


class Scene(StrEnum):
    """话是在哪儿说的。TEMPORARY 是从群里发起的临时会话，不带任何权利。"""

    GROUP = "group"
    PRIVATE = "private"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Person:
    """话里提到的一个人：@ 出来的有 user_id，写成姓名或 QQ 号的只有 words。"""

    words: str
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """办这件事的支部。zone 是 IANA 时区名。"""

    id: int
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Request:
    """一次请求：谁、在哪个支部、哪种场合、什么时候。

    now 带支部时区，zone 是它的 IANA 名；act 是这次若办成会用的操作编号；
    reply_to 是被回复（被撤回、被贴表情）的那条消息，没有为 None；
    emoji 是贴上的表情的编号，taken_back 为真是把它取下；late 为真是事后读回来的，问他什么他也听不见。
    """

    actor: Actor
    branch: Branch | None
    scene: Scene
    now: datetime
    platform: str
    account: str
    group_id: str | None
    message_id: str
    zone: str
    act: int = 0
    reply_to: str | None = None
    emoji: str = ""
    taken_back: bool = False
    late: bool = False

    @property
    def place(self) -> str:
        """说话的地方：group:群号 或 private:用户号。"""
        return f"group:{self.group_id}" if self.scene is Scene.GROUP else f"private:{self.actor.user_id}"

    @property
    def day(self) -> date:
        """支部时区里的今天。"""
        return self.now.date()

    @property
    def home(self) -> Branch:
        """办事的支部；未绑定支部的请求到不了用它的口令。"""
        if self.branch is None:
            msg = "这条口令要在支部里办"
            raise LookupError(msg)
        return self.branch


@dataclass(frozen=True, slots=True)
class Occasion:
    """一次到点：哪个支部、该办的时刻、现在（都带支部时区；停机以后补办的，现在要晚一些）；ref 是同一种里的哪一件。"""

    branch: Branch
    due: datetime
    now: datetime
    ref: str = ""

    @property
    def day(self) -> date:
        """支部时区里的那一天。"""
        return self.due.date()


@dataclass(frozen=True, slots=True)
class Record:
    """一次操作在操作日志里的样子：summary 是白话，before、after 是变化前后（可空）。

    undo 是撤销它要用的资料（能写成 JSON 的）；about 是说到名册上的哪几位；reverses 不空是撤销了哪一次。
    """

    summary: str
    before: str | None = None
    after: str | None = None
    undo: Mapping[str, Any] | None = None
    about: tuple[int, ...] = ()
    reverses: int | None = None


NOTHING_CHANGED = "只是取走了一份，没有改动什么，不必撤销。"
"""导出一类只记一笔、不改什么的，登记不能撤销时写这一句缘由；说“撤销”时不把它们算作上一步。"""


@dataclass(frozen=True, slots=True)
class PastAct:
    """操作日志里的一次操作。

    actor_id 是名册上的人，不在册的为 None；reverses 是被它撤销的编号，undone_by 是撤销了它的编号；
    undo 是撤销它要用的资料，没有留下的为 None。
    """

    seq: int
    kind: str
    actor_id: int | None
    actor_name: str
    summary: str
    before: str | None
    after: str | None
    at: datetime
    reverses: int | None = None
    undone_by: int | None = None
    undo: Mapping[str, Any] | None = None

    @property
    def number(self) -> str:
        """说给人听的编号：A1032。"""
        return f"A{self.seq}"


@dataclass(frozen=True, slots=True)
class Reply:
    """一条文字回复。private 为真时只私下给本人看，哪怕是在群里问的。

    card 与文字同一条发出，file 随后发出；发不出的，文字照说。
    """

    text: str
    private: bool = False
    record: Record | None = None
    card: Card | None = None
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """到了点却不必办，reason 是缘由，记进推送记录，如“法定节假日不发”。"""

    reason: str


@dataclass(frozen=True, slots=True)
class Retract:
    """撤回助手自己说过的一条：message_id 是那条的消息号；平台撤不了的，改说 instead 这一句更正。"""

    message_id: str
    instead: str
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """只表示“知道了”的回应：能用表情就用表情。

    用不了表情时，安静的一分钟里第一条用 text，其余的合成一行 merged（{n} 是次数；空串表示不必再说）；
    私聊里说 detail，没有另写的就是 text；群里办的，aside 不空时另外私下说给本人，送不到就算了。
    """

    text: str
    merged: str = ""
    detail: str = ""
    aside: str = ""
    record: Record | None = None


class PassedOn(Exception):
    """这个短答不是答它的：什么也没有改，照平常的话接着听，如签到开着时不应到的人说的“签到”。"""


Answered = Reply | Ack | Retract | None
"""处理函数的结果；None 是不回话。"""

LONGEST = 1400
"""一条消息最多多少字；再长有的客户端会截断。"""


def pages(text: str, size: int = LONGEST) -> list[str]:
    """把长文在行与行之间分成几条，每条不超过 size 字；单独一行就超长的从中截开。"""
    lines = [line[i : i + size] for line in text.split("\n") for i in range(0, max(len(line), 1), size)]
    made = [lines[0]]
    for line in lines[1:]:
        if len(made[-1]) + 1 + len(line) <= size:
            made[-1] += f"\n{line}"
        else:
            made.append(line)
    return made
