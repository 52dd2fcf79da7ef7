"""一座城：几十个支部各有一个群，每个群一位书记、四位同志，还可以有一些后来才打卡的；钟可以拨。"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGUSR1
from zoneinfo import ZoneInfo

from sandbox.client import Client
from sandbox.faults import Faults, to_group
from sandbox.link import Call
from sandbox.model import ChatMessage, Group, Person, Said
from sandbox.onebot11 import OneBot11
from sandbox.world import World
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.waiting import until

CLOCKED = "tests.e2e.faults.clocked"
"""钟可以拨的助手。"""
HASTE = {"API_TIMEOUT": "1", "SENDS_PER_MINUTE": "600"}
MEMBERS = 4
SUMMARY = "学习小结："
FACE = "set_msg_emoji_like"
HISTORY = "get_group_msg_history"
ZONE = ZoneInfo("Asia/Shanghai")

QUESTION = "每周一公布"
"""问首任书记周报形式的那一句：设了书记就私下问一次，别处都不数它。"""
PATIENCE = 120.0
"""建城、了结各等多久：机器忙的时候慢，不算错。"""


class ShiftedClock:
    """助手和世界共用的钟：真的时间加上文件里的秒数。"""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shift(0.0)
        self._ticks = path.with_suffix(".ticks")
        self._ticks.touch()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.path.read_text("utf-8")))

    def shift(self, seconds: float) -> None:
        """一共拨快多少秒；负的是拨慢。"""
        # 换掉整个文件：助手不会正好读到写了一半的
        fresh = self.path.with_suffix(".new")
        fresh.write_text(str(seconds), "utf-8")
        fresh.replace(self.path)

    def advance(self, seconds: float) -> None:
        """再拨快多少秒。"""
        self.shift(float(self.path.read_text("utf-8")) + seconds)

    def set(self, hour: int, minute: int) -> None:
        """拨到今天北京时间几点几分。"""
        now = datetime.now(UTC)
        self.at(now.astimezone(ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0))

    def at(self, moment: datetime) -> None:
        """拨到某一刻。"""
        self.shift((moment - datetime.now(UTC)).total_seconds())

    @property
    def ticks(self) -> int:
        """看这个钟的助手，应 SIGUSR1 走完了几格。"""
        return self._ticks.stat().st_size


async def tick(clock: ShiftedClock, *houses: House) -> None:
    """这几个助手各走一格，等它们走完。"""
    before = clock.ticks
    for house in houses:
        house.signal(SIGUSR1)
    await until(lambda: clock.ticks >= before + len(houses), "走完一格", PATIENCE)


class Town:
    """世界和其中的各个支部。bots 是各机器人账号管的群；latecomers 是每个群里建城时还没有打卡的几位。"""

    def __init__(
        self, clock: ShiftedClock, groups: int, bots: tuple[str, ...] = ("10000",), latecomers: int = 0
    ) -> None:
        self.clock, self._latecomers = clock, latecomers
        self.groups = [str(20_001 + number) for number in range(groups)]
        self.world = World([Group(one, f"第{one}群", self._people(one)) for one in self.groups], now=clock)
        share = -(-groups // len(bots))
        self.bots = {bot: self.groups[at * share : (at + 1) * share] for at, bot in enumerate(bots)}
        for bot in bots[1:]:
            self.world.add_bot(bot, "支部群助手", self.bots[bot])

    def secretary(self, group_id: str) -> str:
        """一个群的书记。"""
        return f"3{group_id}"

    def members(self, group_id: str) -> list[str]:
        """一个群的四位同志。"""
        return [f"4{group_id}{number}" for number in range(MEMBERS)]

    def latecomers(self, group_id: str) -> list[str]:
        """一个群里后来才打卡的几位。"""
        return [f"5{group_id}{number:02}" for number in range(self._latecomers)]

    @property
    def all_latecomers(self) -> list[str]:
        """各群后来才打卡的，一群一位轮着来。"""
        return [one for turn in zip(*map(self.latecomers, self.groups), strict=True) for one in turn]

    @property
    def people(self) -> list[str]:
        """各群要打卡的每一位。"""
        return [one for group_id in self.groups for one in (*self.members(group_id), *self.latecomers(group_id))]

    def check_in(self, user_id: str) -> ChatMessage:
        """一位同志在自己的群里打卡。"""
        return self.world.say(user_id, "打卡", group_of(user_id))

    def redeliver(self, messages: Iterable[ChatMessage]) -> None:
        """这些消息原样再送一遍。"""
        for one in messages:
            self.world.changes.publish(Said(one))

    def spoken(self, containing: str = "") -> list[str]:
        """机器人说过的、含 containing 的话；问书记周报形式的不在内。"""
        return [one.text for one in self._said() if containing in one.text and QUESTION not in one.text]

    def asked(self) -> Counter[str]:
        """问了各群的书记周报的形式几次。"""
        return Counter(group_of(one.scene.id) for one in self._said() if QUESTION in one.text)

    def client(self, house: House, bot: str = "10000", faults: Faults | None = None) -> Client:
        """一个账号连到一个助手。"""
        url = f"ws://127.0.0.1:{house.port}/onebot/v11/ws"
        return Client(self.world, url, TOKEN, dialect=OneBot11(self.world, bot), faults=faults)

    async def found(self, order: str = "小结 开", done: str = "每日学习小结已打开") -> None:
        """各支部绑定、设书记、四位同志打卡、书记在群里说 order（打开每日小结）；都答了 done 才返回。"""
        for group_id in self.groups:
            self.world.say(OPERATOR, f"绑定支部 支部{group_id}", group_id)
        await self._heard("已绑定")
        for group_id in self.groups:
            words = ("设职务 ", " 书记")
            before, after = ({"type": "text", "data": {"text": one}} for one in words)
            at = {"type": "at", "data": {"qq": self.secretary(group_id)}}
            self.world.say(OPERATOR, [before, at, after], group_id)
        await self._heard("已登记")
        for group_id in self.groups:
            for member in self.members(group_id):
                self.world.say(member, "打卡", group_id)
            self.world.say(self.secretary(group_id), order, group_id)
        await self._heard(done)
        await until(lambda: all(map(self._reacted, self._everyone())), "各支部都打了卡", PATIENCE)
        # 首任书记设好就私下问一次周报的形式：先让它送完，免得故障落在它头上
        await until(lambda: self.asked() == once_each(self.groups), "问过各书记周报的形式，各一次", PATIENCE)

    def told(self, group_id: str) -> list[str]:
        """私下告诉一个群的书记的话。"""
        said = [one.text for one in self._said() if one.scene.id == self.secretary(group_id)]
        return [one for one in said if QUESTION not in one]

    def _said(self) -> list[ChatMessage]:
        return [one for one in self.world.messages.values() if one.sender_id in self.bots]

    def _everyone(self) -> list[str]:
        return [member for group_id in self.groups for member in self.members(group_id)]

    def _reacted(self, user_id: str) -> int:
        """这个人的话有几条贴上了表情。"""
        return sum(bool(one.reactions) for one in self.world.messages.values() if one.sender_id == user_id)

    async def _heard(self, words: str) -> None:
        def heard() -> bool:
            return {one.scene.id for one in self._said() if words in one.text} >= set(self.groups)

        await until(heard, f"各群都听到“{words}”", PATIENCE)

    def _people(self, group_id: str) -> dict[str, Person]:
        ids = [OPERATOR, self.secretary(group_id), *self.members(group_id), *self.latecomers(group_id)]
        return {one: Person(one, f"网名{one}", f"同志{one[-3:]}") for one in ids}


def group_of(user_id: str) -> str:
    """一位同志在哪个群。"""
    return user_id[1:6]


def moment(value: object) -> datetime:
    """库里的时刻。"""
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


def faces(*clients: Client) -> Counter[int]:
    """每条消息（消息号）被贴了几次表情，办成没有都算。"""
    return Counter(int(call.params["message_id"]) for client in clients for call in client.called(FACE))


def sends(client: Client, *group_ids: str) -> list[float]:
    """往这些群（不给就是各群）发小结的各次，各在什么时候。"""
    return [one.at for one in _letters(client) if not group_ids or to_group(*group_ids)(one.params)]


def letters_to(*clients: Client) -> list[str]:
    """发小结的各次，各是往哪个群。"""
    return [str(one.params["group_id"]) for client in clients for one in _letters(client)]


def _letters(client: Client) -> list[Call]:
    return [one for one in client.called("send_msg") if SUMMARY in str(one.params)]


def once_each(groups: Iterable[str]) -> Counter[str]:
    """每群恰好一条。"""
    return Counter(dict.fromkeys(groups, 1))


async def reborn(house: House, client: Client) -> None:
    """Kill -9，用同一份数据再开；一开好就连上，不等重连的间隔。"""
    house.kill()
    client.cut()
    await house.start()
    client.restore()
    await until(client.connected.is_set, "重新连上", 60)


async def online(stack: AsyncExitStack, client: Client) -> Client:
    """连上，用完断开。"""
    await stack.enter_async_context(client)
    await asyncio.wait_for(client.connected.wait(), 60)
    return client
