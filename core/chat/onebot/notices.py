"""读 OneBot v11 的群内变动和好友申请。同一件事送来几遍，读出来的号都一样。"""

from dataclasses import dataclass
from datetime import datetime

from core.chat.incoming import NO_CHANGE, Change, Incoming, Kind, Uploaded
from core.chat.onebot.fields import Frame, count_in, frame_of, id_in, number_in, rows_in, stamp_in, text_in
from core.chat.onebot.messages import PLATFORM
from core.domain.dialogue import Scene
from core.domain.typed import typed, visible


@dataclass(frozen=True, slots=True)
class _Told:
    """一次变动里各种类不同的那部分。

    user_id 是当事人；marks 是除当事人和时间外还要靠什么分清这一次；private 为真不在群里。
    """

    user_id: str
    marks: tuple[str, ...] = ()
    name: str = ""
    files: tuple[Uploaded, ...] = ()
    change: Change = NO_CHANGE
    private: bool = False


def read_notice(frame: Frame, now: datetime) -> Incoming | None:
    """群内变动或好友申请；不关心的、说的是助手自己的（被禁言除外），为 None。"""
    found = _KINDS.get(text_in(frame.get("notice_type")) or text_in(frame.get("request_type")))
    account = id_in(frame.get("self_id"))
    if found is None or not account:
        return None
    kind, read = found
    told, group_id = read(frame), id_in(frame.get("group_id"))
    if told is None or not told.user_id or (told.user_id == account) != (kind is Kind.MUTED):
        return None
    if not told.private and not group_id:
        return None
    return Incoming(
        kind=kind,
        platform=PLATFORM,
        account=account,
        scene=Scene.PRIVATE if told.private else Scene.GROUP,
        group_id=None if told.private else group_id,
        user_id=told.user_id,
        message_id=":".join((kind, told.user_id, *told.marks, stamp_in(frame.get("time")))),
        said=typed(""),
        at=now,
        name=told.name,
        files=told.files,
        change=told.change,
    )


def _member(frame: Frame) -> _Told:
    operator = id_in(frame.get("operator_id"))
    return _Told(id_in(frame.get("user_id")), change=Change(operator_id=operator) if operator else NO_CHANGE)


def _renamed(frame: Frame) -> _Told:
    name = visible(text_in(frame.get("card_new"))).strip()
    return _Told(id_in(frame.get("user_id")), (name,), name)


def _recalled(frame: Frame) -> _Told | None:
    message_id, user_id = id_in(frame.get("message_id")), id_in(frame.get("user_id"))
    if not message_id:
        return None
    change = Change(message_id=message_id, operator_id=id_in(frame.get("operator_id")) or user_id)
    return _Told(user_id, (message_id,), change=change, private=frame.get("notice_type") == "friend_recall")


def _reacted(frame: Frame) -> _Told | None:
    """贴表情：NapCat、LLBot 写在 likes 里（一帧只有一个表情，多了取头一个），Lagrange 写在 code 里。"""
    codes = [id_in(one.get("emoji_id")) for one in rows_in(frame.get("likes"))]
    emoji = next(filter(None, [*codes, id_in(frame.get("code"))]), "")
    message_id, user_id = id_in(frame.get("message_id")), id_in(frame.get("user_id")) or id_in(frame.get("operator_id"))
    if not emoji or not message_id:
        return None
    added = frame.get("is_add", True) is not False and frame.get("sub_type") != "remove"
    change = Change(message_id=message_id, operator_id=user_id, emoji=emoji, added=added)
    return _Told(user_id, (message_id, emoji, "add" if added else "remove"), change=change)


def _uploaded(frame: Frame) -> _Told | None:
    file = frame_of(frame.get("file"))
    read = Uploaded(
        name=text_in(file.get("name")),
        size=count_in(file.get("size")),
        file_id=id_in(file.get("id")),
        bus_id=id_in(file.get("busid")),
        url=text_in(file.get("url")),
    )
    if not read.file_id and not read.url:
        return None
    private = frame.get("notice_type") == "offline_file"
    return _Told(id_in(frame.get("user_id")), (read.file_id or read.name,), files=(read,), private=private)


def _muted(frame: Frame) -> _Told:
    """禁言：只关心助手自己和全员；全员的记在助手名下。"""
    user_id, given = id_in(frame.get("user_id")), int(number_in(frame.get("duration")) or 0)
    everyone = str(frame.get("user_id")) == "0"
    if frame.get("sub_type") == "lift_ban":
        seconds = 0
    elif everyone or given < 0 or (given == 0 and frame.get("sub_type") == "ban"):
        seconds = -1
    else:
        seconds = given
    change = Change(operator_id=id_in(frame.get("operator_id")), seconds=seconds, everyone=everyone)
    return _Told(id_in(frame.get("self_id")) if everyone else user_id, (str(seconds), str(everyone)), change=change)


def _befriended(frame: Frame) -> _Told | None:
    flag = id_in(frame.get("flag"))
    if not flag:
        return None
    return _Told(id_in(frame.get("user_id")), (flag,), change=Change(flag=flag), private=True)


_KINDS = {
    "group_increase": (Kind.JOINED, _member),
    "group_decrease": (Kind.LEFT, _member),
    "group_card": (Kind.RENAMED, _renamed),
    "group_recall": (Kind.RECALLED, _recalled),
    "friend_recall": (Kind.RECALLED, _recalled),
    "group_msg_emoji_like": (Kind.REACTED, _reacted),
    "reaction": (Kind.REACTED, _reacted),
    "group_upload": (Kind.UPLOADED, _uploaded),
    "offline_file": (Kind.UPLOADED, _uploaded),
    "group_ban": (Kind.MUTED, _muted),
    "friend": (Kind.BEFRIENDED, _befriended),
}
