"""各插件的 phrases.toml：每种说法都听得懂，且只有一个意思；例子照打就能用。"""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from cli._kinds import SAMPLES
from cli._plugins import load_routes
from core.chat.declarations import Route
from core.chat.routes import slot_values
from core.domain.dialogue import Person
from core.domain.permission import Action, Actor
from core.domain.phrases import (
    ID,
    PEOPLE,
    PERSON,
    TEXT,
    SlotKind,
    slot_names,
)
from core.domain.roster import Category, Office
from core.domain.typed import typed

ROOT = Path(__file__).parents[2]
ROUTES = load_routes()
ANYBODY = Actor("1", "张三", 1, 1, Category.FULL, frozenset(Office), superuser=True)
FILLED = SAMPLES | {TEXT: "学习《党章》第一章，体会（一）", PERSON: "欧阳明", PEOPLE: "欧阳明", ID: "P12"}


class Say(NamedTuple):
    route: Route
    usage: str
    fixed: dict[str, str]


SAYS = [Say(route, usage, dict(fixed)) for route in ROUTES.by_intent.values() for usage, fixed in route.says]


def kind_of(route: Route, name: str) -> SlotKind:
    return PERSON if name.startswith("@") else route.spec.slots.get(name, "word")


def sample(kind: SlotKind) -> str:
    return FILLED.get(kind, "第二小组") if isinstance(kind, str) else next(iter(kind))


def spoken(say: Say, *, optional: bool) -> tuple[str, dict[str, object]]:
    """照一行用法填上样例说出来的话，和应当读出来的槽。"""
    line, expected = say.usage, dict[str, object](say.fixed)
    for name in slot_names(say.usage):
        required, kind = f"<{name}>" in line, kind_of(say.route, name)
        words = sample(kind) if required or optional else ""
        line = line.replace(f"<{name}>", words).replace(f"[{name}]", words)
        expected[name] = None if not words else Person(words) if kind == PERSON else words
        if words and kind == PEOPLE:
            expected[name] = (Person(words),)
        if words and not isinstance(kind, str):
            expected[name] = kind[words]
    return " ".join(line.split()) if not optional else line, expected


@pytest.mark.parametrize("optional", [True, False], ids=["full", "short"])
@pytest.mark.parametrize("intent", ROUTES.by_intent)
def test_every_way_of_saying_is_found_as_its_own_intent_and_no_other(intent: str, *, optional: bool) -> None:
    wrong: list[object] = []
    for say in SAYS:
        if say.route.intent != intent:
            continue
        line, expected = spoken(say, optional=optional)
        found = ROUTES.book.find(typed(line))
        # “每天……发……”随便什么都收，写得更死的在它前面
        found = [one for one in found if one.intent != "add_push"] or found
        if {one.intent for one in found} != {intent} or expected not in [one.slots for one in found]:
            wrong.append((line, expected, found))
    assert wrong == []


@pytest.mark.parametrize("intent", ROUTES.by_intent)
def test_a_way_of_saying_fills_every_slot_its_handler_cannot_do_without(intent: str) -> None:
    """别的说法少了必填的槽，处理函数就会拿到 None；多出来的槽要在 slots 里声明。"""
    spec = ROUTES.by_intent[intent].spec
    required = {name for name in slot_names(spec.usage) if f"<{name}>" in spec.usage}
    for say in (one for one in SAYS if one.route.intent == intent):
        filled = {*slot_names(say.usage), *say.fixed}
        assert required <= filled, say.usage
        assert filled <= {*slot_names(spec.usage), *spec.slots}, say.usage


@pytest.mark.parametrize("say", [one for one in SAYS if one.fixed], ids=lambda say: say.usage)
def test_a_fixed_slot_holds_a_value_its_table_knows(say: Say) -> None:
    for name, value in say.fixed.items():
        kind = kind_of(say.route, name)
        # 没有表的槽，固定的就是人们会写的字，如“这周别提醒我”就是到本周日
        assert value if isinstance(kind, str) else value in set(kind.values())


@pytest.mark.parametrize("intent", [name for name, one in ROUTES.by_intent.items() if one.spec.listed == "example"])
def test_the_example_is_understood_as_that_route_when_typed(intent: str) -> None:
    route = ROUTES.by_intent[intent]
    example = route.example.replace("{某人}", "李四")
    assert not set("<>[]{}") & set(example)
    chosen = ROUTES.choose(typed(example), ANYBODY, 1)
    assert chosen is not None
    assert chosen[0] is route
    required = [f"<{name}>" in route.spec.usage for name in slot_names(route.spec.usage)]
    values = slot_values(*chosen)
    assert all(value is not None for value, needed in zip(values, required, strict=True) if needed)


@pytest.mark.parametrize("path", sorted((ROOT / "plugins").glob("*/phrases.toml")), ids=lambda path: path.parent.name)
def test_a_table_says_each_thing_once_and_only_for_intents_that_exist(path: Path) -> None:
    table = tomllib.loads(path.read_text("utf-8"))
    intents = {intent for intent, one in table.items() if "wire" in one}
    assert intents <= set(ROUTES.by_intent)
    for intent in intents:
        says = [one if isinstance(one, str) else one["say"] for one in table[intent].get("say", [])]
        usages = [ROUTES.by_intent[intent].spec.usage, *says]
        assert len(usages) == len(set(usages)), intent


def test_every_action_is_used_by_some_route_or_answer() -> None:
    used = {route.spec.action for route in ROUTES.by_intent.values()}
    used |= {answer.action for answer in ROUTES.answers.values()}
    used |= {undo.by for undo in ROUTES.undoes.values()} | {one.action for one in ROUTES.importers.values()}
    # 好友申请没有口令，门自己办
    used.add(Action.BEFRIEND)
    assert used == set(Action)


def test_a_short_answer_is_written_in_its_normal_form() -> None:
    """短答按归一后的字比；写成大写或全角的永远对不上。"""
    for token in ROUTES.tokens:
        assert typed(token).key == token
