"""私下的练习：一个人答过的各题、复习到了哪一步。只有本人看得到，从不计分。"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain import spacing
from core.store.db import Base
from core.store.questions import USABLE, QuestionRow, paused_in

_AT_ONCE = 200
"""一句 IN 里至多问几个人。"""


class ReviewCard(Base):
    """一个人答过的一道题。

    wrong 为真是最近一次答错（在错题本里）；memory 是复习间隔的资料，due_at 到了该再看一遍；times 是答过几次。
    """

    __tablename__ = "review_card"
    __table_args__ = (Index("ix_review_card_due", "member_id", "due_at"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    wrong: Mapped[bool]
    times: Mapped[int]
    memory: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime]


def note(session: Session, member_id: int, question_id: int, *, right: bool, now: datetime) -> None:
    """记下答过一次：答错的进错题本，答对的出来，排好下一次复习。"""
    note_all(session, [(member_id, right)], question_id, now)


def note_all(session: Session, results: Iterable[tuple[int, bool]], question_id: int, now: datetime) -> None:
    """同一题、几个人的对错，各记进各自的复习里。"""
    marks = dict(results)
    known = {row.member_id: row for row in session.scalars(_of_question(question_id, sorted(marks)))} if marks else {}
    for member_id, right in marks.items():
        row = known.get(member_id)
        spaced = spacing.after(row.memory if row else None, right=right, now=now)
        if row is None:
            row = ReviewCard(member_id=member_id, question_id=question_id, times=0)
            session.add(row)
        row.wrong, row.times = not right, row.times + 1
        row.memory, row.due_at, row.answered_at = spaced.memory, spaced.due_at, now
    session.flush()


def _of_question(question_id: int, member_ids: list[int]) -> Select[ReviewCard]:
    query = select(ReviewCard).where(ReviewCard.question_id == question_id)
    # 人多时一句里列不下那么多编号，就把这一题的都取来
    return query if len(member_ids) > _AT_ONCE else query.where(ReviewCard.member_id.in_(member_ids))


def wrong_ones(session: Session, branch_id: int, member_id: int) -> list[QuestionRow]:
    """错题本，新近答错的在前；停用了的不列。"""
    query = (
        select(QuestionRow)
        .join(ReviewCard, ReviewCard.question_id == QuestionRow.id)
        .where(ReviewCard.member_id == member_id, ReviewCard.wrong, *_usable(branch_id))
    )
    return list(session.scalars(query.order_by(ReviewCard.answered_at.desc(), QuestionRow.id)))


def due_ones(session: Session, branch_id: int, member_id: int, now: datetime, most: int) -> list[QuestionRow]:
    """到期该复习的，早到期的在前。"""
    query = (
        select(QuestionRow)
        .join(ReviewCard, ReviewCard.question_id == QuestionRow.id)
        .where(ReviewCard.member_id == member_id, ReviewCard.due_at <= now, *_usable(branch_id))
    )
    return list(session.scalars(query.order_by(ReviewCard.due_at, QuestionRow.id).limit(most)))


def next_due(session: Session, branch_id: int, member_id: int) -> datetime | None:
    """能用的题里，下一次该复习在什么时候；没有答过题为 None。"""
    query = select(func.min(ReviewCard.due_at)).join(QuestionRow, ReviewCard.question_id == QuestionRow.id)
    return session.scalar(query.where(ReviewCard.member_id == member_id, *_usable(branch_id)))


def recent(session: Session, member_id: int, most: int) -> list[int]:
    """最近答过的各题，抽新题时避开。"""
    query = select(ReviewCard.question_id).where(ReviewCard.member_id == member_id)
    return list(session.scalars(query.order_by(ReviewCard.answered_at.desc()).limit(most)))


def last_answered(session: Session, member_id: int, since: datetime) -> tuple[int, datetime] | None:
    """Since 以来私下最近答过的题和时刻；没有为 None。"""
    query = select(ReviewCard.question_id, ReviewCard.answered_at)
    query = query.where(ReviewCard.member_id == member_id, ReviewCard.answered_at >= since)
    row = session.execute(query.order_by(ReviewCard.answered_at.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None


def _usable(branch_id: int) -> tuple[Any, ...]:
    return QuestionRow.state.in_(sorted(USABLE)), QuestionRow.id.not_in(paused_in(branch_id))
