"""查操作日志：按编号、按引起它的消息、按人、按日子找。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.domain.dialogue import PastAct
from core.domain.permission import Actor
from core.store.audit import UNDO, Act, ActDetail, ActSubject, Cause

_Reversal = aliased(Act)


@dataclass(frozen=True, slots=True)
class Wanted:
    """要看哪些：since 起（含）、before 止（不含）；kinds 是哪几类，about 是名册上的哪几位办的或说到的；None 是不限。"""

    since: datetime | None = None
    before: datetime | None = None
    kinds: tuple[str, ...] | None = None
    about: tuple[int, ...] | None = None


def numbered(session: Session, branch_id: int, seq: int) -> PastAct | None:
    """一个支部里编号为 seq 的那一次，带着撤销要用的资料；没有为 None。"""
    return _first(session, Act.branch_id == branch_id, Act.seq == seq)


def caused_by(session: Session, branch_id: int, cause: Cause) -> PastAct | None:
    """一条消息引起的操作，几次的取最后一次；撤销的那些不算。"""
    found = (Act.account == cause.account, Act.scene == cause.scene, Act.message_id == cause.message_id)
    return _first(session, Act.branch_id == branch_id, *found, Act.kind != UNDO)


def branch_of(session: Session, cause: Cause) -> int | None:
    """一条消息引起的操作记在哪个支部；没有引起什么的为 None。"""
    query = select(Act.branch_id).where(Act.account == cause.account, Act.scene == cause.scene)
    return session.scalars(query.where(Act.message_id == cause.message_id).limit(1)).first()


def last_by(
    session: Session, branch_id: int, actor: Actor, kinds: Sequence[str] | None = None, besides: Sequence[str] = ()
) -> PastAct | None:
    """一个人最近办的一次，撤销也算一次；kinds 不空时只看这几类，besides 这几类不算。"""
    wanted = [Act.branch_id == branch_id, *_by(actor), Act.kind.not_in(besides)]
    if kinds is not None:
        wanted.append(Act.kind.in_(kinds))
    return _first(session, *wanted)


def acted_since(session: Session, branch_id: int, member_id: int, seq: int) -> bool:
    """编号 seq 之后，这个人自己办过什么没有。"""
    query = select(Act.id).where(Act.branch_id == branch_id, Act.actor_id == member_id, Act.seq > seq)
    return session.scalars(query.limit(1)).first() is not None


def count(session: Session, branch_id: int, wanted: Wanted) -> int:
    """要看的共有几次。"""
    query = select(func.count()).select_from(Act).where(Act.branch_id == branch_id, *_matching(branch_id, wanted))
    return session.scalar(query) or 0


def page(session: Session, branch_id: int, wanted: Wanted, skip: int, most: int) -> list[PastAct]:
    """要看的，新的在前，跳过 skip 次，至多 most 次；不带撤销要用的资料。"""
    query = _selected().where(Act.branch_id == branch_id, *_matching(branch_id, wanted))
    rows = session.execute(query.order_by(Act.seq.desc()).offset(skip).limit(most))
    return [_past(row) for row in rows]


def _by(actor: Actor) -> list[ColumnElement[bool]]:
    """这个人办的：不在册的（运维）按平台账号认。"""
    if actor.member_id is not None:
        return [Act.actor_id == actor.member_id]
    return [Act.actor_id.is_(None), Act.actor_name == actor.user_id]


def _matching(branch_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        parts.append(Act.acted_at >= wanted.since)
    if wanted.before is not None:
        parts.append(Act.acted_at < wanted.before)
    if wanted.kinds is not None:
        parts.append(Act.kind.in_(wanted.kinds))
    if wanted.about is not None:
        said_of = exists().where(
            ActSubject.branch_id == branch_id, ActSubject.member_id.in_(wanted.about), ActSubject.seq == Act.seq
        )
        parts.append(or_(Act.actor_id.in_(wanted.about), said_of))
    return parts


def _selected() -> Select[Act, int]:
    undone_by = (_Reversal.branch_id == Act.branch_id) & (_Reversal.reverses == Act.seq)
    return select(Act, _Reversal.seq.label("undone_by")).outerjoin(_Reversal, undone_by)


def _first(session: Session, *wanted: ColumnElement[bool]) -> PastAct | None:
    row = session.execute(_selected().where(*wanted).order_by(Act.seq.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    act = row[0]
    detail = session.get(ActDetail, (act.branch_id, act.seq))
    return _past(row, detail)


def _past(row: Row[Act, int], detail: ActDetail | None = None) -> PastAct:
    act = row[0]
    return PastAct(
        seq=act.seq,
        kind=act.kind,
        actor_id=act.actor_id,
        actor_name=act.actor_name,
        summary=act.summary,
        before=act.before,
        after=act.after,
        at=act.acted_at,
        reverses=act.reverses,
        undone_by=row[1],
        undo=detail.data if detail else None,
    )
