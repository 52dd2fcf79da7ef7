"""花名册表格：读出来、看预览、确认、撤销、导出再导入。文件怎样从门里进来另测，这里直接交给处理函数。"""

from typing import Any

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.chat.onebot.frames import read_message
from core.chat.seat import find_seat
from core.domain.attachments import Workbook
from core.domain.dialogue import Reply
from core.domain.errors import UserError
from core.domain.uploads import Upload, UploadedSheet
from core.store import audit, members, roster
from core.store.branches import BranchRow
from core.store.members import Account, Appointment, Member
from plugins.members import texts
from plugins.members.commands import take_sheet
from plugins.members.sheets.grid import read_roster
from tests.conftest import KINDS
from tests.dialogue.stage import Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, ORGANIZER = "王建国", "李红梅"
HEADER = ["姓名", "QQ号", "党小组", "党员类别", "职务", "入党日期", "组织关系", "流动党员", "所在城市"]


async def send(group: Group, name: str, *lines: list[str], in_group: bool = False) -> str:
    """传一个表格，助手私下怎么说。"""
    found = read_roster(Upload("名册.xlsx", ".xlsx", (UploadedSheet("Sheet1", list(lines)),)))
    assert found is not None
    frame = group.frame(name, "文件")
    if not in_group:
        frame |= {"message_type": "private", "sub_type": "friend"}
        del frame["group_id"]
    incoming = read_message(frame, group.stage.clock())
    assert incoming is not None

    def work(session: Any) -> str:
        request = find_seat(session, incoming, group.stage.settings).request
        reply = take_sheet(request, session, found)
        assert isinstance(reply, Reply)
        assert reply.private
        assert reply.record is None
        return reply.text

    try:
        return await group.stage.database.write(1, work)
    except UserError as refusal:
        return str(refusal)


async def people(group: Group) -> list[tuple[object, ...]]:
    """名册、账号、任职此刻的样子。"""

    def work(session: Any) -> list[tuple[object, ...]]:
        found = roster.listing(session, 1)
        accounts = session.scalars(select(Account).order_by(Account.id))
        held = select(Appointment.member_id, Appointment.office).where(Appointment.until_at.is_(None))
        live = session.scalars(select(Member.id).where(Member.undone_at.is_(None)))
        ids = set(live)
        return [
            *found,
            *((one.member_id, one.user_id) for one in accounts if one.member_id in ids),
            *sorted(map(tuple, session.execute(held))),
        ]

    return await group.stage.database.read(work)


SHEET = [
    ["示范党支部党员花名册"],
    HEADER,
    ["张三", "10005", "第一党小组", "正式党员", "", "2019-07-01", "在本支部", "否", ""],
    ["欧阳明", "10031", "第一党小组", "预备党员", "", "2026年1月5日", "在", "是", "上海"],
    ["司马光", "", "第二党小组", "正式党员", "", "", "不在本支部", "", ""],
    [],
    ["=1+1", "10040"],
    ["诸葛亮", "13800138000"],
    ["关羽", "10041", "", "", "书记"],
    ["张飞", "10042"],
    ["赵云", "10042"],
    ["吴芳", "10011", "", "入党积极分子"],
]


