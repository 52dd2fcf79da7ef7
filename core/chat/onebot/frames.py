"""读 OneBot v11 的原始报文：把各家实现的出入都在这里抹平，每个字段都当作不可信。"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from nonebot.adapters.onebot.v11 import Message

from core.chat.incoming import Incoming, Kind
from core.domain.dialogue import Person, Scene
from core.domain.typed import LONGEST, MENTION, typed, visible

PLATFORM = "qq"
Frame = dict[str, Any]

_NOTICES = {"group_increase": Kind.JOINED, "group_decrease": Kind.LEFT}
_EVERYONE = "all"


def read_message(frame: Frame, now: datetime) -> Incoming | None:
    """一条消息；不是别人说的、认不出是谁说的，为 None。"""
    account, user_id = _id(frame.get("self_id")), _id(frame.get("user_id"))
    if not account or not user_id or user_id == account:
        return None
    sender = frame_of(frame.get("sender"))
    scene, group_id = _where(frame, sender)
    if scene is Scene.GROUP and not group_id:
        return None
    words, people, to_me, reply_to = _spoken(frame.get("message"), account)
    return Incoming(
        kind=Kind.MESSAGE,
        platform=PLATFORM,
        account=account,
        scene=scene,
        group_id=group_id or None,
        user_id=user_id,
        # 没有消息号的，谁在什么时候说的就算它的号，免得彼此当成同一条
        message_id=_id(frame.get("message_id")) or f"{user_id}:{_id(frame.get('time'))}",
        said=typed(words, tuple(people)),
        at=now,
        name=visible(_text(sender.get("card")) or _text(sender.get("nickname"))),
        to_me=to_me,
        reply_to=reply_to,
        anonymous=bool(frame.get("anonymous")) or frame.get("sub_type") == "anonymous",
    )


def read_notice(frame: Frame, now: datetime) -> Incoming | None:
    """群内变动；不关心的、说的是助手自己的，为 None。"""
    kind = _NOTICES.get(_text(frame.get("notice_type")))
    account, user_id, group_id = (_id(frame.get(name)) for name in ("self_id", "user_id", "group_id"))
    if kind is None or not account or not user_id or not group_id or user_id == account:
        return None
    return Incoming(
        kind=kind,
        platform=PLATFORM,
        account=account,
        scene=Scene.GROUP,
        group_id=group_id,
        user_id=user_id,
        # 同一次变动会送来七八遍：种类、群、人、时间都一样的算一次
        message_id=f"{kind}:{user_id}:{_id(frame.get('time'))}",
        said=typed(""),
        at=now,
    )


def _where(frame: Frame, sender: Frame) -> tuple[Scene, str]:
    group_id = _id(frame.get("group_id")) or _id(sender.get("group_id"))
    if frame.get("message_type") == "group":
        return Scene.GROUP, group_id
    # 从群里发起的临时会话：有的实现带群号，有的只有 sub_type
    if frame.get("sub_type") == "group" or group_id:
        return Scene.TEMPORARY, group_id
    return Scene.PRIVATE, ""


def _spoken(message: object, account: str) -> tuple[str, list[Person], bool, str | None]:
    """（文字，提到的人，是不是 @ 了助手，回复的消息号）；@ 旁人处留一个占位符，图片表情之类略去。"""
    words, people, to_me, reply_to = "", list[Person](), False, None
    for kind, data in _segments(message):
        if kind == "text":
            words += _text(data.get("text")).replace(MENTION, "")
        elif kind == "reply":
            reply_to = _id(data.get("id")) or None
        elif kind == "at":
            user_id = _id(data.get("qq"))
            if user_id == account:
                to_me = True
            elif user_id and user_id != _EVERYONE:
                words += MENTION
                people.append(Person(_text(data.get("name")) or user_id, user_id))
    # 超长的不必全读，留一个字让门槛知道它超长
    return words[: LONGEST + 1], people, to_me, reply_to


def _segments(message: object) -> Iterable[tuple[str, Frame]]:
    if isinstance(message, str):
        message = [{"type": one.type, "data": one.data} for one in Message(message)]
    for segment in rows_in(message):
        yield _text(segment.get("type")), frame_of(segment.get("data"))


def frame_of(value: object) -> Frame:
    """取一个对象；不是对象的当作空的。"""
    return cast("Frame", value) if isinstance(value, dict) else {}


def rows_in(value: object) -> list[Frame]:
    """取列表里的各个对象；不是列表的、列表里不是对象的都略去。"""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Frame", item) for item in items if isinstance(item, dict)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _id(value: object) -> str:
    """编号一律成字符串；空的、零、布尔都当没有。"""
    if isinstance(value, bool) or value in (None, 0, "", "0"):
        return ""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else ""
    return str(value) if isinstance(value, int | str) else ""
