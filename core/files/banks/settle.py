"""草稿定成题目，或说清是哪里不对。"""

import re
from collections.abc import Sequence

from core.domain.questions import LETTERS

from . import answers, options
from .cleaning import fold, same, tidy
from .shapes import BLANK, CHOICE, JUDGE, MULTIPLE, SHORT, SINGLE, Draft, Fault, Item
from .words import KIND_NAME, kind_of, loose_verdict, verdict

_OPEN, _CLOSE = r"[（(【\[〔]", r"[)）】\]〕]"
_NUMBER = re.compile(
    r"^(?:第?\d{1,5}\s?[.．、)）:：]|第\d{1,5}题[.．、:：]?|[（(]\d{1,4}[)）][.、]?)\s{0,5}(?!\d(?!\d{3}年|月|\d月))(?=\S)"
)
_KIND_TAG = re.compile(
    rf"{_OPEN}\s{{0,3}}({KIND_NAME}题?|[单多判](?=[】\]]))\s{{0,3}}(?:[,，、;；:：]?\s{{0,3}}(?:共|每题)?\d{{1,3}}(?:\.\d{{1,2}})?\s?分)?\s{{0,3}}{_CLOSE}\s{{0,3}}[.、:：]?"
)
_KIND_LEAD = re.compile(rf"^({KIND_NAME}题?)\s{{0,3}}[:：]\s{{0,3}}(?=\S)|^({KIND_NAME}题)\s{{1,5}}(?=\S)")
_SCORE = re.compile(
    r"[（(【\[]\s{0,3}(?:本题|每题|共|分值[:：]?)?\s{0,3}\d{1,3}(?:\.\d{1,2})?\s{0,3}分\s{0,3}[)）】\]]"
)
_LEVEL = re.compile(r"[（(【\[]\s{0,3}(?:难度[:：]?\s{0,3})?(易|中|难|较易|较难|容易|中等|困难)\s{0,3}[)）】\]]$")
_ANSWER_IN = re.compile(
    rf"{_OPEN}\s{{0,6}}((?:[A-Ja-j][\s、,，]{{0,3}}){{1,10}}|√|×|对|错|正确|错误|[TFtfXxYN])\s{{0,6}}{_CLOSE}"
)
_TRAILING = re.compile(r"(?<=[。？?）)\s])\s{0,9}(√|×|对|错|正确|错误|T|F)\s{0,3}[。.]?$")
_TRAILING_LETTERS = re.compile(r"(?<=[)）_？?。：:])\s{0,5}([A-J]{1,10})\s{0,3}[。.]?$")
_BLANKS = re.compile(
    r"_{2,}|[\[【（(]\s{0,3}填?空\s{0,3}\d{0,2}\s{0,3}[)）】\]]|[（(【\[]\s{0,40}[)）】\]]|[（(]\s{0,9}[1-9①-⑩]\s{0,9}[)）]|(?<=\S)\s{3,40}(?=\S)|(?<=\S)\s{4,}$|…{2,}|﹍+"
)
_VISIBLE_GAP = re.compile(r"_{2,}|[（(【\[]\s{0,40}[)）】\]]|…{2,}")
_WIDE_GAP = re.compile(r"(?<=\S)\s{3,40}(?=\S)|(?<=[\u4e00-\u9fff])\s{4,40}$")
_LAST_BLANK = re.compile(r"[（(【\[]\s{0,40}[)）】\]]\s{0,5}[。.]?$")
_FILLED = re.compile(
    r"[【{]\s{0,5}([^【】{}]{1,60}?)\s{0,5}[】}]|_{2,}\s{0,5}(?![、，,。；;：:“”]+_)([^_\s]{1,60})\s{0,5}_{2,}|[（(]([^（）()]{1,60})[)）]"
)

_FILLED_AFTER = re.compile(r"(?:【\s{0,3}[^【】\s]{1,60}\s{0,3}】\s{0,3}){1,10}$")
_LAST_LETTERS = re.compile(r"\s{0,9}[【\[]\s{0,3}([A-J](?:[\s、,，]{0,2}[A-J]){0,9})\s{0,3}[】\]]\s{0,3}[。.]?$")
_TOLD = re.compile(r"(?<=[。？?）)])\s{1,9}(√|×|对|错|正确|错误)\s{0,3}[。，,；;：:]\s{0,3}(\S.{0,400})$")


