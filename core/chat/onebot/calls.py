"""调用 OneBot 的接口，把各家报错的写法归成四种。"""

from collections.abc import Callable
from typing import Any, Protocol, cast

from nonebot.adapters.onebot import v11
from nonebot.adapters.onebot.v12.exception import ActionFailedWithRetcode, ActionMissingField
from nonebot.exception import ActionFailed, ApiNotAvailable, NetworkError, WebSocketClosed
from starlette.websockets import WebSocketDisconnect

from core.chat.onebot.capability import Capability
from core.chat.onebot.fields import Frame, frame_of
from core.chat.platform import NotConnected, NotSupported, SendFailed, SendUnknown

_NO_SUCH_API = {404, 1404, 10002}
"""Lagrange 报 404，v11 的其余各家报 1404，v12 报 10002。"""
_NO_SUCH_API_WORDS = (
    "不支持的api",
    "api不存在",
    "api_not_found",
    "no such api",
    "unknown action",
    "unsupported action",
)
_NO_ANSWER_WORDS = ("timeout", "timed out", "超时")
_NOT_YET_SENT = "longmsg"
"""合并转发要先把内容传上去；这一步超时，消息还没有发。"""
_OFFLINE = (ApiNotAvailable, WebSocketClosed, WebSocketDisconnect, RuntimeError, OSError)
"""连接已经断了时，从 NoneBot 和各家 WebSocket 库里抛出来的。"""


class Api(Protocol):
    """NoneBot 里的一个账号，只用得着这些。"""

    @property
    def self_id(self) -> str:
        """账号。"""
        ...

    async def call_api(self, api: str, **data: Any) -> Any:
        """调用一个接口。"""
        ...


class Calls:
    """一个账号的接口。"""

    def __init__(self, bot: Api, able: Capability, ticks: Callable[[], float]) -> None:
        """Ticks 是以秒计、只进不退的钟。"""
        self._bot, self._able, self._ticks = bot, able, ticks

    async def call(self, api: str, **params: Any) -> Any:
        """调用一个谁家都该有的接口。"""
        try:
            return await self._bot.call_api(api, **params)
        except ActionFailed as error:
            info = _info(error)
            if info.get("status") == "ok":
                # 办成了，只是应答里少了别的字段
                return info.get("data")
            raise _meaning(api, info) from None
        except NetworkError as error:
            raise SendUnknown(api, str(error)) from None
        except _OFFLINE as error:
            raise NotConnected(type(error).__name__) from None

    async def attempt(self, api: str, **params: Any) -> Any:
        """调用一个不一定有的接口；说过没有的，一小时内不再试，直接抛 NotSupported。"""
        if not self._able.may_try(api, self._ticks()):
            raise NotSupported(api)
        try:
            return await self.call(api, **params)
        except NotSupported:
            self._able.refused(api, self._ticks())
            raise


def _info(error: ActionFailed) -> Frame:
    if isinstance(error, v11.ActionFailed):
        return frame_of(cast("object", error.info))
    if isinstance(error, ActionFailedWithRetcode):
        return {"retcode": error.retcode, "message": error.message}
    return frame_of(error.data) if isinstance(error, ActionMissingField) else {}


def _meaning(api: str, info: Frame) -> SendFailed | SendUnknown:
    code = info.get("retcode")
    words = [str(info[key]) for key in ("message", "wording", "msg") if info.get(key)]
    lower = " ".join(words).casefold()
    if code in _NO_SUCH_API or any(one in lower for one in _NO_SUCH_API_WORDS):
        return NotSupported(api)
    if _NOT_YET_SENT not in lower and any(one in lower for one in _NO_ANSWER_WORDS):
        return SendUnknown(api, *words[:1])
    return SendFailed(code, *words[:1])
