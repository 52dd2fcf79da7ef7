"""消息段的两种写法：世界里存的是 v11 的，这里换成 v12 的，再换回来。"""

import base64
from typing import cast

from sandbox.dialect import BadParameter, Frame
from sandbox.model import Segment, file_segment
from sandbox.state import State


class UnsupportedSegment(Exception):
    """没有这种消息段。"""


class BadSegment(Exception):
    """消息段少了参数，或写法不对。"""


def to_v12(segments: list[Segment]) -> list[Segment]:
    """报给机器人的写法；标准里没有的（如 QQ 表情）带上平台前缀。"""
    return [_to_v12(segment["type"], segment["data"]) for segment in segments]


def alt_text(segments: list[Segment]) -> str:
    """消息的纯文字写法，用作 alt_message。"""
    return "".join(_alt(segment["type"], segment["data"]) for segment in segments)


def _alt(kind: str, data: Frame) -> str:
    match kind:
        case "text":
            return str(data["text"])
        case "at":
            return f"@{data['qq']}"
        case "file":
            return f"[文件]{data['file']}"
        case "image":
            return "[图片]"
        case _:
            return ""


def _to_v12(kind: str, data: Frame) -> Segment:
    match kind:
        case "text":
            return {"type": "text", "data": {"text": data["text"]}}
        case "at" if data["qq"] == "all":
            return {"type": "mention_all", "data": {}}
        case "at":
            return {"type": "mention", "data": {"user_id": str(data["qq"])}}
        case "reply":
            return {"type": "reply", "data": {"message_id": str(data["id"])}}
        case "image" | "file":
            return {"type": kind, "data": {"file_id": data.get("file_id", data["file"])}}
        case _:
            return {"type": f"qq.{kind}", "data": data}


def from_v12(state: State, message: object) -> list[Segment]:
    """机器人要发的消息；图片和文件要先传上来，这里按编号取。"""
    if isinstance(message, dict):
        message = [cast("object", message)]
    if not isinstance(message, list) or not message:
        raise BadParameter("参数 message 缺失或类型不对")
    return [_from_v12(state, item) for item in cast("list[object]", message)]


def _from_v12(state: State, item: object) -> Segment:
    fields = cast("Frame", item) if isinstance(item, dict) else {}
    kind, data = fields.get("type"), fields.get("data")
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise BadSegment("消息段缺 type 或 data")
    given = cast("Frame", data)
    match kind:
        case "text":
            return {"type": "text", "data": {"text": _string(given, "text")}}
        case "mention":
            return {"type": "at", "data": {"qq": _string(given, "user_id")}}
        case "mention_all":
            return {"type": "at", "data": {"qq": "all"}}
        case "reply":
            return {"type": "reply", "data": {"id": _string(given, "message_id")}}
        case "image" | "file":
            return _with_file(state, kind, _string(given, "file_id"))
        case _:
            raise UnsupportedSegment(f"不支持的消息段 {kind}")


def _with_file(state: State, kind: str, file_id: str) -> Segment:
    file = state.file(file_id)
    if kind == "file":
        return file_segment(file)
    return {"type": "image", "data": {"file": f"base64://{base64.b64encode(file.data).decode()}", "file_id": file_id}}


def _string(data: Frame, name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise BadSegment(f"消息段的 {name} 缺失或类型不对")
    return value
