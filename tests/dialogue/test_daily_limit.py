"""一天至多主动说几句：多出来的并成 20:00 的一条，优先的不并；说够了的不再说，都有缘由。"""

import pytest
from inline_snapshot import snapshot

from core.domain.manners import Weight
from tests.conftest import KINDS
from tests.dialogue.pushes import fates, push, tell_secretary
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


async def pushes(group: Group, *texts: str, weight: Weight = Weight.ROUTINE) -> list[str]:
    """一句接一句，助手各说了什么。"""
    said = []
    for text in texts:
        await push(group, text, weight)
        said.append(await group.deliver())
    return said


class TestThree:
    @BOTH
    async def test_the_third_and_the_rest_are_one_digest_at_eight(self, group: Group) -> None:
        said = await pushes(group, "甲事。", "乙事。", "丙事，\n分两行。", "丁事。")
        assert said == ["群：甲事。", "群：乙事。", SILENT, SILENT]
        assert await group.stage.at(2026, 11, 23, 19, 59) == SILENT
        assert await group.stage.at(2026, 11, 23, 20) == snapshot("""\
群：11月23日（周一）还有几件事，一并告诉大家：
1. 丙事， 分两行。
2. 丁事。\
""")
        assert await group.stage.at(2026, 11, 23, 20, 1) == SILENT

    async def test_what_comes_after_the_digest_is_not_said(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。", "丙事。")
        await group.stage.at(2026, 11, 23, 20)
        group.stage.clock.set(2026, 11, 23, 20, 30)
        assert await pushes(group, "戊事。") == [SILENT]
        assert await pushes(group, "己事。", weight=Weight.PRIORITY) == [SILENT]
        assert await group.private("王建国", "推送记录") == snapshot("""\
私下对王建国：最近 7 天主动说的（新的在前）：
11月23日 20:30 己事。：没有发（今天已经主动说了 3 句）
11月23日 20:30 戊事。：没有发（今天已经主动说了 3 句）
11月23日 20:00 当天的汇总：已送达
11月23日 12:00 丙事。：并入汇总
11月23日 12:00 乙事。：已送达
11月23日 12:00 甲事。：已送达\
""")

    async def test_a_priority_one_goes_out_as_the_third(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。")
        assert await pushes(group, "今天 15:00 开会。", weight=Weight.PRIORITY) == ["群：今天 15:00 开会。"]
        assert await pushes(group, "丙事。") == [SILENT]
        assert (await fates(group))["丙事。"] == ("expired", "今天已经主动说了 3 句，没有发")

    async def test_a_priority_one_as_the_third_takes_the_waiting_digest_along(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。", "丙事。", "丁事。")
        assert await pushes(group, "今天 15:00 开会。", weight=Weight.PRIORITY) == snapshot(
            [
                """\
群：今天 15:00 开会。

11月23日（周一）还有几件事，一并告诉大家：
1. 丙事。
2. 丁事。\
"""
            ]
        )
        assert await group.stage.at(2026, 11, 23, 20) == SILENT
        assert "当天的汇总：并入汇总" not in await group.private("王建国", "推送记录")

    async def test_a_digest_of_one_thing_is_that_thing_in_its_own_lines(self, group: Group) -> None:
        said = "【每日一题·公布】党员大会一般多久一次？\n答案：B. 每季度\n依据：第十一条"
        await pushes(group, "甲事。", "乙事。", said)
        assert await group.stage.at(2026, 11, 23, 20) == f"群：{said}"

    async def test_one_too_long_to_take_it_along_leaves_it(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。", "丙事。")
        said = await pushes(group, "会" * 1398, weight=Weight.PRIORITY)
        assert "丙事" not in said[0]
        assert (await fates(group))["当天的汇总"][0] == "due"

    async def test_what_officers_confirmed_and_private_letters_do_not_count(self, group: Group) -> None:
        texts = [f"{number}，通知。" for number in range(5)]
        assert await pushes(group, *texts, weight=Weight.CONFIRMED) == [f"群：{text}" for text in texts]
        await tell_secretary(group, "有一位新同志入群。")
        await group.deliver()
        assert await pushes(group, "甲事。", "乙事。", "丙事。") == ["群：甲事。", "群：乙事。", SILENT]
        assert "今天已说 2 句" in await group.private("王建国", "查看设置")

    async def test_the_next_day_counts_anew(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。", "丙事。")
        await group.stage.at(2026, 11, 23, 20)
        group.stage.clock.set(2026, 11, 24, 9)
        assert await pushes(group, "丁事。", "戊事。") == ["群：丁事。", "群：戊事。"]

    async def test_what_was_held_over_night_counts_for_the_day_it_is_said(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 22)
        assert await pushes(group, "甲事。", "乙事。", "丙事。") == [SILENT] * 3
        assert await group.stage.at(2026, 11, 24, 8) == "群：甲事。\n群：乙事。"
        assert await group.stage.at(2026, 11, 24, 20) == snapshot("群：丙事。")

    async def test_in_the_digest_after_eight_it_is_said_at_once(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 20, 30)
        assert await pushes(group, "甲事。", "乙事。", "丙事。") == snapshot(
            [
                "群：甲事。",
                "群：乙事。",
                "群：丙事。",
            ]
        )

    async def test_what_would_be_stale_by_eight_is_not_put_into_the_digest(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。")
        await push(group, "两点在三楼。", hours=2)
        assert await group.deliver() == SILENT
        assert await group.stage.at(2026, 11, 23, 20) == SILENT
        assert (await fates(group))["两点在三楼。"] == ("expired", "今天的句数快用完了，又等不到汇总，没有发")

    async def test_when_eight_is_quiet_the_digest_comes_before(self, group: Group) -> None:
        await group.say("王建国", "安静时段 19:00-8:00")
        await pushes(group, "甲事。", "乙事。", "丙事。")
        assert await group.stage.at(2026, 11, 23, 18, 50) == "群：丙事。"
        assert await group.stage.at(2026, 11, 24, 9) == SILENT

    async def test_the_daily_summary_of_the_same_minute_is_in_the_digest(self, group: Group) -> None:
        await group.say("王建国", "小结 开")
        await group.say("张三", "打卡")
        await pushes(group, "甲事。", "乙事。", "丙事。")
        assert await group.stage.at(2026, 11, 23, 20) == snapshot("""\
群：11月23日（周一）还有几件事，一并告诉大家：
1. 丙事。
2. 【示范党支部】11月23日（周一）学习小结：今天有同志登记了学习。自愿参加。\
""")

    async def test_of_a_long_letter_the_pages_count_once_and_stay_together(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。")
        said = await pushes(group, "周" * 1400 + "报", weight=Weight.PRIORITY)
        assert said == ["群：" + "周" * 1400 + "\n群：报"]
        assert "今天已说 3 句" in await group.private("王建国", "查看设置")

    async def test_a_long_letter_is_not_cut_into_the_digest(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。", "长" * 1400 + "尾")
        assert await group.stage.at(2026, 11, 23, 20) == SILENT

    async def test_a_digest_holds_as_much_as_one_message(self, group: Group) -> None:
        await pushes(group, "甲事。", "乙事。", "丙" * 700, "丁" * 700, "戊事。")
        said = await group.stage.at(2026, 11, 23, 20)
        assert len(said) < 1410
        assert [line[:4] for line in said.split("\n")[1:]] == ["1. 丙", "2. 戊"]
        assert (await fates(group))["丁" * 6] == ("expired", "今天的汇总写不下，没有发")

    async def test_another_branch_has_its_own_three(self, group: Group) -> None:
        second = Group(group.stage, {"周工": group.people["周工"]}, "20002", "二群")
        await second.say("周工", "绑定支部 机关第二党支部")
        await pushes(group, "甲事。", "乙事。", "丙事。")
        await push(second, "丁事。", branch_id=2)
        assert await group.deliver() == "二群：丁事。"


class TestOtherLimits:
    async def test_one_is_only_the_digest(self, group: Group) -> None:
        assert await group.say("王建国", "推送上限 1") == snapshot(
            "群：推送上限：每天 3 句 → 1 句。最后一句留作汇总，多出来的并在里面。"
        )
        assert await pushes(group, "甲事。", "乙事。") == [SILENT, SILENT]
        assert await group.stage.at(2026, 11, 23, 20) == snapshot("""\
群：11月23日（周一）还有几件事，一并告诉大家：
1. 甲事。
2. 乙事。\
""")

    async def test_one_and_a_priority_one(self, group: Group) -> None:
        await group.say("王建国", "推送上限 1")
        await pushes(group, "甲事。")
        assert await pushes(group, "今天 15:00 开会。", weight=Weight.PRIORITY) == snapshot(
            [
                """\
群：今天 15:00 开会。

甲事。\
"""
            ]
        )
        assert await group.stage.at(2026, 11, 23, 20) == SILENT
        assert (await fates(group))["当天的汇总"] == ("folded", "并入“今天 15:”")

    async def test_none(self, group: Group) -> None:
        assert await group.say("王建国", "推送上限 0") == snapshot(
            "群：推送上限：每天 3 句 → 0 句。群里不再主动说话，支委当日确认的通知和紧急通知除外。"
        )
        assert await pushes(group, "甲事。") == [SILENT]
        assert await pushes(group, "今天 15:00 开会。", weight=Weight.PRIORITY) == [SILENT]
        assert await pushes(group, "支委的通知。", weight=Weight.CONFIRMED) == ["群：支委的通知。"]
        assert await group.private("王建国", "查看设置") == snapshot("""\
私下对王建国：主动说话：开着。
安静时段：21:30—08:00；法定节假日不打扰。
推送上限：每天 0 句，今天已说 0 句；群里只发支委当日确认的通知和紧急通知。
2026 年放假安排：已知。
2027 年放假安排：还不知道，发“节假日”贴上年度通知。\
""")
        assert (await fates(group))["甲事。"] == ("expired", "本群的推送上限是 0，没有发")

    async def test_six(self, group: Group) -> None:
        await group.say("王建国", "推送上限 6")
        said = await pushes(group, *(f"{number}，事。" for number in range(6)))
        assert said == [f"群：{number}，事。" for number in range(5)] + [SILENT]

    @pytest.mark.parametrize("words", ["推送上限 7", "推送上限 100"])
    async def test_too_many(self, group: Group, words: str) -> None:
        assert await group.private("王建国", words) == snapshot(
            "私下对王建国：一天至多主动说 0—6 句，未作任何改动。请这样写：推送上限 3。"
        )

    @pytest.mark.parametrize("words", ["推送上限 三句半", "推送上限 很多"])
    async def test_no_number(self, group: Group, words: str) -> None:
        assert await group.private("王建国", words) == snapshot(
            "私下对王建国：没有看懂，未作任何改动。请这样写：推送上限 句数，例如“推送上限 3”。"
        )

    @pytest.mark.parametrize(
        "words", ["推送上限 2", "推送上限：2条", "推送上限２句", "每天最多发2条", "每天至多说2句", "推送上限改为 2"]
    )
    async def test_other_words(self, group: Group, words: str) -> None:
        assert "每天 3 句 → 2 句" in await group.say("王建国", words)


@pytest.mark.parametrize("words", ["推送上限 -1", "推送上限-1", "推送上限 －2"])
async def test_less_than_nothing_is_refused_in_a_sentence(group: Group, words: str) -> None:
    assert await group.private("王建国", words) == snapshot(
        "私下对王建国：没有看懂，未作任何改动。请这样写：推送上限 句数，例如“推送上限 3”。"
    )
    assert "每天 3 句" in await group.private("王建国", "查看设置")
