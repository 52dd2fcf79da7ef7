"""口令表：一个插件声明它听得懂什么、怎么办。

装饰器登记处理函数，函数名就是意图；人们怎么说写在插件目录的 phrases.toml 里：

    [check_in]
    wire = "checkin"                  # explain 用的对外名称
    say = ["学习打卡 [心得]", "{今日|今天|}已学习"]   # usage 那一行之外的说法；也可以写 {say = "…", 槽名 = "固定值"}
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy.orm import Session

from core.chat.incoming import Kind
from core.chat.platform import Fetch
from core.domain.dialogue import Answered, Occasion, PastAct, Record, Reply, Request
from core.domain.permission import Action, Actor, allowed, is_official
from core.domain.phrases import SlotKind, expand, slot_names

Handler = Callable[..., Answered]
Listener = Callable[..., Record | None]
Work = Callable[[Occasion, Session], Reply | None]
Undoer = Callable[[Request, Session, PastAct], Record]
H = TypeVar("H", bound=Handler)
L = TypeVar("L", bound=Listener)
W = TypeVar("W", bound=Work)
U = TypeVar("U", bound=Undoer)
Where = Literal["any", "private"]


@dataclass(frozen=True, slots=True)
class Spec:
    """一条口令的声明。

    usage 是用法行；about 是帮助里的一句说明；example 是照打就能用的例子，{某人} 会换成支部里的一个姓名；
    topic 是帮助里归在哪一类；slots 给出不是“一个词”的槽；where="private" 只在私聊办；
    listed 是帮助里怎么列：example 列例子，form 只列写法（照打会真的改动别人的登记，或照打未必办得成的），no 不列；
    fetch 是办之前要向平台要的东西；late 为真的，助手不在线时说的，事后读回来也算（按当时的时刻，不出声）；
    unbound 为真的在未绑定支部的群里办；branchless 为真的不在任何支部的人也可以私下问；
    instead 不空的，此时此地有等着的事接受这个短答，就当作是这个短答（“打错了”先是“取消”正等着的预览）；
    rehearses 为真的，后面跟的是另一条口令，只试办、全部退回。
    """

    usage: str
    action: Action
    about: str
    topic: str
    example: str = ""
    slots: Mapping[str, SlotKind] = field(default_factory=dict[str, SlotKind])
    where: Where = "any"
    listed: Literal["example", "form", "no"] = "example"
    fetch: Fetch | None = None
    late: bool = False
    unbound: bool = False
    branchless: bool = False
    instead: str = ""
    rehearses: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """一条登记好的口令。query 为真是查询，不改任何东西。"""

    intent: str
    wire: str
    spec: Spec
    handler: Handler
    query: bool
    says: tuple[tuple[str, Mapping[str, str]], ...]

    @property
    def shape(self) -> str:
        """用法行去掉括号。"""
        return self.spec.usage.translate({ord(mark): None for mark in "<>[]"})

    @property
    def form(self) -> str:
        """说给人听的用法：哪些可不写，哪些有得选，都写明。"""
        form = self.shape
        optional = [name for name in slot_names(self.spec.usage) if f"[{name}]" in self.spec.usage]
        form += f"（{'、'.join(optional)}可不写）" if optional else ""
        tables = {name: kind for name, kind in self.spec.slots.items() if not isinstance(kind, str)}
        choices = [f"{name}可写{'、'.join(_first_names(kind))}" for name, kind in tables.items()]
        return "；".join([form, *choices])

    @property
    def example(self) -> str:
        """一个例子；没有另写的就是用法行本身。"""
        return self.spec.example or self.spec.usage


@dataclass(frozen=True, slots=True)
class Answer:
    """对一类等待中的事怎么回答。

    wire 是 explain 用的对外名称；tokens 是可能的短答（规范写法），等随便一句话的没有短答。
    """

    kind: str
    wire: str
    action: Action
    tokens: frozenset[str]
    handler: Handler


@dataclass(frozen=True, slots=True)
class Undo:
    """一类操作怎样撤销。

    kind 是操作的类（意图名、等待的类、群内变动），called 是它说给人听的名目；by 是撤销别人办的要有的权限；
    handler 为 None 的不能撤销，why 是缘由；openly 为真的，撤销了可以在群里说；
    official 为真是凭职务办的：自己撤销也要权限还在，期限长一些。
    """

    kind: str
    called: str
    by: Action
    handler: Undoer | None = None
    why: str = ""
    openly: bool = False
    official: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """一件定时的事。

    name 是处理函数的名字，也是 schedule、firing 里的 job；title 是说给人听的名目；
    catch_up 是迟了多久之内还补办，expires 是到点之后多久还没发出去就不发了。
    """

    name: str
    title: str
    catch_up: timedelta
    expires: timedelta
    handler: Work


class Router:
    """一个插件的口令表。"""

    def __init__(self, folder: Path) -> None:
        """读 folder/phrases.toml。"""
        self.name = folder.name
        self.routes: dict[str, Route] = {}
        self.answers: dict[str, Answer] = {}
        self.listeners: dict[Kind, Listener] = {}
        self.jobs: dict[str, Job] = {}
        self.undoes: dict[str, Undo] = {}
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

    def answer(self, kind: str, wire: str, action: Action, *tokens: str) -> Callable[[H], H]:
        """登记怎样回答一类等待中的事：处理函数形如 (request, session, pending, said) -> Reply | Ack。

        回答时再查一次 action 的权限。
        """

        def register(handler: H) -> H:
            self.answers[kind] = Answer(kind, wire, action, frozenset(tokens), handler)
            return handler

        return register

    def on(self, kind: Kind) -> Callable[[L], L]:
        """登记群内变动时做什么：处理函数形如 (request, session, name) -> Record | None，要说的话写进发件箱。"""

        def register(handler: L) -> L:
            self.listeners[kind] = handler
            return handler

        return register

    def job(self, title: str, *, catch_up: timedelta, expires: timedelta) -> Callable[[W], W]:
        """登记一件定时的事：处理函数形如 (occasion, session) -> Reply | None，回的话写进发件箱，到群里说。

        private=True 的私下告诉书记。什么时候到点由 core.store.firing 的 arrange、turn 定。
        """

        def register(handler: W) -> W:
            self.jobs[handler.__name__] = Job(handler.__name__, title, catch_up, expires, handler)
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
        route, answer = self.routes.get(kind), self.answers.get(kind)
        action = route.spec.action if route else answer.action if answer else None
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


def _first_names(table: Mapping[str, str]) -> list[str]:
    """每个规范值的头一种说法。"""
    first: dict[str, str] = {}
    for name, value in table.items():
        first.setdefault(value, name)
    return list(first.values())


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
