"""OneBot v11 的消息：发、撤、查、合并转发、贴表情。"""

from collections.abc import Callable
from typing import cast

from sandbox.dialect import BadParameter, Frame, Params
from sandbox.model import Refused, Scene, Segment
from sandbox.onebot11.account import EMOJI_LIKE, GROUP_REACTION, Account
from sandbox.onebot11.events import message_frame

HISTORY_COUNT = 20
MOST_NODES = 30


def segments_in(message: object) -> list[Segment]:
    """要发的消息：消息段数组、单个消息段，或纯文字。"""
    if isinstance(message, str):
        message = {"type": "text", "data": {"text": message}}
    if isinstance(message, dict):
        message = [cast("object", message)]
    if not isinstance(message, list) or not message:
        raise BadParameter("参数 message 缺失或类型不对")
    return [_segment(item) for item in cast("list[object]", message)]


def _segment(item: object) -> Segment:
    fields = cast("dict[str, object]", item) if isinstance(item, dict) else {}
    kind, data = fields.get("type"), fields.get("data")
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise BadParameter("参数 message 里有写错的消息段")
    values = cast("dict[str, object]", data)
    return {"type": kind, "data": {key: _plain(value) for key, value in values.items()}}


def _plain(value: object) -> object:
    # 真实现发出的消息段里编号都是字符串，机器人给的整数照样收。
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _send(account: Account, params: Params) -> Frame:
    kind = params.text("message_type") if params.has("message_type") else None
    if kind not in {None, "group", "private"}:
        raise BadParameter("参数 message_type 应为 group 或 private")
    # 与真实现一样：没写 message_type 而给了群号，就发到群里。
    if kind == "group" or (kind is None and params.has("group_id")):
        return _send_group(account, params)
    return _send_private(account, params)


def _send_group(account: Account, params: Params) -> Frame:
    group_id = params.text("group_id")
    return _say(account, Scene("group", group_id), segments_in(params.values.get("message")))


def _send_private(account: Account, params: Params) -> Frame:
    scene = account.world.private(params.text("user_id"), account.self_id)
    return _say(account, scene, segments_in(params.values.get("message")), params.text("group_id", ""))


def _say(account: Account, scene: Scene, segments: list[Segment], via_group: str = "") -> Frame:
    message = account.world.bot_say(scene, segments, account.self_id, via_group)
    return {"message_id": message.message_id}


def _forward_group(account: Account, params: Params) -> Frame:
    return _forward(account, Scene("group", params.text("group_id")), params)


def _forward_private(account: Account, params: Params) -> Frame:
    return _forward(account, account.world.private(params.text("user_id"), account.self_id), params)


def _forward(account: Account, scene: Scene, params: Params) -> Frame:
    nodes = segments_in(params.values.get("messages") or params.values.get("message"))
    if len(nodes) > MOST_NODES or any(node["type"] != "node" for node in nodes):
        raise Refused(f"合并转发只收不多于 {MOST_NODES} 个 node")
    content = [node["data"] | {"content": segments_in(node["data"].get("content"))} for node in nodes]
    sent = _say(account, scene, [{"type": "forward", "data": {"content": content}}])
    return sent | {"forward_id": str(sent["message_id"])}


def _delete(account: Account, params: Params) -> None:
    account.world.recall(params.number("message_id"), account.self_id)


def _get(account: Account, params: Params) -> Frame:
    message = account.world.message(params.number("message_id"))
    if message.recalled:
        raise Refused("消息不存在")
    return message_frame(account, message)


def _group_history(account: Account, params: Params) -> Frame:
    group = account.world.group(params.text("group_id"))
    return _history(account, Scene("group", group.group_id), params)


def _friend_history(account: Account, params: Params) -> Frame:
    person = account.world.person(params.text("user_id"))
    return _history(account, account.world.private(person.user_id, account.self_id), params)


def _history(account: Account, scene: Scene, params: Params) -> Frame:
    # 编号 0 或不写是从最新的往回数；给了编号就从那一条往回数。
    newest = params.number("message_seq", params.number("message_id", 0))
    kept = [
        message
        for message in account.world.history(scene)
        if not message.recalled and (newest == 0 or message.message_id <= newest)
    ]
    count = params.number("count", HISTORY_COUNT)
    return {"messages": [message_frame(account, message) for message in kept[-count:]]}


def _emoji_like(account: Account, params: Params) -> Frame:
    message_id, emoji_id = params.number("message_id"), params.text("emoji_id")
    account.world.react(message_id, account.self_id, emoji_id, add=params.flag("set", default=True))
    return {"result": 0}


def _group_reaction(account: Account, params: Params) -> None:
    message_id, code = params.number("message_id"), params.text("code")
    account.world.react(message_id, account.self_id, code, add=params.flag("is_add", default=True))


ACTIONS: dict[str, Callable[[Account, Params], object]] = {
    "send_msg": _send,
    "send_group_msg": _send_group,
    "send_private_msg": _send_private,
    "send_group_forward_msg": _forward_group,
    "send_private_forward_msg": _forward_private,
    "delete_msg": _delete,
    "get_msg": _get,
    "get_group_msg_history": _group_history,
    "get_friend_msg_history": _friend_history,
    EMOJI_LIKE: _emoji_like,
    GROUP_REACTION: _group_reaction,
}
