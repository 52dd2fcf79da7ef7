"""python3 run.py explain：一句话会被怎样理解，什么都不做。

    python3 run.py explain 打卡 学党章          后面跟一句话
    cat rows.tsv | python3 run.py explain      每行 角色<TAB>场合<TAB>一句话

每句输出一行 JSON：{"intent": 对外名称, "slots": {槽: 值}}，闲聊的 intent 为 null。
场合一栏不空就当作条件都满足；角色一栏决定同一句话归哪一个意图。
"""

import json
import sys
from collections.abc import Iterable

from cli._plugins import load_routes
from core.chat.routes import Routes
from core.domain.dialogue import Person
from core.domain.permission import Actor
from core.domain.phrases import SlotValue
from core.domain.roster import Category, Office
from core.domain.typed import typed

_BRANCH = 1
_MEMBER = Actor("1", "同志", _BRANCH, 1, Category.FULL)
ACTORS = {
    "member": _MEMBER,
    "any": _MEMBER,
    "secretary": Actor("2", "书记", _BRANCH, 2, Category.FULL, frozenset({Office.SECRETARY})),
    "operator": Actor("3", "运维", superuser=True),
    "committee": Actor("4", "党委", superuser=True),
}
_EVERYTHING = Actor("5", "书记", _BRANCH, 5, Category.FULL, frozenset({Office.SECRETARY}), superuser=True)


def main(arguments: list[str]) -> int:
    """解释命令行上的一句话，或标准输入里的每一行。"""
    routes = load_routes()
    if arguments:
        _print([explain(routes, " ".join(arguments), _EVERYTHING)])
        return 0
    lines = (line.decode("utf-8", "replace").rstrip("\r\n") for line in sys.stdin.buffer)
    _print(_explain_row(routes, line) for line in lines if line)
    return 0


def _explain_row(routes: Routes, line: str) -> dict[str, object]:
    role, context, text = ["", "", *line.split("\t")][-3:]
    return explain(routes, text, ACTORS.get(role, _EVERYTHING), fulfilled=bool(context))


def explain(routes: Routes, text: str, actor: Actor, *, fulfilled: bool = True) -> dict[str, object]:
    """一句话对 actor 来说是什么意图；fulfilled 为真时当作短答都有人等着。"""
    said = typed(text)
    chosen = routes.choose(said, actor, _BRANCH)
    if chosen is not None:
        route, found = chosen
        return {"intent": route.wire, "slots": {name: _plain(value) for name, value in found.slots.items() if value}}
    if fulfilled:
        for answer in routes.answers.values():
            if not answer.tokens.isdisjoint(routes.tokens_in(said.key)):
                return {"intent": answer.wire, "slots": {"回答": said.key}}
    return {"intent": None, "slots": {}}


def _plain(value: SlotValue) -> str:
    if isinstance(value, tuple):
        return "、".join(one.words for one in value)
    return value.words if isinstance(value, Person) else str(value)


def _print(results: Iterable[dict[str, object]]) -> None:
    for result in results:
        sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
