"""积分复核的规则：记分人和申请人本人不得办理，没有其他支委的保持待办，报上级党组织。

同意一笔扣分，就是把它冲正；同意的是一笔加分、或没有说是哪一笔的，积分不自动改动，由支委另用“更正”“加分”补上。
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.identifiers import Identifier, Letter

LONGEST_REASON = 200
MOST_OPEN = 5
"""一位同志至多有几件在办的。"""
SHOWN = 20
"""一次至多列几件。"""
MATTERS = {
    "打卡": "学习登记",
    "签到": "学习登记",
    "学习登记": "学习登记",
    "学习打卡": "学习登记",
    "志愿服务": "志愿服务",
    "志愿活动": "志愿服务",
    "志愿者活动": "志愿服务",
    "活动": "活动",
    "支部活动": "支部活动",
    "主题党日": "主题党日",
    "党课": "党课",
    "会议": "会议",
    "开会": "会议",
    "党员大会": "党员大会",
    "组织生活会": "组织生活会",
    "答题": "答题",
    "党费": "党费",
    "总结": "总结",
}
"""没有记上分的是哪一类事。"""


class State(StrEnum):
    """一件复核走到了哪一步；WITHDRAWN 是本人撤回了。"""

    OPEN = "open"
    AGREED = "agreed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ReasonTooLong(UserError):
    """缘由、理由太长。"""

    text = "写了 {length} 字，最多 {longest} 字，未作任何改动。"


class NotYourPoints(UserError):
    """那一次操作没有记他的积分。"""

    text = "{number} 里没有您的积分，没有登记。编号见“积分明细”；说不清是哪一笔的，直接发“申诉 缘由”。"


class AlreadyOpen(UserError):
    """同一件已经在办。"""

    text = "这一件已经登记为 {number}，正在办，不必再申请。"


class TooManyOpen(UserError):
    """在办的太多。"""

    text = "您有 {most} 件积分复核正在办，这次没有登记。请等办好几件再申请。"


class NoSuchReview(UserError):
    """没有这一件。"""

    text = "没有找到积分复核 {number}，未作任何改动。查看待办请发“积分复核”。"


class AlreadyHandled(UserError):
    """办结了。"""

    text = "{number} 已经办结（{state}），未作任何改动。"


class OthersDecide(UserError):
    """记分人、申请人本人不得办理。"""

    text = "{number} 是您本人申请或由您记的分，请由其他支委办理，未作任何改动。"


class NobodyElse(UserError):
    """没有其他支委。"""

    text = "{number} 不得由记分人或申请人本人办理，支部现在没有其他支委，保持待办，请书记报上级党组织。"


class NeedsReason(UserError):
    """驳回要有理由。"""

    text = "请写明驳回的理由，例如“驳回 {number} 会议记录里没有到会登记”。未作任何改动。"


class OnlyApplicant(UserError):
    """别人的申请不能替他撤回。"""

    text = "积分复核只能由申请人本人撤回，未作任何改动。"


class ChangedSince(UserError):
    """此后又改过。"""

    text = "{number} 涉及的积分此后又有改动，不能撤销，未作任何改动。请用“更正”改成要的样子。"


STATES = {
    State.OPEN: "待办",
    State.AGREED: "同意",
    State.REJECTED: "不予调整",
    State.WITHDRAWN: "本人已撤回",
}


class Entry(NamedTuple):
    """被申请复核的一笔：操作编号、哪一天、几分、事由。"""

    act: int
    day: str
    points: int
    reason: str


class Opened(NamedTuple):
    """登记好的一件：编号、说的哪几笔（没说的为空）、缘由，转告了谁（None 是没有人可以办理）。"""

    seq: int
    entries: list[Entry]
    reason: str
    told: str | None


class Decided(NamedTuple):
    """办结的一件：编号、申请人、同意没有、冲正了几分（没有冲正的为 0）、说的哪一次操作、理由。"""

    seq: int
    member_id: int
    name: str
    agreed: bool
    reversed: int
    act: int | None
    answer: str
    kept: list[int]


class Item(NamedTuple):
    """列出来的一件。mine 为真是记分人或申请人就是看的人，要请别人办。"""

    seq: int
    name: str
    entries: list[Entry]
    reason: str
    opened_at: datetime
    state: State
    answer: str | None
    mine: bool


def clean(words: str | None) -> str:
    """收拾一段话；太长拒绝。"""
    text = " ".join((words or "").split())
    if len(text) > LONGEST_REASON:
        raise ReasonTooLong(length=len(text), longest=LONGEST_REASON)
    return text


def number_of(seq: int) -> str:
    """说给人听的编号：S3。"""
    return Identifier(Letter.REVIEW, seq).words


def missing(matter: str, when: str | None) -> str:
    """没有记上的是什么事。"""
    return f"{when or ''}{matter}没有记上"
