"""学习登记的用例：一个函数一件事，事务由门给。"""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period, Span, start_of
from core.domain.dialogue import Request
from core.domain.manners import is_quiet, spoken_quiet
from core.domain.spoken_period import Stretch, stretch_of
from core.store import checkins, corrections, days_off, figures, firing, ledger, manners
from core.store.checkins import CheckIn
from core.store.db import insert_or_ignore, rows_of, table_of
from core.store.figures import Tally
from core.store.firing import Cron, Task
from core.store.ledger import Deed

from .days.backfilling import AlreadyCheckedIn, TooManyTimes, check_day, check_open
from .days.limits import OutsideWindow, Settings, SettingsChanged, SettingsSet
from .rules import (
    NEVER_SET,
    REASON,
    RULE,
    STREAK_SINCE,
    SUMMARY_AT,
    CheckedIn,
    Own,
    OwnNote,
    QuietTime,
    Summary,
    SummaryChanged,
    SummarySet,
    clean_note,
    source,
    streak,
)
from .tables import Note, SettingsRow

SUMMARY = "daily_summary"
_CHECKIN = table_of(CheckIn)
_SETTINGS = table_of(SettingsRow)
_SET = select(*(_SETTINGS.c[name] for name in Settings._fields)).where(_SETTINGS.c.branch_id == bindparam("branch_id"))


def check_in(session: Session, request: Request, member_id: int, note: str | None) -> CheckedIn:
    """登记今天的学习并入账；今天登记过的只把心得添上，不再加分。不在支部定的登记时间里的拒绝。"""
    text = clean_note(note)
    limits = settings(session, request.home.id)
    if not limits.admits(request.now) and not _live(session, member_id, request.day):
        raise OutsideWindow(window=limits.window)
    ordinal = _insert(session, request, member_id, request.day)
    points = 0 if ordinal is None else _credit(session, request, member_id, request.day, ordinal)
    undo: dict[str, Any] = {"day": request.day.isoformat(), "ordinal": ordinal}
    if text is not None:
        kept = Note(checkin_id=_live(session, member_id, request.day), text=text, written_at=request.now)
        session.add(kept)
        session.flush()
        undo = undo if ordinal else {"note": kept.id}
    return CheckedIn(points, again=ordinal is None, noted=text is not None, undo=undo)


def backfill(session: Session, request: Request, member_id: int, day: date) -> CheckedIn:
    """补登过去的一天，记在那一天；就是今天的，等于打卡。"""
    if day == request.day:
        return check_in(session, request, member_id, None)
    limits = settings(session, request.home.id)
    check_day(day, request.day, limits)
    ordinal = _insert(session, request, member_id, day)
    if ordinal is None:
        raise AlreadyCheckedIn(day=f"{day.month}月{day.day}日")
    month = stretch_of(Span(Period.MONTH, start_of(Period.MONTH, day)))
    backfilled = sum(one.backfilled for one in checkins.of_member(session, member_id, month.first, month.last))
    if backfilled > limits.back_times:
        raise TooManyTimes(month=day.month, most=limits.back_times)
    points = _credit(session, request, member_id, day, ordinal)
    undo = {"day": day.isoformat(), "ordinal": ordinal}
    return CheckedIn(points, again=False, noted=False, undo=undo, backfilled=day)


def check_backfill_open(session: Session, request: Request) -> None:
    """支部开放补登没有；没有开放的拒绝。"""
    check_open(settings(session, request.home.id))


def _credit(session: Session, request: Request, member_id: int, day: date, ordinal: int) -> int:
    """那一天的登记入账、计入人次，返回得了几分；打卡、补登都走这里。"""
    figures.add(session, request.home.id, Tally.CHECK_IN, day)
    deed = Deed(member_id, RULE, day, REASON, source(member_id, day, ordinal))
    return ledger.award(session, request.home.id, request.act, deed, request.now)


def undo_check_in(session: Session, request: Request, member_id: int, day: date, ordinal: int) -> int:
    """一次登记作废，它入的分冲正，返回退了几分；那天再登记是新的一次。"""
    query = select(CheckIn).where(CheckIn.member_id == member_id, CheckIn.day == day, CheckIn.ordinal == ordinal)
    session.scalars(query).one().undone_at = request.now
    figures.add(session, request.home.id, Tally.CHECK_IN, day, -1)
    officer_id = request.actor.member_id if request.actor.member_id != member_id else None
    session.flush()
    paid = source(member_id, day, ordinal)
    return corrections.take_back(session, paid, request.act, officer_id, request.now)


def undo_note(session: Session, request: Request, note_id: int) -> None:
    """一段心得作废。"""
    session.get_one(Note, note_id).undone_at = request.now
    session.flush()


def _insert(session: Session, request: Request, member_id: int, day: date) -> int | None:
    """登记一次，返回当天第几次；那天已经登记着的为 None。不是今天的就是补登。"""
    row = {"branch_id": request.home.id, "member_id": member_id, "day": day, "checked_in_at": request.now}
    row["backfilled"] = day != request.day
    statement = insert_or_ignore(session, _CHECKIN)
    # 多数人一天只登记一次：先当第一次插，撞上了再看是已登记着，还是撤销过
    if rows_of(session.execute(statement, row | {"ordinal": 1})):
        return 1
    count = select(func.count()).where(CheckIn.member_id == member_id, CheckIn.day == day)
    ordinal = (session.scalar(count) or 0) + 1
    return ordinal if rows_of(session.execute(statement, row | {"ordinal": ordinal})) else None


