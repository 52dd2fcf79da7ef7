"""私下练习的规则：自愿，只给本人看，从不计分；一次至多复习五道。"""

import re
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.questions import Question, Verdict

KIND = "practice"
"""等着的回答是这一类。"""
AT_ONCE, MOST_DUE, MOST = 5, 5, 20
"""没说几题的一次几题；一次至多复习几道；至多练几题。"""
WAITS = timedelta(hours=2)
"""一题等多久。"""
LATELY = 60
"""最近答过的这么多道，抽新题时避开。"""
LISTED = 10
"""错题本一次列几道。"""
STOP = frozenset({"停", "停止", "停下", "结束", "不答了", "不练了", "不做了", "退出练习"})
SKIP = frozenset({"下一题", "跳过", "换一题", "过"})
_BOOK = re.compile(r"[\s,，、。《》“”:：]+|\d+\s*[道题]+|(?:的题|有关|关于|范围)")


class Mode(StrEnum):
    """练的是什么：新题、错题、到期的。"""

    FRESH = "fresh"
    WRONG = "wrong"
    DUE = "due"


class NothingToPractise(UserError):
    """没有可练的题。"""

    text = "题库里没有{scope}可练的题。发“答题”不限范围再试，或请宣传委员导入题库。"


class NoneWrong(UserError):
    """错题本是空的。"""

    text = "错题本里没有题。想练一练请发“答题”。"


class Session(NamedTuple):
    """一次练习走到了哪儿。

    question 是正问的题号；queue 是后面排好的（新题不排，left 是还要问几道）；done、right 是答了几题、对了几题，
    asked 是这一次问过的新题。
    """

    question: int
    mode: Mode
    queue: tuple[int, ...] = ()
    left: int = 0
    book: str = ""
    done: int = 0
    right: int = 0
    asked: tuple[int, ...] = ()


class Step(NamedTuple):
    """练了一步：刚答的题和判得怎样（跳过、刚开始的为空），下一题（没有了为空），这次练习的数目。"""

    answered: Question | None
    verdict: Verdict | None
    said: str
    upcoming: Question | None
    mode: Mode
    done: int
    right: int


def scope_in(words: str | None) -> str:
    """说的范围，去掉书名号、题数。"""
    return _BOOK.sub("", words or "")


def count_in(words: str | None) -> int:
    """说了几题；没说按 AT_ONCE。"""
    return min(int(words), MOST) if words else AT_ONCE
