"""周报的约定：哪种形式、默认什么时候、哪一周，怎样问第一位书记。"""

from datetime import date, time, timedelta
from enum import StrEnum

from core.domain.calendar import Period, start_of

MONDAY = 0
DEFAULT_AT = time(9)


class Form(StrEnum):
    """周报的形式：先集体数字、再列较为积极的同志；只列集体数字。"""

    RANKING = "ranking"
    SUMMARY = "summary"


QUESTION = (
    "每周一公布一周学习情况：①列积极同志 ②只列集体数字 ③不公布。均为自愿，不作考核、评优依据。"
    "请回复 1、2 或 3；没有回复之前按①办理，以后发“周报 汇总”等随时可改。"
)
"""第一位书记设定以后，私下问他一次。"""
RANKING_WORDS, SUMMARY_WORDS, OFF_WORDS = ("1", "①"), ("2", "②"), ("3", "③")
CHOICES = (*RANKING_WORDS, *SUMMARY_WORDS, *OFF_WORDS)


def reported(period: Period, day: date) -> date:
    """Day 那天该说的是从哪天起的一期：上一个完整的周（月、季）。"""
    return start_of(period, start_of(period, day) - timedelta(days=1))
