# ruff: noqa: E501 整句照录
"""收到情况：只私下给支委看；没有回的私下提醒，每份每人至多一次，每人每天至多一条。"""

from datetime import datetime

import pytest
from inline_snapshot import snapshot

from core.domain.notices import NoticeState, Wanted
from tests.conftest import KINDS
from tests.dialogue.calling import change, post
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
OTHER = datetime.fromisoformat("2026-11-27T09:00:00+08:00")


async def answer_all_but(group: Group, *names: str) -> None:
    for name in group.people:
        if name not in {*names, "王建国"}:
            await group.say(name, "收到")


@BOTH
async def test_officers_see_who_has_not_answered_in_private_only(group: Group) -> None:
    await post(group)
    await group.say("张三", "参加")
    await group.say("王五", "迟到10分钟")
    await group.say("李四", "请假 出差")
    await group.deliver()
    assert await group.private("王建国", "谁没收到") == snapshot("""\
私下对王建国：N1 11月25日（周三）15:00 支部党员大会
应回 11 人，已回 3 人（参加 1、请假 1、晚到 1）。
未回 8 人：李红梅、陈志强、赵明、赵六、孙丽、刘洋、吴芳、周工。
私下提醒请发“悄悄提醒 N1”（每人至多一次）。只供支委掌握，请勿在群里点名。\
""")
    assert await group.say("李红梅", "N1 情况") == snapshot("""\
私下对李红梅：N1 11月25日（周三）15:00 支部党员大会
应回 11 人，已回 3 人（参加 1、请假 1、晚到 1）。
参加 1 人：张三
请假 1 人：李四
晚到 1 人：王五（晚到 10 分钟）
未回 8 人：李红梅、陈志强、赵明、赵六、孙丽、刘洋、吴芳、周工
只供支委掌握，请勿在群里点名。\
""")
    assert await group.private("王建国", "参会名单") == snapshot("""\
私下对王建国：N1 11月25日（周三）15:00 支部党员大会
参加 2 人：张三、王五（晚到 10 分钟）。\
""")
    assert await group.private("李红梅", "请假名单 N1") == snapshot("""\
私下对李红梅：N1 11月25日（周三）15:00 支部党员大会：请假 1 人。
李四
事由仅书记可见。\
""")


@pytest.mark.parametrize("said", ["谁没收到", "收到情况", "请假名单", "悄悄提醒", "N1 情况", "报名名单"])
async def test_members_may_not_see_them(group: Group, said: str) -> None:
    await post(group)
    assert await group.say("张三", said) == snapshot("私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。")


async def test_those_without_a_category_and_the_masses_are_on_no_list(group: Group) -> None:
    group.add("新来的", "10099")
    await group.stage.hear(group.frame("新来的", "打卡"))
    await group.say("王建国", "定类别 @吴芳 群众")
    await group.deliver()
    await post(group)
    await answer_all_but(group, "吴芳", "新来的")
    assert await group.private("王建国", "谁没收到") == snapshot("""\
私下对王建国：N1 11月25日（周三）15:00 支部党员大会
应回 10 人，已回 10 人（收到 10）。
都已回过。
类别未定的 1 人不列入。\
""")


async def test_everyone_answered(group: Group) -> None:
    await post(group)
    await answer_all_but(group)
    assert await group.private("王建国", "谁没收到") == snapshot("""\
私下对王建国：N1 11月25日（周三）15:00 支部党员大会
应回 11 人，已回 11 人（收到 11）。
都已回过。\
""")
    assert await group.private("王建国", "悄悄提醒") == snapshot("私下对王建国：N1 都已回过，不必提醒。")


async def test_which_one_must_be_said_when_several_are_open(group: Group) -> None:
    assert await group.private("王建国", "谁没收到") == snapshot(
        "私下对王建国：现在没有通知。发通知请发“会议通知 ……”或“通知 ……”。"
    )
    await post(group)
    await post(group, title="志愿服务", wanted=Wanted.SIGN_UP, starts_at=OTHER, most=2)
    assert await group.private("王建国", "谁没收到") == snapshot("""\
私下对王建国：现在开着 2 份通知，请写明编号，例如“谁没收到 N1”。
N1 11月25日（周三）15:00 支部党员大会
N2 11月27日（周五）09:00 志愿服务\
""")
    await group.private("张三", "报名")
    await group.private("张三", "2")
    assert await group.private("王建国", "报名名单 N2") == snapshot("""\
私下对王建国：N2 11月27日（周五）09:00 志愿服务
报名 1 人（名额 2 人）：张三。\
""")
    assert await group.private("王建国", "谁没收到 N9") == snapshot("私下对王建国：没有编号 N9 的通知。")
    assert await group.private("王建国", "谁没收到 Q1") == snapshot("私下对王建国：没有编号 Q1 的通知。")
    await change(group, 2, state=NoticeState.CANCELLED.value)
    assert "N1 " in await group.private("王建国", "参会名单")


async def test_the_latest_one_is_shown_when_none_is_open(group: Group) -> None:
    await post(group)
    group.stage.clock.move(days=3)
    assert (await group.private("王建国", "参会名单")).startswith("私下对王建国：N1 ")
    assert await group.private("王建国", "悄悄提醒") == snapshot("私下对王建国：N1 已经结束或取消，不再提醒。")


