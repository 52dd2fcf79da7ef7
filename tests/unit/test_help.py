"""帮助：列什么、怎么说，都列得下，一项不丢。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chat.router import usable
from core.chat.routes import Routes
from core.domain.permission import Actor
from core.domain.roster import Category, Office
from core.domain.typed import typed
from plugins.help import texts
from plugins.help.rules import MOST_LINES, Item, overview

TOPICS = ["打卡", "名册", "绑定", "我", "积分"]
ITEMS = st.lists(
    st.tuples(st.sampled_from(TOPICS), st.integers(0, 10**6)).map(lambda one: Item(one[0], f"例{one[1]}", "作用")),
    max_size=40,
)


@given(ITEMS, st.integers(len(TOPICS), 15))
def test_the_list_fits_and_every_item_is_still_reachable(items: list[Item], most: int) -> None:
    shown, topics = overview(items, most)
    assert len(shown) + bool(topics) <= most
    for item in items:
        assert item in shown or item.topic in topics


@given(ITEMS)
def test_a_list_that_fits_is_left_alone(items: list[Item]) -> None:
    assert overview(items, max(len(items), len(TOPICS))) == (items, [])


def test_the_usual_topics_come_first_each_with_its_first_item() -> None:
    items = [
        Item("演练", "演练 打卡人数", "试办"),
        *(Item("名册", f"口令{number}", "改名册") for number in range(5)),
        Item("打卡", "打卡", "登记"),
        Item("打卡", "我的打卡", "查看"),
    ]
    shown, topics = overview(items, 4)
    assert ([one.say for one in shown], topics) == (["打卡", "口令0", "演练 打卡人数"], ["打卡", "名册"])


@given(st.integers(0, 27), st.integers(1, 3), st.booleans())
def test_however_many_topics_there_are_all_are_reachable_in_twelve_lines(topics: int, each: int, more: bool) -> None:
    """类比行还多的时候，几类并作一行，不会没完没了。"""
    items = [Item(f"类{topic}", f"例{topic}之{number}", "作用") for topic in range(topics) for number in range(each)]
    said = texts.overview(items, more_in_private=more).text
    assert len(said.split("\n")) <= MOST_LINES
    for item in items:
        assert f"{item.say}——" in said or item.topic in said.rpartition("细看：")[2].partition("。")[0].split("、")


PEOPLE = {
    "陌生人": (Actor("404"), None),
    "党员": (Actor("1", "张三", 1, 1, Category.FULL), 1),
    "群众": (Actor("1", "张三", 1, 1, Category.MASSES), 1),
    "组织委员": (Actor("1", "张三", 1, 1, Category.FULL, frozenset({Office.ORGANIZATION_OFFICER})), 1),
    "书记": (Actor("1", "张三", 1, 1, Category.FULL, frozenset({Office.SECRETARY})), 1),
    "书记兼运维": (Actor("1", "张三", 1, 1, Category.FULL, frozenset({Office.SECRETARY}), superuser=True), 1),
    "运维": (Actor("9", superuser=True), None),
}


def listed(actor: Actor, branch: int | None, *, in_group: bool) -> list[Item]:
    routes = [one for one in usable(actor, branch, in_group=in_group) if one.intent != "show_help"]
    return [
        Item(
            route.spec.topic,
            texts.form(route.shape) if route.spec.listed == "form" else route.example.replace("{某人}", "李四"),
            route.spec.about,
        )
        for route in routes
    ]


@pytest.mark.parametrize("more", [True, False])
@pytest.mark.parametrize("in_group", [True, False], ids=["group", "private"])
@pytest.mark.parametrize("who", PEOPLE)
def test_help_never_takes_more_than_twelve_lines(who: str, *, in_group: bool, more: bool) -> None:
    actor, branch = PEOPLE[who]
    items = listed(actor, branch, in_group=in_group)
    assert len(texts.overview(items, more_in_private=more).text.split("\n")) <= MOST_LINES == 12
    for topic in {item.topic for item in items}:
        reply = texts.topic(topic, [item for item in items if item.topic == topic], more_in_private=more)
        assert len(reply.text.split("\n")) <= MOST_LINES
        assert all(item.say in reply.text for item in items if item.topic == topic)


@pytest.mark.parametrize("in_group", [True, False], ids=["group", "private"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_example_of_the_help_works_when_typed(routes: Routes, who: str, *, in_group: bool) -> None:
    """Overview 里只有类名的，“帮助 类名”也要照打就能用。"""
    actor, branch = PEOPLE[who]
    examples = list[str]()
    for row in texts.overview(listed(actor, branch, in_group=in_group), more_in_private=False).text.split("\n")[1:]:
        head, _, topics = row.partition("细看：")
        examples += [f"帮助 {one}" for one in topics.rstrip("。").split("、")] if topics else [head.split("——")[0]]
    for example in examples:
        if example.startswith(texts.form("")):
            continue
        chosen = routes.choose(typed(example), actor, branch)
        assert chosen is not None, example
        route, found = chosen
        assert route in usable(actor, branch, in_group=in_group)
        if example.startswith("帮助 "):
            assert found.slots["事项"]


def test_help_lists_only_what_this_person_may_do_here() -> None:
    member = [item.say for item in listed(*PEOPLE["党员"], in_group=True)]
    assert any(say.startswith("打卡 ") for say in member)
    assert not [say for say in member if "职务" in say or "花名册" in say]
    assert not [item for item in listed(*PEOPLE["群众"], in_group=True) if item.say.startswith("打卡 ")]
    assert "导入花名册" in [item.say for item in listed(*PEOPLE["书记"], in_group=False)]
    assert "导入花名册" not in [item.say for item in listed(*PEOPLE["书记"], in_group=True)]


def test_binding_is_shown_to_an_operator_in_private_and_to_nobody_else() -> None:
    operator = PEOPLE["运维"][0]
    say = texts.form("绑定支部 支部名")
    assert say in [item.say for item in listed(operator, None, in_group=False)]
    assert say not in [item.say for item in listed(operator, 1, in_group=True)]
    assert say not in [item.say for item in listed(*PEOPLE["书记"], in_group=False)]


def test_a_topic_we_do_not_have_yet_is_said_honestly() -> None:
    assert "现在还不办“请假”" in texts.not_here("请假").text
    assert "不必操作" in texts.not_yours("名册").text
