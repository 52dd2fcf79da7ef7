"""回执：一份通知发给谁、一句话答的是哪一份、各人怎样答的。"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.domain import short_answers
from core.domain.calendar import local
from core.domain.dialogue import PassedOn, Request, Scene
from core.domain.notices import Choice, NoticeState, Wanted
from core.domain.receipts import ATTENDING, PRESENT, Changed, Given, Subject
from core.store import audiences, notices, pending, sealed
from core.store.notices import Notice, NoticeAnswer, NoticeMessage
from core.store.outbox import Outgoing
from core.store.pending import Pending, Place

LATELY = timedelta(hours=24)
"""群里没有回复谁的“收到”，只算这么久之内说过的通知。"""
ASK_OPEN_FOR = timedelta(minutes=30)
"""问了“是哪一份”，等多久。"""
_PARTS = ("", "#2", "#3", "#4")
"""长的通知分几段发，回复哪一段都算。"""
_MOST_ASKED = 9
WHICH = ("which_notice", "which_leave", "which_leave_ended")
"""问“是哪一份”的各类，同时只有一件。"""
_GIVE_UP = ("取消", "算了")
WHICH_TOKENS = (*_GIVE_UP, short_answers.NOTICE, *map(str, range(1, _MOST_ASKED + 1)))
"""回“是哪一份”的短答：序号，或编号。"""


def subject_of(notice: Notice, zone: str) -> Subject:
    """说给人听要用的各项。"""
    starts_at = local(notice.starts_at, zone) if notice.starts_at else None
    return Subject(
        notice.number, notice.title, notice.body, starts_at, Wanted(notice.wanted), notice.most, notice.place
    )


def meant(session: Session, request: Request, *, attending: bool) -> list[Notice]:
    """这句话答的可能是哪几份：回复了某一份的只有它，否则是还开着、发给他的。

    attending 为真只看要到场的。群里没有回复谁的，只算群里 LATELY 之内说过的；回复旁的话的，什么也不算。
    """
    in_group = request.scene is Scene.GROUP
    if request.reply_to is not None:
        found = pointed_at(session, request)
        if found is not None or in_group:
            return [found] if found is not None else []
    opened = open_for(session, request)
    if attending:
        opened = [one for one in opened if one.wanted != Wanted.ACK]
    return _said_lately(session, opened, request.now) if in_group else opened


def open_for(session: Session, request: Request) -> list[Notice]:
    """还开着的、发给说话的人的。"""
    opened = notices.open_notices(session, request.home.id, request.now)
    return [one for one in opened if audiences.is_for(session, one, request.actor.member)]


def pointed_at(session: Session, request: Request) -> Notice | None:
    """被回复、被贴表情的那条说的是哪一份：还开着、发给他的才算。"""
    keys: dict[str, list[int]] = {}
    for one in session.scalars(_spoken(request)):
        for part in _PARTS:
            keys.setdefault(f"{one.key}{part}", []).append(one.notice_id)
    scene, _, target = request.place.partition(":")
    query = select(Outgoing.key).where(Outgoing.key.in_(keys), Outgoing.message_id == request.reply_to)
    key = session.scalar(query.where(Outgoing.scene == scene, Outgoing.target == target))
    # 一条里说了几份的（合起来的提醒），分不清回的是哪一份
    said_of = keys.get(key, []) if key is not None else [*filter(None, [_source(session, request)])]
    notice = session.get(Notice, said_of[0]) if len(said_of) == 1 else None
    return notice if notice is not None and audiences.is_for(session, notice, request.actor.member) else None


def _live(request: Request) -> tuple[Any, ...]:
    return (
        Notice.branch_id == request.home.id,
        Notice.state == NoticeState.OPEN,
        Notice.answers_until > request.now,
    )


def _spoken(request: Request) -> Select[NoticeMessage]:
    """还开着的各份经发件箱说过的各条；私下的只看说给他的。"""
    query = select(NoticeMessage).join(Notice, Notice.id == NoticeMessage.notice_id)
    mine = NoticeMessage.member_id.is_(None)
    if request.scene is not Scene.GROUP:
        mine = NoticeMessage.member_id == request.actor.member_id
    return query.where(*_live(request), mine, NoticeMessage.message_id.is_(None))


def _source(session: Session, request: Request) -> int | None:
    """群里原有的那条设成的通知。"""
    if request.scene is not Scene.GROUP:
        return None
    query = select(NoticeMessage.notice_id).join(Notice, Notice.id == NoticeMessage.notice_id)
    return session.scalar(query.where(*_live(request), NoticeMessage.message_id == request.reply_to).limit(1))


def _said_lately(session: Session, opened: list[Notice], now: datetime) -> list[Notice]:
    """群里 LATELY 之内说过的；只私下发的不在群里算。"""
    query = (
        select(NoticeMessage.notice_id, NoticeMessage.message_id, Outgoing.sent_at, Outgoing.tried_at)
        .outerjoin(Outgoing, Outgoing.key == NoticeMessage.key)
        .where(NoticeMessage.notice_id.in_([one.id for one in opened]), NoticeMessage.member_id.is_(None))
    )
    by_id, lately = {one.id: one for one in opened}, set[int]()
    for row in session.execute(query) if opened else ():
        # 群里原有的那条没有经过发件箱；安静时段里还没有发出去的不算说过
        at = row.sent_at or row.tried_at or (by_id[row.notice_id].confirmed_at if row.message_id else None)
        lately |= {row.notice_id} if at is not None and at > now - LATELY else set()
    return [one for one in opened if one.id in lately]


def answer_of(session: Session, notice_id: int, member_id: int) -> NoticeAnswer | None:
    """一个人对一份通知的回答，收回了的也在。"""
    query = select(NoticeAnswer).where(NoticeAnswer.notice_id == notice_id, NoticeAnswer.member_id == member_id)
    return session.scalar(query)


def is_full(session: Session, notice: Notice, member_id: int) -> bool:
    """报名的名额是不是已被别人占满。"""
    if notice.most is None:
        return False
    others = (NoticeAnswer.notice_id == notice.id, NoticeAnswer.withdrawn_at.is_(None))
    query = select(func.count()).where(*others, NoticeAnswer.member_id != member_id, NoticeAnswer.choice.in_(PRESENT))
    return (session.scalar(query) or 0) >= notice.most


def record(session: Session, notice: Notice, member_id: int, given: Given) -> Changed | None:
    """记下一个人的回答；与原来一样、或盖不过原来的为 None。满不满额由调用的先看。"""
    row = answer_of(session, notice.id, member_id)
    if row is not None and _stands(row, notice, given):
        return None
    was = _state(row) if row is not None else None
    if row is None:
        row = NoticeAnswer(notice_id=notice.id, member_id=member_id, told_by=None)
        session.add(row)
    row.choice, row.version, row.via, row.answered_at = given.choice, notice.version, given.via, given.at
    row.reason, row.reason_for, row.minutes, row.withdrawn_at = given.reason, given.reason_for, given.minutes, None
    session.flush()
    return Changed(notice.id, was, _state(row))


def _stands(row: NoticeAnswer, notice: Notice, given: Given) -> bool:
    """原来的回答照旧：说定了来不来的，收到、已阅盖不过它；与原来一样的不必再记。"""
    if row.withdrawn_at is not None:
        return False
    if given.choice not in ATTENDING and Choice(row.choice) in ATTENDING:
        return True
    if given.choice is Choice.SEEN and row.choice == Choice.ACK and row.version == notice.version:
        return True
    same = (row.choice, row.version, row.minutes) == (given.choice, notice.version, given.minutes)
    return same and row.reason == given.reason


def withdraw(session: Session, row: NoticeAnswer, now: datetime) -> Changed:
    """收回一个回答。"""
    was = _state(row)
    row.withdrawn_at = now
    session.flush()
    return Changed(row.notice_id, was, _state(row))


def restore(session: Session, member_id: int, kept: Mapping[str, Any]) -> bool:
    """一个回答还原成改前的样子；此后又改过的为假，什么也不动。"""
    row = answer_of(session, kept["notice"], member_id)
    now, was = kept["now"], kept["was"]
    if row is None or any(_state(row)[name] != now[name] for name in ("choice", "answered_at", "withdrawn_at")):
        return False
    if was is None:
        row.withdrawn_at = row.answered_at
    else:
        row.choice, row.version, row.minutes, row.via = (was[one] for one in ("choice", "version", "minutes", "via"))
        row.reason, row.reason_for = sealed.unseal(was["reason"]), was["reason_for"]
        row.answered_at = datetime.fromisoformat(was["answered_at"])
        row.withdrawn_at = datetime.fromisoformat(was["withdrawn_at"]) if was["withdrawn_at"] else None
    session.flush()
    return True


def _state(row: NoticeAnswer) -> dict[str, Any]:
    return {
        "choice": str(row.choice),
        "version": row.version,
        "minutes": row.minutes,
        "via": row.via,
        "reason": sealed.seal(row.reason),
        "reason_for": row.reason_for,
        "answered_at": local(row.answered_at, "UTC").isoformat(),
        "withdrawn_at": local(row.withdrawn_at, "UTC").isoformat() if row.withdrawn_at else None,
    }


def ask_which(session: Session, request: Request, kind: str, found: Iterable[Notice], ref: Mapping[str, Any]) -> None:
    """私下问是哪一份：按次序回序号，或回编号；事后读回来的话不问。"""
    if request.late:
        return
    asked = list(found)[:_MOST_ASKED]
    place = Place(request.account, f"private:{request.actor.user_id}", request.actor.user_id)
    for other in WHICH:
        pending.drop(session, place, other)
    accepts = " ".join([*_GIVE_UP, short_answers.NOTICE, *(str(at) for at in range(1, len(asked) + 1))])
    row = Pending(kind=kind, ref={**ref, "notices": [one.number for one in asked]}, accepts=accepts)
    row.expires_at = request.now + ASK_OPEN_FOR
    pending.ask(session, request.home.id, place, row)


def chosen(session: Session, request: Request, row: Pending, said: str) -> Notice | None:
    """回的是哪一份；不答了、已经不开着的为 None；编号不是问的那几份的，不是答它的。"""
    asked, number = row.ref["notices"], None
    if said.isdecimal():
        number = asked[int(said) - 1]
    elif said not in _GIVE_UP and (number := short_answers.notice_in(said)) not in asked:
        raise PassedOn
    pending.close(session, row)
    return next((one for one in open_for(session, request) if one.number == number), None)


def latest(session: Session, branch_id: int) -> Notice | None:
    """支部最近的一份通知，取消了的不算；没有为 None。"""
    query = select(Notice).where(Notice.branch_id == branch_id, Notice.state != NoticeState.CANCELLED)
    return session.scalar(query.order_by(Notice.number.desc()).limit(1))
