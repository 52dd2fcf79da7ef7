"""题库：传文件、看预览、确认导入、撤销。"""

# ruff: noqa: E501 整句照录

import io
import json

import docx
import pytest
from inline_snapshot import snapshot

from core.domain.attachments import Sheet, Workbook
from core.files.workbooks import written
from core.store import seeding
from core.store.question_drafts import QuestionDraft
from tests.conftest import KINDS, NOON
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
    await group.stage.database.write(None, lambda session: seeding.sow(session, NOON))
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
        """\
私下对陈志强：已导入 4 题：单选 1，多选 1，判断 1，填空 1。看题库发“题库统计”，整批收回发“撤销”。
其中缺出处的 2 题（Q196、Q198）是草稿：同出一条的发“这批出处 《法规》第X条（年份）”，一段一段补的发“更正出处 Q196 《法规》第X条（年份）”，核对过要用的发“允许 Q196”。\
"""
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


async def stocked(group: Group) -> Group:
    """题库里有自带的题。"""
    await group.stage.database.write(None, lambda session: seeding.sow(session, NOON))
    return group


async def test_what_is_exported_comes_back_without_a_new_question(group: Group) -> None:
    await stocked(group)
    await group.upload(PUBLICIST, "支部题库.xlsx", workbook())
    await group.private(PUBLICIST, "确认导入")
    assert await group.private(PUBLICIST, "导出题库") == snapshot(
        "私下对陈志强：题库共 199 题，连同停用的、草稿，都在随后的表格里。改好以后可以直接发回来，只收新题。"
    )
    (sent,) = group.stage.files
    header, *rows = sent.sheets["题库"]
    assert header == snapshot(
        [
            "题型",
            "题干",
            "选项A",
            "选项B",
            "选项C",
            "选项D",
            "选项E",
            "选项F",
            "答案",
            "解析",
            "出处",
            "适用",
            "标签",
            "难度",
            "题号",
        ]
    )
    assert rows[0] == snapshot(
        [
            "填空题",
            "发展党员坚持入党____原则和____吸收原则，成熟一个，发展一个。",
            "",
            "",
            "",
            "",
            "",
            "",
            "自愿；个别",
            "第三条要求坚持入党自愿和个别吸收，禁止突击发展，反对“关门主义”。",
            "《中国共产党发展党员工作细则》第三条（2026年）",
            "积极分子、党务实务",
            "发展党员、原则",
            "中",
            "Q1",
        ]
    )
    assert len(rows) == 199
    assert await group.upload(PUBLICIST, sent.name, sent.data) == snapshot("""\
私下对陈志强：“题库.xlsx”读出 199 题：单选 93，多选 24，判断 51，填空 20，简答 11。
题库里已有 199 题，都不再收；新题 0 题。
没有新题，题库没有改动。\
""")


async def test_the_template_has_the_same_columns_and_is_read_back(group: Group) -> None:
    await stocked(group)
    assert await group.private(PUBLICIST, "题库模板") == snapshot(
        "私下对陈志强：请照随后的表格填好发回来，一行一题：题型、题干、选项、答案必填，出处写明法规、第几条和年份；填空题每一空写四个下划线，几个空的答案用分号隔开。表里的几题是样子，题库里已有，不会重复收。"
    )
    (sent,) = group.stage.files
    assert [row[0] for row in sent.sheets["题库"]] == ["题型", "单选题", "多选题", "判断题", "填空题", "简答题"]
    assert await group.upload(PUBLICIST, sent.name, sent.data) == snapshot("""\
私下对陈志强：“题库模板.xlsx”读出 5 题：单选 1，多选 1，判断 1，填空 1，简答 1。
题库里已有 5 题，都不再收；新题 0 题。
没有新题，题库没有改动。\
""")


async def test_the_template_of_an_empty_bank(group: Group) -> None:
    assert await group.private(PUBLICIST, "导出题库") == snapshot("私下对陈志强：题库里还没有题。")
    await group.private(PUBLICIST, "题库模板")
    assert len(group.stage.files[0].sheets["题库"]) == 1


