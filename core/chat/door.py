"""门：全部消息从这里进来，办完从这里回话。

消息 → 事务之前向平台要东西 → Database.write 里办（case.py）→ 提交 → 回话（speech.py）。
规则说不（UserError）就回那一句；我们自己错了就给一个编号，堆栈只进日志。
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from nonebot.log import logger
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.chat import examination, platform, rehearsal, waiting
from core.chat.case import Case
from core.chat.declarations import Stray
from core.chat.incoming import Incoming, Kind
from core.chat.outcome import SILENCE, Outcome, Rehearsed
from core.chat.platform import Asked, Fetch, ListNotFetched, NotConnected, SendFailed, SendUnknown
from core.chat.reception import Reception
from core.chat.routes import Routes
from core.chat.runtime import Runtime
from core.chat.speech import Speech
from core.domain.dialogue import Reply, Scene
from core.domain.errors import UserError
from core.domain.permission import allowed
from core.store import pending

BROKEN = "出了点问题，已记录（编号 {number}），这次没有办成。请稍后再试；若仍不行，请把编号告诉运维。"
LOST = "没有看懂这句话。发“帮助”看看现在能办的事。"
HERE = "我在。发“帮助”看看现在能办的事。"
_HINT_EVERY = timedelta(minutes=10)
_KEPT_HINTS = 10_000


class Door:
    """一个进程一扇门。"""

    def __init__(self, runtime: Runtime) -> None:
        """用 runtime 里的口令表、数据库和账号。"""
        self._runtime = runtime
        self._speech, self._reception = Speech(runtime), Reception(runtime)
        self._hinted: dict[tuple[str, str], datetime] = {}
        self._branches: dict[tuple[str, str], int] = {}

    @property
    def routes(self) -> Routes:
        """口令表。"""
        return self._runtime.gate.routes

    async def receive(self, incoming: Incoming) -> None:
        """办一件事并回话；无论哪里出错，都不让异常文字出门。"""
        outcome: Outcome | None = None
        try:
            outcome = await self._settle(incoming)
            if outcome.waits:
                await self.reload_waits()
            outcome = await self._look_up(outcome)
            if outcome.wrote:
                self._runtime.wake()
            if outcome.befriend:
                await self._befriend(incoming)
            if outcome.lost and not self._hint_due(incoming):
                outcome = replace(outcome, lost=False)
            lost = LOST if incoming.said.text else HERE
            answered = Reply(lost) if outcome.lost else outcome.answered
            await self._speech.answer(incoming, outcome, answered)
        except Exception as error:  # noqa: BLE001 全项目三处之一：门
            await self._apologise(incoming, error, outcome)

    async def reload_waits(self) -> None:
        """从库里读出正等着随便一句话的人；启动和重新连接时各读一次。"""
        now = self._runtime.now()
        places = await self._runtime.database.read(lambda session: pending.free_text_places(session, now))
        self._runtime.gate.waits = {(place.account, place.scene, place.user_id) for place in places}

    async def _settle(self, incoming: Incoming) -> Outcome:
        case = Case(await self._named(incoming), self.routes, self._runtime.settings)
        if not incoming.late and self._may_be_idle(incoming) and not await self._runtime.database.read(case.is_heeded):
            return SILENCE
        try:
            case = await self._prepared(case)
            if case.incoming.kind is Kind.UPLOADED and not self._concerns(case):
                return SILENCE
            outcome = await self._runtime.database.write(await self._branch_id(case), case.settle)
        except UserError as refusal:
            if incoming.late:
                return SILENCE
            claimed = await self._runtime.database.write(None, case.claim)
            return Outcome(Reply(str(refusal), private=True)) if claimed else SILENCE
        except Rehearsed as done:
            return done.outcome if await self._runtime.database.write(None, case.claim) else SILENCE
        return outcome

    def _may_be_idle(self, incoming: Incoming) -> bool:
        """群里人人天天都说的短话、贴的表情：多半没有人等，先看一眼再开写的事务；专门对助手说的不算。"""
        gate = self._runtime.gate
        to_us = incoming.to_me or gate.is_mine(incoming.account, incoming.reply_to) or gate.is_awaited(incoming)
        return not to_us and waiting.may_be_idle(self.routes, incoming)

    async def _prepared(self, case: Case) -> Case:
        """办之前要向平台要的：传上来的文件，或口令要的东西。"""
        incoming = case.incoming
        said_too = self.routes.matters(incoming.said) or self._runtime.gate.is_awaited(incoming)
        if not incoming.files or (incoming.kind is Kind.MESSAGE and said_too):
            return replace(case, fetched=await self._fetch(case))
        filed = await self._reception.look_at(incoming)
        if filed is None:
            return case
        return replace(case, fetched=filed, incoming=replace(incoming, kind=Kind.UPLOADED))

    def _concerns(self, case: Case) -> bool:
        """传上来的文件有没有人管：没有就连认领也不必。"""
        return case.fetched is not None or Kind.UPLOADED in self.routes.listeners

    async def _look_up(self, outcome: Outcome) -> Outcome:
        """查询在只读的快照上算，不占写的那支笔。"""
        if outcome.later is None:
            return outcome
        route, values = outcome.later
        try:
            answered = await self._runtime.database.read(
                lambda session: route.handler(outcome.request, session, *values)
            )
        except UserError as refusal:
            answered = Reply(str(refusal), private=True)
        return replace(outcome, answered=rehearsal.of_query(answered) if outcome.rehearsed else answered)

    async def _branch_id(self, case: Case) -> int | None:
        """与哪个支部的事排队；群对支部不会变，记住就不必每次再查。"""
        place = (case.incoming.platform, case.incoming.place)
        known = self._branches.get(place)
        if known is None:
            known = await self._runtime.database.read(case.branch_id)
            if known is not None and case.incoming.scene is Scene.GROUP:
                self._branches[place] = known
        return known

    async def _named(self, incoming: Incoming) -> Incoming:
        """入群的通知里没有名字，去群里问一声；问不到就先用账号。"""
        channel = self._runtime.channels.get(incoming.account)
        if incoming.kind is not Kind.JOINED or channel is None or incoming.group_id is None:
            return incoming
        return replace(incoming, name=await platform.member_name(channel, incoming.group_id, incoming.user_id))

    async def _fetch(self, case: Case) -> Any:
        """有权办的人才去平台要东西。"""
        incoming = case.incoming
        if incoming.kind is not Kind.MESSAGE:
            return None
        routes = case.wanted()
        wanted = next((route for route in routes if route.spec.fetch is not None), None)
        if wanted is None or wanted.spec.fetch is None:
            open_to_strays = incoming.scene is Scene.PRIVATE and all(route.spec.shy for route in routes)
            stray = await self._stray(case) if open_to_strays else None
            return None if stray is None else await self._ask(incoming, stray.fetch)
        seat = await self._runtime.database.read(case.look)
        if not allowed(seat.request.actor, wanted.spec.action, seat.branch_id):
            return None
        return await self._ask(incoming, wanted.spec.fetch)

    async def _stray(self, case: Case) -> Stray | None:
        def find(session: Session) -> Stray | None:
            return self.routes.stray(session, case.look(session).request, case.incoming.said)

        return await self._runtime.database.read(find)

    async def _ask(self, incoming: Incoming, fetch: Fetch) -> Any:
        channel = self._runtime.channels.get(incoming.account)
        if channel is None:
            raise ListNotFetched
        look = partial(examination.look, self._runtime)
        return await fetch(channel, Asked(incoming.group_id, incoming.user_id, look, incoming.reply_to))

    async def _befriend(self, incoming: Incoming) -> None:
        channel = self._runtime.channels.get(incoming.account)
        try:
            if channel is not None:
                await channel.befriend(incoming.change.flag)
        except (SendFailed, SendUnknown, NotConnected) as error:
            logger.warning(f"一个好友申请没有同意成：{error}")

    def _hint_due(self, incoming: Incoming) -> bool:
        """没听懂时十分钟里只提示一次。"""
        who = (incoming.user_id, incoming.place)
        now, last = incoming.at, self._hinted.get(who)
        if last is not None and now - last < _HINT_EVERY:
            return False
        if len(self._hinted) >= _KEPT_HINTS:
            self._hinted.clear()
        self._hinted[who] = now
        return True

    async def _apologise(self, incoming: Incoming, error: Exception, outcome: Outcome | None) -> None:
        number = secrets.token_hex(2).upper()
        logger.opt(exception=error).error(f"编号 {number}：办一件 {incoming.kind} 时出错")
        # 补记的不出声，更不为几小时前的一句话道歉；群里传的文件未必是传给助手的
        given = incoming.kind is Kind.UPLOADED and incoming.scene is Scene.PRIVATE
        if incoming.late or (incoming.kind is not Kind.MESSAGE and not given):
            return
        # 已经办成、只是回话时出错的，不能说没有办成
        unanswered = await self._claim(incoming) if outcome is None else outcome.later is not None
        if unanswered:
            await self._speech.say(incoming, BROKEN.format(number=number))

    async def _claim(self, incoming: Incoming) -> bool:
        """同一条消息重送几遍只道一次歉；库也坏了，就只对认得的地方说。"""
        case = Case(incoming, self.routes, self._runtime.settings)
        try:
            return await self._runtime.database.write(None, case.claim)
        except SQLAlchemyError:
            return incoming.scene is Scene.PRIVATE or (incoming.platform, incoming.place) in self._branches
