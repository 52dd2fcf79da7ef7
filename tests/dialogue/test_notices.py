"""发通知：一行话、私下预览、确认、发到群里或逐人私下；不确认什么也不发。"""

import asyncio

import pytest
from inline_snapshot import snapshot
from sqlalchemy import delete

from core.store import notices
from core.store.branches import GroupBinding
from core.store.notices import Notice
from tests.conftest import KINDS
from tests.dialogue.pushes import column
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
MEETING = "会议通知 11月25日下午3点 三楼会议室 支部党员大会 议题：讨论预备党员转正"
ID_CARD = "11010519491231002X"


async def notice(group: Group, number: int = 1) -> Notice | None:
    return await group.stage.database.read(lambda session: notices.find(session, 1, number))


@pytest.fixture
def monday(group: Group) -> Group:
    group.stage.clock.set(2026, 11, 23, 10)
    return group


@BOTH
async def test_a_meeting_is_previewed_privately_and_sent_once_confirmed(monday: Group) -> None:
    assert await monday.say("王建国", MEETING) == snapshot("""\
私下对王建国：通知预览（还没有发）：
类别：支部党员大会
时间：11月25日（周三）15:00
地点：三楼会议室
议题：讨论预备党员转正
范围：全体同志，12 位
回执：参加或请假
发到：群里一条，当日确认的不计入每天几条
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    assert await monday.deliver() == SILENT
    assert await notice(monday) is None
    assert await monday.private("王建国", "确认") == snapshot("""\
私下对王建国：N1 已确认，这就发出。
看这份通知发“N1”，日历文件发“N1 日历”，发错了发“撤销”。\
""")
    assert await monday.deliver() == snapshot("""\
群：【会议通知 N1】支部党员大会
时间：11月25日（周三）15:00
地点：三楼会议室
议题：讨论预备党员转正
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。\
""")
    assert await monday.private("王建国", "确认") == SILENT
    assert await monday.deliver() == SILENT


async def test_the_whole_sentence_without_the_word_notice(monday: Group) -> None:
    assert await monday.say("王建国", "周五下午三点开支部大会") == snapshot("""\
私下对王建国：通知预览（还没有发）：
类别：支部党员大会
时间：11月27日（周五）15:00
地点：未写（可直接补一句，也可照发）
范围：全体同志，12 位
回执：参加或请假
发到：群里一条，当日确认的不计入每天几条
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    await monday.private("王建国", "三楼会议室")
    assert await monday.private("王建国", "确认") == snapshot("""\
私下对王建国：N1 已确认，这就发出。
看这份通知发“N1”，日历文件发“N1 日历”，发错了发“撤销”。\
""")
    assert await monday.deliver() == snapshot("""\
群：【会议通知 N1】支部党员大会
时间：11月27日（周五）15:00
地点：三楼会议室
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。\
""")


@pytest.mark.parametrize(
    "text",
    [
        "周五下午三点支部大会的材料谁打印",
        "周五的支部大会改到几点了",
        "明天要交党课心得",
        "昨天下午3点的支委会开得好",
        "通知说明天停水",
        "转发通知：社区核酸点调整",
    ],
)
async def test_small_talk_of_the_secretary_is_left_alone(monday: Group, text: str) -> None:
    assert await monday.say("王建国", text) == SILENT


@pytest.mark.parametrize("text", [MEETING, "通知 明天大扫除", "通知请各党小组上报计划", "周五下午三点开支部大会"])
async def test_in_the_group_a_member_saying_the_same_is_only_talking(monday: Group, text: str) -> None:
    assert await monday.say("张三", text) == SILENT
    assert "没有权限" in await monday.private("张三", text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "会议通知 11月20日15:00 支部党员大会",
            snapshot(
                "私下对王建国：11月20日（周五）15:00已经过去了，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"
            ),
        ),
        (
            "会议通知 2月30日15:00 支部党员大会",
            snapshot("私下对王建国：没有这个时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"),
        ),
        (
            "会议通知 25:99 支部党员大会",
            snapshot("私下对王建国：没有这个时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"),
        ),
        (
            "会议通知 周三或周四15:00 党课",
            snapshot(
                "私下对王建国：时间没有说准，或有不止一个时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"
            ),
        ),
        (
            "会议通知 周三15:00 支部大会，周四16:00 党课",
            snapshot(
                "私下对王建国：时间没有说准，或有不止一个时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"
            ),
        ),
        (
            "会议通知 支部党员大会 三楼",
            snapshot("私下对王建国：还没有写时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"),
        ),
        (
            "本月最后一个周五下午 主题党日",
            snapshot(
                "私下对王建国：11月27日（周五）几点，还没有说准，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"
            ),
        ),
        (
            "会议通知 周三3点 党课",
            snapshot(
                "私下对王建国：时间没有说准，或有不止一个时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"
            ),
        ),
        (
            "通知 2月30日前交学习计划",
            snapshot("私下对王建国：没有这个时间，还没有发。请补一句哪天几点，例如“11月25日15:00”；不发了请发“取消”。"),
        ),
    ],
)
async def test_a_time_that_is_not_certain_is_asked_back(monday: Group, text: str, asked: str) -> None:
    assert await monday.private("王建国", text) == asked
    await monday.private("王建国", "确认")
    assert await monday.deliver() == SILENT