PASTED = """1. 示范支部的活动室在几楼？
A. 二楼  B. 三楼
答案：B
出处：《中国共产党章程》第八条（2022年）
2. 示范支部有两个党小组。（√）"""


async def test_questions_can_be_pasted(group: Group) -> None:
    assert await group.private(PUBLICIST, "新增题目") == snapshot("""\
私下对陈志强：请把题库文件（.xlsx .xls .csv .docx .txt .md .json）直接发给我，私聊、群里都行；或在 30 分钟内把题贴在下一条消息里。
每题写明题干、选项、答案，最好有出处，如《中国共产党章程》第八条（2022年）；没有出处的先作草稿。要表格样子请发“题库模板”，不导入了请发“取消”。\
""")
    assert await group.private(PUBLICIST, "今天先不弄了") == snapshot(
        "私下对陈志强：没有读出题目，未作任何改动。请带上选项和答案再贴一次，一题一段；题多的直接把文件（.xlsx、.docx、.txt 等）发给我。不导入了请发“取消”。"
    )
    assert await group.private(PUBLICIST, PASTED) == snapshot("""\
私下对陈志强：贴来的文字读出 2 题：单选 1，判断 1。
没有出处的 1 题，收进来先作草稿，练习和推送不用。
现在还没有改动。确认导入这 2 题请在 30 分钟内发“确认导入”，不导入发“取消”。\
""")
    assert await group.private(PUBLICIST, "取消") == snapshot("私下对陈志强：好的，这份题不导入，题库没有改动。")
    assert await group.private(PUBLICIST, "确认导入") == SILENT
    assert (await group.private(PUBLICIST, f"导入题库\n{PASTED}")).startswith("私下对陈志强：贴来的文字读出 2 题")
    assert await group.private(PUBLICIST, "确认导入") == snapshot(
        """\
私下对陈志强：已导入 2 题：单选 1，判断 1。看题库发“题库统计”，整批收回发“撤销”。
其中缺出处的 1 题（Q2）是草稿：同出一条的发“这批出处 《法规》第X条（年份）”，一段一段补的发“更正出处 Q2 《法规》第X条（年份）”，核对过要用的发“允许 Q2”。\
"""
    )


async def test_in_the_group_the_preview_is_private_and_either_place_confirms(group: Group) -> None:
    assert (await group.upload(PUBLICIST, "题库.xlsx", workbook(), to_group=True)).startswith("私下对陈志强：")
    assert await group.say(SECRETARY, "确认导入") == SILENT
    assert await group.say(PUBLICIST, "确认导入") == snapshot(
        """\
私下对陈志强：已导入 4 题：单选 1，多选 1，判断 1，填空 1。看题库发“题库统计”，整批收回发“撤销”。
其中缺出处的 2 题（Q1、Q3）是草稿：同出一条的发“这批出处 《法规》第X条（年份）”，一段一段补的发“更正出处 Q1 《法规》第X条（年份）”，核对过要用的发“允许 Q1”。\
"""
    )
    assert await group.private(PUBLICIST, "确认导入") == SILENT
    assert "没有权限" in await group.upload("张三", "题库.xlsx", workbook())
    assert await group.upload("张三", "题库.xlsx", workbook(), to_group=True) == SILENT


async def test_a_new_preview_replaces_the_old_one_of_either_kind(group: Group) -> None:
    await group.private(SECRETARY, "导入花名册")
    await group.private(SECRETARY, "欧阳明 正式党员")
    await group.upload(SECRETARY, "题库.xlsx", workbook())
    assert (await group.private(SECRETARY, "确认导入")).startswith("私下对王建国：已导入 4 题")
    await group.upload(SECRETARY, "题库2.txt", PASTED.encode("gb18030"))
    await group.private(SECRETARY, "导入花名册")
    await group.private(SECRETARY, "欧阳明 正式党员")
    assert (await group.private(SECRETARY, "确认导入")).startswith("私下对王建国：已导入 1 人")


