"""一件事在事务里怎么办：认领、认口令、查权限、交给处理函数、记操作日志。

这里的函数都是同步的，由 Database.write 在一个事务里执行；说话是提交以后的事。
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from core.chat.incoming import Incoming, Kind
from core.chat.router import Route
from core.chat.routes import Routes, slot_values
from core.chat.seat import Seat, find_seat
from core.domain.dialogue import Answered, Person, Record, Reply, Request, Scene
from core.domain.permission import Action, allowed
from core.domain.phrases import Found
from core.settings import Settings
from core.store import audit, branches, handled, members, outbox, pending
from core.store.pending import Pending

PRIVATE_ONLY = "此事请在私聊中办理，群内未作任何处理"
NOT_ALLOWED = "这件事您没有权限办理，如有疑问请联系支部书记。"
NOT_ON_ROSTER = "您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
NO_BRANCH = "您不在任何支部的花名册中，请到支部的群里办理。"
NO_TEMPORARY = "临时会话不办理事务，请先加本助手为好友再私聊。"
USAGE = "没有看懂，未作任何改动。请这样写：{form}。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """办完的结果。

    later 不空是一条查询，等只读时再算；lost 是专门对助手说的却没有听懂；waits 表示等着随便一句话的人有变；
    wrote 表示发件箱有新信；befriend 表示同意好友申请；many 表示此人在几个支部，回话要标明支部。
    """

    answered: Answered = None
    request: Request | None = None
    later: tuple[Route, list[Any]] | None = None
    lost: bool = False
    waits: bool = False
    wrote: bool = False
    many: bool = False
    befriend: bool = False


SILENCE = Outcome()


@dataclass(frozen=True, slots=True)
class Case:
    """一件正在办的事。fetched 是事务之前向平台要来的。"""

    incoming: Incoming
    routes: Routes
    settings: Settings
    fetched: Any = None

    def look(self, session: Session) -> Seat:
        """只认支部、认人，不改什么。"""
        return find_seat(session, self.incoming, self.settings)

    def branch_id(self, session: Session) -> int | None:
        """这件事要与哪个支部的事排队：私下答的是别的支部问的，就是那个支部。"""
        seat = self.look(session)
        if self.incoming.scene is Scene.GROUP or seat.branch_id is None:
            return seat.branch_id
        rows = self._waiting(session, seat, self.incoming.said.key) or self._waiting(session, seat, pending.FREE_TEXT)
        return rows[0].branch_id if len(rows) == 1 else seat.branch_id

    def settle(self, session: Session) -> Outcome:
        """办这件事；办过了的、别的账号在管的群、没有绑定支部的群，都不出声。"""
        seat = self.look(session)
        if self.incoming.late:
            return self._credit(session, seat)
        if not self._is_ours(seat) or not self._claim(session, seat.branch_id):
            return SILENCE
        match self.incoming.kind:
            case Kind.MESSAGE:
                outcome = self._serve(session, seat)
            case Kind.BEFRIENDED:
                # 私聊非好友多半送不到，所以名册上的人来加好友就同意；别人的留给运维
                outcome = Outcome(befriend=allowed(seat.request.actor, Action.BEFRIEND, seat.branch_id))
            case kind:
                outcome = self._listen(session, seat, kind)
        wrote, waits = outbox.WROTE in session.info, pending.WAITS in session.info
        return replace(outcome, wrote=wrote, waits=waits, many=self._names_branch(session, seat, outcome))

    def _names_branch(self, session: Session, seat: Seat, outcome: Outcome) -> bool:
        """此人在几个支部：私下的回话要标明是哪个支部的事。"""
        if self.incoming.scene is not Scene.GROUP:
            return seat.many
        private = outcome.later is not None or (isinstance(outcome.answered, Reply) and outcome.answered.private)
        identity = members.Identity(self.incoming.platform, self.incoming.user_id)
        return private and len(members.branches_of(session, identity)) > 1

    def claim(self, session: Session) -> bool:
        """只认领、不办：处理函数拒绝之后，免得重送的同一条消息再说一遍。"""
        return self._claim(session, None)

    def _claim(self, session: Session, branch_id: int | None) -> bool:
        one = self.incoming
        key = handled.Key(one.account, one.place, one.message_id, one.platform, one.user_id)
        return handled.claim(session, key, branch_id, one.at)

    def _is_ours(self, seat: Seat) -> bool:
        incoming = self.incoming
        if incoming.scene is not Scene.GROUP:
            return True
        if seat.request.branch is None:
            found = [self.routes.by_intent[one.intent] for one in self.routes.book.find(incoming.said)]
            misused = self.routes.misused(incoming.said, seat.request.actor, None)
            return any(route.spec.unbound for route in [*found, *([misused] if misused else [])])
        # 同群的另一个助手账号不出声：该换它说话的时候，由 presence 来换
        return seat.speaker == incoming.account

    def _credit(self, session: Session, seat: Seat) -> Outcome:
        """补记一条当时没有收到的：只办迟到也算的，按当时的时刻，不出声；别的连认领也不认领。"""
        chosen = self.routes.choose(self.incoming.said, seat.request.actor, seat.branch_id)
        if chosen is None or not chosen[0].spec.late or not seat.request.actor.trusted:
            return SILENCE
        if self._is_ours(seat) and self._claim(session, seat.branch_id):
            seat = self._welcome(session, seat)
            if _refusal(chosen[0], seat) is None:
                self._run(session, seat, *chosen)
        return SILENCE

    def _listen(self, session: Session, seat: Seat, kind: Kind) -> Outcome:
        for listener in self.routes.listeners.get(kind, ()):
            request = _numbered(session, seat)
            if not request.actor.name:
                request = replace(request, actor=replace(request.actor, name=self.incoming.name))
            record = listener(request, session, self.incoming.name)
            if record is not None:
                self._log(session, request, kind.value, record)
        return SILENCE

    def _serve(self, session: Session, seat: Seat) -> Outcome:
        if not seat.request.actor.trusted:
            return self._decline(seat)
        said = self.incoming.said
        if (answered := self._awaited(session, seat, said.key)) is not None:
            return answered
        if self.routes.book.find(said):
            seat = self._welcome(session, seat)
        chosen = self.routes.choose(said, seat.request.actor, seat.branch_id)
        if chosen is not None:
            return self._run(session, seat, *chosen)
        if (answered := self._awaited(session, seat, pending.FREE_TEXT)) is not None:
            return answered
        misused = self.routes.misused(said, seat.request.actor, seat.branch_id)
        if misused is not None:
            return Outcome(Reply(USAGE.format(form=misused.form), private=True), seat.request)
        return Outcome(request=seat.request, lost=self._addressed(seat))

    def _decline(self, seat: Seat) -> Outcome:
        """匿名的没法私下回话；临时会话对口令回一句，对闲聊不出声。"""
        if self.incoming.anonymous or not self.routes.matters(self.incoming.said):
            return SILENCE
        return Outcome(Reply(NO_TEMPORARY), seat.request)

    def _addressed(self, seat: Seat) -> bool:
        """是不是专门对助手说的；不在册的人不算，免得两个机器人对着说。"""
        actor, said = seat.request.actor, self.incoming.said
        known = actor.member_id is not None or actor.superuser
        spoken_to = self.incoming.to_me or self.incoming.scene is Scene.PRIVATE
        # 短答没有人等，就是没听见
        return known and spoken_to and said.key not in self.routes.tokens

    def _welcome(self, session: Session, seat: Seat) -> Seat:
        """在群里说话，名册上却没有、或记着不在群的，是助手不在时入的群：先按入群办。"""
        request, actor = seat.request, seat.request.actor
        known = actor.member_id is not None and actor.in_group
        if request.branch is None or known or request.scene is not Scene.GROUP:
            return seat
        self._listen(session, seat, Kind.JOINED)
        return self.look(session)

    def _run(self, session: Session, seat: Seat, route: Route, found: Found) -> Outcome:
        request = seat.request
        if (refusal := _refusal(route, seat)) is not None:
            if self._idle(session, seat, found):
                return SILENCE
            return Outcome(Reply(refusal, private=True), request)
        values = slot_values(route, found)
        if route.spec.fetch is not None:
            values.append(self.fetched)
        if route.query:
            return Outcome(request=request, later=(route, values))
        request = _numbered(session, seat)
        return self._finish(session, request, route.intent, route.handler(request, session, *values))

    def _idle(self, session: Session, seat: Seat, found: Found) -> bool:
        """群里无权办的人说的、说的又不是名册上的人，多半是闲聊，如“绑定 手机号 就行”。"""
        request = seat.request
        people = [one for one in found.slots.values() if isinstance(one, Person) and one.user_id is None]
        return request.scene is Scene.GROUP and any(
            not members.find_people(session, request.home.id, request.platform, one) for one in people
        )

    def _awaited(self, session: Session, seat: Seat, accepted: str) -> Outcome | None:
        """答等着的事：恰好只有一件接受这个回答才算；一件都没有为 None，有几件就不出声。"""
        rows = self._waiting(session, seat, accepted)
        if len(rows) != 1:
            return SILENCE if rows else None
        row = rows[0]
        request = _numbered(session, self._seat_for(session, seat, row.branch_id))
        answer = self.routes.answers[row.kind]
        if not allowed(request.actor, answer.action, row.branch_id):
            return Outcome(Reply(NOT_ALLOWED, private=True), request)
        return self._finish(session, request, row.kind, answer.handler(request, session, row, self.incoming.said))

    def _waiting(self, session: Session, seat: Seat, accepted: str) -> list[Pending]:
        """此时此地这个人有哪几件等着的事接受这个回答。"""
        if accepted != pending.FREE_TEXT and accepted not in self.routes.tokens:
            return []
        place = pending.Place(seat.request.account, self.incoming.place, seat.request.actor.user_id)
        rows = pending.open_rows(session, place, seat.request.now)
        return [row for row in rows if accepted in row.accepts.split()]

    def _seat_for(self, session: Session, seat: Seat, branch_id: int) -> Seat:
        """问是哪个支部问的，就按哪个支部办；其间在别的支部说过话也不变。"""
        if seat.branch_id == branch_id:
            return seat
        identity = members.Identity(self.incoming.platform, self.incoming.user_id)
        actor = replace(members.find_actor(session, identity, branch_id), superuser=seat.request.actor.superuser)
        branch = branches.find_branch(session, branch_id)
        return replace(seat, request=replace(seat.request, branch=branch, actor=actor))

    def _finish(self, session: Session, request: Request, kind: str, answered: Answered) -> Outcome:
        if answered is not None and answered.record is not None:
            self._log(session, request, kind, answered.record)
        return Outcome(answered, request)

    def _log(self, session: Session, request: Request, kind: str, record: Record) -> None:
        if request.branch is None:
            # 绑定支部：办之前还没有支部，办完才有
            request = find_seat(session, self.incoming, self.settings).request
        cause = audit.Cause(request.account, request.place, request.message_id)
        audit.record(session, request, kind, record, cause)


def _numbered(session: Session, seat: Seat) -> Request:
    """这次若办成，操作编号是几。"""
    if seat.branch_id is None:
        return seat.request
    return replace(seat.request, act=audit.next_act(session, seat.branch_id))


def _refusal(route: Route, seat: Seat) -> str | None:
    request = seat.request
    if not allowed(request.actor, route.spec.action, seat.branch_id):
        bound = request.branch is not None or request.scene is Scene.PRIVATE
        stranger = bound and request.actor.member_id is None and not request.actor.superuser
        return NOT_ON_ROSTER if stranger else NOT_ALLOWED
    if route.spec.where == "private" and request.scene is Scene.GROUP:
        return PRIVATE_ONLY
    if request.branch is None and not route.spec.unbound and not route.spec.branchless:
        return NO_BRANCH
    return None