def _live(session: Session, member_id: int, day: date) -> int | None:
    """那一天登记着的那一次；没有为 None。"""
    query = select(CheckIn.id).where(CheckIn.member_id == member_id, CheckIn.day == day)
    return session.scalars(query.where(CheckIn.undone_at.is_(None))).one_or_none()


def own_checkins(session: Session, request: Request, month: Stretch) -> Own:
    """一个人自己的登记情况：看的那个月，和累计、连续。"""
    member_id, today = request.actor.member, request.day
    found = checkins.of_member(session, member_id, month.first, month.last)
    lately = checkins.of_member(session, member_id, today - STREAK_SINCE, today)
    days = {one.day for one in lately if not one.backfilled}
    since = [today - timedelta(days=ago) for ago in range((today - min(days, default=today)).days + 1)]
    off = days_off.of(session, request.home.id, member_id, [*month.days, *since])
    return Own(
        month,
        [one.day for one in found],
        {one.day for one in found if one.backfilled},
        off,
        checkins.times(session, member_id),
        streak(days, off, today),
        session.scalar(select(func.count()).select_from(_notes(member_id).subquery())) or 0,
        ledger.balance(session, member_id),
    )


def own_notes(session: Session, member_id: int) -> list[OwnNote]:
    """一个人自己存的心得，新的在前。"""
    query = _notes(member_id).order_by(CheckIn.day.desc(), Note.id.desc())
    return [OwnNote(*row) for row in session.execute(query)]


def _notes(member_id: int) -> Select[date, str]:
    query = select(CheckIn.day, Note.text).join(Note, Note.checkin_id == CheckIn.id)
    return query.where(CheckIn.member_id == member_id, CheckIn.undone_at.is_(None), Note.undone_at.is_(None))


def settings(session: Session, branch_id: int) -> Settings:
    """一个支部的规矩；没有另定的照默认。"""
    row = session.execute(_SET, {"branch_id": branch_id}).one_or_none()
    return Settings(*row) if row else Settings()


def change_settings(session: Session, request: Request, **changes: Any) -> SettingsSet:
    """改支部的规矩，没有说到的不变。"""
    was = settings(session, request.home.id)
    now = was._replace(**changes)
    session.merge(SettingsRow(branch_id=request.home.id, **now._asdict()))
    session.flush()
    return SettingsSet(was, now)


def put_settings_back(session: Session, request: Request, was: Settings, now: Settings) -> None:
    """这一次改的还原成 was，别的不动；此刻不是 now 的，是此后又改过，拒绝。"""
    changed = {name: old for name, old in was._asdict().items() if old != now._asdict()[name]}
    current = settings(session, request.home.id)._asdict()
    if any(current[name] != now._asdict()[name] for name in changed):
        raise SettingsChanged
    change_settings(session, request, **changed)


def count_today(session: Session, branch_id: int, today: date) -> int:
    """支部今天登记了几位。"""
    query = select(func.count()).where(
        CheckIn.branch_id == branch_id, CheckIn.day == today, CheckIn.undone_at.is_(None)
    )
    return session.scalar(query) or 0


def set_summary_time(session: Session, request: Request, at: time) -> SummarySet:
    """定下每日学习小结的钟点，开没开着不变。"""
    was = _summary(session, request)
    _check_quiet(session, request, at)
    firing.arrange(session, _task(request), _daily(at), request.home.zone, request.now)
    return SummarySet(was, was._replace(at=at))


def turn_summary(session: Session, request: Request, *, enabled: bool) -> SummarySet:
    """打开或关上每日学习小结；没有定过钟点的用默认的。"""
    was, task, zone = _summary(session, request), _task(request), request.home.zone
    if enabled:
        _check_quiet(session, request, was.at)
    row = firing.find(session, task) or firing.arrange(session, task, _daily(SUMMARY_AT), zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=enabled)
    return SummarySet(was, was._replace(enabled=enabled))


def put_summary_back(session: Session, request: Request, was: Summary, now: Summary) -> None:
    """小结改回 was；此刻不是 now 的，是此后又改过，拒绝。"""
    if _summary(session, request) != now:
        raise SummaryChanged
    zone = request.home.zone
    row = firing.arrange(session, _task(request), _daily(was.at), zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=was.enabled)


def _check_quiet(session: Session, request: Request, at: time) -> None:
    """小结不能落在支部自己的安静时段里。"""
    known = manners.load(session, request.home.id)
    if is_quiet(known, at):
        raise QuietTime(quiet=spoken_quiet(known))


def _summary(session: Session, request: Request) -> Summary:
    row = firing.find(session, _task(request))
    return Summary(time(int(row.cron["hour"]), int(row.cron["minute"])), row.enabled) if row else NEVER_SET


def _task(request: Request) -> Task:
    return Task(request.home.id, SUMMARY)


def _daily(at: time) -> Cron:
    return {"hour": at.hour, "minute": at.minute}
