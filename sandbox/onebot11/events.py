"""世界的变化 → OneBot v11 事件（字段照 NapCat 的样子，各家不同的照那一家）。"""

from sandbox.dialect import HEARTBEAT_SECONDS, Frame
from sandbox.model import (
    Befriended,
    Change,
    ChatMessage,
    Joined,
    Left,
    Membership,
    Muted,
    Reacted,
    Recalled,
    Renamed,
    Requested,
    Said,
    Scene,
    Segment,
)
from sandbox.onebot11.account import Account

Notice = Recalled | Reacted | Membership | Befriended


def events(account: Account, change: Change) -> list[Frame]:
    """一个变化要报的事件；自己的话和表情、别的机器人的私聊不上报。"""
    match change:
        case Said(message):
            return _said(account, message)
        case Recalled():
            return _recalled(account, change)
        case Reacted():
            return _reacted(account, change)
        case Joined() | Left() | Renamed() | Muted():
            return _membership(account, change)
        case Requested() | Befriended():
            return _friendship(account, change)
        case _:
            return []


def message_frame(account: Account, message: ChatMessage) -> Frame:
    """一条消息的完整样子；自己说的是 message_sent。"""
    own = message.sender_id == account.self_id
    return {
        "time": int(message.sent_at.timestamp()),
        "self_id": int(account.self_id),
        "post_type": "message_sent" if own else "message",
        "message_type": message.scene.kind,
        "user_id": int(message.sender_id),
        "message_id": message.message_id,
        "message_seq": message.message_id,
        "real_id": message.message_id,
        "real_seq": str(message.message_id),
        "sender": _sender(account, message),
        "raw_message": cq_code(message.segments),
        "font": 14,
        "message": [_with_url(account, segment) for segment in message.segments],
        "message_format": "array",
        **_where(account, message.scene),
    }


def _with_url(account: Account, segment: Segment) -> Segment:
    if segment["type"] not in {"file", "image"} or segment["data"].get("file_id") not in account.world.files:
        return segment
    url = account.world.file_url(segment["data"]["file_id"])
    return {"type": segment["type"], "data": segment["data"] | {"url": url}}


def lifecycle(account: Account) -> Frame:
    """刚连上时的第一帧。"""
    return _meta(account, meta_event_type="lifecycle", sub_type="connect")


def heartbeat(account: Account) -> Frame:
    """定时的心跳。"""
    status = {"online": True, "good": True}
    return _meta(account, meta_event_type="heartbeat", status=status, interval=HEARTBEAT_SECONDS * 1000)


def cq_code(segments: list[Segment]) -> str:
    """消息段的 CQ 码写法，只用来填 raw_message。"""
    return "".join(_cq_segment(segment["type"], segment["data"]) for segment in segments)


def _cq_segment(kind: str, data: Frame) -> str:
    if kind == "text":
        return _escape(str(data.get("text", "")))
    values = "".join(f",{key}={_escape(str(value)).replace(',', '&#44;')}" for key, value in data.items())
    return f"[CQ:{kind}{values}]"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("[", "&#91;").replace("]", "&#93;")


def _sender(account: Account, message: ChatMessage) -> Frame:
    person = account.world.person(message.sender_id)
    sender: Frame = {"user_id": int(person.user_id), "nickname": person.nickname, "card": ""}
    if message.scene.kind == "group":
        sender |= {"card": person.card, "role": person.role}
    return sender


def _where(account: Account, scene: Scene) -> Frame:
    world = account.world
    if scene.kind == "group":
        return {"sub_type": "normal", "group_id": int(scene.id), "group_name": world.group(scene.id).name}
    if world.is_friend(scene.id):
        return {"sub_type": "friend", "target_id": int(scene.id)}
    # 不是好友就是从共同的群里发起的临时会话；退了群的，NapCat 写成这个号。
    shared = [*world.shared_groups(scene.id, account.self_id), "284840486"]
    return {"sub_type": "group", "target_id": int(scene.id), "group_id": int(shared[0]), "temp_source": 0}


def _said(account: Account, message: ChatMessage) -> list[Frame]:
    if message.sender_id == account.self_id or not account.world.sees(account.self_id, message.scene):
        return []
    frame, profile = message_frame(account, message), account.profile
    if message.segments[0]["type"] != "file":
        return [frame]
    notice = _upload_notice(account, message, frame)
    if message.scene.kind == "private":
        return [frame] if profile.file_message == "file" else [notice]
    # 群文件：多数实现既报消息又报通知，两边的文件编号不一样。
    if profile.file_message == "empty":
        frame |= {"message": [], "raw_message": ""}
    return [notice] if profile.file_message is None else [frame, notice]


