"""跳闸：群消息接连发不出去，多半是账号受了限制，越发越糟；停下来，隔一阵试一件，通了再慢慢发。

一个群连着三次发不出去，这个群歇半小时（支委确认过的每五分钟可以试一件）；一个账号连着十二次（不论哪些群）发不出去，整个账号的群消息停下，五分钟试一件。
通了以后的一分钟里至多发五件。只看不会倒走的钟；私聊发不出去多半是对方不是好友，不算。
"""

from collections.abc import Callable
from dataclasses import dataclass, field

TRIPS_AFTER = 12
GROUP_TRIES = 3
PROBE_SECONDS = 300.0
GROUP_SECONDS = 1800.0
SLOW_SECONDS = 60.0
SLOW_MOST = 5


@dataclass(slots=True)
class _Account:
    failures: int = 0
    next_probe: float | None = None
    """不空就是跳了闸。"""
    recovered: float = float("-inf")
    since_recovery: int = 0
    groups: dict[str, int] = field(default_factory=dict[str, int])
    resting: dict[str, float] = field(default_factory=dict[str, float])
    probe_at: dict[str, float] = field(default_factory=dict[str, float])
    """歇着的群，什么时候可以用支委确认过的一件去试。"""


class Breaker:
    """一个进程里各账号的闸。"""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Clock 是以秒计、只进不退的钟。"""
        self._clock = clock
        self._accounts: dict[str, _Account] = {}

    def wait(self, account: str) -> float:
        """这个账号还要等几秒才能再发一件群消息。"""
        known, now = self._of(account), self._clock()
        if known.next_probe is not None:
            return max(0.0, known.next_probe - now)
        if known.since_recovery >= SLOW_MOST and now < known.recovered + SLOW_SECONDS:
            return known.recovered + SLOW_SECONDS - now
        return 0.0

    def resting(self, account: str) -> set[str]:
        """还歇着的群。"""
        now = self._clock()
        return {place for place, until in self._of(account).resting.items() if until > now}

    def probing(self, account: str) -> set[str]:
        """歇着的群里，可以用支委确认过的一件去试一试的：等着的人是当面答应过的，不能一歇半小时。"""
        known, now = self._of(account), self._clock()
        return {place for place in self.resting(account) if known.probe_at.get(place, 0.0) <= now}

    def started(self, account: str) -> None:
        """要发一件群消息了。"""
        known, now = self._of(account), self._clock()
        if known.next_probe is not None:
            known.next_probe = now + PROBE_SECONDS
        elif now < known.recovered + SLOW_SECONDS:
            known.since_recovery += 1

    def failed(self, account: str, place: str) -> bool:
        """没有发成；因此刚跳闸则为真。"""
        known, now = self._of(account), self._clock()
        known.failures += 1
        known.groups[place] = known.groups.get(place, 0) + 1
        if known.groups[place] >= GROUP_TRIES:
            known.resting[place], known.probe_at[place] = now + GROUP_SECONDS, now + PROBE_SECONDS
        if known.failures < TRIPS_AFTER or known.next_probe is not None:
            return False
        known.next_probe = now + PROBE_SECONDS
        return True

    def succeeded(self, account: str, place: str) -> bool:
        """发成了；因此刚恢复则为真。"""
        known, now = self._of(account), self._clock()
        tripped = known.next_probe is not None
        known.failures, known.next_probe = 0, None
        known.groups.pop(place, None)
        known.resting.pop(place, None)
        if tripped:
            known.recovered, known.since_recovery = now, 1
            known.groups.clear()
            known.resting.clear()
        return tripped

    def _of(self, account: str) -> _Account:
        return self._accounts.setdefault(account, _Account())
