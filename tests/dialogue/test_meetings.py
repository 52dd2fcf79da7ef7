"""会议：改期、换地方、取消都先预览；会前提醒随之改；查会议。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.domain.notices import Choice, NoticeState
from core.store import notices
from core.store.notices import Notice, NoticeAnswer
from tests.dialogue.stage import SILENT, Group
from tests.dialogue.test_notices import BOTH, MEETING


@pytest.fixture
async def called(group: Group) -> Group:
    """11月25日（周三）15:00 的支部党员大会已经通知，今天是周一。"""
    group.stage.clock.set(2026, 11, 23, 10)
    await send(group, MEETING)
    return group


async def send(group: Group, text: str) -> None:
    await group.private("王建国", text)
    assert "已确认" in await group.private("王建国", "确认")
    await group.deliver()


async def answer(group: Group, name: str, choice: Choice, number: int = 1) -> None:
    now = group.stage.clock()

    def work(session: Session) -> None:
        notice = notices.find(session, 1, number)
        assert notice is not None
        member_id = int(group.people[name]) - 10000
        row = NoticeAnswer(notice_id=notice.id, member_id=member_id, choice=choice.value, version=1)
        row.answered_at = now
        session.add(row)

    await group.stage.database.write(1, work)


@BOTH
async def test_a_meeting_moved_is_previewed_then_told_and_those_who_answered_are_asked_again(called: Group) -> None:
    await answer(called, "张三", Choice.COMING)
    await answer(called, "李四", Choice.LEAVE)
    assert await called.say("王建国", "会议改到周四10点") == snapshot("""\
私下对王建国：会议变更预览（还没有改）：
N1 支部党员大会
时间：11月25日（周三）15:00 → 11月26日（周四）10:00
地点：三楼会议室（不变）
告知：群里一条；已回复的 2 位私下再问一次。
照此办理请发“确认”，不改请发“取消”。\
""")
    assert await called.deliver() == SILENT
    assert await called.private("王建国", "确认") == snapshot(
        "私下对王建国：N1 已改为11月26日（周四）10:00，地点三楼会议室，正在告知；会前提醒已随之改期。改错了发“撤销”。"
    )
    assert await called.deliver() == snapshot("""\
