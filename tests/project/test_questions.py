"""自带的题库：每道题的出处逐条对过法规原文；题目模型：指纹、读答案、判答。"""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.domain.questions import (
    AUDIENCES,
    Question,
    QuestionType,
    Source,
    Verdict,
    fingerprint,
    flaws,
    judge_answer,
    load_seed,
    plain,
    question_from,
    read_answer,
    shown_answer,
)

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "seed" / "questions"
REGULATIONS = ROOT.parent / "shared" / "domain" / "regulations"
TABLES: list[dict[str, Any]] = [
    table for path in sorted(FOLDER.glob("*.toml")) for table in tomllib.loads(path.read_text("utf-8"))["question"]
]
BANK = load_seed(FOLDER)
FEWEST = 80
DIFFICULTIES = (1, 2, 3)
REQUIRED = {
    *("type", "stem", "explanation", "regulation", "version", "article", "evidence"),
    *("audience", "tags", "difficulty"),
}
_NUMERALS = "[零〇一二三四五六七八九十百]+"
_HEADINGS = re.compile(r"^第[一二三四五六七八九十]+[章编节][\s　].*$", re.MULTILINE)
_ARTICLES = re.compile(rf"^(?:第({_NUMERALS})条|(总)[\s　]*纲$)", re.MULTILINE)
_PARTS = re.compile(rf"^({_NUMERALS})、", re.MULTILINE)
_DOUBLE_NEGATIVE = re.compile(
    "不[得能可应会是]?不|[不没]无|无不|并非[不没]|不是没有|(?:不|没有)[^，。；？、]{0,6}(?:不|没有)"
)
_LOOSE = re.compile(r"下列说法(?:正确|错误)的是|以上(?:都|均|全)|都(?:对|错)$|均(?:对|错)$")


def label(value: object) -> str | None:
    return f"{value['article']}-{value['stem'][:12]}" if isinstance(value, dict) else None


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def figures(text: str) -> set[str]:
    """带着单位的数，如“5个”“32学时”里的 5 和 32。"""
    return set(re.findall(r"\d+(?:\.\d+)?(?=[个名人年月次天日学元%])", plain(text)))


def clauses(text: str) -> dict[str, str]:
    """一部法规分成各条；没有条号的按“一、二、”分成各部分。去掉了章节的标题和空白。"""
    text = _HEADINGS.sub("", text)
    marks = list(_ARTICLES.finditer(text)) or list(_PARTS.finditer(text))
    ends = [*(one.start() for one in marks[1:]), len(text)]
    named = [one[1] or "总纲" for one in marks]
    return {name: squeezed(text[one.start() : end]) for name, one, end in zip(named, marks, ends, strict=True)}


def regulation(title: str, version: int) -> Path | None:
    """现行的那一份；superseded、reference 里的不算。"""
    found = [one for one in REGULATIONS.glob("*.txt") if re.fullmatch(rf"\d+_(.+)_{version}(?:修订)?", one.stem)]
    return next((one for one in found if one.stem.split("_")[1] == title), None)


@pytest.mark.skipif(not REGULATIONS.exists(), reason="旁边没有 shared/，这里读不到 domain/regulations")
@pytest.mark.parametrize("table", TABLES, ids=label)
def test_every_citation_stands_in_that_article_of_the_regulation_in_force(table: dict[str, Any]) -> None:
    path = regulation(table["regulation"], table["version"])
    assert path is not None, f"没有现行的《{table['regulation']}》（{table['version']}年）"
    found = clauses(path.read_text("utf-8"))
    article = table["article"].removeprefix("第").removesuffix("部分")
    assert article in found, f"没有{table['article']}"
    # 只出现一次，免得碰上同一条里说别的事的那几个字
    assert found[article].count(squeezed(table["evidence"])) == 1


@pytest.mark.skipif(not REGULATIONS.exists(), reason="旁边没有 shared/，这里读不到 domain/regulations")
def test_the_articles_are_cut_apart_where_they_begin() -> None:
    path = regulation("中国共产党纪律处分条例", 2023)
    assert path is not None
    found = clauses(path.read_text("utf-8"))
    assert len(found) == 158
    assert found["八"].startswith("第八条对党员的纪律处分种类")
    assert "附则" not in found["一百五十四"]
    constitution = regulation("中国共产党章程", 2022)
    assert constitution is not None
    assert set(clauses(constitution.read_text("utf-8"))) >= {"总纲", "一", "五十五"}
    assert regulation("中国共产党纪律处分条例", 2018) is None
    assert regulation("中国共产党发展党员工作细则", 2014) is None


@pytest.mark.parametrize("table", TABLES, ids=label)
def test_a_question_says_everything_and_only_that(table: dict[str, Any]) -> None:
    kind = QuestionType(table["type"])
    needs_options = kind in (QuestionType.SINGLE, QuestionType.MULTIPLE)
    answer = "key_points" if kind is QuestionType.SHORT else "answer"
    assert set(table) == REQUIRED | {answer} | ({"options"} if needs_options else set())
    assert all(table[key] for key in REQUIRED | {answer})
    assert set(table["audience"]) <= set(AUDIENCES)
    assert table["difficulty"] in DIFFICULTIES
    assert flaws(question_from(table)) == []


