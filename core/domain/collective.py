"""一期的集体数字：各类事多少人次，怎么说、卡片上怎么写。没有平均、没有比例，不提没有参加的。"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from core.domain.quizzing import share
from core.domain.ranking import FEWEST, Place

SOME = "已有同志参加"
FOOT = "自愿参加，只作鼓励，不作考核、评优依据"
"""周报、榜的末一句，卡片的页脚。"""


class Collective(NamedTuple):
    """一期的集体数字；participants 是有得分的同志几位，其余是人次。"""

    participants: int
    check_ins: int = 0
    answered: int = 0
    right: int = 0
    attended: int = 0
    volunteered: int = 0

    @property
    def is_empty(self) -> bool:
        """这一期什么记录也没有。"""
        return not any(self)

    @property
    def countable(self) -> bool:
        """参与者够多，写得了人次。"""
        return self.participants >= FEWEST


class Stat(NamedTuple):
    """卡片上的一栏。"""

    name: str
    value: str
    unit: str


def spoken(figures: Collective) -> str:
    """「学习登记 86 人次，答题 132 人次、正确率 87%，志愿服务 14 人次」；参与者太少的不写人次。"""
    if not figures.countable:
        return SOME
    parts = [f"学习登记 {figures.check_ins} 人次"] if figures.check_ins else []
    if figures.answered:
        parts.append(f"答题 {figures.answered} 人次、正确率 {share(figures.right, figures.answered)}%")
    parts += [f"到会 {figures.attended} 人次"] if figures.attended else []
    parts += [f"志愿服务 {figures.volunteered} 人次"] if figures.volunteered else []
    return "，".join(parts) or SOME


def stats(figures: Collective) -> list[Stat]:
    """卡片上的各栏，与 spoken 同样的数；参与者太少的一栏也没有。"""
    if not figures.countable:
        return []
    found = [
        Stat("学习登记", str(figures.check_ins), "人次"),
        Stat("答题", str(figures.answered), "人次"),
        Stat("正确率", str(share(figures.right, figures.answered)), "%"),
        Stat("到会", str(figures.attended), "人次"),
        Stat("志愿服务", str(figures.volunteered), "人次"),
    ]
    shown = (figures.check_ins, figures.answered, figures.answered, figures.attended, figures.volunteered)
    return [one for one, times in zip(found, shown, strict=True) if times]


def spoken_days(start: date, end: date) -> str:
    """「11月16日—22日」「11月30日—12月6日」。"""
    last = f"{end.day}日" if (end.year, end.month) == (start.year, start.month) else f"{end.month}月{end.day}日"
    return f"{start.month}月{start.day}日" if start == end else f"{start.month}月{start.day}日—{last}"


class Overview(NamedTuple):
    """一期的情况：集体数字，和列得出的各名次（没有的为空）。"""

    figures: Collective
    places: Sequence[Place] = ()

    def shown(self, heading: str) -> dict[str, Any]:
        """写在卡片上的各栏、名单和页脚；heading 是名单的小标题。卡片的样子是 style.typ 里的 overview。"""
        columns = [one._asdict() for one in stats(self.figures)]
        people = [_row(one) for one in self.places]
        note = "" if columns else SOME
        return {"stats": columns, "note": note, "heading": heading if people else "", "people": people, "foot": FOOT}


def _row(place: Place) -> dict[str, Any]:
    return {"number": place.number, "names": list(place.names), "points": place.points}
