"""等着确认导入的题：几百题一行，存到有人说“确认导入”“取消”，或者过了时限。"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.store.db import Base

AT_ONCE = 200
"""一行放几题：一行太大，写成 JSON 时别的事都要等它。"""


class QuestionDraft(Base):
    """一份等着确认的题里的几题；batch 是哪一份，questions 是 core.store.questions.row_of 写成的各列。"""

    __tablename__ = "question_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[int] = mapped_column(index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    questions: Mapped[list[Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime]


def keep(session: Session, branch_id: int, rows: Sequence[dict[str, Any]], expires_at: datetime, now: datetime) -> int:
    """存下一份，返回它的编号；顺手清掉过期的。"""
    session.execute(delete(QuestionDraft).where(QuestionDraft.expires_at <= now))
    batch = (session.scalar(select(func.max(QuestionDraft.batch))) or 0) + 1
    same = {"batch": batch, "branch_id": branch_id, "expires_at": expires_at}
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(QuestionDraft), same | {"questions": list(rows[start : start + AT_ONCE])})
    return batch


def take(session: Session, branch_id: int, batch: int) -> Iterator[list[dict[str, Any]]]:
    """取出一份，几百题一批。"""
    query = select(QuestionDraft.id).where(QuestionDraft.batch == batch, QuestionDraft.branch_id == branch_id)
    for number in list(session.scalars(query.order_by(QuestionDraft.id))):
        yield session.scalars(select(QuestionDraft.questions).where(QuestionDraft.id == number)).one()


def drop(session: Session, branch_id: int, batch: int) -> None:
    """不要了。"""
    session.execute(delete(QuestionDraft).where(QuestionDraft.batch == batch, QuestionDraft.branch_id == branch_id))