@pytest.mark.parametrize("table", TABLES, ids=label)
def test_a_question_can_be_read_only_one_way(table: dict[str, Any]) -> None:
    stem, options = table["stem"], table.get("options", [])
    assert not _DOUBLE_NEGATIVE.search(stem)
    assert not any(_LOOSE.search(one) for one in [stem, *options])
    assert stem.endswith("？" if table["type"] in ("single", "multiple", "short") else "。")
    # 选项的次序以后可能打乱，解析里不提字母
    assert not re.search(r"[A-J]", table["explanation"])
    if table["type"] == "blank":
        assert stem.count("____") == len(table["answer"])
    if table["type"] == "multiple":
        assert 2 <= len(table["answer"]) < len(options)


@pytest.mark.parametrize("table", [one for one in TABLES if one["type"] == "blank"], ids=label)
def test_what_fills_a_blank_stands_in_the_evidence(table: dict[str, Any]) -> None:
    evidence = plain(table["evidence"])
    for blank in table["answer"]:
        assert any(plain(one) in evidence for one in blank)


@pytest.mark.parametrize("table", [one for one in TABLES if one["type"] in ("single", "judge")], ids=label)
def test_the_figures_in_what_is_right_stand_in_the_evidence(table: dict[str, Any]) -> None:
    """说“某支部”“某党员”的是算出来的数，不在此列。"""
    if "某" in table["stem"] or table["answer"] == "错":
        return
    right = table["stem"] if table["type"] == "judge" else table["options"]["ABCD".index(table["answer"])]
    assert figures(right) <= figures(table["evidence"])


@pytest.mark.parametrize("table", TABLES, ids=label)
def test_the_explanation_names_the_article_it_cites(table: dict[str, Any]) -> None:
    article = table["article"]
    assert (article if article.endswith(("部分", "纲")) else f"第{article}条") in table["explanation"]


def test_the_bank_is_large_enough_and_holds_every_type() -> None:
    assert len(BANK) >= FEWEST
    assert set(Counter(one.type for one in BANK)) == set(QuestionType)
    assert {one for question in BANK for one in question.audience} == set(AUDIENCES)
    assert {one.difficulty for one in BANK} == set(DIFFICULTIES)


def test_no_question_is_asked_twice() -> None:
    stems = Counter(plain(one.stem) for one in BANK)
    assert [stem for stem, times in stems.items() if times > 1] == []
    assert len({fingerprint(one) for one in BANK}) == len(BANK)


def test_guessing_by_position_does_not_pay() -> None:
    singles = Counter(one.answer for one in BANK if one.type is QuestionType.SINGLE)
    assert all(0.15 <= singles[letter] / singles.total() <= 0.35 for letter in "ABCD")
    judged = Counter(one.answer for one in BANK if one.type is QuestionType.JUDGE)
    assert 0.4 <= judged["对"] / judged.total() <= 0.6
    multiples = Counter(one.answer for one in BANK if one.type is QuestionType.MULTIPLE)
    assert max(multiples.values()) / multiples.total() <= 0.35


SINGLE = Question("每季度开几次？", QuestionType.SINGLE, ("一次", "两次", "三次"), "A")
MULTIPLE = Question("哪些是？", QuestionType.MULTIPLE, ("党员大会", "支委会", "党小组会", "党课"), "ABD")
JUDGE = Question("一般每季度召开一次。", QuestionType.JUDGE, (), "对")
BLANK = Question("____以上，____以下。", QuestionType.BLANK, (), (("半年", "6个月"), ("1年", "12个月")))
ONE_BLANK = Question("第____季度。", QuestionType.BLANK, (), (("四",),))
SHORT = Question("简述。", QuestionType.SHORT, (), ("会前学习", "会上查摆"))


def test_a_source_is_written_out_in_full() -> None:
    name = "中国共产党支部工作条例（试行）"
    assert str(Source(name, 2018, "十一")) == f"《{name}》第十一条（2018年）"
    assert str(Source("若干准则", 2016, "第九部分")) == "《若干准则》第九部分（2016年）"
    assert str(Source("中国共产党章程")) == "《中国共产党章程》"


def test_the_answer_is_written_out_for_every_type() -> None:
    assert [shown_answer(one) for one in (MULTIPLE, JUDGE, BLANK, SHORT)] == [
        "ABD",
        "对",
        "半年；1年",
        "会前学习；会上查摆",
    ]
    assert BLANK.blanks == (("半年", "6个月"), ("1年", "12个月"))
    assert (BLANK.key_points, SHORT.blanks, SINGLE.blanks, SINGLE.key_points) == ((), (), (), ())
    assert SHORT.key_points == ("会前学习", "会上查摆")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("（４／５）", "4/5"),
        ("第十一条，二十次", "第11条20次"),
        ("百分之0.5％。", "100分之0.5%"),
        ("一百二十人、三百零五人", "120人305人"),
        ("二〇二六年 ＡＢＣ", "2026年abc"),
        ("______", ""),
    ],
)
def test_what_is_written_differently_but_means_the_same_looks_the_same(written: str, expected: str) -> None:
    assert plain(written) == expected


