"""OneBot v11：适配器的薄子类，把报文换成 Incoming 交给入口；群里的闲聊不进 NoneBot，也不进日志。"""

import asyncio
from functools import partial
from typing import Any, ClassVar

from nonebot.adapters import Bot
from nonebot.adapters.onebot.v11 import Adapter, Event
from nonebot.adapters.onebot.v11.event import LifecycleMetaEvent
from nonebot.drivers import Request, Response
from nonebot.log import logger
from typing_extensions import override

from core.chat.incoming import Incoming
from core.chat.onebot.capability import Capability
from core.chat.onebot.entrance import Entrance, quietly, refusal
from core.chat.onebot.fields import Frame, frame_of
from core.chat.onebot.messages import read_message
from core.chat.onebot.notices import read_notice
from core.chat.onebot.results import Results
from core.chat.onebot.uploads import SeenUploads
from core.chat.onebot.v11_channel import V11Channel


class OneBotV11(Entrance, Adapter):
    """V11 的入口。"""

    results: ClassVar[Results] = Results()
    able: ClassVar[dict[str, Capability]] = {}
    _result_store: ClassVar[Results] = results
    _uploads: ClassVar[SeenUploads] = SeenUploads()

    @override
    def bot_connect(self, bot: Bot) -> None:
        """连上的那一刻就能说话；那一头是哪一家，随后再问。"""
        super().bot_connect(bot)
        runtime = self.runtime
        channel = V11Channel(bot, self.capability(bot.self_id), runtime.now, runtime.ticks)
        runtime.connect(bot, channel)
        task = asyncio.get_running_loop().create_task(channel.learn())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    @override
    def _check_access_token(self, request: Request) -> Response | None:
        refused = refusal(request, self.onebot_config.onebot_access_token)
        if refused is None and request.headers.get("x-self-id") in self.runtime.channels:
            logger.warning("一个账号已经从 v12 连着，又从 v11 来连：只留一个")
            return Response(403, content="Duplicate X-Self-ID")
        return refused

    @classmethod
    @override
    def json_to_event(cls, json_data: Any) -> Event | None:
        return quietly(partial(cls._read, json_data))

    @classmethod
    def _read(cls, json_data: object) -> Event | None:
        frame = frame_of(json_data)
        match frame.get("post_type"):
            case "message":
                cls._take(read_message(frame, cls.runtime.now()))
            case "notice" | "request":
                cls._take(read_notice(frame, cls.runtime.now()))
            case "meta_event":
                return _connected(frame)
            case None:
                cls.results.add_result(frame)
            case _:
                pass
        return None

    @classmethod
    def _take(cls, incoming: Incoming | None) -> None:
        # 自称别的账号的、还没有连上的，都不收；同一个文件送来两遍只收头一遍
        if incoming is None or incoming.account not in cls.runtime.channels:
            return
        if not incoming.files or cls._uploads.first(incoming, cls.runtime.ticks()):
            cls.runtime.take(incoming)


def _connected(frame: Frame) -> Event | None:
    # 正向连接要靠它知道是哪个账号；心跳没有人要
    return LifecycleMetaEvent.model_validate(frame) if frame.get("meta_event_type") == "lifecycle" else None
