"""一个月：通知开会、改期、回执、请假、会前提醒、签到，再天天定时推送，跨过元旦；钟是拨的，连接是真的。"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sandbox.client import Client
from sandbox.model import Group, Person
from sandbox.world import World
from tests.e2e.faults.accounts import Accounts
from tests.e2e.faults.town import CLOCKED, HASTE, PATIENCE, ZONE, ShiftedClock, tick
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.waiting import until

GROUP, BOT, SECRETARY = "20001", "10000", "10001"
PEOPLE = {
    SECRETARY: "王建国",
    "10005": "张三",
    "10006": "李四",
    "10007": "王五",
    "10008": "赵六",
    "10009": "孙丽",
    OPERATOR: "周工",
}
NEW_YEAR = date(2027, 1, 1)
FIRST, LAST = date(2026, 12, 11), date(2027, 1, 10)
PUSH = "请各位同志读一段党章，自愿参加"


class Branch:
    """一个支部的群，和里面各位的私聊。"""

    def __init__(self, clock: ShiftedClock, house: House) -> None:
        members = {user_id: Person(user_id, f"网名{user_id}", name) for user_id, name in PEOPLE.items()}
        self.clock, self.house, self.books = clock, house, Accounts(house.database)
        self.world = World([Group(GROUP, "机关三支部群", members)], now=clock)

    def heard(self, place: str) -> list[str]:
        """助手在群里（群号）、对某人私下（号）说过的。"""
        messages = self.world.messages.values()
        return [one.text for one in messages if one.scene.id == place and one.sender_id == BOT]

    async def say(self, user_id: str, text: str, place: str = GROUP) -> str:
        """在群里说一句，等助手在 place 的下一句。"""
        return await self._said(user_id, text, GROUP, place)

    async def private(self, user_id: str, text: str) -> str:
        """私下说一句，等助手对他的下一句。"""
        return await self._said(user_id, text, None, user_id)

    async def answer(self, user_id: str, text: str) -> None:
        """在群里答一句，等到贴上表情。"""
        said = self.world.say(user_id, text, GROUP)
        await until(lambda: said.reactions, f"“{text}”贴上了表情", PATIENCE)

    async def at(self, *moment: int) -> None:
        """拨到北京时间的某一刻，走一格。"""
        self.clock.at(datetime(*moment, tzinfo=ZONE))
        await tick(self.clock, self.house)

    async def hears(self, place: str, words: str, times: int = 1) -> str:
        """等到助手在 place 说过 times 句含 words 的，返回最后一句。"""
        await until(lambda: len(self._with(place, words)) >= times, f"在 {place} 听到 {times} 句“{words}”", PATIENCE)
        return self._with(place, words)[-1]

    def _with(self, place: str, words: str) -> list[str]:
        return [one for one in self.heard(place) if words in one]

    async def _said(self, user_id: str, text: str, group_id: str | None, place: str) -> str:
        before = len(self.heard(place))
        self.world.say(user_id, text, group_id)
        await until(lambda: len(self.heard(place)) > before, f"对“{text}”的回话", PATIENCE)
        return self.heard(place)[before]


@asynccontextmanager
async def opened(build_house: Callable[..., House], folder: Path) -> AsyncGenerator[Branch]:
    """十二月的一个星期一：支部绑好了，书记设好了，类别都核定了。"""
    clock = ShiftedClock(folder / "clock.txt")
    clock.at(datetime(2026, 12, 7, 10, tzinfo=ZONE))
    branch = Branch(clock, build_house(module=CLOCKED, **{"CLOCK_FILE": str(clock.path), **HASTE}))
    await branch.house.start()
    async with Client(branch.world, f"ws://127.0.0.1:{branch.house.port}/onebot/v11/ws", TOKEN) as client:
        await until(client.connected.is_set, "连上助手", PATIENCE)
        await branch.say(OPERATOR, "绑定支部 机关第三党支部")
        words = [{"type": "text", "data": {"text": "设职务 "}}, {"type": "at", "data": {"qq": SECRETARY}}]
        branch.world.say(OPERATOR, [*words, {"type": "text", "data": {"text": " 书记"}}], GROUP)
        await branch.hears(SECRETARY, "每周一公布")
        for name in PEOPLE.values():
            assert "已登记" in await branch.private(SECRETARY, f"定类别 {name} 正式党员")
        yield branch
    await branch.house.stop()


async def test_a_meeting_and_a_month_of_pushes(build_house: Callable[..., House], tmp_path: Path) -> None:
    async with opened(build_house, tmp_path) as branch:
        await call_and_change(branch)
        await answer_and_ask_leave(branch)
        await be_reminded_and_sign_in(branch)
        sent = await push_for_a_month(branch)
    assert "编号" not in branch.house.stderr
    print(f"会议一次、改期一次、到会四位；{FIRST}—{LAST} 定时推送 {sent} 次，元旦一次没有发，推送记录里写明")


async def call_and_change(branch: Branch) -> None:
    """先预览，确认才到群里；改期也是。"""
    before = len(branch.heard(GROUP))
    preview = await branch.private(SECRETARY, "会议通知 周三下午3点 三楼会议室 支部党员大会 议题：讨论年度工作")
    assert "时间：12月9日（周三）15:00" in preview
    assert len(branch.heard(GROUP)) == before, "确认之前群里什么也没有"
    await branch.private(SECRETARY, "确认")
    assert "【会议通知 N1】支部党员大会\n时间：12月9日（周三）15:00" in await branch.hears(GROUP, "N1")
    assert "12月9日（周三）15:00 → 12月10日（周四）10:00" in await branch.private(SECRETARY, "会议改到周四10点")
    await branch.private(SECRETARY, "确认")
    assert "时间改为：12月10日（周四）10:00" in await branch.hears(GROUP, "会议变更 N1")


async def answer_and_ask_leave(branch: Branch) -> None:
    """各种回执；请假转告书记，事由只有书记看得到。"""
    for user_id, words in {"10005": "收到", "10006": "好的", "10008": "参加", "10009": "迟到10分钟"}.items():
        await branch.answer(user_id, words)
    assert "请假已登记并转告书记，事由仅书记可见" in await branch.say("10007", "请假 出差", place="10007")
    assert "出差" not in await branch.hears(SECRETARY, "王五同志请假")
    assert "王五：出差" in await branch.private(SECRETARY, "请假名单")
    missing = await branch.private(SECRETARY, "谁没收到")
    assert "已回 5 人（已阅 1、收到 1、参加 1、请假 1、晚到 1）" in missing
    assert "未回 1 人：周工。" in missing
    assert not any("出差" in one or "未回" in one for one in branch.heard(GROUP))


async def be_reminded_and_sign_in(branch: Branch) -> None:
    """前一天、前半小时各提醒一次；到会的说“到”，结束时群里只说到了几位。"""
    await branch.at(2026, 12, 9, 17, 0)
    await branch.hears(GROUP, "会前提醒")
    await branch.at(2026, 12, 10, 9, 30)
    await branch.hears(GROUP, "会前提醒", times=2)
    branch.clock.at(datetime(2026, 12, 10, 10, tzinfo=ZONE))
    assert "支部党员大会开始签到" in await branch.say(SECRETARY, "开始签到")
    for user_id in (SECRETARY, "10005", "10006", "10008"):
        await branch.answer(user_id, "到")
    branch.clock.advance(3600)
    assert "签到结束，登记到会 4 位。以现场清点为准。" in await branch.say(SECRETARY, "结束签到")
    roll = await branch.private(SECRETARY, "到会情况")
    assert "应到 7 位，登记到会 4 位。" in roll
    assert "登记到会：王建国、张三、李四、赵六\n请假：王五\n" in roll


async def push_for_a_month(branch: Branch) -> int:
    """天天九点推送，一天走一格；元旦不发，推送记录里写明缘由。"""
    assert "已定下 P1：每天 09:00" in await branch.say(SECRETARY, f"每天9点发 {PUSH}")
    days = [FIRST + timedelta(days=ahead) for ahead in range((LAST - FIRST).days + 1)]
    for number, day in enumerate(days, 1):
        branch.clock.at(datetime.combine(day, time(9), ZONE))
        await tick(branch.clock, branch.house)
        if day != NEW_YEAR:
            await branch.hears(GROUP, PUSH, times=1 + number - (day > NEW_YEAR))
            # 平台的回音也到了再拨钟：推送记录里写的是送到的时刻
            await branch.books.settled()
        else:
            record = await branch.private(SECRETARY, "推送记录")
            assert "1月1日 09:00 定时推送 P1：已过期（法定节假日，按设置不发）" in record
            assert "12月31日 09:00 定时推送 P1：已送达" in record
    sent = branch.heard(GROUP).count(PUSH)
    assert sent == len(days) - 1
    return sent
