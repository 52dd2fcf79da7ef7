"""章末的答案表：“1-5 ABCDA”“1.A 2.BC”“1.√ 2.×”，和它们各归哪一题。"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from .numbering import number_of
from .settle import answered
from .shapes import CHOICE, MULTIPLE, SINGLE, Draft
from .words import KIND_NAME, kind_of, verdict

_TO = r"\s{0,3}(?:-{1,2}|—{1,2}|–|～|~|至|到)\s{0,3}"
_SAID = r"(?:[A-Ja-j]{1,10}|√|×|对|错|正确|错误|[TF](?![a-z])|[XxYN])"
_RANGE = re.compile(
    rf"(?:第)?(\d{{1,5}}){_TO}(?:第)?(\d{{1,5}})\s{{0,3}}题?\s{{0,3}}[)）.．、:：]?\s{{0,9}}((?:{_SAID}[\s、,，;；|/]{{0,4}}){{1,100}})"
)
_ONE = re.compile(
    r"(?:第\s{0,2})?[（(【\[]?(\d{1,5})\s{0,3}[)）】\]]?\s{0,3}题?\s{0,3}[)）.．、:：，,\-—]{0,2}\s{0,5}[（(【\[]?\s{0,2}"
    r"((?:[A-Ja-j](?:[\s、,，]{0,2}[A-Ja-j]){0,9}|√|×|对|错|正确|错误|[TFXx]))(?![A-Za-z\u4e00-\u9fff])\s{0,2}[)）】\]]?"
)
_PART = re.compile(
    rf"^(?:[（(]?[一二三四五六七八九十]{{1,3}}[)）]?\s{{0,3}}[、.．:：]?\s{{0,3}})?({KIND_NAME}题?)?(?:答案)?\s{{0,3}}[:：]?\s{{0,3}}(?=第?\d)"
)
_DIGIT = re.compile(r"\d")
_LONGEST = 4000
_TOKEN = re.compile(_SAID)
_GLUE = re.compile(r"[\s、,，;；。.|/]+")


@dataclass(slots=True)
class Key:
    """一组答案：题型（标题里写了的）、题号到答案、它之前有几题；notes 是第几条答案（从 0 数）带着的解析。"""

    kind: str = ""
    entries: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    upto: int = 0
    notes: dict[int, str] = field(default_factory=dict[int, str])
    part: int = 0
    """写着“二、”的是第二大题；没写为 0。"""


def part_of(line: str) -> tuple[str, str] | None:
    """“一、单选题：1-5 ABCDA”：前面的题型（没写为空串）和后面的答案；前面没有这样的话为 None。"""
    found = _PART.match(line)
    return (kind_of(found[1] or ""), line[found.end() :]) if found and found.end() else None


def ordinal_of(line: str) -> int:
    """“二、2.ABD”说的是第二大题；写明了题型的、没有写的是 0。"""
    found = number_of(line)
    part = part_of(line)
    return found.value if found and part and not part[0] and found.form in ("han", "hanparen") else 0


def entries(line: str) -> list[tuple[int, str]]:
    """整行只是题号和答案的，各是什么；不是为空。"""
    if len(line) > _LONGEST or not _DIGIT.search(line[:20]):
        return []
    part = part_of(line)
    if part:
        line = part[1]
    made = list[tuple[int, str]]()
    rest = _RANGE.sub(lambda found: _take(found, made), line)
    ranged = len(made)
    rest = _ONE.sub(lambda found: _take_one(found, made), rest)
    if not made or _GLUE.sub("", rest):
        return []
    return sorted(made) if ranged and ranged < len(made) else made


def _take(found: re.Match[str], made: list[tuple[int, str]]) -> str:
    low, high, body = int(found[1]), int(found[2]), found[3]
    count = high - low + 1
    words = [word for word in _GLUE.split(body) if word]
    if len(words) != count:
        words = _TOKEN.findall(re.sub(r"[A-Ja-j]", lambda one: f"{one[0]} ", body))
    if not 0 < count == len(words):
        return found[0]
    made += zip(range(low, high + 1), words, strict=True)
    return ""


def _take_one(found: re.Match[str], made: list[tuple[int, str]]) -> str:
    made.append((int(found[1]), found[2]))
    return " "


def table(first: str, second: str) -> list[tuple[int, str]]:
    """两行一组的答案表：“题号 1 2 3”“答案 A B C”。"""
    names, said = first.split(), second.split()
    if len(names) < 2 or names[0] not in ("题号", "序号", "题目") or len(said) < 2 or not said[0].endswith("答案"):  # noqa: PLR2004 至少一题
        return []
    return [(int(name), word) for name, word in zip(names[1:], said[1:], strict=False) if name.isdigit()]


def assign(drafts: Sequence[Draft], keys: Sequence[Key]) -> None:
    """把各组答案归到还没有答案的题上；写着第几大题的，归那一大题。"""
    for key in keys:
        before = max((one.upto for one in keys if one.upto < key.upto), default=0)
        waiting = [draft for draft in drafts[: key.upto] if not draft.answer and not answered(draft)]
        sections = list(dict.fromkeys(draft.section for draft in drafts[before : key.upto]))
        named = sections[key.part - 1] if 0 < key.part <= len(sections) else None
        own = [draft for draft in waiting if draft.section == named]
        for run in _split(key):
            fits = {number for number, _, _ in run} <= {draft.number for draft in drafts if draft.section == named}
            _give(own if own and fits else waiting, run, key.kind)


Told = tuple[int, str, str]
"""题号、答案、解析。"""


def _split(key: Key) -> list[list[Told]]:
    """题号又从头数起的，分成几组。"""
    runs: list[list[Told]] = []
    last = 0
    for at, (number, said) in enumerate(key.entries):
        if not runs or number <= last:
            runs.append([])
        runs[-1].append((number, said, key.notes.get(at, "")))
        last = number
    return runs


def _give(waiting: list[Draft], run: list[Told], kind: str) -> None:
    wanted = {number: (said, note) for number, said, note in run}
    sections = [list(group) for _, group in groupby(waiting, key=lambda draft: draft.section)]
    fitting = [
        section
        for section in sections
        if _kin(section[0].kind, kind)
        and _shaped(section[0], run)
        and any(draft.number in wanted and not draft.answer for draft in section)
    ]
    if not fitting:
        return
    whole = [section for section in fitting if set(wanted) <= {draft.number for draft in section}]
    if whole or kind:
        chosen: Iterable[Draft] = (whole or fitting)[0]
    else:
        chosen = (draft for section in fitting for draft in section)
    taken = set[int]()
    for draft in chosen:
        if draft.number in wanted and draft.number not in taken and not draft.answer:
            draft.answer, note = wanted[draft.number]
            draft.explanation = draft.explanation or note
            taken.add(draft.number)


def _shaped(draft: Draft, run: list[Told]) -> bool:
    """对错不会是有几个选项的题的答案。"""
    return len(draft.options) < 3 or not all(verdict(said) for _, said, _ in run)  # noqa: PLR2004 只有对、错两项的是判断


def _kin(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return True
    return CHOICE in (one, other) and {one, other} <= {CHOICE, SINGLE, MULTIPLE}
