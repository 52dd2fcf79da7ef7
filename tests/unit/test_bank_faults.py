"""有毛病的题一处一处说清，不进题库；不像题库的不当题库。"""

import pytest

from core.domain.uploads import Upload
from core.files.banks.reading import read
from tests.unit.bank import found, of_rows, of_table, of_text, wanted


def faults(reading: object) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in getattr(reading, "faults", [])]


def test_every_fault_is_told_with_its_line() -> None:
    reading = of_table(
        """
题目 ¦ 题型 ¦ A ¦ B ¦ C ¦ 答案
党的生日是 ¦ 单选题 ¦ 七一 ¦ 八一 ¦ 十一 ¦ A
没有答案的题 ¦ 单选题 ¦ 甲 ¦ 乙 ¦ 丙
答案在外面的题 ¦ 单选题 ¦ 甲 ¦ 乙 ¦ 丙 ¦ E
选项重复的题 ¦ 单选题 ¦ 甲 ¦ 乙 ¦ 甲 ¦ A
单选多答的题 ¦ 单选题 ¦ 甲 ¦ 乙 ¦ 丙 ¦ AB
只有一个选项的题 ¦ 单选题 ¦ 甲 ¦  ¦  ¦ A
 ¦ 单选题 ¦ 甲 ¦ 乙 ¦ 丙 ¦ A
中间空着的题 ¦ 单选题 ¦ 甲 ¦  ¦ 丙 ¦ A
看不出对错的题 ¦ 判断题 ¦  ¦  ¦  ¦ 也许
"""
    )
    assert found(reading) == wanted("single A 七一|八一|十一 # 党的生日是")
    assert faults(reading) == [
        (3, "没有答案"),
        (4, "答案 E 不在选项里"),
        (5, "选项 A 和 C 相同"),
        (6, "是单选题，答案却有 2 个（AB）"),
        (7, "选项少于两个"),
        (8, "题干是空的"),
        (9, "选项 B 是空的"),
        (10, "判断题的答案“也许”看不出是对还是错"),
    ]


def test_faults_in_text_are_told_with_the_line_of_the_question() -> None:
    reading = of_text(
        "1. 甲题（ ）\nA. 一\nB. 二\n答案：A\n\n2. 乙题（ ）\nA. 一\nB. 二\n\n3. 丙题（ ）\nA. 一\nB. 二\n答案：三"
    )
    assert faults(reading) == [(6, "没有答案"), (10, "答案“三”不在选项里")]


def test_a_question_told_twice_counts_once_and_a_contradiction_is_a_fault() -> None:
    rows = [["题目", "A", "B", "答案"], ["党的生日（ ）", "七一", "八一", "A"], ["党的生日（）。", "八一", "七一", "B"]]
    reading = of_rows([*rows, ["党的生日", "七一", "八一", "B"]])
    assert reading is not None
    assert (len(reading.questions), reading.duplicates) == (1, 1)
    assert faults(reading) == [(4, "与第 2 行是同一道题，答案却不同")]


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "QQ", "类别", "职务"], ["张三", "123456", "正式党员", "书记"], ["李四", "234567", "正式党员", ""]],
        [["序号", "姓名", "党费", "是否缴纳"], ["1", "张三", "20", "是"], ["2", "李四", "30", "否"]],
        [
            ["时间", "内容", "负责人", "地点"],
            ["周一", "支部党员大会", "张三", "三楼"],
            ["周二", "党课", "李四", "二楼"],
        ],
    ],
)
def test_a_roster_or_a_plan_is_no_bank(rows: list[list[str]]) -> None:
    assert of_rows(rows) is None


@pytest.mark.parametrize(
    "text",
    [
        "关于召开支部党员大会的通知\n各位党员：\n一、时间：周三下午三点。\n二、地点：三楼会议室。\n三、要求：\n1.请准时参加；\n2.不得缺席。\n机关党支部\n2026年11月",
        "张三 123456\n李四 234567\n王五 345678",
        "今天的学习心得：党章是根本大法，要认真学习。",
        "",
    ],
)
def test_a_notice_or_a_list_is_no_bank(text: str) -> None:
    assert read(Upload("通知.docx", ".docx", text=text)) is None
