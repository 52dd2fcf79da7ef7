"""体验世界：规则、编号和流水。"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.journal import KEPT, MOST_LINES
from sandbox.model import CHANGES, Change, Refused, Renamed, Said, Scene
from sandbox.people import CAST, GROUP_ID, build_world
from sandbox.world import World

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
GROUP = Scene("group", GROUP_ID)


def noon() -> datetime:
    return NOON


def texts(world: World, scene: Scene = GROUP) -> list[str]:
    return [message.segments[0]["data"]["text"] for message in world.history(scene)]


def test_history_survives_a_restart(reopen: Callable[[], World]) -> None:
    first = reopen()
    kept = first.say("10005", "打卡", GROUP_ID)
    gone = first.say("10006", "发错了", GROUP_ID)
    first.react(kept.message_id, "10000", "124")
    first.recall(gone.message_id, "10006")
    first.rename(GROUP_ID, "10005", "张三丰")
    first.bot_say(Scene("private", "10005"), "已登记")

    second = reopen()
    assert second.message(kept.message_id).reactions == {"124": {"10000"}}
    assert second.message(gone.message_id).recalled_by == "10006"
    assert second.member(GROUP_ID, "10005").card == "张三丰"
    assert texts(second, Scene("private", "10005")) == ["已登记"]
    assert [(one.after, one.change.kind) for one in second.notes] == [(gone.message_id, "renamed")]
    assert second.message(kept.message_id).sent_at == NOON


def test_half_a_line_loses_only_itself(reopen: Callable[[], World], journal: Path) -> None:
    world = reopen()
    world.say("10005", "第一条", GROUP_ID)
    world.say("10005", "写到一半就断电", GROUP_ID)
    journal.write_bytes(journal.read_bytes()[:-40])

    again = reopen()
    assert texts(again) == ["第一条"]
    again.say("10005", "断电之后", GROUP_ID)
    assert texts(reopen()) == ["第一条", "断电之后"]


def test_journal_that_does_not_fit_the_cast_is_read_as_far_as_it_does(
    reopen: Callable[[], World], journal: Path
) -> None:
    world = reopen()
    world.say("10005", "打卡", GROUP_ID)
    known = journal.read_text(encoding="utf-8")
    journal.write_text(known.replace("10005", "10098") + known, encoding="utf-8")
    assert [message.sender_id for message in reopen().history(GROUP)] == ["10005"]


def test_a_long_journal_is_tidied_when_opened(reopen: Callable[[], World], journal: Path) -> None:
    world = reopen()
    gone = world.upload("10005", "旧.xlsx", b"PK", GROUP_ID)
    world.react(gone.message_id, "10001", "124")
    world.rename(GROUP_ID, "10006", "李四同志")
    for number in range(MOST_LINES):
        world.say("10005", f"第 {number} 条", GROUP_ID)
    private = world.upload("10007", "新.xlsx", b"PK", None)
    world.recall(private.message_id, "10007")

    again = reopen()
    assert texts(again) == [f"第 {number} 条" for number in range(MOST_LINES - KEPT, MOST_LINES)]
    assert (again.message(private.message_id).recalled, len(again.files)) == (True, 1)
    assert again.member(GROUP_ID, "10006").card == "李四同志"
    assert journal.read_bytes().count(b"\n") == KEPT + 4
    again.say("10005", "收拾之后", GROUP_ID)
    assert texts(reopen())[-1] == "收拾之后"


OLD = """\
{"message":{"message_id":7,"scene":{"kind":"group","id":"20001"},"sender_id":"10005",\
"segments":[{"type":"text","data":{"text":"打卡"}}],"sent_at":"2026-11-23T04:00:00Z",\
"recalled_by":null,"reactions":{}},"kind":"said"}
{"message_id":7,"user_id":"10000","emoji_id":"124","added":true,"at":"2026-11-23T04:00:00Z","kind":"reacted"}
"""


def test_a_journal_of_the_first_version_is_still_read(reopen: Callable[[], World], journal: Path) -> None:
    journal.parent.mkdir()
    journal.write_text(OLD, encoding="utf-8")
    (message,) = reopen().history(GROUP)
    assert (message.text, message.reactions) == ("打卡", {"124": {"10000"}})
    assert CHANGES.dump_python(Said(message), mode="json")["message"]["scene"] == {"kind": "group", "id": GROUP_ID}


def test_ids_rise_even_when_the_clock_stands_still_or_goes_back() -> None:
    times = iter([NOON, NOON, datetime(2020, 1, 1, tzinfo=UTC)])
    world = build_world(None, lambda: next(times))
    ids = [world.say("10005", "打卡", GROUP_ID).message_id for _ in range(3)]
    assert ids == sorted(set(ids))


def test_a_fresh_world_later_does_not_reuse_ids() -> None:
    earlier = build_world(None, noon).say("10005", "打卡", GROUP_ID)
    later = build_world(None, lambda: NOON.replace(hour=5)).say("10005", "打卡", GROUP_ID)
    assert later.message_id > earlier.message_id


def test_listeners_hear_changes_in_order_and_only_while_listening(world: World) -> None:
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        world.say("10005", "打卡", GROUP_ID)
        world.rename(GROUP_ID, "10005", "小张")
    world.leave(GROUP_ID, "10005")
    assert [type(change) for change in heard] == [Said, Renamed]


def test_recall_follows_the_rules_of_the_group(world: World) -> None:
    message = world.say("10005", "打卡", GROUP_ID)
    with pytest.raises(Refused, match="只能撤回自己的"):
        world.recall(message.message_id, "10001")
    world.recall(message.message_id, "10012")
    with pytest.raises(Refused, match="已经撤回"):
        world.recall(message.message_id, "10005")


def test_the_same_reaction_twice_is_one_change(world: World) -> None:
    message = world.say("10005", "打卡", GROUP_ID)
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        for add in (True, True, False, False):
            world.react(message.message_id, "10000", "124", add=add)
    assert len(heard) == 2
    assert message.reactions == {}


def test_who_left_can_not_speak_in_the_group_but_is_remembered(world: World) -> None:
    world.say("10005", "打卡", GROUP_ID)
    world.leave(GROUP_ID, "10005")
    with pytest.raises(Refused, match="不在群里"):
        world.say("10005", "还有一句", GROUP_ID)
    assert world.person("10005").name == "张三"


def test_a_new_label_stays_through_a_restart_and_a_new_card(reopen: Callable[[], World]) -> None:
    world = reopen()
    world.relabel("10005", "党小组组长")
    world.rename(GROUP_ID, "10005", "张三丰")
    heard: list[Change] = []
    with world.changes.listening(heard.append):
        world.relabel("10005", "党小组组长")
    assert heard == []
    assert (reopen().person("10005").label, reopen().person("10005").name) == ("党小组组长", "张三丰")


def test_the_cast_is_what_the_seed_expects(world: World) -> None:
    assert [one.name for one in CAST if one.office] == ["王建国", "李红梅", "陈志强", "赵明"]
    assert [one.user_id for one in CAST if one.is_superuser] == ["10012"]
    assert world.member(GROUP_ID, "10012").role == "owner"
    assert world.member(GROUP_ID, "10001").role == "member"
    assert len(world.group(GROUP_ID).members) == len(CAST) + 1
