"""通知送达：看一份通知、日历、群公告、@全体、请送不到的同志查收、电话告知。"""

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select, update

from core.chat.platform import SendUnknown
from core.domain.notices import Choice
from core.store.notices import NoticeAnswer
from tests.dialogue.pushes import fates
from tests.dialogue.stage import HOME, SILENT, Group
from tests.dialogue.test_meetings import answer, send
from tests.dialogue.test_notices import MEETING


@pytest.fixture
async def called(group: Group) -> Group:
    """全体的会 N1，只给流动党员的 N2（李四请过免打扰）。"""
    group.stage.clock.set(2026, 11, 23, 10)
    for name in ("张三", "李四"):
        await group.say("王建国", f"流动党员 @{name} 上海")
    await group.private("李四", "不要私聊提醒")
    await send(group, MEETING)
    await send(group, "通知 流动党员 请更新联系方式")
    return group


async def told(group: Group) -> list[tuple[int, str, int | None, bool]]:
    rows = await group.stage.database.read(lambda session: list(session.scalars(select(NoticeAnswer))))
    return [(row.member_id, row.choice, row.told_by, row.withdrawn_at is None) for row in rows]


async def test_only_those_it_is_for_can_look_at_it(called: Group) -> None:
    assert await called.say("张三", "N1") == snapshot("""\
私下对张三：N1 支部党员大会
时间：11月25日（周三）15:00
地点：三楼会议室
议题：讨论预备党员转正
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。\
""")
    assert await called.private("李四", "n2") == snapshot("""\
私下对李四：N2 通知
流动党员 请更新联系方式
方便时请回“收到”，或在这条上点个表情。\
""")
    assert await called.private("王五", "N2") == snapshot(
        "私下对王五：没有发给您的 N2 这份通知。发“我的会议”看看要参加的会议。"
    )
    assert "没有发给您的 N9" in await called.private("王五", "N9")
    assert await called.private("李四", "通知列表") == snapshot("""\
私下对李四：开着的通知：
N1 11月25日（周三）15:00 支部党员大会
N2 流动党员 请更新联系方式\
""")


async def test_the_calendar_file(called: Group) -> None:
    assert "N1 11月25日（周三）15:00 支部党员大会 的日历文件" in await called.private("张三", "N1 日历")
    assert "没有写时间" in await called.private("张三", "N2 日历")


async def test_who_can_not_be_reached_is_called_in_the_group_without_any_content(called: Group) -> None:
    assert await called.private("王建国", "允许@ N2") == snapshot("""\
私下对王建国：将在群里@ 李四，不带任何内容：
@李四 有一条通知请您查收，私聊本助手发 N2。
现在还没有发。发出请发“确认”，不发请发“取消”。\
""")
    assert await called.deliver() == SILENT
    assert await called.private("王建国", "确认") == snapshot("私下对王建国：已确认，这就在群里请送不到的同志查收。")
    assert await called.deliver() == snapshot("群：@李四  有一条通知请您查收，私聊本助手发 N2。")


async def test_who_does_not_want_to_be_mentioned_is_not(called: Group) -> None:
    await called.private("李四", "别@我")
    assert "没有要在群里请的同志" in await called.private("王建国", "允许@ N2")


async def test_never_for_a_committee_meeting_nor_for_what_is_public_already(called: Group) -> None:
    await called.private("赵明", "不要私聊提醒")
    await send(called, "会议通知 11月26日15:00 二楼 支委会")
    assert await called.private("王建国", "允许@ N3") == snapshot(
        "私下对王建国：支部委员会会议的通知不在群里提，未作任何改动。请电话告知，告知后发“已电话告知 姓名 N3”。"
    )
    assert "已经在群里了" in await called.private("王建国", "允许@ N1")
    assert "没有 N9 这份通知" in await called.private("王建国", "允许@ N9")
    assert "不是发给全体的" in await called.private("王建国", "N3 @全体")
    assert "不是发给全体的" in await called.private("王建国", "N3 发公告")


async def test_at_everybody_and_the_board_need_an_order_and_a_confirmation(called: Group) -> None:
    assert await called.private("王建国", "N1 @全体") == snapshot("""\
私下对王建国：将在群里@全体成员（要助手是群管理员）：
@全体成员 请各位同志查看 N1（11月25日（周三）15:00 支部党员大会），方便时回复。
现在还没有发。发出请发“确认”，不发请发“取消”。\
""")
    assert await called.deliver() == SILENT
    await called.private("王建国", "确认")
    assert await called.deliver() == snapshot(
        "群：@全体成员  请各位同志查看 N1（11月25日（周三）15:00 支部党员大会），方便时回复。"
    )
    assert await called.private("王建国", "N1 发公告") == snapshot("""\
私下对王建国：将在群里发一条群公告（要助手是群管理员）：
N1 支部党员大会
时间：11月25日（周三）15:00
地点：三楼会议室
议题：讨论预备党员转正
现在还没有发。发出请发“确认”，不发请发“取消”。\
""")
    await called.private("王建国", "确认")
    assert await called.deliver() == snapshot("""\
群：［公告］N1 支部党员大会
时间：11月25日（周三）15:00
地点：三楼会议室
议题：讨论预备党员转正\
""")
    assert await called.private("王建国", "N1 发公告") != SILENT
    assert await called.private("王建国", "取消") == "私下对王建国：已取消，没有发。"


