"""OneBot v11：适配器的薄子类，只在入口处拦下永远用不着的，并把报文换成 Incoming。"""

import asyncio
import hmac
from typing import Any, ClassVar, cast

from nonebot.adapters import Bot as BaseBot
from nonebot.adapters.onebot.store import ResultStore
from nonebot.adapters.onebot.utils import get_auth_bearer
from nonebot.adapters.onebot.v11 import Adapter, Bot, Event
from nonebot.adapters.onebot.v11.event import LifecycleMetaEvent
from nonebot.adapters.onebot.v11.exception import NetworkError, NoLogException
from nonebot.drivers import HTTPServerSetup, Request, Response
from nonebot.log import logger
from typing_extensions import override

from core.chat.incoming import Incoming
from core.chat.onebot.channel import V11Channel
from core.chat.onebot.frames import Frame, frame_of, read_message, read_notice
from core.chat.runtime import Runtime

_HANG_UP_SECONDS = 3.0


class Arrival(Event):
    """放进门来的一件事；从不写进日志。"""

    incoming: Any

    @override
    def get_log_string(self) -> str:
        raise NoLogException


class Results(ResultStore):
    """等着回音的调用。"""

    def abandon(self) -> None:
        """停下时不再等：NoneBot 护着正在办的事，等满 api_timeout 才肯走。"""
        waiting = cast("dict[int, asyncio.Future[Any]]", self._futures)
        for future in list(waiting.values()):
            if not future.done():
                future.set_exception(NetworkError("助手正在停下"))


class OneBotV11(Adapter):
    """只收 WebSocket；群里的闲聊在这里就放下了，不进 NoneBot，也不进日志。"""

    _result_store: ClassVar[Results] = Results()
    runtime: ClassVar[Runtime]

    @override
    def setup_http_server(self, setup: HTTPServerSetup) -> None:
        """不开 HTTP 入口：那里不核对凭证，伪造的事件能进来，还会挡住真的连接。"""

    @override
    def bot_connect(self, bot: BaseBot) -> None:
        """连上的那一刻就能说话：紧接着到的消息不必等连接之后的几次读库。"""
        super().bot_connect(bot)
        self.runtime.channels[bot.self_id] = V11Channel(cast("Bot", bot))

    @override
    def bot_disconnect(self, bot: BaseBot) -> None:
        """断开的那一刻就不再往里说。"""
        self.runtime.channels.pop(bot.self_id, None)
        super().bot_disconnect(bot)

    async def hang_up(self) -> None:
        """停下：没有回音的调用不再等，正在办的事办完。"""
        self._result_store.abandon()
        if tasks := cast("set[asyncio.Task[Any]]", self.tasks):
            await asyncio.wait(tasks, timeout=_HANG_UP_SECONDS)

    @override
    def _check_access_token(self, request: Request) -> Response | None:
        expected = self.onebot_config.onebot_access_token
        given = get_auth_bearer(request.headers.get("authorization")) or ""
        if not expected or hmac.compare_digest(expected.encode(), given.encode()):
            return None
        logger.warning("有 OneBot 客户端来连接，凭证不对：请让它的 token 与 ONEBOT_ACCESS_TOKEN 一致")
        return Response(403, content="ONEBOT_ACCESS_TOKEN mismatch")

    @classmethod
    @override
    def json_to_event(cls, json_data: Any) -> Event | None:
        try:
            return cls._read(json_data)
        except Exception as error:  # noqa: BLE001 全项目三处之一：入口
            logger.warning(f"一条报文读不懂，略过：{type(error).__name__}")
            return None

    @classmethod
    def _read(cls, json_data: object) -> Event | None:
        frame = frame_of(json_data)
        match frame.get("post_type"):
            case "message":
                return cls._admit(read_message(frame, cls.runtime.now()))
            case "notice":
                return cls._admit(read_notice(frame, cls.runtime.now()))
            case None:
                cls._take_result(frame)
                return None
            case "meta_event" if frame.get("meta_event_type") == "lifecycle":
                return LifecycleMetaEvent.model_validate(frame)
            case _:
                return None

    @classmethod
    def _admit(cls, incoming: Incoming | None) -> Event | None:
        if incoming is None or not cls.runtime.gate.admits(incoming):
            return None
        return Arrival.model_construct(time=0, self_id=0, post_type="arrival", incoming=incoming)

    @classmethod
    def _take_result(cls, frame: Frame) -> None:
        try:
            cls._result_store.add_result(frame)
        except asyncio.InvalidStateError:
            # 同一个 echo 答了两次，适配器会因此断开整条连接
            logger.debug("同一次调用答了两次，后一次略过")
