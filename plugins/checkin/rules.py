"""学习登记的规则。

自愿登记，不催、不问、不罚（《关于防治“指尖上的形式主义”的若干意见》：不得强制要求打卡接龙、即时响应）。
"""

from datetime import date
from typing import NamedTuple

from core.domain.errors import UserError

RULE = "checkin"
RULE_VERSION = 1
POINTS = 2
"""一天登记一次得几分。"""
REASON = "学习登记"
LONGEST_NOTE = 2000
"""一段心得最多多少字。"""


class NoteTooLong(UserError):
    """心得太长。"""

    text = "心得有 {length} 字，最多 {longest} 字，这次没有登记。请分几段发，例如“打卡 第一段……”。"


class CheckedIn(NamedTuple):
    """一次登记的结果：points 是这次得的分，again 为真是今天早已登记过，noted 是这次存了心得。"""

    points: int
    again: bool
    noted: bool


class Own(NamedTuple):
    """一个人自己的登记情况：今天登记没有、本月的日子、累计天数、积分余额。"""

    today: bool
    month: list[date]
    days: int
    balance: int


def clean_note(note: str | None) -> str | None:
    """收拾一段心得；没写为 None，太长则拒绝。"""
    text = (note or "").strip()
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong(length=len(text), longest=LONGEST_NOTE)
    return text or None


def source(member_id: int, day: date, ordinal: int) -> str:
    """入账的来源键；含当天第几次，撤销后再登记是新的一笔。"""
    return f"checkin:{member_id}:{day.isoformat()}:{ordinal}"