class TestTheSheet:
    @BOTH
    async def test_the_whole_story(self, group: Group) -> None:
        before = await people(group)
        assert await send(group, ORGANIZER, *SHEET) == snapshot("""\
“名册.xlsx”可导入 4 人：新添 2 人（欧阳明、司马光），更新 1 人（张三），不变 1 人。
· 张三：党小组 未编入 → 第一党小组；入党日期 未登记 → 2019年7月1日；组织关系 未登记 → 在本支部
不导入的 5 行：
第 7 行：姓名“=1+1”像一个公式，请改成文字
第 8 行：“13800138000”是手机号，不是 QQ 号
第 9 行：书记现为王建国同志，职务冲突，更换请由本人发“移交书记 @某人”
第 10 行：QQ 号“10042”在名单里出现了 2 次，请核对是谁的
第 11 行：QQ 号“10042”在名单里出现了 2 次，请核对是谁的
现在还没有改动。确认请在 30 分钟内私聊发“确认导入”，不导入发“取消”。\
""")
        assert await people(group) == before
        assert await group.private(ORGANIZER, "确认导入") == snapshot("""\
私下对李红梅：已导入 4 人：新添 2 人（欧阳明、司马光），更新 1 人（张三），不变 1 人。
不导入的 5 行：
第 7 行：姓名“=1+1”像一个公式，请改成文字
第 8 行：“13800138000”是手机号，不是 QQ 号
第 9 行：书记现为王建国同志，职务冲突，更换请由本人发“移交书记 @某人”
第 10 行：QQ 号“10042”在名单里出现了 2 次，请核对是谁的
第 11 行：QQ 号“10042”在名单里出现了 2 次，请核对是谁的\
""")
        done = await people(group)
        assert done != before
        assert await group.private(ORGANIZER, "撤销") == snapshot(
            "私下对李红梅：已撤销 A18：导入花名册 4 人，各人恢复导入之前的登记。"
        )
        assert await people(group) == before
        await send(group, ORGANIZER, *SHEET)
        await group.private(ORGANIZER, "确认导入")
        assert [one for one in await people(group) if len(one) > 2] != before
        assert await send(group, ORGANIZER, *SHEET[:5]) == snapshot("名单上的 3 人与花名册一致，没有变化。")

    async def test_without_the_confirmation_nothing_is_changed(self, group: Group) -> None:
        before = await people(group)
        await send(group, ORGANIZER, *SHEET)
        assert await group.private(ORGANIZER, "取消") == snapshot(
            "私下对李红梅：好的，这份名单不导入，花名册没有改动。"
        )
        assert "已导入" not in await group.private(ORGANIZER, "确认导入")
        await send(group, ORGANIZER, *SHEET)
        group.stage.clock.move(minutes=30)
        assert "已导入" not in await group.private(ORGANIZER, "确认导入")
        assert await people(group) == before

    async def test_sent_in_the_group_it_is_confirmed_in_private(self, group: Group) -> None:
        await send(group, ORGANIZER, *SHEET, in_group=True)
        assert "已导入" not in await group.say(ORGANIZER, "确认导入")
        assert "已导入 4 人" in await group.private(ORGANIZER, "确认导入")

    async def test_it_ends_the_wait_for_a_pasted_list(self, group: Group) -> None:
        await group.private(ORGANIZER, "导入花名册")
        await send(group, ORGANIZER, *SHEET)
        assert "没有看懂" in await group.private(ORGANIZER, "岳飞 正式党员")
        assert "已导入 4 人" in await group.private(ORGANIZER, "确认导入")

    async def test_it_replaces_the_last_preview(self, group: Group) -> None:
        await send(group, ORGANIZER, *SHEET)
        await send(group, ORGANIZER, HEADER, ["岳飞", "10050"])
        assert await group.private(ORGANIZER, "确认导入") == "私下对李红梅：已导入 1 人：新添 1 人（岳飞）。"

    async def test_permission_is_checked_again_at_the_confirmation(self, group: Group) -> None:
        await send(group, ORGANIZER, *SHEET)
        await group.say(SECRETARY, "免职务 @李红梅 组织委员")
        assert "没有权限" in await group.private(ORGANIZER, "确认导入")


class TestRefusals:
    async def test_too_many_people(self, group: Group) -> None:
        lines = [[f"党员{n}", str(1_000_000 + n)] for n in range(100_000)]
        assert await send(group, ORGANIZER, ["姓名", "QQ"], *lines) == snapshot(
            "“名册.xlsx”里有 100000 人，一次最多导入 500 人，未作任何改动。请分成几份再发。"
        )

    async def test_nothing_that_can_be_imported(self, group: Group) -> None:
        assert await send(group, ORGANIZER, HEADER, ["=1+1", "10040"]) == snapshot("""\
名单里没有可以导入的人，未作任何改动。不导入的 1 行：
第 2 行：姓名“=1+1”像一个公式，请改成文字\
""")

    async def test_two_people_of_one_name(self, group: Group) -> None:
        """没有 QQ、姓名又分不清的以“未绑定”入册（Q20），另两位不动。"""
        await group.say(SECRETARY, "绑定 @李四 李小四")
        await group.say(SECRETARY, "添加党员 李小四 正式党员")
        assert await send(group, ORGANIZER, HEADER, ["李小四", "", "第一小组"]) == snapshot("""\
“名册.xlsx”可导入 1 人：更新 1 人（李小四）。
· 李小四：党小组 未编入 → 第一小组
现在还没有改动。确认请在 30 分钟内私聊发“确认导入”，不导入发“取消”。\
""")
        twin = ["李小四", "10077", "第一小组"]
        assert await send(group, ORGANIZER, HEADER, twin) == snapshot("""\
名单里没有可以导入的人，未作任何改动。不导入的 1 行：
第 2 行：名册上的“李小四”绑定的是别的 QQ 号；若是另一位，请在姓名后加以区别\
""")

    async def test_somebody_of_another_branch_is_a_newcomer_here(self, group: Group) -> None:
        """别的支部的名册看不见也碰不着：同一个 QQ 在这里就是新添的一位。"""

        def elsewhere(session: Any) -> None:
            branch = BranchRow(name="别的支部", zone="Asia/Shanghai", created_at=group.stage.clock())
            session.add(branch)
            session.flush()
            member = members.enrol(session, branch.id, "别家的人", group.stage.clock(), category="full")
            members.add_account(session, member, members.Identity("qq", "30001"))

        await group.stage.database.write(None, elsewhere)
        said = await send(group, SECRETARY, HEADER, ["周瑜", "30001", "", "正式党员"])
        assert "新添 1 人（周瑜）" in said
        assert "别家" not in said
        await group.private(SECRETARY, "确认导入")
        names = await group.stage.database.read(
            lambda session: list(session.scalars(select(Member.name).where(Member.branch_id == 2)))
        )
        assert names == ["别家的人"]

    async def test_whoever_acted_since_is_not_unbound(self, group: Group) -> None:
        await group.say(SECRETARY, "添加党员 欧阳明 正式党员")
        await send(group, ORGANIZER, HEADER, ["欧阳明", "10031"])
        await group.private(ORGANIZER, "确认导入")
        group.add("欧阳明", "10031")
        assert await group.say("欧阳明", "打卡") == "［表情］"
        assert "已有自己的登记" in await group.private(ORGANIZER, "撤销")


