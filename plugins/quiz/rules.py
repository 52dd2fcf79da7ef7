"""群里答题的规则。

自愿参加，不比快慢，不公布姓名；公布之前谁也看不到谁答了什么（《关于防治“指尖上的形式主义”的若干意见》）。
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from core.domain.calendar import parse_clock
from core.domain.errors import UserError
from core.domain.questions import Question
from core.domain.quizzing import NotATime
from core.domain.recurrence import NoSuchDay, NoSuchTime, read_recurrence

DAILY, SINGLE = "每日一题", "答题"
LEAST_OPEN = timedelta(minutes=10)
"""离公布时间不到这么久的，开到第二天的公布时间。"""
EXPLAINED_FOR = timedelta(days=2)
"""公布之后多久之内，直接问“出处”说的还是它。"""

_OFF = frozenset({"关", "关闭", "停", "停止", "停用", "关掉", "取消"})
_ON = frozenset({"开", "开启", "打开", "启用"})


class NothingOpen(UserError):
    """没有开着的题。"""

    text = "现在没有等着公布的题。要出题请发“发一题”。"


class NoGroup(UserError):
    """支部没有群。"""

    text = "支部现在没有绑定群，题目没有地方发，未作任何改动。"


class InRound(UserError):
    """一轮之中不单独公布。"""

    text = "正在进行一轮答题，每题到时自动公布。要提前结束请发“停止答题”。"


class TooLate(UserError):
    """每日一题要早于公布时间。"""

    text = "每日一题要早于公布时间（{close_at:%H:%M}），未作任何改动。可先改“公布时间 20:30”。"


class AlreadyPublished(UserError):
    """已经公布，改不了了。"""

    text = "这道题已经公布，答案不能再改、再撤。对题目有疑问请发“这题有误”并说明。"


class NotYetPublished(UserError):
    """公布前不说答案。"""

    text = "这道题 {at:%H:%M} 公布，公布之后再看答案、解析和出处。"


class ChangedSince(UserError):
    """此后又改过。"""

    text = "答题的设置此后又改过，不能撤销，未作任何改动。请直接再设一次。"


class Daily(NamedTuple):
    """每日一题怎么设的：几点，哪些天（说给人听的），只在工作日与否，开着没有。"""

    at: time
    enabled: bool
    workdays: bool = False

    @property
    def spoken(self) -> str:
        """「每天 08:30」。"""
        return f"{'工作日' if self.workdays else '每天'} {self.at:%H:%M}"


class Published(NamedTuple):
    """公布的一道题：几位答了、几位答对。"""

    question: Question
    title: str
    answered: int
    right: int


def read_daily(words: str) -> Daily | bool | None:
    """「8:30」「工作日8:30」→ 设成什么样；「开」「关」→ 真、假；看不懂为 None。"""
    text = words.strip()
    if text in _OFF or text in _ON:
        return text in _ON
    try:
        found = read_recurrence(text)
    except (NoSuchDay, NoSuchTime):
        return None
    if found is not None:
        plain = not found.days and found.at is not None and not found.rest
        return Daily(found.at, enabled=True, workdays=found.workdays) if plain and found.at else None
    at = parse_clock(text)
    return Daily(at, enabled=True) if at else None


def clock_of(words: str) -> time:
    """公布的钟点；看不懂的拒绝。"""
    at = parse_clock(words)
    if at is None:
        raise NotATime(example="公布时间 20:00")
    return at


def closing(now: datetime, close_at: time) -> datetime:
    """此刻开的题到几时公布：当天的公布时间；离得太近就到第二天的。"""
    today = now.replace(hour=close_at.hour, minute=close_at.minute, second=0, microsecond=0)
    return today if today - now >= LEAST_OPEN else today + timedelta(days=1)
