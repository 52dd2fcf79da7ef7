"""OneBot v11 账号能做的事，以及各家实现的出入。"""

from typing import Any, ClassVar, cast

from nonebot.adapters.onebot.v11 import ActionFailed, Bot, NetworkError
from nonebot.adapters.onebot.v11.exception import ApiNotAvailable
from nonebot.exception import WebSocketClosed
from starlette.websockets import WebSocketDisconnect

from core.chat.onebot.frames import PLATFORM, Frame, frame_of, rows_in
from core.chat.platform import Listed, NotConnected, SendFailed, SendUnknown
from core.domain.typed import visible

NO_SUCH_API = 1404
OK_FACE = "124"
"""QQ 表情“OK”：中性，不用点赞的那个。"""


class V11Channel:
    """一个连着的 OneBot v11 账号。"""

    platform: ClassVar[str] = PLATFORM

    def __init__(self, bot: Bot) -> None:
        """Bot 是 NoneBot 里的那个账号。"""
        self.account = bot.self_id
        self._bot = bot
        # 哪种贴表情的办法这家实现没有（1404），记住就不再试；重连后重新试一次
        self._reactions = [self._react_by_emoji_like, self._react_by_group_reaction]

    async def send_group(self, group_id: str, text: str) -> str | None:
        """见 Channel.send_group。"""
        data = await self._call("send_msg", message_type="group", group_id=_number(group_id), message=_text(text))
        return _message_id(data)

    async def send_private(self, user_id: str, text: str, via_group: str | None = None) -> str | None:
        """见 Channel.send_private。"""
        params: dict[str, Any] = {"message_type": "private", "user_id": _number(user_id), "message": _text(text)}
        if via_group is not None:
            params["group_id"] = _number(via_group)
        return _message_id(await self._call("send_msg", **params))

    async def acknowledge(self, group_id: str, message_id: str) -> bool:
        """见 Channel.acknowledge。"""
        while self._reactions:
            react = self._reactions[0]
            try:
                await react(group_id, message_id)
            except SendFailed as error:
                if error.args[0] != NO_SUCH_API:
                    return False
                # 几条同时在等：只有头一个来删，后到的不连累下一种办法
                if react in self._reactions:
                    self._reactions.remove(react)
            else:
                return True
        return False

    async def member_list(self, group_id: str) -> list[Listed]:
        """见 Channel.member_list。"""
        data = await self._call("get_group_member_list", group_id=_number(group_id), no_cache=True)
        people = [Listed(str(row.get("user_id") or ""), _name(row)) for row in rows_in(data)]
        return [person for person in people if person.user_id and person.user_id != self.account]

    async def member_name(self, group_id: str, user_id: str) -> str:
        """见 Channel.member_name。"""
        params = {"group_id": _number(group_id), "user_id": _number(user_id)}
        return _name(frame_of(await self._call("get_group_member_info", **params)))

    async def _react_by_emoji_like(self, _group_id: str, message_id: str) -> None:
        await self._call("set_msg_emoji_like", message_id=_number(message_id), emoji_id=OK_FACE, set=True)

    async def _react_by_group_reaction(self, group_id: str, message_id: str) -> None:
        await self._call(
            "set_group_reaction",
            group_id=_number(group_id),
            message_id=_number(message_id),
            code=OK_FACE,
            is_add=True,
        )

    async def _call(self, api: str, **params: Any) -> Any:
        try:
            return await self._bot.call_api(api, **params)
        except ActionFailed as error:
            info = frame_of(cast("object", error.info))
            code, words = info.get("retcode"), str(info.get("message") or info.get("wording") or "")
            if "Timeout" in words:
                raise SendUnknown(words) from None
            raise SendFailed(code, words) from None
        except NetworkError as error:
            raise SendUnknown(str(error)) from None
        except (ApiNotAvailable, WebSocketClosed, WebSocketDisconnect, RuntimeError, OSError) as error:
            raise NotConnected(type(error).__name__) from None


def _number(identity: str) -> int | str:
    """有的实现只收数字，有的编号不是数字。"""
    return int(identity) if identity.lstrip("-").isdecimal() else identity


def _name(row: Frame) -> str:
    return visible(str(row.get("card") or row.get("nickname") or "")).strip()


def _text(text: str) -> list[dict[str, Any]]:
    return [{"type": "text", "data": {"text": text}}]


def _message_id(data: object) -> str | None:
    found = frame_of(data).get("message_id")
    return None if found is None else str(found)
