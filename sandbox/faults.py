"""故障开关：叫接口失败、不答、答得晚、办了却不答，叫事件重复、乱序、迟到、丢失。

在端到端测试里这样用：

    world = World([Group(one, f"{one}群", members()) for one in GROUPS], now=clock)  # 六十个群
    faults = Faults()
    url = f"ws://127.0.0.1:{house.port}/onebot/v11/ws"
    async with Client(world, url, TOKEN, faults=faults) as client:
        await client.connected.wait()
        for one in GROUPS[:10]:
            faults.ghost("send_msg", times=1, when=to_group(one))  # 发出去了，回音不来
        for one in GROUPS[10:20]:
            faults.fail("send_msg", times=2, when=to_group(one))  # 头两次明说没发成
        world.mute(GROUPS[20], world.self_id)  # 机器人在这个群被禁言，同时有通知
        for _ in range(3):
            client.drop()  # 断开，自己会重连
            await client.connected.wait()
        ...  # 该发通知的时候
        expected = dict.fromkeys(GROUPS, 1) | {GROUPS[20]: 0}
        await until(lambda: client.deliveries("第三季度") == Counter(expected), "每个群恰好一条")

接口的故障按登记的先后找，第一条对得上、次数没有用完的生效；每次调用都记在 client.calls 里。
"""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sandbox.dialect import Dialect, Frame

When = Callable[[Frame], bool]
Reply = Callable[[Dialect, str], Frame]

FAILED = 1200
TIMED_OUT = (
    "Timeout: NTEvent serviceAndMethod:NodeIKernelMsgService/sendMsg "
    'ListenerName:NodeIKernelMsgListener/onMsgInfoListUpdate EventRet:\n{\n    "result": 0,\n    "errMsg": ""\n}\n'
)
"""NapCat 等不到 QQ 的确认时的原话：也许发出去了，也许没有。"""


def to_group(*group_ids: str) -> When:
    """只管发到这几个群的调用。"""
    return lambda params: str(params.get("group_id")) in group_ids


def to_user(*user_ids: str) -> When:
    """只管涉及这几个人的调用。"""
    return lambda params: str(params.get("user_id")) in user_ids


@dataclass(slots=True, kw_only=True, eq=False)
class Rule:
    """一条故障：哪个动作（可以写 send_*）、什么时候、几次（None 不限），办不办、答不答；hits 是用了几次。"""

    action: str
    times: int | None = None
    when: When | None = None
    performed: bool = True
    reply: Reply | None = None
    answered: bool = True
    before: float = 0.0
    after: float = 0.0
    hits: int = 0

    def matches(self, action: str, params: Frame) -> bool:
        """对得上，次数也没有用完。"""
        left = self.times is None or self.hits < self.times
        return left and fnmatchcase(action, self.action) and (self.when is None or self.when(params))


HEALTHY = Rule(action="*")
"""没有故障：马上办，马上答。"""


class Faults:
    """一个连接上可以随时拨动的故障开关；默认都不开。"""

    def __init__(self) -> None:
        """都不开。"""
        self.clear()

    def clear(self) -> None:
        """全部关上。"""
        self.rules: list[Rule] = []
        self.copies = 1
        self.window = 1
        self.lateness = 0.0
        self._losses: list[Rule] = []

    def fail(
        self,
        action: str,
        retcode: int = FAILED,
        message: str = "发送失败",
        *,
        times: int | None = None,
        when: When | None = None,
    ) -> Rule:
        """没有办，明说失败。"""

        def reply(dialect: Dialect, _: str) -> Frame:
            return dialect.failed(retcode, message)

        return self._add(Rule(action=action, times=times, when=when, performed=False, reply=reply))

    def timeout(self, action: str, *, performed: bool, times: int | None = None, when: When | None = None) -> Rule:
        """应答说超时，其实办了（performed）或没有办：NapCat 的“不知道发出去没有”。"""

        def reply(dialect: Dialect, _: str) -> Frame:
            return dialect.failed(FAILED, TIMED_OUT)

        return self._add(Rule(action=action, times=times, when=when, performed=performed, reply=reply))

    def silent(self, action: str, *, times: int | None = None, when: When | None = None) -> Rule:
        """没有办，也不答。"""
        return self._add(Rule(action=action, times=times, when=when, performed=False, answered=False))

    def ghost(
        self, action: str, *, answer_after: float | None = None, times: int | None = None, when: When | None = None
    ) -> Rule:
        """马上办了，却不答；给了 answer_after 就过这么多秒才答。"""
        answered, after = answer_after is not None, answer_after or 0.0
        return self._add(Rule(action=action, times=times, when=when, answered=answered, after=after))

    def slow(self, action: str, seconds: float, *, times: int | None = None, when: When | None = None) -> Rule:
        """过这么多秒才办，办完就答。"""
        return self._add(Rule(action=action, times=times, when=when, before=seconds))

    def unsupported(self, *actions: str) -> None:
        """没有这几个动作。"""
        for action in actions:
            self._add(Rule(action=action, performed=False, reply=lambda dialect, name: dialect.unsupported(name)))

    def remove(self, rule: Rule) -> None:
        """撤掉一条接口故障，或者一条丢事件的。"""
        self.rules = [one for one in self.rules if one is not rule]
        self._losses = [one for one in self._losses if one is not rule]

    def duplicate(self, times: int) -> None:
        """此后每个事件一共送 times 遍；1 是照常。"""
        self.copies = times

    def shuffle(self, window: int) -> None:
        """此后每攒够 window 个事件就倒着送出去；不满的攒一会儿也送；1 是照常。"""
        self.window = window

    def delay(self, seconds: float) -> None:
        """此后每个事件晚到这么多秒；0 是照常。"""
        self.lateness = seconds

    def lose(self, *, times: int | None = None, when: When | None = None) -> Rule:
        """此后的事件不送；when 看的是事件的帧。"""
        rule = Rule(action="*", times=times, when=when)
        self._losses.append(rule)
        return rule

    def meet(self, action: str, params: Frame) -> Rule:
        """这次调用碰上的故障，并记一次；没有故障是 HEALTHY。"""
        return _first(self.rules, action, params) or HEALTHY

    def loses(self, event: Frame) -> bool:
        """这个事件要丢掉，并记一次。"""
        return _first(self._losses, "", event) is not None

    def _add(self, rule: Rule) -> Rule:
        self.rules.append(rule)
        return rule


def _first(rules: list[Rule], action: str, params: Frame) -> Rule | None:
    rule = next((one for one in rules if one.matches(action, params)), None)
    if rule is not None:
        rule.hits += 1
    return rule
