"""积分规则：哪些事计分，一次几分，一天、一周至多几分。全项目只有这一处默认值；支部可以各自改。

封顶按没有冲正的计，改规则从当天起，不动过去。会议、活动、党费、计划总结、表扬现在只凭支委录入。
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from core.domain.errors import UserError


class Rule(StrEnum):
    """计分的事；MANUAL 是支委录入而说不上是哪一类的，DEDUCTION 是支委扣分，这两样没有规则可改。"""

    CHECK_IN = "checkin"
    QUIZ = "quiz"
    QUIZ_RIGHT = "quiz_right"
    ATTENDANCE = "attendance"
    VOLUNTEER = "volunteer"
    ACTIVITY = "activity"
    DUES = "dues"
    PLAN = "plan"
    COMMENDATION = "commendation"
    MANUAL = "manual"
    DEDUCTION = "deduction"


class Terms(NamedTuple):
    """一条规则：一次几分，一天、一周至多几分（None 是不封顶）。"""

    points: int
    daily_cap: int | None = None
    weekly_cap: int | None = None


LABELS = {
    Rule.CHECK_IN: "学习登记",
    Rule.QUIZ: "参与答题",
    Rule.QUIZ_RIGHT: "答对题目",
    Rule.ATTENDANCE: "参加会议",
    Rule.VOLUNTEER: "志愿服务",
    Rule.ACTIVITY: "支部活动",
    Rule.DUES: "按时交纳党费",
    Rule.PLAN: "计划总结",
    Rule.COMMENDATION: "表扬",
    Rule.MANUAL: "支部记分",
    Rule.DEDUCTION: "扣分",
}
DEFAULTS = {
    Rule.CHECK_IN: Terms(2, daily_cap=2),
    Rule.QUIZ: Terms(1, daily_cap=3),
    Rule.QUIZ_RIGHT: Terms(1, daily_cap=5, weekly_cap=20),
    Rule.ATTENDANCE: Terms(5, daily_cap=10),
    Rule.VOLUNTEER: Terms(5),
    Rule.ACTIVITY: Terms(3),
    Rule.DUES: Terms(2, daily_cap=2),
    Rule.PLAN: Terms(3),
    Rule.COMMENDATION: Terms(5),
}
FIRST_VERSION = 1
"""默认的那一版；支部改过的从 2 起。"""
NAMES: dict[str, Rule] = {LABELS[rule]: rule for rule in DEFAULTS} | {
    "打卡": Rule.CHECK_IN,
    "签到": Rule.CHECK_IN,
    "学习打卡": Rule.CHECK_IN,
    "答题": Rule.QUIZ,
    "答对": Rule.QUIZ_RIGHT,
    "会议": Rule.ATTENDANCE,
    "开会": Rule.ATTENDANCE,
    "到会": Rule.ATTENDANCE,
    "会议签到": Rule.ATTENDANCE,
    "志愿": Rule.VOLUNTEER,
    "活动": Rule.ACTIVITY,
    "主题党日": Rule.ACTIVITY,
    "党费": Rule.DUES,
    "交党费": Rule.DUES,
    "计划": Rule.PLAN,
    "总结": Rule.PLAN,
    "表彰": Rule.COMMENDATION,
}
"""人们的各种叫法 → 规则。"""
_SIGNS = (
    (Rule.VOLUNTEER, "志愿|义务劳动|公益"),
    (Rule.DUES, "党费"),
    (Rule.PLAN, "计划|总结"),
    (Rule.ACTIVITY, "活动|主题党日"),
    (Rule.ATTENDANCE, "会议|到会|参会|开会|党课|党员大会|小组会"),
    (Rule.COMMENDATION, "表扬|表彰|先进|优秀"),
)
LEAST, MOST = 1, 50
"""手工加减，每人每次几分到几分。"""
_WHOLE = re.compile(r"\+?(\d+)\s?分?")
_MOST_CAP = 999
_POINTS = re.compile(r"(?:每次|一次|得|为)?\s*(-?\d+)\s*分?(?=$|[\s,，、;；。]|每|一周|单)")
_CAPS = {
    "daily_cap": re.compile(
        r"(?:每日|每天|一天|单日)(?:最多|至多|封顶|上限|不超过)*\s*[:：]?\s*(-?\d+|不封顶|不限)\s*分?"
    ),
    "weekly_cap": re.compile(r"(?:每周|一周|单周)(?:最多|至多|封顶|上限|不超过)*\s*[:：]?\s*(-?\d+|不封顶|不限)\s*分?"),
}


class NotPoints(UserError):
    """分数不是一个合适的整数。"""

    text = "“{words}”不行：每人每次只能写 {least}—{most} 的整数，如 5，未作任何改动。"


class UnclearRule(UserError):
    """没有看懂规则改成什么样。"""

    text = "没有看懂，规则未作改动。请这样写：积分规则 打卡 2分 每日封顶2 每周封顶10。不封顶写“每日不封顶”。"


class RuleOutOfRange(UserError):
    """分数或封顶超出范围。"""

    text = (
        "每次的分要在 0—{most} 之间，封顶在 {most_cap} 以内，而且每次的分不超过封顶，规则未作改动。"
        "封顶一起改的请写全，如“积分规则 打卡 3分 每日封顶3”。"
    )


def points_in(words: str, least: int = LEAST) -> int:
    """手工加减几分；不是 least—50 的整数拒绝。"""
    found = _WHOLE.fullmatch(words.strip())
    if found is None or not least <= int(found[1][:4]) <= MOST:
        raise NotPoints(words=words[:20], least=least, most=MOST)
    return int(found[1])


def rule_for(reason: str) -> Rule:
    """支委写的事由说的是哪一类；说不上的为 MANUAL。"""
    return next((rule for rule, signs in _SIGNS if re.search(signs, reason)), Rule.MANUAL)


def read_terms(words: str, was: Terms) -> Terms:
    """「2分 每日封顶2」→ 新的规则；没有说到的照原来的。"""
    words = unicodedata.normalize("NFKC", words)
    changes: dict[str, int | None] = {}
    for name, pattern in _CAPS.items():
        if found := pattern.search(words):
            changes[name] = None if found[1].startswith("不") else int(found[1][:6])
            words = words[: found.start()] + words[found.end() :]
    if re.fullmatch(r"\s*不(?:封顶|限)\s*", words):
        changes, words = {"daily_cap": None, "weekly_cap": None}, ""
    points, left = was.points, words.strip(" ,，、;；。\n")
    if left:
        found = _POINTS.fullmatch(left)
        if found is None:
            raise UnclearRule
        points = int(found[1][:6])
    if not left and not changes:
        raise UnclearRule
    made = was._replace(points=points, **changes)
    _check(made)
    return made


def _check(terms: Terms) -> None:
    caps = [cap for cap in (terms.daily_cap, terms.weekly_cap) if cap is not None]
    if not 0 <= terms.points <= MOST or not all(terms.points <= cap <= _MOST_CAP for cap in caps):
        raise RuleOutOfRange(most=MOST, most_cap=_MOST_CAP)


def granted(wanted: int, terms: Terms, today: int, this_week: int) -> int:
    """照封顶实得几分：today、this_week 是这条规则当天、当周没有冲正的已得分。"""
    room = [cap - had for cap, had in ((terms.daily_cap, today), (terms.weekly_cap, this_week)) if cap is not None]
    return max(0, min([wanted, *room]))


def spoken(terms: Terms) -> str:
    """「2 分，每日封顶 2 分」。"""
    caps = ((terms.daily_cap, "每日"), (terms.weekly_cap, "每周"))
    return "，".join([f"{terms.points} 分", *(f"{name}封顶 {cap} 分" for cap, name in caps if cap is not None)])


def signed(points: int) -> str:
    """几分连着正负号：「＋5」「－2」。"""
    return f"{'＋' if points >= 0 else '－'}{abs(points)}"
