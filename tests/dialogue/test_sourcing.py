"""整批补出处：导入几百道没有出处的题之后，一句话补上，一句话允许，都改得回去。"""

# ruff: noqa: E501 整句照录

import pytest
from inline_snapshot import snapshot
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.questions import Question, QuestionType, Source, shown_numbers
from core.store import sourcing
from core.store.questions import QuestionRow
from tests.conftest import KINDS
from tests.dialogue.bank import CHARTER, add, numbered
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
PUBLICIST = "陈志强"
PASTED = "\n".join(f"{number}. 示范支部有{number}个党小组。（√）" for number in range(1, 7))
OTHER = "1. 示范支部的活动室在三楼。（×）\n2. 示范支部成立于1998年。（√）\n出处：《中国共产党章程》第三十条（2022年）"


async def states(group: Group) -> dict[str, int]:
    """各种状态、各处出处的题各有几道。"""

    def count(session: Session) -> dict[str, int]:
        same = (QuestionRow.state, QuestionRow.regulation, QuestionRow.article)
        found = session.execute(select(*same, func.count()).group_by(*same).order_by(*same))
        return {f"{state}{book}{article}": many for state, book, article, many in found}

    return await group.stage.database.read(count)


async def brought(group: Group, text: str) -> str:
    await group.private(PUBLICIST, f"导入题库\n{text}")
    return await group.private(PUBLICIST, "确认导入")


@BOTH
async def test_one_line_sources_the_whole_import(group: Group) -> None:
    assert await brought(group, PASTED) == snapshot("""\
私下对陈志强：已导入 6 题：判断 6。看题库发“题库统计”，整批收回发“撤销”。
其中缺出处的 6 题（Q1—Q6）是草稿：同出一条的发“这批出处 《法规》第X条（年份）”，一段一段补的发“更正出处 Q1至Q6 《法规》第X条（年份）”，核对过要用的发“允许 Q1至Q6”。\
""")
    assert await states(group) == {"draft": 6}
    assert await group.private(PUBLICIST, "这批出处 《党章》第三十条（2022年）") == snapshot(
        "私下对陈志强：已给 6 题（Q1—Q6）写上出处：《中国共产党章程》第三十条（2022年）。随即可以练习、推送；其中哪一题不是这一条的，发“更正出处 Q17 《法规》第X条（年份）”。改回去发“撤销”。"
    )
    assert await states(group) == {"live中国共产党章程三十": 6}
    assert "练习" in await group.private("张三", "答题 党章")
    assert await group.private(PUBLICIST, "撤销") == snapshot(
        "私下对陈志强：已撤销 A19：补 6 题的出处（Q1—Q6），改回 6 题。"
    )
    assert await states(group) == {"draft": 6}
    assert await group.private(PUBLICIST, "这批出处 网上看到的") == snapshot(
        "私下对陈志强：没有看懂出处，未作任何改动。请写明法规、第几条和哪一年的版本，例如“更正出处 Q1 《中国共产党章程》第八条（2022年）”。"
    )
    assert await group.private(PUBLICIST, "这批出处 《发展党员工作细则》第十条") == snapshot(
        "私下对陈志强：Q1 的出处《中国共产党发展党员工作细则》第十条不是现行版本，或说不准是哪一版，未作改动。请照现行版本核对后发“更正出处 Q1 《法规》第X条（年份）”，随即可用。"
    )
    assert await states(group) == {"draft": 6}


async def test_only_the_last_import_and_only_what_lacks_a_source(group: Group) -> None:
    """前一次导入的不动；这一次里写着出处的也不动。"""
    await brought(group, PASTED)
    assert await brought(group, OTHER) == snapshot("""\
私下对陈志强：已导入 2 题：判断 2。看题库发“题库统计”，整批收回发“撤销”。
其中缺出处的 1 题（Q7）是草稿：同出一条的发“这批出处 《法规》第X条（年份）”，一段一段补的发“更正出处 Q7 《法规》第X条（年份）”，核对过要用的发“允许 Q7”。\
""")
    assert await group.private(PUBLICIST, "这批题出处是支部工作条例第四条") == snapshot(
        "私下对陈志强：已给 1 题（Q7）写上出处：《中国共产党支部工作条例（试行）》第四条（2018年）。随即可以练习、推送；其中哪一题不是这一条的，发“更正出处 Q17 《法规》第X条（年份）”。改回去发“撤销”。"
    )
    assert await states(group) == snapshot(
        {"draft": 6, "live中国共产党支部工作条例（试行）四": 1, "live中国共产党章程三十": 1}
    )
    assert await group.private(PUBLICIST, "这批出处 党章第三十条（2022年）") == snapshot(
        "私下对陈志强：最近导入的题里没有缺出处的题，未作任何改动。看哪些题缺出处请发“题库体检”，改一题的出处请发“更正出处 Q17 《法规》第X条（年份）”。"
    )


async def test_a_regulation_without_an_article_stays_a_draft_until_allowed(group: Group) -> None:
    await brought(group, PASTED)
    assert await group.private(PUBLICIST, "这批出处 《党章》（2022年）") == snapshot(
        "私下对陈志强：已给 6 题（Q1—Q6）写上出处：《中国共产党章程》（2022年）。没有写到第几条，仍是草稿；核对过要用的，发“允许 Q17至Q60”这样的话。改回去发“撤销”。"
    )
    assert await states(group) == {"draft中国共产党章程": 6}
    assert await group.private(PUBLICIST, "允许 Q1至Q6") == snapshot(
        "私下对陈志强：已点名允许 6 道草稿（Q1—Q6），随即可以练习、推送。改回去发“撤销”。"
    )
    assert await states(group) == {"allowed中国共产党章程": 6}
    assert await group.private(PUBLICIST, "允许 Q1-Q6") == snapshot(
        "私下对陈志强：Q1 到 Q6 里没有还没点名允许的草稿，未作任何改动。"
    )
    await group.private(PUBLICIST, "撤销")
    assert await states(group) == {"draft中国共产党章程": 6}


