"""登记表的话术和表。"""

from core.domain.attachments import Cell, Sheet, Workbook
from core.domain.dialogue import Record, Reply

from .rules import CHECK_IN, NOTICE, TITLES, Person, Register, total

_TOTAL = "合计"


def exported(branch: str, register: Register) -> Reply:
    """表做好了，私下给。"""
    title, period = TITLES[register.what], register.period.spoken
    of = "全支部的" if register.whole else "您本人的"
    text = f"{period}{of}{title}，随后发来。{NOTICE}。"
    record = Record(f"导出{title}：{period}") if register.whole else None
    return Reply(text, private=True, record=record, file=_workbook(branch, register))


def choices(*, whole: bool) -> Reply:
    """没有说导出什么。"""
    of = "全支部的" if whole else "您本人的"
    return Reply(
        f"可以导出{of}学习登记和积分，例如“导出 打卡 11月”“导出 积分 第三季度”“导出 积分 2026年”。", private=True
    )


def _workbook(branch: str, register: Register) -> Workbook:
    title, period = TITLES[register.what], register.period.spoken
    unit = "单位：天" if register.what == CHECK_IN else "单位：分"
    rows = [_row(number, one, register) for number, one in enumerate(register.people, 1)]
    if register.whole:
        rows.append(_totals(register))
    notes = (f"{branch}　{period}{title}", f"{NOTICE}。按花名册次序，不排名次。{unit}。")
    sheet = Sheet(title, ("序号", "姓名", "QQ", "党小组", *register.columns, _TOTAL), rows, notes=notes)
    return Workbook(f"{title}_{period}.xlsx", (sheet,))


def _row(number: int, person: Person, register: Register) -> list[Cell]:
    counts = register.counts.get(person.member_id, {})
    cells = [counts.get(column) for column in register.columns]
    return [str(number), person.name, person.user_id, person.subgroup, *cells, total(counts)]


def _totals(register: Register) -> list[Cell]:
    sums = [sum(one.get(column, 0) for one in register.counts.values()) for column in register.columns]
    return [_TOTAL, "", "", "", *(one or None for one in sums), sum(sums)]
