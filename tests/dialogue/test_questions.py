"""题目维护：停用、启用、允许、更正答案和出处、体检、题目反馈。"""

from typing import Any

import pytest
from inline_snapshot import snapshot
from sqlalchemy.orm import Session

from core.domain.questions import Question, QuestionType, Source
from core.store import questions, seeding
from core.store.questions import BUILT_IN, QuestionRow, QuestionState
from tests.conftest import KINDS, NOON
from tests.dialogue.bank import SINGLE, add, numbered, stock
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, PUBLICIST = "王建国", "陈志强"
DRAFT = Question("示范支部的活动室在几楼？", QuestionType.SINGLE, ("二楼", "三楼"), "B")
OLD = Question(
    "发展党员要公示几天？",
    QuestionType.SINGLE,
    ("三天", "五天"),
    "B",
    "",
    Source("中国共产党发展党员工作细则", 2014, "十"),
)
ANSWERS = {"张三": "A", "李四": "A", "王五": "B", "赵六": "B", "孙丽": "B", "刘洋": "C"}


async def asked_and_closed(group: Group, answers: dict[str, str] = ANSWERS) -> str:
    """发一题，答完，到点公布。"""
    await group.say(PUBLICIST, "发一题")
    await group.deliver()
    for name, said in answers.items():
        await group.say(name, said)
    group.stage.clock.set(2026, 11, 23, 20)
    return await group.stage.tick()


async def points(group: Group, name: str) -> str:
    return (await group.private(name, "我的打卡")).rpartition("积分 ")[2].rstrip("。")


@BOTH
async def test_a_corrected_answer_is_judged_again_and_can_be_undone(group: Group) -> None:
    (number,) = await add(group, SINGLE)
    await asked_and_closed(group)
    assert [await points(group, name) for name in ("张三", "王五", "刘洋")] == ["1", "2", "1"]
    assert await group.private(PUBLICIST, f"更正答案 Q{number} A") == snapshot(
        "私下对陈志强：Q1 的答案已由“B”更正为“A”。原来的解析是照原答案写的，不再显示。公布过 1 次：改判为对 2 人次，改判为错 3 人次，积分已照此更正，群里会说明一行。"  # noqa: E501 整句照录
    )
    assert await group.deliver() == snapshot(
        "群：更正：“党支部党员大会一般多久召开一次？”的答案应为“A. 每月”。各位同志的作答已照此重新判定，积分随之更正，敬请谅解。"  # noqa: E501 整句照录
    )
    assert [await points(group, name) for name in ("张三", "王五", "刘洋")] == ["2", "1", "1"]
    assert await group.private(PUBLICIST, "撤销") == snapshot(
        "私下对陈志强：已撤销 A26：题目 Q1 的答案：A → B，作答重新判定。"
    )
    assert await group.deliver() == snapshot(
        "群：更正：“党支部党员大会一般多久召开一次？”的答案应为“B. 每季度”。各位同志的作答已照此重新判定，积分随之更正，敬请谅解。"  # noqa: E501 整句照录
    )
    assert [await points(group, name) for name in ("张三", "王五", "刘洋")] == ["1", "2", "1"]
    await group.private(PUBLICIST, f"更正答案 Q{number} A")
    assert [await points(group, name) for name in ("张三", "王五", "刘洋")] == ["2", "1", "1"]


async def test_a_question_of_ours_is_corrected_for_this_branch_only(group: Group) -> None:
    await group.stage.database.write(None, lambda session: seeding.sow(session, NOON))
    shown = await group.private(PUBLICIST, "看题 Q1")
    assert "没有看懂" in await group.private(PUBLICIST, "更正答案 Q1 自愿")
    assert await group.private(PUBLICIST, "更正答案 Q1 自愿；个人/个别") == snapshot(
        "私下对陈志强：Q1 的答案已由“自愿；个别”更正为“自愿；个人”。Q1 是自带的题，各支部共用，已停用；本支部改用更正后的 Q196。原来的解析是照原答案写的，不再显示。"  # noqa: E501 整句照录
    )
    assert "（停用）" in await group.private(PUBLICIST, "看题 Q1")
    assert "答案：自愿；个人" in await group.private(PUBLICIST, "看题 Q196")
    await group.private(PUBLICIST, "撤销")
    assert await group.private(PUBLICIST, "看题 Q1") == shown
    assert await group.private(PUBLICIST, "看题 Q196") == snapshot(
        "私下对陈志强：题库里没有 Q196，未作任何改动。题号写在“题库体检”和导出的题库里，如 Q17。"
    )


