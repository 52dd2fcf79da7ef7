"""通知送达的规则：谁看得到、什么时候可以在群里 @ 人；说不行的话。"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.identifiers import Letter, read
from core.domain.notice_words import Shown

OPEN_FOR = timedelta(minutes=30)
"""预览等多久。"""
MOST_SHOWN = 8
NO_CHANGE = "未作任何改动。"


class Loud(StrEnum):
    """在群里另说的一句：群公告、@全体、请几位来查收。"""

    BOARD = "board"
    EVERYONE = "everyone"
    CALL = "call"


class NotYours(UserError):
    """不是他的收件人，或者没有这一份。"""

    text = "没有发给您的 {ref} 这份通知。发“我的会议”看看要参加的会议。"


class NoSuchNotice(UserError):
    """没有这一份，或者已经撤回。"""

    text = "没有 {ref} 这份通知，或已撤回，" + NO_CHANGE


class NotDated(UserError):
    """没有时间，写不成日历。"""

    text = "{ref} 没有写时间，不能做成日历文件。"


class PublicOnly(UserError):
    """小范围的不能发公告、@全体。"""

    text = "{ref} 不是发给全体的，不能在群里公开，" + NO_CHANGE


class NeverForCommittee(UserError):
    """支委会绝不在群里提。"""

    text = "支部委员会会议的通知不在群里提，" + NO_CHANGE + "请电话告知，告知后发“已电话告知 姓名 {ref}”。"


class AlreadyPublic(UserError):
    """全体的本来就在群里。"""

    text = "{ref} 是发给全体的，已经在群里了，" + NO_CHANGE


class EveryoneReached(UserError):
    """没有要 @ 的人。"""

    text = "{ref} 没有要在群里请的同志：私下都已送到，或不在群里、设了不要 @，" + NO_CHANGE


class WhichNotice(UserError):
    """没有写是哪一份。"""

    text = "开着的通知有 {refs}，" + NO_CHANGE + "请写明是哪一份，例如：已电话告知 {name} {first}。"


class NothingOpen(UserError):
    """没有开着的通知。"""

    text = "现在没有发给{name}同志、还开着的通知，" + NO_CHANGE


class NotARecipient(UserError):
    """那位同志不是收件人。"""

    text = "{ref} 没有发给{name}同志，" + NO_CHANGE


class AlreadyTold(UserError):
    """已经登记过。"""

    text = "{name}同志已经登记为电话告知，" + NO_CHANGE


class ChangedSince(UserError):
    """此后本人又回过话。"""

    text = "{name}同志此后又回过话，不能撤销，" + NO_CHANGE


class Plan(NamedTuple):
    """要在群里另说的一句：people 是请哪几位（姓名、账号）。"""

    one: Shown
    what: Loud
    people: tuple[tuple[str, str], ...] = ()


class Event(NamedTuple):
    """日历文件要的：uid 是各份各一个，made_at 是确认的时刻。"""

    uid: str
    one: Shown
    starts_at: datetime
    made_at: datetime


def number_of(words: str) -> int:
    """「N3」「3」→ 3；别的编号拒绝。"""
    found = read(words)
    if found is None or found.letter not in {None, Letter.NOTICE}:
        raise NoSuchNotice(ref=f"“{words.strip()}”")
    return found.number
