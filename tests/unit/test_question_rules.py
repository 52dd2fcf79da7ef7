"""题目维护的规则：题号、第几题、更正的答案、体检。"""

import pytest

from core.domain.questions import Question, QuestionType
from core.files.banks.converting import to_question
from core.files.banks.shapes import Item as Read
from plugins.bank import rules as bank
from plugins.questions import rules
from plugins.questions.rules import AlreadySo, NotAQuestion, UnreadableAnswer

SINGLE = Question("选哪个？", QuestionType.SINGLE, ("甲", "乙"), "A", "选甲。")
MULTIPLE = Question("选哪些？", QuestionType.MULTIPLE, ("甲", "乙", "丙"), "AB")
JUDGE = Question("对不对？", QuestionType.JUDGE, (), "对")
BLANK = Question("____和____", QuestionType.BLANK, (), (("一", "1"), ("二",)))
SHORT = Question("有哪些？", QuestionType.SHORT, (), ("甲", "乙"))


@pytest.mark.parametrize(("words", "number"), [("Q17", 17), ("ｑ17", 17), ("17", 17), ("第17号", 17)])
def test_a_number_is_read_however_it_is_written(words: str, number: int) -> None:
    assert rules.question_number(words, "看题 Q17") == number


@pytest.mark.parametrize("words", ["P3", "A12", "甲"])
def test_other_numbers_are_no_question(words: str) -> None:
    with pytest.raises(NotAQuestion, match="看题 Q17"):
        rules.question_number(words, "看题 Q17")


@pytest.mark.parametrize(
    ("said", "quoted", "nth"),
    [
        ("Q17 应为B", 17, None),
        ("第3题 应为B", None, 3),
        ("第十题", None, 10),
        ("应为B", None, None),
        ("第十二题", None, None),
    ],
)
def test_which_question_a_report_names(said: str, quoted: int | None, nth: int | None) -> None:
    assert (rules.quoted(said), rules.nth(said)) == (quoted, nth)


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        (SINGLE, "选B", "B"),
        (MULTIPLE, "A、C", "AC"),
        (MULTIPLE, "c", "C"),
        (JUDGE, "×", "错"),
        (BLANK, "三/3；二", (("三", "3"), ("二",))),
        (SHORT, "丙；丁。", ("丙", "丁")),
    ],
)
def test_a_correction_is_read_by_type(question: Question, said: str, answer: object) -> None:
    corrected = rules.corrected(question, said, "Q1")
    assert corrected.answer == answer
    assert corrected.explanation == ""


@pytest.mark.parametrize(
    ("question", "said"), [(SINGLE, "AB"), (SINGLE, "C"), (JUDGE, "也许"), (BLANK, "一"), (SHORT, "。"), (BLANK, "；")]
)
def test_what_does_not_fit_the_type_is_refused(question: Question, said: str) -> None:
    with pytest.raises(UnreadableAnswer):
        rules.corrected(question, said, "Q1")


def test_the_same_answer_is_no_correction() -> None:
    with pytest.raises(AlreadySo):
        rules.corrected(SINGLE, "A", "Q1")


def test_a_question_only_the_weak_get_right_does_not_tell_them_apart() -> None:
    """十个人，前五个平时都答对；第 2 题反而只有后五个答对。"""
    marks = [(member, question, member <= 5) for member in range(1, 11) for question in (1, 3)]
    marks += [(member, 2, member > 5) for member in range(1, 11)]
    found = {one.question_id: one for one in rules.items(marks)}
    assert found[1].gap == 1
    assert found[2].gap == -1
    checked = rules.check_up(found.values(), [7], [8], [9])
    assert [one.question_id for one in checked.flat] == [2]
    assert [one.question_id for one in checked.hard] == [1, 2, 3]
    assert (checked.never, checked.always, checked.answered) == ((), (), 30)


def test_too_few_answers_say_nothing() -> None:
    assert rules.check_up(rules.items([(1, 1, False), (2, 1, False)]), [], [], []).never == ()


def test_a_read_question_becomes_one_of_the_bank() -> None:
    item = Read(
        "blank", "____年____月", (), "2018/二〇一八；10", "见条文", "教材第3页", tags="党章、义务", difficulty="难"
    )
    made = to_question(item._replace(audience="党员 班子 群众"))
    assert made.answer == (("2018", "二〇一八"), ("10",))
    assert made.explanation == "见条文（原注：教材第3页）"
    assert (made.source, made.audience, made.tags, made.difficulty) == (None, ("党员", "班子"), ("党章", "义务"), 3)
    points = to_question(Read("short", "有哪些？", (), "1.宣传党的主张；2.组织党员学习。"))
    assert points.key_points == ("宣传党的主张", "组织党员学习")


def test_several_blanks_are_told_apart_by_the_gaps() -> None:
    """题干里有几个空，就按正好分成几个的那种隔法分；只有一个空的不分。"""
    three = to_question(Read("blank", "“三会”是____、____、____。", (), "党员大会、支委会、党小组会"))
    assert three.answer == (("党员大会",), ("支委会",), ("党小组会",))
    assert to_question(Read("blank", "____月____日", (), "7|1")).answer == (("7",), ("1",))
    assert to_question(Read("blank", "预备期（ ）", (), "一年、两年")).answer == (("一年、两年",),)


def test_an_explanation_that_is_only_a_citation_is_the_source() -> None:
    cited = to_question(Read("judge", "党员有退党的自由。", (), "对", "见《党章》第九条。"))
    assert str(cited.source) == "《中国共产党章程》第九条"
    told = to_question(Read("judge", "党员有退党的自由。", (), "对", "《党章》第九条规定：党员有退党的自由。"))
    assert told.source is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (SINGLE, Question("选哪个？", QuestionType.SINGLE, ("乙", "甲"), "B"), True),
        (SINGLE, Question("选哪个？", QuestionType.SINGLE, ("乙", "甲"), "A"), False),
        (JUDGE, Question("对不对？", QuestionType.JUDGE, (), "错"), False),
        (BLANK, Question("____和____", QuestionType.BLANK, (), (("一", "1"), ("二。",))), True),
        (SHORT, Question("有哪些？", QuestionType.SHORT, (), ("乙",)), False),
        (SHORT, BLANK, False),
    ],
)
def test_whether_two_answers_mean_the_same(one: Question, other: Question, same: bool) -> None:
    assert bank.same_answer(one, other) is same
