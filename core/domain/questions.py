"""题目：五种题型、出处、查重用的指纹、判答。题库、导入、答题都用它，自带的题从 data/seed/questions 读来。"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from typing_extensions import override

LETTERS = "ABCDEFGHIJ"
"""选项的字母，一题至多这么多个选项。"""
AUDIENCES = ("积极分子", "预备", "党员", "班子", "党务实务")
"""题目适合谁来答。"""
Answer = str | tuple[str, ...] | tuple[tuple[str, ...], ...]
"""规范的答案：选择题是按字母序的“ABD”，判断题是“对”或“错”，填空是各空的几种说法，简答是要点。"""

_RIGHT, _WRONG = "对", "错"
_YES = frozenset(["对", "正确", "是", "√", "✓", "✔", "☑", "✅", "t", "true", "yes", "对的", "是的", "没错"])
_NO = frozenset(
    ["错", "错误", "不对", "否", "不是", "×", "✗", "✘", "❌", "x", "f", "false", "n", "no", "错的", "不正确"]
)
_LEAD = re.compile(r"^(?:我?(?:的)?答案(?:是|为)?|我?选(?:择)?|应(?:该|当)是)[:\s]*")
_BETWEEN = re.compile(r"[\s、,，.。;；&和]+")
_BLANKS = (re.compile(r"[;|\n]+"), re.compile(r"[、,]+"), re.compile(r"\s+"), re.compile("/"))
_KEPT = re.compile(r"(?<=\d)[.%]|(?<=\d)/(?=\d)|[^\W_]")
_NUMERAL = re.compile("[零〇一二两三四五六七八九十百]+")
_DIGIT = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ARTICLE = re.compile("[零〇一二两三四五六七八九十百]+(?:之[一二三四五六七八九十])?")


class QuestionType(StrEnum):
    """题型。"""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGE = "judge"
    BLANK = "blank"
    SHORT = "short"


class Verdict(StrEnum):
    """判答的结果：答对、答错、没有看懂（请重答）、不判（简答只供参考）。"""

    RIGHT = "right"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Source:
    """出处：法规全名、哪一年的版本、第几条（“十一”；没有条号的写“总纲”“第九部分”这样的原话）。"""

    regulation: str
    version: int | None = None
    article: str = ""

    @override
    def __str__(self) -> str:
        """如《中国共产党支部工作条例（试行）》第十一条（2018年）。"""
        place = f"第{self.article}条" if _ARTICLE.fullmatch(self.article) else self.article
        return f"《{self.regulation}》{place}" + (f"（{self.version}年）" if self.version else "")


@dataclass(frozen=True, slots=True)
class Question:
    """一道题；source 为空的还是草稿。判断、填空、简答没有 options。"""

    stem: str
    type: QuestionType
    options: tuple[str, ...]
    answer: Answer
    explanation: str = ""
    source: Source | None = None
    audience: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: int = 2

    @property
    def letters(self) -> str:
        """各选项的字母，如“ABCD”。"""
        return LETTERS[: len(self.options)]

    @property
    def blanks(self) -> tuple[tuple[str, ...], ...]:
        """填空题各空可以填的几种说法；别的题型为空。"""
        return () if isinstance(self.answer, str) else tuple(one for one in self.answer if isinstance(one, tuple))

    @property
    def key_points(self) -> tuple[str, ...]:
        """简答题的要点；别的题型为空。"""
        return () if isinstance(self.answer, str) else tuple(one for one in self.answer if isinstance(one, str))


def shown_answer(question: Question) -> str:
    """公布时写出来的答案：字母、对错；填空各空以分号隔开，几种说法取第一种；简答逐条列出。"""
    if isinstance(question.answer, str):
        return question.answer
    return "；".join([*(one[0] for one in question.blanks), *question.key_points])


def spans(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """连着的编号并成一段段（首，末）。"""
    made: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if made and number == made[-1][1] + 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    return made


def shown_numbers(numbers: Iterable[int], most: int = 12) -> str:
    """题号写成“Q17—Q60、Q63”；段数多的只写前 most 段。"""
    found = spans(numbers)
    said = [f"Q{first}" if first == last else f"Q{first}—Q{last}" for first, last in found[:most]]
    return "、".join(said) + ("等" if len(found) > most else "")


def load_seed(folder: Path) -> list[Question]:
    """读一个目录里的自带题目，依文件名、文件内次序。"""
    return [
        question_from(table)
        for path in sorted(folder.glob("*.toml"))
        for table in tomllib.loads(path.read_text("utf-8"))["question"]
    ]


def question_from(table: dict[str, Any]) -> Question:
    """把题目文件里的一张表变成一道题；缺了必填的、题型不认得的，报 KeyError、ValueError。"""
    kind = QuestionType(table["type"])
    answer: Answer
    if kind is QuestionType.SHORT:
        answer = tuple(table["key_points"])
    elif kind is QuestionType.BLANK:
        answer = tuple(tuple(one) for one in table["answer"])
    else:
        answer = table["answer"]
    return Question(
        table["stem"],
        kind,
        tuple(table.get("options", ())),
        answer,
        table["explanation"],
        Source(table["regulation"], table["version"], table["article"]),
        tuple(table["audience"]),
        tuple(table["tags"]),
        table["difficulty"],
    )


def flaws(question: Question) -> list[str]:
    """这道题缺什么、哪里对不上，逐条写出来；没有问题为空。"""
    found = [] if plain(question.stem) else ["没有题干"]
    if question.type in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        return found + _choice_flaws(question)
    if question.type is QuestionType.JUDGE:
        return found if question.answer in (_RIGHT, _WRONG) else [*found, "判断题的答案不是对或错"]
    if not shown_answer(question) or "" in map(plain, _accepted(question)):
        found.append("没有答案")
    return found


def _accepted(question: Question) -> list[str]:
    return [*question.key_points, *(said for one in question.blanks for said in one or ("",))]


def _choice_flaws(question: Question) -> list[str]:
    answer = question.answer if isinstance(question.answer, str) else ""
    shapes = [plain(one) or one.strip() for one in question.options]
    checks = {
        "选项少于两个": len(shapes) < len("AB"),
        "选项太多": len(shapes) > len(LETTERS),
        "有空的选项": "" in shapes,
        "有相同的选项": len(set(shapes)) < len(shapes),
        "没有答案": not answer,
        "答案不在选项里": not set(answer) <= set(question.letters),
        "单选题的答案不止一个": question.type is QuestionType.SINGLE and len(answer) > 1,
        "答案没有按字母排好": answer != "".join(sorted(set(answer))),
    }
    return [what for what, wrong in checks.items() if wrong]


def plain(text: str) -> str:
    """只留下字和数：全角变半角、大写变小写，去掉空白和标点，汉字写的数变成数字；数里的小数点、百分号、斜线留着。"""
    kept = "".join(_KEPT.findall(unicodedata.normalize("NFKC", text).casefold()))
    return _NUMERAL.sub(lambda found: _number(found[0]), kept)


def _number(text: str) -> str:
    """“十一”是 11，“一百二十”是 120；“二〇二六”一类逐字写的照写，写不成数的（“十百”）也总是同一个样子。"""
    if not set("十百") & set(text):
        return "".join(str(_DIGIT[one]) for one in text)
    total, digit = 0, 0
    for one in text:
        if one in _DIGIT:
            digit = _DIGIT[one]
        else:
            total, digit = total + (digit or 1) * {"十": 10, "百": 100}[one], 0
    return str(total + digit)


def fingerprint(question: Question) -> str:
    """查重用的指纹：题干归一、选项不论次序；题型、答案、解析都不算在内。"""
    parts = [plain(question.stem), *sorted(plain(one) for one in question.options)]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def read_answer(question: Question, said: str) -> str | None:
    """把人说的答案读成规范的样子：“ABD”、“对”；填空和简答去掉首尾空白照原样；看不懂为空。"""
    text = unicodedata.normalize("NFKC", said).strip()
    if question.type in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        return _letters(question, text)
    if question.type is QuestionType.JUDGE:
        return _judged(text)
    return said.strip() or None


def _judged(text: str) -> str | None:
    token = _LEAD.sub("", text).strip().rstrip("。.!").casefold()
    return _RIGHT if token in _YES else _WRONG if token in _NO else None


def _letters(question: Question, text: str) -> str | None:
    token = _BETWEEN.sub("", _LEAD.sub("", text)).upper()
    if not token or not set(token) <= set(question.letters):
        options = [plain(one) for one in question.options]
        said = plain(text)
        return LETTERS[options.index(said)] if said and options.count(said) == 1 else None
    found = "".join(sorted(set(token)))
    return found if question.type is QuestionType.MULTIPLE or len(found) == 1 else None


def judge_answer(question: Question, said: str) -> Verdict:
    """判一个答案；多选要一个不多、一个不少，填空要每一空都对，简答不判。"""
    read = read_answer(question, said)
    if question.type is QuestionType.SHORT:
        return Verdict.UNJUDGED
    if read is None:
        return Verdict.UNCLEAR
    if question.type is not QuestionType.BLANK:
        return Verdict.RIGHT if read == question.answer else Verdict.WRONG
    return _judge_blanks(question, read)


def _judge_blanks(question: Question, said: str) -> Verdict:
    filled = _filled(said, len(question.blanks))
    if filled is None:
        return Verdict.UNCLEAR
    accepted = [{plain(one) for one in blank} for blank in question.blanks]
    right = all(plain(one) in fits for one, fits in zip(filled, accepted, strict=True))
    return Verdict.RIGHT if right else Verdict.WRONG


def _filled(said: str, count: int) -> list[str] | None:
    """把几个空分开：先认分号、竖线和换行，再认顿号和逗号、空格、斜线；个数对不上为空。"""
    if count == 1:
        return [said]
    text = unicodedata.normalize("NFKC", said)
    for separator in _BLANKS:
        parts = [one for one in separator.split(text) if one.strip()]
        if len(parts) == count:
            return parts
    return None
