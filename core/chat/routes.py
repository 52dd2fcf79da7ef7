"""全部插件的口令合成一张表：一句话是什么意思，在这里查。"""

from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from sqlalchemy.orm import Session

from core.chat.declarations import Answer, Heeds, Importer, Job, Late, Listener, Route, Stray, Undo
from core.chat.incoming import Kind
from core.chat.router import Router
from core.domain import short_answers
from core.domain.dialogue import Request, Scene
from core.domain.permission import Actor, allowed
from core.domain.phrases import Found, PhraseBook, slot_names
from core.domain.typed import Typed

T = TypeVar("T")


@dataclass(slots=True)
class Routes:
    """合成的口令表。tokens 是各类等待中的事可能的回答。"""

    book: PhraseBook = field(default_factory=PhraseBook)
    by_intent: dict[str, Route] = field(default_factory=dict[str, Route])
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    listeners: dict[Kind, list[Listener]] = field(default_factory=dict[Kind, list[Listener]])
    heeds: dict[Kind, list[Heeds]] = field(default_factory=dict[Kind, list[Heeds]])
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    undoes: dict[str, Undo] = field(default_factory=dict[str, Undo])
    importers: dict[str, Importer] = field(default_factory=dict[str, Importer])
    strays: dict[str, Stray] = field(default_factory=dict[str, Stray])
    tokens: frozenset[str] = frozenset()

    @classmethod
    def of(cls, routers: list[Router]) -> Self:
        """合并各插件的口令表；两个插件用了同一个意图名是写错了。"""
        made = cls()
        for router in routers:
            made._merge(router)
        return made

    def _merge(self, router: Router) -> None:
        for route in router.routes.values():
            self._add(route)
        _add_all(self.answers, router.answers, "等待 {} 登记了两种回答")
        _add_all(self.jobs, router.jobs, "定时的事 {} 登记了两次")
        _add_all(self.undoes, router.undoes, "{} 登记了两种撤销")
        _add_all(self.importers, router.importers, "{} 这一类文件登记了两次")
        _add_all(self.strays, router.strays, "{} 登记了两次")
        for answer in router.answers.values():
            self.tokens |= answer.tokens
        for kind, listener in router.listeners.items():
            self.listeners.setdefault(kind, []).append(listener)
        for kind, heeds in router.heeds.items():
            self.heeds.setdefault(kind, []).append(heeds)

    def _add(self, route: Route) -> None:
        if route.intent in self.by_intent:
            msg = f"意图 {route.intent} 登记了两次"
            raise ValueError(msg)
        self.by_intent[route.intent] = route
        if route.query:
            self.book.add_query(route.intent)
        for say, fixed in route.says:
            self.book.add(route.intent, say, route.spec.slots, fixed)

    def tokens_in(self, key: str) -> frozenset[str]:
        """这句话像哪几个短答：它自己，或它那一种（“选A”是字母）；一个都不像为空。"""
        plain, _ = short_answers.chosen(key)
        return self.tokens.intersection((plain, *short_answers.kinds_of(plain)))

    def late_answer(self, key: str) -> tuple[Answer, Late] | None:
        """事后读回来的这句短答由谁记上。"""
        tokens = self.tokens_in(key)
        for answer in self.answers.values():
            if answer.late is not None and not tokens.isdisjoint(answer.tokens):
                return answer, answer.late
        return None

    def called(self, kind: str) -> str:
        """一类操作说给人听的名目。"""
        undo = self.undoes.get(kind)
        return undo.called if undo else kind

    def matters(self, said: Typed) -> bool:
        """这句话会不会是口令或回答；不会就是闲聊。"""
        if self.tokens_in(said.key):
            return True
        return self.book.opens(said) and (bool(self.book.find(said)) or bool(self._misused(said)))

    def choose(self, said: Typed, actor: Actor, branch_id: int | None) -> tuple[Route, Found] | None:
        """这句话对这个人来说是哪条口令：有权办的优先，都无权就取第一条。"""
        found = [(self.by_intent[one.intent], one) for one in self.book.find(said)]
        granted = [pair for pair in found if allowed(actor, pair[0].spec.action, branch_id)]
        return next(iter(granted or found), None)

    def stray(self, session: Session, request: Request, said: Typed) -> Stray | None:
        """不在任何支部的人私下说的话由谁来接；没有人接为 None。"""
        if request.branch is not None or request.scene is not Scene.PRIVATE:
            return None
        return next((one for one in self.strays.values() if one.wants(request, session, said)), None)

    def misused(self, said: Typed, actor: Actor, branch_id: int | None) -> Route | None:
        """开头对、后面没写对的那条口令；只对有权办的人才算，旁人只是闲聊。"""
        routes = (route for route in self._misused(said) if allowed(actor, route.spec.action, branch_id))
        return next(routes, None)

    def _misused(self, said: Typed) -> list[Route]:
        routes = [self.by_intent[intent] for intent in self.book.misused(said)]
        return [route for route in routes if not route.query]


def _add_all(known: dict[str, T], more: dict[str, T], clash: str) -> None:
    for name, one in more.items():
        if name in known:
            raise ValueError(clash.format(name))
        known[name] = one


def slot_values(route: Route, found: Found) -> list[Any]:
    """按用法行的次序排好的槽值；这种说法里没有的槽为 None。"""
    return [found.slots.get(name) for name in slot_names(route.spec.usage)]
