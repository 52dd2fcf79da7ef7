"""一本小账：两个支部、几个人、几十次操作和积分，有冲正；供核对、备份、恢复的测试用。"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.dialogue import Record
from core.domain.permission import Actor
from core.store import audit, ledger
from core.store.ledger import Award, LedgerEntry
from tests.conftest import NOON
from tests.service.samples import add_branch, add_member, request

ACTS = 40
"""头一个支部的操作次数；积分比它多一笔冲正。"""


def fill(session: Session, acts: int = ACTS) -> None:
    """写好整本账。"""
    first, second = add_branch(session, "机关第三党支部"), add_branch(session, "机关第四党支部", "20002")
    zhang, li = (add_member(session, first, name) for name in ("张三", "李四"))
    for number in range(acts):
        _act(session, first, (zhang, li)[number % 2], number)
    _act(session, second, add_member(session, second, "王五"), 0)
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.branch_id == first, LedgerEntry.seq == 3)).one()
    ledger.reverse(session, entry, audit.next_act(session, first), None, NOON + timedelta(days=acts))
    one_more(session, first, acts, "撤销学习登记")


def _act(session: Session, branch_id: int, member_id: int, number: int) -> None:
    day = (NOON + timedelta(days=number)).date()
    award = Award(member_id, "checkin", 1, 2, day, "学习登记", f"checkin:{branch_id}:{number}")
    ledger.post(session, branch_id, audit.next_act(session, branch_id), award, NOON + timedelta(days=number))
    one_more(session, branch_id, number, f"学习登记，心得：第{number}天学《支部工作条例（试行）》🙂")


def one_more(session: Session, branch_id: int, number: int, summary: str = "又一次") -> None:
    """再记一次操作。"""
    made = request(Actor("10001", "张三", branch_id), branch_id, NOON + timedelta(days=number))
    audit.record(session, made, "checkin", Record(summary, None, "有" if number % 3 else None), audit.Cause())


def unguard(path: Path) -> None:
    """拿掉只追加的触发器，像有人直接动了文件。"""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()


def alter(path: Path, *statements: str) -> None:
    """直接改文件里的数据。"""
    unguard(path)
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
