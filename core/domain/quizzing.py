"""群里答题的共同规矩：每日一题、发一题、一轮答题都照它。"""

from datetime import datetime, timedelta

from core.domain.calendar import minute_of
from core.domain.errors import UserError

ON_TIME = timedelta(minutes=30)
"""每日一题迟了这么久就不发了；一轮答题断了这么久就不接着问，照已答的收尾。"""
EVENTUALLY = timedelta(days=7)
"""公布迟了也要办：积分要入账。"""
RESULT_FOR = timedelta(hours=20)
"""公布、结果的那条消息最迟多久送到。"""


class NoQuestion(UserError):
    """题库里没有合适的题。"""

    text = "题库里没有{scope}能在群里问的题（单选、多选、判断，且注明出处），未作任何改动。可先导入题库，或换一部法规。"


class StillOpen(UserError):
    """已经开着一道。"""

    text = "群里还有一道题没有公布，同时只开一道。请先发“公布答案”（一轮答题发“停止答题”）。"


class NotATime(UserError):
    """没有看懂是几点。"""

    text = "没有看懂时间，未作任何改动。请这样写：{example}。"


class QuietTime(UserError):
    """在安静时段。"""

    text = "{at:%H:%M} 在本群的安静时段（{quiet}）里，群里不打扰大家，未作任何改动。请换个时间。"


def soon(now: datetime) -> datetime:
    """接着就办的下一个整分。"""
    return minute_of(now + timedelta(minutes=1, seconds=59))


def share(right: int, answered: int) -> int:
    """答对的占百分之几，四舍五入；没有人答为 0。"""
    return (right * 200 + answered) // (answered * 2) if answered else 0
