"""群里主动说的话不点名：每一条口令、每一种人、三十天的到点，名册上尽是怪名字，一句也不说谁缺席、迟到、答错、最后。"""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.chat.declarations import Route
from core.domain.manners import Weight
from core.store.db import Database
from core.store.outbox import Outgoing
from tests.conftest import NOON
from tests.dialogue.pushes import push, remind, tell_secretary
from tests.dialogue.stage import OPERATOR, SILENT, Group, Stage, routes_of

ODD = {
    "迟到": "11001",
    "缺席": "11002",
    "最后一名": "11003",
    "未打卡": "11004",
    "欧阳 娜娜": "11005",
    "🌸小芳🌸": "11006",
    "{n}": "11007",
    "{0.__class__}": "11008",
    "%s%d": "11009",
    "\\n换行\\t": "11010",
    "长" * 40: "11011",
    "<b>{name}</b>": "11012",
    "没有同志": "11013",
    "同志": "11014",
}
OFFICERS = {"甲书记": "11101", "乙组织": "11102", "丙宣传": "11103", "丁纪检": "11104"}
OFFICES = {"甲书记": "书记", "乙组织": "组织委员", "丙宣传": "宣传委员", "丁纪检": "纪检委员"}
CATEGORIES = ("正式党员", "预备党员", "发展对象", "积极分子", "入党申请人", "群众")
PEOPLE = {**OFFICERS, **ODD, "路人": "11999", "周工": OPERATOR}
SHAMING = re.compile(
    r"缺席|缺勤|未到|没到|迟到|早退|答错|错误最多|最后|垫底|倒数|未完成|没有?打卡|未打卡|断签|落后|点名"
)
BROKEN = re.compile(r"Traceback|Error|Exception|NoneType|出了点问题|编号 [0-9A-F]{4}|\{[a-z_.]*\}|%[sd]|<[a-z]+ object")


@pytest.fixture
async def branch(database: Database) -> Group:
    """一个支部，名册上尽是怪名字。"""
    group = Group(Stage(database, NOON), PEOPLE)
    del group.people["路人"]
    group.sync_list()
    await group.say("周工", "绑定支部 示范党支部")
    await group.say("周工", "设职务 @甲书记 书记")
    for number, name in enumerate(PEOPLE.keys() - {"路人", "周工"}):
        kind = "正式党员" if name in OFFICERS else CATEGORIES[number % len(CATEGORIES)]
        assert await group.say("甲书记", f"定类别 @{name} {kind}") == "［表情］"
    for name, office in list(OFFICES.items())[1:]:
        await group.say("甲书记", f"设职务 @{name} {office}")
    group.people["路人"] = PEOPLE["路人"]
    return group


def orders(route: Route) -> Iterator[str]:
    """一条口令的几种说法：例子，把槽填上怪名字的用法，只写打头的。"""
    yield route.example.replace("{某人}", "迟到")
    filled = {
        "起止": "22:00-8:00",
        "句数": "3",
        "日子": "周五",
        "钟点": "20:00",
        "职务": "党小组组长",
        "类别": "正式党员",
        # 支委自己写的、要照原样说出去的话
        **dict.fromkeys(("内容", "正文", "什么时候发什么", "请谁做什么", "会议", "话"), "学习党章第一章"),
    }
    for name in ("缺席", "{n}", "%s%d"):
        usage = re.sub(r"[<\[](@?)([^>\]]+)[>\]]", lambda slot, one=name: _slot(slot, filled, one), route.spec.usage)
        yield re.sub(r"\s+", " ", usage).strip()


def _slot(slot: re.Match[str], filled: dict[str, str], name: str) -> str:
    if slot[1]:
        return f"@{name}"
    if slot[2] == "开或关":
        return "开" if slot.string.startswith("小结") else "开启"
    return filled.get(slot[2], f"{name}的话")


def speech(said: str) -> list[str]:
    """群里说的各条，去掉“群：”。"""
    return [one.removeprefix("群：") for one in re.split(r"\n(?=群：|私下对|［)", said) if one.startswith("群：")]


ROUNDS = 10
"""全部口令分几天说完一遍：三十天里每条口令每一种人都说过，又不必天天把几百种说法都说一遍。"""
HONOURED = re.compile(r"^本周较为积极的同志：.*$", re.MULTILINE)
"""支部决定了按榜单公布的那一行，本来就列姓名。"""
SPEAKERS = ("甲书记", "丁纪检", "缺席", "{n}", "路人", "周工")


