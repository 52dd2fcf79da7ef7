"""页面与服务端之间的话：页面能要求什么，连上时看到什么。"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sandbox.model import ChatMessage, Group, Person, Refused
from sandbox.world import World

Frame = dict[str, Any]

LARGEST_FRAME = 64 * 1024
SNAPSHOT_MESSAGES = 300

PEOPLE = TypeAdapter(list[Person])
MESSAGES = TypeAdapter(list[ChatMessage])
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


class Say(_Strict):
    """以某人的身份说一条消息；group_id 为空是私聊助手。"""

    type: Literal["say"]
    user_id: Id
    group_id: Id | None = None
    segments: list[Annotated[TextSegment | AtSegment | IdSegment, Field(discriminator="type")]] = Field(min_length=1)

    def perform(self, world: World) -> None:
        """说出去。"""
        world.say(self.user_id, [segment.model_dump() for segment in self.segments], self.group_id)


class Recall(_Strict):
    """以某人的身份撤回一条消息。"""

    type: Literal["recall"]
    user_id: Id
    message_id: int

    def perform(self, world: World) -> None:
        """撤回。"""
        world.recall(self.message_id, self.user_id)


class React(_Strict):
    """以某人的身份贴上或取下一个表情。"""

    type: Literal["react"]
    user_id: Id
    message_id: int
    emoji_id: Id
    add: bool = True

    def perform(self, world: World) -> None:
        """贴上或取下。"""
        world.react(self.message_id, self.user_id, self.emoji_id, add=self.add)


REQUESTS: TypeAdapter[Say | Recall | React] = TypeAdapter(Annotated[Say | Recall | React, Field(discriminator="type")])


def act(world: World, text: str) -> None:
    """办页面要求的一件事。"""
    if len(text.encode("utf-8", "replace")) > LARGEST_FRAME:
        raise BadFrame("消息太长，请分几条发送。")
    try:
        request = REQUESTS.validate_json(text.encode("utf-8", "replace"))
    except ValidationError:
        raise BadFrame("页面发来的内容看不懂，请刷新页面再试。") from None
    if request.user_id == world.self_id:
        raise BadFrame("不能以助手的身份操作。")
    try:
        request.perform(world)
    except Refused as error:
        raise BadFrame(str(error)) from None


def snapshot(world: World, *, connected: bool) -> Frame:
    """连上时的全貌：人、群，和每一处最后 300 条消息。"""
    recent = [message for scene in world.scenes for message in world.history(scene, SNAPSHOT_MESSAGES)]
    return {
        "type": "snapshot",
        "now": world.now().isoformat(),
        "bot": {"user_id": world.self_id, "name": world.bot_name},
        "people": PEOPLE.dump_python(list(world.people.values()), mode="json"),
        "groups": [_group(group) for group in world.groups.values()],
        "messages": MESSAGES.dump_python(recent, mode="json"),
        "connected": connected,
    }


def _group(group: Group) -> Frame:
    members = PEOPLE.dump_python(list(group.members.values()), mode="json")
    return {"group_id": group.group_id, "name": group.name, "members": members}
