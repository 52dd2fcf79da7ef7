"""口令表：插件怎样声明，合起来怎样查。"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.chat.declarations import Job, Undo
from core.chat.incoming import Kind
from core.chat.router import Router, Spec, installed
from core.chat.routes import Routes, slot_values
from core.domain.dialogue import Person, Record, Reply
from core.domain.permission import Action, Actor
from core.domain.phrases import TEXT
from core.domain.roster import Category, Office
from core.domain.typed import typed

GRADES = {"优秀": "good", "优": "good", "合格": "fair"}
PHRASES = """
[grade]
wire = "grades"
say = ["评等次 <@某人> <等次>", { say = "评优 <@某人>", "等次" = "good" }]

[look]
wire = "look"
"""
SECRETARY = Actor("2", "书记", 1, 2, Category.FULL, frozenset({Office.SECRETARY}))
MEMBER = Actor("1", "张三", 1, 1, Category.FULL)
GRADE = Spec(
    "定等次 <@某人> <等次> [缘由]", Action.SETTLE_ROSTER, "定等次", "名册", slots={"等次": GRADES, "缘由": TEXT}
)
LOOK = Spec("看等次", Action.SEE_OWN, "看等次", "名册")


def grade(*_: Any) -> Reply:
    return Reply("定了")


def look(*_: Any) -> Reply:
    return Reply("看了")


@pytest.fixture
def router(tmp_path: Path) -> Router:
    (tmp_path / "phrases.toml").write_text(PHRASES, "utf-8")
    made = Router(tmp_path)
    made.command(GRADE)(grade)
    made.query(LOOK)(look)
    return made


@pytest.fixture
def merged(router: Router) -> Routes:
    return Routes.of([router])


def test_a_handler_is_registered_under_its_name_and_stays_callable(router: Router) -> None:
    assert list(router.routes) == ["grade", "look"]
    assert router.routes["grade"].handler(None, None).text == "定了"
    assert (router.routes["grade"].query, router.routes["look"].query) == (False, True)
    assert router.usage == "定等次 <@某人> <等次> [缘由]\n看等次"


def test_an_intent_without_phrases_is_a_mistake_found_at_start(router: Router) -> None:
    def unheard(*_: Any) -> Reply:
        return Reply("")

    with pytest.raises(KeyError):
        router.command(LOOK)(unheard)


def test_two_plugins_may_not_claim_one_intent(router: Router, tmp_path: Path) -> None:
    other = Router(tmp_path)
    other.query(LOOK)(look)
    with pytest.raises(ValueError, match="look"):
        Routes.of([router, other])


def test_an_alias_brings_its_fixed_slot_and_leaves_the_rest_empty(merged: Routes) -> None:
    chosen = merged.choose(typed("评优 张三"), SECRETARY, 1)
    assert chosen is not None
    route, found = chosen
    assert slot_values(route, found) == [Person("张三"), "good", None]


def test_slots_come_in_the_order_of_the_usage_line(merged: Routes) -> None:
    chosen = merged.choose(typed("定等次 张三 合格 进步大"), SECRETARY, 1)
    assert chosen is not None
    assert slot_values(*chosen) == [Person("张三"), "fair", "进步大"]
    chosen = merged.choose(typed("评等次 张三 优"), SECRETARY, 1)
    assert chosen is not None
    assert slot_values(*chosen) == [Person("张三"), "good", None]


def test_the_form_is_words_people_can_follow(router: Router) -> None:
    form = router.routes["grade"].form
    assert not set("<>[]") & set(form)
    # 每个规范值只列头一种说法
    assert "等次可写优秀、合格" in form
    assert "缘由可不写" in form
    assert router.routes["look"].form == "看等次"


def test_the_example_falls_back_to_the_usage_line(router: Router) -> None:
    assert router.routes["look"].example == "看等次"


def test_misuse_is_told_only_to_those_who_may_do_it(merged: Routes) -> None:
    said = typed("定等次 张三 良好")
    told = merged.misused(said, SECRETARY, 1)
    assert told is not None
    assert told.intent == "grade"
    assert merged.misused(said, MEMBER, 1) is None
    assert merged.misused(said, SECRETARY, 2) is None
    assert merged.choose(said, SECRETARY, 1) is None


def test_a_query_is_never_misused(tmp_path: Path) -> None:
    (tmp_path / "phrases.toml").write_text('[look]\nwire = "look"\n', "utf-8")
    router = Router(tmp_path)
    router.query(Spec("查 <等次>", Action.SEE_OWN, "", "", slots={"等次": GRADES}))(look)
    assert Routes.of([router]).misused(typed("查 快递"), MEMBER, 1) is None


def two_meanings(tmp_path: Path) -> Routes:
    """同一句话，书记是一件事，大家是另一件事。"""
    (tmp_path / "phrases.toml").write_text('[grade]\nwire = "g"\n[look]\nwire = "l"\n', "utf-8")
    router = Router(tmp_path)
    router.command(Spec("等次", Action.SETTLE_ROSTER, "", ""))(grade)
    router.query(Spec("等次", Action.SEE_OWN, "", ""))(look)
    return Routes.of([router])


def test_one_phrase_with_two_meanings_goes_to_the_one_the_speaker_may_do(tmp_path: Path) -> None:
    routes = two_meanings(tmp_path)
    for actor, intent in ((SECRETARY, "grade"), (MEMBER, "look"), (Actor("404"), "grade")):
        chosen = routes.choose(typed("等次"), actor, 1)
        assert chosen is not None
        assert chosen[0].intent == intent


def test_chatter_chooses_nothing_and_does_not_matter(merged: Routes) -> None:
    for line in ("今天天气好", "等次怎么定", "", "看等次的同志先走"):
        assert merged.choose(typed(line), SECRETARY, 1) is None
        assert not merged.matters(typed(line))


def test_orders_queries_and_misuse_matter(merged: Routes) -> None:
    for line in ("看等次", "看等次？", "定等次 张三 优秀", "定等次 张三 良好"):
        assert merged.matters(typed(line))


def test_short_answers_matter_whether_anything_is_open_or_not(router: Router) -> None:
    router.answer("poll", "ack", Action.CHECK_IN, "收到", "a")(grade)
    routes = Routes.of([router])
    assert routes.matters(typed("收到。"))
    assert routes.matters(typed("Ａ"))
    assert not routes.matters(typed("收到快递了"))
    assert routes.answers["poll"].handler is grade


def test_two_plugins_may_listen_to_the_same_change(router: Router, tmp_path: Path) -> None:
    def first(*_: Any) -> None:
        return None

    def second(*_: Any) -> None:
        return None

    router.on(Kind.JOINED)(first)
    other = Router(tmp_path)
    other.on(Kind.JOINED)(second)
    assert Routes.of([router, other]).listeners == {Kind.JOINED: [first, second]}


def test_two_plugins_may_not_answer_for_the_same_kind_of_question(router: Router, tmp_path: Path) -> None:
    """后登记的悄悄盖掉先登记的，先开的那道题就答不成了。"""
    router.answer("poll", "ack", Action.CHECK_IN, "收到")(grade)
    other = Router(tmp_path)
    other.answer("poll", "look", Action.CHECK_IN, "到")(look)
    with pytest.raises(ValueError, match="poll"):
        Routes.of([router, other])


def test_a_job_is_registered_under_its_name_and_stays_callable(router: Router) -> None:
    def remind(*_: Any) -> Reply:
        return Reply("到点了")

    assert router.job("提醒", catch_up=timedelta(hours=1), expires=timedelta(hours=2))(remind) is remind
    assert Routes.of([router]).jobs == {
        "remind": Job("remind", "提醒", timedelta(hours=1), timedelta(hours=2), remind),
    }


def test_two_plugins_may_not_claim_one_job(router: Router, tmp_path: Path) -> None:
    """表里按名字认：同名的两件，到点了不知道办哪一件。"""
    other = Router(tmp_path)
    for one in (router, other):
        one.job("提醒", catch_up=timedelta(hours=1), expires=timedelta(hours=2))(look)
    with pytest.raises(ValueError, match="look"):
        Routes.of([router, other])


def test_how_an_act_is_undone_is_registered_with_its_name(router: Router) -> None:
    def back(*_: Any) -> Record:
        return Record("还原了")

    router.answer("poll", "ack", Action.CHECK_IN, "收到")(look)
    assert router.undo("grade", "定等次", Action.SETTLE_ROSTER, openly=True)(back) is back
    router.undo("poll", "回执", Action.SEE_LOG)(back)
    router.keep("joined", "入群", "入群不能撤销。")
    assert Routes.of([router]).undoes == {
        "grade": Undo("grade", "定等次", Action.SETTLE_ROSTER, back, openly=True, official=True),
        "poll": Undo("poll", "回执", Action.SEE_LOG, back),
        "joined": Undo("joined", "入群", Action.UNDO, why="入群不能撤销。"),
    }


def test_two_plugins_may_not_undo_one_kind(router: Router, tmp_path: Path) -> None:
    other = Router(tmp_path)
    for one in (router, other):
        one.keep("grade", "定等次", "不能撤销。")
    with pytest.raises(ValueError, match="grade"):
        Routes.of([router, other])


def test_installing_twice_installs_once(router: Router) -> None:
    try:
        router.install()
        router.install()
        assert installed.count(router) == 1
    finally:
        installed.remove(router)


def test_everybody_in_the_branch_gets_the_same_reading(routes: Routes, person: Callable[..., Actor]) -> None:
    """打卡对谁都是登记；群众无权，也认得出是这一条，好说明缘由。"""
    for actor in (person(), person(Office.SECRETARY), person(category=Category.MASSES)):
        chosen = routes.choose(typed("打卡"), actor, 1)
        assert chosen is not None
        assert chosen[0].intent == "check_in"
