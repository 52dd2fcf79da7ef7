"""节拍：一个账号、一处各多久能再说一句；钟由测试拨。"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chat.pace import MINUTE, Pace, Pacer

US, THEM = "10000", "10999"
EVEN = Pace(per_minute=20, gap=1.0, jitter=0.0)
"""没有随机长短的节拍，好算。"""
A_LITTLE = 1e-6


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def of(pace: Pace = EVEN) -> tuple[Pacer, Seconds]:
    clock = Seconds()
    return Pacer(pace, clock), clock


def wait(pacer: Pacer, clock: Seconds) -> None:
    """一直等到可以说。"""
    while (seconds := pacer.wait(US)) > 0:
        clock.now += max(seconds, A_LITTLE)


def letters(pacer: Pacer, clock: Seconds, places: list[str]) -> Iterator[tuple[float, str]]:
    """依次往各处各说一句，能说就说；给出每一句是什么时候。"""
    for place in places:
        wait(pacer, clock)
        while rest := pacer.resting(US).get(place):
            clock.now += max(rest, A_LITTLE)
            wait(pacer, clock)
        pacer.sent(US, place)
        yield clock.now, place


def in_a_minute(times: list[float]) -> int:
    """任意六十秒里至多几条。"""
    return max(sum(start <= one < start + MINUTE - A_LITTLE for one in times) for start in times)


PACES = st.builds(Pace, st.integers(1, 60), st.floats(0.5, 5), st.floats(0, 1))
PLACES = st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=80)


@given(PACES, PLACES, st.booleans())
def test_when_nobody_asks_no_minute_has_more_than_so_many(pace: Pace, places: list[str], fresh: bool) -> None:
    pacer, clock = of(pace)
    if fresh:
        pacer.connected(US)
    times = [at for at, _ in letters(pacer, clock, places)]
    assert in_a_minute(times) <= pace.per_minute


def test_letters_alone_never_run_ahead_of_the_limit() -> None:
    """二十条一口气发完之后，第二十一条等满一分钟；不能以为是答话占去的。"""
    pacer, clock = of()
    times = [at for at, _ in letters(pacer, clock, [str(number) for number in range(45)])]
    assert times[20] - times[0] >= MINUTE - A_LITTLE
    assert times[40] - times[20] >= MINUTE - A_LITTLE


@given(PACES, PLACES)
def test_two_at_one_place_are_always_a_gap_apart(pace: Pace, places: list[str]) -> None:
    pacer, clock = of(pace)
    last: dict[str, float] = {}
    for at, place in letters(pacer, clock, places):
        assert at - last.get(place, float("-inf")) >= pace.gap - A_LITTLE
        last[place] = at


@given(st.integers(2, 60), st.floats(0.05, 1))
def test_answers_never_starve_letters(per_minute: int, every: float) -> None:
    """群里问个不停，该说的每分钟也能说出一半。"""
    pacer, clock = of(Pace(per_minute, gap=0, jitter=0))
    times: list[float] = []
    while clock.now < 1000 + 5 * MINUTE:
        pacer.answered(US, "甲")
        if not pacer.wait(US):
            pacer.sent(US, "乙")
            times.append(clock.now)
        clock.now += every
    for minute in range(1, 5):
        said = sum(minute * MINUTE <= at - 1000 < (minute + 1) * MINUTE for at in times)
        # 每一条都可能多等一个 every
        assert said >= MINUTE / (2 * MINUTE / per_minute + every) - 1


def test_the_first_word_waits_for_nothing() -> None:
    pacer, _ = of()
    assert pacer.wait(US) == 0
    assert pacer.resting(US) == {}


def test_answers_count_in_the_minute_but_never_wait() -> None:
    pacer, clock = of()
    pacer.sent(US, "甲")
    for _ in range(19):
        clock.now += 0.1
        pacer.answered(US, "乙")
    assert pacer.wait(US) > 1
    clock.now += MINUTE
    assert pacer.wait(US) == 0


def test_a_place_just_spoken_at_rests_and_the_others_do_not() -> None:
    pacer, clock = of()
    pacer.sent(US, "甲")
    clock.now += 0.6
    pacer.answered(US, "乙")
    assert pacer.resting(US) == {"甲": pytest.approx(0.4), "乙": pytest.approx(1.0)}
    clock.now += 0.5
    assert pacer.resting(US) == {"乙": pytest.approx(0.5)}


def test_just_connected_the_backlog_is_spread_over_the_minute() -> None:
    pacer, clock = of()
    pacer.connected(US)
    slow = [at - 1000 for at, _ in letters(pacer, clock, list("甲乙丙丁"))]
    assert slow == pytest.approx([0, 3, 6, 9])
    # 过了头一分钟就快起来
    clock.now = 1000 + 2 * MINUTE
    fast = [at - 1000 - 2 * MINUTE for at, _ in letters(pacer, clock, list("甲乙丙丁"))]
    assert fast == pytest.approx([0, 0.5, 1, 1.5])


def test_each_account_has_its_own_pace() -> None:
    pacer, _ = of()
    for number in range(20):
        pacer.answered(US, str(number))
    pacer.sent(US, "甲")
    assert pacer.wait(US) > 0
    assert pacer.wait(THEM) == 0
    assert pacer.resting(THEM) == {}


@given(st.floats(0, 1))
def test_the_pause_varies_a_little_and_never_falls_short(jitter: float) -> None:
    pacer, _ = of(Pace(20, gap=1.0, jitter=jitter))
    pacer.sent(US, "甲")
    assert 1.0 - A_LITTLE <= pacer.resting(US)["甲"] <= 1.0 + jitter + A_LITTLE
    assert 0.5 - A_LITTLE <= pacer.wait(US) <= 0.5 * (1 + jitter) + A_LITTLE


def test_what_is_said_while_the_sandbox_clock_runs_does_not_hold_up_what_follows() -> None:
    pacer, _ = of()
    pacer.unhurried = False
    for number in range(40):
        pacer.sent(US, f"private:{number}")
        pacer.answered(US, "group:1")
    pacer.unhurried = True
    assert (pacer.wait(US), pacer.resting(US)) == (0.0, {})
