"""读一个题库：几种读法各读一遍，取读得最全的那一种；说清每一处毛病，重复的只留一道。"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from core.domain.questions import LETTERS
from core.domain.uploads import Upload

from . import answers, prose, records, tables
from .body import unlabelled
from .cleaning import clean, fold, same
from .columns import header
from .outline import Line, lines_of
from .settle import settle
from .shapes import BankReading, Draft, Fault, Item
from .words import is_roster

_JSON = re.compile(r"^\s*(?:[\[{]|(?:/\*|//|const |let |var |export |module\.|window\.|\w+\s*=\s*[\[{]))")
_RULE = re.compile(r"^[\s|:+-]{3,400}$")
_FAIR, _CLEARLY = 0.6, 1.2
"""平均一题得这么多分就不另找读法；另一种读法要好出这么多倍才算更好。"""
_FEW = 8
_COUNTED = (
    "有 {count} 题的答案写成数字，看不出从 0 还是从 1 数起，是按 0 指 A 读的。请核对；不对的，把答案改成字母再发。",
    "有 {count} 题的答案写成数字，看不出从 0 还是从 1 数起，是按 1 指 A 读的。请核对；不对的，把答案改成字母再发。",
)


def read(upload: Upload) -> BankReading | None:
    """读一个传上来的文件；根本不像题库为 None。"""
    if upload.sheets:
        drafts = list[Draft]()
        for sheet in upload.sheets:
            made = _sheet(sheet.name, sheet.rows)
            for draft in made:
                draft.sheet = sheet.name
            drafts += made
        return _reading(drafts)
    return read_text(upload.text)


def read_text(text: str) -> BankReading | None:
    """读一篇文字（粘贴的也是）；根本不像题库为 None。"""
    if _JSON.match(text):
        found = records.read(text)
        if found:
            return _reading(found)
    return _reading(_best(text))


def _sheet(name: str, rows: Sequence[Sequence[str]]) -> list[Draft]:
    numbered = tables.cleaned(rows)
    if any(is_roster(row) for _, row in numbered[:_FEW]):
        return []
    as_table = tables.read(name, numbered)
    score = _score(as_table)
    headed = any(header(row) for _, row in numbered) and any(settle(draft)[0] for draft in as_table)
    if headed or score >= _FAIR * len(as_table) > 0:
        return as_table
    parsed = lines_of("\n".join(tables.as_lines(numbered)))
    return _better(
        as_table,
        score,
        [lambda: tables.ragged(numbered), lambda: _prose(parsed), lambda: _prose(parsed, numbered=False)],
    )


def _best(text: str) -> list[Draft]:
    """按表格、按文字各读一遍；头一遍一题也没有的，不再换着法子分题。"""
    parsed = lines_of(text)
    first = _prose(parsed)
    score = _score(first)
    ways: list[Callable[[], list[Draft]]] = [lambda: _mixed(text)]
    if any(settle(draft)[0] for draft in first):
        ways += [lambda: _prose(parsed, numbered=False), lambda: _prose(parsed, numbered=True)]
    if score >= _FAIR * len(first) > 0 and "\t" not in text and "|" not in text:
        return first
    return _better(first, score, ways)


def _better(drafts: list[Draft], score: float, ways: Sequence[Callable[[], list[Draft]]]) -> list[Draft]:
    for way in ways:
        other = way()
        if (reached := _score(other)) > max(score * _CLEARLY, 0):
            drafts, score = other, reached
    return drafts


def _prose(parsed: list[Line], *, numbered: bool | None = None) -> list[Draft]:
    return prose.read_lines(parsed, numbered=numbered)


def _mixed(text: str) -> list[Draft]:
    """文字里夹着的表格按表格读，其余按文字读。"""
    drafts = list[Draft]()
    rest = list[str]()
    for rows, lines in _blocks(text.split("\n")):
        if rows:
            tidied = [(number, [clean(cell).strip() for cell in row]) for number, row in rows if any(row)]
            made = tables.read("", tidied)
            made = _better(made, _score(made), [lambda: tables.ragged(tidied)])  # noqa: B023 当场就用
            if _score(made) > 0:
                drafts += made
                rest += [""] * len(lines)
                continue
        rest += lines
    if not drafts:
        return []
    return sorted([*drafts, *_prose(lines_of("\n".join(rest)))], key=lambda draft: draft.line)


def _blocks(lines: list[str]) -> Iterator[tuple[list[tuple[int, list[str]]], list[str]]]:
    """连着的、隔法相同的几行是一张表。"""
    mark = _delimiter(lines)
    at = 0
    for is_table, group in groupby(lines, key=lambda line: bool(mark) and mark in line):
        block = list(group)
        rows = [] if not is_table else [(at + n, row) for n, row in enumerate(_rows(block, mark), 1) if row]
        yield (rows if len(rows) > 1 else []), block
        at += len(block)


def _delimiter(lines: Sequence[str]) -> str:
    """这篇文字里的表格是用什么隔开的。"""
    filled = [line for line in lines if line.strip()]
    for mark in ("\t", "|", "｜", "##", ";", "；", ",", "，"):
        several = sum(mark in line for line in filled)
        if several > 1 and (mark in "\t|｜" or several * 10 >= len(filled) * 8):
            return mark
    return ""


def _rows(lines: Sequence[str], mark: str) -> list[list[str]]:
    if mark == ",":
        return [next(csv.reader(io.StringIO(line)), list[str]()) for line in lines]
    rows = [[cell.strip() for cell in line.strip(" ").strip("|" if mark == "|" else " ").split(mark)] for line in lines]
    return [[] if _RULE.match(line) and mark == "|" else row for line, row in zip(lines, rows, strict=True)]


def _score(drafts: Sequence[Draft]) -> float:
    """读得怎样：成了的题多、毛病少的好。"""
    good = sum(settle(draft)[0] is not None for draft in drafts)
    return good * 2 - (len(drafts) - good) * 0.5


def _reading(drafts: list[Draft]) -> BankReading | None:
    """草稿都定下来；没有一处像题的为 None。"""
    for draft in drafts:
        unlabelled(draft)
    notes = _count(drafts)
    items, faults = list[Item](), list[Fault]()
    for draft in drafts:
        item, found = settle(draft)
        faults += found
        if item:
            items.append(item)
    likely = sum(bool(draft.answer) or len(draft.options) > 1 for draft in drafts)
    if not items and (not likely or likely * 3 < len(drafts)):
        return None
    kept, conflicts, repeated = _without_repeats(items)
    return BankReading(
        kept, sorted([*faults, *conflicts], key=lambda fault: (fault.sheet, fault.line)), repeated, notes
    )


def _without_repeats(items: Sequence[Item]) -> tuple[list[Item], list[Fault], int]:
    """同一道题只留第一道；题目相同、答案不同的，后一道算毛病。"""
    seen = dict[tuple[str, ...], Item]()
    conflicts, repeated = list[Fault](), 0
    for item in items:
        key = (fold(item.stem), *sorted(map(same, item.options)))
        first = seen.setdefault(key, item)
        if first is item:
            continue
        if _said(first) == _said(item):
            repeated += 1
        else:
            conflicts.append(Fault(item.line, f"与第 {first.line} 行是同一道题，答案却不同", item.sheet))
    return list(seen.values()), conflicts, repeated


def _said(item: Item) -> tuple[str, ...]:
    if not item.options:
        return (fold(item.answer),)
    return tuple(sorted(same(item.options[LETTERS.index(letter)]) for letter in item.answer))


def _count(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """答案写成数字的，看全篇是从 0 还是从 1 数的序号，换成字母；正好是选项原文的多，就不是序号。

    没有旁证的，返回一句话说明是怎么读的。
    """
    numeric = [
        (draft, numbers)
        for draft in drafts
        if len(draft.options) > 1 and (numbers := answers.numbers_in(answers.bare(draft.answer)))
    ]
    as_text = [draft for draft, _ in numeric if same(answers.bare(draft.answer)) in map(same, draft.options)]
    if not numeric or len(as_text) * 2 > len(numeric):
        return ()
    notes = ()
    if any(0 in numbers for _, numbers in numeric):
        base = 0
    elif any(max(numbers) >= len(draft.options) for draft, numbers in numeric):
        base = 1
    else:
        programmed = all(draft.base == 0 for draft, _ in numeric)
        base = 0 if programmed and len(numeric) < _FEW else 1
        notes = (_COUNTED[base].format(count=len(numeric)),) if programmed else ()
    for draft, numbers in numeric:
        indexes = sorted({number - base for number in numbers})
        if all(0 <= index < len(LETTERS) for index in indexes):
            draft.answer = "".join(LETTERS[index] for index in indexes)
    return notes
