"""OneBot v12：适配器的薄子类，把报文换成 Incoming 交给入口；群里的闲聊不进 NoneBot，也不进日志。"""

from functools import partial
from typing import Any, ClassVar, cast

from nonebot.adapters import Bot as BaseBot
from nonebot.adapters.onebot.v12 import Adapter, Bot, Event
from nonebot.adapters.onebot.v12.event import BotEvent, BotSelf
from nonebot.adapters.onebot.v12.exception import NoLogException
from nonebot.adapters.onebot.v12.utils import flattened_to_nested
from nonebot.drivers import Request, Response
from typing_extensions import override

from core.chat.incoming import Incoming
from core.chat.onebot.capability import Capability
from core.chat.onebot.entrance import Entrance, quietly, refusal
from core.chat.onebot.fields import frame_of
from core.chat.onebot.results import Results
from core.chat.onebot.v12_channel import V12Channel
from core.chat.onebot.v12_frames import read_v12_message, read_v12_notice

_METAS = {"connect", "status_update"}


class FirstSight(BotEvent):
    """一个还没有连上的账号来了头一件事：适配器据此知道有这个账号。从不写进日志。"""

    @override
    def get_log_string(self) -> str:
        raise NoLogException


class OneBotV12(Entrance, Adapter):
    """V12 的入口。"""

    results: ClassVar[Results] = Results()
    able: ClassVar[dict[str, Capability]] = {}
    _result_store: ClassVar[Results] = results  # pyright: ignore[reportIncompatibleVariableOverride] 换成自己的一种
    _first: ClassVar[dict[str, Incoming]] = {}
    """还没有连上的账号的头一件事，连上了就办。"""

    @override
    def bot_connect(self, bot: BaseBot) -> None:
        """连上的那一刻就能说话；靠它才知道有这个账号的那件事，这就办。"""
        first, bot = self._first.pop(bot.self_id, None), cast("Bot", bot)
        super().bot_connect(bot)
        able = self.capability(bot.self_id)
        able.learn(bot.impl)
        self.runtime.connect(bot, V12Channel(bot, bot.platform, able, self.runtime.ticks))
        if first is not None:
            self.runtime.take(first)

    @override
    def _check_access_token(self, request: Request) -> Response | None:
        return refusal(request, self.onebot_config.onebot_access_token)

    @classmethod
    @override
    def json_to_event(cls, json_data: Any, impl: str | None = None) -> Event | None:
        return quietly(partial(cls._read, json_data, impl))

    @classmethod
    def _read(cls, json_data: object, impl: str | None) -> Event | None:
        frame = frame_of(flattened_to_nested(json_data))
        match frame.get("type"):
            case "message":
                return cls._take(read_v12_message(frame, cls.runtime.now()))
            case "notice":
                return cls._take(read_v12_notice(frame, cls.runtime.now()))
            case "meta" if frame.get("detail_type") in _METAS:
                return super().json_to_event(frame, impl)
            case None:
                cls.results.add_result(frame)
            case _:
                pass
        return None

    @classmethod
    def _take(cls, incoming: Incoming | None) -> Event | None:
        if incoming is None:
            return None
        if incoming.account in cls.runtime.channels:
            cls.runtime.take(incoming)
            return None
        cls._first[incoming.account] = incoming
        return FirstSight.model_construct(self=BotSelf(platform=incoming.platform, user_id=incoming.account))
