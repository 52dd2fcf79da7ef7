"""读 OneBot v12 的消息和群内变动。各家都照标准写，仍把每个字段都当作不可信。"""

from datetime import datetime

from core.chat.incoming import Change, Incoming, Kind, Uploaded
from core.chat.onebot.fields import Frame, count_in, frame_of, id_in, rows_in, text_in
from core.chat.onebot.segments import Spoken
from core.domain.dialogue import Scene
from core.domain.typed import typed

_SCENES = {"group": Scene.GROUP, "private": Scene.PRIVATE}
_NOTICES = {
    "group_member_increase": (Scene.GROUP, Kind.JOINED),
    "group_member_decrease": (Scene.GROUP, Kind.LEFT),
    "group_message_delete": (Scene.GROUP, Kind.RECALLED),
    "private_message_delete": (Scene.PRIVATE, Kind.RECALLED),
}


def account_in(frame: Frame) -> tuple[str, str]:
    """事件是哪个账号的：（平台，账号）；没有写的为空串。"""
    me = frame_of(frame.get("self"))
    return text_in(me.get("platform")), id_in(me.get("user_id"))


def read_v12_message(frame: Frame, now: datetime) -> Incoming | None:
    """一条群聊或私聊消息；不是别人说的、认不出是谁说的，为 None。"""
    scene, (platform, account) = _SCENES.get(text_in(frame.get("detail_type"))), account_in(frame)
    who = _who(frame, scene)
    if scene is None or who is None:
        return None
    said = spoken(frame.get("message"), account)
    return Incoming(
        kind=said.kind,
        platform=platform,
        account=account,
        scene=scene,
        group_id=who[1],
        user_id=who[0],
        message_id=id_in(frame.get("message_id")) or id_in(frame.get("id")),
        said=typed(said.words, tuple(said.people)),
        at=now,
        to_me=said.to_me,
        reply_to=said.reply_to,
        files=tuple(said.files),
    )


def read_v12_notice(frame: Frame, now: datetime) -> Incoming | None:
    """一次群内变动；不关心的、说的是助手自己的，为 None。"""
    scene, kind = _NOTICES.get(text_in(frame.get("detail_type")), (None, None))
    who = _who(frame, scene)
    if scene is None or kind is None or who is None:
        return None
    platform, account = account_in(frame)
    message_id = id_in(frame.get("message_id"))
    return Incoming(
        kind=kind,
        platform=platform,
        account=account,
        scene=scene,
        group_id=who[1],
        user_id=who[0],
        # 同一次变动再送来还是那个事件号
        message_id=":".join((kind, who[0], message_id, id_in(frame.get("id")))),
        said=typed(""),
        at=now,
        change=Change(message_id=message_id, operator_id=id_in(frame.get("operator_id"))),
    )


def spoken(message: object, account: str) -> Spoken:
    """读一条消息的各段。"""
    found = Spoken()
    for segment in rows_in(message):
        data = frame_of(segment.get("data"))
        match segment.get("type"):
            case "text":
                found.say(text_in(data.get("text")))
            case "reply":
                found.reply_to = id_in(data.get("message_id")) or None
            case "mention":
                _mention(found, id_in(data.get("user_id")), account)
            case "file":
                size = count_in(data.get("size"))
                found.files.append(Uploaded(text_in(data.get("name")), size, id_in(data.get("file_id"))))
            case _:
                pass
    return found.cut()


def _mention(found: Spoken, user_id: str, account: str) -> None:
    if user_id == account:
        found.to_me = True
    elif user_id:
        found.mention(user_id, "")


def _who(frame: Frame, scene: Scene | None) -> tuple[str, str | None] | None:
    """（谁，在哪个群）；认不出、是助手自己的，为 None。"""
    (platform, account), user_id = account_in(frame), id_in(frame.get("user_id"))
    group_id = id_in(frame.get("group_id")) if scene is Scene.GROUP else None
    if not platform or not account or not user_id or user_id == account or group_id == "":
        return None
    return user_id, group_id
