"""导入花名册：贴名单、看预览、确认。"""

import pytest
from inline_snapshot import snapshot

from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, ORGANIZER = "王建国", "李红梅"
LINES = """姓名\t类别\t党小组\tQQ
1\t欧阳明\t正式党员\t第一小组\t10031
2\t司马光\t预备党员\t第二小组
3\t张三\t正式党员\t第一小组"""


async def headcount(group: Group) -> str:
    return (await group.private(SECRETARY, "花名册")).split("\n")[0]


@BOTH
async def test_the_whole_story(group: Group) -> None:
    assert await group.private(ORGANIZER, "导入花名册") == snapshot("""\
私下对李红梅：请把花名册表格（.xlsx、.xls、.csv）发给我，或在 30 分钟内把名单贴在下一条消息里，一行一人：姓名，类别、党小组、QQ 号可写可不写，从表格里整块复制也可以。例如：
张三 正式党员 第一小组
李四 预备党员 第二小组 12345678
不导入了请发“取消”。\
""")  # noqa: E501 整句照录
    assert await group.private(ORGANIZER, LINES) == snapshot("""\
私下对李红梅：名单可导入 3 人：新添 2 人（欧阳明、司马光），更新 1 人（张三）。
· 张三：党小组 未编入 → 第一小组
现在还没有改动。确认请在 30 分钟内发“确认导入”，不导入发“取消”。\
""")
    assert await headcount(group) == "私下对王建国：花名册（在册 12 人）："
    assert await group.private(ORGANIZER, "确认导入") == snapshot(
        "私下对李红梅：已导入 3 人：新添 2 人（欧阳明、司马光），更新 1 人（张三）。"
    )
    assert await headcount(group) == "私下对王建国：花名册（在册 14 人）："
    roster = await group.private(SECRETARY, "花名册")
    assert "欧阳明 正式党员 第一小组 不在群\n" in roster
    assert "司马光 预备党员 第二小组 未绑定 QQ" in roster
    assert "张三 正式党员 第一小组\n" in roster


