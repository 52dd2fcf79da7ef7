"""世界的变化 → OneBot v11 事件（字段照 NapCat 的样子）。"""

from typing import Any

from sandbox.model import (
    Change,
    ChatMessage,
    Joined,
    Left,
    Reacted,
    Recalled,
    Renamed,
    Said,
    Scene,
    Segment,
)
from sandbox.world import World

Frame = dict[str, Any]
Notice = Recalled | Reacted | Joined | Left | Renamed

HEARTBEAT_SECONDS = 30


def event(world: World, change: Change) -> Frame | None:
    """一个变化对应的事件；机器人自己的话、表情和私聊撤回不上报，是 None。"""
    match change:
        case Said(message):
            return message_frame(world, message) if message.sender_id != world.self_id else None
        case Recalled():
            return _recall(world, change)
        case Reacted():
            return _reaction(world, change)
        case Joined(group_id, person):
            fields = {"user_id": int(person.user_id), "operator_id": 0, "sub_type": "approve"}
            return _group_notice(world, change, group_id, notice_type="group_increase", **fields)
        case Left(group_id, user_id):
            fields = {"user_id": int(user_id), "operator_id": 0, "sub_type": "leave"}
            return _group_notice(world, change, group_id, notice_type="group_decrease", **fields)
        case Renamed(group_id, user_id, old_card, new_card):
            fields = {"user_id": int(user_id), "card_old": old_card, "card_new": new_card}
            return _group_notice(world, change, group_id, notice_type="group_card", **fields)


def message_frame(world: World, message: ChatMessage) -> Frame:
    """一条消息的完整样子；机器人自己说的是 message_sent。"""
    own = message.sender_id == world.self_id
    return {
        "time": int(message.sent_at.timestamp()),
        "self_id": int(world.self_id),
        "post_type": "message_sent" if own else "message",
        "message_type": message.scene.kind,
        "user_id": int(message.sender_id),
        "message_id": message.message_id,
        "message_seq": message.message_id,
        "real_id": message.message_id,
        "real_seq": str(message.message_id),
        "sender": _sender(world, message),
        "raw_message": cq_code(message.segments),
        "font": 14,
        "message": message.segments,
        "message_format": "array",
        **_where(world, message.scene),
    }


def lifecycle(world: World) -> Frame:
    """刚连上时的第一帧。"""
    return _meta(world, meta_event_type="lifecycle", sub_type="connect")


def heartbeat(world: World) -> Frame:
    """定时的心跳。"""
    status = {"online": True, "good": True}
    return _meta(world, meta_event_type="heartbeat", status=status, interval=HEARTBEAT_SECONDS * 1000)


def cq_code(segments: list[Segment]) -> str:
    """消息段的 CQ 码写法，只用来填 raw_message。"""
    return "".join(_cq_segment(segment["type"], segment["data"]) for segment in segments)


def _cq_segment(kind: str, data: dict[str, Any]) -> str:
    if kind == "text":
        return _escape(str(data.get("text", "")))
    values = "".join(f",{key}={_escape(str(value)).replace(',', '&#44;')}" for key, value in data.items())
    return f"[CQ:{kind}{values}]"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("[", "&#91;").replace("]", "&#93;")


def _sender(world: World, message: ChatMessage) -> Frame:
    person = world.person(message.sender_id)
    sender: Frame = {"user_id": int(person.user_id), "nickname": person.nickname, "card": ""}
    if message.scene.kind == "group":
        sender |= {"card": person.card, "role": person.role}
    return sender


def _where(world: World, scene: Scene) -> Frame:
    if scene.kind == "private":
        return {"sub_type": "friend", "target_id": int(scene.id)}
    return {"sub_type": "normal", "group_id": int(scene.id), "group_name": world.group(scene.id).name}


def _recall(world: World, change: Recalled) -> Frame | None:
    message = world.message(change.message_id)
    fields = {"user_id": int(message.sender_id), "message_id": message.message_id}
    if message.scene.kind == "group":
        fields["operator_id"] = int(change.by)
        return _group_notice(world, change, message.scene.id, notice_type="group_recall", **fields)
    if change.by == world.self_id:
        return None
    return _notice(world, change, notice_type="friend_recall", **fields)


def _reaction(world: World, change: Reacted) -> Frame | None:
    if change.user_id == world.self_id:
        return None
    message = world.message(change.message_id)
    count = len(message.reactions.get(change.emoji_id, ()))
    return _group_notice(
        world,
        change,
        message.scene.id,
        notice_type="group_msg_emoji_like",
        user_id=int(change.user_id),
        message_id=message.message_id,
        likes=[{"emoji_id": change.emoji_id, "count": count}],
        is_add=change.added,
    )


def _group_notice(world: World, change: Notice, group_id: str, **fields: object) -> Frame:
    return _notice(world, change, group_id=int(group_id), **fields)


def _notice(world: World, change: Notice, **fields: object) -> Frame:
    head = {"time": int(change.at.timestamp()), "self_id": int(world.self_id), "post_type": "notice"}
    return {**head, **fields}


def _meta(world: World, **fields: object) -> Frame:
    head = {"time": int(world.now().timestamp()), "self_id": int(world.self_id), "post_type": "meta_event"}
    return {**head, **fields}
