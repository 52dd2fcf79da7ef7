"""题号：认出一行开头的题号，再从全篇看哪一种写法才是题号。"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_HAN = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FORMS = (
    ("dot", re.compile(r"^\d{1,3}-(\d{1,4})\s{0,3}[、.．]\s{0,5}")),
    (
        "title",
        re.compile(r"^第\s{0,3}(\d{1,5}|[一二三四五六七八九十百零]{1,6})\s{0,3}[题道问]\s{0,3}[.．、:：)）】]?\s{0,5}"),
    ),
    (
        "title",
        re.compile(
            r"^(?:题目?|试题|问题|题号|考题|No\.?|Q|Question)\s{0,3}[:：]?\s{0,3}(\d{1,5})(?!\d|\s{0,2}分)\s{0,3}[.．、:：)）]?\s{0,5}",
            re.IGNORECASE,
        ),
    ),
    ("paren", re.compile(r"^[（(\[【〔]\s{0,3}(\d{1,4})\s{0,3}[)）\]】〕]\s{0,3}[.．、:：]?\s{0,5}")),
    ("half", re.compile(r"^(\d{1,5})\s{0,3}[)）】\]]\s{0,3}[.．、:：]?\s{0,5}")),
    (
        "dot",
        re.compile(r"^(\d{1,5})\s{0,3}(?:[、:：]|[.．]\s{0,3}、?(?!\d{1,3}(?:[^\d年月]|$))|[,，]|[—-](?=\s))\s{0,5}"),
    ),
    ("dot", re.compile(r"^(\d{1,5})(?=[【\[（(《“\"])")),
    (
        "space",
        re.compile(
            r"^(\d{1,4})(?:\s{1,9}(?=\S)|(?=[\u4e00-\u9fff])(?!年|月|日|个|周|届|岁|世纪|多|名|万|亿|元|人|次|项|条|天|时|分|以|大))"
        ),
    ),
    ("hanparen", re.compile(r"^[（(]\s{0,3}([一二三四五六七八九十百]{1,5})\s{0,3}[)）]\s{0,3}[.．、:：]?\s{0,5}")),
    ("han", re.compile(r"^([一二三四五六七八九十百]{1,5})\s{0,3}[、.．]\s{0,5}")),
    ("circled", re.compile(r"^([①-⑳])\s{0,3}[.、]?\s{0,5}")),
)


class Numbered(NamedTuple):
    """行首的题号：哪种写法、第几、到哪里为止。"""

    form: str
    value: int
    end: int


def number_of(line: str) -> Numbered | None:
    """一行开头的题号。"""
    for form, pattern in _FORMS:
        found = pattern.match(line)
        if found:
            return Numbered(form, _value(found[1]), found.end())
    return None


def _value(text: str) -> int:
    if text.isascii():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    total, digit = 0, 0
    for one in text:
        if one in "十百":
            total, digit = total + (digit or 1) * (10 if one == "十" else 100), 0
        else:
            digit = _HAN[one]
    return total + digit


def form_of(parts: Iterable[Iterable[Numbered]]) -> str:
    """一篇里哪一种写法是题号：parts 是各大题里的题号；各大题里数得最远、又不总是从头数的那种，没有为空串。"""
    worth = defaultdict[str, int](int)
    for part in parts:
        reach, restarts, last = defaultdict[str, int](int), defaultdict[str, int](int), dict[str, int]()
        for number in part:
            restarts[number.form] += number.value == 1 and number.form in last
            reach[number.form] = max(reach[number.form], min(number.value, reach[number.form] + 1))
            last[number.form] = number.value
        for form, reached in reach.items():
            worth[form] += reached - restarts[form]
    order = list(worth)
    return max(worth, key=lambda form: (worth[form], -order.index(form)), default="")
