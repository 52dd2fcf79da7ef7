"""帮助的口令。"""

import tomllib
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec, usable
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
    branch_id = request.branch.id if request.branch else None
    routes = usable(request.actor, branch_id, in_group=request.scene is Scene.GROUP)
    someone = _someone(request, session)
    items = [
        Item(route.spec.topic, route.example.replace("{某人}", someone), route.spec.about, route.spec.usage)
        for route in routes
    ]
    if topic is None:
        return texts.overview(items)
    return texts.topic(topic, [item for item in items if item.topic == topic])


def _someone(request: Request, session: Session) -> str:
    """例子里的人用支部里真有的姓名，照打就能用。"""
    if request.branch is None:
        return "张三"
    names = [line.name for line in roster.listing(session, request.branch.id)]
    others = [name for name in names if names.count(name) == 1 and name != request.actor.name]
    return others[-1] if others else request.actor.name
