"""收到情况的用例：看名单。"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Request
from core.domain.notices import Choice, NoticeState
from core.domain.receipts import Subject, may_see_reason
from core.domain.roster import Category, Office
from core.store import audiences, notices, receipts, reminding
from core.store.members import Member
from core.store.notices import Leave, Notice, NoticeAnswer
from core.store.reminding import Fate, Words

from . import rules
from .rules import Absence, Answer, Reminded, Roll

Say = Callable[[str, Subject, date], tuple[str, str, str]]
"""照姓名、通知、今天写提醒：名目、整条的话、并在别的提醒后面的一句。"""


def find(session: Session, request: Request, words: str | None, example: str) -> Notice:
    """说的是哪一份；没有说的，恰有一份开着就是它，都不开着就是最近的一份，有几份的请写明。"""
    branch_id = request.home.id
    if words is not None:
        notice = notices.find(session, branch_id, number := rules.number_in(words))
        if notice is None:
            raise rules.NoSuchNotice(ref=f"N{number}")
        return notice
    opened = notices.open_notices(session, branch_id, request.now)
    if len(opened) > 1:
        subjects = [receipts.subject_of(one, request.zone) for one in opened]
        lines = "\n".join(f"{one.ref} {one.words}" for one in subjects)
        raise rules.WhichNotice(count=len(opened), example=example, ref=subjects[0].ref, lines=lines)
    notice = opened[0] if opened else receipts.latest(session, branch_id)
    if notice is None:
        raise rules.NoNotice
    return notice


def roll(session: Session, request: Request, notice: Notice) -> Roll:
    """一份通知的回执：类别未定的、群众、发通知的本人不进未回名单，那时正在请假的另列。"""
    people = audiences.recipients(session, notice)
    answers, subject = notices.answers_of(session, notice), receipts.subject_of(notice, request.zone)
    rows = [(one, answers[one.id]) for one in people if one.id in answers]
    quiet = [one for one in people if one.id not in answers and one.id != notice.officer_id]
    settled = [one for one in quiet if one.category not in {None, Category.MASSES}]
    away = _away_then(session, request, notice)
    sees = Office.SECRETARY in request.actor.offices
    return Roll(
        subject,
        sum(one.category not in {None, Category.MASSES} and one.id != notice.officer_id for one in people),
        tuple(_answer(request, notice, one, row) for one, row in rows),
        tuple(one.name for one in settled if one.id not in away),
        tuple(one.name for one in settled if one.id in away),
        sum(one.category is None for one in quiet),
        sees,
    )


def missing(session: Session, request: Request, notice: Notice) -> list[Member]:
    """还没有回的各位。"""
    answers, away = notices.answers_of(session, notice), _away_then(session, request, notice)
    people = audiences.recipients(session, notice)
    skipped = {notice.officer_id, *answers, *away}
    return [one for one in people if one.id not in skipped and one.category not in {None, Category.MASSES}]


def rolls(session: Session, request: Request, words: str | None) -> list[Roll]:
    """请假名单要看的各份：写明的那一份，或还开着的各份。"""
    if words is not None:
        return [roll(session, request, find(session, request, words, "请假名单"))]
    found = notices.open_notices(session, request.home.id, request.now)
    return [one for one in (roll(session, request, notice) for notice in found) if one.of(Choice.LEAVE)]


def absences(session: Session, request: Request) -> list[Absence]:
    """登记着的、还没有结束的各段假。"""
    query = select(Leave, Member.name).join(Member, Member.id == Leave.member_id)
    query = query.where(Leave.branch_id == request.home.id, Leave.ended_at.is_(None), Leave.until_at > request.now)
    return [
        Absence(
            name,
            local(row.from_at, request.zone).date(),
            local(row.until_at, request.zone).date(),
            _reason(request, row.reason, row.reason_for, over=False),
        )
        for row, name in session.execute(query.order_by(Leave.from_at, Leave.id))
    ]


def _answer(request: Request, notice: Notice, member: Member, row: NoticeAnswer) -> Answer:
    over = (notice.starts_at or notice.answers_until) <= request.now
    return Answer(
        member.name,
        Choice(row.choice),
        row.minutes,
        row.version != notice.version,
        row.told_by is not None,
        _reason(request, row.reason, row.reason_for, over=over),
    )


def _reason(request: Request, reason: str | None, reason_for: int | None, *, over: bool) -> str | None:
    is_secretary = Office.SECRETARY in request.actor.offices
    sees = may_see_reason(request.actor.member, is_secretary=is_secretary, reason_for=reason_for, over=over)
    return reason if sees else None


def _away_then(session: Session, request: Request, notice: Notice) -> set[int]:
    """开会那时（一般通知是此刻）正在请假的。"""
    return notices.away(session, notice.branch_id, notice.starts_at or request.now)


def remind(session: Session, request: Request, notice: Notice, say: Say) -> Reminded:
    """私下提醒还没有回的各位，话由 say 写；已经不收回执的拒绝。"""
    subject, fates = receipts.subject_of(notice, request.zone), dict[Fate, list[str]]()
    if notice.state != NoticeState.OPEN or notice.answers_until <= request.now:
        raise rules.NotOpen(ref=subject.ref)
    expires = notice.starts_at or request.now + rules.REMINDER_FOR
    for one in missing(session, request, notice):
        words = Words(*say(one.name, subject, request.day), expires)
        fates.setdefault(reminding.remind(session, notice, one, words, request.now), []).append(one.name)
    return Reminded(subject, *(tuple(fates.get(fate, ())) for fate in Fate))
