"""口令表：一个插件声明它听得懂什么、怎么办。

装饰器登记处理函数，函数名就是意图；人们怎么说写在插件目录的 phrases.toml 里：

    [check_in]
    wire = "checkin"                  # explain 用的对外名称
    say = ["学习打卡 [心得]", "{今日|今天|}已学习"]   # usage 那一行之外的说法；也可以写 {say = "…", 槽名 = "固定值"}
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from core.chat.declarations import (
    Answer,
    Handler,
    Heeds,
    Importer,
    Job,
    Late,
    Listener,
    Route,
    Spec,
    Stray,
    Undo,
    Undoer,
    Work,
)
from core.chat.incoming import Kind
from core.chat.platform import Fetch
from core.domain.dialogue import Answered, Request
from core.domain.manners import Weight
from core.domain.permission import Action, Actor, allowed, is_official
from core.domain.phrases import expand
from core.domain.typed import Typed
from core.domain.uploads import Upload

__all__ = ["Router", "Spec", "installed", "undoes", "usable"]

H = TypeVar("H", bound=Handler)
L = TypeVar("L", bound=Listener)
W = TypeVar("W", bound=Work)
U = TypeVar("U", bound=Undoer)
R = TypeVar("R")
Import = Callable[[Request, Session, R], Answered]
Importing = Callable[[Import[R]], Import[R]]


class Router:
    """一个插件的口令表。"""

    def __init__(self, folder: Path) -> None:
        """读 folder/phrases.toml。"""
        self.name = folder.name
        self.routes: dict[str, Route] = {}
        self.answers: dict[str, Answer] = {}
        self.listeners: dict[Kind, Listener] = {}
        self.heeds: dict[Kind, Heeds] = {}
        self.jobs: dict[str, Job] = {}
        self.undoes: dict[str, Undo] = {}
        self.importers: dict[str, Importer] = {}
        self.strays: dict[str, Stray] = {}
        self._phrases: dict[str, dict[str, Any]] = tomllib.loads((folder / "phrases.toml").read_text("utf-8"))

    @property
    def usage(self) -> str:
        """全部用法行，一行一条。"""
        return "\n".join(route.spec.usage for route in self.routes.values())

    def command(self, spec: Spec) -> Callable[[H], H]:
        """登记一条会改动数据的口令：处理函数形如 (request, session, *槽) -> Reply | Ack。"""
        return lambda handler: self._add(spec, handler, query=False)

    def query(self, spec: Spec) -> Callable[[H], H]:
        """登记一条查询：session 是只读的。"""
        return lambda handler: self._add(spec, handler, query=True)

    def answer(self, kind: str, wire: str, action: Action, *tokens: str, late: Late | None = None) -> Callable[[H], H]:
        """登记怎样回答一类等待中的事：处理函数形如 (request, session, pending, said) -> Reply | Ack。

        回答时再查一次 action 的权限；late 不空的，事后从群里读回来的由它按当时的情形记上，不出声。
        """

        def register(handler: H) -> H:
            self.answers[kind] = Answer(kind, wire, action, frozenset(tokens), handler, late)
            return handler

        return register

    def on(self, kind: Kind, heeds: Heeds | None = None) -> Callable[[L], L]:
        """登记群内变动时做什么：处理函数形如 (request, session, name) -> Record | None，要说的话写进发件箱。

        heeds 不空的（表情一类天天都有的），先在只读里问它有没有这回事，没有就当没看见。
        """

        def register(handler: L) -> L:
            self.listeners[kind] = handler
            if heeds is not None:
                self.heeds[kind] = heeds
            return handler

        return register

    def job(
        self, title: str, *, catch_up: timedelta, expires: timedelta, weight: Weight = Weight.ROUTINE
    ) -> Callable[[W], W]:
        """登记一件定时的事：处理函数形如 (occasion, session) -> Reply | Skipped | None，回的话写进发件箱，到群里说。

        private=True 的私下告诉书记；在群里说的轻重是 weight。什么时候到点由 core.store.firing 的 arrange、turn 定。
        """

        def register(handler: W) -> W:
            self.jobs[handler.__name__] = Job(handler.__name__, title, catch_up, expires, handler, weight)
            return handler

        return register

    def upload(self, title: str, action: Action, read: Callable[[Upload], R | None]) -> Importing[R]:
        """登记一类传上来的文件怎么办：处理函数形如 (request, session, found) -> Reply，found 是 read 读出来的。

        私聊、群里传的都算；有 action 权限的人传的才取来看。几家都认得的，先登记的办。
        """

        def register(handler: Import[R]) -> Import[R]:
            self.importers[handler.__name__] = Importer(handler.__name__, title, action, read, handler)
            return handler

        return register

    def stray(self, wants: Callable[[Request, Session, Typed], bool], fetch: Fetch) -> Callable[[H], H]:
        """登记不在任何支部的人私下说的话由谁来接：处理函数形如 (request, session, said, fetched) -> Reply | None。"""

        def register(handler: H) -> H:
            self.strays[handler.__name__] = Stray(handler.__name__, wants, fetch, handler)
            return handler

        return register

    def undo(self, kind: str, called: str, by: Action, *, openly: bool = False) -> Callable[[U], U]:
        """登记一类操作怎样撤销：处理函数形如 (request, session, act) -> Record，说明还原了什么；撤不成的抛 UserError。

        只作补偿，不删记录；能不能撤、有没有过时、撤过没有，由“撤销”先查过。
        """

        def register(handler: U) -> U:
            self.undoes[kind] = Undo(kind, called, by, handler, openly=openly, official=self._is_official(kind))
            return handler

        return register

    def keep(self, kind: str, called: str, why: str) -> None:
        """登记一类操作不能撤销，why 说明缘由和该怎么办。"""
        self.undoes[kind] = Undo(kind, called, Action.UNDO, why=why, official=self._is_official(kind))

    def install(self) -> None:
        """登记到门上；门为全体插件只开一个 NoneBot 响应器。"""
        if self not in installed:
            installed.append(self)

    def _is_official(self, kind: str) -> bool:
        route, other = self.routes.get(kind), self.answers.get(kind) or self.importers.get(kind)
        action = route.spec.action if route else other.action if other else None
        return action is not None and is_official(action)

    def _add(self, spec: Spec, handler: H, *, query: bool) -> H:
        intent = handler.__name__
        phrases = self._phrases[intent]
        says = [(spec.usage, dict[str, str]()), *(say for item in phrases.get("say", []) for say in _says(item))]
        self.routes[intent] = Route(intent, phrases["wire"], spec, handler, query, tuple(says))
        return handler


installed: list[Router] = []
"""已登记的各插件口令表，按加载次序。"""


def undoes() -> dict[str, Undo]:
    """全体插件登记的，各类操作怎样撤销。"""
    return {kind: undo for router in installed for kind, undo in router.undoes.items()}


def _says(item: str | dict[str, str]) -> list[tuple[str, Mapping[str, str]]]:
    if isinstance(item, str):
        return [(say, {}) for say in expand(item)]
    fixed = {name: value for name, value in item.items() if name != "say"}
    return [(say, fixed) for say in expand(item["say"])]


def usable(actor: Actor, branch_id: int | None, *, in_group: bool) -> list[Route]:
    """这个人在这儿真能办的口令，按登记次序；在群里不列只能私聊办的，绑定支部只对运维在私聊里列。"""
    routes = [route for router in installed for route in router.routes.values()]
    return [
        route
        for route in routes
        if allowed(actor, route.spec.action, branch_id)
        and route.spec.listed != "no"
        and not (in_group and (route.spec.where == "private" or route.spec.unbound))
        and (branch_id is not None or route.spec.branchless or route.spec.unbound)
    ]
