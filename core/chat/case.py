"""一件事在事务里怎么办：认领、认口令、查权限、交给处理函数、记操作日志。

这里的函数都是同步的，由 Database.write 在一个事务里执行；说话是提交以后的事。
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from core.chat import outcome as results
from core.chat import rehearsal, waiting
from core.chat.declarations import Route
from core.chat.incoming import Incoming, Kind
from core.chat.outcome import SILENCE, Outcome, Rehearsed
from core.chat.reception import Filed
from core.chat.routes import Routes, slot_values
from core.chat.seat import Seat, find_seat, key_of, seat_for
from core.domain import short_answers
from core.domain.dialogue import Answered, PassedOn, Record, Reply, Request, Scene
from core.domain.errors import UserError
from core.domain.permission import Action, allowed
from core.domain.phrases import Found
from core.domain.typed import Typed, typed
from core.settings import Settings
from core.store import audit, consequences, handled, logbook, manners, members, outbox, pending
from core.store.pending import Pending

_SAME = timedelta(minutes=2)  # 两个账号听到同一句话，时刻至多差这么多


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
        """这件事要与哪个支部的事排队：私下答的、撤回的是别的支部的，就是那个支部。"""
        seat = self.look(session)
        if self.incoming.kind is Kind.RECALLED:
            return logbook.branch_of(session, self._cause(self.incoming.change.message_id)) or seat.branch_id
        if self.incoming.scene is Scene.GROUP or seat.branch_id is None:
            return seat.branch_id
        rows = self._waiting(session, seat, self.incoming.said.key) or self._waiting(session, seat, pending.FREE_TEXT)
        return rows[0].branch_id if len(rows) == 1 else seat.branch_id

    def is_heeded(self, session: Session) -> bool:
        """只读地看一眼：这句短话、这个表情正有人等。"""
        return waiting.is_heeded(session, self.routes, self.incoming, self.look(session))

    def settle(self, session: Session) -> Outcome:
        """办这件事；办过了的、别的账号在管的群、没有绑定支部的群，都不出声。"""
        seat = self.look(session)
        if self.incoming.late:
            return self._credit(session, seat)
        if not self._is_ours(seat) or self._recalls_nothing(session) or not self._claim(session, seat.branch_id):
            return SILENCE
        match self.incoming.kind:
            case Kind.MESSAGE:
                outcome = self.serve(session, seat)
            case Kind.BEFRIENDED:
                # 私聊非好友多半送不到：名册上的人、凭书记口令来设置的人来加好友就同意；别人的留给运维
                awaited = self.routes.stray(session, seat.request, self.incoming.said) is not None
                granted = allowed(seat.request.actor, Action.BEFRIEND, seat.branch_id)
                outcome = Outcome(befriend=granted or awaited)
            case Kind.MUTED:
                # 群里或助手被禁言：禁着的时候不往里说
                manners.hear_mute(session, seat.branch_id, self.incoming.at, self.incoming.change.seconds)
                outcome = SILENCE
            case Kind.RECALLED:
                outcome = self._recall(session, seat)
            case Kind.UPLOADED if isinstance(self.fetched, Filed):
                request, filed = seat.numbered(session), self.fetched
                outcome = self._finish(session, request, filed.importer.kind, filed.perform(request, session))
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
        return handled.claim(session, key_of(self.incoming), branch_id, self.incoming.at)

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
        late = self.routes.late_answer(self.incoming.said.key)
        chosen = self.routes.choose(self.incoming.said, seat.request.actor, seat.branch_id)
        if not seat.request.actor.trusted or not (late or (chosen is not None and chosen[0].spec.late)):
            return SILENCE
        # 换了账号说话的：原来那个账号办过的，消息号不同，认得出是同一个人前后脚说的
        if handled.is_near(session, key_of(self.incoming), self.incoming.at, _SAME):
            return SILENCE
        if self._is_ours(seat) and self._claim(session, seat.branch_id):
            seat = self._welcome(session, seat)
            if late is not None and allowed(seat.request.actor, late[0].action, seat.branch_id):
                request = seat.numbered(session)
                self._finish(session, request, late[0].kind, late[1](request, session, self.incoming.said))
            elif chosen is not None and results.refusal_of(chosen[0], seat) is None:
                self._run(session, seat, *chosen)
        return SILENCE

    def _listen(self, session: Session, seat: Seat, kind: Kind) -> Outcome:
        for listener in self.routes.listeners.get(kind, ()):
            request = seat.numbered(session)
            if not request.actor.name:
                request = replace(request, actor=replace(request.actor, name=self.incoming.name))
            record = listener(request, session, self.incoming.name)
            if record is not None:
                self._log(session, request, kind.value, record)
        return SILENCE

    def _recalls_nothing(self, session: Session) -> bool:
        """撤回的不是口令，或是别人替他撤回的：不改变什么，连认领也不必。"""
        change = self.incoming.change
        if self.incoming.kind is not Kind.RECALLED:
            return False
        # v12 的私聊撤回不说是谁：私聊里只有本人撤得了
        private = self.incoming.scene is Scene.PRIVATE and not change.operator_id
        own = private or change.operator_id == self.incoming.user_id
        return not own or logbook.branch_of(session, self._cause(change.message_id)) is None

    def _recall(self, session: Session, seat: Seat) -> Outcome:
        """本人撤回了引起过操作的那条消息；记在哪个支部就按哪个支部办。"""
        branch_id = logbook.branch_of(session, self._cause(self.incoming.change.message_id))
        here = seat if branch_id is None else seat_for(session, self.incoming, seat, branch_id)
        return self._listen(session, here, Kind.RECALLED)

    def _cause(self, message_id: str) -> audit.Cause:
        return audit.Cause(self.incoming.account, self.incoming.place, message_id)

    def serve(self, session: Session, seat: Seat) -> Outcome:
        """办一句话：等着的回答、口令、写错了的口令，都不是就是闲聊。"""
        if not seat.request.actor.trusted:
            return self._decline(seat)
        said = self.incoming.said
        if (answered := self.awaited(session, seat, said.key)) is not None:
            return answered
        if self.routes.book.find(said):
            seat = self._welcome(session, seat)
        chosen = self.routes.choose(said, seat.request.actor, seat.branch_id)
        if chosen is not None:
            answered = self._instead(session, seat, chosen[0].spec.instead)
            if chosen[0].spec.shy:
                free = self.awaited(session, seat, pending.FREE_TEXT) if len(said.key) <= results.SHORT else None
                answered = answered or free or self._stray(session, seat)
            return answered or self._run(session, seat, *chosen)
        if (answered := self.awaited(session, seat, pending.FREE_TEXT)) is not None:
            return answered
        misused = self.routes.misused(said, seat.request.actor, seat.branch_id)
        if misused is not None:
            return Outcome(Reply(results.USAGE.format(form=misused.taught), private=True), seat.request)
        return self._stray(session, seat) or Outcome(request=seat.request, lost=self._addressed(seat))

    def _stray(self, session: Session, seat: Seat) -> Outcome | None:
        """不在任何支部的人私下说的，取到了东西的才交去接；没有人接为 None。"""
        stray, request = self.routes.stray(session, seat.request, self.incoming.said), seat.request
        if stray is None or self.fetched is None:
            return None
        answered = stray.handler(request, session, self.incoming.said, self.fetched)
        return self._finish(session, request, stray.kind, answered) if answered is not None else None

    def _decline(self, seat: Seat) -> Outcome:
        """匿名的没法私下回话；临时会话对口令回一句，对闲聊不出声。"""
        if self.incoming.anonymous or not self.routes.matters(self.incoming.said):
            return SILENCE
        return Outcome(Reply(results.NO_TEMPORARY), seat.request)

    def _addressed(self, seat: Seat) -> bool:
        """是不是专门对助手说的；不在册的人不算，免得两个机器人对着说。"""
        actor, said = seat.request.actor, self.incoming.said
        known = actor.member_id is not None or actor.superuser
        spoken_to = self.incoming.to_me or self.incoming.scene is Scene.PRIVATE
        # 短答没有人等，就是没听见
        return known and spoken_to and not self.routes.tokens_in(said.key)

    def _welcome(self, session: Session, seat: Seat) -> Seat:
        """在群里说话，名册上却没有、或记着不在群的，是助手不在时入的群：先按入群办。"""
        request, actor = seat.request, seat.request.actor
        known = actor.member_id is not None and actor.in_group
        if request.branch is None or known or request.scene is not Scene.GROUP:
            return seat
        self._listen(session, seat, Kind.JOINED)
        return self.look(session)

    def _instead(self, session: Session, seat: Seat, word: str) -> Outcome | None:
        """有等着的事接受 word，就当作说的是它；没有为 None。"""
        if not word:
            return None
        case = self._meaning(typed(word))
        return case.awaited(session, seat, word) or case.awaited(session, seat, pending.FREE_TEXT)

    def _meaning(self, said: Typed) -> Self:
        """同一个人此时此地说的是 said。"""
        return replace(self, incoming=replace(self.incoming, said=said))

    def wanted(self) -> list[Route]:
        """说的可能是哪几条口令；演练的是后面跟的那条。"""
        said = self.incoming.said
        routes = [self.routes.by_intent[one.intent] for one in self.routes.book.find(said)]
        for route in routes:
            if route.spec.rehearses:
                return self._meaning(rehearsal.order_in(route, said)).wanted()
        return routes

    def _rehearse(self, session: Session, seat: Seat, route: Route) -> Outcome | None:
        """把后面跟的口令照办一遍，说明会怎样，再全部退回；听不懂是哪条口令的为 None。"""
        case, last = self._meaning(rehearsal.order_in(route, self.incoming.said)), rehearsal.last_letter(session)
        try:
            outcome = case.serve(session, seat)
        except UserError as refusal:
            outcome = Outcome(Reply(str(refusal), private=True), seat.request)
        if outcome.later is not None or outcome.answered is None:
            return replace(outcome, rehearsed=True) if outcome.later is not None else None
        request = outcome.request or seat.request
        reply = rehearsal.report(session, request, outcome.answered, last, self.routes.answers)
        done = Outcome(reply, request)
        raise Rehearsed(replace(done, many=self._names_branch(session, seat, done)))

    def _run(self, session: Session, seat: Seat, route: Route, found: Found) -> Outcome:
        request = seat.request
        if (refusal := results.refusal_of(route, seat)) is not None:
            if results.is_idle(session, seat, route, found):
                return SILENCE
            return Outcome(Reply(refusal, private=True), request)
        if route.spec.rehearses and (rehearsed := self._rehearse(session, seat, route)) is not None:
            return rehearsed
        values = slot_values(route, found)
        if route.spec.fetch is not None:
            values.append(self.fetched)
        if route.query:
            return Outcome(request=request, later=(route, values))
        request = seat.numbered(session)
        return self._finish(session, request, route.intent, route.handler(request, session, *values))

    def awaited(self, session: Session, seat: Seat, accepted: str) -> Outcome | None:
        """答等着的事：恰好只有一件接受这个回答才算；一件都没有为 None，有几件就不出声。"""
        said, chosen = short_answers.chosen(accepted)
        rows = self._waiting(session, seat, said)
        heard = self.incoming.said if chosen is None else typed(said)
        rows = rows if chosen is None else rows[chosen - 1 : chosen]
        if len(rows) != 1:
            called = [self.routes.called(row.kind) for row in rows]
            return results.which_of(seat.request, said, called) if rows else None
        row = rows[0]
        seat = self._welcome(session, seat) if row.user_id is None else seat
        request = seat_for(session, self.incoming, seat, row.branch_id).numbered(session)
        answer = self.routes.answers[row.kind]
        if not allowed(request.actor, answer.action, row.branch_id):
            return Outcome(Reply(results.NOT_ALLOWED, private=True), request)
        with suppress(PassedOn):
            return self._finish(session, request, row.kind, answer.handler(request, session, row, heard))
        return None

    def _waiting(self, session: Session, seat: Seat, accepted: str) -> list[Pending]:
        return waiting.rows_for(session, self.routes, self.incoming, seat, accepted)

    def _finish(self, session: Session, request: Request, kind: str, answered: Answered) -> Outcome:
        if answered is not None and answered.record is not None:
            self._log(session, request, kind, answered.record)
        return Outcome(answered, request)

    def _log(self, session: Session, request: Request, kind: str, record: Record) -> None:
        if request.branch is None:
            # 绑定支部：办之前还没有支部，办完才有
            request = find_seat(session, self.incoming, self.settings).request
        act = audit.record(session, request, kind, record, self._cause(request.message_id))
        consequences.tie(session, request.home.id, act)
