"""OneBot v12 的动作；编号一律是字符串，给了数字算参数不对。"""

import base64
import hashlib
from collections.abc import Callable

from sandbox.dialect import BadParameter, Frame, Params
from sandbox.model import Person, Scene
from sandbox.onebot12.events import VERSION, status
from sandbox.onebot12.segments import from_v12
from sandbox.world import World


class UnsupportedParameter(Exception):
    """没有做这个参数的这种取值。"""


def _send(world: World, self_id: str, params: Params) -> Frame:
    match params.string("detail_type"):
        case "group":
            scene = Scene("group", params.string("group_id"))
        case "private":
            scene = world.private(params.string("user_id"), self_id)
        case other:
            raise UnsupportedParameter(f"不支持的 detail_type {other}")
    message = world.bot_say(scene, from_v12(world, params.values.get("message")), self_id)
    return {"message_id": str(message.message_id), "time": message.sent_at.timestamp()}


def _delete(world: World, self_id: str, params: Params) -> None:
    params.string("message_id")
    world.recall(params.number("message_id"), self_id)


def _self_info(world: World, self_id: str, _: Params) -> Frame:
    return _user(world.person(self_id))


def _user_info(world: World, _: str, params: Params) -> Frame:
    return _user(world.person(params.string("user_id"))) | {"user_remark": ""}


def _friend_list(world: World, self_id: str, _: Params) -> list[Frame]:
    friends = (one for one in world.people.values() if one.user_id != self_id and world.is_friend(one.user_id))
    return [_user(one) | {"user_remark": ""} for one in friends]


def _user(person: Person) -> Frame:
    return {"user_id": person.user_id, "user_name": person.nickname, "user_displayname": ""}


def _group_info(world: World, _: str, params: Params) -> Frame:
    group = world.group(params.string("group_id"))
    return {"group_id": group.group_id, "group_name": group.name}


def _group_list(world: World, self_id: str, _: Params) -> list[Frame]:
    mine = (group for group in world.groups.values() if self_id in group.members)
    return [{"group_id": group.group_id, "group_name": group.name} for group in mine]


def _member_info(world: World, _: str, params: Params) -> Frame:
    return _member(world.member(params.string("group_id"), params.string("user_id")))


def _member_list(world: World, _: str, params: Params) -> list[Frame]:
    return [_member(person) for person in world.group(params.string("group_id")).members.values()]


def _member(person: Person) -> Frame:
    return _user(person) | {"user_displayname": person.card}


def _upload(world: World, _: str, params: Params) -> Frame:
    if params.string("type") != "data":
        raise UnsupportedParameter("上传文件只支持 type 为 data")
    name, data = params.string("name"), params.decoded("data")
    if params.has("sha256") and params.string("sha256") != hashlib.sha256(data).hexdigest():
        raise BadParameter("参数 sha256 与文件对不上")
    return {"file_id": world.store(name, data).file_id}


def _get_file(world: World, _: str, params: Params) -> Frame:
    file = world.file(params.string("file_id"))
    found = {"name": file.name, "sha256": hashlib.sha256(file.data).hexdigest()}
    match params.string("type"):
        case "data":
            return found | {"data": base64.b64encode(file.data).decode()}
        case "url" if world.downloads:
            return found | {"url": world.file_url(file.file_id)}
        case other:
            raise UnsupportedParameter(f"不支持的 type {other}")


def _supported(_world: World, _: str, _params: Params) -> list[str]:
    return list(ACTIONS)


ACTIONS: dict[str, Callable[[World, str, Params], object]] = {
    "get_supported_actions": _supported,
    "get_status": lambda _, self_id, __: status(self_id),
    "get_version": lambda _, __, ___: VERSION,
    "send_message": _send,
    "delete_message": _delete,
    "get_self_info": _self_info,
    "get_user_info": _user_info,
    "get_friend_list": _friend_list,
    "get_group_info": _group_info,
    "get_group_list": _group_list,
    "get_group_member_info": _member_info,
    "get_group_member_list": _member_list,
    "upload_file": _upload,
    "get_file": _get_file,
}
