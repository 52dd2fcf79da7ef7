"""读出来的一题写成题目：各空的几种说法、简答的要点、出处、难度。"""

import re

from core.domain.questions import AUDIENCES, Answer, Question, QuestionType
from core.domain.regulations import read_source

from .shapes import Item

_ALTERNATIVE = re.compile(r"\s+/\s+|(?<!\d)\s*/\s*|\s*/\s*(?!\d)")
_POINT = re.compile(r"(?:^|[；;。\s])\s*(?:[（(]?\d{1,2}[）).、．]|[①-⑩])(?!\d)|[；;。]")
_WORDS = re.compile(r"[\s、，,;；|/]+")
_GAPS = re.compile(r"_{2,}|[（(【\[]\s{0,40}[)）】\]]")
_BETWEEN = ("[；;]", r"\|", "、", "[，,]", r"\s+")
_CITATION = re.compile(
    r"(?:见|详见|依据|根据|出自)?[:：]?《[^《》]{2,40}》(?:[（(][^（）()]{2,12}[)）])?第[^，,。；;\s]{1,8}条"
    r"(?:[（(]\d{4}年?[^（）()]{0,6}[)）])?[。.]?"
)
_EASY, _HARD, _NORMAL = 1, 3, 2
_DIFFICULTIES = {
    **dict.fromkeys(("1", "易", "容易", "简单", "较易", "低", "基础", "easy"), _EASY),
    **dict.fromkeys(("3", "难", "较难", "困难", "高", "hard", "4", "5"), _HARD),
}


def to_question(item: Item) -> Question:
    """一题写成题目；出处看不出是哪部法规的，原话写进解析的末尾。"""
    source = read_source(item.source or _cited(item.explanation))
    explanation = item.explanation
    if item.source and source is None and item.source not in explanation:
        explanation = f"{explanation}（原注：{item.source}）"
    return Question(
        item.stem,
        QuestionType(item.type),
        item.options,
        _answer(item),
        explanation,
        source,
        tuple(one for one in AUDIENCES if one in _WORDS.split(item.audience)),
        tuple(dict.fromkeys(one for one in _WORDS.split(item.tags) if one)),
        _DIFFICULTIES.get(item.difficulty.strip().casefold(), _NORMAL),
    )


def _cited(explanation: str) -> str:
    """解析只写着一处条文（“《党章》第八条。”）的，那就是出处；别的为空串。"""
    return explanation if _CITATION.fullmatch(explanation) else ""


def _answer(item: Item) -> Answer:
    if item.type == QuestionType.BLANK:
        blanks = _parts(item)
        return tuple(tuple(said.strip() for said in _ALTERNATIVE.split(one) if said.strip()) for one in blanks)
    if item.type == QuestionType.SHORT:
        points = tuple(one.strip() for one in _POINT.split(item.answer) if one.strip())
        return points or (item.answer,)
    return item.answer


def _parts(item: Item) -> list[str]:
    """各空的答案：题干里有几个空，就按哪一种隔法正好分成几个；都不合的按分号分。"""
    gaps = len(_GAPS.findall(item.stem))
    ways = [[one.strip() for one in re.split(way, item.answer) if one.strip()] for way in _BETWEEN]
    return next((way for way in ways if len(way) == gaps), ways[0])
