"""一种 OneBot 写法要会的事：报变化、报平安、答调用。"""

import base64
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.model import Change
from sandbox.world import World

Frame = dict[str, Any]

HEARTBEAT_SECONDS = 30


class Dialect(Protocol):
    """一个机器人账号用的 OneBot 版本；各种帧都不带 echo。"""

    @property
    def world(self) -> World:
        """这个账号所在的世界。"""
        ...

    @property
    def self_id(self) -> str:
        """这个账号的号码。"""
        ...

    @property
    def headers(self) -> dict[str, str]:
        """去连机器人时要带的请求头，凭证除外。"""
        ...

    def hello(self) -> list[Frame]:
        """刚连上时要说的几帧。"""
        ...

    def heartbeat(self) -> Frame:
        """定时的心跳。"""
        ...

    def events(self, change: Change) -> list[Frame]:
        """一个变化要报的事件；不必报的是空的。"""
        ...

    def answer(self, action: str, params: Frame) -> Frame:
        """办一次调用，给出应答。"""
        ...

    def failed(self, retcode: int, message: str) -> Frame:
        """失败的应答。"""
        ...

    def unsupported(self, action: str) -> Frame:
        """没有这个动作时的应答。"""
        ...


class BadParameter(Exception):
    """少了参数，或写法不对。"""


@dataclass(frozen=True, slots=True)
class Params:
    """一次调用的参数；编号可以是数字也可以是字符串。"""

    values: Frame

    def has(self, name: str) -> bool:
        """给了这个参数，且不为空。"""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str | None = None) -> str:
        """编号或文字；没有默认值的必填。"""
        if default is not None and not self.has(name):
            return default
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            raise BadParameter(f"参数 {name} 缺失或类型不对")
        return str(value)

    def string(self, name: str) -> str:
        """必填的字符串；数字也算写错。"""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            raise BadParameter(f"参数 {name} 缺失，或不是字符串")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """整数；没有默认值的必填。"""
        text = self.text(name, None if default is None else str(default))
        if not text.removeprefix("-").isdecimal():
            raise BadParameter(f"参数 {name} 应为整数")
        return int(text)

    def decoded(self, name: str, prefix: str = "") -> bytes:
        """Base64 写的内容；prefix 是前面要去掉的，如 base64://。"""
        try:
            return base64.b64decode(self.text(name).removeprefix(prefix), validate=True)
        except ValueError:
            raise BadParameter(f"参数 {name} 不是 base64") from None

    def flag(self, name: str, *, default: bool) -> bool:
        """真假；字符串 "false" 和 "0" 是假。"""
        return str(self.values.get(name, default)).lower() not in {"false", "0", ""}
