"""支部的一周，从头到尾：绑定、花名册、打卡、加分、复核、周一的榜单、下一周的汇总、导出、核对。真的进程、真的连接，钟往前拨。"""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from core.domain.attachments import Sheet, Workbook
from core.files.workbooks import written
from sandbox.client import Client
from sandbox.model import ChatMessage, Group, Person, Scene, Segment
from sandbox.onebot11 import OneBot11
from sandbox.onebot12 import OneBot12
from sandbox.world import World
from tests.e2e.faults.town import CLOCKED, HASTE, ZONE, ShiftedClock, tick
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.test_operations import run
from tests.e2e.waiting import until

GROUP, BOT = Scene("group", "20001"), "10000"
WANG, LI, ZHANG, LISI, WANGWU, ZHAO, SUN = "10001", "10002", "10005", "10006", "10007", "10008", "10009"
CARDS = {WANG: "王建国", LI: "李红梅", ZHANG: "张三", LISI: "李四", WANGWU: "王五", ZHAO: "赵六", SUN: "孙丽"}
CARDS[OPERATOR] = "周工"
CALM_MONTHS = (3, 7, 8, 11)
"""没有法定节假日的月份。"""
ROSTER = (
    ("王建国", WANG, "第一党小组", "正式党员", "书记"),
    ("李红梅", LI, "第一党小组", "正式党员", "组织委员"),
    ("张三", ZHANG, "第一党小组", "正式党员", ""),
    ("李四", LISI, "第一党小组", "正式党员", ""),
    ("王五", WANGWU, "第二党小组", "正式党员", ""),
    ("赵六", ZHAO, "第二党小组", "预备党员", ""),
    ("孙丽", SUN, "第二党小组", "正式党员", ""),
    ("周工", OPERATOR, "第二党小组", "正式党员", ""),
    ("=1+1", "10099", "第二党小组", "正式党员", ""),
)
HEADER = ("姓名", "QQ号", "所在党小组", "政治面貌", "职务")
TABLE = written(Workbook("花名册.xlsx", (Sheet("名册", HEADER, ROSTER),)))


def first_monday() -> datetime:
    """以后头一个没有节假日的月份的头一个周一，北京时间 10:00：两周都在这个月里。"""
    day = datetime.now(UTC).astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while day.weekday() != 0 or day.month not in CALM_MONTHS or day.day > 7:
        day += timedelta(days=1)
    return day


def words_of(message: ChatMessage) -> str:
    return "".join(str(one["data"].get("text", "")) for one in message.segments)


class Branch:
    """一个支部的群，和替各人说话的手。"""

    def __init__(self, house: House, clock: ShiftedClock, monday: datetime, *, faces: bool) -> None:
        """Faces 是平台能贴表情；不能的，登记好了在群里合并说一句。"""
        self.house, self.clock, self.monday, self._faces = house, clock, monday, faces
        people = {one: Person(one, f"网名{one}", name) for one, name in CARDS.items()}
        self.world = World([Group(GROUP.id, "机关三支部群", people)], now=clock)

    def said(self, scene: Scene) -> list[ChatMessage]:
        """助手在一处说过的，从先到后。"""
        return [one for one in self.world.history(scene) if one.sender_id == BOT]

    def reports(self) -> list[ChatMessage]:
        """在群里公布过的周报。"""
        return [one for one in self.said(GROUP) if "一周学习情况" in words_of(one)]

    async def go(self, days: int, hour: int = 10, minute: int = 0) -> None:
        """走到头一个周一之后第几天的几点，办到点的事。"""
        wanted = (self.monday + timedelta(days=days)).replace(hour=hour, minute=minute)
        self.clock.advance((wanted - self.clock()).total_seconds())
        await tick(self.clock, self.house)

    async def group(self, user_id: str, *words: str) -> str:
        """在群里说一句，等群里的下一句；写成 @10005 的是真的 @。"""
        return await self._next(GROUP, lambda: self.world.say(user_id, segments(words), GROUP.id))

    async def private(self, user_id: str, words: str) -> str:
        """私聊一句，等私下的下一句。"""
        scene = Scene("private", user_id)
        return await self._next(scene, lambda: self.world.say(user_id, words))

    async def acked(self, user_id: str, *words: str) -> ChatMessage:
        """在群里说一句，等到表情；没有表情的，等此人后一句的回话。"""
        message = self.world.say(user_id, segments(words), GROUP.id)
        if self._faces:
            await until(lambda: message.reactions, f"贴到“{words}”上的表情")
        else:
            await self.private(user_id, "我是谁")
        return message

    async def hears(self, scene: Scene, part: str) -> str:
        """等助手在一处说出带着这几个字的一句。"""
        await until(lambda: any(part in words_of(one) for one in self.said(scene)), f"听到“{part}”", 20)
        return next(words_of(one) for one in reversed(self.said(scene)) if part in words_of(one))

    async def receives(self, user_id: str, words: str) -> list[list[Any]]:
        """私聊要一份表格，收到以后读出第一张表的各行。"""
        scene = Scene("private", user_id)
        before = len(self.files(scene))
        await self.private(user_id, words)
        await until(lambda: len(self.files(scene)) > before, f"“{words}”的文件", 20)
        data = self.world.file(self.files(scene)[-1]["data"]["file_id"]).data
        path = self.house.data / "received.xlsx"
        path.write_bytes(data)
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()

    def files(self, scene: Scene) -> list[Segment]:
        """助手在一处发过的文件。"""
        return [one for message in self.said(scene) for one in message.segments if one["type"] == "file"]

    async def _next(self, scene: Scene, act: Callable[[], object]) -> str:
        before = len(self.said(scene))
        act()
        await until(lambda: len(self.said(scene)) > before, "下一句", 20)
        return words_of(self.said(scene)[before])


