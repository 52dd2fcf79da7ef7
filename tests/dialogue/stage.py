"""对话测试的台子：一个进程内的助手，不经过 NoneBot。

话以 OneBot v11 的原始报文进来，过门槛、进门、回话，助手做了什么都记在假账号上；钟由测试拨。
"""

import asyncio
import functools
import io
import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.chat import router
from core.chat.gate import Gate
from core.chat.house import furnish
from core.chat.incoming import Incoming, Uploaded
from core.chat.onebot.frames import read_message, read_notice, read_past
from core.chat.pace import Pace, Pacer
from core.chat.platform import Listed, NotSupported, Past, SendFailed, SendUnknown, Target, TooLarge
from core.chat.router import Router
from core.chat.routes import Routes
from core.chat.runtime import Runtime
from core.domain.attachments import Card
from core.domain.mentions import EVERYONE, pieces
from core.domain.typed import MENTION
from core.files.cards import CardNotMade
from core.settings import Settings
from core.store import sent
from core.store.db import Database
from core.store.outbox import Outgoing
from core.store.pending import Pending

ZONE = "Asia/Shanghai"
HOME = "20001"
BOT = "10000"
OPERATOR = "10012"
SILENT = "（没有出声）"
PEOPLE = {
    "王建国": "10001",
    "李红梅": "10002",
    "陈志强": "10003",
    "赵明": "10004",
    "张三": "10005",
    "李四": "10006",
    "王五": "10007",
    "赵六": "10008",
    "孙丽": "10009",
    "刘洋": "10010",
    "吴芳": "10011",
    "周工": OPERATOR,
}
"""示范党支部的十二个人，与 sandbox/people.py 相同：王建国是书记，周工是运维。"""


_A_ROUND = timedelta(seconds=5)


@functools.cache
def routes_of(*extra: Router) -> Routes:
    """全部插件的口令表；合成之后不再变，各测试共用一份。"""
    return Routes.of([*router.installed, *extra])


class Clock:
    """测试的钟。"""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._ticks = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def ticks(self) -> float:
        """只进不退的秒数：set 拨钟不算，move 才算。"""
        return self._ticks

    def move(self, **amount: float) -> None:
        """过了一阵子。"""
        self.now += timedelta(**amount)
        self._ticks += timedelta(**amount).total_seconds()

    def set(self, *moment: int) -> None:
        """拨到北京时间的某一刻。"""
        self.now = datetime(*moment, tzinfo=ZoneInfo(ZONE))


@dataclass(frozen=True)
class SentCard:
    """发出去的一张卡片：to 是发给谁（群或姓名）。"""

    to: str
    card: Card


@dataclass(frozen=True)
class SentFile:
    """发出去的一个文件：to 是发给谁（群或姓名）。"""

    to: str
    name: str
    data: bytes

    @property
    def text(self) -> str:
        """文本文件的内容。"""
        return self.data.decode("utf-8")

    @property
    def sheets(self) -> dict[str, list[list[Any]]]:
        """表格文件各张表的名字和各行。"""
        book = CalamineWorkbook.from_filelike(io.BytesIO(self.data))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@dataclass
