"""页面能要求的事：说话、撤回、贴表情、发公告，断线、故障、拨钟。"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sandbox.clock import Ahead
from sandbox.console import Console, FaultName
from sandbox.model import Refused

LARGEST_FRAME = 64 * 1024
LONGEST_ANNOUNCEMENT = 1000

Id = Annotated[str, Field(min_length=1, max_length=20)]


class BadFrame(Exception):
    """页面要求的事办不成，带着给人看的一句话。"""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TextData(_Strict):
    """文字。"""

    text: str


class AtData(_Strict):
    """@ 一个人，或 all。"""

    qq: Id


class IdData(_Strict):
    """回复的消息，或表情的编号。"""

    id: Id


class TextSegment(_Strict):
    """文字段。"""

    type: Literal["text"]
    data: TextData


class AtSegment(_Strict):
    """@ 段。"""

    type: Literal["at"]
    data: AtData


class IdSegment(_Strict):
    """回复段和表情段。"""

    type: Literal["reply", "face"]
    data: IdData


class _ByPerson(_Strict):
    """以某人的身份做的事。"""

    user_id: Id


class Say(_ByPerson):
    """说一条消息；group_id 为空是私聊助手。"""

    type: Literal["say"]
    group_id: Id | None = None
    segments: list[Annotated[TextSegment | AtSegment | IdSegment, Field(discriminator="type")]] = Field(min_length=1)

    def perform(self, console: Console) -> None:
        """说出去。"""
        console.world.say(self.user_id, [segment.model_dump() for segment in self.segments], self.group_id)


class Recall(_ByPerson):
    """撤回一条消息。"""

    type: Literal["recall"]
    message_id: int

    def perform(self, console: Console) -> None:
        """撤回。"""
        console.world.recall(self.message_id, self.user_id)


class React(_ByPerson):
    """贴上或取下一个表情。"""

    type: Literal["react"]
    message_id: int
    emoji_id: Id
    add: bool = True

    def perform(self, console: Console) -> None:
        """贴上或取下。"""
        console.world.react(self.message_id, self.user_id, self.emoji_id, add=self.add)


class Announce(_ByPerson):
    """发一条群公告。"""

    type: Literal["announce"]
    group_id: Id
    text: str = Field(min_length=1, max_length=LONGEST_ANNOUNCEMENT)

    def perform(self, console: Console) -> None:
        """发出去。"""
        console.world.announce(self.group_id, self.user_id, self.text)


class Cut(_Strict):
    """断开助手的连接，或恢复。"""

    type: Literal["cut"]
    on: bool

    def perform(self, console: Console) -> None:
        """断开或恢复。"""
        console.cut(on=self.on)


class Fault(_Strict):
    """开关一样故障。"""

    type: Literal["fault"]
    name: FaultName
    on: bool

    def perform(self, console: Console) -> None:
        """拨动。"""
        console.fault(self.name, on=self.on)


class Advance(_Strict):
    """钟往前走到什么时候。"""

    type: Literal["advance"]
    to: Ahead | AwareDatetime

    def perform(self, console: Console) -> None:
        """开始走。"""
        console.advance(self.to)


Demand = Say | Recall | React | Announce | Cut | Fault | Advance
DEMANDS: TypeAdapter[Demand] = TypeAdapter(Annotated[Demand, Field(discriminator="type")])


def act(console: Console, text: str) -> None:
    """办页面要求的一件事。"""
    if len(text.encode("utf-8", "replace")) > LARGEST_FRAME:
        raise BadFrame("消息太长，请分几条发送。")
    try:
        demand = DEMANDS.validate_json(text.encode("utf-8", "replace"))
    except ValidationError:
        raise BadFrame("页面发来的内容看不懂，请刷新页面再试。") from None
    if isinstance(demand, _ByPerson) and demand.user_id == console.world.self_id:
        raise BadFrame("不能以助手的身份操作。")
    try:
        demand.perform(console)
    except Refused as error:
        raise BadFrame(str(error)) from None