群：【会议变更 N1】支部党员大会
时间改为：11月26日（周四）10:00（原定11月25日（周三）15:00）
地点：三楼会议室
先前的回复仍然有效，情况有变请再回“参加”或“请假”。
私下对张三：支部党员大会（N1）改为11月26日（周四）10:00，地点三楼会议室。您先前回的是“参加”，仍有效；有变请回“参加”或“请假”。
私下对李四：支部党员大会（N1）改为11月26日（周四）10:00，地点三楼会议室。您先前回的是“请假”，仍有效；有变请回“参加”或“请假”。\
""")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("会议改到周四10点", "11月25日（周三）15:00 → 11月26日（周四）10:00"),
        ("会议改到16:00", "11月25日（周三）15:00 → 11月25日（周三）16:00"),
        ("推迟到下周一", "11月25日（周三）15:00 → 11月30日（周一）15:00"),
        ("推迟半小时", "11月25日（周三）15:00 → 11月25日（周三）15:30"),
        ("提前一小时", "11月25日（周三）15:00 → 11月25日（周三）14:00"),
        ("顺延一天", "11月25日（周三）15:00 → 11月26日（周四）15:00"),
        ("会议提前半小时", "11月25日（周三）15:00 → 11月25日（周三）14:30"),
        ("会议推迟一个半小时", "11月25日（周三）15:00 → 11月25日（周三）16:30"),
        ("会议推迟两天", "11月25日（周三）15:00 → 11月27日（周五）15:00"),
        ("会议推迟一周", "11月25日（周三）15:00 → 12月2日（周三）15:00"),
        ("会议改期 11月28日15:00", "11月25日（周三）15:00 → 11月28日（周六）15:00"),
        ("换到二楼", "三楼会议室 → 二楼"),
        ("会议改在线上", "三楼会议室 → 线上"),
        ("支部大会换到二楼会议室", "三楼会议室 → 二楼会议室"),
        ("N1 改到周四10点", "11月25日（周三）15:00 → 11月26日（周四）10:00"),
        ("会议改到周四10点 二楼会议室", "三楼会议室 → 二楼会议室"),
    ],
)
async def test_ways_of_saying_it(called: Group, text: str, line: str) -> None:
    assert line in await called.private("王建国", text)


@pytest.mark.parametrize(
    "text", ["会议提前结束了", "换到二楼了吧", "推迟到什么时候还不知道", "会议改成啥样了", "提前谢谢大家", "推迟了好久"]
)
async def test_small_talk_about_a_meeting_is_left_alone(called: Group, text: str) -> None:
    assert await called.say("王建国", text) == SILENT


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (
            "会议改到昨天10:00",
            snapshot(
                "私下对王建国：11月22日（周日）10:00已经过去了，未作任何改动。请写明哪天几点，例如：会议改到11月26日10:00。"
            ),
        ),
        (
            "会议改到2月30日10:00",
            snapshot("私下对王建国：没有这个时间，未作任何改动。请写明哪天几点，例如：会议改到11月26日10:00。"),
        ),
        (
            "会议改到周三或周四10:00",
            snapshot(
                "私下对王建国：时间没有说准，或有不止一个时间，未作任何改动。请写明哪天几点，例如：会议改到11月26日10:00。"
            ),
        ),
        (
            "会议改到25:99",
            snapshot("私下对王建国：没有这个时间，未作任何改动。请写明哪天几点，例如：会议改到11月26日10:00。"),
        ),
        (
            "会议改成什么好呢",
            snapshot(
                "私下对王建国：没有看懂改成什么，未作任何改动。请这样写：会议改到周四10:00，或 会议换到二楼会议室。"
            ),
        ),
        ("会议换到三楼会议室", snapshot("私下对王建国：本来就是那个时间和地点，未作任何改动。")),
        ("N9 取消", snapshot("私下对王建国：没有 N9 这次待开的会议，未作任何改动。发“会议”看看有哪些。")),
        ("取消党课", snapshot("私下对王建国：现在没有待开的会议，未作任何改动。")),
    ],
)
async def test_what_can_not_be_done_is_one_sentence(called: Group, text: str, refused: str) -> None:
    assert await called.private("王建国", text) == refused
    assert await called.private("王建国", "确认") == SILENT


async def test_with_several_meetings_it_is_asked_which(called: Group) -> None:
    await send(called, "会议通知 11月26日15:00 二楼 党课")
    assert await called.say("王建国", "会议推迟半小时") == snapshot("""\
私下对王建国：待开的会议有几次，请发编号选一次，不改请发“取消”：
N1 11月25日（周三）15:00 支部党员大会
N2 11月26日（周四）15:00 党课\
""")
    assert await called.private("王建国", "N2") == snapshot("""\
私下对王建国：会议变更预览（还没有改）：
N2 党课
时间：11月26日（周四）15:00 → 11月26日（周四）15:30
地点：二楼（不变）
告知：群里一条。
照此办理请发“确认”，不改请发“取消”。\
""")
    assert "N2 已改为11月26日（周四）15:30" in await called.private("王建国", "确认")
    assert "11月26日（周四）16:00" in await called.private("王建国", "党课推迟半小时")
    assert await called.private("王建国", "取消") == "私下对王建国：已取消，会议没有改动。"


@BOTH
async def test_cancelled_it_is_told_and_no_longer_reminded(called: Group) -> None:
    assert await called.private("王建国", "取消会议") == snapshot("""\
