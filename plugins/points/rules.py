"""记分的规则：不给自己记，不办关系到自己的，更正只冲正再补一笔。

只作鼓励，不作考核、评优依据；没有自动扣分，扣分只由支委凭事由私下录入，本人看得到、可以申请复核。
"""

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from core.domain.errors import UserError
from core.domain.scoring import Rule, Terms
from core.domain.spoken_past import day_in, mentions_day

LONGEST_REASON = 100
"""事由最多多少字。"""
PER_PAGE = 10
RECENT = timedelta(days=30)
"""“更正积分 某人”只在这么多天之内找。"""
_PAGE = re.compile(r"第?(\d{1,4})页?")


class IncludesSelf(UserError):
    """名单里有本人。"""

    text = "名单里有您本人，整条没有办理，未作任何改动。给您本人记分请由其他支委办理，其余的同志请改后重发。"


class ConcernsSelf(UserError):
    """关系到本人的积分。"""

    text = "{number} 关系到您本人的积分，请由其他支委办理，未作任何改动。"


class OwnPoints(UserError):
    """扣本人的分。"""

    text = "您本人的积分请由其他支委办理，未作任何改动。"


class ReasonTooLong(UserError):
    """事由太长。"""

    text = "事由有 {length} 字，最多 {longest} 字，未作任何改动。"


class CapReached(UserError):
    """到了封顶。"""

    text = "{label}已到封顶（{terms}），这次没有记分。要改封顶请书记发“积分规则”查看怎么写。"


class NoSuchEntry(UserError):
    """没有这一笔。"""

    text = "没有找到 {number} 记下的积分，未作任何改动。编号见“积分明细”或操作日志。"


class NothingRecent(UserError):
    """近来没有支委给他记的分。"""

    text = "近 {days} 天没有支委给{name}同志记的分，未作任何改动。更正请写编号，例如“更正 A12 改为 5”。"


class AlreadyReversed(UserError):
    """早已冲正。"""

    text = "{number} 的积分此前已经冲正，未作任何改动。"


class SamePoints(UserError):
    """本来就是这么多。"""

    text = "{number} 本来就是 {points} 分，未作任何改动。"


class ChangedSince(UserError):
    """此后又更正过。"""

    text = "{number} 的积分此后又有改动，不能撤销，未作任何改动。请直接用“更正”改成要的样子。"


class SameRule(UserError):
    """规则没有变。"""

    text = "{label}本来就是{terms}，规则未作改动。"


class RuleChanged(UserError):
    """规则此后又改过。"""

    text = "{label}的规则此后又改过，不能撤销，未作任何改动。请直接用“积分规则”改成要的样子。"


class NotAPage(UserError):
    """没有看懂第几页。"""

    text = "没有看懂“{words}”。请这样写：积分明细 第2页。"


class Awarded(NamedTuple):
    """给几位加了分：各人的姓名和实得，应得几分，照哪条规则，什么事由；day 是记到哪天，dated 是事由里写了日子。"""

    names: list[str]
    member_ids: tuple[int, ...]
    points: int
    granted: list[int]
    rule: Rule
    reason: str
    day: date
    dated: bool

    @property
    def undo(self) -> dict[str, Any]:
        """撤销要用的资料。"""
        return {"members": list(self.member_ids), "day": self.day.isoformat(), "rule": self.rule.value}


class Deducted(NamedTuple):
    """扣了一位几分；told 为假是本人没有绑定账号，没法私下告诉；day、dated 同加分。"""

    name: str
    member_id: int
    points: int
    reason: str
    told: bool
    day: date
    dated: bool


class Correction(NamedTuple):
    """更正了一位的一笔：原来几分、改后几分。"""

    name: str
    member_id: int
    was: int
    now: int
    reason: str
    day: date


class Corrected(NamedTuple):
    """一次更正：被更正的是哪个编号，各位的一笔；kept 是撤销要用的：原来那笔流水、改后几分。"""

    number: str
    changes: list[Correction]
    kept: list[list[int]]


class RuleSet(NamedTuple):
    """一条规则的一次改动：改前、改后。"""

    rule: Rule
    was: Terms
    now: Terms


class Own(NamedTuple):
    """一个人自己的积分：余额、本周、本月、各来源。"""

    balance: int
    week: int
    month: int
    shares: dict[Rule, int]


class Entry(NamedTuple):
    """积分明细里的一笔：操作编号、哪一天、几分、规则、事由、经办人（自动入账的为 None）、冲正了没有。"""

    act: int
    day: date
    points: int
    rule: Rule
    reason: str
    officer: str | None
    reversed: bool


class Details(NamedTuple):
    """积分明细的一页；more 是后面还有。"""

    entries: list[Entry]
    page: int
    more: bool


def clean_reason(reason: str | None, default: str) -> str:
    """收拾事由；没写用 default，太长拒绝。"""
    text = " ".join((reason or "").split()) or default
    if len(text) > LONGEST_REASON:
        raise ReasonTooLong(length=len(text), longest=LONGEST_REASON)
    return text


def day_of(reason: str, now: datetime) -> tuple[date, bool]:
    """记到哪一天：事由里写了近来的一天就是那天，没有写的是今天；写了日子没有，好在回话里说明。"""
    return day_in(reason, now) or now.date(), mentions_day(reason)


def page_in(words: str | None) -> int:
    """「第2页」→ 2；没写是第一页。"""
    if words is None:
        return 1
    found = _PAGE.fullmatch(words.strip())
    if found is None:
        raise NotAPage(words=words[:20])
    return max(1, int(found[1]))


def source(branch_id: int, act: int, member_id: int) -> str:
    """支委录入的一笔的来源键：一次操作里一个人只有一笔。"""
    return f"manual:{branch_id}:{act}:{member_id}"
