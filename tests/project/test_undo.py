"""撤销：每一类操作都登记了怎样撤销，或为什么不能撤销。"""

import re

import pytest

from cli._plugins import load_routes
from core.chat.declarations import Undo
from core.chat.router import installed

ROUTES = load_routes()
KINDS = {
    *(route.intent for route in ROUTES.by_intent.values() if not route.query),
    *ROUTES.answers,
    *(kind.value for kind in ROUTES.listeners),
    *ROUTES.importers,
    *ROUTES.strays,
}
"""操作日志里可能有的各类：会改动的口令、等着的回答、群内变动、传上来的文件。"""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_act_can_be_undone_or_says_why_not(kind: str) -> None:
    assert kind in ROUTES.undoes, f"{kind} 没有登记：用 @router.undo 说明怎样撤销，或用 router.keep 说明为什么不能"


@pytest.mark.parametrize("undo", ROUTES.undoes.values(), ids=ROUTES.undoes)
def test_what_cannot_be_undone_says_so_in_a_sentence(undo: Undo) -> None:
    assert re.search("[\u4e00-\u9fff]", undo.called), undo.kind
    assert (undo.handler is None) is bool(undo.why)
    assert not undo.why or undo.why.endswith("。")


def test_nothing_is_registered_that_never_happens() -> None:
    assert {kind for kind in ROUTES.undoes if kind != "undo"} <= KINDS


def test_what_an_office_does_is_known_as_such() -> None:
    """凭职务办的撤销期限长，也要权限还在；人人都能办的不是。"""
    official = {kind for kind, undo in ROUTES.undoes.items() if undo.official}
    assert {"set_office", "set_category", "roster_import", "turn_summary"} <= official
    assert not {"check_in", "joined", "recalled", "undo_last"} & official


def test_each_plugin_keeps_its_own_undoes() -> None:
    for router in installed:
        for kind in router.undoes:
            heard = (one.value for one in router.listeners)
            mine = {*router.routes, *router.answers, *heard, *router.importers, *router.strays, "undo"}
            assert kind in mine, f"{router.name} 登记了别家的 {kind}"
