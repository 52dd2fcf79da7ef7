"""读 OneBot v11 的消息：刚收到的，和事后从聊天记录里读回来的。"""

from dataclasses import replace
from datetime import datetime

from core.chat.incoming import Incoming
from core.chat.onebot.fields import Frame, frame_of, id_in, moment_in, stamp_in, text_in
from core.chat.onebot.segments import spoken
from core.chat.platform import Past
from core.domain.dialogue import Scene
from core.domain.typed import typed, visible

PLATFORM = "qq"
_UNKNOWN_GROUP = "284840486"
"""NapCat、LLBot 不知道是哪个群时写的群号。"""


def read_message(frame: Frame, now: datetime) -> Incoming | None:
    """一条消息；不是别人说的、认不出是谁说的，为 None。"""
    account, user_id = id_in(frame.get("self_id")), id_in(frame.get("user_id"))
    if not account or not user_id or user_id == account:
        return None
    sender = frame_of(frame.get("sender"))
    scene, group_id = _where(frame, sender)
    if scene is Scene.GROUP and not group_id:
        return None
    said = spoken(frame.get("message"), account)
    return Incoming(
        kind=said.kind,
        platform=PLATFORM,
        account=account,
        scene=scene,
        group_id=group_id or None,
        user_id=user_id,
        # 没有消息号的，谁在什么时候说的就算它的号，免得彼此当成同一条
        message_id=id_in(frame.get("message_id")) or f"{user_id}:{stamp_in(frame.get('time'))}",
        said=typed(said.words, tuple(said.people)),
        at=now,
        name=visible(text_in(sender.get("card")) or text_in(sender.get("nickname"))),
        to_me=said.to_me,
        reply_to=said.reply_to,
        anonymous=bool(frame.get("anonymous")) or frame.get("sub_type") == "anonymous",
        files=tuple(said.files),
    )


def read_past(frame: Frame, account: str, now: datetime) -> Past | None:
    """聊天记录里的一条；没有消息号、认不出是谁说的，为 None。"""
    message_id, user_id = id_in(frame.get("message_id")), id_in(frame.get("user_id"))
    if not message_id or not user_id:
        return None
    at = moment_in(frame.get("time"), now)
    heard = read_message(frame | {"self_id": account}, now)
    return Past(
        message_id=message_id,
        user_id=user_id,
        text=spoken(frame.get("message"), account).words,
        at=at,
        heard=None if heard is None else replace(heard, at=at or now, late=True),
        cursor=f"{message_id} {id_in(frame.get('message_seq')) or message_id}",
    )


def _where(frame: Frame, sender: Frame) -> tuple[Scene, str]:
    group_id = id_in(frame.get("group_id")) or id_in(sender.get("group_id"))
    if frame.get("message_type") == "group":
        return Scene.GROUP, group_id
    # 从群里发起的临时会话：有的实现带群号，有的只有 sub_type
    if frame.get("sub_type") == "group" or group_id:
        return Scene.TEMPORARY, "" if group_id == _UNKNOWN_GROUP else group_id
    return Scene.PRIVATE, ""
