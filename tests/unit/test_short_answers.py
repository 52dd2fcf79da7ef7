"""题目的短答：几个字母、对错；闲聊、数字都不是。题目怎么写给人看。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from core.domain.question_words import answer_in_full, cited, explained, how_to_answer, in_short, matching, posed
from core.domain.questions import LETTERS, Question, QuestionType
from core.domain.short_answers import JUDGED, NOTICE, kinds_of, letters, wanted_by
from core.domain.typed import typed
from tests.dialogue.bank import BLANK, JUDGE, MULTIPLE, SHORT, SINGLE


@pytest.mark.parametrize("said", ["A", "ａ", "选A", "我选a", "答案A", "答案是A", "答案：A", "选择 A", "A。", "应该选A"])
def test_one_letter(said: str) -> None:
    assert kinds_of(typed(said).key)[0] == letters(1)


@pytest.mark.parametrize("said", ["ABD", "A B D", "A、B、D", "A,B,D", "A，B，D", "答案是ABD", "选A和B和D", "dba"])
def test_several_letters(said: str) -> None:
    assert kinds_of(typed(said).key)[0] == letters(4)


@pytest.mark.parametrize(
    "said", ["对", "错", "√", "✓", "✗", "×", "错误", "正确", "选对", "是", "否", "不对", "答案是对"]
)
def test_right_or_wrong(said: str) -> None:
    assert kinds_of(typed(said).key) == (JUDGED,)


@pytest.mark.parametrize("said", ["N3", "n3", "Ｎ３", "N 3", "N3号", "N1000"])
def test_the_number_of_a_notice(said: str) -> None:
    assert kinds_of(typed(said).key) == (NOTICE,)


@pytest.mark.parametrize(
    "said",
    [
        *("1", "N", "N3 情况", "M3", "A3", "A股大跌", "那道题选A还是B", "对吧？", "收到", "选K", "x", "t", "答"),
        *("是王书记说的", "", "abcdefghijabcdef"),
    ],
)
def test_chatter(said: str) -> None:
    assert kinds_of(typed(said).key) == ()


@given(st.sets(st.sampled_from(LETTERS), min_size=1), st.sampled_from(["", " ", "、", ",", "，"]))
def test_any_letters_are_accepted_by_questions_with_enough_options(chosen: set[str], between: str) -> None:
    highest = LETTERS.index(max(chosen)) + 1
    assert kinds_of(typed(between.join(sorted(chosen))).key) == tuple(letters(n) for n in range(highest, 11))


@given(st.text(max_size=40))
def test_never_falls_over(said: str) -> None:
    assert set(kinds_of(typed(said).key)) <= {JUDGED, NOTICE, *(letters(n) for n in range(1, 11))}


def test_what_a_question_waits_for() -> None:
    assert [wanted_by(one) for one in (SINGLE, JUDGE, BLANK, SHORT)] == [letters(4), JUDGED, "", ""]


def test_a_question_in_words() -> None:
    assert posed(JUDGE) == snapshot("（判断题）预备党员有表决权。")
    assert explained(MULTIPLE) == snapshot("""\
答案：A. 党员大会；B. 支委会；D. 党课
解析：三会是党员大会、支委会、党小组会，一课是党课。
依据：《中国共产党支部工作条例（试行）》第十一条（2018年）\
""")
    assert answer_in_full(BLANK) == "一"
    assert explained(Question("题。", QuestionType.JUDGE, (), "对")) == snapshot("""\
答案：对
依据：本题没有注明出处，仅供参考\
""")
    assert in_short(Question("题" * 50, QuestionType.JUDGE, (), "对")) == "题" * 40 + "……"
    two = Question("空", QuestionType.BLANK, (), (("一",), ("二",)))
    assert [how_to_answer(one) for one in (SINGLE, MULTIPLE, JUDGE, BLANK, two, SHORT)] == snapshot(
        [
            "发一个字母作答，如“A”",
            "发几个字母作答，如“ABD”，多选、少选都不算对",
            "发“对”或“错”作答",
            "直接写出要填的内容",
            "依次写出 2 个空，用分号隔开",
            "直接写出要点，只作参考，不计分",
        ]
    )
    assert cited(SINGLE) == "依据：《中国共产党支部工作条例（试行）》第十一条（2018年）"


BOOKS = [
    "中国共产党章程",
    "中国共产党支部工作条例（试行）",
    "关于中国共产党党费收缴、使用和管理的规定",
    "中国共产党党员教育管理工作条例",
]


@pytest.mark.parametrize(
    ("said", "book"),
    [("", ""), ("党章", BOOKS[0]), ("章程", BOOKS[0]), ("党费", BOOKS[2]), ("条例", None), ("量子", None)],
)
def test_which_regulation(said: str, book: str | None) -> None:
    assert matching(said, BOOKS) == book
