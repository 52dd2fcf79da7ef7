"""运维的话术。"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.domain.calendar import spoken_day
from core.domain.checkup import Machine, lines, spoken_size
from core.domain.dialogue import Reply

from .rules import BranchLine, Counts


def status(machine: Machine, counts: Counts, now: datetime, version: str) -> Reply:
    """此刻的情形。"""
    accounts = "、".join(f"{one}（已连 {_lasting(now - since)}）" for one, since in machine.online.items())
    troubled = counts.failed + counts.unknown
    trouble = f"最近七天没有发成 {counts.failed} 件、说不准送到没有 {counts.unknown} 件。"
    said = [
        f"在线账号：{accounts or '一个也没有，请看 OneBot 客户端'}。",
        f"支部：{counts.branches} 个。",
        f"发件箱：待发 {counts.due} 件，其中搁置 {counts.held} 件（安静时段、节假日、禁言）；{trouble}",
        f"上次备份：{_moment(machine.backup)}。",
        f"数据库 {_size(machine.size)}，磁盘还剩 {spoken_size(machine.free)}。",
        f"版本 {version}。",
    ]
    return _private("\n".join([*said, *(["哪里不对请发“自检”。"] if troubled or not machine.online else [])]))


def findings(machine: Machine) -> Reply:
    """逐项的结论，不对的写明改哪一项。"""
    faults = sum(not one.fine for one in machine.findings)
    head = f"自检：{len(machine.findings)} 项，{f'{faults} 项要改' if faults else '都好'}。"
    return _private("\n".join([head, *(line for one in machine.findings for line in lines(one))]))


def backup(machine: Machine) -> Reply:
    """备份在机器上做。"""
    text = f"上次备份：{_moment(machine.backup)}。助手开着时每天夜里自动备份，没做成会私下告诉您。"
    return _private(f"{text}现在就要一份，请在机器上运行：python3 run.py backup")


def restore() -> Reply:
    """恢复在机器上做。"""
    text = "恢复要先停下助手，只能在机器上做：python3 run.py restore 备份文件（在 data/backups/ 里）。"
    return _private(f"{text}做法见 docs/operations.md 第四节。")


def branches(found: Sequence[BranchLine], total: int) -> Reply:
    """有哪些支部。"""
    if not total:
        return _private("还没有支部。请把启动时打印的书记口令交给书记，或在群里发“绑定支部 名称”。")
    rows = [_line(number, one) for number, one in enumerate(found, 1)]
    more = [f"还有 {total - len(found)} 个没有列出。"] if total > len(found) else []
    return _private("\n".join([f"支部 {total} 个：", *rows, *more]))


def _line(number: int, one: BranchLine) -> str:
    where = f"群 {one.group_id}，账号 {one.account}" if one.group_id else "没有绑定群"
    return f"{number}. {one.name}：在册 {one.people} 人，{where}"


def _lasting(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:  # noqa: PLR2004 一小时
        return f"{minutes} 分钟"
    hours = minutes // 60
    return f"{hours} 小时" if hours < 48 else f"{hours // 24} 天"  # noqa: PLR2004 两天以上按天说


def _moment(at: datetime | None) -> str:
    return "还没有" if at is None else f"{spoken_day(at.date())}{at:%H:%M}"


def _size(size: int | None) -> str:
    return "在 PostgreSQL 里" if size is None else spoken_size(size)


def _private(text: str) -> Reply:
    return Reply(text, private=True)
