"""一轮答题的规则：一题接一题，不因快慢给分，不公布姓名。"""

import re
from datetime import date, datetime
from typing import NamedTuple

from core.domain.calendar import read_when
from core.domain.errors import UserError
from core.domain.questions import Source
from core.domain.quizzing import NotATime, share

PREVIEW = "quiz_round"
"""等着确认的预览是这一类。"""
CONFIRM, CONFIRM_ROUND, CANCEL = "确认", "确认答题", "取消"
MOST_WEAK = 3
"""最薄弱的条款至多说几条。"""
MOST_QUESTIONS, LONGEST_MINUTES, MINUTES = 20, 30, 2
_PACE = re.compile(r"每题\s*(?P<number>\d{1,4})\s*(?P<unit>分钟?|秒钟?)")
_BOOK = re.compile(r"[\s,，、。《》“”:：]+|(?:的题|有关|关于|范围)")
_SECONDS = 60


class TooFew(UserError):
    """题不够一轮。"""

    text = "{scope}能在群里问的题只有 {found} 道，不够 {wanted} 道，未作任何改动。请减少题数或换一部法规。"


class RoundStands(UserError):
    """已经有一轮。"""

    text = "已有一轮答题（{at}），同时只开一轮。要换请先发“停止答题”。"


class NoRound(UserError):
    """没有正在答的一轮。"""

    text = "现在没有一轮答题。要公布正开着的一题，请发“公布答案”。"


class PastTime(UserError):
    """时间已经过了。"""

    text = "这个时间已经过了，未作任何改动。请写以后的时间，如“今晚8点答题 10题 党章”。"


class RoundSize(UserError):
    """题数或每题的时间不合适。"""

    text = "一轮 1—{most} 题、每题 1—{longest} 分钟（按整分钟计），未作任何改动。例如“答题 10题 党章 每题2分钟”。"


class Plan(NamedTuple):
    """要开的一轮：几题、哪部法规（人说的）、每题几分钟、几时开始（None 是确认后就开始）。"""

    size: int
    scope: str
    minutes: int
    at: datetime | None


class RoundResult(NamedTuple):
    """一轮的结果：问了几题、几位参加、作答几人次、答对几人次。

    weakest 是最薄弱的条款和答对的占百分之几（都答对了为空），per_question 是（第几题、几人答、几人对）。
    """

    day: date
    asked: int
    people: int
    answers: int
    right: int
    weakest: tuple[tuple[Source, int], ...]
    per_question: tuple[tuple[int, int, int], ...]


def read_plan(count: str, words: str | None, when: str, now: datetime) -> Plan:
    """把「10」「党章 每题3分钟」「今晚8点」读成一轮；时间也可以写在后面。"""
    text = words or ""
    pace = _PACE.search(text)
    minutes = MINUTES
    if pace:
        amount = int(pace["number"])
        minutes = amount if pace["unit"].startswith("分") else -(-amount // _SECONDS)
        text = text.replace(pace[0], " ")
    at, text = _starting(f"{when} {text}" if when else text, now, said=bool(when))
    if not 1 <= int(count) <= MOST_QUESTIONS or not 1 <= minutes <= LONGEST_MINUTES:
        raise RoundSize(most=MOST_QUESTIONS, longest=LONGEST_MINUTES)
    return Plan(int(count), _BOOK.sub("", text), minutes, at)


def _starting(text: str, now: datetime, *, said: bool) -> tuple[datetime | None, str]:
    found = read_when(text, now)
    if found.start == found.end and not said:
        return None, text
    if found.at is None or found.reason is not None or not found.clock:
        if found.at is not None and found.at <= now and found.clock:
            raise PastTime
        raise NotATime(example="今晚8点答题 10题 党章")
    return found.at, text[: found.start] + text[found.end :]


def round_result(day: date, asked: list[tuple[Source | None, int, int]], people: int) -> RoundResult:
    """从各题的（依据、几人答、几人对）算出一轮的结果。"""
    clauses: dict[Source, tuple[int, int]] = {}
    for source, answered, right in asked:
        if source is not None and answered:
            had = clauses.get(source, (0, 0))
            clauses[source] = (had[0] + answered, had[1] + right)
    shares = {source: share(right, answered) for source, (answered, right) in clauses.items() if right < answered}
    weakest = sorted(shares.items(), key=lambda one: (one[1], str(one[0])))[:MOST_WEAK]
    answers, right = sum(one[1] for one in asked), sum(one[2] for one in asked)
    numbered = tuple((number, one[1], one[2]) for number, one in enumerate(asked, 1))
    return RoundResult(day, len(asked), people, answers, right, tuple(weakest), numbered)
