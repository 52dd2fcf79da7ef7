"""门槛：一条消息值不值得往里送，只看内存里的几张表，同步、几微秒。

放行的：一切私聊；对得上口令表的；像回答的；回复助手或 @ 助手的；正等着随便一句话的那个人说的；
带着能读的文件的（有没有权、认不认得，进门再看）。
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from core.chat.incoming import Incoming, Kind
from core.chat.routes import Routes
from core.domain.dialogue import Scene
from core.domain.typed import LONGEST
from core.files.uploads import READABLE, suffix_of
from core.store.sent import KEPT

_ALWAYS = frozenset({Kind.BEFRIENDED, Kind.MUTED})
"""门自己办的变动，不等哪个插件来听。"""


@dataclass(slots=True)
class Gate:
    """内存里的几张表：口令表、等着随便一句话的人、助手发过的消息号。"""

    routes: Routes = field(default_factory=Routes)
    waits: set[tuple[str, str, str | None]] = field(default_factory=set[tuple[str, str, str | None]])
    sent: dict[str, OrderedDict[str, None]] = field(default_factory=dict[str, OrderedDict[str, None]])

    def admits(self, incoming: Incoming) -> bool:
        """这件事要不要办。"""
        if incoming.kind is not Kind.MESSAGE:
            return incoming.kind in _ALWAYS or incoming.kind in self.routes.listeners or self._takes(incoming)
        if len(incoming.said.text) > LONGEST:
            return False
        return (
            incoming.scene is not Scene.GROUP
            or incoming.to_me
            or self.is_mine(incoming.account, incoming.reply_to)
            or self.is_awaited(incoming)
            or self.routes.matters(incoming.said)
            or self._takes(incoming)
        )

    def _takes(self, incoming: Incoming) -> bool:
        """带着的文件要不要看：群里的只看能读的。"""
        if not incoming.files or not self.routes.importers:
            return False
        return incoming.scene is not Scene.GROUP or any(suffix_of(one.name) in READABLE for one in incoming.files)

    def is_awaited(self, incoming: Incoming) -> bool:
        """是不是正等着这个人随便说一句话。"""
        return (incoming.account, incoming.place, incoming.user_id) in self.waits

    def is_mine(self, account: str, message_id: str | None) -> bool:
        """是不是 account 自己发出的消息。"""
        return message_id is not None and message_id in self.sent.get(account, ())

    def remember(self, account: str, message_id: str) -> None:
        """记下 account 发出的一条，只留最近 KEPT 条。"""
        known = self.sent.setdefault(account, OrderedDict())
        known[message_id] = None
        if len(known) > KEPT:
            known.popitem(last=False)
