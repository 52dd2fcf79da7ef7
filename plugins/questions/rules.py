"""题目维护的规则：编号、更正的答案怎么读，哪些题该看一看。"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from core.domain.errors import UserError
from core.domain.identifiers import Letter, read
from core.domain.question_words import LABELS
from core.domain.questions import Question, QuestionType, flaws, read_answer, shown_answer

LATELY = timedelta(days=1)
"""“这题有误”没有写编号的，说的是一天之内最近的一题。"""
LONGEST_REPORT = 300
MOST_AT_ONCE = 5_000
"""一句话至多改多少题。"""
FEWEST, FEWEST_TO_COMPARE = 5, 10
"""几人次以上才看答对率，几人次以上才看区分度。"""
LOW_DISCRIMINATION = 0.2
_HOW = {
    QuestionType.SINGLE: "写一个选项的字母",
    QuestionType.MULTIPLE: "写几个选项的字母",
    QuestionType.JUDGE: "写“对”或“错”",
    QuestionType.BLANK: "依次写出 {count} 个空，用分号隔开，几种说法用斜线隔开",
    QuestionType.SHORT: "写出各个要点，用分号隔开",
}
_QUOTED = re.compile(r"[qQ\uff31\uff51]\s?(\d{1,9})(?!\d)")
_SECOND = re.compile(r"^\s?[qQ\uff31\uff51]?\s?(\d{1,7})(?!\s?[\d年月日.])[\s,，:：、的]{0,3}(?=[《〈\u4e00-\u9fff])")
_NTH = re.compile(r"第\s?(\d{1,3}|[一二三四五六七八九十]{1,3})\s?题")
_NUMERALS = "零一二三四五六七八九十"


class NoSuchQuestion(UserError):
    """没有这道题。"""

    text = "题库里没有 {number}，未作任何改动。题号写在“题库体检”和导出的题库里，如 Q17。"


class NotAQuestion(UserError):
    """说的不是题号。"""

    text = "“{words}”不是题号，未作任何改动。请写题号，例如“{example}”。"


class WhichQuestion(UserError):
    """不知道说的是哪一题。"""

    text = "不知道说的是哪一题。请回复那道题来说，或写上题号，例如“这题有误 Q17 答案应为B”。"


class AlreadySo(UserError):
    """本来就是这样。"""

    text = "{number} {state}，未作改动。"


class NotADraft(UserError):
    """只有草稿才要点名允许。"""

    text = "{number} {state}，不必点名允许，未作改动。只有没有出处的草稿才要点名允许。"


class Outdated(UserError):
    """出处过时的不能直接启用。"""

    text = (
        "{number} 的出处{source}不是现行版本，或说不准是哪一版，未作改动。"
        "请照现行版本核对后发“更正出处 {number} 《法规》第X条（年份）”，随即可用。"
    )


class UnreadableAnswer(UserError):
    """答案看不懂。"""

    text = "{number} 是{kind}，没有看懂要更正成什么，未作任何改动。请{how}，例如“更正答案 {number} {example}”。"


class UnreadableSource(UserError):
    """出处看不懂。"""

    text = (
        "没有看懂出处，未作任何改动。请写明法规、第几条和哪一年的版本，"
        "例如“更正出处 {number} 《中国共产党章程》第八条（2022年）”。"
    )


class NoneLacking(UserError):
    """没有缺出处的题。"""

    text = (
        "{which}没有缺出处的题，未作任何改动。看哪些题缺出处请发“题库体检”，"
        "改一题的出处请发“更正出处 Q17 《法规》第X条（年份）”。"
    )


class NoDrafts(UserError):
    """没有草稿。"""

    text = "{which}没有还没点名允许的草稿，未作任何改动。"


class TooFar(UserError):
    """一段题号写反了、太长。"""

    text = "题号请从小到大写，一次至多 {most} 题，未作任何改动，例如“{example}”。"


class SharedSource(UserError):
    """自带的题各支部共用。"""

    text = "{number} 是自带的题，各支部共用，出处不能改，未作任何改动。不想用它请发“停用 {number}”。"


class AlreadyReported(UserError):
    """已经反映过。"""

    text = "您已经反映过这道题，宣传委员还没有办结，不必重复。"


class NoSuchReport(UserError):
    """没有这条反馈。"""

    text = "没有还没办结的第 {number} 条题目反馈，未作任何改动。看待办请发“题目反馈”。"


class ChangedSince(UserError):
    """办了之后又有别的改动。"""

    text = "{number} 此后又有改动，不能撤销，未作任何改动。请直接改成要的样子。"


class Batch(NamedTuple):
    """一批改了的题：numbers 是哪些，undo 是改回去要用的，source 是写上的出处，usable 是写到了第几条。"""

    numbers: list[int]
    undo: dict[str, Any]
    source: str = ""
    usable: bool = True
    left: int = 0
    """这一段里没有动的几题。"""


class Item(NamedTuple):
    """一题答得怎样：times 人次，right 是答对的几人次，gap 是区分度（看不出为 None）。"""

    question_id: int
    times: int
    right: int
    gap: float | None

    @property
    def rate(self) -> float:
        """答对率。"""
        return self.right / self.times


class Checkup(NamedTuple):
    """体检的结果：各题的编号。paused 是这一次停下的，old 是早就停着的。"""

    never: tuple[Item, ...]
    always: tuple[Item, ...]
    hard: tuple[Item, ...]
    flat: tuple[Item, ...]
    drafts: tuple[int, ...]
    old: tuple[int, ...]
    paused: tuple[int, ...]
    answered: int


def question_number(words: str, example: str) -> int:
    """“Q17”“17”“第17号”是 17；别的编号拒绝。"""
    said = read(words)
    if said is None or said.letter not in {None, Letter.QUESTION}:
        raise NotAQuestion(words=words.strip(), example=example)
    return said.number


def span(first: str, last: str, example: str) -> tuple[int, int]:
    """“Q17”“Q60”是一段；写反了的、太长的拒绝。"""
    low, high = question_number(first, example), question_number(last, example)
    if not 0 <= high - low < MOST_AT_ONCE:
        raise TooFar(most=MOST_AT_ONCE, example=example)
    return low, high


def second(words: str) -> tuple[str, str] | None:
    """“Q60 《党章》第三条”打头的又是一个题号：题号和余下的话；不是为 None。"""
    found = _SECOND.match(words)
    return (found[1], words[found.end() :]) if found else None


def quoted(text: str) -> int | None:
    """话里写的题号；没有写为 None。"""
    found = _QUOTED.search(text)
    return int(found[1]) if found else None


def nth(text: str) -> int | None:
    """话里说的“第3题”是一轮里的第几题；没有说为 None。"""
    found = _NTH.search(text)
    if found is None:
        return None
    return int(found[1]) if found[1].isdecimal() else max(_NUMERALS.find(found[1]), 0) or None


def corrected(question: Question, said: str, number: str) -> Question:
    """更正了答案的题；原来的解析是照原来的答案写的，不再用。"""
    answer = _answer(question, said)
    new = None if answer is None else replace(question, answer=answer, explanation="")
    if new is None or flaws(new):
        kind, how = LABELS[question.type], _HOW[question.type].format(count=len(question.blanks))
        raise UnreadableAnswer(number=number, kind=kind, how=how, example=shown_answer(question))
    if new.answer == question.answer:
        raise AlreadySo(number=number, state=f"的答案本来就是“{shown_answer(question)}”")
    return new


def _answer(question: Question, said: str) -> str | tuple[str, ...] | tuple[tuple[str, ...], ...] | None:
    if question.type is QuestionType.SHORT:
        return tuple(one.strip() for one in re.split(r"[；;。\n]", said) if one.strip())
    if question.type is not QuestionType.BLANK:
        return read_answer(question, said)
    blanks = tuple(
        tuple(one.strip() for one in part.split("/") if one.strip())
        for part in re.split(r"[；;]", said)
        if part.strip()
    )
    return blanks if len(blanks) == len(question.blanks) else None


def items(marks: Sequence[tuple[int, int, bool]]) -> list[Item]:
    """各题答得怎样。marks 是（谁，哪一题，对不对）。"""
    by_question: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    by_member: dict[int, list[bool]] = defaultdict(list)
    for member_id, question_id, right in marks:
        by_question[question_id].append((member_id, right))
        by_member[member_id].append(right)
    ability = {member_id: sum(rights) / len(rights) for member_id, rights in by_member.items()}
    return [
        Item(question_id, len(said), sum(right for _, right in said), _gap(said, ability))
        for question_id, said in sorted(by_question.items())
    ]


def _gap(said: Sequence[tuple[int, bool]], ability: dict[int, float]) -> float | None:
    """区分度：平时答得好的一半比另一半多对几成。"""
    if len(said) < FEWEST_TO_COMPARE:
        return None
    ranked = [right for _, right in sorted(said, key=lambda one: ability[one[0]])]
    half = len(ranked) // 2
    return sum(ranked[-half:]) / half - sum(ranked[:half]) / half


def check_up(found: Iterable[Item], drafts: Sequence[int], old: Sequence[int], paused: Sequence[int]) -> Checkup:
    """该看一看的题。"""
    seen = [one for one in found if one.times >= FEWEST]
    between = [one for one in seen if 0 < one.right < one.times]
    return Checkup(
        never=tuple(one for one in seen if not one.right),
        always=tuple(one for one in seen if one.right == one.times),
        hard=tuple(sorted(between, key=lambda one: one.rate)[:5]),
        flat=tuple(one for one in between if one.gap is not None and one.gap < LOW_DISCRIMINATION),
        drafts=tuple(drafts),
        old=tuple(old),
        paused=tuple(paused),
        answered=sum(one.times for one in seen),
    )
