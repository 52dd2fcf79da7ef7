"""口令表里登记的各样东西：口令、回答、定时的事、怎样撤销、传上来的文件。"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from core.chat.platform import Fetch
from core.domain.dialogue import Ack, Answered, Occasion, PastAct, Record, Reply, Request, Skipped
from core.domain.manners import Weight
from core.domain.permission import Action
from core.domain.phrases import SlotKind, slot_names
from core.domain.typed import Typed
from core.domain.uploads import Upload

Handler = Callable[..., Answered]
Listener = Callable[..., Record | None]
Work = Callable[[Occasion, Session], Reply | Skipped | None]
Heeds = Callable[[Request, Session], bool]
Late = Callable[[Request, Session, Typed], Ack | None]
Undoer = Callable[[Request, Session, PastAct], Record]
Read = Callable[[Upload], Any]
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
    rehearses 为真的，后面跟的是另一条口令，只试办、全部退回；
    shy 为真的说法太像平常说话（“通知大家……”“每天八点……”），群里无权办的人说了只当闲聊，不出声；
    heeds 不空的是“收到”一类人人天天都说的话：群里说的，先在只读里问它有没有这回事，没有就当没听见。
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
    shy: bool = False
    heeds: Heeds | None = None


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
    def taught(self) -> str:
        """写错了的时候说的：用法，另有例子的带上例子。"""
        example = self.spec.example.replace("{某人}", "@某人").replace("@@", "@")
        return f"{self.form}，例如“{example}”" if example and example != self.shape else self.form

    @property
    def example(self) -> str:
        """一个例子；没有另写的就是用法行本身。"""
        return self.spec.example or self.spec.usage


@dataclass(frozen=True, slots=True)
class Answer:
    """对一类等待中的事怎么回答。

    wire 是 explain 用的对外名称；tokens 是可能的短答（规范写法），等随便一句话的没有短答；
    late 不空的，助手不在线时答的，事后读回来由它按当时的情形记上（Q27）：那时也许早已不等了。
    """

    kind: str
    wire: str
    action: Action
    tokens: frozenset[str]
    handler: Handler
    late: Late | None = None


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
    catch_up 是迟了多久之内还补办，expires 是到点之后多久还没发出去就不发了，weight 是在群里说的话的轻重。
    """

    name: str
    title: str
    catch_up: timedelta
    expires: timedelta
    handler: Work
    weight: Weight = Weight.ROUTINE


@dataclass(frozen=True, slots=True)
class Importer:
    """一类传上来的文件怎么办。

    kind 是操作的类（处理函数的名字），title 是说给人听的名目，如“花名册”；read 是纯函数，在事务之前、事件循环之外
    读一遍，不是这一类的为 None；handler 拿它读出来的办。
    """

    kind: str
    title: str
    action: Action
    read: Read
    handler: Handler


@dataclass(frozen=True, slots=True)
class Stray:
    """不在任何支部的人私下说的、谁都没有听懂的话，谁来接。

    wants 先看一眼要不要接，要接的才向平台取 fetch，再交给 handler（多一个参数，就是取来的）；kind 是操作的类。
    """

    kind: str
    wants: Callable[[Request, Session, Typed], bool]
    fetch: Fetch
    handler: Handler


def _first_names(table: Mapping[str, str]) -> list[str]:
    """每个规范值的头一种说法。"""
    first: dict[str, str] = {}
    for name, value in table.items():
        first.setdefault(value, name)
    return list(first.values())
