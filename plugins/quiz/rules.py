"""群里答题的规则。

自愿参加，不比快慢，不公布姓名；公布之前谁也看不到谁答了什么（《关于防治“指尖上的形式主义”的若干意见》）。
"""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from core.domain.calendar import minute_of, parse_clock, read_when
from core.domain.errors import UserError
from core.domain.questions import Question, QuestionType, Source
from core.domain.recurrence import NoSuchDay, NoSuchTime, read_recurrence

DAILY, SINGLE, ROUND = "每日一题", "答题", "一轮答题"
ON_TIME = timedelta(minutes=30)
"""每日一题迟了这么久就不发了；一轮答题断了这么久就不接着问，照已答的收尾。"""
EVENTUALLY = timedelta(days=7)
"""公布迟了也要办：积分要入账。"""
RESULT_FOR = timedelta(hours=20)
"""公布、结果的那条消息最迟多久送到。"""
LEAST_OPEN = timedelta(minutes=10)
"""离公布时间不到这么久的，开到第二天的公布时间。"""
NOT_AGAIN = timedelta(days=60)
"""这么久之内在群里问过的题尽量不再问。"""
EXPLAINED_FOR = timedelta(days=2)
"""公布之后多久之内，直接问“出处”说的还是它。"""
FEWEST = 4
"""不足这么多人的不写人次（Q32）。"""
MOST_QUESTIONS, LONGEST_MINUTES, MINUTES = 20, 30, 2
IN_GROUP = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.JUDGE})
"""群里只问几个字母、对错就答得了的。"""

_OFF = frozenset({"关", "关闭", "停", "停止", "停用", "关掉", "取消"})
_ON = frozenset({"开", "开启", "打开", "启用"})
_PACE = re.compile(r"每题\s*(?P<number>\d{1,4})\s*(?P<unit>分钟?|秒钟?)")
_BOOK = re.compile(r"[\s,，、。《》“”:：]+|(?:的题|有关|关于|范围)")
_SECONDS = 60


class NoQuestion(UserError):
    """题库里没有合适的题。"""

    text = "题库里没有{scope}能在群里问的题（单选、多选、判断，且注明出处），未作任何改动。可先导入题库，或换一部法规。"


class TooFew(UserError):
    """题不够一轮。"""

    text = "{scope}能在群里问的题只有 {found} 道，不够 {wanted} 道，未作任何改动。请减少题数或换一部法规。"


class StillOpen(UserError):
    """已经开着一道。"""

    text = "群里还有一道题没有公布，同时只开一道。请先发“公布答案”（一轮答题发“停止答题”）。"


class RoundStands(UserError):
    """已经有一轮。"""

    text = "已有一轮答题（{at}），同时只开一轮。要换请先发“停止答题”。"


class NothingOpen(UserError):
    """没有开着的题。"""

    text = "现在没有等着公布的题。要出题请发“发一题”。"


class NoRound(UserError):
    """没有正在答的一轮。"""

    text = "现在没有一轮答题。要公布正开着的一题，请发“公布答案”。"


class InRound(UserError):
    """一轮之中不单独公布。"""

    text = "正在进行一轮答题，每题到时自动公布。要提前结束请发“停止答题”。"


class NotATime(UserError):
    """没有看懂是几点。"""

    text = "没有看懂时间，未作任何改动。请这样写：{example}。"


class QuietTime(UserError):
    """在安静时段。"""

    text = "{at:%H:%M} 在本群的安静时段（{quiet}）里，群里不打扰大家，未作任何改动。请换个时间。"


class TooLate(UserError):
    """每日一题要早于公布时间。"""

    text = "每日一题要早于公布时间（{close_at:%H:%M}），未作任何改动。可先改“公布时间 20:30”。"


class PastTime(UserError):
    """时间已经过了。"""

    text = "这个时间已经过了，未作任何改动。请写以后的时间，如“今晚8点答题 10题 党章”。"


class RoundSize(UserError):
    """题数或每题的时间不合适。"""

    text = "一轮 1—{most} 题、每题 1—{longest} 分钟（按整分钟计），未作任何改动。例如“答题 10题 党章 每题2分钟”。"


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


class Plan(NamedTuple):
    """要开的一轮：几题、哪部法规（人说的）、每题几分钟、几时开始（None 是确认后就开始）。"""

    count: int
    scope: str
    minutes: int
    at: datetime | None


class Published(NamedTuple):
    """公布的一道题：几位答了、几位答对。"""

    question: Question
    title: str
    answered: int
    right: int


class RoundResult(NamedTuple):
    """一轮的结果：问了几题、几位参加、作答几人次、答对几人次、最薄弱的条款（都答对了为空）。"""

    day: date
    asked: int
    people: int
    answers: int
    right: int
    weakest: tuple[tuple[Source, int], ...]
    per_question: tuple[tuple[int, int, int], ...]


def read_daily(words: str) -> Daily | None | bool:
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


def question_ends(now: datetime, minutes: int) -> datetime:
    """一轮里的一题到几时：给足 minutes 分钟，到整分。"""
    return minute_of(now + timedelta(minutes=minutes, seconds=59))


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
    if found.at <= now:
        raise PastTime
    return found.at, text[: found.start] + text[found.end :]


def share(right: int, answered: int) -> int:
    """答对的占百分之几。"""
    return round(100 * right / answered) if answered else 0
