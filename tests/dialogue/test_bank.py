"""题库：传文件、看预览、确认导入、撤销。"""

import pytest
from inline_snapshot import snapshot

from core.domain.attachments import Sheet, Workbook
from core.files.workbooks import written
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, PUBLICIST = "王建国", "陈志强"
HEADER = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "出处")
ROWS = (
    ("单选", "党支部党员大会一般多久召开一次？（ ）", "每月", "每季度", "半年", "一年", "B", "", "《党支部工作条例》"),
    ("多选", "支部的名录里可以有哪些颜色？", "红", "黄", "蓝", "绿", "A、C", "", "《党章》第8条"),
    ("判断", "示范支部的活动室在三楼。", None, None, None, None, "√", "", None),
    ("填空", "示范支部成立于____年。", None, None, None, None, "1998", "", "《发展党员工作细则》（2014年）第十条"),
    ("单选", "没有写答案的一题？", "甲", "乙", "丙", "丁", None, "", None),
    ("判断", "示范支部的活动室在三楼！", None, None, None, None, "对", "", None),
)


def workbook(*rows: tuple[str | None, ...]) -> bytes:
    return written(Workbook("题库.xlsx", (Sheet("题库", HEADER, rows or ROWS),)))


@BOTH
async def test_the_whole_story(group: Group) -> None:
    before = await group.private(PUBLICIST, "题库统计")
    assert await group.upload(PUBLICIST, "支部题库.xlsx", workbook()) == snapshot("""\
私下对陈志强：“支部题库.xlsx”读出 4 题：单选 1，多选 1，判断 1，填空 1。
文件里重复 1 题，都不再收；新题 4 题。
没有出处的 1 题，出处没有写到第几条的 1 题，收进来先作草稿，练习和推送不用。
出处是旧版法规的 1 题（第 5 行），收进来先停用，请照现行版本核对。
有毛病、没有算进去的 1 处：
第 6 行：没有答案
现在还没有改动。确认导入这 4 题请在 30 分钟内发“确认导入”，不导入发“取消”。\
""")
    assert await group.private(PUBLICIST, "题库统计") == before
    assert await group.private(PUBLICIST, "确认导入") == snapshot(
        "私下对陈志强：已导入 4 题：单选 1，多选 1，判断 1，填空 1。看题库发“题库统计”，整批收回发“撤销”。"
    )
    assert await group.private(PUBLICIST, "题库统计") == snapshot("""\
私下对陈志强：题库里能用的 196 题（自带 195，本支部 1）：单选 92，多选 24，判断 50，填空 19，简答 11。
草稿（没有出处） 2 题
出处过时、暂停使用 1 题
按法规：
《中国共产党发展党员工作细则》43 题
《中国共产党支部工作条例（试行）》43 题
《中国共产党章程》30 题
《中国共产党党员教育管理工作条例》27 题
《关于中国共产党党费收缴、使用和管理的规定》20 题
《中国共产党纪律处分条例》14 题
《中国共产党党和国家机关基层组织工作条例》7 题
《关于新形势下党内政治生活的若干准则》6 题
《中国共产党廉洁自律准则》3 题
《关于党的基层组织任期的意见》3 题\
""")
    assert await group.upload(PUBLICIST, "支部题库.xlsx", workbook()) == snapshot("""\
私下对陈志强：“支部题库.xlsx”读出 4 题：单选 1，多选 1，判断 1，填空 1。
文件里重复 1 题，题库里已有 4 题，都不再收；新题 0 题。
有毛病、没有算进去的 1 处：
第 6 行：没有答案
没有新题，题库没有改动。\
""")
    assert await group.private(PUBLICIST, "确认导入") == SILENT
    assert await group.private(PUBLICIST, "撤销") == snapshot(
        "私下对陈志强：已撤销 A18：导入题库“支部题库.xlsx” 4 题，整批收回，题库里不再有这些题。"
    )
    assert await group.private(PUBLICIST, "题库统计") == before
    await group.upload(PUBLICIST, "支部题库.xlsx", workbook())
    assert (await group.private(PUBLICIST, "确认导入")).startswith("私下对陈志强：已导入 4 题")
