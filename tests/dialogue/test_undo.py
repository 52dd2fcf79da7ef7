"""撤销：各类操作撤得掉、再办得成；只撤一次，过时不候；撤回消息等于撤销。"""

import asyncio
import re
from typing import Any

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.chat.incoming import Change, Incoming, Kind
from core.domain.calendar import Period
from core.domain.dialogue import Scene
from core.domain.typed import typed
from core.store import consequences, ledger
from core.store.audit import ACT, Act, ActDetail
from core.store.checkins import CheckIn
from core.store.ledger import ENTRY, Total
from core.store.members import Account, Appointment, Member
from plugins.checkin.tables import Note
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import HOME, PEOPLE, SILENT, Group
from tests.service.samples import broken_links

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"
SECRETARY, ORGANIZER, PUBLICITY, MEMBER = "王建国", "李红梅", "陈志强", "张三"
BRANCH, ZHANG = 1, 5
NOTHING = "私下对张三：没有可以撤销的，未作任何改动。自己办的 10 分钟内可以撤销，凭职务办的 24 小时内可以撤销。"
JUST_UNDONE = "上一步已经撤销了，没有可以再撤销的，未作任何改动。"


async def recalled(group: Group, name: str, message_id: int, *, by: str | None = None, private: bool = False) -> str:
    """一条消息被撤回的通知；by 是动手的人，没有写就是本人。"""
    frame: dict[str, Any] = {
        "time": int(group.stage.clock().timestamp()),
        "self_id": int(group.stage.bot.account),
        "post_type": "notice",
        "notice_type": "friend_recall" if private else "group_recall",
        "user_id": int(PEOPLE[name]),
        "message_id": message_id,
    }
    if not private:
        frame |= {"group_id": int(HOME), "operator_id": int(PEOPLE[by or name])}
    return await group.stage.hear(frame)


async def state(group: Group) -> dict[str, object]:
    """名册、任职、登记、积分合计此刻的样子，不含编号和时刻。"""

    def work(session: Any) -> dict[str, object]:
        people = session.scalars(select(Member).where(Member.undone_at.is_(None)).order_by(Member.id))
        held = session.execute(select(Appointment.member_id, Appointment.office).where(Appointment.until_at.is_(None)))
        live = select(CheckIn.member_id, CheckIn.day).where(CheckIn.undone_at.is_(None))
        totals = select(Total.member_id, Total.period, Total.points, Total.positives).where(Total.points != 0)
        return {
            "people": [
                (one.name, one.category, one.review, one.subgroup_id, one.floating, one.city, one.archived_at is None)
                for one in people
            ],
            "held": sorted(map(tuple, held)),
            "days": sorted(map(tuple, session.execute(live))),
            "totals": sorted(map(tuple, session.execute(totals))),
        }

    return await group.stage.database.read(work)


async def last_number(group: Group) -> str:
    query = select(Act.seq).order_by(Act.seq.desc()).limit(1)
    return f"A{await group.stage.database.read(lambda session: session.scalar(query))}"


async def kinds(group: Group, count: int) -> list[str]:
    query = select(Act.kind).order_by(Act.seq.desc()).limit(count)
    return (await group.stage.database.read(lambda session: list(session.scalars(query))))[::-1]


async def intact(group: Group) -> None:
    """两条链都接得上，合计与流水一致。"""

    def work(session: Any) -> None:
        assert broken_links(session, ACT, BRANCH) == broken_links(session, ENTRY, BRANCH) == []
        entries = session.execute(select(ENTRY.c.member_id, ENTRY.c.points)).all()
        for member_id in {row[0] for row in entries}:
            assert ledger.balance(session, member_id) == sum(row[1] for row in entries if row[0] == member_id)

    await group.stage.database.read(work)


