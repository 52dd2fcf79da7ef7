"""请假的规则。

请假只是登记并转告书记，助手不批准；事由加密保存，只给书记看。
年老体弱、身患重病的党员，组织活动不作硬性要求（《中国共产党党员教育管理工作条例》第二十三条），所以不问、不追究事由。
"""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from core.domain.calendar import Doubt, read_when
from core.domain.errors import UserError
from core.domain.receipts import Changed, Subject
from core.domain.spoken_clock import number

ASK_OPEN_FOR = timedelta(minutes=30)
"""问了“到什么时候为止”，等多久。"""
LONGEST_REASON = 200
"""事由最多多少字。"""
LONGEST_LEAVE = timedelta(days=366)
"""一次假最长多久。"""
GIVE_UP = frozenset({"取消", "算了", "不请了", "不用了", "不请假了"})
_NOT_A_REASON = re.compile("制度|流程|条|单|表|申请|规定|手续|的|了|记得|需要|必须|别|是不是")
_ASKING = re.compile("[吗?？哪谁呢]|怎么|什么时候|@")
_DAYS = re.compile(
    r"(?:请|请假|假|要|共)?\s*(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)\s*(?:个)?"
    r"(?P<unit>天|周|星期|礼拜|月)(?:假)?"
)
_THE_MEETING = re.compile(r"^[\s,，、。:：]*的?(?:会议|会|党课|活动|主题党日)?(?=[\s,，、。:：]|$)")
_UNITS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_CAUSES = (
    "出差、在外地、在外面、在外出差、值班、加班、上班、有会、有课、有事、临时有事、家里有事、单位有事、有任务、有急事、"
    "生病、生病了、病了、身体不适、身体不舒服、不舒服、发烧、感冒、感冒了、住院、陪护、看病、手术、带孩子、接孩子、"
    "孩子生病、家里老人住院、老人住院、老人生病、休假、探亲、回老家、外出、外出学习、培训、外出培训、走不开、"
    "赶不回来、下乡、驻村、产假、在出差、在值班、要出差、要值班"
)
_BEFORE = ("", "我", "我在", "今天", "明天", "那天", "当天", "我那天", "我今天", "我明天")
CAUSES = {before + cause: cause for before in _BEFORE for cause in _CAUSES.split("、")}
"""「出差，参加不了」打头的缘故。"""
_NEAR = ("今天", "今晚", "明天", "明晚", "后天", "大后天")
_WEEKS = ("周", "本周", "这周", "下周", "星期", "下星期")
DAYS = {day: day for day in (*_NEAR, *(week + day for week in _WEEKS for day in "一二三四五六日"))}
"""「明天的会请假」打头的日子。"""
_END = time(23, 59, 59)


class ReasonTooLong(UserError):
    """事由太长。"""

    text = "事由有 {length} 字，最多 {longest} 字，这次没有登记。请写得简短些，例如“请假 出差”。"


class NotAnEnd(UserError):
    """没有看懂请到哪天。"""

    text = "没有看懂请到哪一天。请回一个日子或天数，例如“11月28日”“三天”；不请了回“取消”。"


class NoSuchDay(UserError):
    """没有这一天。"""

    text = "没有这一天，这次没有登记。请看一下日历，例如“请假 11月26日 值班”。"


class DayGone(UserError):
    """那天已经过去了。"""

    text = "那一天已经过去了，这次没有登记。要补记会议请假，请私下联系支部书记。"


class LeaveTooLong(UserError):
    """假太长了。"""

    text = "一次最多登记一年的请假，这次没有登记。时间更长的请联系支部书记。"


class NoLeave(UserError):
    """没有登记着的请假。"""

    text = "您现在没有登记着的请假，不用销假。"


class LeaveChanged(UserError):
    """此后又改过。"""

    text = "这次请假此后又改过，不能撤销，未作任何改动。销假请发“销假”。"


class Said(NamedTuple):
    """请假的话里说的：哪一天（没说为 None，clock 不空是那天的几点），余下的事由。"""

    day: date | None
    clock: datetime | None
    reason: str | None


class Taken(NamedTuple):
    """登记好（或销掉）的一次会议请假；changed 为 None 是与原来一样。"""

    subject: Subject
    changed: Changed | None


class Away(NamedTuple):
    """登记好的一段假：第几条，哪天起，哪天止（含）。"""

    leave_id: int
    first: date
    last: date


def is_talk(words: str | None) -> bool:
    """“请假”后面说的是别的：制度、问话、@ 了别人，只当闲聊。"""
    said = (words or "").strip()
    return bool(_NOT_A_REASON.match(said) or _ASKING.search(said))


def read(words: str | None, now: datetime) -> Said:
    """读出哪天、事由；没有这一天、已经过去的拒绝，说不准的当作没说。"""
    text = (words or "").strip()
    if len(text) > LONGEST_REASON:
        raise ReasonTooLong(length=len(text), longest=LONGEST_REASON)
    found = read_when(text, now)
    if found.reason is Doubt.IMPOSSIBLE:
        raise NoSuchDay
    if found.reason is Doubt.PAST and found.at is not None and found.at.date() < now.date():
        raise DayGone
    today = found.reason is Doubt.AMBIGUOUS and found.at is not None and found.at.date() == now.date()
    if found.at is None or (found.reason is not None and not today):
        return Said(None, None, text or None)
    rest = _tidied(text[: found.start] + " " + text[found.end :])
    return Said(found.at.date(), found.at if found.clock else None, rest)


def _tidied(rest: str) -> str | None:
    """去掉说时间的字以后余下的：「的会」「上午」这些不是事由。"""
    return _THE_MEETING.sub("", rest).strip(" ,，、。:：") or None


def end_of(words: str, now: datetime) -> date:
    """请到哪一天（含）：「三天」从今天算起，「到周五」「11月28日」；看不懂的拒绝。"""
    said = words.strip().removeprefix("请假").strip()
    if counted := _DAYS.fullmatch(said):
        count = 1 if counted["count"] == "半" else number(counted["count"])
        last = now.date() + timedelta(days=max(count * _UNITS[counted["unit"]] - 1, 0))
    else:
        found = read_when(said.removeprefix("到").removeprefix("至"), now)
        today = found.reason is Doubt.AMBIGUOUS and not found.clock
        if found.at is None or (found.reason is not None and not today):
            raise NotAnEnd
        last = found.at.date()
    if not timedelta(0) <= last - now.date() <= LONGEST_LEAVE:
        raise NotAnEnd if last < now.date() else LeaveTooLong
    return last


def span(first: date, last: date, now: datetime) -> tuple[datetime, datetime]:
    """一段假的起止时刻：从那天零点（今天的从此刻）起，到末一天的半夜。"""
    start = max(datetime.combine(first, time.min, now.tzinfo), now)
    return start, datetime.combine(last, _END, now.tzinfo)