class Month:
    """三十天：每条口令每一种人都说过，每天几次到点。"""

    def __init__(self, branch: Group) -> None:
        self.branch, self.routes = branch, list(routes_of().by_intent.values())
        self.unasked: list[str] = []
        self.heard: list[str] = []
        self.tried = set[tuple[str, str]]()

    async def pass_by(self) -> None:
        for day in range(30):
            await self.at(day, 9)
            for number, route in enumerate(self.routes):
                if number % ROUNDS == day % ROUNDS:
                    await self.give(route, day, number + day // ROUNDS)
            for name in list(ODD)[day % 3 :: 3]:
                self.heard += [await self.branch.say(name, "打卡 学习党章第一章")]
            await self.branch.say("甲书记", "开启机器人")
            for hour in (12, 20, 21):
                await self.at(day, hour)

    async def at(self, day: int, hour: int) -> None:
        """第几天的几点，走一格。"""
        self.branch.stage.clock.set(2026, 11, 23, hour)
        self.branch.stage.clock.move(days=day)
        said = await self.branch.stage.tick()
        self.heard.append(said)
        self.unasked += speech(said)

    async def give(self, route: Route, day: int, shift: int) -> None:
        """这条口令的几种说法，各由一个人说。"""
        for turn, order in enumerate(orders(route)):
            speaker = SPEAKERS[(shift + turn) % len(SPEAKERS)]
            private = route.spec.where == "private" or (day // ROUNDS + turn) % 2
            self.heard.append(await (self.branch.private if private else self.branch.say)(speaker, order))
            self.tried.add((route.intent, speaker))
            if route.intent in {"say_urgently", "import_roster", "read_holidays"}:
                self.heard.append(await self.branch.private(speaker, "取消"))


async def test_no_unasked_group_text_names_anyone(branch: Group) -> None:
    await branch.say("甲书记", "小结 开")
    month = Month(branch)
    await month.pass_by()
    assert month.tried == {(route.intent, speaker) for route in month.routes for speaker in SPEAKERS}
    assert len(month.unasked) >= 25
    names = [name for name in (*ODD, *OFFICERS) if name != "同志"]
    for text in month.unasked:
        told = HONOURED.sub("", text)
        assert not [name for name in names if name in told], text
        assert not SHAMING.search(told), text
    for text in [*month.unasked, *month.heard]:
        plain = text
        for name in sorted(PEOPLE, key=len, reverse=True):
            plain = plain.replace(name, "某")
        assert not BROKEN.search(plain), text


async def test_what_is_written_for_the_group_names_nobody_either(branch: Group) -> None:
    """发件箱里写给群的，无论发没发出去。"""
    await branch.say("甲书记", "小结 开")
    branch.stage.bot.reacts = False
    for name in ODD:
        await branch.say(name, "打卡")
    await branch.joined("11998")
    for hour in range(13, 24):
        branch.stage.clock.set(2026, 11, 23, hour)
        await branch.stage.tick()
    query = select(Outgoing.text).where(Outgoing.scene == "group")
    texts = await branch.stage.database.read(lambda session: list(session.scalars(query)))
    assert texts
    assert not [text for text in texts for name in ODD if name in text.replace("{n}", "") and name != "同志"]


@pytest.mark.parametrize("name", ODD)
async def test_odd_names_pass_through_the_outbox_as_they_are(branch: Group, name: str) -> None:
    """给书记的、给本人的话里有名字，一个字也不变样。"""
    await tell_secretary(branch, f"{name}入群了。")
    await remind(branch, name, f"{name}同志，明天开会。")
    said = await branch.deliver()
    assert f"私下对甲书记：{name}入群了。" in said
    assert f"私下对{name}：{name}同志，明天开会。" in said


async def test_braces_in_a_digest_are_left_as_they_are(branch: Group) -> None:
    for number in range(4):
        await push(branch, f"{number}，{{n}} %s {{0}}", Weight.ROUTINE)
    await branch.deliver()
    branch.stage.clock.set(2026, 11, 23, 20)
    said = await branch.stage.tick()
    assert "1. 2，{n} %s {0}\n2. 3，{n} %s {0}" in said
    assert said != SILENT
