"""OneBot v11 的文件：机器人传上来的，和取别人传的。"""

import base64
from collections.abc import Callable
from pathlib import Path

from sandbox.dialect import Frame, Params
from sandbox.model import Refused, Scene
from sandbox.onebot11.account import Account

BASE64 = "base64://"


def _upload_group(account: Account, params: Params) -> Frame:
    return _upload(account, Scene("group", params.text("group_id")), params)


def _upload_private(account: Account, params: Params) -> Frame:
    return _upload(account, account.world.private(params.text("user_id"), account.self_id), params)


def _upload(account: Account, scene: Scene, params: Params) -> Frame:
    name, data = params.text("name"), _contents(account, params)
    message = account.world.bot_upload(scene, name, data, account.self_id)
    return {"file_id": message.segments[0]["data"]["file_id"]}


def _contents(account: Account, params: Params) -> bytes:
    source = params.text("file")
    if source.startswith(BASE64) and account.profile.takes_base64:
        return params.decoded("file", BASE64)
    path = Path(source.removeprefix("file://"))
    # 路径是这一端机器上的：机器人那边有，这边不一定有。
    if source.startswith(BASE64) or not path.is_file():
        raise Refused(f"识别URL失败, uri= {source[:80]}")
    return path.read_bytes()


def _url(account: Account, params: Params) -> Frame:
    return {"url": account.world.file_url(params.text("file_id"))}


def _get(account: Account, params: Params) -> Frame:
    file = account.world.file(params.text("file_id", params.text("file", "")))
    encoded = base64.b64encode(file.data).decode()
    url = account.world.file_url(file.file_id)
    return {"file": file.name, "url": url, "file_size": str(len(file.data)), "file_name": file.name, "base64": encoded}


ACTIONS: dict[str, Callable[[Account, Params], object]] = {
    "upload_group_file": _upload_group,
    "upload_private_file": _upload_private,
    "get_group_file_url": _url,
    "get_private_file_url": _url,
    "get_file": _get,
}