def settle(draft: Draft) -> tuple[Item | None, list[Fault]]:
    """定下一题；有毛病的没有题，只有各条毛病。"""
    hint, stem = _undress(draft)
    choices, right = _choices(draft)
    if not choices and (made := options.whole(stem)) and made.lead.strip():
        stem, choices = made.lead.strip(), [one.text for one in made.found]
        right = "".join(LETTERS[one.at] for one in made.found if one.right)
    raw = draft.answer.strip() if answers.bare(draft.answer) else ""
    stem, raw = _told(draft, stem, raw, hint, choices)
    stem, raw = _reveal(stem, raw or right, hint, choices)
    kind, answer, reasons = _decide(hint, stem, choices, raw)
    if not fold(_BLANKS.sub("", stem)):
        reasons.insert(0, "题干是空的")
    if reasons:
        return None, [Fault(draft.line, reason, draft.sheet) for reason in reasons]
    if kind == JUDGE:
        choices = []
        stem = _LAST_BLANK.sub("", stem).rstrip() or stem
    texts = (tidy(draft.explanation), tidy(draft.source))
    item = Item(
        kind,
        _spoken(stem, kind),
        tuple(choices),
        answer,
        *texts,
        draft.line,
        draft.sheet,
        tidy(draft.tags),
        tidy(draft.difficulty),
        tidy(draft.audience),
    )
    return item, []


def answered(draft: Draft) -> bool:
    """选择、判断题的答案已经写在题里，不等章末的答案表。"""
    item = settle(draft)[0]
    return item is not None and item.type not in (BLANK, SHORT)


def _told(draft: Draft, stem: str, raw: str, hint: str, choices: list[str]) -> tuple[str, str]:
    """写在最后一个选项后面的【B】、写在判断题后面又接着解析的“错误。应为……”：取出来。"""
    last = _LAST_LETTERS.search(choices[-1]) if choices and not raw else None
    if last and last.start() and _fits(last[1], choices):
        choices[-1] = options.trim(choices[-1][: last.start()])
        return stem, last[1]
    told = _TOLD.search(stem) if hint == JUDGE and not raw and not choices else None
    if told:
        draft.explanation = draft.explanation or told[2]
        return stem[: told.start()], told[1]
    return stem, raw


def _spoken(stem: str, kind: str) -> str:
    """写进题库的题干：空着的一段补成横线，别的空白只留一个。"""
    if kind != JUDGE and not _VISIBLE_GAP.search(stem):
        stem = _WIDE_GAP.sub("____", stem)
    return tidy(stem)


def _undress(draft: Draft) -> tuple[str, str]:
    """题干去掉题号、题型、分值；题型写在题干里的也认。"""
    stem = draft.stem.strip().strip("*#`").strip()
    hint = draft.kind
    for pattern in (_NUMBER, _KIND_TAG, _KIND_LEAD, _NUMBER):
        found = pattern.search(stem)
        if not found:
            continue
        named = next((group for group in found.groups() if group), "") if pattern is not _NUMBER else ""
        if named:
            told = kind_of(named)
            hint = told if not hint or hint == CHOICE or (told != CHOICE and told) else hint
        stem = f"{stem[: found.start()]}{stem[found.end() :]}".strip()
    stem = stem.rstrip("*# ")
    stem = _SCORE.sub("", stem, count=1).strip()
    found = _LEVEL.search(stem)
    if found:
        draft.difficulty = draft.difficulty or found[1]
        stem = stem[: found.start()].strip()
    return hint, stem


def _choices(draft: Draft) -> tuple[list[str], str]:
    """各选项的文字，和标着正确的那几个。"""
    made, right = list[str](), ""
    texts = list(draft.options)
    while texts and not texts[-1].strip():
        texts.pop()
    for index, text in enumerate(texts):
        bare, flagged = options.unmark(text)
        made.append(options.trim(options.strip_label(bare, index)))
        right += LETTERS[index : index + 1] if flagged else ""
    return made, right


def _reveal(stem: str, raw: str, hint: str, choices: Sequence[str]) -> tuple[str, str]:
    """写在题干里的答案：取出来，括号留空；另有答案的，题干里同样的也去掉。"""
    found: re.Match[str] | None = None
    for one in _ANSWER_IN.finditer(stem):
        if choices or hint == JUDGE or (verdict(one[1]) and (one.end() >= len(stem) - 2 or one.start() == 0)):
            found = one
    if found and (not raw or answers.bare(found[1]) == answers.bare(raw)) and _fits(found[1], choices):
        return f"{stem[: found.start()]}（ ）{stem[found.end() :]}".strip(), raw or found[1]
    if not raw:
        trailing = (_TRAILING_LETTERS if choices else _TRAILING).search(stem)
        if trailing:
            return stem[: trailing.start()].rstrip(), trailing[1]
        if hint == BLANK:
            return _unfill(stem)
    return stem, raw


