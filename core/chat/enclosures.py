"""随一句话带出去的卡片和文件：都在提交以后、事件循环之外才画、才写；发不出的，文字照说。"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from nonebot.log import logger
from sqlalchemy.orm import Session

from core.chat.platform import Channel, NotConnected, NotSupported, SendFailed, SendUnknown, Target
from core.chat.runtime import Runtime
from core.domain.attachments import Card, File
from core.domain.dialogue import Scene
from core.domain.manners import Weight
from core.files.cards import CardNotMade
from core.files.workbooks import written
from core.store import outbox
from core.store.outbox import Letter, Outgoing, State

CANNOT_SEND = "文件“{name}”没有传成：现在用的客户端传不了文件。请联系运维。"
NOT_SENT = "文件“{name}”没有传成。请先加本助手为好友，再私聊发一次。"
DOUBTFUL = "文件“{name}”传出去没有回音。请看一下收到没有；没有的话，请再要一次。"
NOT_DELIVERED = "文件“{name}”没有传成。请先加本助手为好友；还不行的，请运维看看客户端能不能传文件。"
_TOLD_FOR = timedelta(days=1)

Say = Callable[[bytes | None], Awaitable[str | None]]


async def pictured(runtime: Runtime, card: Card | None) -> bytes | None:
    """画一张卡片；没有卡片、画不出的为 None。"""
    if card is None:
        return None
    try:
        return await runtime.draw(card)
    except CardNotMade as error:
        logger.warning(f"一张卡片没有画成，只发文字：{error}")
        return None


async def with_picture(say: Say, image: bytes | None) -> str | None:
    """文字带着图说一句；平台明说带着图发不出的，只说文字。"""
    if image is not None:
        try:
            return await say(image)
        except SendFailed as error:
            logger.warning(f"带图的一句没有发成，只发文字：{error}")
    return await say(None)


async def say_to(channel: Channel, target: Target, text: str, image: bytes | None) -> str | None:
    """在群里或私下说一句，可以带图。"""
    if target.scene is Scene.GROUP:
        return await with_picture(lambda image: channel.send_group(target.id, text, image), image)
    return await with_picture(lambda image: channel.send_private(target.id, text, image=image), image)


async def pass_on(channel: Channel, target: Target, file: File) -> None:
    """写好一个文件传过去；传不成的抛 SendFailed、SendUnknown 或 NotConnected。"""
    await channel.send_file(target, file.name, await asyncio.to_thread(written, file))


async def hand_over(channel: Channel, target: Target, file: File) -> str:
    """传一个文件，返回没有传成时该说的一句；传成了、说了也没有人听的为空串。"""
    try:
        await pass_on(channel, target, file)
    except NotSupported:
        return CANNOT_SEND.format(name=file.name)
    except SendFailed as error:
        logger.warning(f"一个文件没有传成：{error}")
        return NOT_SENT.format(name=file.name)
    except SendUnknown:
        return DOUBTFUL.format(name=file.name)
    except NotConnected as error:
        logger.warning(f"一个文件没有传成：{error}")
    return ""


def explain(session: Session, letter: Outgoing, state: object, now: datetime) -> None:
    """主动私下传的文件没有传成、不知传成没有的，告诉本人一句。"""
    if letter.file is None or letter.scene != Scene.PRIVATE or state not in {State.UNKNOWN, State.FAILED}:
        return
    words = DOUBTFUL if state is State.UNKNOWN else NOT_DELIVERED
    told = Letter(
        key=f"{letter.key}:unsent",
        branch_id=letter.branch_id,
        account=letter.account,
        scene=letter.scene,
        target=letter.target,
        kind=letter.kind,
        text=words.format(name=letter.file["name"]),
        not_before=now,
        expires_at=now + _TOLD_FOR,
        weight=Weight.DUTY,
        title=letter.title,
    )
    outbox.put(session, told, now)
