"""机器人的 API 调用 → 世界里的动作和应答（OneBot v11，返回码照 NapCat）。"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, cast

from sandbox.model import Person, Refused, Scene, Segment
from sandbox.onebot11 import Frame, message_frame
from sandbox.world import World

BAD_PARAMETER, FAILED, UNSUPPORTED = 1400, 1200, 1404
HISTORY_COUNT = 20
GROUP_CAPACITY = 200


class BadParameter(Exception):
    """少了参数，或写法不对。"""


@dataclass(frozen=True, slots=True)
class Params:
    """一次调用的参数；编号可以是数字也可以是字符串。"""

    values: dict[str, Any]

    def has(self, name: str) -> bool:
        """给了这个参数，且不为空。"""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """必填的编号或文字。"""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            raise BadParameter(f"参数 {name} 缺失或类型不对")
        return str(value)

    def number(self, name: str, default: int | None = None) -> int:
        """整数；没有默认值的必填。"""
        if default is not None and not self.has(name):
            return default
        text = self.text(name)
        if not text.removeprefix("-").isdecimal():
            raise BadParameter(f"参数 {name} 应为整数")
        return int(text)

    def flag(self, name: str, *, default: bool) -> bool:
        """真假；字符串 "false" 和 "0" 是假。"""
        return str(self.values.get(name, default)).lower() not in {"false", "0", ""}

    def segments(self) -> list[Segment]:
        """要发的消息：消息段数组、单个消息段，或纯文字。"""
        message: object = self.values.get("message")
        if isinstance(message, str):
            message = {"type": "text", "data": {"text": message}}
        if isinstance(message, dict):
            message = [cast("object", message)]
        if not isinstance(message, list) or not message:
            raise BadParameter("参数 message 缺失或类型不对")
        return [_segment(item) for item in cast("list[object]", message)]


def answer(world: World, action: str, params: dict[str, Any]) -> Frame:
    """办一次调用；不认识的动作 1404，参数不对 1400，办不成 1200。"""
    act = ACTIONS.get(action)
    if act is None:
        return failed(UNSUPPORTED, f"不支持的Api {action}")
    try:
        data = act(world, Params(params))
    except BadParameter as error:
        return failed(BAD_PARAMETER, str(error))
    except Refused as error:
        return failed(FAILED, str(error))
    return {"status": "ok", "retcode": 0, "data": data, "message": "", "wording": ""}


def failed(retcode: int, message: str) -> Frame:
    """失败的应答。"""
    return {"status": "failed", "retcode": retcode, "data": None, "message": message, "wording": message}


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


def _login_info(world: World, _: Params) -> Frame:
    return {"user_id": int(world.self_id), "nickname": world.bot_name}


def _version_info(_world: World, _: Params) -> Frame:
    return {"app_name": "支部群助手体验版", "protocol_version": "v11", "app_version": "1.0.0"}


def _status(_world: World, _: Params) -> Frame:
    return {"online": True, "good": True}


def _friend_list(world: World, _: Params) -> list[Frame]:
    people = (person for person in world.people.values() if person.user_id != world.self_id)
    return [{"user_id": int(one.user_id), "nickname": one.nickname, "remark": ""} for one in people]


def _group_list(world: World, _: Params) -> list[Frame]:
    return [_group_fields(world, group_id) for group_id in world.groups]


def _group_info(world: World, params: Params) -> Frame:
    return _group_fields(world, params.text("group_id"))


def _group_fields(world: World, group_id: str) -> Frame:
    group = world.group(group_id)
    return {
        "group_id": int(group_id),
        "group_name": group.name,
        "member_count": len(group.members),
        "max_member_count": GROUP_CAPACITY,
    }


def _member_list(world: World, params: Params) -> list[Frame]:
    group = world.group(params.text("group_id"))
    return [_member_fields(group.group_id, person) for person in group.members.values()]


def _member_info(world: World, params: Params) -> Frame:
    group_id = params.text("group_id")
    return _member_fields(group_id, world.member(group_id, params.text("user_id")))


def _member_fields(group_id: str, person: Person) -> Frame:
    fields = asdict(person) | {"group_id": int(group_id), "user_id": int(person.user_id)}
    del fields["label"]
    return fields | {"sex": "unknown", "age": 0, "area": "", "level": "1", "title": "", "join_time": 0}


def _stranger_info(world: World, params: Params) -> Frame:
    person = world.person(params.text("user_id"))
    return {"user_id": int(person.user_id), "nickname": person.nickname, "sex": "unknown", "age": 0}


def _send(world: World, params: Params) -> Frame:
    kind = params.text("message_type") if params.has("message_type") else None
    if kind not in {None, "group", "private"}:
        raise BadParameter("参数 message_type 应为 group 或 private")
    # 与真实现一样：没写 message_type 而给了群号，就发到群里。
    if kind == "group" or (kind is None and params.has("group_id")):
        return _send_group(world, params)
    return _send_private(world, params)


def _send_group(world: World, params: Params) -> Frame:
    message = world.bot_say(Scene("group", params.text("group_id")), params.segments())
    return {"message_id": message.message_id}


def _send_private(world: World, params: Params) -> Frame:
    message = world.bot_say(Scene("private", params.text("user_id")), params.segments())
    return {"message_id": message.message_id}


def _delete(world: World, params: Params) -> None:
    world.recall(params.number("message_id"), world.self_id)


def _get(world: World, params: Params) -> Frame:
    message = world.message(params.number("message_id"))
    if message.recalled:
        raise Refused("消息不存在")
    return message_frame(world, message)


def _group_history(world: World, params: Params) -> Frame:
    group = world.group(params.text("group_id"))
    # 编号 0 或不写是从最新的往回数；给了编号就从那一条往回数。
    newest = params.number("message_seq", 0)
    kept = [
        message
        for message in world.history(Scene("group", group.group_id))
        if not message.recalled and (newest == 0 or message.message_id <= newest)
    ]
    count = params.number("count", HISTORY_COUNT)
    return {"messages": [message_frame(world, message) for message in kept[-count:]]}


def _emoji_like(world: World, params: Params) -> Frame:
    message_id, emoji_id = params.number("message_id"), params.text("emoji_id")
    world.react(message_id, world.self_id, emoji_id, add=params.flag("set", default=True))
    return {"result": 0}


ACTIONS: dict[str, Callable[[World, Params], object]] = {
    "get_login_info": _login_info,
    "get_version_info": _version_info,
    "get_status": _status,
    "get_friend_list": _friend_list,
    "get_group_list": _group_list,
    "get_group_info": _group_info,
    "get_group_member_list": _member_list,
    "get_group_member_info": _member_info,
    "get_stranger_info": _stranger_info,
    "send_msg": _send,
    "send_group_msg": _send_group,
    "send_private_msg": _send_private,
    "delete_msg": _delete,
    "get_msg": _get,
    "get_group_msg_history": _group_history,
    "set_msg_emoji_like": _emoji_like,
}
