"""投递：把发件箱里到时候的信一件件发出去，每件只发一次。

没有回音的不重发，先到聊天记录里找（seeker.py），说不准的私下告诉书记；明说没发成的隔一会儿再试；
账号不在线的原样等着。每个账号各走各的，同一处一件接一件，一件没有回音不耽误别处。
"""

import asyncio
import secrets
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from nonebot.log import logger
from sqlalchemy.orm import Session

from core.chat.breaker import Breaker
from core.chat.enclosures import explain, pass_on, pictured, say_to
from core.chat.guarded import guarded
from core.chat.platform import Channel, NotConnected, NotSupported, SendFailed, SendUnknown, Target
from core.chat.runtime import Runtime
from core.chat.seeker import Found, Seeker, Verdict
from core.domain.attachments import unpack_card, unpack_file
from core.domain.calendar import local, spoken_day
from core.domain.dialogue import Scene
from core.store import branches, digests, letters, manners, outbox, sent
from core.store.outbox import Lease, Outgoing, State, Terms

MOST_TRIES = 3
MOST_AT_ONCE = 8
"""一个账号同时等着回音的至多几件。"""
_EXPIRED_AT_ONCE = 500
_IDLE_SECONDS = 30.0
_HELD_SECONDS = 5.0
_RECONNECTING = timedelta(seconds=2)
"""线刚断的，隔多久再看它回来没有。"""
DOUBTFUL = "{at}发到{where}的“{title}”没有回音，也无法查证是否送达，没有重发。请看一下；没有的话，请另行告知。"
FAILED = "{at}发到{where}的“{title}”试了 {tries} 次都没有发成，不再重试。请另行告知，或请运维检查机器人账号。"
TRIPPED = "账号 {account} 接连发不出群消息，已暂停主动发言，每五分钟试一次。请检查客户端是否在线、账号是否受限。"
RECOVERED = "账号 {account} 又能发出群消息了，积下的会慢慢发出；同一个群积了几件的并成一条。"


