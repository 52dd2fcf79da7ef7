"""回话：把处理函数的结果说给人听。提交之后才开口，一条消息至多回一次。"""

from dataclasses import replace
from datetime import datetime, timedelta

from nonebot.log import logger
from sqlalchemy.exc import SQLAlchemyError

from core.chat.enclosures import hand_over, pictured, say_to
from core.chat.incoming import Incoming
from core.chat.outcome import Outcome
from core.chat.platform import Channel, NotConnected, SendFailed, SendUnknown, Target
from core.chat.runtime import Runtime
from core.domain.calendar import minute_of
from core.domain.dialogue import Ack, Answered, Reply, Retract, Scene, pages
from core.domain.manners import Weight, mask
from core.store import outbox, sent

ADD_FRIEND = "有一条给您的回复不便在群里说。请先加本助手为好友，再私聊发一次。"
_WORTH_FOLDING = 3
_MERGED_FOR = timedelta(minutes=10)
"""合并的回应迟了这么久还没发出去，就不必再发了。"""


class Speech:
    """说话的一端。"""

    def __init__(self, runtime: Runtime) -> None:
        """用 runtime 里连着的账号。"""
        self._runtime = runtime
        self._spoken: dict[str, datetime] = {}

    async def answer(self, incoming: Incoming, outcome: Outcome, answered: Answered) -> None:
        """说出办完的结果；没有要说的就不出声。"""
        branch = outcome.request.branch if outcome.request else None
        head = f"【{branch.name}】" if outcome.many and branch else ""
        match answered:
            case Ack() if incoming.scene is Scene.GROUP:
                await self._acknowledge(incoming, answered, branch.id if branch else None)
            case Reply(private=True) if incoming.scene is Scene.GROUP:
                await self._whisper(incoming, replace(answered, text=head + answered.text))
            case Ack():
                await self.say(incoming, head + (answered.detail or answered.text))
            case Retract():
                await self._retract(incoming, answered)
            case Reply():
                text = answered.text if incoming.scene is Scene.GROUP else head + answered.text
                await self._reply(incoming, replace(answered, text=text))
            case None:
                pass

    async def _retract(self, incoming: Incoming, retract: Retract) -> None:
        """撤回助手说过的一条；平台明说撤不了的，改说一句更正。"""
        channel = self._runtime.channels.get(incoming.account)
        if channel is None:
            return
        try:
            await channel.recall(retract.message_id)
        except SendFailed:
            await self.say(incoming, retract.instead)
        except (SendUnknown, NotConnected) as error:
            logger.warning(f"一次撤回没有回音：{error}")

    async def _reply(self, incoming: Incoming, reply: Reply) -> None:
        """在说话的地方回一句，连同卡片和文件。"""
        said = await self.say(incoming, reply.text, await pictured(self._runtime, reply.card))
        channel = self._runtime.channels.get(incoming.account)
        if reply.file is None or channel is None or not said:
            return
        if failure := await hand_over(channel, _target(incoming), reply.file):
            await self.say(incoming, failure)

    async def say(self, incoming: Incoming, text: str, image: bytes | None = None) -> bool:
        """在说话的地方回一句，长了分成几条，图随最后一条；没有送达为假。"""
        channel = self._runtime.channels.get(incoming.account)
        if channel is None:
            return False
        try:
            # 群里的话不带身份证号、银行卡号，哪怕是照着谁的话说的
            texts = pages(mask(text) if incoming.scene is Scene.GROUP else text)
            await self._send_all(channel, incoming, texts, image)
        except (SendFailed, SendUnknown, NotConnected) as error:
            logger.warning(f"一条{incoming.scene}回话没有送达：{error}")
            return False
        return True

    async def _send_all(self, channel: Channel, incoming: Incoming, texts: list[str], image: bytes | None) -> None:
        """三条以上的合并转发，免得占满一屏；平台没有合并转发的、带着图的逐条说。"""
        if image is None and len(texts) >= _WORTH_FOLDING and incoming.scene is not Scene.TEMPORARY:
            try:
                message_id = await channel.send_pages(_target(incoming), texts)
            except SendFailed:
                logger.debug("合并转发没有成，改为逐条")
            else:
                await self._spoken_at(incoming, message_id)
                return
        for page in texts[:-1]:
            await self._send(channel, incoming, page)
        await self._send(channel, incoming, texts[-1], image)

    async def _send(self, channel: Channel, incoming: Incoming, text: str, image: bytes | None = None) -> None:
        if incoming.scene is Scene.TEMPORARY:
            message_id = await channel.send_private(incoming.user_id, text, incoming.group_id)
        else:
            message_id = await say_to(channel, _target(incoming), text, image)
        await self._spoken_at(incoming, message_id)

    async def _spoken_at(self, incoming: Incoming, message_id: str | None) -> None:
        self._runtime.pacer.answered(incoming.account, incoming.place)
        if message_id is not None and incoming.scene is Scene.GROUP:
            await self._remember(incoming, message_id)

    async def _remember(self, incoming: Incoming, message_id: str) -> None:
        account, place, now = incoming.account, incoming.place, self._runtime.now()
        self._runtime.gate.remember(account, message_id)
        try:
            await self._runtime.database.write(
                None, lambda session: sent.remember(session, account, place, message_id, now)
            )
        except SQLAlchemyError as error:
            # 话已经说出去了：记不下来只是以后认不出对它的回复
            logger.warning(f"一条回话的消息号没有记下：{type(error).__name__}")

    async def _whisper(self, incoming: Incoming, reply: Reply) -> None:
        """在群里问的，私下答；私下送不到就请本人加好友，内容绝不落到群里。"""
        channel, target = self._runtime.channels.get(incoming.account), Target(Scene.PRIVATE, incoming.user_id)
        image = await pictured(self._runtime, reply.card)
        if channel is None:
            return

        async def say(text: str, image: bytes | None = None) -> None:
            await say_to(channel, target, text, image)
            self._runtime.pacer.answered(incoming.account, f"private:{incoming.user_id}")

        try:
            *most, last = pages(reply.text)
            for page in most:
                await say(page)
            await say(last, image)
            if reply.file is not None and (failure := await hand_over(channel, target, reply.file)):
                await say(failure)
        except SendFailed:
            await self.say(incoming, ADD_FRIEND)
        except (SendUnknown, NotConnected) as error:
            logger.warning(f"一条私下回话没有送达：{error}")

    async def _acknowledge(self, incoming: Incoming, ack: Ack, branch_id: int | None) -> None:
        """贴一个表情；平台没有表情时，安静的一分钟里第一条说一句，其余的合成一行。"""
        channel = self._runtime.channels.get(incoming.account)
        if channel is None or incoming.group_id is None:
            return
        try:
            if await channel.acknowledge(incoming.group_id, incoming.message_id):
                return
        except (SendUnknown, NotConnected):
            return
        except SendFailed:
            logger.debug("贴表情没有成，改用文字")
        minute = minute_of(incoming.at)
        if self._spoken.get(incoming.place) != minute:
            self._spoken[incoming.place] = minute
            await self.say(incoming, ack.text)
        elif ack.merged:
            await self._merge(incoming, ack, branch_id, minute)

    async def _merge(self, incoming: Incoming, ack: Ack, branch_id: int | None, minute: datetime) -> None:
        due = minute + timedelta(minutes=1)
        letter = outbox.Letter(
            key=f"ack:{incoming.account}:{incoming.place}:{minute:%Y%m%d%H%M}:{ack.merged}",
            branch_id=branch_id,
            account=incoming.account,
            scene=Scene.GROUP.value,
            target=incoming.group_id or "",
            kind=outbox.MERGED,
            title="合并的回应",
            text=ack.merged,
            not_before=due,
            expires_at=due + _MERGED_FOR,
            weight=Weight.ECHO,
        )
        await self._runtime.database.write(branch_id, lambda session: outbox.merge(session, letter, incoming.at))
        self._runtime.wake()


def _target(incoming: Incoming) -> Target:
    in_group = incoming.scene is Scene.GROUP and incoming.group_id is not None
    return Target(incoming.scene, str(incoming.group_id) if in_group else incoming.user_id)
