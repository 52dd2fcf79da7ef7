"""帮助的口令。"""

import tomllib
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Route, Router, Spec, installed, usable
from core.domain.dialogue import Reply, Request, Scene
from core.domain.permission import Action
from core.store import roster

from . import texts
from .rules import Item

FOLDER = Path(__file__).parent
router = Router(FOLDER)
TOPICS: dict[str, str] = tomllib.loads((FOLDER / "phrases.toml").read_text("utf-8"))["topics"]
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


def _routes(request: Request, *, in_group: bool) -> list[Route]:
    branch_id = request.branch.id if request.branch else None
    found = usable(request.actor, branch_id, in_group=in_group)
    return [route for route in found if route.intent != show_help.__name__]


def _item(route: Route, someone: str) -> Item:
    shown = texts.form(route.shape) if route.spec.listed == "form" else texts.example(route.example)
    return Item(route.spec.topic, shown.replace("{某人}", someone), route.spec.about)


def _someone(request: Request, session: Session) -> str:
    """例子里的人用支部里真有的姓名，照打就能用；姓名里有空格标点的打不出来，不用。"""
    if request.branch is None:
        return "张三"
    lines = roster.listing(session, request.branch.id)
    names = [line.name for line in lines]
    fit = [name for name in names if names.count(name) == 1 and name.isalnum()]
    fit.sort(key=lambda name: name == request.actor.name)
    return next(iter([*fit, *(line.user_id for line in lines if line.user_id)]), request.actor.name)