async def test_before_it_is_published_a_correction_tells_nobody(group: Group) -> None:
    (number,) = await add(group, SINGLE)
    await group.say(PUBLICIST, "发一题")
    await group.deliver()
    await group.say("张三", "A")
    await group.private(PUBLICIST, f"更正答案 Q{number} A")
    assert await group.deliver() == SILENT
    group.stage.clock.set(2026, 11, 23, 20)
    assert "答案：A. 每月" in await group.stage.tick()
    assert await points(group, "张三") == "2"


async def test_what_cannot_be_corrected_changes_nothing(group: Group) -> None:
    (number,) = await add(group, SINGLE)
    before = await group.private(PUBLICIST, f"看题 Q{number}")
    assert await group.private(PUBLICIST, f"更正答案 Q{number} E") == snapshot(
        "私下对陈志强：Q1 是单选题，没有看懂要更正成什么，未作任何改动。请写一个选项的字母，例如“更正答案 Q1 B”。"
    )
    assert await group.private(PUBLICIST, f"更正答案 Q{number} B") == snapshot(
        "私下对陈志强：Q1 的答案本来就是“B”，未作改动。"
    )
    assert await group.private(PUBLICIST, "更正答案 Q999 B") == snapshot(
        "私下对陈志强：题库里没有 Q999，未作任何改动。题号写在“题库体检”和导出的题库里，如 Q17。"
    )
    assert await group.private(PUBLICIST, f"看题 Q{number}") == before
    assert "没有权限" in await group.private("张三", f"更正答案 Q{number} A")


async def test_stopping_starting_and_allowing(group: Group) -> None:
    live, draft, old = [(await add(group, one))[0] for one in (SINGLE, DRAFT, OLD)]
    assert await group.private(PUBLICIST, f"停用 Q{live}") == snapshot("""\
私下对陈志强：已登记。Q1：可用 → 停用。
党支部党员大会一般多久召开一次？\
""")
    assert await group.private(PUBLICIST, f"停用 Q{live}") == snapshot("私下对陈志强：Q1 已经停用，未作改动。")
    assert await group.say(PUBLICIST, "发一题") == snapshot(
        "私下对陈志强：题库里没有能在群里问的题（单选、多选、判断，且注明出处），未作任何改动。可先导入题库，或换一部法规。"
    )
    assert await group.private(PUBLICIST, f"允许 q{draft}") == snapshot("""\
私下对陈志强：已登记。Q2：草稿，没有出处，练习和推送不用 → 草稿，已点名允许用。
示范支部的活动室在几楼？\
""")
    assert await group.say(PUBLICIST, "发一题") == snapshot("［表情］")
    assert await group.private(PUBLICIST, f"启用 Q{old}") == snapshot(
        "私下对陈志强：Q3 的出处《中国共产党发展党员工作细则》第十条（2014年）不是现行版本，或说不准是哪一版，未作改动。请照现行版本核对后发“更正出处 Q3 《法规》第X条（年份）”，随即可用。"  # noqa: E501 整句照录
    )
    assert await group.private(PUBLICIST, f"允许 Q{live}") == snapshot(
        "私下对陈志强：Q1 不是草稿，不必点名允许，未作改动。只有没有出处的草稿才要点名允许。"
    )
    assert await group.private(PUBLICIST, f"启用 Q{live}") == snapshot("""\
私下对陈志强：已登记。Q1：停用 → 可用。
党支部党员大会一般多久召开一次？\
""")
    assert await group.private(PUBLICIST, "撤销") == snapshot("私下对陈志强：已撤销 A21：题目 Q1：可用 → 停用。")
    assert "（停用）" in await group.private(PUBLICIST, f"看题 Q{live}")
    assert await group.private(PUBLICIST, "停用 P3") == snapshot(
        "私下对陈志强：“P3”不是题号，未作任何改动。请写题号，例如“停用 Q17”。"
    )