私下对王建国：取消会议预览（还没有取消）：
N1 11月25日（周三）15:00 支部党员大会
告知：群里一条。
照此办理请发“确认”，不改请发“取消”。\
""")
    assert await called.private("王建国", "确认") == snapshot("私下对王建国：N1 已取消，正在告知。改错了发“撤销”。")
    assert await called.deliver() == "群：【会议取消 N1】原定11月25日（周三）15:00的支部党员大会取消。"
    called.stage.clock.set(2026, 11, 24, 17)
    assert await called.stage.tick() == SILENT


async def test_reminders_the_day_before_and_half_an_hour_before(called: Group) -> None:
    called.stage.clock.set(2026, 11, 24, 17)
    assert await called.stage.tick() == snapshot(
        "群：【会前提醒 N1】11月25日（周三）15:00在三楼会议室召开支部党员大会，请参加的同志留意时间。情况有变请回“请假”。"  # noqa: E501 整句照录
    )
    called.stage.clock.set(2026, 11, 25, 14, 30)
    assert await called.stage.tick() == snapshot(
        "群：【会前提醒 N1】11月25日（周三）15:00在三楼会议室召开支部党员大会，请参加的同志留意时间。情况有变请回“请假”。"  # noqa: E501 整句照录
    )
    called.stage.clock.set(2026, 11, 25, 15)
    assert await called.stage.tick() == SILENT


async def test_moved_the_reminders_move_along(called: Group) -> None:
    await called.private("王建国", "会议改到周五10:00")
    await called.private("王建国", "确认")
    await called.deliver()
    called.stage.clock.set(2026, 11, 24, 17)
    assert await called.stage.tick() == SILENT
    called.stage.clock.set(2026, 11, 26, 17)
    assert "11月27日（周五）10:00" in await called.stage.tick()


async def test_a_committee_meeting_is_reminded_privately_and_not_to_who_is_on_leave(group: Group) -> None:
    group.stage.clock.set(2026, 11, 23, 10)
    await send(group, "会议通知 11月25日15:00 二楼 支委会")
    await answer(group, "赵明", Choice.LEAVE)
    group.stage.clock.set(2026, 11, 24, 17)
    said = await group.stage.tick()
    assert said.count("会前提醒 N1") == 3
    assert "私下对赵明" not in said
    assert "群：" not in said


async def test_two_private_reminders_on_one_day_are_one_and_who_is_away_gets_none(group: Group) -> None:
    group.stage.clock.set(2026, 11, 23, 10)
    await group.private("赵明", "请假 11月25日 出差")
    await send(group, "会议通知 11月25日15:00 二楼 支委会")
    await send(group, "会议通知 11月25日16:30 三楼 支委会")
    group.stage.clock.set(2026, 11, 24, 17)
    assert await group.stage.tick() == snapshot("""\
私下对王建国：【会前提醒 N1】11月25日（周三）15:00在二楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
【会前提醒 N2】11月25日（周三）16:30在三楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
私下对李红梅：【会前提醒 N1】11月25日（周三）15:00在二楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
【会前提醒 N2】11月25日（周三）16:30在三楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
私下对陈志强：【会前提醒 N1】11月25日（周三）15:00在二楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
【会前提醒 N2】11月25日（周三）16:30在三楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。\
""")
    group.stage.clock.set(2026, 11, 25, 14, 30)
    assert await group.stage.tick() == snapshot("""\
私下对王建国：【会前提醒 N1】11月25日（周三）15:00在二楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
私下对李红梅：【会前提醒 N1】11月25日（周三）15:00在二楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。
私下对陈志强：【会前提醒 N1】11月25日（周三）15:00在二楼召开支部委员会会议，请参加的同志留意时间。情况有变请回“请假”。\
""")
    group.stage.clock.set(2026, 11, 25, 16)
    assert await group.stage.tick() == SILENT


async def test_a_change_taken_back_is_corrected(called: Group) -> None:
    await called.private("王建国", "会议改到周四10点")
    await called.private("王建国", "确认")
    await called.deliver()
    assert await called.private("王建国", "撤销") == snapshot("私下对王建国：已撤销 A19：撤回会议 N1 的变更。")
    assert await called.deliver() == snapshot(
        "群：【更正 N1】刚才的变更撤回：支部党员大会仍在11月25日（周三）15:00召开，地点三楼会议室。"
    )
    assert "11月25日（周三）15:00" in await called.say("张三", "下次会议")


async def test_changed_twice_only_the_last_can_be_taken_back(called: Group) -> None:
    await called.private("王建国", "会议改到周四10点")
    first = await called.private("王建国", "确认")
    assert "N1" in first
    await called.private("王建国", "会议换到二楼")
    await called.private("王建国", "确认")
    await called.private("王建国", "撤销")
    assert "此后又改过" in await called.private("王建国", "撤销 A19")


async def test_confirmed_too_late_nothing_changes(called: Group) -> None:
    called.stage.clock.set(2026, 11, 25, 14, 50)
    await called.private("王建国", "会议换到二楼")
    called.stage.clock.set(2026, 11, 25, 15, 5)
    assert await called.private("王建国", "确认") == snapshot(
        "私下对王建国：N1 此后又改过、取消了或已经开过，不能照办，未作任何改动。发“会议”看看现在的样子。"
    )


async def test_members_look_up_the_next_meeting(called: Group) -> None:
    assert await called.say("张三", "下次会议") == snapshot(
        "群：下次会议：11月25日（周三）15:00 支部党员大会，地点：三楼会议室。详情私聊发“N1”。"
    )
    assert await called.say("张三", "会议地点") == await called.say("张三", "下次开会什么时候？")
    await answer(called, "张三", Choice.COMING)
    assert await called.say("张三", "会议") == snapshot("""\
