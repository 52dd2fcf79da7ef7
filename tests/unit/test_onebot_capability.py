"""各家能做什么：从名字知道的，和试出来的。"""

import pytest

from core.chat.onebot.capability import EMOJI_LIKE, GROUP_REACTION, UNKNOWN, Capability, dialect_of


@pytest.mark.parametrize("name", ["NapCat.Onebot", "NapCat", "LLOneBot", "LLTwoBot", "LLBot", "LuckyLilliaBot"])
def test_those_that_take_file_contents(name: str) -> None:
    assert dialect_of(name).takes_files
    assert dialect_of(name).faces[0] == EMOJI_LIKE


@pytest.mark.parametrize("name", ["Lagrange.OneBot", "go-cqhttp", "Shamrock", "OpenShamrock", "EulerOneBot", "", "？"])
def test_those_that_do_not(name: str) -> None:
    assert not dialect_of(name).takes_files


def test_lagrange_has_its_own_way_to_react() -> None:
    assert dialect_of("Lagrange.OneBot").faces == (GROUP_REACTION, EMOJI_LIKE)


def test_what_was_refused_is_tried_again_after_an_hour() -> None:
    able = Capability()
    assert able.may_try(EMOJI_LIKE, 0.0)
    able.refused(EMOJI_LIKE, 100.0)
    assert not able.may_try(EMOJI_LIKE, 3699.0)
    assert able.may_try(EMOJI_LIKE, 3700.0)
    assert able.may_try(GROUP_REACTION, 100.0)


def test_another_implementation_starts_afresh_and_the_same_one_does_not() -> None:
    able = Capability()
    able.learn("Lagrange.OneBot")
    able.refused(EMOJI_LIKE, 0.0)
    able.learn("Lagrange.OneBot")
    able.learn("")
    assert not able.may_try(EMOJI_LIKE, 1.0)
    able.learn("NapCat.Onebot")
    assert able.may_try(EMOJI_LIKE, 1.0)
    assert able.dialect is not UNKNOWN