class FakeChannel:
    """一个连着的账号：把助手做的事一件件记下来。

    reacts 为假是平台没有表情，folds 为真是有合并转发；unreachable 里的人和群送不到；trouble 不空时，做什么都抛它。
    past 是各处的聊天记录，自己说的也记进去；没有这一处的，就是平台没有聊天记录可看；looked 是看过几次；
    blind 不空时看记录就抛它；single 为假是不能按消息号取一条。
    pictures、files 是发出去的图和文件；no_images 为真是图发不了，no_files 不空时传文件就抛它；
    uploaded 是别人传上来、取得到的（文件号 → 内容），downloaded 是取过哪些。
    lost 是没有回音：answer 是说出去了，message 是没有说出去，process 是说出去了、自己的进程跟着没了。
    """

    platform: ClassVar[str] = "qq"
    account: str
    members: dict[str, list[Listed]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    reacts: bool = True
    unreachable: set[str] = field(default_factory=set)
    trouble: Exception | None = None
    done: list[str] = field(default_factory=list)
    last_id: str = ""
    folds: bool = False
    single: bool = True
    past: dict[str, list[Past]] = field(default_factory=dict)
    lost: Literal["", "answer", "message", "process"] = ""
    looked: int = 0
    blind: Exception | None = None
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    files: list[SentFile] = field(default_factory=list)
    no_images: bool = False
    no_files: Exception | None = None
    uploaded: dict[str, bytes] = field(default_factory=dict)
    downloaded: list[str] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: itertools.count(900_001))

    async def send_group(self, group_id: str, text: str, image: bytes | None = None) -> str | None:
        return self._said(group_id, f"{self.names.get(group_id, group_id)}：", text, image)

    async def send_private(
        self, user_id: str, text: str, via_group: str | None = None, image: bytes | None = None
    ) -> str | None:
        via = "（临时会话）" if via_group else ""
        return self._said(user_id, f"私下对{self.names.get(user_id, user_id)}{via}：", text, image)

    async def acknowledge(self, group_id: str, message_id: str) -> bool:
        if isinstance(self.trouble, SendFailed):
            return False
        if self.trouble is not None:
            raise self.trouble
        if self.reacts:
            self.done.append("［表情］")
        return self.reacts

    async def member_list(self, group_id: str) -> list[Listed]:
        if self.trouble is not None:
            raise self.trouble
        return self.members[group_id]

    async def member_name(self, group_id: str, user_id: str) -> str:
        if self.trouble is not None:
            raise self.trouble
        return next((one.name for one in self.members[group_id] if one.user_id == user_id), "")

    async def send_pages(self, target: Target, texts: Sequence[str]) -> str | None:
        if not self.folds:
            raise NotSupported("send_group_forward_msg")
        return self._sent(f"{self.names.get(target.id, target.id)}：［合并转发 {len(texts)} 条］" + "\n".join(texts))

    async def send_file(self, target: Target, name: str, data: bytes) -> None:
        if trouble := self.no_files or self.trouble:
            raise trouble
        if target.id in self.unreachable:
            raise SendFailed(100, "送不到")
        self.files.append(SentFile(self.names.get(target.id, target.id), name, data))

    async def announce(self, group_id: str, text: str) -> None:
        if group_id in self.unreachable:
            raise NotSupported("announce")
        self._sent(f"{self.names.get(group_id, group_id)}：［公告］{text}")

    async def recall(self, message_id: str) -> None:
        self._sent(f"［撤回］{message_id}")

    async def befriend(self, flag: str) -> None:
        self._sent(f"［同意好友申请］{flag}")

    async def describe(self, file: Uploaded) -> Uploaded:
        return file

    async def download(self, target: Target, file: Uploaded, most: int) -> bytes:
        self.downloaded.append(file.name)
        if file.file_id not in self.uploaded:
            raise NotSupported(file.name)
        if len(self.uploaded[file.file_id]) > most:
            raise TooLarge(None, "文件太大")
        return self.uploaded[file.file_id]

    async def groups(self) -> list[str]:
        return list(self.members)

    async def message(self, target: Target, message_id: str) -> Past | None:
        if not self.single:
            raise NotSupported("get_msg")
        return next((one for one in self.past.get(target.id, []) if one.message_id == message_id), None)

    async def group_name(self, group_id: str) -> str:
        if self.trouble is not None:
            raise self.trouble
        return self.names.get(group_id, "")

    async def history(self, target: Target, before: str | None, count: int) -> list[Past]:
        self.looked += 1
        if trouble := self.blind or self.trouble:
            raise trouble
        kept = self.past.get(target.id)
        if kept is None:
            raise NotSupported("get_group_msg_history")
        end = next((i + 1 for i, one in enumerate(kept) if one.cursor == before), len(kept))
        return kept[max(0, end - count) : end]

    def _said(self, place: str, head: str, text: str, image: bytes | None = None) -> str:
        if image is not None and self.no_images:
            raise SendFailed(1200, "图片发不了")
        if place in self.unreachable:
            raise SendFailed(100, "送不到")
        if self.lost == "message":
            raise SendUnknown("没有回音")
        message_id = self._sent(head + self._plain(text))
        if image is not None:
            self.pictures.append((self.names.get(place, place), image))
        if place in self.past:
            heard = "".join("" if one.who == EVERYONE else MENTION if one.who else one.text for one in pieces(text))
            self.past[place].append(Past(message_id, self.account, heard, None, None, message_id))
        if self.lost == "process":
            raise asyncio.CancelledError
        if self.lost == "answer":
            raise SendUnknown("没有回音")
        return message_id

    def _plain(self, text: str) -> str:
        return "".join(f"@{self.names.get(one.who, '全体成员')} " if one.who else one.text for one in pieces(text))

    def _sent(self, line: str) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.done.append(line)
        self.last_id = str(next(self.ids))
        return self.last_id


