"""随机走：全部口令、各种身份的人、各种故障，随机地来；谁也看不到出错的话，账对得上，群里没有不该有的点名。

一样的种子走一样的路。测试里走短的，`python3 run.py bench walk --events 100000` 走长的。
"""

import random
import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from nonebot.log import logger
from sqlalchemy import create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from core.chat.declarations import Route
from core.chat.incoming import Uploaded
from core.chat.platform import NotConnected, SendFailed, SendUnknown, Target
from core.domain.phrases import ACT, NOTE, NUMBER, PERSON, SUBGROUP, TEXT, slot_names
from core.store.db import Database, connect, tune
from core.store.outbox import MERGED, Outgoing
from core.store.verify import verify_file
from core.store.writer import CARRIED
from tests.dialogue.stage import BOT, HOME, PEOPLE, FakeChannel, Group, Stage

T = TypeVar("T")
ELSEWHERE = "20002"
STRANGERS = {"路人": "10090", "过客": "10091"}
OTHERS = {"郑书记": "10051", "冯委员": "10052", "褚同志": "10053", "张三": PEOPLE["张三"]}
"""另一个支部的人；张三两个支部都在。"""
TROUBLES = (SendFailed(100, "账号受限"), SendUnknown("没有回音"), NotConnected())
CHATTER = (
    "今天吃什么",
    "收到快递了",
    "A股大跌",
    "打卡了吗",
    "大家记得打卡哦",
    "？",
    "😂😂😂",
    "@助手 你好",
    "@助手",
    "1+1=2",
)
WORDS = (
    "",
    "张三",
    "第一小组",
    "=1+1",
    "'; DROP TABLE act;--",
    "😀" * 20,
    "长" * 400,
    "\x00\u200b",
    "0",
    "-1",
    "99999999999999",
)
WORDS += (
    "周五下午三点",
    "昨天",
    "12月1日",
    "<b>粗</b>",
    "{name}",
    "%s %d",
    "\n\n",
    "null",
    "21:30-8:00",
    "学党章第一章",
    "10005",
)
_SLOT = re.compile(r"([<\[])([^>\]]+)[>\]]")
_SHOWN = re.compile(r"出了点问题|Traceback|Error\b|Exception|core/|plugins/|\bNone\b|<[a-z]+ object")
_BLAME = re.compile(r"未打卡|没有打卡|没打卡|未登记|未参加|缺席|迟到|答错|最后一名|倒数|未交|未完成|落后|断签|催")
_TEXTS = ("学党章", "21:30-8:00", "不设", "周五", "今天", "打卡", "2", "元旦：1月1日至3日放假，共3天。")
_UGLY = [word for word in WORDS if re.search("[a-zA-Z]", word)]
_SLOWLY = 500
"""至少隔这么多步核对一遍账；路长的走二十分之一核对一遍。"""


class Stumbled(AssertionError):
    """走出了毛病：种子、第几步、做了什么、看到了什么。"""


class WalkChannel(FakeChannel):
    """传上来的多半是坏文件；记下自己说过的消息号，好让人回复。"""

    rng: random.Random

    @override
    async def download(self, target: Target, file: Uploaded, most: int) -> bytes:
        if self.trouble is not None:
            raise self.trouble
        return self.rng.choice(
            (
                b"",
                b"PK\x03\x04broken",
                b"\xff\xd8" * 900,
                "姓名,类别\n张三,正式党员\n".encode(),
                self.rng.randbytes(2000),
            )
        )


class StraightDatabase:
    """就在这一个线程里读写，不落盘、不排队：长路走得快几倍。真的那支笔由短的走、由别的测试走。"""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, poolclass=StaticPool, query_cache_size=2000)
        event.listen(self._engine, "connect", tune)
        event.listen(self._engine, "connect", _carelessly)
        event.listen(self._engine, "begin", _begin)
        self._carried: dict[Any, Any] = {}

    async def write(self, branch_id: int | None, work: Callable[[Session], T]) -> T:
        """见 Database.write。"""
        del branch_id
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                session.info[CARRIED] = self._carried
                return work(session)
        except BaseException:
            self._carried.clear()
            raise

    async def read(self, work: Callable[[Session], T]) -> T:
        """见 Database.read。"""
        with Session(self._engine) as session:
            return work(session)

    async def close(self) -> None:
        """见 Database.close。"""
        self._engine.dispose()