class Delivery:
    """一个进程一个投递员。"""

    def __init__(self, runtime: Runtime) -> None:
        """用 runtime 里的发件箱和账号。"""
        self._runtime = runtime
        self._seeker, self._breaker = Seeker(runtime), Breaker(runtime.ticks)
        patience = runtime.settings.api_timeout
        # 一次调用连同记下结果的时间；过了还没有下文，就当认领它的进程没了
        self._lease = Lease(secrets.token_hex(8), timedelta(seconds=3 * patience))
        self._back_off = timedelta(seconds=patience)
        self._busy: dict[int, Outgoing] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._ended = 0

    def wake(self) -> None:
        """有新信了。"""
        self._woken.set()

    async def run(self) -> None:
        """一直投递，直到被取消。"""
        try:
            while True:
                # 先放下再去看：正看着的时候来的新信，看完还要再看一遍
                self._woken.clear()
                wait = await guarded("投递", self._round())
                try:
                    await asyncio.wait_for(self._woken.wait(), _IDLE_SECONDS if wait is None else wait)
                except TimeoutError:
                    continue
        finally:
            for task in self._tasks:
                task.cancel()

    async def deliver_due(self) -> None:
        """发出此刻到时候的，发完才返回；没有回音、没有发成而要再等的不等。"""
        while True:
            ended = self._ended
            await self._round()
            if self._tasks:
                await asyncio.wait(self._tasks)
            elif self._ended == ended:
                # 走这一趟时已经办完的，可能让出了下一件
                return

    async def tidy(self) -> None:
        """把发到一半断了的、过了时限的清出来；启动时、每分钟各一次。"""
        now, me, busy = self._runtime.now(), self._lease.owner, list(self._busy)

        def work(session: Session) -> None:
            outbox.orphan(session, me, busy, now)
            outbox.expire(session, now, _EXPIRED_AT_ONCE)
            # 账号再也没有回来的，没法查证了
            for letter in outbox.given_up(session, now, _EXPIRED_AT_ONCE):
                letter.state, letter.error = State.UNKNOWN, "没有回音，过了时限也没能查证"
                self._tell_secretary(session, letter, State.UNKNOWN)

        await self._runtime.database.write(None, work)
        self.wake()

    async def hasten(self) -> None:
        """对时把钟往回拨了：等着重试的不必等到原来的钟点。"""
        now = self._runtime.now()
        latest = now + self._back_off * 2**MOST_TRIES
        await self._runtime.database.write(None, lambda session: outbox.hasten(session, latest, now))

    async def _round(self) -> float:
        """各账号走一趟，返回多少秒后再来。"""
        waits = [_IDLE_SECONDS]
        for account, channel in list(self._runtime.channels.items()):
            waits.append(await self._send_due(account, channel))
            waits.append(await self._seek(account, channel))
        return min(waits)

    async def _send_due(self, account: str, channel: Channel) -> float:
        """发到不能再发为止，返回多少秒后再来。"""
        pacer = self._runtime.pacer
        while self._in_hand(account) < MOST_AT_ONCE:
            if wait := pacer.wait(account):
                return wait
            letter = await self._claim(account)
            if letter is None:
                return await self._until_next(account)
            pacer.sent(account, letter.place)
            if letter.scene == Scene.GROUP:
                self._breaker.started(account)
            self._start(letter, self._deliver(channel, letter))
        # 手上的哪一件完了，会再叫醒
        return _IDLE_SECONDS

    async def _claim(self, account: str) -> Outgoing | None:
        now, database = self._runtime.now(), self._runtime.database
        # 多半没有信：先看一眼，不占写的那支笔
        due = await database.read(lambda session: outbox.next_due(session, account))
        if due is None or due > now:
            return None
        avoid = {*self._runtime.pacer.resting(account), *(one.place for one in self._busy.values())}
        probing = self._breaker.probing(account) - avoid
        avoid |= self._breaker.resting(account)
        tripped = self._breaker.wait(account) > 0

        def claim(session: Session) -> Outgoing | None:
            terms = Terms(lambda letter: manners.obey(session, letter, now), private_only=tripped, probing=probing)
            return outbox.claim(session, account, now, self._lease, avoid, terms)

        return await database.write(None, claim)

    async def _until_next(self, account: str) -> float:
        due = await self._runtime.database.read(lambda session: outbox.next_due(session, account))
        if due is None:
            return _IDLE_SECONDS
        wait = (due - self._runtime.now()).total_seconds()
        if wait <= 0 and (tripped := self._breaker.wait(account)):
            return min(tripped, _IDLE_SECONDS)
        # 到了时候却没有认领到的，是那一处要歇一会儿，或是前一段还没有送到
        return wait if wait > 0 else min(self._runtime.pacer.resting(account).values(), default=_HELD_SECONDS)

    async def _seek(self, account: str, channel: Channel) -> float:
        """找没有回音的各件，返回多少秒后再来。"""
        letters = await self._runtime.database.read(lambda session: outbox.seeking(session, account, MOST_AT_ONCE))
        waits = [_IDLE_SECONDS]
        for letter in letters:
            if letter.id in self._busy:
                continue
            wait = self._seeker.wait(letter)
            if wait > 0:
                waits.append(wait)
            else:
                self._start(letter, self._look(channel, letter))
        return min(waits)

    def _in_hand(self, account: str) -> int:
        return sum(one.account == account and one.state == State.SENDING for one in self._busy.values())

    def _start(self, letter: Outgoing, work: Coroutine[Any, Any, None]) -> None:
        self._busy[letter.id] = letter
        task = asyncio.get_running_loop().create_task(guarded("投递一件", work))
        self._tasks.add(task)

        def end(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            del self._busy[letter.id]
            self._ended += 1
            self.wake()

        task.add_done_callback(end)

    async def _deliver(self, channel: Channel, letter: Outgoing) -> None:
        await self._settle(letter, await self._send(channel, letter))

    async def _look(self, channel: Channel, letter: Outgoing) -> None:
        found = await self._seeker.look(channel, letter)
        if found.verdict is not Verdict.AGAIN:
            await self._settle(letter, self._concluded(letter, found))

    async def _send(self, channel: Channel, letter: Outgoing) -> dict[str, object]:
        try:
            message_id = await self._say(channel, letter)
        except NotConnected:
            # 没有发出去，也不算试过
            return {"state": State.DUE, "tries": letter.tries - 1, "next_at": self._runtime.now() + _RECONNECTING}
        except SendUnknown as error:
            if letter.kind == outbox.BOARD:
                # 公告不在聊天记录里，没法查证，宁可不再发
                return {"state": State.UNKNOWN, "error": "没有回音，群公告无法查证"}
            # 发到一半线断了，不怪那一处：查明没有发出去的，不算试过
            cut = self._runtime.channels.get(letter.account) is not channel
            return {"state": State.SEEKING, "error": str(error), "tries": letter.tries - cut}
        except NotSupported as error:
            return {"state": State.FAILED, "error": str(error)}
        except SendFailed as error:
            return self._again(letter, str(error))
        return {"state": State.SENT, "sent_at": self._runtime.now(), "message_id": message_id, "error": None}

    async def _say(self, channel: Channel, letter: Outgoing) -> str | None:
        target = Target(Scene(letter.scene), letter.target)
        if letter.file is not None:
            await pass_on(channel, target, unpack_file(letter.file))
            return None
        if letter.kind == outbox.BOARD:
            await channel.announce(letter.target, letter.spoken)
            return None
        card = None if letter.card is None else unpack_card(letter.card)
        return await say_to(channel, target, letter.spoken, await pictured(self._runtime, card))

    def _concluded(self, letter: Outgoing, found: Found) -> dict[str, object]:
        if found.verdict is Verdict.SENT:
            at = self._runtime.now()
            return {"state": State.SENT, "sent_at": at, "message_id": found.message_id, "error": None}
        if found.verdict is Verdict.ABSENT:
            return self._again(letter, "没有回音，聊天记录里也没有")
        return {"state": State.UNKNOWN, "error": "没有回音，聊天记录里查不到"}

    def _again(self, letter: Outgoing, reason: str) -> dict[str, object]:
        if letter.tries >= MOST_TRIES:
            return {"state": State.FAILED, "error": reason}
        next_at = self._runtime.now() + self._back_off * 2 ** (letter.tries - 1)
        return {"state": State.DUE, "error": reason, "next_at": next_at}

    async def _settle(self, letter: Outgoing, changes: dict[str, object]) -> None:
        now, message_id = self._runtime.now(), changes.get("message_id")
        if letter.scene == Scene.GROUP and isinstance(message_id, str):
            self._runtime.gate.remember(letter.account, message_id)

        def settle(session: Session) -> None:
            outbox.settle(session, letter.id, changes)
            if letter.scene == Scene.GROUP and isinstance(message_id, str):
                sent.remember(session, letter.account, letter.place, message_id, now)
            explain(session, letter, changes["state"], now)
            if changes["state"] in {State.UNKNOWN, State.FAILED}:
                self._tell_secretary(session, letter, State(str(changes["state"])))

        await self._runtime.database.write(letter.branch_id, settle)
        if letter.scene == Scene.GROUP:
            await self._heed(letter, changes)

    async def _heed(self, letter: Outgoing, changes: dict[str, object]) -> None:
        """群消息接连发不出去就跳闸，通了就恢复；各告诉运维一次。"""
        account, state = letter.account, changes["state"]
        if state is State.SENT and self._breaker.succeeded(account, letter.place):
            now = self._runtime.now()
            await self._runtime.database.write(None, lambda session: digests.fold_backlog(session, account, now))
            await self._tell_operators(account, RECOVERED.format(account=account))
        # 带着 tries 的是线断了、根本没有发
        elif (
            state in {State.DUE, State.FAILED}
            and "tries" not in changes
            and self._breaker.failed(account, letter.place)
        ):
            await self._tell_operators(account, TRIPPED.format(account=account))

    async def _tell_operators(self, account: str, text: str) -> None:
        """优先由别的账号说：这一个多半说不出去。"""
        runtime, now = self._runtime, self._runtime.now()
        logger.warning(text)
        speaker = next((one for one in sorted(runtime.channels) if one != account), account)
        key, operators = f"breaker:{account}:{now:%Y%m%d%H%M%S}", runtime.settings.superusers
        await runtime.database.write(
            None, lambda session: letters.to_operators(session, speaker, operators, key, text, now)
        )
        self.wake()

    def _tell_secretary(self, session: Session, letter: Outgoing, state: State) -> None:
        """没有送到、不知送到没有的，私下告诉书记；合并的回应不值得说，给书记的话也没法再说。"""
        logger.warning(f"一件发到{letter.scene}的“{letter.title or letter.kind}”{state}：{letter.error or '没有回音'}")
        if letter.branch_id is None or letter.kind in {outbox.MERGED, letters.TO_SECRETARY}:
            return
        branch = branches.find_branch(session, letter.branch_id)
        if branch is None:
            return
        at = local(letter.tried_at or letter.created_at, branch.zone)
        where = "群里" if letter.scene == Scene.GROUP else "个人私聊"
        words = DOUBTFUL if state is State.UNKNOWN else FAILED
        text = words.format(
            at=f"{spoken_day(at.date())}{at:%H:%M}", where=where, title=letter.title or "消息", tries=letter.tries
        )
        letters.to_secretary(session, letter.branch_id, f"{state}:{letter.id}", text, self._runtime.now())
