"""JSON 里的题目：找到一条条记录，各个键是什么，答案是字母、文字还是序号。"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# JSON 的值是什么类型，看了才知道

from collections.abc import Iterator
from typing import Any

from core.domain.questions import LETTERS

from . import options, tables
from .cleaning import clean, lines, tidy
from .literals import Text, values
from .shapes import JUDGE, Draft
from .words import ANSWER, DIFFICULTY, EXPLANATION, KIND, OPTION, OPTIONS, OTHER, SOURCE, STEM, TAGS, kind_of, role_of

_WORDS = (EXPLANATION, SOURCE, TAGS, DIFFICULTY)
_TEXT_KEYS = (
    "text",
    "content",
    "label",
    "title",
    "name",
    "option",
    "value",
    "desc",
    "文字",
    "内容",
    "选项",
    "answer",
    "body",
)
_RIGHT_KEYS = (
    "iscorrect",
    "correct",
    "isright",
    "right",
    "isanswer",
    "is_correct",
    "is_right",
    "是否正确",
    "正确",
    "checked",
    "answer",
    "isTrue",
)
_LEAST = 4


def read(text: str) -> list[Draft]:
    """读一篇 JSON 或 JS；没有题目为空。"""
    return [draft for value in values(text) for draft in _walk(value, "", 1)]


def _walk(value: Any, kind: str, line: int) -> Iterator[Draft]:
    """一层层往下找题目；外面一层的键（单选题：[…]）给出题型。"""
    if isinstance(value, list):
        yield from _listed(value, kind, line)
    elif isinstance(value, dict):
        made = _record(value, kind, line)
        if made is not None:
            yield made
            return
        for key, one in value.items():
            named = kind_of(key) if isinstance(one, list | dict) else ""
            if isinstance(one, list | dict):
                yield from _walk(one, named or _own_kind(value) or kind, line)
        if not any(isinstance(one, list | dict) for one in value.values()):
            yield from _pairs(value, kind)


def _listed(value: list[Any], kind: str, line: int) -> Iterator[Draft]:
    """一个数组：各项也是数组的当表读，不然逐项往下找。"""
    if all(map(_is_row, value)):
        yield from tables.read("", tables.cleaned([[_plain(cell) for cell in row] for row in value]))
        return
    for one in value:
        line = _line(one) or line
        yield from _walk(one, kind, line)


def _is_row(value: Any) -> bool:
    """表里的一行：几个不再分层的值。"""
    return isinstance(value, list) and len(value) > 1 and not any(isinstance(one, list | dict) for one in value)


def _own_kind(value: dict[str, Any]) -> str:
    """这一层自己写着题型（{"type": "单选题", "list": […]}）。"""
    return next(
        (kind_of(one) for key, one in value.items() if isinstance(one, str) and role_of(key) in (KIND, STEM)), ""
    )


def _pairs(value: dict[str, Any], kind: str) -> Iterator[Draft]:
    """题干作键、答案作值。"""
    said = [(key, one) for key, one in value.items() if isinstance(one, str | bool) and len(key) > _LEAST * 2]
    if said and len(said) == len(value) and not any(role_of(key) for key in value):
        for key, one in said:
            yield Draft(_line(one) or 1, lines(clean(key)), answer=_plain(one), kind=kind)


def _line(value: Any) -> int:
    if isinstance(value, Text):
        return value.line
    if isinstance(value, dict):
        return next((line for one in value.values() if (line := _line(one))), 0)
    return 0


def _record(value: dict[str, Any], kind: str, line: int) -> Draft | None:  # noqa: C901 一条记录的各项依次取出
    """一条记录；没有题干，或题干之外既没有选项也没有答案，就不是。"""
    fields = dict[str, Any]()
    columns = dict[str, Any]()
    for key, one in value.items():
        role = role_of(key)
        if role == OPTION and not isinstance(one, list | dict):
            columns[key] = one
        elif role == OPTION and key.casefold() == "a":
            fields.setdefault(ANSWER, one)
        elif role and role != OTHER and (role not in fields or fields[role] in (None, "", [])):
            fields[role] = one
    if ANSWER not in fields and [key.casefold() for key in columns] == ["a"]:
        fields[ANSWER] = columns.popitem()[1]
    stem = fields.get(STEM)
    if isinstance(stem, dict):
        stem = _of_dict(stem, _TEXT_KEYS)
    if not isinstance(stem, str) or not ({ANSWER, OPTIONS} & set(fields) or columns):
        return None
    if isinstance(fields.get(ANSWER), list) and fields[ANSWER] and isinstance(fields[ANSWER][0], dict):
        fields.setdefault(OPTIONS, fields.pop(ANSWER))
    draft = Draft(_line(stem) or _line(value) or line, lines(clean(stem)), kind=kind)
    draft.base = 0
    if isinstance(fields.get(KIND), str):
        draft.kind = kind_of(fields[KIND]) or kind
    _options(draft, fields.get(OPTIONS), columns)
    _answer(draft, fields.get(ANSWER))
    for role in _WORDS:
        setattr(draft, role, tidy(clean(_plain(fields.get(role)))))
    return draft


def _options(draft: Draft, said: Any, columns: dict[str, Any]) -> None:
    if isinstance(said, dict):
        said = [{"key": key, "text": one} for key, one in said.items()] if not _right(said) else [said]
    if isinstance(said, list):
        draft.options = _of_list(draft, said)
    elif isinstance(said, str) and said.strip():
        text = clean(said)
        draft.options = [one.text for one in options.split_cell(text, options.way_of([(text, 2)]))]
    if columns and not draft.options:
        draft.options = [tidy(clean(_plain(one))) for one in columns.values()]


def _of_list(draft: Draft, said: list[Any]) -> list[str]:
    made = list[str]()
    for index, one in enumerate(said):
        if isinstance(one, dict):
            text = _of_dict(one, _TEXT_KEYS, skip=LETTERS)
            if _right(one):
                draft.answer += LETTERS[index : index + 1]
        else:
            text = _plain(one)
        made.append(tidy(clean(text)))
    return made


def _of_dict(value: dict[str, Any], names: tuple[str, ...], skip: str = "") -> str:
    """几个可能的键里最像正文的；只写着字母的键不算。"""
    found = [
        _plain(one)
        for name in names
        for key, one in value.items()
        if key.casefold() == name and not isinstance(one, bool)
    ]
    wordy = [one for one in found if one.strip() and not (skip and one.strip().rstrip(".") in skip)]
    return next(iter([*wordy, *found]), "") or next((one for one in value.values() if isinstance(one, str)), "")


def _right(value: dict[str, Any]) -> bool:
    flags = [one for key, one in value.items() if key.casefold() in _RIGHT_KEYS]
    return any(
        flag is True
        or (isinstance(flag, int) and flag == 1)
        or (isinstance(flag, str) and flag in ("1", "true", "是", "√"))
        for flag in flags
    )


def _answer(draft: Draft, said: Any) -> None:
    if said is None or said == []:
        return
    if isinstance(said, bool):
        draft.answer = "对" if said else "错"
        draft.kind = draft.kind or JUDGE
    elif isinstance(said, list):
        gap = "," if draft.options else "；"
        draft.answer = gap.join(_plain(one) for one in said)
        if said and not all(isinstance(one, int) for one in said):
            draft.base = None
    else:
        draft.answer = _plain(said)
        draft.base = 0 if isinstance(said, int) else None


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return " ".join(_plain(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
