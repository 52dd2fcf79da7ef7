"""题库的规则：收进来的题能不能用，题有毛病的怎么说。"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.questions import Question, QuestionType, fingerprint, plain
from core.domain.regulations import Standing, standing

OPEN_FOR = timedelta(minutes=30)
"""预览之后等确认、等贴题各等多久。"""
PASTED = "粘贴"
KIND_NAMES = {
    QuestionType.SINGLE: "单选",
    QuestionType.MULTIPLE: "多选",
    QuestionType.JUDGE: "判断",
    QuestionType.BLANK: "填空",
    QuestionType.SHORT: "简答",
}


class NothingInIt(UserError):
    """贴来的不是题。"""

    text = (
        "没有读出题目，未作任何改动。请带上选项和答案再贴一次，一题一段；"
        "题多的直接把文件（.xlsx、.docx、.txt 等）发给我。不导入了请发“取消”。"
    )


class Gone(UserError):
    """预览的题已经不在。"""

    text = "这份预览已经过时，未作任何改动。请把文件再发一次。"


class Fault(NamedTuple):
    """读不成题的一处：sheet 是表名（只有一张表的为空），line 是第几行。"""

    sheet: str
    line: int
    reason: str


class Entry(NamedTuple):
    """读出来的一题，和它在文件里的位置、查重用的指纹。"""

    question: Question
    sheet: str
    line: int
    shape: str


class BankFile(NamedTuple):
    """一份读出来的题库；repeated 是文件里重复、只算一题的，notes 是读的时候作的取舍。"""

    name: str
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    repeated: int
    notes: tuple[str, ...]


class Kept(NamedTuple):
    """题库里的一题；number 是题号，作样子的为空。"""

    number: str
    question: Question


class Preview(NamedTuple):
    """一份题库导入之前的样子。

    fresh 是题库里没有的；known 是已经有的有几题；conflicts 是已经有、答案却不同的（位置和题库里的编号）。
    """

    file: BankFile
    fresh: tuple[Entry, ...]
    known: int
    conflicts: tuple[tuple[Entry, int], ...]


class Sources(NamedTuple):
    """收进来的题出处怎样：missing 没有，vague 没有写到第几条，old 是旧版，unsure 说不准是哪一版，undated 没有年份。"""

    missing: int
    vague: int
    old: tuple[Entry, ...]
    unsure: tuple[Entry, ...]


def bank_file(
    name: str, found: Sequence[tuple[Question, str, int]], faults: Sequence[Fault], repeated: int, notes: Sequence[str]
) -> BankFile:
    """整理一份读出来的题库：同一道题只留头一道。"""
    kept: dict[str, Entry] = {}
    again = 0
    for question, sheet, line in found:
        shape = fingerprint(question)
        again += shape in kept
        kept.setdefault(shape, Entry(question, sheet, line, shape))
    return BankFile(name, tuple(kept.values()), tuple(faults), repeated + again, tuple(notes))


def types_of(entries: Sequence[Entry]) -> Counter[QuestionType]:
    """各题型多少。"""
    return Counter(one.question.type for one in entries)


def sources_of(entries: Sequence[Entry]) -> Sources:
    """出处怎样。"""
    missing = sum(one.question.source is None for one in entries)
    sourced = [(one, one.question.source) for one in entries if one.question.source is not None]
    vague = sum(not source.article for _, source in sourced)
    placed = [(one, standing(source)) for one, source in sourced if source.article]
    return Sources(
        missing,
        vague,
        tuple(one for one, how in placed if how is Standing.OLD),
        tuple(one for one, how in placed if how is Standing.UNSURE),
    )


def same_answer(one: Question, other: Question) -> bool:
    """同一道题的两种答案是不是一回事：选项次序不同的，看选的是哪几句话。"""
    return one.type == other.type and _meant(one) == _meant(other)


def _meant(question: Question) -> object:
    if isinstance(question.answer, str):
        if not question.options:
            return question.answer
        return {plain(question.options[question.letters.index(letter)]) for letter in question.answer}
    return [[plain(said) for said in one] for one in question.blanks] or [plain(one) for one in question.key_points]
