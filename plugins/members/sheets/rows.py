"""名单里的一行：认出来的各项，和每一格怎么读。"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from core.domain.names import LONGEST_NAME, is_formula, seen
from core.domain.roster import CATEGORY_NAMES, OFFICE_NAMES, UNDECIDED

MOST_ROWS = 500
"""一次最多读多少行。"""
_QQ = re.compile(r"[1-9]\d{4,11}")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?|(\d{4})(\d\d)(\d\d)"
)
_MONTH = re.compile(r"\d{4}\s*(?:[-/.]\s*\d{1,2}|年\s*\d{1,2}\s*月?|年)|\d{4}")
_NOTHING = {"", "-", "--", "—", "——", "/", "\\", "无", "空", "暂无", "未知", "不详", UNDECIDED, "未编入", "未登记"}
_ORDINARY = {*CATEGORY_NAMES, "普通党员", "一般党员"}
_YES = {"是", "√", "✓", "✔", "1", "y", "yes", "true", "有"}
_NO = {"否", "×", "x", "✗", "0", "n", "no", "false", "不是", "非"}
_HERE = {"在", "在本支部", "本支部", "在本支部内"} | _YES
_AWAY = {"不在", "不在本支部", "外单位", "在外支部", "其他支部"} | _NO
_FLOATS = {"流动", "流动党员"} | _YES
_STAYS = {"不流动", "非流动", "不是流动党员", "非流动党员"} | _NO
_CATEGORIES = CATEGORY_NAMES | {
    "正式": CATEGORY_NAMES["正式党员"],
    "预备": CATEGORY_NAMES["预备党员"],
    "中共党员": CATEGORY_NAMES["正式党员"],
    "中共正式党员": CATEGORY_NAMES["正式党员"],
    "中共预备党员": CATEGORY_NAMES["预备党员"],
    "共产党员": CATEGORY_NAMES["正式党员"],
    "中国共产党党员": CATEGORY_NAMES["正式党员"],
    "中国共产党预备党员": CATEGORY_NAMES["预备党员"],
}
_FOUNDED = 1921


class Row(NamedTuple):
    """认出来的一行；number 是第几行（从 1 起）。没有写的项为 None，没有写职务为空；没有写姓名为空串。"""

    number: int
    name: str
    user_id: str | None
    category: str | None
    offices: tuple[str, ...]
    subgroup: str | None
    joined_on: date | None = None
    here: bool | None = None
    floating: bool | None = None
    city: str | None = None

    def kept(self) -> list[Any]:
        """写成 JSON 的样子，确认时再读回来。"""
        return [one.isoformat() if isinstance(one, date) else one for one in self]

    @classmethod
    def of(cls, kept: Sequence[Any]) -> "Row":
        """照 kept 写的读回来。"""
        row = cls(*kept)
        joined = date.fromisoformat(kept[6]) if kept[6] else None
        return row._replace(offices=tuple(row.offices), joined_on=joined)


class Fault(NamedTuple):
    """读不了的一行和原因。"""

    number: int
    reason: str


class Reading(NamedTuple):
    """一份名单读出来的样子。"""

    rows: list[Row]
    faults: list[Fault]


class Unreadable(Exception):
    """一格没有看懂；说给人听的原因就是它的文字。"""


def blank(cell: str) -> bool:
    """是不是等于没有写。"""
    return cell.strip() in _NOTHING


def name_of(cell: str) -> str:
    """姓名：公式样的、有看不见的字的、太长的都不收。"""
    clean = " ".join(cell.split())
    if seen(clean) != clean:
        raise Unreadable("姓名里有看不见的字符，请重新输入这一格")
    if is_formula(clean):
        raise Unreadable(f"姓名“{clean[:12]}”像一个公式，请改成文字")
    if len(clean) > LONGEST_NAME:
        raise Unreadable(f"姓名“{clean[:8]}…”超过 {LONGEST_NAME} 个字")
    if clean.isdecimal():
        raise Unreadable(f"姓名“{clean}”是数字，请核对")
    return clean


def user_id_of(cell: str) -> str:
    """QQ 号；手机号不是。"""
    clean = "".join(cell.split()).removesuffix(".0")
    if _MOBILE.fullmatch(clean):
        raise Unreadable(f"“{clean}”是手机号，不是 QQ 号")
    if not _QQ.fullmatch(clean):
        raise Unreadable(f"“{cell[:16]}”不像 QQ 号")
    return clean


def category_of(cell: str) -> str:
    """党员类别，或政治面貌。"""
    found = _CATEGORIES.get("".join(cell.split()))
    if found is None:
        raise Unreadable(f"类别“{cell[:12]}”认不出来，可写正式党员、预备党员、发展对象、入党积极分子、入党申请人、群众")
    return found


def offices_of(cell: str) -> tuple[tuple[str, ...], list[str]]:
    """职务一格：（支部里的职务，不是支部职务的字）；“科长”一类行政职务不算错。"""
    known, others = list[str](), list[str]()
    for word in re.split(r"[、，,;；/兼和\s]+", cell):
        if word in OFFICE_NAMES:
            known.append(OFFICE_NAMES[word].value)
        elif not blank(word) and word not in _ORDINARY:
            others.append(word)
    return tuple(dict.fromkeys(known)), others


def day_of(cell: str) -> date | None:
    """入党日期；只写到年月的为 None。"""
    found = _DATE.fullmatch(cell.strip())
    if found is None and _MONTH.fullmatch(cell.strip()):
        return None
    parts = [int(one) for one in found.groups() if one] if found else []
    try:
        day = date(*parts) if parts else None
    except ValueError:
        day = None
    if day is None or day.year < _FOUNDED:
        raise Unreadable(f"入党日期“{cell[:16]}”认不出来，请写成 2019-07-01")
    return day


def here_of(cell: str) -> bool:
    """组织关系在不在本支部。"""
    return _either(cell, _HERE, _AWAY, "组织关系", "在本支部、不在本支部")


def floating_of(cell: str) -> bool:
    """是不是流动党员。"""
    return _either(cell, _FLOATS, _STAYS, "流动党员", "是、否")


def short_of(cell: str, what: str) -> str:
    """党小组、城市这样的短名称。"""
    clean = " ".join(cell.split())
    if len(clean) > LONGEST_NAME or is_formula(clean):
        raise Unreadable(f"{what}“{clean[:12]}…”太长或像一个公式")
    return clean


def without_repeats(rows: list[Row], faults: list[Fault]) -> Reading:
    """同一个 QQ 号写了几行的，这几行都不算；没有 QQ 又同名的也不算。"""
    keys = [row.user_id or row.name for row in rows]
    counts = {key: keys.count(key) for key in set(keys)}
    kept = [row for row, key in zip(rows, keys, strict=True) if counts[key] == 1]
    for row, key in zip(rows, keys, strict=True):
        if counts[key] > 1:
            what, advice = ("QQ 号", "，请核对是谁的") if row.user_id else ("", "，同名的请写上 QQ 号")
            faults.append(Fault(row.number, f"{what}“{key}”在名单里出现了 {counts[key]} 次{advice}"))
    return Reading(kept, sorted(faults))


def _either(cell: str, yes: set[str], no: set[str], what: str, choices: str) -> bool:
    word = "".join(cell.split()).lower()
    if word not in yes | no:
        raise Unreadable(f"{what}“{cell[:12]}”认不出来，可写{choices}")
    return word in yes