class Stage:
    """一个助手进程。几个账号、几个群都行；restart 像重启了一次。"""

    def __init__(
        self,
        database: Database,
        now: datetime,
        *accounts: str,
        routers: tuple[Router, ...] = (),
        superusers: tuple[str, ...] = (OPERATOR,),
        first_id: int = 1001,
    ) -> None:
        self.clock = Clock(now)
        self.database = database
        self.settings = Settings(_env_file=None, superusers=superusers, timezone=ZONE, bot_mode="production")
        self._routers = routers
        self.names: dict[str, str] = {}
        # 备好的库里已有先前说过的话：消息号错开，免得撞上
        self.accounts = {
            name: FakeChannel(name, names=self.names, ids=itertools.count(900_000 + first_id))
            for name in accounts or (BOT,)
        }
        self._message_ids = itertools.count(first_id)
        self.cannot_draw = False
        self._drawn: list[Card] = []
        self._open()

    def _open(self) -> None:
        self.runtime = Runtime(
            self.settings,
            self.database,
            Gate(routes_of(*self._routers)),
            now=self.clock,
            ticks=self.clock.ticks,
            draw=self._draw,
        )
        self.runtime.pacer = Pacer(Pace(10**30, gap=0, jitter=0), self.clock.ticks)
        self.house = furnish(self.runtime)
        self.door, self.delivery = self.house.door, self.house.delivery
        for channel in self.accounts.values():
            self.runtime.channels[channel.account] = channel
            self.runtime.connected_at[channel.account] = self.clock()

    async def _draw(self, card: Card) -> bytes:
        """不真画：给一个认得出是哪张的号。"""
        if self.cannot_draw:
            raise CardNotMade(card.template)
        # 能写成 JSON 的才进得了发件箱、交得到模板
        json.dumps(card.data)
        self._drawn.append(card)
        return str(len(self._drawn) - 1).encode()

    @property
    def cards(self) -> list[SentCard]:
        """发出去的卡片，从先到后。"""
        pictures = [one for channel in self.accounts.values() for one in channel.pictures]
        return [SentCard(to, self._drawn[int(image)]) for to, image in pictures]

    @property
    def files(self) -> list[SentFile]:
        """发出去的文件，从先到后。"""
        return [one for channel in self.accounts.values() for one in channel.files]

    async def restart(self) -> None:
        """像进程重启：内存里的全没了，照连接时的样子从库里读回来。"""
        self._open()
        for account in self.accounts:
            for message_id in await self.database.read(lambda session, one=account: sent.recent(session, one)):
                self.runtime.gate.remember(account, message_id)
        await self.door.reload_waits()

    @property
    def bot(self) -> FakeChannel:
        return next(iter(self.accounts.values()))

    def disconnect(self, account: str) -> None:
        """断开了，还没有人知道。"""
        del self.runtime.channels[account]

    def go_away(self, account: str | None = None) -> None:
        """一个账号断开。"""
        gone = account or self.bot.account
        self.disconnect(gone)
        self.house.say_goodbye(gone)

    async def come_back(self, account: str | None = None) -> str:
        """一个账号连上，等它把不在时的群聊读完。"""
        back = self.accounts[account or self.bot.account]
        self.runtime.channels[back.account], self.runtime.connected_at[back.account] = back, self.clock()
        await self.house.welcome(back.account)
        return await self.read_back()

    async def read_back(self) -> str:
        """等正在读的群聊读完。"""
        reading = [task for task in asyncio.all_tasks() if task.get_name().startswith("catch-up ")]
        await asyncio.gather(*reading)
        return await self.deliver()

    async def tick(self) -> str:
        """到了整分。"""
        await self.house.jobs.tick()
        return await self.deliver()

    async def at(self, *moment: int) -> str:
        """拨到北京时间的某一刻，走一格。"""
        self.clock.set(*moment)
        return await self.tick()

    async def wait(self, **amount: float) -> str:
        """过一阵子，其间投递员隔几秒来一趟；助手说了什么。"""
        lines: list[str] = []
        for _ in range(int(timedelta(**amount) / _A_ROUND)):
            self.clock.move(seconds=_A_ROUND.total_seconds())
            lines.append(await self.deliver())
        return "\n".join(line for line in lines if line != SILENT) or SILENT

    async def hear(self, frame: dict[str, Any]) -> str:
        """一条报文进来，助手因此做了什么。"""
        read = read_message if frame["post_type"] == "message" else read_notice
        return await self.take(read(frame, self.clock()))

    async def take(self, incoming: Incoming | None) -> str:
        if incoming is None or not self.runtime.gate.admits(incoming):
            return SILENT
        await self.door.receive(incoming)
        return self.drain()

    async def deliver(self) -> str:
        """投递员来一趟，说到没有可说的为止。"""
        said = -1
        while said < (said := self._said()):
            await self.delivery.deliver_due()
        return self.drain()

    def _said(self) -> int:
        return sum(len(channel.done) for channel in self.accounts.values())

    def drain(self) -> str:
        """助手做过的事，每件一段；多个账号时各自标明。"""
        lines: list[str] = []
        for channel in self.accounts.values():
            mark = f"〔{channel.account}〕" if len(self.accounts) > 1 else ""
            lines += [f"{mark}{line}" for line in channel.done]
            channel.done.clear()
        return "\n".join(lines) or SILENT

    def next_message_id(self) -> int:
        return next(self._message_ids)


