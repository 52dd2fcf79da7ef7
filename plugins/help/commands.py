"""帮助、操作日志、演练的口令。"""

import re
import tomllib
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.declarations import Route
from core.chat.router import Router, Spec, installed, undoes, usable
from core.domain.dialogue import Answered, Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import NOTE, TEXT, head_of
from core.store import roster

from . import service, texts
from .rules import Item, NotMyRange, again, read_range

FOLDER = Path(__file__).parent
router = Router(FOLDER)
_GLUED = re.compile(r"[^\s<\[]<|>[^\s>\]]")
# 各插件的类名和别名写在自己的 phrases.toml 的 [topics] 里；加一个插件不必来改这里
_TABLES = [tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.parent.glob("*/phrases.toml"))]
TOPICS: dict[str, str] = {alias: topic for table in _TABLES for alias, topic in table.get("topics", {}).items()}
NAMES = TOPICS | {topic: topic for topic in [*TOPICS.values(), "帮助", "我"]}


@router.query(
    Spec(
        "帮助 [事项]",
        Action.GET_HELP,
        about="细看某一类怎么说",
        topic="帮助",
        example="帮助 打卡",
        slots={"事项": NAMES},
        branchless=True,
    )
)
def show_help(request: Request, session: Session, topic: str | None) -> Reply:
    """这个人在这儿能办的事；写了事项就只说那一类。"""
    someone = _someone(request, session)
    items = [_item(route, someone) for route in _routes(request, in_group=request.scene is Scene.GROUP)]
    everywhere = [_item(route, someone) for route in _routes(request, in_group=False)]
    if topic is None:
        return texts.overview(items, more_in_private=len(everywhere) > len(items))
    here = [item for item in items if item.topic == topic]
    private = [item for item in everywhere if item.topic == topic]
    if here or private:
        return texts.topic(topic, here, more_in_private=len(private) > len(here))
    known = any(route.spec.topic == topic for one in installed for route in one.routes.values())
    return texts.not_yours(topic) if known else texts.not_here(topic)


@router.query(
    Spec(
        "操作日志 [范围]",
        Action.SEE_LOG,
        about="谁在什么时候改了什么；可以写今天、昨天、本周、某人、一类事",
        topic="操作日志",
        example="操作日志 今天",
        slots={"范围": NOTE},
        where="private",
    )
)
def show_log(request: Request, session: Session, words: str | None) -> Reply:
    """操作日志。"""
    asked = read_range(words, request.day)
    kinds, about = list[str](), None
    for word in asked.words:
        if found := _kinds_called(word):
            kinds += found
        else:
            about = (about or ()) + service.people_called(session, request, word)
    page = service.page(session, request, service.wanted(request, asked, kinds, about), asked.page)
    return texts.log(*page, request.zone, again("操作日志", words))


@router.query(
    Spec(
        "我的记录 [第几页]",
        Action.SEE_OWN,
        about="自己办的和说到自己的各次操作",
        topic="我",
        example="我的记录",
        slots={"第几页": TEXT},
    )
)
def show_own_log(request: Request, session: Session, words: str | None) -> Reply:
    """自己办的和说到自己的。"""
    asked = read_range(words, request.day)
    if asked.words:
        raise NotMyRange(word=asked.words[0])
    page = service.page(session, request, service.wanted(request, asked, [], (request.actor.member,)), asked.page)
    return texts.log(*page, request.zone, again("我的记录", words))


@router.query(
    Spec(
        "演练 <口令>",
        Action.REHEARSE,
        about="试办一条口令：说明会怎样，什么都不改动",
        topic="演练",
        example="演练 打卡人数",
        slots={"口令": TEXT},
        rehearses=True,
    )
)
def rehearse(request: Request, _session: Session, _order: str) -> Answered:
    """听得懂的由门去试办；到了这里的是没有听懂的。"""
    return None if request.scene is Scene.GROUP else texts.nothing_to_rehearse()


def _kinds_called(word: str) -> list[str]:
    """一类事的名目、口令打头的字，或帮助里的类别 → 操作的类。"""
    known = undoes().values()
    named = [undo.kind for undo in known if word == undo.called]
    spoken = {route.intent: route for one in installed for route in one.routes.values() if not route.query}
    named += [intent for intent, route in spoken.items() if head_of(route.spec.usage) == word and intent not in named]
    return named or [intent for intent, route in spoken.items() if route.spec.topic == word]


def _routes(request: Request, *, in_group: bool) -> list[Route]:
    branch_id = request.branch.id if request.branch else None
    found = usable(request.actor, branch_id, in_group=in_group)
    return [route for route in found if route.intent != show_help.__name__]


def _item(route: Route, someone: str) -> Item:
    shown = texts.form(_readable(route)) if route.spec.listed == "form" else route.example
    return Item(route.spec.topic, shown.replace("{某人}", someone), route.spec.about)


def _readable(route: Route) -> str:
    """念得通的写法：槽紧挨着字的（会议改到……）、整句都由本人来写的，举例子才看得明白。"""
    usage, kinds = route.spec.usage, list(route.spec.slots.values())
    unclear = _GLUED.search(usage) or usage.startswith("<") or (kinds == [TEXT] and "[" not in usage)
    return route.example if unclear and route.spec.example else route.shape


def _someone(request: Request, session: Session) -> str:
    """例子里的人用支部里真有的姓名，照打就能用；姓名里有空格标点的打不出来，不用。"""
    if request.branch is None:
        return "张三"
    lines = roster.listing(session, request.branch.id)
    names = [line.name for line in lines]
    fit = [name for name in names if names.count(name) == 1 and name.isalnum()]
    fit.sort(key=lambda name: name == request.actor.name)
    return next(iter([*fit, *(line.user_id for line in lines if line.user_id)]), request.actor.name)