async def test_a_preview_expires_with_its_questions(group: Group) -> None:
    await group.upload(PUBLICIST, "题库.xlsx", workbook())
    group.stage.clock.move(minutes=30)
    assert await group.private(PUBLICIST, "确认导入") == SILENT
    await group.upload(SECRETARY, "题库.txt", PASTED.encode())
    kept = await group.stage.database.read(lambda session: session.query(QuestionDraft).count())
    assert kept == 1


async def test_an_answer_that_differs_from_the_bank_is_pointed_out(group: Group) -> None:
    await group.upload(PUBLICIST, "题库.txt", PASTED.encode())
    await group.private(PUBLICIST, "确认导入")
    swapped = PASTED.replace("A. 二楼  B. 三楼", "A. 三楼  B. 二楼")
    assert await group.upload(PUBLICIST, "另一份.txt", swapped.encode()) == snapshot("""\
私下对陈志强：“另一份.txt”读出 2 题：单选 1，判断 1。
题库里已有 2 题，都不再收；新题 0 题。
与题库里是同一道题、答案却不同：第 1 行（Q1）。题库没有改；确要改的，请发“更正答案 Q1 B”这样的话。
没有新题，题库没有改动。\
""")
    same = swapped.replace("答案：B", "答案：A")
    assert "答案却不同" not in await group.upload(PUBLICIST, "又一份.txt", same.encode())


async def test_numbers_for_letters_are_explained(group: Group) -> None:
    table = [{"title": f"数字第{n}题是哪个？", "options": ["甲", "乙", "丙"], "answer": 1} for n in range(3)]
    assert await group.upload(PUBLICIST, "题库.json", json.dumps(table, ensure_ascii=False).encode()) == snapshot("""\
私下对陈志强：“题库.json”读出 3 题：单选 3。
没有出处的 3 题，收进来先作草稿，练习和推送不用。
有 3 题的答案写成数字，看不出从 0 还是从 1 数起，是按 0 指 A 读的。请核对；不对的，把答案改成字母再发。
现在还没有改动。确认导入这 3 题请在 30 分钟内发“确认导入”，不导入发“取消”。\
""")


async def test_many_faults_are_all_told_in_a_table(group: Group) -> None:
    rows = [("单选", f"第{n}种毛病是什么？", "甲", "乙", "丙", "丁", f"没有这{n}个", "", None) for n in range(40)]
    said = await group.upload(PUBLICIST, "题库.xlsx", workbook(*ROWS, *rows))
    assert "有毛病、没有算进去的 41 处" in said
    assert "还有 11 种毛病，全部列在随后的表格里。" in said
    assert len(group.stage.files[0].sheets["毛病"]) == 42


async def test_what_is_no_bank_is_refused_with_a_way_out(group: Group) -> None:
    assert await group.upload(PUBLICIST, "通知.txt", "请各位党员准时参会。".encode()) == snapshot(
        "私下对陈志强：没有认出这是哪一类文件，没有作任何改动。现在能收的有：题库。"
    )
    assert await group.upload(PUBLICIST, "题库.doc", b"\xd0\xcf\x11\xe0") == snapshot(
        "私下对陈志强：这是旧版的文档，读不了。请用 Word 或 WPS 打开，另存为 .docx 后再发。"
    )
    assert await group.upload(PUBLICIST, "题库.zip", b"PK\x03\x04") == snapshot(
        "私下对陈志强：这是压缩包，没有拆开看。请解压后把里面的文件一个一个发来。"
    )


async def test_a_word_document_is_read(group: Group) -> None:
    document = docx.Document()
    for line in PASTED.split("\n"):
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    assert (await group.upload(PUBLICIST, "题库.docx", data.getvalue())).startswith(
        "私下对陈志强：“题库.docx”读出 2 题"
    )
