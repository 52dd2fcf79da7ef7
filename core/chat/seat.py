"""认支部、认人：一件事是在哪个支部、由谁说的。"""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.chat.incoming import Incoming
from core.domain.calendar import local
from core.domain.dialogue import Branch, Request, Scene
from core.domain.permission import Actor
from core.settings import Settings
from core.store import audit, branches, handled, members
from core.store.members import Identity


@dataclass(frozen=True, slots=True)
class Seat:
    """认出来的请求。speaker 是在群里说话的账号；many 为真是此人在几个支部，回话要标明支部。"""

    request: Request
    speaker: str
    many: bool = False

    @property
    def branch_id(self) -> int | None:
        """支部编号；没有支部为 None。"""
        return self.request.branch.id if self.request.branch else None

    def numbered(self, session: Session) -> Request:
        """这件事若办成，操作编号是几。"""
        if self.branch_id is None:
            return self.request
        return replace(self.request, act=audit.next_act(session, self.branch_id))


def find_seat(session: Session, incoming: Incoming, settings: Settings) -> Seat:
    """按名册认出支部和人；群没有绑定支部、人不在任何名册上时 branch 为 None。匿名和临时会话一律不认。"""
    identity = Identity(incoming.platform, incoming.user_id)
    if incoming.scene is Scene.GROUP:
        bound, actor = members.find_speaker(session, identity, incoming.group_id or "", incoming.at)
        branch, speaker, many = bound.branch if bound else None, bound.account if bound else incoming.account, False
    else:
        branch, many = _branch_in_private(session, identity)
        actor = members.find_actor(session, identity, branch.id, incoming.at) if branch else Actor(incoming.user_id)
        speaker = incoming.account
    if incoming.anonymous or incoming.scene is Scene.TEMPORARY:
        actor = Actor(incoming.user_id, trusted=False)
    elif incoming.user_id in settings.superusers:
        actor = replace(actor, superuser=True)
    zone = branch.zone if branch else settings.timezone
    request = Request(
        actor=actor,
        branch=branch,
        scene=incoming.scene,
        now=local(incoming.at, zone),
        platform=incoming.platform,
        account=incoming.account,
        group_id=incoming.group_id,
        message_id=incoming.message_id,
        zone=zone,
        reply_to=incoming.reply_to or incoming.change.message_id or None,
    )
    return Seat(request, speaker, many)


def key_of(incoming: Incoming) -> handled.Key:
    """认领一件事用的身份。"""
    return handled.Key(incoming.account, incoming.place, incoming.message_id, incoming.platform, incoming.user_id)


def _branch_in_private(session: Session, identity: Identity) -> tuple[Branch | None, bool]:
    """私聊按本人最近一次在群里发言的支部办理。"""
    known = members.branches_of(session, identity)
    if not known:
        return None, False
    last = handled.last_branch(session, *identity) if len(known) > 1 else None
    return branches.find_branch(session, last if last in known else known[0]), len(known) > 1
