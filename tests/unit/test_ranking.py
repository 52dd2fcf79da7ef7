"""榜上列谁：至多一半、至多十位，并列不拆，笔画为序，与时间无关。"""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import ranking
from core.domain.ranking import Place, Scored, most_listed, places

NAMES = ["张三", "李四", "王五", "赵六", "孙丽", "欧阳明", "司马光", "阿里木·买买提", "𬭎一", "爨宝子", "䶮二", "丁一"]
people = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 12)), max_size=40)


def ranked(scores: Sequence[tuple[str, int]]) -> list[Scored]:
    """各人名字不同，分高的在前。"""
    each = [Scored(f"{name}{number}", points) for number, (name, points) in enumerate(scores)]
    return sorted(each, key=lambda one: -one.points)


@pytest.mark.parametrize(
    ("participants", "most"), [(0, 0), (3, 0), (4, 2), (5, 2), (7, 3), (19, 9), (20, 10), (21, 10), (500, 10)]
)
def test_at_most_ten_and_at_most_half(participants: int, most: int) -> None:
    assert most_listed(participants) == most


def test_the_model_reply() -> None:
    scored = [Scored("张三", 26), Scored("李四", 24), Scored("王五", 24), Scored("赵六", 22), Scored("孙丽", 20)]
    assert ranking.spoken(places(scored, 8)) == "1 张三 26；2 王五、李四 24；4 赵六 22"


def test_a_tie_that_does_not_fit_is_left_out_whole() -> None:
    scored = [Scored("张三", 26), *(Scored(name, 24) for name in ("李四", "王五", "赵六"))]
    assert places(scored, 6) == [Place(1, ("张三",), 26)]
    assert places(scored, 8) == [Place(1, ("张三",), 26), Place(2, ("王五", "李四", "赵六"), 24)]


def test_everybody_tied_nobody_is_listed() -> None:
    assert places([Scored(name, 2) for name in NAMES[:6]], 10) == []


def test_whoever_comes_after_a_tie_left_out_is_left_out_too() -> None:
    scored = [*(Scored(name, 9) for name in NAMES[:4]), Scored("丁一", 1)]
    assert places(scored, 6) == []


@settings(deadline=None)
@given(people, st.integers(0, 60))
def test_what_holds_for_any_scores(scores: list[tuple[str, int]], opted_out: int) -> None:
    scored, participants = ranked(scores), len(scores) + opted_out
    made = places(scored[: most_listed(participants) + 1], participants)
    listed = [name for place in made for name in place.names]
    assert len(listed) <= min(10, participants // 2)
    assert participants >= 4 or not listed
    # 并列的要么都在，要么都不在
    for place in made:
        assert set(place.names) == {one.name for one in scored if one.points == place.points}
    # 列出的是最前面的几位，名次是前面有几位再加一
    assert {one.name for one in scored[: len(listed)]} == set(listed)
    assert [place.number for place in made] == [1 + sum(one.points > place.points for one in scored) for place in made]
    # 只给到够用的几位，与全给一样
    assert made == places(scored, participants)


@settings(deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_order_they_come_in_makes_no_difference(scores: list[tuple[str, int]], random: Random) -> None:
    scored = ranked(scores)
    shuffled = list(scored)
    random.shuffle(shuffled)
    again = sorted(shuffled, key=lambda one: -one.points)
    assert places(again, len(scored)) == places(scored, len(scored))


def test_by_strokes_of_the_surname_then_of_the_name() -> None:
    tied = ["张三", "爨宝子", "李四", "司马光", "王五", "丁一", "王一", "欧阳明", "司光"]
    made = places([Scored(name, 5) for name in tied], 18)
    # 丁 2；王 4（一 1、五 4）；司 5，复姓司马 5、3；李、张 7（三 3、四 5）；欧阳 8、6；爨 30
    assert made == [Place(1, ("丁一", "王一", "王五", "司光", "司马光", "张三", "李四", "欧阳明", "爨宝子"), 5)]


def test_a_character_without_known_strokes_comes_last_and_marks_do_not_count() -> None:
    tied = ["ㄅ某", "爨一", "阿里木·买买提", "阿里木买买提"]
    made = places([Scored(name, 5) for name in tied], 8)
    assert made[0].names == ("阿里木·买买提", "阿里木买买提", "爨一", "ㄅ某")