def _fits(said: str, choices: Sequence[str]) -> bool:
    letters = answers.letters_in(said)
    if choices and not answers.pair(choices):
        return bool(letters) and LETTERS.index(letters[-1]) < len(choices)
    return bool(verdict(said) or letters)


def _unfill(stem: str) -> tuple[str, str]:
    after = _FILLED_AFTER.search(stem)
    if after:
        said = [one for one in re.split(r"[【】\s]+", after[0]) if one]
        rest = stem[: after.start()].rstrip()
        if len(_VISIBLE_GAP.findall(rest)) == len(said):
            return rest, "；".join(said)
    found = [next(group for group in one.groups() if group) for one in _FILLED.finditer(stem) if any(one.groups())]
    found = [one for one in found if one.strip("_ ")]
    return (_FILLED.sub("（ ）", stem), "；".join(found)) if found else (stem, "")


Decision = tuple[str, str, list[str]]


def _decide(hint: str, stem: str, choices: Sequence[str], raw: str) -> Decision:
    """题型、答案，和毛病。"""
    if len(choices) > 1 and (hint not in (BLANK, SHORT) or answers.letters_in(raw)):
        if hint not in (SINGLE, MULTIPLE) and answers.pair(choices):
            return _judge(raw, answers.pair(choices))
        return _choose(hint, choices, raw)
    if not raw:
        missing = ["没有答案"]
        if hint in (SINGLE, MULTIPLE, CHOICE) or choices:
            missing.insert(0, "选项少于两个")
        return hint, "", missing
    if hint in (SINGLE, MULTIPLE, CHOICE):
        return hint, "", ["选项少于两个"]
    if hint == JUDGE:
        return _judge(raw, [])
    return _write(hint, stem, choices, raw)


def _judge(raw: str, said: Sequence[str]) -> Decision:
    if not raw:
        return JUDGE, "", ["没有答案"]
    letters = answers.letters_in(raw)
    told = loose_verdict(raw)
    if said or letters in ("A", "B"):
        picked = letters or answers.pick(raw, ["?"] * 2, 1)
        picked = picked or ""
        if picked in ("A", "B") and not told:
            told = (said or ["对", "错"])[LETTERS.index(picked)]
    if not told:
        told = {"1": "对", "0": "错", "2": "错"}.get(answers.bare(raw), "")
    return JUDGE, told, [] if told else [f"判断题的答案“{_short(raw)}”看不出是对还是错"]


def _choose(hint: str, choices: Sequence[str], raw: str) -> Decision:
    reasons = _flaws(choices)
    if not raw:
        return hint, "", [*reasons, "没有答案"]
    letters = answers.pick(raw, choices, 1)
    if not letters:
        return hint, "", [*reasons, f"答案“{_short(raw)}”不在选项里"]
    beyond = [letter for letter in letters if LETTERS.index(letter) >= len(choices)]
    if beyond:
        reasons.append(f"答案 {''.join(beyond)} 不在选项里")
    kind = hint if hint in (SINGLE, MULTIPLE) else MULTIPLE if len(letters) > 1 else SINGLE
    if kind == SINGLE and len(letters) > 1:
        reasons.append(f"是单选题，答案却有 {len(letters)} 个（{letters}）")
    return kind, letters, reasons


def _flaws(choices: Sequence[str]) -> list[str]:
    reasons = [f"选项 {LETTERS[index : index + 1]} 是空的" for index, text in enumerate(choices) if not text.strip()]
    if len(choices) > len(LETTERS):
        return [*reasons, f"选项超过 {len(LETTERS)} 个"]
    seen = dict[str, int]()
    for index, text in enumerate(choices):
        first = seen.setdefault(same(text), index)
        if first != index and text.strip():
            reasons.append(f"选项 {LETTERS[first]} 和 {LETTERS[index]} 相同")
    return reasons


def _write(hint: str, stem: str, choices: Sequence[str], raw: str) -> Decision:
    """没有选项、也没有说是选择判断的：看答案，再看题干里有没有空。"""
    gaps = _BLANKS.findall(_LAST_BLANK.sub("", stem))
    if not hint and not gaps and loose_verdict(raw):
        return _judge(raw, [])
    if not hint and answers.letters_in(raw):
        return SINGLE, "", ["选项少于两个"]
    if choices and hint not in (BLANK, SHORT):
        return SINGLE, "", ["选项少于两个"]
    kind = hint or (BLANK if _BLANKS.search(stem) else SHORT)
    said = (answers.blanks(raw) if kind == BLANK else "") or answers.words(raw)
    return kind, said, [] if fold(said) else ["没有答案"]


def _short(raw: str) -> str:
    text = tidy(raw)
    return text if len(text) <= 12 else f"{text[:12]}…"  # noqa: PLR2004 一眼看得完