def segments(words: tuple[str, ...]) -> list[Segment]:
    """一句话的各段。"""
    return [
        {"type": "at", "data": {"qq": one[1:]}} if one.startswith("@") else {"type": "text", "data": {"text": one}}
        for one in words
    ]


@pytest.fixture
def clock(tmp_path: Path) -> ShiftedClock:
    return ShiftedClock(tmp_path / "clock.txt")


@pytest.mark.parametrize(("path", "dialect"), [("v11", OneBot11), ("v12", OneBot12)])
async def test_two_weeks_of_a_branch(
    build_house: Callable[..., House], clock: ShiftedClock, path: str, dialect: Any
) -> None:
    house, monday = build_house(module=CLOCKED, CLOCK_FILE=str(clock.path), **HASTE), first_monday()
    clock.shift((monday - datetime.now(UTC)).total_seconds())
    await house.start()
    branch = Branch(house, clock, monday, faces=path == "v11")
    url = f"ws://127.0.0.1:{house.port}/onebot/{path}/ws"
    async with Client(branch.world, url, TOKEN, dialect=dialect(branch.world)) as client:
        await until(client.connected.is_set, "连上助手", 20)
        await founded(branch)
        await a_week(branch)
        await a_review(branch)
        await the_board(branch)
        await the_summary(branch)
        await the_registers(branch)
    checked = await run(house, "verify")
    assert checked.stdout.startswith("核对完毕，都对得上：1 个支部"), checked.stderr
    assert "Traceback" not in house.stderr


async def founded(branch: Branch) -> None:
    """绑定，设书记，传花名册，确认导入。"""
    assert "已绑定“机关第三党支部”" in await branch.group(OPERATOR, "绑定支部 机关第三党支部")
    assert "王建国同志的职务：无 → 书记" in await branch.group(OPERATOR, "设职务 ", f"@{WANG}", " 书记")
    await branch.go(0, 10, 1)
    assert "①列积极同志 ②只列集体数字 ③不公布" in await branch.hears(Scene("private", WANG), "周一")
    secretary = Scene("private", WANG)
    branch.world.upload(WANG, "花名册.xlsx", TABLE)
    preview = await branch.hears(secretary, "可导入 8 人")
    assert "第 10 行：姓名“=1+1”像一个公式" in preview
    assert "类别未定" in await branch.private(ZHANG, "我是谁")
    assert "已导入 8 人" in await branch.private(WANG, "确认导入")
    assert "正式党员" in await branch.private(ZHANG, "我是谁")
    assert "组织委员" in await branch.private(LI, "我是谁")


async def a_week(branch: Branch) -> None:
    """周一到周五的打卡：四个人登记，一次撤销，一次撤回，一次补卡。"""
    for one in (ZHANG, LISI, WANGWU, ZHAO):
        await branch.acked(one, "打卡")
    await branch.go(1)
    for one in (ZHANG, LISI, WANGWU):
        await branch.acked(one, "今日已学习")
    await branch.acked(WANGWU, "撤销")
    await branch.go(2)
    await branch.acked(WANGWU, "补卡 昨天")
    recalled = await branch.acked(SUN, "打卡")
    branch.world.recall(recalled.message_id, SUN)
    assert "今天还没有登记" in await branch.private(SUN, "我的打卡")
    await branch.go(4)
    await branch.acked(ZHANG, "打卡 学习党章第一章")
    branch.world.say(LISI, "打卡人数", GROUP.id)
    await branch.hears(GROUP, "今天已有 1 位同志登记学习")
    assert "余额 4 分" in await branch.private(WANGWU, "我的积分")