class TestOffices:
    async def test_set_by_the_secretarys_own_list(self, group: Group) -> None:
        line = ["张三", "10005", "第一小组", "", "党小组组长"]
        assert "职务须由书记、副书记设" in await send(group, ORGANIZER, HEADER, line)
        before = await people(group)
        assert await send(group, SECRETARY, HEADER, line) == snapshot("""\
“名册.xlsx”可导入 1 人：更新 1 人（张三）。
· 张三：职务 无 → 党小组组长；党小组 未编入 → 第一小组
现在还没有改动。确认请在 30 分钟内私聊发“确认导入”，不导入发“取消”。\
""")
        await group.private(SECRETARY, "确认导入")
        assert "党小组组长" in await group.private("张三", "我的信息")
        await group.private(SECRETARY, "撤销")
        assert await people(group) == before


class TestExport:
    @staticmethod
    async def sheet(group: Group) -> Workbook:
        lines = await group.stage.database.read(lambda session: roster.listing(session, 1))
        reply = texts.exported("示范党支部", lines, group.stage.clock().date())
        assert reply.private
        assert isinstance(reply.file, Workbook)
        return reply.file

    async def test_what_is_exported_imports_without_a_change(self, group: Group) -> None:
        await send(group, ORGANIZER, *SHEET)
        await group.private(ORGANIZER, "确认导入")
        await group.say(SECRETARY, "流动党员 @赵六 广州")
        (sheet,) = (await self.sheet(group)).sheets
        assert sheet.notes == snapshot(
            ("示范党支部花名册（2026年11月23日，共 14 人）。仅供党务工作使用，请妥善保管。",)
        )
        assert list(sheet.rows[0]) == snapshot([1, "王建国", "10001", "", "正式党员", "书记", None, "", "否", "", ""])
        assert [row[1] for row in sheet.rows[:4]] == ["王建国", "李红梅", "陈志强", "赵明"]
        assert all(isinstance(row[2], str) for row in sheet.rows)
        grid = [[note] for note in sheet.notes]
        grid += [list(sheet.header), *[["" if cell is None else str(cell) for cell in row] for row in sheet.rows]]
        assert await send(group, ORGANIZER, *grid) == snapshot("名单上的 14 人与花名册一致，没有变化。")

    async def test_asked_for_in_private(self, group: Group) -> None:
        assert (await group.private(ORGANIZER, "导出花名册")).startswith(
            "私下对李红梅：示范党支部花名册 12 人，请查收。改好以后把表格发给我，看过预览再确认，就能更新花名册。"
        )
        assert await group.say(ORGANIZER, "导出花名册") == snapshot(
            "私下对李红梅：此事请在私聊中办理，群内未作任何处理"
        )
        assert "没有权限" in await group.private("张三", "导出花名册")
        # 给出去的那一次记入操作日志，没有给的不记
        assert await group.stage.database.read(lambda session: audit.next_act(session, 1)) == 19


class TestOwnFacts:
    async def test_everything_the_roster_says_of_me(self, group: Group) -> None:
        await send(group, ORGANIZER, *SHEET)
        await group.private(ORGANIZER, "确认导入")
        assert await group.say("张三", "我的信息") == snapshot("""\
私下对张三：您在花名册上的登记：
姓名：张三
支部：示范党支部
QQ：10005
类别：正式党员
职务：无
党小组：第一党小组
入党日期：2019年7月1日
组织关系：在本支部
流动党员：否
登记有误请联系组织委员更正。学习登记和积分请发“我的打卡”，说到您的操作请发“我的记录”。\
""")

    async def test_the_state_of_affiliation(self, group: Group) -> None:
        assert await group.say(ORGANIZER, "组织关系 @张三 不在本支部") == "［表情］"
        assert "组织关系：不在本支部" in await group.private("张三", "我的资料")
        assert await group.private(ORGANIZER, "组织关系 张三 在") == snapshot(
            "私下对李红梅：已登记。张三同志的组织关系：不在本支部 → 在本支部。"
        )
        assert await group.private(ORGANIZER, "撤销") == snapshot(
            "私下对李红梅：已撤销 A19：张三同志的组织关系：在本支部 → 不在本支部。"
        )
        assert await group.private(ORGANIZER, "组织关系 张三 也许") == snapshot(
            "私下对李红梅：没有看懂，未作任何改动。请这样写：组织关系 @某人 在或不在；"
            "在或不在可写在本支部、不在本支部。"
        )
