"""找下落：发出去没有回音的，到聊天记录里看看究竟发出去没有。

找到就是送到了；两次都清清楚楚地没有，才算没有发出去；记录看不了、看不全，就是说不准，不再发。
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from core.chat.platform import Channel, NotConnected, NotSupported, Past, SendFailed, SendUnknown, Target
from core.chat.runtime import Runtime
from core.domain.dialogue import Scene
from core.domain.mentions import pieces
from core.domain.typed import MENTION
from core.store import outbox, sent
from core.store.outbox import Outgoing

MOST_PAGES = 5
A_PAGE = 50
ENOUGH = 2
"""看几次都没有，才算真的没有：客户端可能还没来得及发出去。"""
MOST_LOOKS = 4
"""记录读不出来，至多再看几次。"""
_CLOCKS_APART = timedelta(hours=12)
"""各家报的时间可能差几小时：比这还早的才肯定不是它。"""
_SLACK = timedelta(minutes=2)


class Verdict(Enum):
    """看了一次的结论。"""

    SENT = auto()
    ABSENT = auto()
    """真的没有发出去。"""
    UNKNOWN = auto()
    """说不准，也不必再看。"""
    AGAIN = auto()
    """过一会儿再看。"""


@dataclass(slots=True)
class _Search:
    next_look: float
    looks: int = 0
    absent: int = 0


@dataclass(slots=True)
class Found:
    """结论，和找到的消息号。"""

    verdict: Verdict
    message_id: str | None = None


@dataclass(slots=True)
class Seeker:
    """一个进程里正在找的各件。"""

    runtime: Runtime
    _searches: dict[int, _Search] = field(default_factory=dict[int, _Search])

    def wait(self, letter: Outgoing) -> float:
        """这一件还要等几秒再去看；头一次看到的先等一会儿，拨快体验模式的钟时不等。"""
        patience = self.runtime.settings.api_timeout / 2 if self.runtime.pacer.unhurried else 0.0
        search = self._searches.setdefault(letter.id, _Search(self.runtime.ticks() + patience))
        return max(0.0, search.next_look - self.runtime.ticks())

    async def look(self, channel: Channel, letter: Outgoing) -> Found:
        """去看一次。"""
        search = self._searches[letter.id]
        # 先排好下一次：看的时候出了意料之外的错，也不会接着就看
        search.next_look = self.runtime.ticks() + self.runtime.settings.api_timeout
        # 聊天记录里的文件没有字可比
        known = letter.file is None
        found = await self._search(channel, letter, search) if known else Found(Verdict.UNKNOWN)
        if found.verdict is Verdict.AGAIN:
            later = self.runtime.settings.api_timeout * (search.looks + 1) if self.runtime.pacer.unhurried else 0.0
            search.next_look = self.runtime.ticks() + later
        else:
            del self._searches[letter.id]
        return found

    async def _search(self, channel: Channel, letter: Outgoing, search: _Search) -> Found:
        try:
            message_id, whole = await self._read(channel, letter)
        except NotConnected:
            return Found(Verdict.AGAIN)
        except NotSupported:
            return Found(Verdict.UNKNOWN)
        except (SendFailed, SendUnknown):
            search.looks += 1
            return Found(Verdict.AGAIN if search.looks < MOST_LOOKS else Verdict.UNKNOWN)
        search.looks += 1
        if message_id is not None:
            return Found(Verdict.SENT, message_id)
        if not whole:
            return Found(Verdict.UNKNOWN)
        search.absent += 1
        return Found(Verdict.ABSENT if search.absent >= ENOUGH else Verdict.AGAIN)

    async def _read(self, channel: Channel, letter: Outgoing) -> tuple[str | None, bool]:
        """返回（找到的消息号，记录是不是一直读到了开始发之前）。"""
        target, begun = Target(Scene(letter.scene), letter.target), letter.tried_at or letter.created_at
        seen, before = set[str](), None
        for _ in range(MOST_PAGES):
            page = [one for one in await channel.history(target, before, A_PAGE) if one.message_id not in seen]
            message_id = await self._matching(channel, letter, [one for one in page if _may_be(one, begun)])
            if message_id is not None:
                return message_id, True
            # 有的实现一页给得比要的少，所以再没有新的才算读到了头
            if not page or any(one.at is not None and one.at < begun - _SLACK for one in page):
                return None, True
            seen |= {one.message_id for one in page}
            before = page[0].cursor
        return None, False

    async def _matching(self, channel: Channel, letter: Outgoing, page: list[Past]) -> str | None:
        """自己说的、话一样、又不是别的哪一件的，就是它。"""
        # 聊天记录里的 @ 只剩一个占位符，两边都不比它
        words = _words("".join(one.text for one in pieces(letter.spoken) if not one.who))
        mine = [one for one in page if one.user_id == channel.account]
        alike = [one.message_id for one in mine if _words(one.text.replace(MENTION, "")) == words]
        if not alike:
            return None
        known = await self.runtime.database.read(
            lambda session: (
                sent.known(session, letter.account, letter.place, alike)
                | outbox.claimed_ids(session, letter.place, alike)
            )
        )
        return next((one for one in reversed(alike) if one not in known), None)


def _may_be(one: Past, begun: datetime) -> bool:
    return one.at is None or one.at >= begun - _CLOCKS_APART


def _words(text: str) -> str:
    """只比字，不比空白：各家对行末空白的处理不一样。"""
    return "".join(text.split())