async def test_reminders_are_private_and_never_twice_for_one_notice(group: Group) -> None:
    await post(group)
    await answer_all_but(group, "王五", "赵六")
    assert await group.say("王建国", "悄悄提醒") == snapshot(
        "私下对王建国：N1 已私下提醒 2 人，安静时段和节假日里的过后再发。"
    )
    assert await group.deliver() == snapshot("""\
私下对王五：王五同志，您好。后天（周三）15:00 在三楼会议室召开支部党员大会（N1）。方便时回“参加”或“请假”即可，如有不便可直接联系书记。不想收到提醒请发“别提醒我”。
私下对赵六：赵六同志，您好。后天（周三）15:00 在三楼会议室召开支部党员大会（N1）。方便时回“参加”或“请假”即可，如有不便可直接联系书记。不想收到提醒请发“别提醒我”。\
""")
    assert await group.private("王建国", "再提醒一次") == snapshot("私下对王建国：此前提醒过、不再重复的 2 人。")
    assert await group.deliver() == SILENT


async def test_a_reminder_can_be_answered_by_replying_to_it(group: Group) -> None:
    await post(group)
    await answer_all_but(group, "王五")
    await group.private("王建国", "悄悄提醒")
    await group.deliver()
    reminder = group.stage.bot.last_id
    await post(group, title="主题党日", starts_at=OTHER)
    assert await group.private("王五", "收到", reply_to=reminder) == snapshot(
        "私下对王五：王五同志，N1（11月25日（周三）15:00 支部党员大会）的回执已登记。"
    )
    assert await group.private("王建国", "谁没收到 N1") == snapshot("""\
私下对王建国：N1 11月25日（周三）15:00 支部党员大会
应回 11 人，已回 11 人（收到 11）。
都已回过。\
""")


async def test_one_reminder_a_day_is_all_a_person_gets(group: Group) -> None:
    await post(group)
    await answer_all_but(group, "王五")
    await group.private("王建国", "悄悄提醒")
    await group.deliver()
    await post(group, title="主题党日", starts_at=OTHER)
    await answer_all_but(group, "王五")
    assert await group.private("王建国", "悄悄提醒 N2") == snapshot(
        "私下对王建国：今天已收过别的提醒、改在明天的：王五。"
    )
    assert await group.deliver() == SILENT
    group.stage.clock.move(hours=21)
    assert await group.deliver() == snapshot(
        "私下对王五：王五同志，您好。11月27日（周五）09:00 在三楼会议室开展主题党日（N2）。方便时回“参加”或“请假”即可，如有不便可直接联系书记。不想收到提醒请发“别提醒我”。"
    )


async def test_a_reminder_that_would_come_after_the_meeting_is_not_put_off(group: Group) -> None:
    await post(group, title="主题党日", starts_at=OTHER)
    await answer_all_but(group, "王五")
    assert await group.private("王建国", "悄悄提醒 N1") == snapshot(
        "私下对王建国：N1 已私下提醒 1 人，安静时段和节假日里的过后再发。"
    )
    await group.deliver()
    await post(group, starts_at=datetime.fromisoformat("2026-11-23T15:00:00+08:00"))
    await answer_all_but(group, "王五")
    assert await group.private("王建国", "悄悄提醒 N2") == snapshot(
        "私下对王建国：今天已收过别的提醒、等到明天就晚了、请电话联系的：王五。"
    )
    group.stage.clock.move(hours=21)
    assert await group.deliver() == SILENT


async def test_what_waits_for_the_morning_goes_out_as_one_message(group: Group) -> None:
    await post(group)
    await answer_all_but(group, "王五")
    await post(group, title="主题党日", starts_at=OTHER)
    await answer_all_but(group, "王五")
    group.stage.clock.move(hours=10)
    await group.private("王建国", "悄悄提醒 N1")
    await group.private("王建国", "悄悄提醒 N2")
    assert await group.deliver() == SILENT
    group.stage.clock.move(hours=11)
    assert await group.deliver() == snapshot("""\
私下对王五：王五同志，您好。后天（周三）15:00 在三楼会议室召开支部党员大会（N1）。方便时回“参加”或“请假”即可，如有不便可直接联系书记。不想收到提醒请发“别提醒我”。
另：11月27日（周五）09:00 在三楼会议室开展主题党日（N2）。方便时回“参加”或“请假”即可。\
""")


async def test_those_who_want_no_reminders_and_those_without_an_account_are_named_to_the_officer(group: Group) -> None:
    await group.private("王五", "别提醒我")
    await post(group, wanted=Wanted.ACK, title="通知", starts_at=None)
    await answer_all_but(group, "王五", "赵六")
    group.stage.bot.unreachable.add(group.people["赵六"])
    assert await group.private("王建国", "悄悄提醒") == snapshot("""\
私下对王建国：N1 已私下提醒 1 人，安静时段和节假日里的过后再发。
本人不收提醒、可电话联系的：王五。\
""")
    assert await group.stage.wait(minutes=30) == snapshot(
        "私下对王建国：11月23日（周一）12:00发到个人私聊的“提醒 N1（赵六）”试了 3 次都没有发成，不再重试。请另行告知，或请运维检查机器人账号。"
    )
    assert await group.private("王建国", "撤销") == snapshot(
        "私下对王建国：A28 不能撤销，未作任何改动。提醒已经私下发出，不能收回；每份通知每人至多一次，不会再发。"
    )


async def test_from_the_officers_order_to_the_last_answer(group: Group) -> None:
    await group.say("王建国", "会议通知 下周三下午3点 三楼会议室 支部党员大会 议题：学习条例")
    await group.private("王建国", "确认")
    await group.deliver()
    said = group.stage.bot.last_id
    assert await group.say("张三", "参加", reply_to=said) == "［表情］"
    assert await group.say("李四", "收到") == "［表情］"
    await group.private("王建国", "会议改到下周四10点")
    await group.private("王建国", "确认")
    await group.deliver()
    status = await group.private("王建国", "N1 情况")
    assert "应回 11 人，已回 2 人（收到 1、参加 1）。" in status
    assert "改期以后还没有再确认的：张三、李四。" in status
