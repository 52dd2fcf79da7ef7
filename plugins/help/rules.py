"""帮助里列什么（只列这个人在这儿真能办的，至多十二行）；什么时候可以撤销；要看操作日志的哪些。"""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.domain.dialogue import PastAct
from core.domain.errors import UserError
from core.domain.spoken_period import read_period
from core.domain.typed import FOLD

MOST_LINES = 12
USUAL = ("打卡", "通知", "回执", "请假", "名册", "周报", "积分", "答题", "会议签到", "会议", "撤销", "我")
"""列不下时先列这几类，各列头一条；没有写在这里的类，照登记的次序排在后面。"""
FORM = "写法："
"""只给写法的，前面写着这个。"""


class Item(NamedTuple):
    """帮助里的一项：归在哪一类、怎么说（照打就能用的例子，或带“写法”的用法）、一句说明。"""

    topic: str
    say: str
    about: str


def overview(items: list[Item], most: int) -> tuple[list[Item], list[str]]:
    """列得下就逐条列；列不下时，常用的各类各列头一条，没有列全的类名留给最后一行，合起来不超过 most 行。"""
    if len(items) <= most:
        return items, []
    topics = list(dict.fromkeys(item.topic for item in items))
    topics.sort(key=lambda topic: USUAL.index(topic) if topic in USUAL else len(USUAL))
    firsts = [next(item for item in items if item.topic == topic) for topic in topics]
    shown = firsts[: most - 1]
    return shown, [topic for topic in topics if any(item.topic == topic and item not in shown for item in items)]


OWN_LIMIT = timedelta(minutes=10)
"""自己办的，多久之内可以撤销。"""
OFFICE_LIMIT = timedelta(hours=24)
"""凭职务办的，多久之内可以撤销。"""
SLIP_LIMIT = timedelta(minutes=2)
"""“打错了”紧接着多久之内算数。"""
PER_PAGE = 20
_PAGE = re.compile(r"第?(\d{1,4})页?")
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}


class NothingToUndo(UserError):
    """没有办过什么。"""

    text = "没有可以撤销的，未作任何改动。自己办的 10 分钟内可以撤销，凭职务办的 24 小时内可以撤销。"


class JustUndone(UserError):
    """上一步就是撤销。"""

    text = "上一步已经撤销了，没有可以再撤销的，未作任何改动。"


class AlreadyUndone(UserError):
    """撤销过了。"""

    text = "{number} 已经撤销了（{undone}），没有可以再撤销的，未作任何改动。"


class UnknownAct(UserError):
    """没有这个编号。"""

    text = "本支部的操作日志里没有 {number}，未作任何改动。"


class NotYours(UserError):
    """别人办的，又不归他管。"""

    text = "{number} 不由您撤销，未作任何改动。有疑问请联系支部书记。"


class TooLate(UserError):
    """过了时限。"""

    text = "{number}（{summary}）已超过 {limit}，不能撤销，未作任何改动。需要更正请联系支部书记。"


class TooLateForOffice(UserError):
    """凭职务办的过了时限。"""

    text = "{number}（{summary}）已超过 {limit}，不能撤销，未作任何改动。需要更正请用相应的口令再办一次。"


class CannotUndo(UserError):
    """这一类不能撤销。"""

    text = "{number} 不能撤销，未作任何改动。{why}"


class NotOurs(UserError):
    """没有回复助手的消息。"""

    text = "没有看到要撤回哪一条，未作任何改动。请长按助手在群里说的那条消息，选“回复”，再发“撤回”。"


class NotARange(UserError):
    """没有看懂要看哪些。"""

    text = "没有看懂“{word}”。可以写今天、昨天、本周、本月，某人的姓名，或一类事，例如“操作日志 打卡”。"


class NotMyRange(UserError):
    """没有看懂要看自己的哪些。"""

    text = "没有看懂“{word}”。“我的记录”后面可以写今天、昨天、本周、本月，或第几页。"


class Terms(NamedTuple):
    """撤销这一次的条件：own 是自己办的，official 是凭职务办的，permitted 是有管这类事的权限，why 不空的不能撤销。"""

    own: bool
    official: bool
    permitted: bool
    why: str


class Range(NamedTuple):
    """要看操作日志的哪些：第几页、从哪天起、到哪天之前，还有几个要另外认的词（人、一类事）。"""

    page: int
    since: date | None
    before: date | None
    words: tuple[str, ...]


def check(act: PastAct, terms: Terms, now: datetime) -> None:
    """这一次能不能撤销；不能的各说缘由。"""
    if act.undone_by is not None:
        raise AlreadyUndone(number=act.number, undone=f"A{act.undone_by}")
    if not terms.permitted and (terms.official or not terms.own):
        raise NotYours(number=act.number)
    if terms.why:
        raise CannotUndo(number=act.number, why=terms.why)
    by_office = terms.official or not terms.own
    if now - act.at > (OFFICE_LIMIT if by_office else OWN_LIMIT):
        refusal, limit = (TooLateForOffice, "24 小时") if by_office else (TooLate, "10 分钟")
        raise refusal(number=act.number, summary=act.summary, limit=limit)


def number_in(words: str) -> int:
    """编号里的数：「#A1032」→ 1032。"""
    return int(words.translate(FOLD).lstrip("#:a \n"))


def read_range(words: str | None, today: date) -> Range:
    """「昨天 张三 第2页」→ 要看哪些。"""
    page, since, before, others = 1, None, None, list[str]()
    for word in _words(words):
        if found := _PAGE.fullmatch(word):
            page = max(1, int(found[1]))
        elif word in _DAYS:
            since = today - timedelta(days=_DAYS[word])
            before = since + timedelta(days=1)
        elif (stretch := read_period(word, today)) is not None:
            since, before = stretch.first, stretch.last + timedelta(days=1)
        else:
            others.append(word.removeprefix("@"))
    return Range(page, since, before, tuple(others))


def again(order: str, words: str | None) -> str:
    """再看一页时照打的那句话，不含页数。"""
    return " ".join([order, *(word for word in _words(words) if not _PAGE.fullmatch(word))])


def _words(words: str | None) -> list[str]:
    return [word for word in re.split(r"[\s,:;、，：；]+", words or "") if word]
