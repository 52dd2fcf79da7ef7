"""定时推送与学习资料：一句话排上，到点在群里说，节假日、停机、暂停都照设置；资料用过的不重样。"""

from datetime import timedelta
from typing import Any

import pytest
from inline_snapshot import snapshot

from plugins.pushes.rules import MOST
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, MEMBER = "王建国", "张三"


async def without_weekly(group: Group) -> None:
    """关掉周报，周一九点只有要看的推送。"""
    assert "关闭" in await group.private(SECRETARY, "周报 关闭")


class TestArranging:
    @BOTH
    async def test_once_a_week(self, group: Group) -> None:
        await without_weekly(group)
        assert await group.say(SECRETARY, "每周一9点发 请各位同志阅读本周理论学习安排") == snapshot("""\
群：已定下 P1：每周一 09:00，在群里说“请各位同志阅读本周理论学习安排”。
下一次：11月30日（周一）09:00。
法定节假日不发；要照发，发“P1 节假日照发”。
查看发“推送列表”，记错了发“撤销”。\
""")
        assert await group.stage.at(2026, 11, 30, 8, 59) == SILENT
        assert await group.stage.at(2026, 11, 30, 9, 0) == snapshot("群：请各位同志阅读本周理论学习安排")
        assert await group.stage.at(2026, 11, 30, 9, 1) == SILENT

    async def test_no_hour_means_nine(self, group: Group) -> None:
        assert await group.say(SECRETARY, "每月5号提醒交党费") == snapshot("""\
群：已定下 P1：每月5日 09:00，在群里说“提醒：交党费”。
没有写几点，按 09:00；要改发“修改 P1 时间 8:30”。
下一次：12月5日（周六）09:00。
法定节假日不发；要照发，发“P1 节假日照发”。
查看发“推送列表”，记错了发“撤销”。\
""")
        assert await group.stage.at(2026, 12, 5, 9, 0) == snapshot("群：提醒：交党费")

    async def test_only_once(self, group: Group) -> None:
        await without_weekly(group)
        assert await group.say(SECRETARY, "定时 12月1日9:00 通知全体 本月党费请在10日前交纳") == snapshot(
            """\
群：已定下 P1：12月1日（周二）09:00，在群里说“本月党费请在10日前交纳”。
查看发“推送列表”，记错了发“撤销”。\
"""
        )
        assert await group.stage.at(2026, 12, 1, 9, 0) == snapshot("群：本月党费请在10日前交纳")
        assert await group.say(SECRETARY, "推送列表") == snapshot(
            "群：还没有定时推送。要定一件，发例如“每周一9点发 理论学习安排”“每天8点推送学习”。"
        )
        assert await group.stage.at(2027, 12, 1, 9, 0) == SILENT

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            (
                "每天25点发 学习",
                snapshot("私下对王建国：没有“25点”这样的时间，未作任何改动。请这样写：每周一9:00发 理论学习安排。"),
            ),
            (
                "每月32号9点发 学习",
                snapshot("私下对王建国：没有“32号”这样的时间，未作任何改动。请这样写：每周一9:00发 理论学习安排。"),
            ),
            (
                "每天23:00发 学习",
                snapshot(
                    "私下对王建国：23:00 在安静时段（21:30—08:00）里，那时不在群里说话，未作任何改动。请换个时间。"
                ),
            ),
            ("每天9点发", snapshot("私下对王建国：没有写要发什么，未作任何改动。请这样写：每月5号9:00提醒 交纳党费。")),
            (
                "定时 昨天9点 提醒开会",
                snapshot("私下对王建国：11月22日（周日）09:00已经过去了，未作任何改动。请写以后的日子再发一次。"),
            ),
            (
                "定时 下次 提醒开会",
                snapshot("私下对王建国：没有写是哪一天几点，未作任何改动。请这样写：定时 12月1日9:00 提醒各位同志……。"),
            ),
            (
                "定时 2月30日9:00 提醒开会",
                snapshot("私下对王建国：没有这个时间，未作任何改动。请这样写：定时 12月1日9:00 提醒各位同志……。"),
            ),
            (
                f"每天9点发 {'学' * 501}",
                snapshot(
                    "私下对王建国：要发的有 501 字，最多 500 字，未作任何改动。"
                    "长的请存成“学习资料”，再定“每天8点推送学习”。"
                ),
            ),
            ("暂停 P7", snapshot("私下对王建国：没有 P7 这件定时推送，未作任何改动。发“推送列表”看看有哪些。")),
            (
                "修改 P7 时间 九点",
                snapshot("私下对王建国：没有 P7 这件定时推送，未作任何改动。发“推送列表”看看有哪些。"),
            ),
        ],
    )
    async def test_what_cannot_be(self, group: Group, words: str, answer: Any) -> None:
        assert await group.private(SECRETARY, words) == answer
        assert "还没有定时推送" in await group.private(SECRETARY, "推送列表")

    @pytest.mark.parametrize("words", ["每天都要好好学习", "每周一开会，别忘了", "每天发那么多消息", "工作日八点上班"])
    async def test_chatter(self, group: Group, words: str) -> None:
        assert await group.say(SECRETARY, words) == SILENT
        assert await group.say(MEMBER, words) == SILENT

    async def test_a_member_who_talks_like_an_order_is_just_talking(self, group: Group) -> None:
        assert await group.say(MEMBER, "每天8点发早安") == SILENT

    async def test_id_card_numbers_never_go_out(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点发 张三 11010519491231002X")
        assert "11010519491231002X" not in await group.stage.at(2026, 11, 24, 10, 0)


class TestKeeping:
    async def test_pause_resume_change_delete_and_undo(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点发 读一段")
        await group.say(SECRETARY, "每周三15:00提醒 党小组会")
        assert await group.say(SECRETARY, "推送列表") == snapshot("""\
群：定时推送：
P1 每天 10:00，在群里说“读一段”（下一次 11月24日 10:00）
P2 每周三 15:00，在群里说“提醒：党小组会”（下一次 11月25日 15:00）
可以发：暂停 P2、恢复 P2、修改 P2 时间 9:00、P2 节假日照发、P2 周末不发、删除 P2。\
""")
        assert await group.say(SECRETARY, "暂停 P1") == snapshot("群：已暂停 P1。要接着发，发“恢复 P1”或“恢复推送”。")
        assert await group.say(SECRETARY, "暂停 1") == snapshot("群：本来就停着，未作任何改动。")
        assert await group.stage.at(2026, 11, 24, 10, 0) == SILENT
        assert await group.say(SECRETARY, "恢复推送") == snapshot("群：已恢复 P1。")
        assert await group.say(SECRETARY, "修改 P1 时间 11:00") == snapshot(
            "群：P1 已改到每天 11:00，下一次 11月24日 11:00。"
        )
        assert await group.stage.at(2026, 11, 24, 11, 0) == snapshot("群：读一段")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A22：P1 的时间：11:00 → 10:00。")
        assert await group.say(SECRETARY, "删除 P2") == snapshot("群：已删除 P2。要找回发“撤销”。")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A24：找回定时推送 P2。")
        assert await group.say(SECRETARY, "推送列表") == snapshot("""\
群：定时推送：
P1 每天 10:00，在群里说“读一段”（下一次 11月25日 10:00）
P2 每周三 15:00，在群里说“提醒：党小组会”（下一次 11月25日 15:00）
可以发：暂停 P2、恢复 P2、修改 P2 时间 9:00、P2 节假日照发、P2 周末不发、删除 P2。\
""")

    async def test_what_was_paused_comes_back_paused(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点发 读一段")
        await group.say(SECRETARY, "暂停 P1")
        await group.say(SECRETARY, "删除 P1")
        await group.say(SECRETARY, "撤销")
        assert "P1 每天 10:00，在群里说“读一段”（已暂停）" in await group.say(SECRETARY, "推送列表")

    async def test_what_comes_only_once_and_is_gone(self, group: Group) -> None:
        await group.say(SECRETARY, "定时 11月24日10:00 发 交学习体会")
        assert await group.say(SECRETARY, "暂停 P1") == snapshot("群：已暂停 P1。要接着发，发“恢复 P1”或“恢复推送”。")
        group.stage.clock.set(2026, 11, 24, 12)
        await group.stage.tick()
        assert await group.say(SECRETARY, "恢复 P1") == snapshot(
            "私下对王建国：P1 只发一次，那个时刻已经过去了，未作任何改动。不用了请发“删除 P1”。"
        )
        assert await group.say(SECRETARY, "修改 P1 时间 11:00") == snapshot(
            "私下对王建国：P1 只发一次，那个时刻已经过去了，未作任何改动。不用了请发“删除 P1”。"
        )
        assert await group.say(SECRETARY, "恢复推送") == snapshot("群：本来就开着，未作任何改动。")
        assert await group.say(SECRETARY, "修改 P1 时间 15:00") == snapshot("群：P1 已改到11月24日（周二） 15:00。")

    async def test_what_has_been_said_does_not_count_as_one_of_fifty(self, group: Group) -> None:
        for _ in range(MOST):
            await group.say(SECRETARY, "定时 11月24日10:00 发 交学习体会")
        assert await group.say(SECRETARY, "每天10点发 读一段") == snapshot(
            "私下对王建国：定时推送已有 50 件，未作任何改动。请先用“删除 P3”删掉不用的。"
        )
        await group.stage.at(2026, 11, 24, 10, 0)
        assert "P51" in await group.say(SECRETARY, "每天10点发 读一段")

    async def test_undoing_the_order_itself(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点发 读一段")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A18：定时推送 P1 作废。")
        assert await group.stage.at(2026, 11, 24, 10, 0) == SILENT

    async def test_holidays_and_weekends_are_by_choice(self, group: Group) -> None:
        await without_weekly(group)
        await group.say(SECRETARY, "每天10点发 天天读")
        await group.say(SECRETARY, "工作日11点发 工作日读")
        assert await group.stage.at(2026, 11, 28, 10, 0) == snapshot("群：天天读")
        assert await group.stage.at(2026, 11, 28, 11, 0) == SILENT
        group.stage.clock.set(2026, 12, 31, 12, 0)
        await group.stage.tick()
        assert await group.stage.at(2027, 1, 1, 10, 0) == SILENT
        # 同一分钟到点的几件，先办哪件不一定
        record = await group.private(SECRETARY, "推送记录")
        assert "\n".join(sorted(record.splitlines(), reverse=True)) == snapshot("""\
私下对王建国：最近 7 天主动说的（新的在前）：
1月1日 10:00 定时推送 P1：已过期（法定节假日，按设置不发）
12月31日 12:00 定时推送 P2：已送达
12月31日 12:00 定时推送 P1：已送达
12月30日 11:00 定时推送 P2：已过期（后面又到了一次，只办最近的）
12月30日 10:00 定时推送 P1：已过期（后面又到了一次，只办最近的）
12月29日 11:00 定时推送 P2：已过期（后面又到了一次，只办最近的）
12月29日 10:00 定时推送 P1：已过期（后面又到了一次，只办最近的）
12月28日 11:00 定时推送 P2：已过期（后面又到了一次，只办最近的）
12月28日 10:00 定时推送 P1：已过期（后面又到了一次，只办最近的）
12月27日 11:00 定时推送 P2：已过期（后面又到了一次，只办最近的）
12月27日 10:00 定时推送 P1：已过期（后面又到了一次，只办最近的）
12月26日 11:00 定时推送 P2：已过期（后面又到了一次，只办最近的）
12月26日 10:00 定时推送 P1：已过期（后面又到了一次，只办最近的）
12月25日 11:00 定时推送 P2：已过期（后面又到了一次，只办最近的）
12月25日 10:00 定时推送 P1：已过期（后面又到了一次，只办最近的）\
""")
        assert await group.say(SECRETARY, "P1 节假日照发") == snapshot("群：P1 以后法定节假日照发。")
        group.stage.clock.set(2027, 4, 30, 20, 0)
        await group.stage.tick()
        assert await group.stage.at(2027, 5, 1, 10, 0) == snapshot("群：天天读")
        assert await group.say(SECRETARY, "撤销") == snapshot(
            "私下对王建国：A21（P1 节假日照发）已超过 24 小时，不能撤销，未作任何改动。需要更正请用相应的口令再办一次。"
        )


class TestWeekends:
    async def test_a_push_leaves_out_the_weekend_or_not(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点发 天天读")
        assert await group.say(SECRETARY, "P1 周末不发") == snapshot(
            "群：P1 以后周末不发。只在工作日发，调休上班的周末照发。"
        )
        assert await group.say(SECRETARY, "P1 周末不发") == snapshot("群：P1 本来就是周末不发，未作任何改动。")
        assert "P1 每天（周末不发）10:00" in await group.private(SECRETARY, "推送列表")
        assert await group.stage.at(2026, 11, 27, 10, 0) == "群：天天读"
        assert await group.stage.at(2026, 11, 28, 10, 0) == SILENT
        assert "11月28日 10:00 定时推送 P1：已过期（不是工作日，按设置不发）" in await group.private(
            SECRETARY, "推送记录"
        )

    async def test_taken_back_it_is_sent_on_weekends_again(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点发 天天读")
        await group.say(SECRETARY, "P1 周末不发")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A19：P1 周末照发。")
        await group.stage.at(2026, 11, 27, 10, 0)
        assert await group.stage.at(2026, 11, 28, 10, 0) == "群：天天读"

    async def test_workdays_only_may_be_taken_back(self, group: Group) -> None:
        await group.say(SECRETARY, "每工作日10点发 天天读")
        assert await group.say(SECRETARY, "P1 周末照发") == snapshot("群：P1 以后周末照发。")
        assert "P1 每天 10:00" in await group.private(SECRETARY, "推送列表")
        assert await group.stage.at(2026, 11, 28, 10, 0) == "群：天天读"

    async def test_only_on_weekends(self, group: Group) -> None:
        assert "P1：每周末 10:00" in await group.say(SECRETARY, "每周末10点发 读书")
        assert await group.stage.at(2026, 11, 27, 10, 0) == SILENT
        assert await group.stage.at(2026, 11, 28, 10, 0) == "群：读书"


ID_CARD, HIDDEN = "110101199003074514", "1101**********4514"


@pytest.mark.parametrize("order", ["每天10点发 {}", "定时 11月24日10:00 发 {}", "学习资料 {}"])
async def test_an_id_number_is_hidden_as_soon_as_it_comes_in(group: Group, order: str) -> None:
    answer = await group.say(SECRETARY, order.format(f"证号{ID_CARD}"))
    assert HIDDEN in answer
    assert ID_CARD not in answer
    listed = await group.private(SECRETARY, "学习资料列表" if order.startswith("学习") else "推送列表")
    assert HIDDEN in listed


class TestOnceOnAHoliday:
    async def test_it_is_said_when_it_is_set_and_may_be_sent_all_the_same(self, group: Group) -> None:
        assert await group.say(SECRETARY, "定时 1月1日10:00 提醒 新年第一课") == snapshot("""\
群：已定下 P1：1月1日（周五）10:00，在群里说“提醒：新年第一课”。
那天是法定节假日，照平常不发；要照发，发“P1 节假日照发”。
查看发“推送列表”，记错了发“撤销”。\
""")
        assert "逢节假日不发" in await group.private(SECRETARY, "推送列表")
        await group.say(SECRETARY, "P1 节假日照发")
        assert "逢节假日不发" not in await group.private(SECRETARY, "推送列表")
        await group.stage.at(2026, 12, 31, 20, 0)
        assert await group.stage.at(2027, 1, 1, 10, 0) == "群：提醒：新年第一课"


@pytest.mark.parametrize("text", ["每周八9点发 学习", "每周几9点提醒 学习"])
async def test_what_is_no_recurrence_is_refused_in_private_and_chatter_in_the_group(group: Group, text: str) -> None:
    assert await group.say(SECRETARY, text) == SILENT
    assert await group.private(SECRETARY, text) == (
        "私下对王建国：没有看懂是哪些天、几点、发什么，未作任何改动。请这样写：每周一9:00发 理论学习安排。"
    )


class TestStudy:
    @BOTH
    async def test_a_push_takes_the_next_and_never_repeats_before_all_are_used(self, group: Group) -> None:
        assert await group.say(MEMBER, "今日学习") == snapshot(
            "私下对张三：本支部还没有存学习资料。支委可以发“学习资料 标题和链接”存一条。"
        )
        assert await group.say(SECRETARY, "学习资料 党章总纲 https://www.12371.cn/special/zggcdzc/") == snapshot(
            "群：已存为第 1 条学习资料：党章总纲 https://www.12371.cn/spec…。要每天推送，发“每天8点推送学习”；存错了发“撤销”。"
        )
        await group.say(SECRETARY, "学习资料 支部工作条例第三章")
        assert await group.say(SECRETARY, "每天10点推送学习") == snapshot("""\
群：已定下 P1：每天 10:00，推送一条学习资料。
下一次：11月24日（周二）10:00。
法定节假日不发；要照发，发“P1 节假日照发”。
查看发“推送列表”，记错了发“撤销”。\
""")
        first = await group.stage.at(2026, 11, 24, 10, 0)
        assert first == snapshot("""\
群：【示范党支部】今日学习 11月24日（周二）
党章总纲 https://www.12371.cn/special/zggcdzc/
自愿学习，学完可发“打卡”。\
""")
        assert await group.say(MEMBER, "今天学什么") == first
        second, third = await group.stage.at(2026, 11, 25, 10, 0), await group.stage.at(2026, 11, 26, 10, 0)
        assert "支部工作条例" in second
        assert "党章总纲" in third
        assert await group.private(SECRETARY, "学习资料列表") == snapshot("""\
私下对王建国：学习资料共 2 条：
1. 党章总纲 https://www.12371.cn/spec…（用过 2 遍）
2. 支部工作条例第三章（用过 1 遍）\
""")

    async def test_a_message_or_a_file_in_the_group_is_kept_by_replying(self, group: Group) -> None:
        group.overheard("李红梅", "党章总纲 https://www.12371.cn/special/zggcdzc/", 2026, 11, 23, 9, 50)
        assert await group.say(SECRETARY, "存为学习资料", reply_to=group.last_id) == snapshot(
            "群：已存为第 1 条学习资料：党章总纲 https://www.12371.cn/spec…。要每天推送，发“每天8点推送学习”；存错了发“撤销”。"
        )
        file = {"type": "file", "data": {"file": "学习材料.docx", "file_id": "f1", "file_size": "10"}}
        group.overheard("李红梅", "", 2026, 11, 23, 9, 51, fields={"message": [file]})
        await group.say(SECRETARY, "设为学习材料", reply_to=group.last_id)
        assert "请看群文件《学习材料.docx》" in await group.private(SECRETARY, "学习资料列表")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A19：学习资料第 2 条作废。")
        assert "学习材料.docx" not in await group.private(SECRETARY, "学习资料列表")

    async def test_nothing_to_keep_is_one_sentence(self, group: Group) -> None:
        assert await group.say(SECRETARY, "存为学习资料") == snapshot(
            "私下对王建国：请在群里回复要存的那条消息或文件，再发“存为学习资料”；也可以直接发“学习资料 标题和链接”。"
        )
        assert await group.say(SECRETARY, "存为学习资料", reply_to=999) == snapshot(
            "私下对王建国：没有取到那条消息里的文字或文件，未作任何改动。请把标题和链接写在“学习资料 ”后面再发一次。"
        )
        assert await group.say(MEMBER, "存为学习资料", reply_to=999) == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )

    async def test_nothing_to_study_is_recorded_not_said(self, group: Group) -> None:
        await group.say(SECRETARY, "每天10点推送学习")
        assert await group.stage.at(2026, 11, 24, 10, 0) == SILENT
        assert "还没有学习资料" in await group.private(SECRETARY, "推送记录")

    async def test_each_person_goes_at_his_own_pace(self, group: Group) -> None:
        await group.say(SECRETARY, "学习资料 第一篇")
        await group.say(SECRETARY, "学习资料 第二篇")
        assert await group.private(MEMBER, "学一条") == snapshot("""\
私下对张三：第一篇
自愿学习，学完可发“打卡”。再看一条发“学一条”。\
""")
        assert "第二篇" in await group.private(MEMBER, "学一条")
        assert "第一篇" in await group.private(MEMBER, "学一条")
        assert "第一篇" in await group.private("李四", "学一条")

    async def test_pushing_now_deleting_and_undoing(self, group: Group) -> None:
        await group.say(SECRETARY, "学习资料 第一篇")
        assert await group.say(SECRETARY, "推送学习") == snapshot("私下对王建国：第 1 条学习资料这就发到群里。")
        assert await group.say(SECRETARY, "删除资料 1") == snapshot("群：已删除第 1 条学习资料。要找回发“撤销”。")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A20：找回学习资料第 1 条。")
        assert await group.say(SECRETARY, "删除资料 9") == snapshot(
            "私下对王建国：没有编号是“9”的学习资料，未作任何改动。发“学习资料列表”看看有哪些。"
        )
        assert await group.say(SECRETARY, f"学习资料 {'长' * 1201}") == snapshot(
            "私下对王建国：这条资料有 1201 字，最多 1200 字，未作任何改动。请分几条存，或只存标题和链接。"
        )
        assert await group.say(MEMBER, "推送学习") == SILENT

    async def test_subscribing(self, group: Group) -> None:
        assert await group.private(MEMBER, "退订") == snapshot(
            "私下对张三：本来就是这样：不再私下给您推送学习；群里的照常。"
        )
        assert await group.private(MEMBER, "订阅学习") == snapshot(
            "私下对张三：已订阅：群里推送学习时，私下也给您一份。不要了发“退订”。"
        )
        assert await group.private(MEMBER, "撤销") == snapshot("私下对张三：张三同志，已撤销 A18：退订学习推送。")

    @BOTH
    async def test_a_subscriber_gets_his_own_copy(self, group: Group) -> None:
        await group.say(SECRETARY, "学习资料 党章总纲")
        await group.say(SECRETARY, "学习资料 支部工作条例")
        await group.say(SECRETARY, "每天10点推送学习")
        await group.say(SECRETARY, "每天11点发 天天读")
        for name in (MEMBER, "李四", "王五"):
            await group.private(name, "订阅学习")
        await group.private("李四", "别提醒我")
        await group.private("王五", "退订")
        assert await group.stage.at(2026, 11, 24, 10, 0) == snapshot("""\
群：【示范党支部】今日学习 11月24日（周二）
党章总纲
自愿学习，学完可发“打卡”。
私下对张三：【示范党支部】今日学习 11月24日（周二）
党章总纲
自愿学习，学完可发“打卡”。
您订阅了学习推送，不要了发“退订”。\
""")
        assert await group.stage.at(2026, 11, 24, 11, 0) == snapshot("群：天天读")
        await group.say(SECRETARY, "推送学习")
        assert await group.deliver() == snapshot("""\
群：【示范党支部】今日学习 11月24日（周二）
支部工作条例
自愿学习，学完可发“打卡”。
私下对张三：【示范党支部】今日学习 11月24日（周二）
支部工作条例
自愿学习，学完可发“打卡”。
您订阅了学习推送，不要了发“退订”。\
""")
        await group.say(SECRETARY, "移出花名册 @张三")
        assert "私下" not in await group.stage.at(2026, 11, 25, 10, 0)

    async def test_there_is_no_copy_on_a_day_without_a_push(self, group: Group) -> None:
        await group.say(SECRETARY, "学习资料 党章总纲")
        await group.say(SECRETARY, "每天10点推送学习")
        await group.private(MEMBER, "订阅学习")
        group.stage.clock.set(2026, 12, 31, 12, 0)
        await group.stage.tick()
        assert await group.stage.at(2027, 1, 1, 10, 0) == SILENT


async def test_the_clock_words(group: Group) -> None:
    """一个月的推送跨过元旦：每天一次、一次不多，元旦那天不发。"""
    await group.say(SECRETARY, "每天10点发 天天读")
    said = 0
    group.stage.clock.set(2026, 12, 20, 10, 0)
    for _ in range(20):
        said += "天天读" in await group.stage.tick()
        group.stage.clock.now += timedelta(days=1)
    assert said == 20 - 1
