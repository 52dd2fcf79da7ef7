"""题库的进出：整批收进来、整批收回、统计；自带的题随新版本更新。"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, func, literal, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.questions import Question
from core.store.db import Base, insert_or_ignore, table_of
from core.store.questions import (
    BUILT_IN,
    QuestionRow,
    QuestionState,
    draw,
    paused_in,
    row_of,
)

_QUESTION = table_of(QuestionRow)
_AT_ONCE = 200


class SeedMark(Base):
    """收下的自带题是哪一版：digest 是题目文件的总指纹。只有一行，id 是 1。"""

    __tablename__ = "question_seed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str]


class Known(NamedTuple):
    """题库里已有的一道题。"""

    id: int
    type: str
    options: tuple[str, ...]
    answer: Any


def known_by(session: Session, branch_id: int, shapes: Collection[str]) -> dict[str, Known]:
    """这些指纹里，支部的题库（连同自带的）已经有了的；支部自己的优先。"""
    found: dict[str, Known] = {}
    wanted = list(shapes)
    columns = (QuestionRow.fingerprint, QuestionRow.id, QuestionRow.type, QuestionRow.options, QuestionRow.answer)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(*columns).where(
            QuestionRow.owner.in_((BUILT_IN, branch_id)),
            QuestionRow.state != QuestionState.REVERTED,
            QuestionRow.fingerprint.in_(wanted[start : start + _AT_ONCE]),
        )
        for shape, number, kind, options, answer in session.execute(query.order_by(QuestionRow.owner)):
            found[shape] = Known(number, kind, tuple(options), answer)
    return found


def bring_in(session: Session, owner: int, rows: Sequence[dict[str, Any]], act: int | None, now: datetime) -> None:
    """收进若干道题（row_of 写成的各列）；owner 里已有的不再收。"""
    same = {"owner": owner, "act": act, "added_at": now}
    for start in range(0, len(rows), _AT_ONCE):
        some = [row | same | {"lot": draw()} for row in rows[start : start + _AT_ONCE]]
        session.execute(insert_or_ignore(session, _QUESTION), some)


def brought(session: Session, branch_id: int, act: int) -> dict[str, int]:
    """一次导入收了多少，按题型。"""
    query = select(QuestionRow.type, func.count()).where(*_of_act(branch_id, act)).group_by(QuestionRow.type)
    return {row[0]: row[1] for row in session.execute(query)}


def drafts_of(session: Session, branch_id: int, act: int) -> list[int]:
    """一次导入的题里，没有出处、没有写到第几条的。"""
    query = select(QuestionRow.id).where(*_of_act(branch_id, act), QuestionRow.state == QuestionState.DRAFT)
    return list(session.scalars(query.order_by(QuestionRow.id)))


def withdraw(session: Session, branch_id: int, act: int) -> None:
    """一次导入整批收回；指纹也让出来，以后还能再导入。答过的记录都在。"""
    gone = {"state": QuestionState.REVERTED, "fingerprint": QuestionRow.fingerprint + literal(f":A{act}", String)}
    session.execute(update(QuestionRow).where(*_of_act(branch_id, act)).values(gone))


def _of_act(branch_id: int, act: int) -> tuple[Any, ...]:
    return QuestionRow.owner == branch_id, QuestionRow.act == act, QuestionRow.state != QuestionState.REVERTED


def counts(session: Session, branch_id: int) -> list[tuple[int, str, str, str, int]]:
    """支部看得见的题，按（owner、状态、题型、法规）各多少；停用的自带题算停用。"""
    paused = paused_in(branch_id)
    same = (QuestionRow.owner, QuestionRow.type, QuestionRow.regulation)
    seen = QuestionRow.owner.in_((BUILT_IN, branch_id)), QuestionRow.state != QuestionState.REVERTED
    plain = select(QuestionRow.state, *same, func.count()).where(*seen, QuestionRow.id.not_in(paused))
    stopped = select(literal(QuestionState.STOPPED.value), *same, func.count())
    stopped = stopped.where(*seen, QuestionRow.id.in_(paused))
    found = [
        *session.execute(plain.group_by(QuestionRow.state, *same)),
        *session.execute(stopped.group_by(*same)),
    ]
    return [(owner, state, kind, regulation, count) for state, owner, kind, regulation, count in found]


def everything(session: Session, branch_id: int) -> Iterator[list[QuestionRow]]:
    """支部看得见的全部题，先自带的，再自己的，几百题一批：一次取得太多，别的事都要等它。"""
    for owner in (BUILT_IN, branch_id):
        last = 0
        while True:
            query = select(QuestionRow).where(
                QuestionRow.owner == owner, QuestionRow.state != QuestionState.REVERTED, QuestionRow.id > last
            )
            rows = list(session.scalars(query.order_by(QuestionRow.id).limit(_AT_ONCE)))
            if not rows:
                break
            yield rows
            last = rows[-1].id


def sown(session: Session) -> str:
    """收下的自带题是哪一版；还没有收过为空串。"""
    return session.scalar(select(SeedMark.digest)) or ""


def sow(session: Session, questions: Iterable[Question], digest: str, now: datetime) -> None:
    """收下自带的题：新的收，改过的更新，没有了的停用。"""
    rows = {row["fingerprint"]: row for row in map(row_of, questions)}
    known = select(QuestionRow.fingerprint, QuestionRow.id).where(QuestionRow.owner == BUILT_IN)
    kept = {row.fingerprint: row.id for row in session.execute(known)}
    for shape in kept.keys() & rows.keys():
        session.execute(update(QuestionRow).where(QuestionRow.id == kept[shape]).values(**rows[shape]))
    gone = [kept[shape] for shape in kept.keys() - rows.keys()]
    session.execute(update(QuestionRow).where(QuestionRow.id.in_(gone)).values(state=QuestionState.STOPPED))
    bring_in(session, BUILT_IN, [row for shape, row in rows.items() if shape not in kept], None, now)
    session.merge(SeedMark(id=1, digest=digest))
    session.flush()
