"""登记表：给谁多少、私下给、没有数据和没有这一期各一句话。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy.orm import Session

from core.domain.attachments import Sheet, Workbook
from core.store import ledger, members, roster
from core.store.ledger import Award
from plugins.registers import service, texts
from plugins.registers.rules import CHECK_IN, NOTICE, POINTS, period_of
from tests.conftest import KINDS
from tests.dialogue.stage import PEOPLE, SILENT, Group
from tests.service.samples import QQ, request

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


@pytest.fixture
async def busy(group: Group) -> Group:
    """十月、十一月都有人登记；张三补过一天，李四撤销过一次。"""
    for day, name in [(9, "张三"), (20, "李四")]:
        group.stage.clock.set(2026, 10, day, 9)
        await group.say(name, "打卡")
    for day, names in [(2, "张三 王五 王建国"), (23, "张三 李四")]:
        group.stage.clock.set(2026, 11, day, 9)
        for name in names.split():
            await group.say(name, "打卡")
    await group.say("李四", "撤销")
    await group.say("张三", "补卡 昨天")
    return group


async def sheet(group: Group, name: str, what: str, words: str | None) -> Sheet:
    """这个人得到的表。"""

    def work(session: Session) -> Sheet:
        actor = members.find_actor(session, members.Identity(QQ, PEOPLE[name]), 1)
        made = request(actor, 1, group.stage.clock())
        whole = name in {"王建国", "李红梅"}
        register = service.register(session, made, what, period_of(words, made.day), whole=whole)
        reply = texts.exported("示范党支部", register)
        assert isinstance(reply.file, Workbook)
        return reply.file.sheets[0]

    return await group.stage.database.read(work)


def row(sheet: Sheet, name: str) -> dict[str, object]:
    """一个人的一行，空的不写。"""
    found = next(one for one in sheet.rows if one[1] == name)
    return {head: cell for head, cell in zip(sheet.header, found, strict=True) if cell not in (None, "")}


class TestWhatIsIn:
    @BOTH
    async def test_check_ins_of_a_month_day_by_day(self, busy: Group) -> None:
        made = await sheet(busy, "王建国", CHECK_IN, "11月")
        assert list(made.header) == ["序号", "姓名", "QQ", "党小组", *(f"{day}日" for day in range(1, 31)), "合计"]
        order = await busy.stage.database.read(lambda session: [one.name for one in roster.listing(session, 1)])
        assert [one[1] for one in made.rows[:-1]] == order
        assert row(made, "张三") == {
            "序号": "5",
            "姓名": "张三",
            "QQ": "10005",
            "2日": 1,
            "22日": 1,
            "23日": 1,
            "合计": 3,
        }
        assert row(made, "李四")["合计"] == 0
        assert made.rows[-1][0] == "合计"
        assert (made.rows[-1][5], made.rows[-1][-1]) == (3, 5)
        assert any(NOTICE in one for one in made.notes)

    async def test_a_quarter_and_a_year_month_by_month(self, busy: Group) -> None:
        quarter = await sheet(busy, "王建国", CHECK_IN, "第四季度")
        assert list(quarter.header[4:]) == ["10月", "11月", "12月", "合计"]
        assert row(quarter, "张三") | {"序号": ""} == {
            "序号": "",
            "姓名": "张三",
            "QQ": "10005",
            "10月": 1,
            "11月": 3,
            "合计": 4,
        }
        year = await sheet(busy, "王建国", CHECK_IN, "2026年")
        assert list(year.header[4:]) == [*(f"{month}月" for month in range(1, 13)), "合计"]
        assert year.rows[-1][-1] == 7

    async def test_a_week_across_two_months(self, busy: Group) -> None:
        busy.stage.clock.set(2026, 12, 1, 9)
        await busy.say("张三", "打卡")
        made = await sheet(busy, "王建国", CHECK_IN, "本周")
        assert list(made.header[4:]) == ["11月30日", *(f"12月{day}日" for day in range(1, 7)), "合计"]

    @BOTH
    async def test_points_rule_by_rule_with_reversals_taken_off(self, busy: Group) -> None:
        def more(session: Session) -> None:
            for number, (rule, points) in enumerate([("volunteer", 5), ("deduction", -2), ("somethingnew", 1)]):
                award = Award(5, rule, 1, points, busy.stage.clock().date(), "事由", f"test:{number}")
                ledger.post(session, 1, 1, award, busy.stage.clock())

        await busy.stage.database.write(1, more)
        made = await sheet(busy, "李红梅", POINTS, "11月")
        assert list(made.header[4:]) == ["学习登记", "志愿服务", "扣分", "其他", "合计"]
        assert list(row(made, "张三").values())[3:] == [6, 5, -2, 1, 10]
        assert row(made, "李四")["合计"] == 0
        assert list(made.rows[-1][4:]) == [10, 5, -2, 1, 14]

    async def test_the_cells_of_identity_are_text(self, busy: Group) -> None:
        made = await sheet(busy, "王建国", CHECK_IN, "11月")
        assert [type(cell) for cell in made.rows[4][:4]] == [str] * 4
        assert row(made, "张三")["QQ"] == "10005"

    async def test_who_has_left_the_roster_is_last_and_only_with_figures(self, busy: Group) -> None:
        for name in ("王五", "赵六"):
            await busy.say("王建国", f"移出花名册 @{name}")
        made = await sheet(busy, "王建国", CHECK_IN, "11月")
        assert made.rows[-2][1] == "王五（已移出花名册）"
        assert not [one for one in made.rows if str(one[1]).startswith("赵六")]
        assert made.rows[-1][-1] == 5

    async def test_a_member_gets_the_own_row_only(self, busy: Group) -> None:
        made = await sheet(busy, "张三", CHECK_IN, "11月")
        assert [one[1] for one in made.rows] == ["张三"]


class TestAsking:
    @pytest.mark.parametrize("text", ["导出 打卡 11月", "导出打卡", "导出11月的打卡", "导出 学习登记 本月"])
    async def test_the_whole_branch_for_who_keeps_registers_privately(self, busy: Group, text: str) -> None:
        said = await busy.say("王建国", text)
        assert said.startswith("私下对王建国：2026年11月全支部的学习登记表")
        assert NOTICE in said

    async def test_ones_own_for_everyone_else(self, busy: Group) -> None:
        said = await busy.say("张三", "导出 积分 上月")
        assert said.startswith("私下对张三：2026年10月您本人的积分登记表")
        assert "您没有积分" in await busy.say("赵六", "导出 积分 上月")
        # 纪检委员、宣传委员不管登记表，也只有自己的
        assert "您本人的" in await busy.private("赵明", "导出")

    async def test_an_officers_export_is_in_the_log_a_members_is_not(self, busy: Group) -> None:
        await busy.private("王建国", "导出 打卡 11月")
        await busy.private("张三", "导出 打卡 11月")
        log = await busy.private("王建国", "操作日志")
        assert log.count("导出学习登记表：2026年11月") == 1
        number = next(line.split()[0] for line in log.removeprefix("私下对王建国：").split("\n") if "导出" in line)
        assert "不必撤销" in await busy.private("王建国", f"撤销 {number}")

    async def test_an_export_does_not_stand_before_what_was_done_last(self, busy: Group) -> None:
        await busy.private("王建国", "打卡")
        await busy.private("王建国", "导出 打卡 11月")
        await busy.private("王建国", "导出花名册")
        assert "11月23日的学习登记" in await busy.private("王建国", "撤销")

    async def test_what_there_is_to_export(self, group: Group) -> None:
        assert await group.say("王建国", "导出") == snapshot(
            "私下对王建国：可以导出全支部的学习登记和积分，例如“导出 打卡 11月”“导出 积分 第三季度”“导出 积分 2026年”。"
        )

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("导出 打卡 10月", "2026年10月没有学习登记，没有导出。"),
            ("导出 积分 2025年", "2025年没有积分，没有导出。"),
            (
                "导出 打卡 第五季度",
                "没有“第五季度”这一期，没有导出。请写月、季度或年，例如“导出 打卡 11月”“导出 积分 第三季度”。",
            ),
            (
                "导出 积分 13月",
                "没有“13月”这一期，没有导出。请写月、季度或年，例如“导出 打卡 11月”“导出 积分 第三季度”。",
            ),
            ("导出答题成绩", "答题成绩只给答题的同志本人看，不导出登记表；答题得的积分在“导出 积分”里。"),
        ],
    )
    async def test_what_cannot_be_is_told_in_one_sentence(self, group: Group, text: str, said: str) -> None:
        assert await group.say("王建国", text) == f"私下对王建国：{said}"

    @pytest.mark.parametrize("text", ["导出口在哪", "导出 通讯录", "导出打卡机数据", "谁会导出积分"])
    async def test_talk_is_left_alone(self, group: Group, text: str) -> None:
        assert await group.say("张三", text) == SILENT
        assert await group.say("王建国", text) == SILENT


async def test_the_file_goes_to_whoever_asked_and_opens(busy: Group) -> None:
    await busy.say("张三", "导出 打卡 11月")
    [sent] = busy.stage.files
    assert sent.to == "张三"
    assert sent.name == "学习登记表_2026年11月.xlsx"
    rows = sent.sheets["学习登记表"]
    assert any(NOTICE in str(cell) for cell in rows[1])
    assert rows[3][:3] == ["1", "张三", "10005"]
    assert rows[3][-1] == 3


async def test_the_calendar_goes_to_whoever_asked(busy: Group) -> None:
    await busy.say("张三", "我的打卡")
    [sent] = busy.stage.cards
    assert (sent.to, sent.card.template) == ("张三", "checkin/month")
    assert [one["day"] for one in sent.card.data["days"] if one["mark"] == "backfilled"] == [22]