async def test_a_source_makes_a_draft_usable(group: Group) -> None:
    (number,) = await add(group, DRAFT)
    assert await group.private(PUBLICIST, f"更正出处 Q{number} 网上看到的") == snapshot(
        "私下对陈志强：没有看懂出处，未作任何改动。请写明法规、第几条和哪一年的版本，例如“更正出处 Q1 《中国共产党章程》第八条（2022年）”。"  # noqa: E501 整句照录
    )
    assert await group.private(PUBLICIST, f"更正出处 Q{number} 《发展党员工作细则》第十条（2014年）") == snapshot(
        "私下对陈志强：Q1 的出处《中国共产党发展党员工作细则》第十条（2014年）不是现行版本，或说不准是哪一版，未作改动。请照现行版本核对后发“更正出处 Q1 《法规》第X条（年份）”，随即可用。"  # noqa: E501 整句照录
    )
    assert await group.private(PUBLICIST, f"更正出处 Q{number} 党章第8条（2022年）") == snapshot(
        "私下对陈志强：Q1 的出处已更正为《中国共产党章程》第八条（2022年）。"
    )
    assert "可用" in await group.private(PUBLICIST, f"看题 Q{number}")
    await group.private(PUBLICIST, "撤销")
    assert "草稿" in await group.private(PUBLICIST, f"看题 Q{number}")


@BOTH
async def test_a_report_goes_to_the_officer_and_comes_back(group: Group) -> None:
    await add(group, SINGLE)
    await asked_and_closed(group)
    assert await group.say("张三", "这题有误 书上写的是每月") == snapshot(
        "私下对张三：张三同志，您对这道题的意见已转告宣传委员：党支部党员大会一般多久召开一次？（Q1）。谢谢您的认真。"
    )
    assert await group.deliver() == snapshot("""\
私下对陈志强：【题目反馈 1】张三同志反映 Q1：书上写的是每月
（单选题）党支部党员大会一般多久召开一次？
A. 每月
B. 每季度
C. 每半年
D. 每年
答案：B. 每季度
解析：党员大会一般每季度召开一次。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）
停用请发“停用 Q1”，更正请发“更正答案 Q1 B”这样的话，办完请发“办结 1”。\
""")
    assert await group.private("张三", "答案有争议") == snapshot(
        "私下对张三：您已经反映过这道题，宣传委员还没有办结，不必重复。"
    )
    assert await group.private(PUBLICIST, "题目反馈") == snapshot("""\
私下对陈志强：待办的题目反馈 1 条：
1. 11月23日 张三：Q1“党支部党员大会一般多久召开一次？” 书上写的是每月
看题发“看题 Q1”，办完发“办结 1”。\
""")
    assert await group.private(PUBLICIST, "办结 1 条例第十一条写的是每季度") == snapshot(
        "私下对陈志强：第 1 条题目反馈已办结，已私下告诉反映的同志。"
    )
    assert await group.deliver() == snapshot(
        "私下对张三：您反映的题目 Q1，宣传委员已经核对办理：条例第十一条写的是每季度。谢谢您的认真。"
    )
    assert await group.private(PUBLICIST, "题目反馈") == snapshot("私下对陈志强：没有待办的题目反馈。")
    await group.private(PUBLICIST, "撤销")
    assert "待办的题目反馈 1 条" in await group.private(PUBLICIST, "题目反馈")


