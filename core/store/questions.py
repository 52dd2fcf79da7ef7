"""题库：自带的题各支部共用，支部自己的题只有本支部看得见；没有出处的是草稿。"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.questions import Answer, Question, QuestionType, Source, fingerprint
from core.domain.regulations import Standing, standing
from core.store.db import Base

BUILT_IN = 0
"""自带的题的 owner。"""
_LOTS = 1 << 30


class QuestionState(StrEnum):
    """一道题能不能用。

    DRAFT 是没有出处（ALLOWED 是没有出处而支委点名允许用的）；STOPPED 是支委停用；
    OUTDATED 是出处已被修订或废止；REVERTED 是导入它的那一次撤销了，等于没有导入过。
    """

    LIVE = "live"
    ALLOWED = "allowed"
    DRAFT = "draft"
    STOPPED = "stopped"
    OUTDATED = "outdated"
    REVERTED = "reverted"


USABLE = frozenset({QuestionState.LIVE, QuestionState.ALLOWED})


class QuestionRow(Base):
    """一道题；id 就是说给人听的编号 Q17。

    owner 是支部编号，BUILT_IN 是自带的；fingerprint 在一个 owner 里唯一（查重）；lot 是抽签用的随机数；
    answer 是 core.domain.questions.Answer 写成的 JSON；act 是哪一次操作导入来的，自带的、更正时另存的为空。
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("owner", "fingerprint"),
        Index("ix_question_lot", "owner", "state", "lot"),
        Index("ix_question_regulation", "owner", "regulation", "state", "lot"),
        Index("ix_question_act", "owner", "act"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[int]
    fingerprint: Mapped[str]
    lot: Mapped[int]
    state: Mapped[str]
    type: Mapped[str]
    stem: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON)
    answer: Mapped[Any] = mapped_column(JSON)
    explanation: Mapped[str]
    regulation: Mapped[str]
    version: Mapped[int | None]
    article: Mapped[str]
    audience: Mapped[list[str]] = mapped_column(JSON)
    tags: Mapped[list[str]] = mapped_column(JSON)
    difficulty: Mapped[int]
    act: Mapped[int | None]
    added_at: Mapped[datetime]

    @property
    def number(self) -> str:
        """说给人听的编号。"""
        return f"Q{self.id}"

    @property
    def question(self) -> Question:
        """这道题。"""
        source = Source(self.regulation, self.version, self.article) if self.regulation else None
        return Question(
            self.stem,
            QuestionType(self.type),
            tuple(self.options),
            read_kept(self.answer),
            self.explanation,
            source,
            tuple(self.audience),
            tuple(self.tags),
            self.difficulty,
        )


class QuestionPause(Base):
    """一个支部停用的一道自带题；支部自己的题直接改 state。"""

    __tablename__ = "question_pause"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)


class QuestionReport(Base):
    """一条题目反馈：number 是支部内的编号；resolved_at 不空是宣传委员办过了。"""

    __tablename__ = "question_report"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    reported_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """要什么样的题。regulation 是法规全名（空串是哪部都行，人说的“党章”由 regulations 对上），types 空是各种都行。"""

    regulation: str = ""
    types: frozenset[QuestionType] = frozenset()


ANY = Wish()


def row_of(question: Question, shape: str = "") -> dict[str, Any]:
    """一道题写成的各列（不含 owner、lot、act、added_at）；shape 是算好了的指纹。"""
    source = question.source
    return {
        "fingerprint": shape or fingerprint(question),
        "state": state_of(source).value,
        "type": question.type.value,
        "stem": question.stem,
        "options": list(question.options),
        "answer": kept_answer(question),
        "explanation": question.explanation,
        "regulation": source.regulation if source else "",
        "version": source.version if source else None,
        "article": source.article if source else "",
        "audience": list(question.audience),
        "tags": list(question.tags),
        "difficulty": question.difficulty,
    }


def state_of(source: Source | None) -> QuestionState:
    """照出处，一道题收进来能不能用：没有出处、没有写到第几条的是草稿，出处过时的先停着。"""
    if source is None or not source.article:
        return QuestionState.DRAFT
    return QuestionState.LIVE if standing(source) is Standing.CURRENT else QuestionState.OUTDATED


def kept_answer(question: Question) -> Any:
    """答案写成能进 JSON 的样子。"""
    if isinstance(question.answer, str):
        return question.answer
    return [list(one) if isinstance(one, tuple) else one for one in question.answer]


def find(session: Session, branch_id: int, number: int) -> QuestionRow | None:
    """按编号找一道支部看得见的题（自带的、本支部的）；撤销了导入的不算，没有为 None。"""
    row = session.get(QuestionRow, number)
    if row is None or row.owner not in {BUILT_IN, branch_id} or row.state == QuestionState.REVERTED:
        return None
    return row


def pick(
    session: Session, branch_id: int, wish: Wish = ANY, avoid: Collection[int] = (), lot: int | None = None
) -> QuestionRow | None:
    """随机抽一道支部能用、合要求、不在 avoid 里的题；没有为 None。代价与题库大小无关。

    lot 是从哪里抽起，不给就随机；自带的与支部自己的混在一起，哪边先转到就是哪边。
    """
    start = draw() if lot is None else lot
    for low, high in ((start, _LOTS), (0, start)):
        heaps = [(owner, state) for owner in (BUILT_IN, branch_id) for state in sorted(USABLE)]
        # 一摞一摞地各看头几道：合在一句里问，库就要把整摞都排一遍
        found = [row for heap in heaps for row in _first(session, branch_id, heap, wish, (low, high, len(avoid) + 1))]
        fits = (row for row in sorted(found, key=lambda row: row.lot) if row.id not in avoid)
        if (chosen := next(fits, None)) is not None:
            return chosen
    return None


def regulations(session: Session, branch_id: int) -> list[str]:
    """支部看得见的题都出自哪些法规。"""
    query = select(QuestionRow.regulation).where(QuestionRow.owner.in_((BUILT_IN, branch_id)))
    return sorted(one for one in session.scalars(query.distinct()) if one)


def _first(
    session: Session, branch_id: int, heap: tuple[int, str], wish: Wish, span: tuple[int, int, int]
) -> list[QuestionRow]:
    owner, state = heap
    low, high, most = span
    query = select(QuestionRow).where(
        QuestionRow.owner == owner,
        QuestionRow.state == state,
        QuestionRow.lot >= low,
        QuestionRow.lot < high,
        QuestionRow.id.not_in(paused_in(branch_id)),
    )
    if wish.regulation:
        query = query.where(QuestionRow.regulation == wish.regulation)
    if wish.types:
        query = query.where(QuestionRow.type.in_(sorted(wish.types)))
    return list(session.scalars(query.order_by(QuestionRow.lot).limit(most)))


def paused_in(branch_id: int) -> Select[int]:
    """支部停用的自带题，用在别的查询里。"""
    return select(QuestionPause.question_id).where(QuestionPause.branch_id == branch_id)


def draw() -> int:
    """一个抽签用的随机数。"""
    return secrets.randbelow(_LOTS)


def read_kept(kept: Any) -> Answer:
    """从库里写的样子还原答案。"""
    if isinstance(kept, str):
        return kept
    if kept and isinstance(kept[0], list):
        return tuple(tuple(one) for one in kept)
    return tuple(kept)
