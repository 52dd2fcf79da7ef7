"""题库和答题从头到尾：传一份乱的题库，确认，补出处；每日一题十位同志答，拨钟公布；更正答案改判；十题一轮中途重启接着走。"""

import json
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Client
from sandbox.model import Group, Person, Scene
from sandbox.onebot11 import OneBot11
from sandbox.world import World
from tests.e2e.books import chain_is_whole, number
from tests.e2e.faults.town import CLOCKED, HASTE, ShiftedClock
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.test_daily_loop import GROUP, WANG, Branch, first_monday
from tests.e2e.waiting import until

PEOPLE = [str(10_011 + number) for number in range(10)]
PATIENCE = 60.0
MESSY = """\
\ufeff××街道机关应知应会测试题（2026年）
姓名：________  支部：________  得分：________
一、单项选择题（共4题，每题2分）
1、本手册所说的值班，每班不少于（B）人。
A.1B.2C.3D.4
２．\xa0值班记录保存（\u3000Ｃ\u3000）。
Ａ、半年　Ｂ、一年　Ｃ、二年　Ｄ、三年
3、交接班应当填写什么？C
A.请假条
B.介绍信
C.交接单
4、会议室钥匙由谁保管？
A.办公室 B.门卫 C.食堂 D.来访人
答案：A  解析：见手册。
二、多项选择题
1、值班电话应当（A B D）。
A、保持畅通　B、及时接听　C、随时关机　D、做好记录
2、下列需要登记的有（  ）。
A．来访  B．来电  C．午餐  D．公文
三、判断题
1、值班可以由他人顶替而不报告。（×）
2、公文当日登记。（ √ ）
3、节假日不必值班。（错）
4、值班日志每天填写。

参考答案
二、2.ABD
三、4.√
"""


class Hall(Branch):
    """一个十来人的群。"""

    def __init__(self, house: House, clock: ShiftedClock, monday: datetime) -> None:
        super().__init__(house, clock, monday, faces=True)
        names = {WANG: "王建国", OPERATOR: "周工"} | {one: f"同志{one[-2:]}" for one in PEOPLE}
        people = {one: Person(one, f"网名{one}", name) for one, name in names.items()}
        self.world = World([Group(GROUP.id, "机关三支部群", people)], now=clock)

    @asynccontextmanager
    async def joined(self) -> AsyncGenerator[None]:
        """开助手、连上。"""
        await self.house.start()
        url = f"ws://127.0.0.1:{self.house.port}/onebot/v11/ws"
        async with Client(self.world, url, TOKEN, dialect=OneBot11(self.world)) as client:
            await until(client.connected.is_set, "连上助手", PATIENCE)
            yield

    async def answers(self, said: list[str]) -> None:
        """各人在群里答一句，等到各自的表情。"""
        sent = [self.world.say(user, words, GROUP.id) for user, words in zip(PEOPLE, said, strict=True)]
        await until(lambda: all(one.reactions for one in sent), "各人的表情", PATIENCE)

    async def told(self, part: str) -> str:
        """群里说出带着这几个字的一句。"""
        return await self.hears(GROUP, part)

    def open_question(self) -> tuple[int, str, str]:
        """正开着的一题：题号、正确答案、一个错的答案。"""
        query = (
            "SELECT q.id, q.type, q.answer, q.options FROM quiz JOIN question q ON q.id = quiz.question_id "
            "ORDER BY quiz.id DESC LIMIT 1"
        )
        with closing(sqlite3.connect(self.house.database)) as connection:
            number, kind, kept, options = connection.execute(query).fetchone()
        right = json.loads(kept)
        letters = "ABCDEFGHIJ"[: len(json.loads(options))]
        if kind == "judge":
            return number, right, "错" if right == "对" else "对"
        if kind == "multiple":
            return number, right, "AB" if right != "AB" else "AC"
        return number, right, next(one for one in letters if one != right)

    def points(self) -> tuple[int, int]:
        """参加、答对各一共给了几分。"""
        total = "SELECT coalesce(sum(points), 0) FROM ledger_entry WHERE rule = "
        return number(self.house.database, f"{total}'quiz'"), number(self.house.database, f"{total}'quiz_right'")


@pytest.fixture
def clock(tmp_path: Path) -> ShiftedClock:
    return ShiftedClock(tmp_path / "clock.txt")


async def test_a_bank_a_daily_question_a_round_and_a_correction(
    build_house: Callable[..., House], clock: ShiftedClock
) -> None:
    house, monday = build_house(module=CLOCKED, CLOCK_FILE=str(clock.path), **HASTE), first_monday()
    clock.shift((monday - datetime.now(UTC)).total_seconds())
    hall = Hall(house, clock, monday)
    async with hall.joined():
        await the_bank(hall)
        await the_daily_question(hall)
        await the_correction(hall)
        await half_a_round(hall)
        house.kill()
    async with hall.joined():
        await the_other_half(hall)
    await house.stop()
    assert chain_is_whole(house.database)
    assert "Traceback" not in house.stderr