async def test_the_time_given_afterwards_completes_what_was_said(monday: Group) -> None:
    await monday.private("王建国", "本月最后一个周五下午 主题党日 烈士陵园")
    assert "没有说准" in await monday.private("王建国", "大概吧")
    assert await monday.private("王建国", "3点") == snapshot("""\
私下对王建国：通知预览（还没有发）：
类别：主题党日
时间：11月27日（周五）15:00
地点：烈士陵园
范围：全体同志，12 位
回执：参加或请假
发到：群里一条，当日确认的不计入每天几条
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    await monday.private("王建国", "确认")
    assert await monday.deliver() == snapshot("""\
群：【会议通知 N1】主题党日
时间：11月27日（周五）15:00
地点：烈士陵园
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。\
""")


async def test_asked_back_it_can_be_dropped(monday: Group) -> None:
    await monday.private("王建国", "会议通知 支部党员大会 三楼")
    assert await monday.private("王建国", "取消") == "私下对王建国：已取消，没有发。"
    assert await monday.private("王建国", "周三15:00") != ""
    assert await monday.private("王建国", "确认") == SILENT


async def test_a_general_notice(monday: Group) -> None:
    assert await monday.private("王建国", "通知 请各党小组周五前上报学习计划") == snapshot("""\
私下对王建国：通知预览（还没有发）：
类别：一般通知
正文：请各党小组周五前上报学习计划
范围：全体同志，12 位
回执：收到
发到：群里一条，当日确认的不计入每天几条
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    await monday.private("王建国", "确认")
    assert await monday.deliver() == snapshot("""\
群：【通知 N1】
请各党小组周五前上报学习计划
方便时请回“收到”，或在这条上点个表情。\
""")


async def test_a_new_preview_replaces_the_old_one(monday: Group) -> None:
    await monday.private("王建国", "通知 第一份")
    await monday.private("王建国", "通知 第二份")
    await monday.private("王建国", "确认")
    assert "第二份" in await monday.deliver()
    assert await monday.private("王建国", "确认") == SILENT


async def test_who_can_not_be_reached_is_named_to_the_secretary_alone(monday: Group) -> None:
    await monday.say("王建国", "流动党员 @张三 上海")
    await monday.say("王建国", "流动党员 @李四 广州")
    await monday.private("李四", "不要私聊提醒")
    assert await monday.private("李红梅", "通知 流动党员 请更新联系方式") == snapshot("""\
私下对李红梅：通知预览（还没有发）：
类别：一般通知
正文：流动党员 请更新联系方式
范围：流动党员，2 位（其中 1 位私下送不到：李四）
回执：收到
发到：逐人私下，不在群里说
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    assert await monday.private("李红梅", "确认") == snapshot("""\
私下对李红梅：N1 已确认，逐人私下告知 1 位，这就发出。
N1（流动党员 请更新联系方式）私下送不到的有 1 位：李四。请电话告知，再发“已电话告知 李四 N1”；或发“允许@ N1”，在群里请他们来查收。
看这份通知发“N1”，发错了发“撤销”。\
""")  # noqa: E501 整句照录
    assert await monday.deliver() == snapshot("""\
私下对张三：【通知 N1】
流动党员 请更新联系方式
方便时请回“收到”，或在这条上点个表情。
私下对王建国：N1（流动党员 请更新联系方式）私下送不到的有 1 位：李四。请电话告知，再发“已电话告知 李四 N1”；或发“允许@ N1”，在群里请他们来查收。\
""")  # noqa: E501 整句照录


async def test_a_committee_meeting_never_shows_in_the_group(monday: Group) -> None:
    assert await monday.say("王建国", "会议通知 下周三15:00 党员活动室 支委会 议题：发展党员") == snapshot("""\
私下对王建国：通知预览（还没有发）：
类别：支部委员会会议
时间：12月2日（周三）15:00
地点：党员活动室
议题：发展党员
范围：支部委员，4 位
回执：参加或请假
发到：逐人私下，不在群里说
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    await monday.private("王建国", "确认")
    assert await monday.deliver() == snapshot("""\
私下对王建国：【会议通知 N1】支部委员会会议
时间：12月2日（周三）15:00
地点：党员活动室
议题：发展党员
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。
私下对李红梅：【会议通知 N1】支部委员会会议
时间：12月2日（周三）15:00
地点：党员活动室
议题：发展党员
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。
私下对陈志强：【会议通知 N1】支部委员会会议
时间：12月2日（周三）15:00
地点：党员活动室
议题：发展党员
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。
私下对赵明：【会议通知 N1】支部委员会会议
时间：12月2日（周三）15:00
地点：党员活动室
议题：发展党员
方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。\
""")
    assert set(await column(monday, "scene")) == {"private"}


async def test_an_urgent_one_needs_its_own_word_and_does_not_wait(monday: Group) -> None:
    monday.stage.clock.set(2026, 11, 23, 23)
    assert await monday.private("王建国", "紧急通知 今晚有暴雨，户外活动停止") == snapshot("""\
私下对王建国：紧急通知预览（还没有发）：
类别：一般通知
正文：今晚有暴雨，户外活动停止
范围：全体同志，12 位
回执：收到
发到：群里，马上发，不等安静时段，不计入每天几条，记入操作日志
发出请发“确认紧急”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    assert await monday.private("王建国", "确认") != ""
    assert await monday.deliver() == SILENT
    assert await monday.private("王建国", "确认紧急") == snapshot("""\
私下对王建国：N1 已确认，这就发出。
看这份通知发“N1”，发错了发“撤销”。\
""")
    assert await monday.deliver() == snapshot("""\
群：【紧急通知 N1】
今晚有暴雨，户外活动停止
方便时请回“收到”，或在这条上点个表情。\
""")


async def test_confirmed_at_night_it_waits_for_the_morning(monday: Group) -> None:
    monday.stage.clock.set(2026, 11, 23, 23)
    assert "提示：现在是安静时段，确认后到08:00才发" in await monday.private("王建国", MEETING)
    assert await monday.private("王建国", "确认") == snapshot("""\
私下对王建国：N1 已确认，11月24日（周二）08:00安静时段过后发出。
看这份通知发“N1”，日历文件发“N1 日历”，发错了发“撤销”。\
""")
    assert await monday.deliver() == SILENT
    monday.stage.clock.set(2026, 11, 24, 8)
    assert "【会议通知 N1】" in await monday.deliver()


async def test_time_that_passed_while_the_preview_was_open(monday: Group) -> None:
    await monday.private("王建国", "会议通知 今天10:20 支部大会")
    monday.stage.clock.move(minutes=25)
    assert await monday.private("王建国", "确认") == snapshot(
        "私下对王建国：11月23日（周一）10:20 支部党员大会已经过了，还没有发。请直接发新的时间，如“明天15:00”，不发请发“取消”。"  # noqa: E501 整句照录
    )
    assert "11月23日（周一）11:00" in await monday.private("王建国", "今天11:00")
    await monday.private("王建国", "确认")
    assert "11:00" in await monday.deliver()


async def test_two_meetings_close_together_and_a_holiday_are_pointed_out(monday: Group) -> None:
    await monday.private("王建国", MEETING)
    await monday.private("王建国", "确认")
    await monday.deliver()
    assert "提示：与 N1（11月25日（周三）15:00 支部党员大会）相隔不到两小时。" in await monday.private(
        "王建国", "会议通知 11月25日16:00 党课"
    )
    assert "提示：那天是法定节假日。" in await monday.private("王建国", "会议通知 1月1日9:00 党课")


async def test_a_card_number_is_hidden_before_anybody_sees_it(monday: Group) -> None:
    shown = await monday.private("王建国", f"通知 请核对证件 {ID_CARD}")
    assert ID_CARD not in shown
    assert "1101**********002X" in shown
    assert "已遮住" in shown
    await monday.private("王建国", "确认")
    assert ID_CARD not in await monday.deliver()
    assert "110105194912310020" in await monday.private("王建国", "通知 编号 110105194912310020")


async def test_too_long_is_one_sentence(monday: Group) -> None:
    assert await monday.private("王建国", "通知 " + "学" * 5000) == snapshot(
        "私下对王建国：通知有 5000 字，最多 1000 字，还没有发。请精简后再发；材料请传群文件，再回复它发“设为通知”。"
    )


async def test_a_subgroup_leader_writes_to_the_own_subgroup_only(monday: Group) -> None:
    for name in ("张三", "李四"):
        await monday.say("王建国", f"党小组 @{name} 第一小组")
    await monday.say("王建国", "设职务 @张三 党小组长")
    assert await monday.private("张三", "会议通知 周三15:00 第一党小组会 二楼") == snapshot("""\
私下对张三：通知预览（还没有发）：
类别：党小组会
时间：11月25日（周三）15:00
地点：二楼
范围：第一小组，2 位
回执：参加或请假
发到：逐人私下，不在群里说
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    assert "本党小组" in await monday.private("张三", "通知 流动党员 请更新联系方式")
    assert "第一小组，2 位" in await monday.private("张三", "通知 明天交学习计划")
    assert "没有“第三小组”这个党小组" in await monday.private("王建国", "通知 第三小组 明天交学习计划")


async def test_signing_up_names_how_many(monday: Group) -> None:
    await monday.private("王建国", "会议通知 周六上午9点 人民公园 志愿服务活动 需报名 20人")
    await monday.private("王建国", "确认")
    assert await monday.deliver() == snapshot("""\
群：【通知 N1】志愿服务活动
时间：11月28日（周六）09:00
地点：人民公园
自愿参加，愿意参加的请回“报名”，限 20 人。\
""")


async def test_what_somebody_forwarded_becomes_a_notice(monday: Group) -> None:
    monday.overheard("李红梅", "区委组织部：请于周五前完成党员信息核对", 2026, 11, 23, 9, 50)
    source = monday.last_id
    assert await monday.say("王建国", "设为通知", reply_to=source) == snapshot("""\
私下对王建国：通知预览（还没有发）：
类别：一般通知
正文：区委组织部：请于周五前完成党员信息核对
范围：全体同志，12 位
回执：收到
发到：群里一条，当日确认的不计入每天几条
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。\
""")
    await monday.private("王建国", "确认")
    assert await monday.deliver() == snapshot("群：【通知 N1】请各位同志阅知上面的通知，方便时回复“收到”。")
    assert "请在群里回复" in await monday.say("王建国", "设为通知")
    assert "没有取到那条消息的内容" in await monday.say("王建国", "设为通知", reply_to=999)


async def test_a_confirmed_notice_is_withdrawn_with_a_correction(monday: Group) -> None:
    await monday.private("王建国", MEETING)
    await monday.private("王建国", "确认")
    await monday.deliver()
    assert await monday.private("王建国", "撤销") == snapshot("私下对王建国：已撤销 A18：撤回通知 N1，已发更正。")
    assert await monday.deliver() == snapshot(
        "群：【更正】通知 N1（11月25日（周三）15:00 支部党员大会）撤回，请以后续通知为准。"
    )


async def test_withdrawn_before_it_went_out_nothing_is_said(monday: Group) -> None:
    monday.stage.clock.set(2026, 11, 23, 23)
    await monday.private("王建国", MEETING)
    await monday.private("王建国", "确认")
    await monday.private("王建国", "撤销")
    monday.stage.clock.set(2026, 11, 24, 9)
    assert await monday.deliver() == SILENT


async def test_switched_off_nothing_can_be_sent(monday: Group) -> None:
    await monday.private("王建国", "通知 请看群文件")
    await monday.say("王建国", "关闭机器人")
    assert "关着" in await monday.private("王建国", "确认")
    assert "关着" in await monday.private("王建国", "通知 请看群文件")


async def test_who_lost_the_office_can_not_confirm(monday: Group) -> None:
    await monday.private("赵明", "通知 请看群文件")
    await monday.say("王建国", "免职务 @赵明 纪检委员")
    assert "没有权限" in await monday.private("赵明", "确认")
    assert await monday.deliver() == SILENT


async def test_a_preview_can_be_completed_or_not(monday: Group) -> None:
    await monday.private("王建国", MEETING)
    assert "12月1日（周二）09:00" in await monday.private("王建国", "12月1日9:00")
    assert "地点：二楼" in await monday.private("王建国", "地点 二楼")
    assert "没有看懂，通知还没有发" in await monday.private("王建国", "这样行不行")
    await monday.private("王建国", "通知 请看群文件")
    assert "没有看懂，通知还没有发" in await monday.private("王建国", "二楼")
    assert await monday.private("王建国", "取消") == "私下对王建国：已取消，没有发。"
    assert await monday.deliver() == SILENT


async def test_only_an_address_is_no_notice(monday: Group) -> None:
    assert await monday.private("王建国", "通知 全体党员") == snapshot(
        "私下对王建国：没有写通知什么，还没有发。请这样写：通知 请各党小组周五前上报学习计划。"
    )
    assert await monday.private("王建国", "通知请") != ""
    assert "正文：明天大扫除" in await monday.private("王建国", "通知全体党员 明天大扫除")
    assert "正文：请大家周五前交材料" in await monday.private("王建国", "通知请大家周五前交材料")


async def test_nobody_in_the_circle_and_no_subgroup_named(monday: Group) -> None:
    assert await monday.private("王建国", "通知 流动党员 请更新联系方式") == snapshot(
        "私下对王建国：花名册上没有流动党员，还没有发。请先在花名册里登记。"
    )
    assert await monday.private("王建国", "会议通知 周三15:00 党小组会 二楼") == snapshot(
        "私下对王建国：没有写是哪个党小组，还没有发。请这样写：会议通知 周三15:00 第一党小组会。现有：还没有编党小组。"
    )
    assert "入党积极分子，1 位" in await monday.private("王建国", "通知 积极分子 请交思想汇报")


async def test_withdrawn_from_those_told_privately_and_only_once(monday: Group) -> None:
    await monday.private("王建国", "会议通知 下周三15:00 二楼 支委会")
    await monday.private("王建国", "确认")
    await monday.deliver()
    await monday.private("王建国", "取消会议")
    await monday.private("王建国", "确认")
    assert (await monday.deliver()).count("会议取消 N1") == 4
    assert "已经撤回或取消" in await monday.private("王建国", "撤销 A18")
    await monday.private("王建国", "撤销")
    await monday.deliver()
    await monday.private("王建国", "撤销 A18")
    assert (await monday.deliver()).count("【更正】通知 N1") == 4


async def test_a_meeting_in_quiet_hours_is_pointed_out(monday: Group) -> None:
    assert "安静时段里，会前半小时的提醒不会发" in await monday.private("王建国", "会议通知 周三22:00 支部大会")


async def test_a_file_somebody_sent_becomes_a_notice(monday: Group) -> None:
    file = {"type": "file", "data": {"file": "学习材料.docx", "file_id": "f1", "file_size": "10"}}
    monday.overheard("李红梅", "", 2026, 11, 23, 9, 50, fields={"message": [file]})
    assert "正文：《学习材料.docx》" in await monday.say("王建国", "设为通知", reply_to=monday.last_id)


async def test_where_a_single_message_can_not_be_fetched_it_is_looked_up_in_the_history(monday: Group) -> None:
    monday.overheard("李红梅", "请于周五前核对信息", 2026, 11, 23, 9, 50)
    monday.stage.bot.single = False
    assert "正文：请于周五前核对信息" in await monday.say("王建国", "设为通知", reply_to=monday.last_id)
    monday.stage.bot.past.clear()
    assert "没有取到那条消息的内容" in await monday.say("王建国", "设为通知", reply_to=monday.last_id)


async def test_a_time_in_a_preview_is_checked_against_the_secretary_of_another_day(monday: Group) -> None:
    await monday.private("王建国", "会议通知 今天15:00 支部大会 三楼")
    await monday.private("王建国", "确认")
    await monday.deliver()
    monday.stage.clock.set(2026, 11, 23, 14, 30)
    assert "会前提醒 N1" in await monday.stage.tick()


async def test_two_officers_confirming_at_once_get_a_number_each(monday: Group) -> None:
    await monday.private("王建国", "通知 第一份")
    await monday.private("李红梅", "通知 第二份")
    await asyncio.gather(monday.private("王建国", "确认"), monday.private("李红梅", "确认"))
    said = await monday.deliver()
    assert "【通知 N1】" in said
    assert "【通知 N2】" in said


async def test_without_a_group_nothing_is_sent(monday: Group) -> None:
    await monday.private("王建国", "通知 请看群文件")
    await monday.stage.database.write(1, lambda session: session.execute(delete(GroupBinding)))
    assert "还没有绑定群" in await monday.private("王建国", "确认")
    assert await notice(monday) is None