def _upload_notice(account: Account, message: ChatMessage, frame: Frame) -> Frame:
    file = account.world.file(message.segments[0]["data"]["file_id"])
    notice = {name: frame[name] for name in ("time", "self_id", "user_id")} | {"post_type": "notice"}
    fields: Frame = {"name": file.name, "size": len(file.data)}
    if message.scene.kind == "private":
        fields["url"] = account.world.file_url(file.file_id)
        return notice | {"notice_type": "offline_file", "file": fields}
    fields |= {"id": f"/{file.file_id}", "busid": 102}
    return notice | {"notice_type": "group_upload", "group_id": frame["group_id"], "file": fields}


def _recalled(account: Account, change: Recalled) -> list[Frame]:
    message = account.world.message(change.message_id)
    if not account.world.sees(account.self_id, message.scene):
        return []
    fields = {"user_id": int(message.sender_id), "message_id": message.message_id}
    if message.scene.kind == "group":
        fields |= {"group_id": int(message.scene.id), "operator_id": int(change.by)}
        return [_notice(account, change, notice_type="group_recall", **fields)]
    if change.by == account.self_id:
        return []
    return [_notice(account, change, notice_type="friend_recall", **fields)]


def _reacted(account: Account, change: Reacted) -> list[Frame]:
    message, reaction = account.world.message(change.message_id), account.profile.reaction
    if change.user_id == account.self_id or reaction is None or not account.world.sees(account.self_id, message.scene):
        return []
    count = len(message.reactions.get(change.emoji_id, ()))
    fields: Frame = {"group_id": int(message.scene.id), "message_id": message.message_id}
    if reaction == "reaction":
        fields |= {"operator_id": int(change.user_id), "code": change.emoji_id, "count": count}
        sub_type = "add" if change.added else "remove"
        return [_notice(account, change, notice_type=reaction, sub_type=sub_type, **fields)]
    likes = [{"emoji_id": change.emoji_id, "count": count}]
    fields |= {"user_id": int(change.user_id), "likes": likes, "is_add": change.added}
    return [_notice(account, change, notice_type=reaction, **fields)]


def _membership(account: Account, change: Membership) -> list[Frame]:
    # 自己刚被移出的群也要报。
    own = isinstance(change, Left) and change.user_id == account.self_id
    if not own and not account.world.sees(account.self_id, Scene("group", change.group_id)):
        return []
    kind, fields = _membership_fields(change)
    return [_notice(account, change, notice_type=kind, group_id=int(change.group_id), **fields)]


def _membership_fields(change: Membership) -> tuple[str, Frame]:
    match change:
        case Joined(_, person):
            return "group_increase", {"user_id": int(person.user_id), "operator_id": 0, "sub_type": "approve"}
        case Left(_, user_id):
            return "group_decrease", {"user_id": int(user_id), "operator_id": 0, "sub_type": "leave"}
        case Renamed(_, user_id, old_card, new_card):
            return "group_card", {"user_id": int(user_id), "card_old": old_card, "card_new": new_card}
        case Muted(_, user_id, seconds, by):
            fields = {"user_id": int(user_id), "operator_id": int(by), "duration": seconds}
            return "group_ban", fields | {"sub_type": "ban" if seconds else "lift_ban"}


def _friendship(account: Account, change: Requested | Befriended) -> list[Frame]:
    match change:
        case Requested(user_id, flag, comment):
            fields = {"user_id": int(user_id), "comment": comment, "flag": flag}
            return [{**_head(account, change, "request"), "request_type": "friend", **fields}]
        case Befriended(user_id, accepted):
            added = _notice(account, change, notice_type="friend_add", user_id=int(user_id))
            return [added] if accepted else []


def _notice(account: Account, change: Notice, **fields: object) -> Frame:
    return {**_head(account, change, "notice"), **fields}


def _head(account: Account, change: Notice | Requested, post_type: str) -> Frame:
    return {"time": int(change.at.timestamp()), "self_id": int(account.self_id), "post_type": post_type}


def _meta(account: Account, **fields: object) -> Frame:
    time = int(account.world.now().timestamp())
    return {"time": time, "self_id": int(account.self_id), "post_type": "meta_event", **fields}