async def test_whoever_was_given_an_account_is_known_by_it(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    await group.private(ORGANIZER, "确认导入")
    group.add("欧阳明", "10031")
    assert await group.say("欧阳明", "打卡") == "［表情］"
    assert await group.private("欧阳明", "我是谁") == snapshot(
        "私下对欧阳明：欧阳明同志，示范党支部，正式党员，第一小组。"
    )


async def test_cancelled_before_the_list(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    assert await group.private(ORGANIZER, "取消") == snapshot("私下对李红梅：好的，这份名单不导入，花名册没有改动。")
    assert await group.private(ORGANIZER, "欧阳明 正式党员") == snapshot(
        "私下对李红梅：没有看懂这句话。发“帮助”看看现在能办的事。"
    )


async def test_cancelled_after_the_preview(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    assert await group.private(ORGANIZER, "取消。") == snapshot("私下对李红梅：好的，这份名单不导入，花名册没有改动。")
    assert "已导入" not in await group.private(ORGANIZER, "确认导入")
    assert await headcount(group) == "私下对王建国：花名册（在册 12 人）："


async def test_lines_that_cannot_be_used_are_listed_twice(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    lines = """欧阳明 正式党员
司马光 正式党员 预备党员
诸葛亮 书记
王五 99999999
关羽 20031
张飞 20031
正式党员
李红梅 预备党员"""
    assert await group.private(ORGANIZER, lines) == snapshot("""\
私下对李红梅：名单可导入 1 人：新添 1 人（欧阳明）。
不导入的 7 行：
第 2 行：“正式党员”和“预备党员”不知道以哪个为准
第 3 行：书记现为王建国同志，职务冲突，更换请由本人发“移交书记 @某人”
第 4 行：名册上的“王五”绑定的是别的 QQ 号；若是另一位，请在姓名后加以区别
第 5 行：QQ 号“20031”在名单里出现了 2 次，请核对是谁的
第 6 行：QQ 号“20031”在名单里出现了 2 次，请核对是谁的
第 7 行：没有姓名
第 8 行：“李红梅”任着职务，类别请单独核定
现在还没有改动。确认请在 30 分钟内发“确认导入”，不导入发“取消”。\
""")
    assert await group.private(ORGANIZER, "确认导入") == snapshot("""\
私下对李红梅：已导入 1 人：新添 1 人（欧阳明）。
不导入的 7 行：
第 2 行：“正式党员”和“预备党员”不知道以哪个为准
第 3 行：书记现为王建国同志，职务冲突，更换请由本人发“移交书记 @某人”
第 4 行：名册上的“王五”绑定的是别的 QQ 号；若是另一位，请在姓名后加以区别
第 5 行：QQ 号“20031”在名单里出现了 2 次，请核对是谁的
第 6 行：QQ 号“20031”在名单里出现了 2 次，请核对是谁的
第 7 行：没有姓名
第 8 行：“李红梅”任着职务，类别请单独核定\
""")
    assert await headcount(group) == "私下对王建国：花名册（在册 13 人）："


async def test_nothing_usable_keeps_the_question_open(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    assert await group.private(ORGANIZER, "诸葛亮 书记") == snapshot("""\
私下对李红梅：名单里没有可以导入的人，未作任何改动。不导入的 1 行：
第 1 行：书记现为王建国同志，职务冲突，更换请由本人发“移交书记 @某人”\
""")
    assert (await group.private(ORGANIZER, "诸葛亮 正式党员")).startswith("私下对李红梅：名单可导入 1 人")


async def test_permission_is_checked_again_at_confirmation(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    await group.say(SECRETARY, "免职务 @李红梅 组织委员")
    assert await group.private(ORGANIZER, "确认导入") == snapshot(
        "私下对李红梅：这件事您没有权限办理，如有疑问请联系支部书记。"
    )
    assert await headcount(group) == "私下对王建国：花名册（在册 12 人）："


async def test_permission_is_checked_again_when_the_list_comes(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.say(SECRETARY, "免职务 @李红梅 组织委员")
    assert await group.private(ORGANIZER, LINES) == snapshot(
        "私下对李红梅：这件事您没有权限办理，如有疑问请联系支部书记。"
    )


async def test_a_preview_expires(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    group.stage.clock.move(minutes=30)
    assert "已导入" not in await group.private(ORGANIZER, "确认导入")
    assert await headcount(group) == "私下对王建国：花名册（在册 12 人）："


async def test_waiting_for_the_list_expires(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    group.stage.clock.move(minutes=30)
    assert "可导入" not in await group.private(ORGANIZER, LINES)


async def test_a_restart_forgets_neither_the_wait_nor_the_preview(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.stage.restart()
    assert (await group.private(ORGANIZER, LINES)).startswith("私下对李红梅：名单可导入 3 人")
    await group.stage.restart()
    assert (await group.private(ORGANIZER, "确认导入")).startswith("私下对李红梅：已导入 3 人")


async def test_only_the_one_who_asked_may_confirm(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    assert "已导入" not in await group.private(SECRETARY, "确认导入")
    assert await group.say(ORGANIZER, "确认导入") == SILENT
    assert await headcount(group) == "私下对王建国：花名册（在册 12 人）："


async def test_a_new_list_replaces_the_old_preview(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, "诸葛亮 正式党员")
    assert await group.private(ORGANIZER, "确认导入") == snapshot("私下对李红梅：已导入 1 人：新添 1 人（诸葛亮）。")
    assert await headcount(group) == "私下对王建国：花名册（在册 13 人）："


async def test_asking_again_and_cancelling_ends_it_all(group: Group) -> None:
    """预览还在时又发一次“导入花名册”，再“取消”：之后的话不再当名单。"""
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, LINES)
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, "取消")
    assert "名单" not in await group.private(ORGANIZER, "明天几点开会来着")


async def test_what_changed_between_preview_and_confirmation_is_respected(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    await group.private(ORGANIZER, "张三 预备党员\n李四 预备党员")
    await group.say(SECRETARY, "设职务 @张三 宣传委员")
    assert await group.private(ORGANIZER, "确认导入") == snapshot("""\
私下对李红梅：已导入 1 人：更新 1 人（李四）。
不导入的 1 行：
第 1 行：“张三”任着职务，类别请单独核定\
""")


async def test_orders_still_work_while_a_list_is_awaited(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    assert await group.private(ORGANIZER, "打卡") == snapshot(
        "私下对李红梅：李红梅同志，今日学习已登记，积分＋2。查看发“我的打卡”。"
    )
    assert (await group.private(ORGANIZER, LINES)).startswith("私下对李红梅：名单可导入 3 人")


async def test_somebody_moved_out_is_not_brought_back_in_silence(group: Group) -> None:
    """移出花名册的人又写进名单：要么说明导不了，要么真的回到名册上。"""
    await group.say(SECRETARY, "移出花名册 @张三")
    await group.private(ORGANIZER, "导入花名册")
    preview = await group.private(ORGANIZER, "张三 正式党员 10005\n诸葛亮 正式党员")
    await group.private(ORGANIZER, "确认导入")
    assert "可导入 1 人" in preview or "张三" in await group.private(SECRETARY, "花名册")


@pytest.mark.parametrize("size", [100, 500])
async def test_a_long_list_as_promised(group: Group, size: int) -> None:
    await group.private(ORGANIZER, "导入花名册")
    lines = "\n".join(f"同志{number:03} 正式党员" for number in range(size))
    assert (await group.private(ORGANIZER, lines)).startswith(f"私下对李红梅：名单可导入 {size} 人")


async def test_a_number_that_belongs_to_somebody_else_renames_nobody(group: Group) -> None:
    """10006 是李四：写成赵六，名册上又另有赵六，一定是写错了。"""
    await group.private(ORGANIZER, "导入花名册")
    said = await group.private(ORGANIZER, "赵六 正式党员 10006\n诸葛亮 正式党员")
    assert "第 1 行：QQ 10006 在名册上是“李四”，另有一位“赵六”，请核对" in said
    await group.private(ORGANIZER, "确认导入")
    roster = await group.private(SECRETARY, "花名册")
    assert "李四" in roster
    assert roster.count("赵六") == 1


async def test_small_talk_is_not_taken_for_a_list(group: Group) -> None:
    await group.private(ORGANIZER, "导入花名册")
    assert await group.private(ORGANIZER, "你好") == snapshot(
        "私下对李红梅：只看到“你好”，不像一份名单，未作任何改动。"
        "请一行一人，写上类别或 QQ 号再贴一次；不导入了请发“取消”。"
    )


async def test_in_the_group_a_new_name_needs_a_category(group: Group) -> None:
    assert "未作任何改动" in await group.say(ORGANIZER, "添加党员 微信")
    assert "微信" not in await group.private(SECRETARY, "花名册")
