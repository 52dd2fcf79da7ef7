"""给页面看的样子：图片只给网址，内容另取，免得每开一次页面就把图片再传一遍。"""

import base64
import binascii
from collections.abc import Generator
from typing import Any, cast

from pydantic import TypeAdapter

from sandbox.console import Console
from sandbox.model import CHANGES, Announced, Change, ChatMessage, Group, Note, Person, Refused, Scene, Segment
from sandbox.world import World

Frame = dict[str, Any]

SNAPSHOT_MESSAGES = 300
SNAPSHOT_ANNOUNCEMENTS = 20
BASE64 = "base64://"

PEOPLE = TypeAdapter(list[Person])
MESSAGE = TypeAdapter(ChatMessage)
ANNOUNCEMENTS = TypeAdapter(list[Announced])
NOTES = TypeAdapter(list[Note])


def snapshot(console: Console) -> Frame:
    """连上时的全貌：人、群，每一处最后 300 条消息和其间的变动，各群最近的公告，和控制台。"""
    world = console.world
    recent = [message for scene in world.scenes for message in world.history(scene, SNAPSHOT_MESSAGES)]
    return {
        "type": "snapshot",
        "now": world.now().isoformat(),
        "bot": {"user_id": world.self_id, "name": world.bot_name},
        "people": PEOPLE.dump_python(list(world.people.values()), mode="json"),
        "groups": [_group(world, group) for group in world.groups.values()],
        "messages": [_message(world, message) for message in recent],
        "notes": NOTES.dump_python(_notes(world, {message.message_id for message in recent}), mode="json"),
        "connected": console.endpoint.connected.is_set(),
        "console": console.state(),
    }


def change_frame(world: World, change: Change) -> Frame:
    """一个变化；马上转成 JSON，消息对象之后还会被撤回和表情回应修改。"""
    if change.kind == "said":
        return {"kind": "said", "message": _message(world, change.message)}
    return cast("Frame", CHANGES.dump_python(change, mode="json"))


def pictures(segments: list[Segment]) -> Generator[Segment]:
    """其中的每一张图，合并转发里的也算，次序固定。"""
    for segment in segments:
        data = segment["data"]
        if segment["type"] == "image":
            yield segment
        elif segment["type"] == "forward":
            for node in data.get("content", ()):
                yield from pictures(node.get("content", []))


def picture(world: World, message_id: int, number: int) -> bytes:
    """一条消息里的第几张图，从 0 数起。"""
    found = list(pictures(world.message(message_id).segments))
    data = _contents(world, found[number]) if 0 <= number < len(found) else None
    if data is None:
        raise Refused("没有这张图。")
    return data


def _contents(world: World, segment: Segment) -> bytes | None:
    """图的内容；只有外面的网址的，不去取。"""
    data = segment["data"]
    source, file_id = str(data.get("file") or ""), str(data.get("file_id") or "")
    if file_id in world.files:
        return world.files[file_id].data
    try:
        return base64.b64decode(source.removeprefix(BASE64), validate=True) if source.startswith(BASE64) else None
    except binascii.Error:
        return None


def _message(world: World, message: ChatMessage) -> Frame:
    shown = cast("Frame", MESSAGE.dump_python(message, mode="json"))
    for number, segment in enumerate(pictures(shown["segments"])):
        data = segment["data"]
        name = "" if str(data.get("file", "")).startswith(BASE64) else data.get("file", "")
        url = f"/sandbox/images/{message.message_id}/{number}"
        inside = data.get("file_id") in world.files or not name
        segment["data"] = {"summary": data.get("summary", ""), "file": name, "url": url if inside else data.get("url")}
    return shown


def _notes(world: World, shown: set[int]) -> list[Note]:
    """写得下位置的变动：前面的那条消息还看得到，或者群里还没有人说过话。"""
    silent = {one for one in world.groups if not world.history(Scene("group", one))}
    return [one for one in world.notes if one.after in shown or one.change.group_id in silent]


def _group(world: World, group: Group) -> Frame:
    members = PEOPLE.dump_python(list(group.members.values()), mode="json")
    posted = [one for one in world.announcements if one.group_id == group.group_id][-SNAPSHOT_ANNOUNCEMENTS:]
    announcements = ANNOUNCEMENTS.dump_python(posted, mode="json")
    return {"group_id": group.group_id, "name": group.name, "members": members, "announcements": announcements}
