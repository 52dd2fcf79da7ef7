"""登记表的规则：导出什么、哪一期；不作考核、评优和民主评议依据。

《若干意见》：不得将点赞量、学习时长等作为考评依据；表按花名册的次序，不排名次。
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.scoring import LABELS
from core.domain.spoken_period import Stretch, read_period

CHECK_IN, POINTS, QUIZ = "check_in", "points", "quiz"
NAMED = {CHECK_IN: "学习登记", POINTS: "积分"}
TITLES = {CHECK_IN: "学习登记表", POINTS: "积分登记表"}
NOTICE = "仅供了解参与情况，不作考核、评优和民主评议依据"
RULES = {rule.value: label for rule, label in LABELS.items()}
"""积分规则怎么称呼，也是表里各列的次序。"""
OTHER = "其他"


class NotAPeriod(UserError):
    """没有看懂是哪一期，或没有这一期。"""

    text = "没有“{words}”这一期，没有导出。请写月、季度或年，例如“导出 打卡 11月”“导出 积分 第三季度”。"


class NothingThere(UserError):
    """这一期没有数据。"""

    text = "{period}{whose}没有{what}，没有导出。"


class NotExported(UserError):
    """答题成绩不导出。"""

    text = "答题成绩只给答题的同志本人看，不导出登记表；答题得的积分在“导出 积分”里。"


class Person(NamedTuple):
    """表里的一行是谁：QQ 没有绑定、没有编入党小组的为空串。"""

    member_id: int
    name: str
    user_id: str
    subgroup: str


class Register(NamedTuple):
    """一份登记表。

    columns 是各列的名目；counts 是各人各列的数，没有的不写；whole 为真是全支部的，否则只有本人的一行。
    """

    what: str
    period: Stretch
    columns: Sequence[str]
    people: Sequence[Person]
    counts: Mapping[int, Mapping[str, int]]
    whole: bool


def period_of(words: str | None, today: date) -> Stretch:
    """哪一期；没说就是本月。"""
    period = read_period(words or "本月", today)
    if period is None:
        raise NotAPeriod(words=(words or "")[:20])
    return period


def days_of(period: Stretch) -> list[str]:
    """学习登记表的各列：一个月以内的每日一列，再长的每月一列。"""
    return list(dict.fromkeys(column_of(period, day) for day in period.days))


def column_of(period: Stretch, day: date) -> str:
    """这一天记在哪一列。"""
    if period.first.replace(day=1) == period.last.replace(day=1):
        return f"{day.day}日"
    short = (period.last - period.first).days < 7  # noqa: PLR2004 跨月的一周
    return f"{day.month}月{day.day}日" if short else f"{day.month}月"


def rule_columns(rules: set[str]) -> list[str]:
    """积分表的各列：有积分的规则，次序固定。"""
    return [name for rule, name in RULES.items() if rule in rules] + ([OTHER] if rules - RULES.keys() else [])


def total(counts: Mapping[str, int]) -> int:
    """一行的合计。"""
    return sum(counts.values())