class TestOwnCheckIn:
    @BOTH
    async def test_undone_and_checked_in_again(self, group: Group) -> None:
        before = await state(group)
        assert await group.say(MEMBER, "打卡 学党章") == REACTION
        done = await state(group)
        group.stage.clock.move(minutes=9)
        assert await group.say(MEMBER, "撤销") == REACTION
        assert await state(group) == before
        assert await kinds(group, 2) == ["check_in", "undo"]
        assert await group.say(MEMBER, "打卡") == REACTION
        assert await state(group) == done
        ordinals = select(CheckIn.ordinal).order_by(CheckIn.id)
        assert await group.stage.database.read(lambda session: list(session.scalars(ordinals))) == [1, 2]
        await intact(group)

    @BOTH
    async def test_a_second_undo_changes_nothing(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        await group.say(MEMBER, "撤销")
        before = await state(group)
        assert await group.say(MEMBER, "撤销") == f"私下对张三：{JUST_UNDONE}"
        await group.stage.restart()
        assert await group.private(MEMBER, "撤销") == f"私下对张三：{JUST_UNDONE}"
        assert await state(group) == before
        await intact(group)

    async def test_nothing_done_nothing_undone(self, group: Group) -> None:
        assert await group.say(MEMBER, "撤销") == NOTHING
        assert await group.private(MEMBER, "撤销打卡") == NOTHING

    async def test_in_private_in_words(self, group: Group) -> None:
        await group.private(MEMBER, "打卡")
        assert await group.private(MEMBER, "撤销") == snapshot(
            "私下对张三：张三同志，已撤销 A18：11月23日的学习登记，积分－2。"
        )

    async def test_where_there_are_no_reactions(self, group: Group) -> None:
        group.stage.bot.reacts = False
        await group.say(MEMBER, "打卡")
        assert await group.say(MEMBER, "撤销") == SILENT
        group.stage.clock.move(minutes=1)
        assert await group.deliver() == snapshot("群：刚才有 1 次登记已由本人撤销。")
        await group.say(MEMBER, "打卡")
        group.stage.clock.move(minutes=2)
        assert await group.say(MEMBER, "撤销") == snapshot("群：张三同志，A20 已撤销。")

    async def test_ten_minutes(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        group.stage.clock.move(minutes=10, seconds=1)
        before = await state(group)
        assert await group.say(MEMBER, "撤销") == snapshot(
            "私下对张三：A18（学习登记，积分＋2）已超过 10 分钟，不能撤销，未作任何改动。需要更正请联系支部书记。"
        )
        assert await state(group) == before

    async def test_past_midnight_the_day_before_is_undone(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 23, 55)
        await group.say(MEMBER, "打卡")
        group.stage.clock.set(2026, 11, 24, 0, 1)
        assert await group.private(MEMBER, "撤销") == snapshot(
            "私下对张三：张三同志，已撤销 A18：11月23日的学习登记，积分－2。"
        )
        assert (
            await group.stage.database.read(lambda session: ledger.points_in(session, ZHANG, Period.DAY, NOON.date()))
            == 0
        )

    @BOTH
    async def test_a_note_added_later_is_undone_alone(self, group: Group) -> None:
        await group.say(MEMBER, "打卡 第一章")
        before = await state(group)
        await group.say(MEMBER, "打卡 第二章")
        assert await group.say(MEMBER, "撤销") == REACTION
        assert await state(group) == before
        left = select(Note.text).where(Note.undone_at.is_(None))
        assert await group.stage.database.read(lambda session: list(session.scalars(left))) == ["第一章"]
        # 撤的是补写的那一段，登记还在：按编号还可以撤
        assert await group.say(MEMBER, "撤销 A18") == REACTION
        assert (await state(group))["days"] == []
        await intact(group)

    async def test_after_a_restart(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        await group.stage.restart()
        assert await group.say(MEMBER, "撤销") == REACTION
        assert (await state(group))["days"] == []

    async def test_the_same_undo_delivered_three_times(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        said = [await group.say(MEMBER, "撤销", message_id=7000) for _ in range(3)]
        assert said == [REACTION, SILENT, SILENT]

    async def test_as_a_reply_to_the_message(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        first = group.last_id
        await group.say(MEMBER, "打卡 又学了一章")
        assert await group.say(MEMBER, "撤销", reply_to=first) == REACTION
        assert (await state(group))["days"] == []
        assert await group.say(MEMBER, "撤销", reply_to=first) == snapshot(
            "私下对张三：A18 已经撤销了（A20），没有可以再撤销的，未作任何改动。"
        )

    async def test_nobody_elses(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        message, before = group.last_id, await state(group)
        for said in (
            await group.say("李四", "撤销", reply_to=message),
            await group.say("李四", "撤销 A18"),
            await group.say(ORGANIZER, "撤销 #a18"),
        ):
            assert "A18 不由您撤销，未作任何改动。有疑问请联系支部书记。" in said
        assert await group.say("李四", "打错了", reply_to=message) == SILENT
        assert await state(group) == before


class TestSlips:
    """“打错了”“取消”：先是预览，再是紧接着的上一句，都不是就不出声。"""

    @pytest.mark.parametrize("text", ["打错了", "点错了", "取消", "撤回", "我打错了", "刚才那个不算", "打错了！"])
    async def test_right_after(self, group: Group, text: str) -> None:
        await group.say(MEMBER, "打卡")
        group.stage.clock.move(minutes=2)
        assert await group.say(MEMBER, text) == REACTION
        assert (await state(group))["days"] == []
        assert await group.say(MEMBER, text) == SILENT

    async def test_too_late_or_not_next_or_nothing_is_silence(self, group: Group) -> None:
        assert await group.say(MEMBER, "打错了") == SILENT
        await group.say(MEMBER, "打卡")
        message = group.last_id
        group.stage.clock.move(seconds=30)
        await group.say(MEMBER, "打卡人数")
        group.stage.clock.move(seconds=30)
        assert await group.say(MEMBER, "打错了") == SILENT
        group.stage.clock.move(minutes=2)
        assert await group.private(MEMBER, "打错了") == SILENT
        assert len((await state(group))["days"]) == 1
        assert await group.say(MEMBER, "打错了", reply_to=message) == REACTION
        assert (await state(group))["days"] == []

    @pytest.mark.parametrize("text", ["取消", "打错了", "撤回"])
    async def test_an_open_preview_comes_first(self, group: Group, text: str) -> None:
        await group.private(ORGANIZER, "打卡")
        await group.private(ORGANIZER, "导入花名册")
        await group.private(ORGANIZER, "诸葛亮 正式党员")
        assert await group.private(ORGANIZER, text) == snapshot("私下对李红梅：好的，这份名单不导入，花名册没有改动。")
        assert len((await state(group))["days"]) == 1

    @pytest.mark.parametrize("text", ["取消", "打错了"])
    async def test_so_does_a_list_that_is_waited_for(self, group: Group, text: str) -> None:
        await group.private(ORGANIZER, "导入花名册")
        assert "这份名单不导入" in await group.private(ORGANIZER, text)

    @pytest.mark.parametrize(
        "text",
        ["撤销会议通知的事", "撤销 会议通知的事", "撤回了一条消息", "取消会议了", "谁打错了", "打错了吗", "不算"],
    )
    async def test_chatter_is_not_an_undo(self, group: Group, text: str) -> None:
        await group.say(MEMBER, "打卡")
        assert await group.say(MEMBER, text) == SILENT
        assert len((await state(group))["days"]) == 1

    async def test_a_leave_that_is_not_kept_here_is_left_alone(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        assert await group.say(MEMBER, "不请假了") == SILENT
        assert len((await state(group))["days"]) == 1


ORDERS = {
    "set_office": (SECRETARY, ["设职务 @张三 副书记"]),
    "remove_office": (SECRETARY, ["免职务 @李红梅 组织委员"]),
    "set_category": (ORGANIZER, ["定类别 @吴芳 发展对象"]),
    "add_member": (ORGANIZER, ["添加党员 欧阳明 正式党员 第一小组"]),
    "add_known": (ORGANIZER, ["添加党员 @吴芳 发展对象 第二小组"]),
    "bind_name": (ORGANIZER, ["绑定 @张三 张三丰"]),
    "set_subgroup": (SECRETARY, ["党小组 @张三 第一小组"]),
    "set_floating": (SECRETARY, ["流动党员 @张三 上海"]),
    "unset_floating": (SECRETARY, ["流动党员 @张三 上海", "取消流动党员 @张三"]),
    "archive": (SECRETARY, ["移出花名册 @张三"]),
    "restore": (SECRETARY, ["移出花名册 @张三", "移回花名册 张三"]),
}
IMPORT = "张三 预备党员 第一小组\n欧阳明 正式党员 第一小组 99999\n司马光"


class TestOfficersActs:
    @BOTH
    @pytest.mark.parametrize("orders", ORDERS.values(), ids=ORDERS)
    async def test_each_is_undone_and_redone(self, group: Group, orders: tuple[str, list[str]]) -> None:
        name, lines = orders
        for line in lines[:-1]:
            await group.private(name, line)
        before = await state(group)
        await group.private(name, lines[-1])
        done = await state(group)
        assert done != before
        group.stage.clock.move(hours=23, minutes=59)
        await group.stage.restart()
        assert "已撤销 A" in await group.say(name, "撤销上一步")
        assert await state(group) == before
        assert JUST_UNDONE in await group.say(name, "撤销")
        assert await state(group) == before
        await group.private(name, lines[-1])
        assert await state(group) == done
        await intact(group)

    @BOTH
    async def test_an_import_as_one(self, group: Group) -> None:
        before, number = await state(group), None
        for _ in range(2):
            await group.private(ORGANIZER, "导入花名册")
            await group.private(ORGANIZER, IMPORT)
            assert "已导入 3 人" in await group.private(ORGANIZER, "确认导入")
            done, number = await state(group), await last_number(group)
            assert await group.private(ORGANIZER, "撤销") == (
                f"私下对李红梅：已撤销 {number}：导入花名册 3 人，各人恢复导入之前的登记。"
            )
            assert await state(group) == before
        await group.private(ORGANIZER, "导入花名册")
        await group.private(ORGANIZER, IMPORT)
        await group.private(ORGANIZER, "确认导入")
        assert (await state(group))["people"] == done["people"]
        accounts = select(Account.id).where(Account.user_id == "99999")
        assert len(await group.stage.database.read(lambda session: list(session.scalars(accounts)))) == 1
        await intact(group)

    async def test_an_import_of_which_one_was_changed_stays_whole(self, group: Group) -> None:
        await group.private(ORGANIZER, "导入花名册")
        await group.private(ORGANIZER, IMPORT)
        await group.private(ORGANIZER, "确认导入")
        number = await last_number(group)
        await group.say(SECRETARY, "定类别 司马光 正式党员")
        before = await state(group)
        assert await group.private(ORGANIZER, f"撤销 {number}") == snapshot(
            "私下对李红梅：司马光同志的登记此后又有改动，不能撤销，未作任何改动。请直接用口令改成要的样子。"
        )
        assert await state(group) == before

    async def test_somebody_added_who_then_did_something_is_kept(self, group: Group) -> None:
        group.add("欧阳明", "99999")
        await group.private(ORGANIZER, "导入花名册")
        await group.private(ORGANIZER, "欧阳明 正式党员 99999")
        await group.private(ORGANIZER, "确认导入")
        await group.say("欧阳明", "打卡")
        assert await group.private(ORGANIZER, "撤销") == snapshot(
            "私下对李红梅：欧阳明同志此后已有自己的登记，不能撤销添加，未作任何改动。"
            "确不在册的，请发“移出花名册 欧阳明”。"
        )

    @BOTH
    async def test_what_somebody_else_changed_since_is_not_overwritten(self, group: Group) -> None:
        await group.say(ORGANIZER, "定类别 @吴芳 发展对象")
        await group.say(SECRETARY, "定类别 @吴芳 预备党员")
        assert await group.say(ORGANIZER, "撤销") == snapshot(
            "私下对李红梅：吴芳同志的登记此后又有改动，不能撤销，未作任何改动。请直接用口令改成要的样子。"
        )

    async def test_the_rules_hold_after_an_undo_too(self, group: Group) -> None:
        await group.say(ORGANIZER, "定类别 @刘洋 正式党员")
        settled = await last_number(group)
        await group.say(SECRETARY, "设职务 @刘洋 副书记")
        assert "现任副书记，类别不能改为预备党员" in await group.say(ORGANIZER, f"撤销 {settled}")
        await group.say(SECRETARY, "移出花名册 @吴芳")
        await group.say(SECRETARY, "移回花名册 @吴芳")
        back = await last_number(group)
        await group.say(SECRETARY, "定类别 @吴芳 正式党员")
        await group.say(SECRETARY, "设职务 @吴芳 宣传委员")
        assert "请先免去职务，再移出花名册" in await group.say(SECRETARY, f"撤销 {back}")
        await group.say(SECRETARY, "党小组 @张三 第一小组")
        grouped = await last_number(group)
        await group.say(SECRETARY, "设小组长 @张三")
        assert "还没有编入党小组" in await group.say(SECRETARY, f"撤销 {grouped}")

    async def test_twenty_four_hours(self, group: Group) -> None:
        await group.say(SECRETARY, "小结 开")
        group.stage.clock.move(hours=24, seconds=1)
        assert await group.say(SECRETARY, "撤销") == snapshot(
            "私下对王建国：A18（设置每日学习小结）已超过 24 小时，不能撤销，未作任何改动。"
            "需要更正请用相应的口令再办一次。"
        )

    @BOTH
    async def test_the_summary_goes_back(self, group: Group) -> None:
        assert "20:00" in await group.say(SECRETARY, "小结 开")
        await group.say(SECRETARY, "小结时间 19:30")
        number = await last_number(group)
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A19：每日学习小结：开，19:30 → 开，20:00。")
        await group.say(SECRETARY, "小结时间 19:30")
        assert "已经撤销了" in await group.say(SECRETARY, f"撤销 {number}")
        assert "此后又改过" in await group.say(SECRETARY, "撤销 A18")
        await group.say(SECRETARY, "撤销")
        assert await group.say(SECRETARY, "撤销 A18") == snapshot(
            "群：已撤销 A18：每日学习小结：开，20:00 → 关，20:00。"
        )

    async def test_an_office_lost_takes_the_undo_with_it(self, group: Group) -> None:
        await group.say(PUBLICITY, "小结 开")
        await group.say(SECRETARY, "免职务 @陈志强 宣传委员")
        assert await group.say(PUBLICITY, "撤销") == snapshot(
            "私下对陈志强：A18 不由您撤销，未作任何改动。有疑问请联系支部书记。"
        )

    async def test_the_secretarys_own_farewell_stands(self, group: Group) -> None:
        await group.say(SECRETARY, "设职务 @张三 副书记")
        await group.say(SECRETARY, "免职务 @王建国 书记")
        number = await last_number(group)
        assert await group.say(MEMBER, f"撤销 {number}") == snapshot(
            "私下对张三：书记职务是本人交出的，不能撤销。请由副书记或运维重新指定，例如“设职务 王建国 书记”。"
        )

    async def test_an_office_given_again_meanwhile(self, group: Group) -> None:
        await group.say(SECRETARY, "免职务 @李红梅 组织委员")
        number = await last_number(group)
        await group.say(SECRETARY, "设职务 @李红梅 组织委员")
        assert "此后又有改动" in await group.say(SECRETARY, f"撤销 {number}")

    async def test_the_operator_undoes_only_the_first_secretary(self, new_group: Group) -> None:
        await new_group.say("周工", "绑定支部 机关第三党支部")
        assert await new_group.say("周工", "撤销") == snapshot(
            "私下对周工：A1 不能撤销，未作任何改动。绑定支部不能撤销：花名册已经起草，此后的登记都记在这个支部名下。"
        )
        await new_group.say("周工", "设职务 @张三 书记")
        assert await new_group.say("周工", "撤销") == snapshot("群：已撤销 A2：张三同志的职务：书记 → 无。")
        await new_group.say("周工", "设职务 @王建国 书记")
        await new_group.say("王建国", "设职务 @张三 副书记")
        assert "运维只可" in await new_group.say("周工", f"撤销 {await last_number(new_group)}")

    async def test_who_came_is_not_undone(self, group: Group) -> None:
        await group.joined("10099")
        assert await group.say(SECRETARY, f"撤销 {await last_number(group)}") == snapshot(
            "私下对王建国：A18 不能撤销，未作任何改动。"
            "入群、退群是群里的事，不能撤销。不是本支部的同志，请发“移出花名册 姓名”。"
        )


class TestByNumber:
    @BOTH
    async def test_an_officer_undoes_a_members_check_in(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        group.stage.clock.move(hours=3)
        before = (await state(group))["held"]
        assert await group.say(PUBLICITY, "撤销 A18") == snapshot(
            "私下对陈志强：已撤销 A18：11月23日的学习登记，积分－2。"
        )
        assert await state(group) | {"held": before} == await state(group) | {"days": [], "totals": []}
        officer = select(ENTRY.c.officer_id).where(ENTRY.c.reverses_id.is_not(None))
        assert await group.stage.database.read(lambda session: session.scalar(officer)) == 3
        assert await group.say(MEMBER, "打卡") == REACTION
        await intact(group)

    async def test_numbers_that_are_not_there(self, group: Group) -> None:
        assert await group.say(SECRETARY, "撤销 A999") == snapshot(
            "私下对王建国：本支部的操作日志里没有 A999，未作任何改动。"
        )

    async def test_an_undo_is_final(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        await group.say(MEMBER, "撤销")
        assert await group.say(MEMBER, "撤销 A19") == snapshot(
            "私下对张三：A19 不能撤销，未作任何改动。撤销本身不能再撤销，请把原来的事再办一次。"
        )

    @BOTH
    async def test_two_people_at_once_undo_it_once(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        frames = [group.frame(name, "撤销 A18") for name in (MEMBER, SECRETARY, PUBLICITY) for _ in range(4)]
        await asyncio.gather(*(group.stage.hear(frame) for frame in frames))
        reversals = select(Act.id).where(Act.reverses.is_not(None))
        assert len(await group.stage.database.read(lambda session: list(session.scalars(reversals)))) == 1
        assert (await state(group))["totals"] == []
        await intact(group)

    async def test_an_act_of_before_this_version(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")

        def forget(session: Any) -> None:
            session.delete(session.get(ActDetail, (BRANCH, 18)))

        await group.stage.database.write(BRANCH, forget)
        assert await group.say(MEMBER, "撤销") == snapshot(
            "私下对张三：A18 不能撤销，未作任何改动。它是旧版本记下的，没有留下撤销要用的资料。"
        )


class TestRecall:
    """撤回消息等于撤销：只有本人、十分钟之内；不出声。"""

    @BOTH
    async def test_ones_own(self, group: Group) -> None:
        before = await state(group)
        await group.say(MEMBER, "打卡 学党章")
        message = group.last_id
        group.stage.clock.move(minutes=9)
        assert [await recalled(group, MEMBER, message) for _ in range(3)] == [SILENT] * 3
        assert await state(group) == before
        assert await kinds(group, 2) == ["check_in", "undo"]
        assert JUST_UNDONE in await group.say(MEMBER, "撤销")
        assert await group.say(MEMBER, "打卡") == REACTION
        await intact(group)

    async def test_three_notices_at_once(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        await asyncio.gather(*(recalled(group, MEMBER, group.last_id) for _ in range(3)))
        assert (await kinds(group, 3)).count("undo") == 1
        await intact(group)

    async def test_by_somebody_else_or_too_late_changes_nothing(self, group: Group) -> None:
        await group.say(MEMBER, "打卡")
        message, before = group.last_id, await state(group)
        assert await recalled(group, MEMBER, message, by=SECRETARY) == SILENT
        assert await recalled(group, "李四", message) == SILENT
        group.stage.clock.move(minutes=10, seconds=1)
        assert await recalled(group, MEMBER, message) == SILENT
        assert await state(group) == before

    async def test_of_chatter_of_an_undo_and_of_an_undone_one(self, group: Group) -> None:
        assert await recalled(group, MEMBER, 4711) == SILENT
        await group.say(MEMBER, "打卡")
        message = group.last_id
        await group.say(MEMBER, "撤销")
        before = await kinds(group, 3)
        assert await recalled(group, MEMBER, group.last_id) == SILENT
        assert await recalled(group, MEMBER, message) == SILENT
        assert await kinds(group, 3) == before

    @BOTH
    async def test_in_private_too_and_after_a_restart(self, group: Group) -> None:
        before = await state(group)
        await group.private(ORGANIZER, "定类别 吴芳 发展对象")
        message = group.last_id
        await group.stage.restart()
        assert await recalled(group, ORGANIZER, message, private=True) == SILENT
        assert await state(group) == before

    @pytest.mark.parametrize("privately", [True, False])
    async def test_where_nobody_says_who_recalled_it(self, group: Group, *, privately: bool) -> None:
        """v12 的私聊撤回没有动手的人，就是本人；群里的说不准，不算。"""
        await (group.private if privately else group.say)(MEMBER, "打卡")
        place = {"scene": Scene.PRIVATE, "group_id": None} if privately else {"scene": Scene.GROUP, "group_id": HOME}
        incoming = Incoming(
            kind=Kind.RECALLED,
            platform="qq",
            account=group.stage.bot.account,
            user_id=PEOPLE[MEMBER],
            message_id="recalled:1",
            said=typed(""),
            at=group.stage.clock(),
            change=Change(message_id=str(group.last_id)),
            **place,
        )
        assert await group.stage.take(incoming) == SILENT
        assert len((await state(group))["days"]) == (0 if privately else 1)

    async def test_a_strangers_private_recall_is_nothing(self, group: Group) -> None:
        group.people["路人"] = PEOPLE["路人"] = "10098"
        try:
            assert await recalled(group, "路人", 4711, private=True) == SILENT
        finally:
            del PEOPLE["路人"]

    async def test_what_cannot_be_undone_any_more_is_told_in_private(self, group: Group) -> None:
        await group.say(ORGANIZER, "定类别 @吴芳 发展对象")
        message = group.last_id
        await group.say(SECRETARY, "定类别 @吴芳 预备党员")
        assert "此后又有改动，不能撤销" in await recalled(group, ORGANIZER, message)


class TestWhatItWroteIsCalledOff:
    async def test_a_letter_not_yet_sent_is_not_sent_and_the_reason_is_on_record(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 22)
        await group.joined("10077")
        assert await group.deliver() == SILENT
        acts = await group.private("王建国", "操作日志 今天")
        assert "新入群" in acts

        def call_off(session: Session) -> int:
            latest = session.scalars(select(Act.seq).order_by(Act.seq.desc())).first()
            return consequences.call_off(session, 1, latest or 0)

        assert await group.stage.database.write(1, call_off) == 1
        assert await group.deliver() == SILENT
        group.stage.clock.set(2026, 11, 24, 9)
        assert await group.stage.tick() == SILENT
        assert "已经撤销）" in await group.private("王建国", "推送记录")

    async def test_the_member_is_told_when_an_officer_undid_their_entry(self, group: Group) -> None:
        await group.say("张三", "打卡")
        number = re.search(r"A\d+", await group.private("张三", "我的记录"))
        assert number is not None
        await group.private("王建国", f"撤销 {number[0]}")
        assert await group.deliver() == snapshot(
            "私下对张三：您的一次登记已由王建国同志撤销（A18：学习登记，积分＋2）。如有疑问请与其联系；查看请发“我的记录”。"
        )
        await group.private("李四", "打卡")
        await group.private("李四", "撤销")
        assert await group.deliver() == SILENT
