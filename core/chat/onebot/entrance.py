"""两种协议的入口共用的：只走 WebSocket，核对凭证，断开就不再等，读报文时的一切错误都拦下。"""

import asyncio
import hmac
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from nonebot.adapters import Adapter, Bot
from nonebot.adapters.onebot.utils import get_auth_bearer
from nonebot.drivers import HTTPServerSetup, Request, Response
from nonebot.log import logger
from typing_extensions import override

from core.chat.onebot.capability import Capability
from core.chat.onebot.results import Results
from core.chat.runtime import Runtime

Read = TypeVar("Read")
_HANG_UP_SECONDS = 3.0


class Entrance(Adapter):
    """适配器的薄子类共用的那一半：排在适配器之前。"""

    runtime: ClassVar[Runtime]
    results: ClassVar[Results]
    able: ClassVar[dict[str, Capability]]
    """各账号那一头能做什么；断开再连上还记得。"""
    tasks: set[asyncio.Task[Any]]

    @override
    def setup_http_server(self, setup: HTTPServerSetup) -> None:
        """不开 HTTP 入口：那里不核对凭证，伪造的事件能进来，还会挡住真的连接。"""

    @override
    def bot_disconnect(self, bot: Bot) -> None:
        """断开的那一刻就不再往里说，等着的回音也不再等。"""
        self.runtime.disconnect(bot.self_id)
        self.results.abandon(bot.self_id)
        super().bot_disconnect(bot)

    @override
    async def _call_api(self, bot: Bot, api: str, **data: Any) -> Any:
        with self.results.calling(bot.self_id):
            return await super()._call_api(bot, api, **data)  # pyright: ignore[reportAbstractUsage] 后一个父类里有

    async def hang_up(self) -> None:
        """停下：没有回音的调用不再等，正在办的事办完。"""
        self.results.abandon_all()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=_HANG_UP_SECONDS)

    def capability(self, account: str) -> Capability:
        """一个账号那一头能做什么。"""
        return self.able.setdefault(account, Capability())


def refusal(request: Request, expected: str | None) -> Response | None:
    """凭证不对的连接答 403；没有设凭证的都放行。"""
    given = get_auth_bearer(request.headers.get("authorization")) or ""
    if not expected or hmac.compare_digest(expected.encode(), given.encode()):
        return None
    logger.warning("有 OneBot 客户端来连接，凭证不对：请让它的 token 与 ONEBOT_ACCESS_TOKEN 一致")
    return Response(403, content="ONEBOT_ACCESS_TOKEN mismatch")


def quietly(read: Callable[[], Read]) -> Read | None:
    """读一条报文；无论出什么错都只记一行，不写它的内容，也不断开连接。"""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 全项目三处之一：入口
        logger.warning(f"一条报文读不懂，略过：{type(error).__name__}")
        return None