@BOTH
async def test_a_range_is_sourced_and_put_back_one_by_one(group: Group) -> None:
    """一段题号：已有出处的、别的支部的、自带的都不动；改过的那一题撤销时不动。"""
    await add(group, *numbered(2))
    await brought(group, PASTED)
    assert await group.private(PUBLICIST, "更正出处 Q1-Q5 《党章》第三十条（2022年）") == snapshot(
        "私下对陈志强：已给 3 题（Q3—Q5）写上出处：《中国共产党章程》第三十条（2022年）。随即可以练习、推送；其中哪一题不是这一条的，发“更正出处 Q17 《法规》第X条（年份）”。这一段里另外 2 题已有出处，没有动。改回去发“撤销”。"
    )
    assert await states(group) == {"draft": 3, "live中国共产党章程三十": 3, "live中国共产党章程四": 2}
    await group.private(PUBLICIST, "更正出处 Q6到Q8 党章第三十条（2022年）")
    assert await states(group) == {"live中国共产党章程三十": 6, "live中国共产党章程四": 2}
    await group.private(PUBLICIST, "撤销")
    assert await states(group) == {"draft": 3, "live中国共产党章程三十": 3, "live中国共产党章程四": 2}


@BOTH
async def test_what_was_changed_again_is_not_put_back(group: Group) -> None:
    """改回去只动仍是那样的题：此后停用的、又改了出处的留着；一题都不剩就说明白。"""
    await brought(group, PASTED)

    def cite_and_change(session: Session) -> int:
        kept = sourcing.cite(session, 1, sourcing.last_import(session, 1), CHARTER)
        for number, state in ((2, "stopped"), (3, "allowed")):
            session.get_one(QuestionRow, number).state = state
        session.flush()
        return sourcing.restore(session, 1, kept)

    assert await group.stage.database.write(1, cite_and_change) == 4
    assert await states(group) == {"allowed中国共产党章程四": 1, "draft": 4, "stopped中国共产党章程四": 1}
    await group.private(PUBLICIST, "允许 Q1至Q1")
    await group.stage.database.write(1, lambda session: setattr(session.get_one(QuestionRow, 1), "state", "stopped"))
    assert "不能撤销" in await group.private(PUBLICIST, "撤销")
    # 停着的、点名允许的，补了出处也还是那样
    await group.private(PUBLICIST, "更正出处 Q1至Q1 《党章》（2022年）")
    assert (await states(group))["stopped中国共产党章程"] == 1


@pytest.mark.parametrize(
    "said",
    [
        "更正出处 Q9至Q1 《党章》第三条（2022年）",
        "更正出处 Q1至Q9000 《党章》第三条（2022年）",
        "更正出处 Q50至Q60 《党章》第三条（2022年）",
        "允许 Q50至Q60",
        "允许 S1至S2",
    ],
)
async def test_a_wrong_range_changes_nothing(group: Group, said: str) -> None:
    await brought(group, PASTED)
    assert "未作任何改动" in await group.private(PUBLICIST, said)
    assert await states(group) == {"draft": 6}


async def test_an_outdated_source_is_replaced_in_one_go(group: Group) -> None:
    """出处过时停着的也算缺出处，补上现行的随即可用。"""
    old = Source("中国共产党发展党员工作细则", 2014, "十")
    await add(group, *(Question(f"第{number}题？", QuestionType.JUDGE, (), "对", "", old) for number in range(1, 4)))
    assert "已给 3 题（Q1—Q3）" in await group.private(
        PUBLICIST, "补出处 Q1至Q3 《发展党员工作细则》第十三条（2026年）"
    )
    assert await states(group) == {"live中国共产党发展党员工作细则十三": 3}
    await group.private(PUBLICIST, "撤销")
    assert await states(group) == {"outdated中国共产党发展党员工作细则十": 3}


async def test_a_member_may_not(group: Group) -> None:
    await brought(group, PASTED)
    assert "没有权限" in await group.private("张三", "这批出处 《党章》第三十条（2022年）")
    assert await states(group) == {"draft": 6}


def test_numbers_in_spans() -> None:
    assert shown_numbers([3, 1, 2, 9]) == "Q1—Q3、Q9"
    assert shown_numbers(range(0, 40, 2), most=2) == "Q0、Q2等"


async def test_the_bank_can_be_practised_by_regulation_without_a_count(group: Group) -> None:
    """“答题 党章”不写几题就是私下练五题；不认得的，群里当闲聊。"""
    await add(group, *numbered(8))
    assert (await group.private("张三", "答题 党章")).startswith("私下对张三：【练习】（判断题）第")
    for _ in range(4):
        await group.private("张三", "对")
    assert "答了 5 题" in await group.private("张三", "对")
    assert (await group.say("张三", "答题 党章")).startswith("私下对张三：【练习】")
    assert await group.say("李四", "答题 大家加油") == SILENT
    assert "没有“问责条例”可练的题" in await group.private("李四", "答题《问责条例》")
    assert "【练习】" in await group.private("李四", "答题党章")
    assert "【练习】" in await group.private("李四", "答题《中国共产党章程》")
