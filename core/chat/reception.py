"""收文件：有权办的人传上来的，取下来、读出来、认出是哪一类，才进事务去办。

群里传的，认不得的、没权限的不出声；私聊里传的，读不了、认不得的各回一句。
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from core.chat.declarations import Importer
from core.chat.incoming import Incoming, Uploaded
from core.chat.outcome import NOT_ALLOWED
from core.chat.platform import NotConnected, SendFailed, SendUnknown, Target, TooLarge
from core.chat.runtime import Runtime
from core.chat.seat import Seat, find_seat, key_of
from core.domain.dialogue import Ack, Answered, Reply, Request, Retract, Scene
from core.domain.errors import UserError
from core.domain.permission import allowed
from core.domain.uploads import Upload
from core.files import uploads
from core.store import handled

_AT_ONCE = 2
"""同时读几个：一个至多占半个吉字节内存。"""


class NoPermission(UserError):
    """没有权限办这一类文件。"""

    text: ClassVar[str] = NOT_ALLOWED


class Unrecognised(UserError):
    """认不得。"""

    text: ClassVar[str] = "没有认出这是哪一类文件，没有作任何改动。现在能收的有：{titles}。"


class NotFetched(UserError):
    """没有取下来。"""

    text: ClassVar[str] = "这个文件没有取下来，没有作任何改动。请再发一次。"


class OneAtATime(UserError):
    """一条消息带了几个文件。"""

    text: ClassVar[str] = "一条消息请只带一个文件，这次没有作任何改动。"


@dataclass(frozen=True, slots=True)
class Filed:
    """认出来的一个文件：归哪一类，读出来的是什么。"""

    importer: Importer
    found: Any

    def perform(self, request: Request, session: Session) -> Answered:
        """照这一类的办法办；回话一律私下。"""
        branch_id = request.branch.id if request.branch else None
        if not allowed(request.actor, self.importer.action, branch_id):
            raise NoPermission
        answered = self.importer.handler(request, session, self.found)
        return _quietly(answered)


class Reception:
    """一个进程一处。"""

    def __init__(self, runtime: Runtime) -> None:
        """用 runtime 里登记的各类文件和连着的账号。"""
        self._runtime = runtime
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def look_at(self, incoming: Incoming) -> Filed | None:
        """传上来的是什么；不归谁办的为 None，该说一句的抛 UserError。"""
        seat, known = await self._runtime.database.read(lambda session: self._who(session, incoming))
        importers = [one for one in self._runtime.gate.routes.importers.values() if _may(seat, one)]
        if known or incoming.late or not seat.request.actor.trusted or not _is_here(incoming, seat):
            return None
        private = incoming.scene is Scene.PRIVATE
        if not importers:
            if private and seat.request.actor.member_id is not None and self._runtime.gate.routes.importers:
                raise NoPermission
            return None
        file, *more = incoming.files
        if more:
            raise OneAtATime
        if not private and uploads.suffix_of(file.name) not in uploads.READABLE:
            return None
        filed = await self._recognise(await self._read(incoming, file), importers)
        if filed is None and private:
            raise Unrecognised(titles="、".join(dict.fromkeys(one.title for one in importers)))
        return filed

    def _who(self, session: Session, incoming: Incoming) -> tuple[Seat, bool]:
        seat = find_seat(session, incoming, self._runtime.settings)
        return seat, handled.is_claimed(session, key_of(incoming))

    async def _read(self, incoming: Incoming, file: Uploaded) -> Upload:
        uploads.refuse_by_name(file.name)
        if file.size > uploads.LARGEST:
            raise uploads.TooBig
        channel = self._runtime.channels.get(incoming.account)
        if channel is None:
            raise NotFetched
        in_group = incoming.scene is Scene.GROUP and incoming.group_id is not None
        target = Target(incoming.scene, str(incoming.group_id) if in_group else incoming.user_id)
        async with self._turns:
            try:
                data = await channel.download(target, file, uploads.LARGEST)
            except TooLarge:
                raise uploads.TooBig from None
            except (SendFailed, SendUnknown, NotConnected):
                raise NotFetched from None
            return await uploads.read(file.name, data)

    async def _recognise(self, upload: Upload, importers: list[Importer]) -> Filed | None:
        """依次问各类：头一个认得的办。"""
        for importer in importers:
            found = await asyncio.to_thread(importer.read, upload)
            if found is not None:
                return Filed(importer, found)
        return None


def _may(seat: Seat, importer: Importer) -> bool:
    return allowed(seat.request.actor, importer.action, seat.branch_id)


def _is_here(incoming: Incoming, seat: Seat) -> bool:
    """归这个账号在这里办：群要绑定了支部，同群的另一个助手账号不出声。"""
    if incoming.scene is not Scene.GROUP:
        return True
    return seat.request.branch is not None and seat.speaker == incoming.account


def _quietly(answered: Answered) -> Answered:
    match answered:
        case Reply():
            return replace(answered, private=True)
        case Ack():
            return Reply(answered.detail or answered.text, private=True, record=answered.record)
        case Retract() | None:
            return answered
