"""跳闸：接连发不出去就停下，隔一阵试一件，通了慢慢发；钟由测试拨。"""

import itertools
from collections import Counter
from dataclasses import dataclass, field

import pytest

from core.chat.breaker import (
    GROUP_SECONDS,
    GROUP_TRIES,
    PROBE_SECONDS,
    SLOW_MOST,
    SLOW_SECONDS,
    TRIPS_AFTER,
    Breaker,
)

US, THEM = "10000", "10999"
A_STEP = 5.0
AT_ONCE = 8
"""同时等着回音的几件，与投递员一样。"""


@dataclass
class Post:
    """一个只管群消息的投递员：每五秒来一趟，能发就发；works 是平台通不通。"""

    now: float = 1000.0
    works: bool = False
    tries: list[tuple[float, str]] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    alerts: list[float] = field(default_factory=list)
    all_clear: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.breaker = Breaker(lambda: self.now)

    def run(self, seconds: float, waiting: list[str]) -> None:
        """过这么多秒，把 waiting 里各群的信往外发；发成的从里面拿掉。"""
        end = self.now + seconds
        while self.now < end:
            while batch := self._claim(waiting):
                for group in batch:
                    self._finish(group, waiting)
                if not self.works:
                    break
            self.now += A_STEP

    def _claim(self, waiting: list[str]) -> list[str]:
        """同时发出去的几件，各在各的群。"""
        batch: list[str] = []
        resting = self.breaker.resting(US)
        for group in waiting:
            if len(batch) < AT_ONCE and group not in {*batch, *resting} and not self.breaker.wait(US):
                self.breaker.started(US)
                self.tries.append((self.now, group))
                batch.append(group)
        return batch

    def _finish(self, group: str, waiting: list[str]) -> None:
        if self.works:
            waiting.remove(group)
            self.arrived.append(self.now)
            if self.breaker.succeeded(US, group):
                self.all_clear.append(self.now)
        elif self.breaker.failed(US, group):
            self.alerts.append(self.now)


def a_hundred_groups(each: int) -> list[str]:
    return [f"group:{number}" for _ in range(each) for number in range(100)]


@pytest.mark.parametrize("each", [1, 3])
def test_twenty_minutes_of_failing_sends_then_recovery(each: int) -> None:
    post, waiting = Post(), a_hundred_groups(each)
    post.run(20 * 60, waiting)
    per_group = Counter(group for _, group in post.tries)
    assert max(per_group.values()) <= 3
    assert len(post.tries) <= TRIPS_AFTER + AT_ONCE + 20 * 60 / PROBE_SECONDS
    assert len(post.alerts) == 1

    post.works, back = True, post.now
    post.run(30 * 60, waiting)
    assert waiting == []
    assert len(post.alerts) == len(post.all_clear) == 1
    first = post.all_clear[0]
    assert first - back <= PROBE_SECONDS
    assert sum(first <= one < first + SLOW_SECONDS for one in post.arrived) == SLOW_MOST


def test_while_it_is_open_one_probe_in_five_minutes() -> None:
    post = Post()
    post.run(60 * 60, a_hundred_groups(3))
    tripped = post.alerts[0]
    probes = [at for at, _ in post.tries if at > tripped]
    assert len(probes) == pytest.approx(60 * 60 / PROBE_SECONDS, abs=1)
    assert all(later - former >= PROBE_SECONDS for former, later in itertools.pairwise(probes))


def fail(breaker: Breaker, times: int, place: str = "group:1", account: str = US) -> list[bool]:
    return [breaker.failed(account, place) for _ in range(times)]


class TestOneGroup:
    """一个群发不出去，歇着的只是这个群。"""

    def test_it_rests_after_three(self) -> None:
        post = Post()
        fail(post.breaker, GROUP_TRIES - 1)
        assert post.breaker.resting(US) == set()
        fail(post.breaker, 1)
        assert post.breaker.resting(US) == {"group:1"}
        assert post.breaker.wait(US) == 0
        post.now += GROUP_SECONDS
        assert post.breaker.resting(US) == set()

    def test_after_its_rest_one_more_failure_is_enough(self) -> None:
        post = Post()
        fail(post.breaker, GROUP_TRIES)
        post.now += GROUP_SECONDS
        fail(post.breaker, 1)
        assert post.breaker.resting(US) == {"group:1"}

    def test_a_success_there_forgets_it(self) -> None:
        post = Post()
        fail(post.breaker, GROUP_TRIES)
        assert not post.breaker.succeeded(US, "group:1")
        assert post.breaker.resting(US) == set()
        fail(post.breaker, GROUP_TRIES - 1)
        assert post.breaker.resting(US) == set()

    def test_successes_elsewhere_keep_the_account_going(self) -> None:
        post = Post()
        for _ in range(100):
            assert fail(post.breaker, 1) == [False]
            post.breaker.succeeded(US, "group:2")
        assert post.breaker.wait(US) == 0
        assert post.breaker.resting(US) == {"group:1"}


class TestAccounts:
    def test_each_for_itself(self) -> None:
        post = Post()
        assert fail(post.breaker, TRIPS_AFTER) == [False] * (TRIPS_AFTER - 1) + [True]
        assert post.breaker.wait(US) == PROBE_SECONDS
        assert post.breaker.wait(THEM) == 0
        assert post.breaker.resting(THEM) == set()

    def test_recovered_it_trips_anew_only_after_as_many_failures(self) -> None:
        post = Post()
        fail(post.breaker, TRIPS_AFTER)
        assert post.breaker.succeeded(US, "group:1")
        assert fail(post.breaker, TRIPS_AFTER, "group:2") == [False] * (TRIPS_AFTER - 1) + [True]

    def test_a_success_already_on_its_way_when_it_tripped_is_a_recovery(self) -> None:
        post = Post()
        fail(post.breaker, TRIPS_AFTER)
        assert post.breaker.succeeded(US, "group:7")
        assert not post.breaker.succeeded(US, "group:8")
        assert post.breaker.wait(US) == 0


def test_after_the_slow_minute_it_goes_on_as_before() -> None:
    post = Post()
    fail(post.breaker, TRIPS_AFTER)
    post.now += PROBE_SECONDS
    post.breaker.started(US)
    post.breaker.succeeded(US, "group:1")
    for _ in range(SLOW_MOST - 1):
        assert post.breaker.wait(US) == 0
        post.breaker.started(US)
    assert post.breaker.wait(US) == SLOW_SECONDS
    post.now += SLOW_SECONDS
    assert post.breaker.wait(US) == 0
