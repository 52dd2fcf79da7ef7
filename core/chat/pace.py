"""节拍：一个账号多久能再主动说一句，一处多久能再听到一句。只看不会倒走的钟，不受对时影响。

平台对发得太密的账号会限制甚至封停，所以：同一处至少隔一秒多，一个账号每分钟不超过 SENDS_PER_MINUTE 条，
间隔略有长短，刚连上的一分钟里匀着发。表情不算；答话不等，但算在每分钟的条数里。
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """节拍的数：per_minute 是一个账号每分钟至多几条；gap 是同一处两句之间至少几秒，jitter 是再随机多等几秒之内。"""

    per_minute: int = 20
    gap: float = 1.0
    jitter: float = 0.5


@dataclass(slots=True)
class _Account:
    spoken: deque[float] = field(default_factory=deque[float])
    """这一分钟里说过的话，各是什么时候。"""
    letters: deque[float] = field(default_factory=deque[float])
    """其中主动说的。"""
    resting: dict[str, float] = field(default_factory=dict[str, float])
    """刚说过话的地方，各歇到什么时候。"""
    next_letter: float = 0.0
    last_letter: float = float("-inf")
    since: float = float("-inf")


class Pacer:
    """一个进程里各账号的节拍。"""

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        """Clock 是以秒计、只进不退的钟。"""
        self._pace, self._clock = pace, clock
        self._accounts: dict[str, _Account] = {}
        self.unhurried = True
        """为假是在拨快体验模式的钟，不讲节拍。"""

    def connected(self, account: str) -> None:
        """账号刚连上。"""
        self._of(account).since = self._clock()

    def answered(self, account: str, place: str) -> None:
        """答了一句话；拨快钟的时候说的都不算，免得拨完了一分钟说不了话。"""
        if self.unhurried:
            self._speak(self._of(account), place)

    def sent(self, account: str, place: str) -> None:
        """主动说了一句；拨快钟的时候说的不算。"""
        if not self.unhurried:
            return
        known, now, pace = self._of(account), self._clock(), self._pace
        self._speak(known, place)
        # 刚连上的一分钟里匀着发，别把积下的一口气倒出来
        share = 1 if now - known.since < MINUTE else 6
        known.last_letter = now
        known.letters.append(now)
        known.next_letter = now + MINUTE / pace.per_minute / share * random.uniform(1, 1 + pace.jitter)  # noqa: S311 不作密用

    def wait(self, account: str) -> float:
        """这个账号还要等几秒才能再主动说一句。"""
        known, now, pace = self._of(account), self._clock(), self._pace
        self._forget(known, now)
        if not self.unhurried:
            return 0.0
        if now < known.next_letter:
            return known.next_letter - now
        if len(known.spoken) < pace.per_minute:
            return 0.0
        full = known.spoken[0] + MINUTE - now
        if 2 * len(known.letters) >= pace.per_minute:
            return full
        # 多半是答话占去的：答话再多，也不能让该说的一直说不出去
        return max(0.0, min(full, known.last_letter + 2 * MINUTE / pace.per_minute - now))

    def resting(self, account: str) -> dict[str, float]:
        """刚说过话、还要再歇一会儿的地方，各还要几秒。"""
        known, now = self._of(account), self._clock()
        self._forget(known, now)
        if not self.unhurried:
            return {}
        return {place: until - now for place, until in known.resting.items()}

    def _speak(self, known: _Account, place: str) -> None:
        now = self._clock()
        known.spoken.append(now)
        known.resting[place] = now + self._pace.gap + random.uniform(0, self._pace.jitter)  # noqa: S311 不作密用
        self._forget(known, now)

    @staticmethod
    def _forget(known: _Account, now: float) -> None:
        for said in (known.spoken, known.letters):
            while said and said[0] <= now - MINUTE:
                said.popleft()
        for place in [place for place, until in known.resting.items() if until <= now]:
            del known.resting[place]

    def _of(self, account: str) -> _Account:
        return self._accounts.setdefault(account, _Account())