async def the_bank(hall: Hall) -> None:
    """乱的题库：读出十题，确认才收，一句话补上出处；再传一次没有新题。"""
    await hall.group(OPERATOR, "绑定支部 机关第三党支部")
    await hall.group(OPERATOR, "设职务 ", f"@{WANG}", " 书记")
    secretary = Scene("private", WANG)
    hall.world.upload(WANG, "题库.txt", MESSY.encode("gb18030"))
    preview = await hall.hears(secretary, "读出")
    assert "读出 10 题：单选 4，多选 2，判断 4。" in preview
    assert "没有出处的 10 题" in preview
    assert "毛病" not in preview
    assert number(hall.house.database, "SELECT count(*) FROM question WHERE owner > 0") == 0
    assert "已导入 10 题" in await hall.private(WANG, "确认导入")
    assert "已给 10 题" in await hall.private(WANG, "这批出处 《机关应知应会手册》第一条（2026年）")
    assert number(hall.house.database, "SELECT count(*) FROM question WHERE owner > 0 AND state = 'live'") == 10
    hall.world.upload(WANG, "题库（再传一次）.txt", MESSY.encode("gb18030"))
    again = await hall.hears(secretary, "没有新题")
    assert "题库里已有 10 题" in again


async def the_daily_question(hall: Hall) -> None:
    """10:30 发一题，十位同志答，两位先答错又改对，20:00 公布，没有姓名。"""
    assert "每日一题已打开" in await hall.group(WANG, "每日一题 10:30")
    await hall.go(0, 10, 30)
    await hall.told("【每日一题】")
    _, right, wrong = hall.open_question()
    await hall.answers([wrong] * 4 + [right] * 6)
    for user in PEOPLE[:2]:
        await hall.acked(user, right)
    await hall.go(0, 19, 59)
    assert not [one for one in hall.said(GROUP) if "公布】" in str(one.segments)]
    await hall.go(0, 20)
    result = await hall.told("【每日一题·公布】")
    assert "10 位同志作答，答对的占 80%。" in result
    assert "同志0" not in result.replace("同志作答", "")
    assert hall.points() == (10, 8)


async def the_correction(hall: Hall) -> None:
    """更正成原来错的那个：两位改判为对、八位改判为错；撤销都改回来。"""
    asked, right, wrong = hall.open_question()
    assert "改判为对 2 人次，改判为错 8 人次" in await hall.private(WANG, f"更正答案 Q{asked} {wrong}")
    await hall.told("更正：")
    assert hall.points() == (10, 2)
    assert "已撤销" in await hall.private(WANG, "撤销")
    assert hall.points() == (10, 8)
    await until(lambda: len([one for one in hall.said(GROUP) if "更正：" in str(one.segments)]) == 2, "再更正一行", 60)
    assert hall.open_question()[1] == right


async def half_a_round(hall: Hall) -> None:
    """十题一轮，一题一分钟，答到第五题；此时 kill -9。"""
    await hall.go(1, 14)
    assert "请核对" in await hall.private(WANG, "答题 10题 机关应知应会手册 每题1分钟")
    await hall.private(WANG, "确认")
    for ordinal in range(1, 6):
        await one_question(hall, ordinal)
        if ordinal < 5:
            await hall.go(1, 14, ordinal)


async def one_question(hall: Hall, ordinal: int) -> None:
    await hall.told(f"第 {ordinal}/10 题")
    _, right, wrong = hall.open_question()
    await hall.answers([right] * 9 + [wrong])


async def the_other_half(hall: Hall) -> None:
    """起来接着第六题，问完，结果只说一次；第五题答过的都在。"""
    for ordinal in range(6, 11):
        await hall.go(1, 14, ordinal - 1)
        await one_question(hall, ordinal)
    await hall.go(1, 14, 10)
    result = await hall.told("答题结束，共 10 题")
    assert "10 位同志参加，答题 100 人次，正确率 90%。" in result
    await hall.go(1, 14, 12)
    assert len([one for one in hall.said(GROUP) if "答题结束" in str(one.segments)]) == 1
    mine = await hall.hears(Scene("private", PEOPLE[-1]), "这一轮您答了")
    assert "您答了 10 题，答对 0 题" in mine
    rounds: Any = number(hall.house.database, "SELECT count(*) FROM quiz WHERE round_id IS NOT NULL")
    assert rounds == 10
    assert number(hall.house.database, "SELECT count(*) FROM quiz_answer") == 110
