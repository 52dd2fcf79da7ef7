"""说出去的话里 @ 谁：文字里的一个记号，由各协议换成自己的 at 段；平台没有的照文字写。

记号用的字不会出现在别人打的话里（打进来的都去掉了），所以照着谁的话说也 @ 不到人。
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from core.domain.dialogue import Person
from core.domain.typed import MENTION

EVERYONE = "all"
_MARK = re.compile(f"{MENTION}(?P<who>[^{MENTION}]{{1,64}}){MENTION}")


class Piece(NamedTuple):
    """一段：text 是文字；who 不空是 @ 一个人（或 EVERYONE），text 是平台没有 @ 时的写法。"""

    text: str
    who: str = ""


def at(user_id: str) -> str:
    """@ 一个人的记号。"""
    return f"{MENTION}{user_id}{MENTION}"


def at_everyone() -> str:
    """@ 全体的记号。"""
    return at(EVERYONE)


def pieces(text: str) -> list[Piece]:
    """把话分成文字和 @，空的不要。"""
    found, done = list[Piece](), 0
    for mark in _MARK.finditer(text):
        found += [Piece(text[done : mark.start()]), Piece(_spoken(mark["who"]), mark["who"])]
        done = mark.end()
    return [one for one in [*found, Piece(text[done:])] if one.text]


def unmarked(text: str, people: Iterable[Person]) -> str:
    """打出来的话里，@ 谁的占位符依次换成“@名字”。"""
    for person in people:
        text = text.replace(MENTION, f"@{person.words}", 1)
    return text


def _spoken(who: str) -> str:
    return "@全体成员" if who == EVERYONE else f"@{who}"