async def test_where_there_is_no_board_the_secretary_is_told(called: Group) -> None:
    await called.private("王建国", "N1 发公告")
    called.stage.bot.unreachable.add(HOME)
    await called.private("王建国", "确认")
    assert "群公告 N1”" in await called.deliver()
    assert (await fates(called))["群公告 N1"][0] == "failed"


async def test_told_by_phone_counts_as_informed_and_can_be_taken_back(called: Group) -> None:
    assert await called.private("王建国", "已电话告知 李四 N2") == snapshot(
        "私下对王建国：已登记：李四同志由您电话告知 N2，记为已知悉。"
    )
    assert await told(called) == [(6, "seen", 1, True)]
    assert "已经登记为电话告知" in await called.private("王建国", "已电话告知 李四 N2")
    assert "没有要在群里请的同志" in await called.private("王建国", "允许@ N2")
    assert await called.private("王建国", "撤销") == snapshot("私下对王建国：已撤销 A23：电话告知 N2 李四作废。")
    assert await told(called) == [(6, "seen", None, False)]
    await called.private("王建国", "已电话告知 李四 N2")
    assert await told(called) == [(6, "seen", 1, True)]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (
            "已电话告知 李四",
            snapshot("私下对王建国：开着的通知有 N1、N2，未作任何改动。请写明是哪一份，例如：已电话告知 李四 N1。"),
        ),
        ("已电话告知 王五 N2", snapshot("私下对王建国：N2 没有发给王五同志，未作任何改动。")),
        (
            "已电话告知 不存在 N2",
            snapshot("私下对王建国：花名册里没有找到“不存在”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"),
        ),
        ("已电话告知 李四 N9", snapshot("私下对王建国：没有 N9 这份通知，或已撤回，未作任何改动。")),
    ],
)
async def test_whom_and_which_must_be_clear(called: Group, text: str, refused: str) -> None:
    assert await called.private("王建国", text) == refused
    assert await told(called) == []


async def test_with_one_open_notice_its_number_may_be_left_out(group: Group) -> None:
    group.stage.clock.set(2026, 11, 23, 10)
    assert "现在没有发给李四同志" in await group.private("王建国", "已电话告知 李四")
    await send(group, MEETING)
    assert "N1" in await group.say("王建国", "已电话告知 @李四")


async def test_what_is_over_and_what_was_answered(called: Group) -> None:
    await answer(called, "张三", Choice.COMING)
    assert "您回复的是“参加”" in await called.private("张三", "N1")
    called.stage.clock.set(2026, 11, 26, 9)
    assert "已经结束" in await called.private("张三", "N1")
    assert await called.private("张三", "通知列表") == "私下对张三：现在没有开着的通知。"


async def test_told_by_phone_on_top_of_an_answer_leaves_the_answer(called: Group) -> None:
    await answer(called, "李四", Choice.LEAVE)
    await called.private("王建国", "已电话告知 李四 N1")
    assert await told(called) == [(6, "leave", 1, True)]
    await called.private("王建国", "撤销")
    assert await told(called) == [(6, "leave", None, True)]


async def test_answered_after_being_told_it_can_not_be_taken_back(called: Group) -> None:
    await called.private("王建国", "已电话告知 李四 N1")
    await called.stage.database.write(1, lambda session: session.execute(update(NoticeAnswer).values(choice="coming")))
    assert "此后又回过话" in await called.private("王建国", "撤销")


async def test_another_letter_is_no_notice(called: Group) -> None:
    assert "没有 “P3” 这份通知" in await called.private("王建国", "允许@ P3")


async def test_a_call_without_an_answer_is_found_in_the_history_and_not_said_twice(called: Group) -> None:
    called.stage.bot.past[HOME] = []
    await called.private("王建国", "允许@ N2")
    await called.private("王建国", "确认")
    called.stage.bot.lost = "answer"
    assert "请您查收" in await called.deliver()
    called.stage.bot.lost = ""
    assert "请您查收" not in await called.stage.wait(minutes=2)
    assert (await fates(called))["请查收 N2"][0] == "sent"


async def test_a_board_without_an_answer_is_never_posted_twice(called: Group) -> None:
    await called.private("王建国", "N1 发公告")
    await called.private("王建国", "确认")
    called.stage.bot.trouble = SendUnknown("没有回音")
    await called.deliver()
    called.stage.bot.trouble = None
    assert "［公告］" not in await called.stage.wait(minutes=2)
    assert (await fates(called))["群公告 N1"] == ("unknown", "没有回音，群公告无法查证")
