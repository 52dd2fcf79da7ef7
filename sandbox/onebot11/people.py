"""OneBot v11 的查询和群务：账号、群、成员、好友、公告。"""

from collections.abc import Callable
from dataclasses import asdict

from sandbox.dialect import Frame, Params
from sandbox.model import Person
from sandbox.onebot11.account import Account

GROUP_CAPACITY = 200
AT_ALL_PER_DAY = 10


def _login_info(account: Account, _: Params) -> Frame:
    return {"user_id": int(account.self_id), "nickname": account.world.person(account.self_id).nickname}


def _version_info(account: Account, _: Params) -> Frame:
    profile = account.profile
    return {"app_name": profile.app_name, "protocol_version": "v11", "app_version": profile.app_version}


def _status(_account: Account, _: Params) -> Frame:
    return {"online": True, "good": True}


def _friend_list(account: Account, _: Params) -> list[Frame]:
    world = account.world
    friends = (one for one in world.people.values() if one.user_id != account.self_id and world.is_friend(one.user_id))
    return [{"user_id": int(one.user_id), "nickname": one.nickname, "remark": ""} for one in friends]


def _group_list(account: Account, _: Params) -> list[Frame]:
    groups = account.world.groups.values()
    return [_group_fields(account, group.group_id) for group in groups if account.self_id in group.members]


def _group_info(account: Account, params: Params) -> Frame:
    return _group_fields(account, params.text("group_id"))


def _group_fields(account: Account, group_id: str) -> Frame:
    group = account.world.group(group_id)
    return {
        "group_id": int(group_id),
        "group_name": group.name,
        "member_count": len(group.members),
        "max_member_count": GROUP_CAPACITY,
    }


def _member_list(account: Account, params: Params) -> list[Frame]:
    group = account.world.group(params.text("group_id"))
    return [_member_fields(group.group_id, person) for person in group.members.values()]


def _member_info(account: Account, params: Params) -> Frame:
    group_id = params.text("group_id")
    return _member_fields(group_id, account.world.member(group_id, params.text("user_id")))


def _member_fields(group_id: str, person: Person) -> Frame:
    fields = asdict(person) | {"group_id": int(group_id), "user_id": int(person.user_id)}
    del fields["label"]
    return fields | {"sex": "unknown", "age": 0, "area": "", "level": "1", "title": "", "join_time": 0}


def _stranger_info(account: Account, params: Params) -> Frame:
    person = account.world.person(params.text("user_id"))
    return {"user_id": int(person.user_id), "nickname": person.nickname, "sex": "unknown", "age": 0}


def _answer_request(account: Account, params: Params) -> None:
    account.world.answer_request(params.text("flag"), accept=params.flag("approve", default=True))


def _send_notice(account: Account, params: Params) -> None:
    account.world.announce(params.text("group_id"), account.self_id, params.text("content"))


def _get_notice(account: Account, params: Params) -> list[Frame]:
    group = account.world.group(params.text("group_id"))
    return [
        {
            "notice_id": one.notice_id,
            "sender_id": int(one.user_id),
            "publish_time": int(one.at.timestamp()),
            "message": {"text": one.text, "image": [], "images": []},
        }
        for one in reversed(account.world.announcements)
        if one.group_id == group.group_id
    ]


def _at_all_remain(account: Account, params: Params) -> Frame:
    can = account.world.moderates(params.text("group_id"), account.self_id)
    left = AT_ALL_PER_DAY if can else 0
    return {"can_at_all": can, "remain_at_all_count_for_group": left, "remain_at_all_count_for_uin": left}


ACTIONS: dict[str, Callable[[Account, Params], object]] = {
    "get_login_info": _login_info,
    "get_version_info": _version_info,
    "get_status": _status,
    "get_friend_list": _friend_list,
    "get_group_list": _group_list,
    "get_group_info": _group_info,
    "get_group_member_list": _member_list,
    "get_group_member_info": _member_info,
    "get_stranger_info": _stranger_info,
    "set_friend_add_request": _answer_request,
    "_send_group_notice": _send_notice,
    "_get_group_notice": _get_notice,
    "get_group_at_all_remain": _at_all_remain,
}