async def test_which_question_a_report_means(group: Group) -> None:
    first, second = await add(group, *numbered(2))
    assert await group.say("张三", "纠错 第3题 答案应该是B") == snapshot(
        "私下对张三：不知道说的是哪一题。请回复那道题来说，或写上题号，例如“这题有误 Q17 答案应为B”。"
    )
    assert f"Q{second}" in await group.private("张三", f"纠错 Q{second} 答案应该是错")
    assert await group.private("张三", "纠错 Q999 答案应该是错") == snapshot(
        "私下对张三：题库里没有 Q999，未作任何改动。题号写在“题库体检”和导出的题库里，如 Q17。"
    )
    await group.private("张三", "撤销")
    assert await group.private(PUBLICIST, "题目反馈") == snapshot("私下对陈志强：没有待办的题目反馈。")
    await group.say(PUBLICIST, "发一题")
    await group.deliver()
    answer = await group.reply_to_bot("李四", "这道题有问题")
    assert f"Q{first}" in answer or f"Q{second}" in answer


async def test_without_an_officer_the_secretary_hears(group: Group) -> None:
    (number,) = await add(group, SINGLE)
    await group.say(SECRETARY, "免职务 @陈志强 宣传委员")
    await group.private("张三", f"这题有误 Q{number}")
    assert (await group.deliver()).startswith("私下对王建国：【题目反馈 1】")


async def test_a_check_up_lists_what_to_look_at(group: Group) -> None:
    await add(group, SINGLE)
    assert await group.private(PUBLICIST, "题库体检") == snapshot("""\
私下对陈志强：题库体检：群里公布过的题，还没有哪一题有 5 人次作答。
没有要看的题。\
""")
    await asked_and_closed(group, dict.fromkeys(ANSWERS, "A"))
    await add(group, DRAFT, OLD)
    assert await group.private(PUBLICIST, "题库体检") == snapshot("""\
私下对陈志强：题库体检：群里公布过、有 5 人次以上作答的题，共 6 人次作答。
从没人答对，请核对答案：Q1（6 人次，0%）。
出处过时或没有写明年份，早已停用：Q3。
没有出处或没有写到第几条，还是草稿：Q2。
看题发“看题 Q1”，补出处发“更正出处 Q2 《法规》第X条（年份）”（一段题写 Q2至Q3），仍要用草稿发“允许 Q2”。\
""")


async def test_a_source_that_became_outdated_is_paused(group: Group) -> None:
    (number,) = await add(group, OLD)

    def revive(session: Any) -> None:
        session.get_one(questions.QuestionRow, number).state = "live"

    await group.stage.database.write(1, revive)
    assert await group.private(PUBLICIST, "题库体检") == snapshot("""\
私下对陈志强：题库体检：群里公布过的题，还没有哪一题有 5 人次作答。
出处过时或没有写明年份，这次停用：Q1。
看题发“看题 Q1”，补出处发“更正出处 Q1 《法规》第X条（年份）”。\
""")
    assert "停用" in await group.private(PUBLICIST, f"看题 Q{number}")
    await group.private(PUBLICIST, "撤销")
    assert "（可用）" in await group.private(PUBLICIST, f"看题 Q{number}")


async def test_the_wrong_book_follows_a_correction_of_ours(group: Group) -> None:
    await group.stage.database.write(None, lambda session: stock(session, BUILT_IN, [SINGLE], NOON))
    await asked_and_closed(group)
    assert "Q1 党支部党员大会" in await group.private("张三", "错题本")
    await group.private(PUBLICIST, "更正答案 Q1 A")
    assert "没有题" in await group.private("张三", "错题本")
    assert "Q2 党支部党员大会" in await group.private("王五", "错题本")
    await group.private(PUBLICIST, "撤销")
    assert "Q1 党支部党员大会" in await group.private("张三", "错题本")
    assert "没有题" in await group.private("王五", "错题本")


async def test_what_our_bank_no_longer_has_is_not_started(group: Group) -> None:
    def gone(session: Session) -> None:
        (number,) = stock(session, BUILT_IN, [SINGLE], NOON)
        session.get_one(QuestionRow, number).state = QuestionState.STOPPED.value

    await group.stage.database.write(None, gone)
    assert await group.private(PUBLICIST, "启用 Q1") == snapshot(
        "私下对陈志强：Q1 已不在现在的自带题库里，不能启用，未作改动。"
    )