私下对张三：待开的会议：
N1 11月25日（周三）15:00 支部党员大会，三楼会议室（您回复的是“参加”）
详情私聊发编号，如“N1”；日历文件发“N1 日历”。\
""")
    assert await called.private("张三", "我的会议") == await called.say("张三", "会议")


async def test_what_is_not_for_everybody_is_answered_privately_and_only_to_those_it_is_for(group: Group) -> None:
    group.stage.clock.set(2026, 11, 23, 10)
    await send(group, "会议通知 11月25日15:00 二楼 支委会 议题：发展党员")
    assert await group.say("张三", "下次会议") == "群：现在没有待开的会议。"
    assert await group.say("赵明", "下次会议") == snapshot(
        "私下对赵明：下次会议：11月25日（周三）15:00 支部委员会会议，地点：二楼。详情私聊发“N1”。"
    )


async def test_how_to_change_is_explained(called: Group) -> None:
    assert await called.private("王建国", "修改通知") == snapshot("""\
私下对王建国：待开的会议：
N1 11月25日（周三）15:00 支部党员大会，三楼会议室
可以发：会议改到周四10:00、会议推迟半小时、会议换到二楼会议室、取消会议。
也可以指明是哪一次：N1 改到周四10:00、N1 取消。\
""")


async def test_a_subgroup_leader_changes_the_own_meetings_only(called: Group) -> None:
    for name in ("张三", "李四"):
        await called.say("王建国", f"党小组 @{name} 第一小组")
    await called.say("王建国", "设职务 @张三 党小组长")
    assert "没有待开的会议" in await called.private("张三", "取消会议")
    await called.private("张三", "会议通知 11月26日15:00 第一党小组会 二楼")
    await called.private("张三", "确认")
    await called.deliver()
    assert "取消会议预览" in await called.private("张三", "取消会议")


async def test_the_new_time_may_pass_before_it_is_confirmed(called: Group) -> None:
    await called.private("王建国", "会议改到今天10:20")
    called.stage.clock.move(minutes=25)
    assert "那个时间已经过去了" in await called.private("王建国", "确认")


async def test_a_small_circle_is_told_privately_those_who_answered_are_asked(group: Group) -> None:
    group.stage.clock.set(2026, 11, 23, 10)
    await send(group, "会议通知 11月25日15:00 支委会")
    assert await group.say("赵明", "会议地点") == snapshot(
        "私下对赵明：下次会议：11月25日（周三）15:00 支部委员会会议，地点还没有写。详情私聊发“N1”。"
    )
    await answer(group, "赵明", Choice.COMING)
    await group.private("王建国", "支委会改到16:00")
    await group.private("王建国", "确认")
    said = await group.deliver()
    assert said.count("会议变更 N1") == 3
    assert said.count("您先前回的是“参加”") == 1
    assert "群：" not in said


async def test_without_any_meeting(group: Group) -> None:
    assert "现在没有待开的会议" in await group.private("王建国", "修改通知")
    assert "现在没有待开的会议" in await group.private("张三", "我的会议")
    assert "没有待开的会议" in await group.private("王建国", "会议推迟半小时")
    assert await group.say("王建国", "会议推迟半小时") == SILENT


async def test_choosing_none_of_them(called: Group) -> None:
    await send(called, "会议通知 11月26日15:00 二楼 党课")
    await called.private("王建国", "取消会议")
    assert await called.private("王建国", "取消") == "私下对王建国：已取消，会议没有改动。"


async def test_a_reminder_of_what_is_closed_is_skipped(called: Group) -> None:
    closed = update(Notice).values(state=NoticeState.CLOSED.value)
    await called.stage.database.write(1, lambda session: session.execute(closed))
    called.stage.clock.set(2026, 11, 24, 17)
    assert await called.stage.tick() == SILENT
    assert "会前提醒 N1：已过期（会议已经开了或取消了）" in await called.private("王建国", "推送记录")
