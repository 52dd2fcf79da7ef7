"""加好友：名册上的人来加就同意，别人的留给运维。"""

import pytest

from core.chat.platform import NotConnected, SendFailed, SendUnknown
from core.store.db import Database
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


@BOTH
async def test_somebody_on_the_roster_is_accepted(group: Group) -> None:
    assert await group.befriends(PEOPLE["张三"], "f1") == "［同意好友申请］f1"


async def test_so_are_the_masses_of_the_branch(group: Group) -> None:
    await group.say("王建国", "定类别 @吴芳 群众")
    assert await group.befriends(PEOPLE["吴芳"], "f1") == "［同意好友申请］f1"


async def test_anybody_else_is_left_alone(group: Group) -> None:
    assert await group.befriends("10098") == SILENT


async def test_whoever_was_taken_off_the_roster_is_left_alone(group: Group) -> None:
    await group.say("王建国", "移出花名册 @张三")
    assert await group.befriends(PEOPLE["张三"]) == SILENT


@BOTH
async def test_a_request_that_comes_three_times_is_accepted_once(group: Group) -> None:
    said = [await group.befriends(PEOPLE["张三"], "f1") for _ in range(3)]
    assert said == ["［同意好友申请］f1", SILENT, SILENT]
    await group.stage.restart()
    assert await group.befriends(PEOPLE["张三"], "f1") == SILENT


async def test_another_request_of_the_same_person_is_accepted_too(group: Group) -> None:
    """删了又来加的，是另一次申请。"""
    assert await group.befriends(PEOPLE["张三"], "f1") != SILENT
    group.stage.clock.move(days=1)
    assert await group.befriends(PEOPLE["张三"], "f2") == "［同意好友申请］f2"


@pytest.mark.parametrize("trouble", [SendFailed(100, "不行"), SendUnknown("没有回音"), NotConnected()])
async def test_when_it_cannot_be_accepted_nothing_else_suffers(group: Group, trouble: Exception) -> None:
    group.stage.bot.trouble = trouble
    assert await group.befriends(PEOPLE["张三"]) == SILENT
    group.stage.bot.trouble = None
    assert await group.say("张三", "打卡") == "［表情］"


async def test_before_there_is_any_branch_nobody_is_accepted(database: Database) -> None:
    group = Group(Stage(database, NOON), PEOPLE)
    assert await group.befriends(PEOPLE["张三"]) == SILENT