class Group:
    """一个群和群里的人。cards 是现在的群名片。"""

    def __init__(self, stage: Stage, people: dict[str, str], group_id: str = HOME, label: str = "群") -> None:
        self.stage, self.group_id = stage, group_id
        self.people = dict(people)
        self.cards = {user_id: name for name, user_id in people.items()}
        stage.names |= {group_id: label, **{user_id: name for name, user_id in people.items()}}
        self.last_id = 0
        self.sync_list()

    def sync_list(self) -> None:
        """让群成员名单与群里的人一致。"""
        listed = [Listed(user_id, self.cards[user_id]) for user_id in self.people.values()]
        for channel in self.stage.accounts.values():
            channel.members[self.group_id] = listed

    def add(self, name: str, user_id: str) -> None:
        """群里多了一个人（没有入群通知）。"""
        self.people[name] = user_id
        self.cards[user_id] = name
        self.stage.names[user_id] = name
        self.sync_list()

    async def say(self, name: str, text: str, **extra: Any) -> str:
        """在群里说一句，助手因此做了什么。"""
        return await self.stage.hear(self.frame(name, text, **extra))

    async def private(self, name: str, text: str, **extra: Any) -> str:
        """私下对助手说一句。"""
        frame = self.frame(name, text, **extra)
        frame |= {"message_type": "private", "sub_type": "friend"}
        del frame["group_id"]
        return await self.stage.hear(frame | extra.get("fields", {}))

    async def upload(
        self, name: str, file: str, data: bytes, *, to_group: bool = False, notice: bool = False, **extra: Any
    ) -> str:
        """传一个文件，助手因此做了什么：平常私下传，to_group 为真传到群里，notice 为真只有“传了文件”的变动。"""
        frame = self.frame(name, "", **extra)
        file_id = f"file-{self.last_id}"
        for channel in self.stage.accounts.values():
            channel.uploaded[file_id] = data
        if notice:
            told = {"id": file_id, "name": file, "size": len(data), "busid": 102}
            given = {"post_type": "notice", "notice_type": "group_upload", "file": told}
            kept = {key: frame[key] for key in ("time", "self_id", "group_id", "user_id")}
            return await self.stage.hear(kept | given)
        segment = {"file": file, "file_id": file_id, "file_size": str(len(data))}
        frame["message"] = [*frame["message"], {"type": "file", "data": segment}]
        if not to_group:
            frame |= {"message_type": "private", "sub_type": "friend"}
            del frame["group_id"]
        return await self.stage.hear(frame)

    async def reply_to_bot(self, name: str, text: str) -> str:
        """回复助手最近说的一句。"""
        return await self.say(name, text, reply_to=self.stage.bot.last_id)

    async def deliver(self) -> str:
        return await self.stage.deliver()

    def overheard(self, name: str, text: str, *moment: int, **extra: Any) -> dict[str, Any]:
        """北京时间 moment 那一刻在群里说的，助手没有收到，只在聊天记录里；返回原样的报文。"""
        at = datetime(*moment, tzinfo=ZoneInfo(ZONE))
        frame = self.frame(name, text, **extra) | {"time": int(at.timestamp())} | extra.get("fields", {})
        for channel in self.stage.accounts.values():
            past = read_past(frame, channel.account, at)
            assert past is not None
            channel.past.setdefault(self.group_id, []).append(past)
        return frame

    async def befriends(self, user_id: str, flag: str = "flag") -> str:
        """一个人申请加助手为好友。"""
        frame = {"post_type": "request", "request_type": "friend", "comment": "我是本支部党员", "flag": flag}
        frame |= {"time": int(self.stage.clock().timestamp()), "self_id": int(self.stage.bot.account)}
        return await self.stage.hear(frame | {"user_id": int(user_id)})

    async def joined(self, user_id: str, *, at: int | None = None, account: str | None = None) -> str:
        """入群的通知；at 是报文里的秒数。"""
        kind = {"notice_type": "group_increase", "sub_type": "approve"}
        return await self._notice(kind, user_id, at, account)

    async def left(self, user_id: str) -> str:
        """退群的通知。"""
        return await self._notice({"notice_type": "group_decrease", "sub_type": "leave"}, user_id, None, None)

    def hears(self, name: str, text: str, **extra: Any) -> bool:
        """这句话过不过得了门槛。"""
        incoming = read_message(self.frame(name, text, **extra), self.stage.clock())
        return incoming is not None and self.stage.runtime.gate.admits(incoming)

    def frame(
        self,
        name: str,
        text: str,
        *,
        reply_to: object = None,
        message_id: int | None = None,
        account: str | None = None,
        fields: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """群消息的原始报文；「@某人」换成 at 段。"""
        user_id = self.people[name]
        self.last_id = message_id if message_id is not None else self.stage.next_message_id()
        message = [{"type": "reply", "data": {"id": str(reply_to)}}] if reply_to is not None else []
        return {
            "time": int(self.stage.clock().timestamp()),
            "self_id": int(account or self.stage.bot.account),
            "post_type": "message",
            "message_type": "group",
            "sub_type": "normal",
            "group_id": int(self.group_id),
            "user_id": int(user_id),
            "message_id": self.last_id,
            "message": [*message, *self._segments(text)],
            "raw_message": text,
            "font": 14,
            "sender": {
                "user_id": int(user_id),
                "nickname": f"网名{user_id}",
                "card": self.cards[user_id],
                "role": "owner" if user_id == OPERATOR else "member",
            },
            **(fields or {}),
        }

    def _segments(self, text: str) -> list[dict[str, Any]]:
        known = self.people | {"助手": self.stage.bot.account}
        pattern = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        pieces = re.split(rf"@({pattern})", text)
        return [
            {"type": "at", "data": {"qq": known[piece]}} if index % 2 else {"type": "text", "data": {"text": piece}}
            for index, piece in enumerate(pieces)
            if piece
        ]

    async def _notice(self, kind: dict[str, str], user_id: str, at: int | None, account: str | None) -> str:
        frame = {
            "time": at if at is not None else int(self.stage.clock().timestamp()),
            "self_id": int(account or self.stage.bot.account),
            "post_type": "notice",
            "group_id": int(self.group_id),
            "user_id": int(user_id),
            "operator_id": 0,
        }
        return await self.stage.hear(frame | kind)


async def settle_everyone(group: Group) -> None:
    """像体验模式那样备好示范党支部：绑定、设书记、核定类别、设支委。"""
    orders = [("周工", "绑定支部 示范党支部"), ("周工", "设职务 @王建国 书记")]
    categories = {"刘洋": "预备党员", "吴芳": "积极分子"}
    orders += [("王建国", f"定类别 @{name} {categories.get(name, '正式党员')}") for name in PEOPLE]
    officers = {"李红梅": "组织委员", "陈志强": "宣传委员", "赵明": "纪检委员"}
    orders += [("王建国", f"设职务 @{name} {office}") for name, office in officers.items()]
    for name, order in orders:
        answer = await group.say(name, order)
        assert answer == "［表情］" or answer.startswith(("群：本群已绑定", "群：已登记")), answer
    # 私下问书记的周报形式：当作问过了，没有回答
    await group.stage.database.write(None, _forget_questions)


def _forget_questions(session: Session) -> None:
    session.execute(delete(Pending))
    session.execute(delete(Outgoing))