def test_the_same_question_is_recognised_however_it_is_laid_out() -> None:
    again = Question("每季度 开几次 ? ", QuestionType.MULTIPLE, ("三次。", "1次", "２次"), "B")
    assert fingerprint(again) == fingerprint(SINGLE)
    other = Question(SINGLE.stem, QuestionType.SINGLE, ("一次", "两次", "四次"), "A")
    assert fingerprint(other) != fingerprint(SINGLE)
    decimal = [Question("比例？", QuestionType.SINGLE, one, "A") for one in (("1.5%", "2%"), ("15%", "2%"))]
    assert fingerprint(decimal[0]) != fingerprint(decimal[1])


@pytest.mark.parametrize(
    "said", ["ABD", "ＡＢＤ", "a b d", "A、B、D", "A,B，D", "选A、B、D", "我选ABD", "答案是ABD。", "DBA"]
)
def test_a_multiple_choice_answer_is_understood_as_people_write_it(said: str) -> None:
    assert judge_answer(MULTIPLE, said) is Verdict.RIGHT
    assert read_answer(MULTIPLE, said) == "ABD"


@pytest.mark.parametrize(
    ("question", "said", "verdict"),
    [
        (MULTIPLE, "AB", Verdict.WRONG),
        (MULTIPLE, "ABCD", Verdict.WRONG),
        (MULTIPLE, "党课", Verdict.WRONG),
        (SINGLE, "a", Verdict.RIGHT),
        (SINGLE, "一次", Verdict.RIGHT),
        (SINGLE, "２次", Verdict.WRONG),
        (JUDGE, "正确。", Verdict.RIGHT),
        (JUDGE, "√", Verdict.RIGHT),
        (JUDGE, "我选错", Verdict.WRONG),
        (JUDGE, "Ｘ", Verdict.WRONG),
        (ONE_BLANK, " 4 ", Verdict.RIGHT),
        (ONE_BLANK, "三", Verdict.WRONG),
        (BLANK, "六个月；一年", Verdict.RIGHT),
        (BLANK, "半年、12个月", Verdict.RIGHT),
        (BLANK, "半年 一年", Verdict.RIGHT),
        (BLANK, "半年/一年", Verdict.RIGHT),
        (BLANK, "一年，半年", Verdict.WRONG),
        (SHORT, "会前要学习", Verdict.UNJUDGED),
    ],
)
def test_an_answer_is_judged(question: Question, said: str, verdict: Verdict) -> None:
    assert judge_answer(question, said) is verdict


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (SINGLE, "D"),
        (SINGLE, "AB"),
        (SINGLE, "不知道"),
        (SINGLE, "？"),
        (JUDGE, "大概吧"),
        (BLANK, "半年"),
        (ONE_BLANK, " "),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_again_rather_than_counted_wrong(question: Question, said: str) -> None:
    assert judge_answer(question, said) is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("stem", "kind", "options", "answer", "found"),
    [
        ("？", QuestionType.JUDGE, (), "对", ["没有题干"]),
        ("题", QuestionType.JUDGE, (), "是", ["判断题的答案不是对或错"]),
        ("题", QuestionType.SINGLE, ("甲",), "A", ["选项少于两个"]),
        ("题", QuestionType.SINGLE, tuple("甲乙丙丁戊己庚辛壬癸子"), "A", ["选项太多"]),
        ("题", QuestionType.SINGLE, ("甲", " "), "A", ["有空的选项"]),
        ("题", QuestionType.SINGLE, ("3次", "三次。"), "A", ["有相同的选项"]),
        ("题", QuestionType.SINGLE, ("甲", "乙"), "", ["没有答案"]),
        ("题", QuestionType.MULTIPLE, ("甲", "乙"), "AC", ["答案不在选项里"]),
        ("题", QuestionType.SINGLE, ("甲", "乙"), "AB", ["单选题的答案不止一个"]),
        ("题", QuestionType.MULTIPLE, ("甲", "乙"), "BA", ["答案没有按字母排好"]),
        ("题", QuestionType.MULTIPLE, ("甲", "乙"), (), ["没有答案"]),
        ("题", QuestionType.SHORT, (), (), ["没有答案"]),
        ("题", QuestionType.BLANK, (), (("甲", "。"),), ["没有答案"]),
        ("题", QuestionType.SINGLE, ("+", "-"), "A", []),
        ("题", QuestionType.BLANK, (), (("甲",), ("乙",)), []),
    ],
)
def test_what_is_wrong_with_a_question_is_said(
    stem: str, kind: QuestionType, options: tuple[str, ...], answer: Any, found: list[str]
) -> None:
    assert flaws(Question(stem, kind, options, answer)) == found