def _carelessly(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@dataclass
class Walk:
    """一条路。

    url 是备好示范党支部的 SQLite 库，opened 怎样打开它；steps 是走过的各种事的次数，heard 是有答复的次数。
    """

    url: str
    seed: int
    now: datetime
    opened: Callable[[str], Database] = connect
    steps: Counter[str] = field(default_factory=Counter)
    heard: int = 0

    def __post_init__(self) -> None:
        """把台子搭起来。"""
        self.rng = random.Random(self.seed)  # noqa: S311 走哪条路，不作密用
        self.stage = Stage(self.opened(self.url), self.now)
        self.home = Group(self.stage, PEOPLE | STRANGERS)
        self.other = Group(self.stage, OTHERS | {"周工": PEOPLE["周工"]}, ELSEWHERE, "另一个群")
        channel = WalkChannel(BOT, members=self.stage.bot.members, names=self.stage.names, ids=self.stage.bot.ids)
        channel.rng, channel.past = self.rng, {HOME: []}
        self.stage.accounts[BOT] = channel
        self.routes = list(self.stage.runtime.gate.routes.by_intent.values())
        self.frames: deque[dict[str, Any]] = deque(maxlen=60)
        self.errors: list[str] = []
        self.doing = "起步"
        self._checked, self.every = 0, _SLOWLY

    async def go(self, events: int) -> None:
        """走 events 步；走出毛病抛 Stumbled。"""
        sink = logger.add(
            lambda line: self.errors.append(str(line)), level="ERROR", format="{level} {message}\n{exception}"
        )
        try:
            await self.stage.restart()
            await self._settle_elsewhere()
            self.every = max(_SLOWLY, events // 20)
            for step in range(events):
                await self._step(step)
            self._clear()
            await self.stage.deliver()
            await self._check_books(events)
        finally:
            logger.remove(sink)
            await self.stage.database.close()

    async def _settle_elsewhere(self) -> None:
        for order in ("绑定支部 第二党支部", "设职务 @郑书记 书记"):
            await self.other.say("周工", order)
        for order in ("设职务 @冯委员 宣传委员", "定类别 @褚同志 正式党员"):
            await self.other.say("郑书记", order)

    async def _step(self, number: int) -> None:
        weights = [weight for weight, _ in self._deeds.values()]
        [(name, (_, do))] = self.rng.choices(list(self._deeds.items()), weights)
        self.doing = name
        self.steps[name] += 1
        self._look(number, await do(self) or "")
        if number % self.every == self.every - 1:
            await self._check_books(number)

    def _look(self, number: int, said: str) -> None:
        """助手因此做了什么，日志里有没有错。"""
        self.heard += said not in {"", "（没有出声）"}
        # 有人把难看的话打进来，助手照说的不算
        shown = [
            line
            for line in said.splitlines()
            if _SHOWN.search(line) and not any(word in line for word in WORDS if len(word) > 3)
        ]
        if shown or self.errors:
            raise Stumbled(f"种子 {self.seed} 第 {number} 步：{self.doing}\n{said}\n{''.join(self.errors)}")

    async def _check_books(self, number: int) -> None:
        verdict = verify_file(Path(make_url(self.url).database or ""), quick=True)
        letters = await self.stage.database.read(
            lambda session: list(session.scalars(select(Outgoing).where(Outgoing.id > self._checked)))
        )
        self._checked = max([self._checked, *(one.id for one in letters)])
        names = [*PEOPLE, *OTHERS]
        blamed = [
            line
            for one in letters
            if one.scene == "group" and one.kind not in {MERGED, "urgent"}
            for line in one.text.splitlines()
            if _BLAME.search(line) and any(name in line for name in names)
        ]
        if verdict.faults or blamed:
            raise Stumbled(f"种子 {self.seed} 第 {number} 步：{verdict.faults} {blamed}")

    def _clear(self) -> None:
        """把故障都去掉。"""
        channel = self.stage.bot
        channel.trouble, channel.blind, channel.lost = None, None, ""
        channel.unreachable.clear()
        self.stage.runtime.channels[BOT] = channel

    # —— 说话 ——

    async def _order(self) -> str:
        """一条口令：说法随机，槽里填真的假的。"""
        route = self.rng.choice(self.routes)
        return await self._say(self._spell(route))

    async def _officer_orders(self) -> str:
        """书记照着例子办正经事：光靠碰运气，多半走不到改动。"""
        route = self.rng.choice([one for one in self.routes if not one.query])
        return await self._say(self._spell(route, true=True), self.rng.choice(("王建国", "王建国", "李红梅", "陈志强")))

    async def _answer(self) -> str:
        tokens = sorted(self.stage.runtime.gate.routes.tokens)
        return await self._say(self.rng.choice([*tokens, "确认", "取消", "张三 正式党员 第一小组\n李四 预备党员"]))

    async def _chat(self) -> str:
        return await self._say(self.rng.choice(CHATTER + WORDS))

    async def _plan(self) -> str:
        return await self._say(f"演练 {self._spell(self.rng.choice(self.routes))}", "王建国")

    def _spell(self, route: Route, *, true: bool = False) -> str:
        say, _ = self.rng.choice(route.says)
        kinds = {
            name: route.spec.slots.get(name, PERSON if name.startswith("@") else "word") for name in slot_names(say)
        }

        def fill(found: re.Match[str]) -> str:
            if found[1] == "[" and self.rng.random() < 0.5:
                return ""
            if not true and self.rng.random() < 0.15:
                return self.rng.choice(WORDS)
            return self._value(kinds[found[2]])

        return _SLOT.sub(fill, say)

    def _value(self, kind: Any) -> str:
        if not isinstance(kind, str):
            return self.rng.choice(sorted(kind))
        people = [f"@{name}" for name in PEOPLE] + list(PEOPLE) + list(PEOPLE.values()) + ["查无此人", "@路人", "10090"]
        return {
            PERSON: lambda: self.rng.choice(people),
            NUMBER: lambda: str(self.rng.choice((0, 1, 2, 3, 6, 50, 9999))),
            ACT: lambda: f"A{self.rng.randrange(1, 400)}",
            SUBGROUP: lambda: self.rng.choice(("第一小组", "第二小组", "青年小组")),
            TEXT: lambda: self.rng.choice(
                ("学党章", "21:30-8:00", "不设", "周五", "今天", "打卡", "2", "元旦：1月1日至3日放假，共3天。")
            ),
            NOTE: lambda: self.rng.choice(("今天", "学习《党章》第一章", "张三", "加分", "2")),
        }.get(kind, lambda: self.rng.choice(("上海", "张三丰", "今天", "19:30", "开", "关", "学习")))()

    async def _say(self, text: str, name: str | None = None) -> str:
        group = self.home if self.rng.random() < 0.85 else self.other
        who = name if name in group.people else self.rng.choice(list(group.people))
        extra: dict[str, Any] = {}
        if self.rng.random() < 0.05 and self.stage.bot.last_id:
            extra["reply_to"] = self.stage.bot.last_id
        elif self.rng.random() < 0.03 and self.frames:
            extra["reply_to"] = self.rng.choice(self.frames)["message_id"]
        place = self.rng.random()
        frame = group.frame(who, text, **extra)
        if place < 0.45:
            frame |= {"message_type": "private", "sub_type": "friend"}
            del frame["group_id"]
        elif place < 0.48:
            frame |= {"message_type": "private", "sub_type": "group"}
        elif place < 0.5:
            frame |= {"sub_type": "anonymous", "anonymous": {"id": 1, "name": "匿名", "flag": "f"}}
        self.frames.append(frame)
        self.doing = f"{self.doing}：{who} 在 {frame['message_type']}/{frame['sub_type']} 说 {text!r}"
        return await self.stage.hear(frame)

    # —— 群里的事和故障 ——

    async def _again(self) -> str:
        return await self.stage.hear(self.rng.choice(self.frames)) if self.frames else ""

    async def _recall(self) -> str:
        if not self.frames:
            return ""
        frame = self.rng.choice(self.frames)
        own = self.rng.random() < 0.8
        private = frame["message_type"] == "private"
        notice = {"notice_type": "friend_recall" if private else "group_recall", "message_id": frame["message_id"]}
        notice |= {"user_id": frame["user_id"], "operator_id": frame["user_id"] if own else int(PEOPLE["王建国"])}
        return await self._notice(notice, frame.get("group_id"))

    async def _comes_or_goes(self) -> str:
        group, user_id = self.home, self.rng.choice([*STRANGERS.values(), PEOPLE["赵六"], "10077"])
        return await (group.joined(user_id) if self.rng.random() < 0.5 else group.left(user_id))

    async def _renamed(self) -> str:
        user_id, card = self.rng.choice(list(PEOPLE.values())), self.rng.choice([*PEOPLE, *WORDS])
        self.home.cards[user_id] = card
        self.home.sync_list()
        return await self._notice(
            {"notice_type": "group_card", "user_id": int(user_id), "card_new": card, "card_old": ""}
        )

    async def _muted(self) -> str:
        duration = self.rng.choice((0, 60, 600, 86400))
        kind = "ban" if duration else "lift_ban"
        user_id = int(self.rng.choice((BOT, BOT, "0")))
        return await self._notice(
            {"notice_type": "group_ban", "sub_type": kind, "duration": duration, "user_id": user_id}
        )

    async def _uploads(self) -> str:
        name = self.rng.choice(("花名册.xlsx", "名单.csv", "照片.jpg", "空.docx", "x" * 300))
        file = {
            "id": f"f{self.rng.randrange(10**6)}",
            "name": name,
            "size": self.rng.choice((0, 100, 10**9)),
            "busid": 1,
        }
        return await self._notice(
            {"notice_type": "group_upload", "user_id": int(self.rng.choice(list(PEOPLE.values()))), "file": file}
        )

    async def _reacts(self) -> str:
        if not self.frames:
            return ""
        like = {"notice_type": "group_msg_emoji_like", "message_id": self.rng.choice(self.frames)["message_id"]}
        return await self._notice(like | {"user_id": 10005, "likes": [{"emoji_id": "124", "count": 1}]})

    async def _notice(self, kind: dict[str, Any], group_id: int | None = int(HOME)) -> str:
        place = {} if group_id is None else {"group_id": group_id}
        head = {
            "time": int(self.stage.clock().timestamp()),
            "self_id": int(BOT),
            "post_type": "notice",
            "operator_id": 0,
        }
        self.doing += f"：{kind}"
        return await self.stage.hear(head | place | kind)

    async def _befriends(self) -> str:
        return await self.home.befriends(
            self.rng.choice([*PEOPLE.values(), "10077"]), f"flag{self.rng.randrange(10**6)}"
        )

    async def _trouble(self) -> str:
        channel = self.stage.bot
        match self.rng.randrange(6):
            case 0 | 1:
                channel.trouble = self.rng.choice(TROUBLES)
            case 2:
                channel.lost = self.rng.choice(("answer", "message"))
            case 3:
                channel.unreachable.add(self.rng.choice([HOME, *PEOPLE.values()]))
            case 4:
                channel.blind = SendFailed(100, "看不了记录")
            case _:
                channel.reacts = not channel.reacts
        self.doing += f"：{channel.trouble} {channel.lost} {channel.unreachable}"
        return ""

    async def _well_again(self) -> str:
        self._clear()
        return await self.stage.deliver()

    async def _line_drops(self) -> str:
        if BOT in self.stage.runtime.channels:
            self.stage.go_away()
        return ""

    async def _line_returns(self) -> str:
        return await self.stage.come_back() if BOT not in self.stage.runtime.channels else ""

    async def _time_passes(self) -> str:
        self.stage.clock.move(minutes=self.rng.choice((1, 1, 5, 30, 60, 90, 300, 1440)))
        return await self.stage.tick()

    async def _a_minute(self) -> str:
        self.stage.clock.move(seconds=self.rng.choice((1, 10, 60, 150)))
        return await self.stage.deliver()

    async def _sweep(self) -> str:
        await self.stage.house.jobs.sweep()
        return await self.stage.deliver()

    async def _restart(self) -> str:
        """像进程被强行结束又开：数据库也重新打开。"""
        await self.stage.database.close()
        self.stage.database = self.opened(self.url)
        await self.stage.restart()
        return await self.stage.deliver()

    _deeds = {  # noqa: RUF012 不改
        "口令": (30, _order),
        "支委办事": (14, _officer_orders),
        "回答": (8, _answer),
        "闲聊": (8, _chat),
        "演练": (3, _plan),
        "重送": (5, _again),
        "撤回": (4, _recall),
        "进退群": (2, _comes_or_goes),
        "改名": (1, _renamed),
        "禁言": (1, _muted),
        "传文件": (2, _uploads),
        "贴表情": (1, _reacts),
        "加好友": (1, _befriends),
        "出故障": (2, _trouble),
        "好了": (3, _well_again),
        "断线": (1, _line_drops),
        "连上": (3, _line_returns),
        "过一阵": (5, _time_passes),
        "过一会儿": (5, _a_minute),
        "清扫": (0.2, _sweep),
        "重启": (0.3, _restart),
    }