async def a_review(branch: Branch) -> None:
    """加分；误扣了一笔，本人申诉，组织委员同意，退回。"""
    await branch.acked(WANG, "加分 ", f"@{ZHANG}", " ", f"@{ZHAO}", " 5 志愿服务")
    assert "已私下告诉本人" in await branch.private(WANG, "扣分 李四 2 记重了")
    told = await branch.hears(Scene("private", LISI), "支委记了一笔扣分")
    number = re.search(r"A\d+", told)
    assert number is not None
    assert "S1" in await branch.private(LISI, f"申诉 {number[0]} 那天我登记了")
    assert "S1" in await branch.hears(Scene("private", LI), "那天我登记了")
    assert "请由其他支委办理" in await branch.private(WANG, "同意 S1")
    assert "退回 2 分" in await branch.private(LI, "同意 S1")
    assert "扣的 2 分已退回" in await branch.hears(Scene("private", LISI), "积分复核 S1 已由支委办理")


async def the_board(branch: Branch) -> None:
    """周一 9:00 的榜单：一条，一张图，不过二百字。"""
    await branch.go(7, 8, 59)
    assert not branch.reports()
    await branch.go(7, 9)
    words = await branch.hears(GROUP, "一周学习情况")
    await branch.go(7, 9, 1)
    (report,) = branch.reports()
    first, last = branch.monday, branch.monday + timedelta(days=6)
    assert words == (
        f"【机关第三党支部】一周学习情况（{first.month}月{first.day}日—{last.day}日）\n"
        "学习登记 8 人次，志愿服务 2 人次。\n"
        "本周较为积极的同志：1 张三 11；2 赵六 7。\n"
        "感谢各位同志。自愿参加，只作鼓励，不作考核、评优依据；不愿列名请发“不参加排名”。"
    )
    assert len(words) <= 200
    assert pictured(report)


def pictured(message: ChatMessage) -> bool:
    """带着一张 PNG。"""
    sources = [one["data"] for one in message.segments if one["type"] == "image"]
    return [base64.b64decode(str(one["file"]).removeprefix("base64://"))[:4] for one in sources] == [b"\x89PNG"]


async def the_summary(branch: Branch) -> None:
    """改成只列集体数字；下一周一的汇总没有姓名。"""
    assert "汇总" in await branch.private(WANG, "周报 汇总")
    for one in (ZHANG, LISI, WANGWU, ZHAO, SUN):
        await branch.acked(one, "打卡")
    await branch.go(14, 9)
    first = branch.monday + timedelta(days=7)
    words = await branch.hears(GROUP, f"（{first.month}月{first.day}日")
    assert "学习登记 5 人次" in words
    assert not [name for name in CARDS.values() if name in words]
    assert [pictured(one) for one in branch.reports()] == [True, True]


async def the_registers(branch: Branch) -> None:
    """导出的两张表，照花名册的次序；本人只得自己的一行。"""
    days = await branch.receives(WANG, "导出 打卡")
    header = next(number for number, row in enumerate(days) if row[0] == "序号")
    rows = {row[1]: (row[2], row[3], row[-1]) for row in days[header + 1 : -1]}
    assert list(rows) == [name for name, *_ in ROSTER[:-1]]
    assert rows["张三"] == (ZHANG, "第一党小组", 4)
    assert rows["王五"] == (WANGWU, "第二党小组", 3)
    assert (days[-1][0], days[-1][-1]) == ("合计", 13)
    points = await branch.receives(WANG, "导出 积分")
    totals = {row[1]: row[-1] for row in points[header + 1 : -1]}
    assert totals == {"王建国": 0, "李红梅": 0, "张三": 13, "李四": 6, "王五": 6, "赵六": 9, "孙丽": 2, "周工": 0}
    assert points[-1][-1] == sum(totals.values())
    (own,) = (await branch.receives(ZHANG, "导出 积分"))[header + 1 :]
    assert (own[1], own[-1]) == ("张三", 13)
    assert not branch.files(GROUP), "表格不落到群里"
