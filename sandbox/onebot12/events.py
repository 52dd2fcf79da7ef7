"""世界的变化 → OneBot v12 事件。标准里没有的（表情、禁言、改名片、好友申请）不报。"""

from datetime import datetime
from uuid import uuid4

from sandbox.dialect import HEARTBEAT_SECONDS, Frame
from sandbox.model import Befriended, Change, ChatMessage, Joined, Left, Recalled, Said, Scene
from sandbox.onebot12.segments import alt_text, to_v12
from sandbox.world import World

IMPL, PLATFORM = "sandbox", "qq"
VERSION = {"impl": IMPL, "version": "1.0.0", "onebot_version": "12"}


def events(world: World, self_id: str, change: Change) -> list[Frame]:
    """一个变化要报的事件；自己的话、别的机器人的私聊不上报。"""
    match change:
        case Said(message):
            return _said(world, self_id, message)
        case Recalled():
            return _recalled(world, self_id, change)
        case Joined(group_id, person, at):
            return _moved(world, self_id, (group_id, person.user_id), at, detail_type="group_member_increase")
        case Left(group_id, user_id, at):
            return _moved(world, self_id, (group_id, user_id), at, detail_type="group_member_decrease")
        case Befriended(user_id, True, at):
            return [_event(self_id, at, type="notice", detail_type="friend_increase", user_id=user_id)]
        case _:
            return []


def hello(world: World, self_id: str) -> list[Frame]:
    """刚连上时的两帧：连接，和有哪些账号在线。"""
    return [
        _meta(world, detail_type="connect", version=VERSION),
        _meta(world, detail_type="status_update", status=status(self_id)),
    ]


def heartbeat(world: World) -> Frame:
    """定时的心跳。"""
    return _meta(world, detail_type="heartbeat", interval=HEARTBEAT_SECONDS * 1000)


def status(self_id: str) -> Frame:
    """这一端的账号都在线。"""
    return {"good": True, "bots": [{"self": _self(self_id), "online": True}]}


def _said(world: World, self_id: str, message: ChatMessage) -> list[Frame]:
    if message.sender_id == self_id or not world.sees(self_id, message.scene):
        return []
    fields: Frame = {
        "message_id": str(message.message_id),
        "message": to_v12(message.segments),
        "alt_message": alt_text(message.segments),
        "user_id": message.sender_id,
    }
    if message.scene.kind == "group":
        fields["group_id"] = message.scene.id
    return [_event(self_id, message.sent_at, type="message", detail_type=message.scene.kind, **fields)]


def _recalled(world: World, self_id: str, change: Recalled) -> list[Frame]:
    message = world.message(change.message_id)
    if not world.sees(self_id, message.scene):
        return []
    fields: Frame = {"type": "notice", "message_id": str(message.message_id), "user_id": message.sender_id}
    if message.scene.kind == "group":
        fields |= {"detail_type": "group_message_delete", "group_id": message.scene.id, "operator_id": change.by}
        fields["sub_type"] = "recall" if change.by == message.sender_id else "delete"
        return [_event(self_id, change.at, **fields)]
    if change.by == self_id:
        return []
    return [_event(self_id, change.at, detail_type="private_message_delete", **fields)]


def _moved(world: World, self_id: str, who: tuple[str, str], at: datetime, detail_type: str) -> list[Frame]:
    group_id, user_id = who
    # 自己刚被移出的群也要报。
    if user_id != self_id and not world.sees(self_id, Scene("group", group_id)):
        return []
    sub_type = "join" if detail_type == "group_member_increase" else "leave"
    fields = {"type": "notice", "detail_type": detail_type, "sub_type": sub_type}
    return [_event(self_id, at, group_id=group_id, user_id=user_id, operator_id=user_id, **fields)]


def _event(self_id: str, at: datetime, **fields: object) -> Frame:
    return {"id": uuid4().hex, "self": _self(self_id), "time": at.timestamp(), "sub_type": "", **fields}


def _meta(world: World, **fields: object) -> Frame:
    head = {"id": uuid4().hex, "time": world.now().timestamp(), "type": "meta", "sub_type": ""}
    return {**head, **fields}


def _self(self_id: str) -> Frame:
    return {"platform": PLATFORM, "user_id": self_id}
