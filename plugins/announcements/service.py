"""周报的用例：怎么定、下一次什么时候、到点说什么。"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.domain.announcing import RANKING_WORDS, SUMMARY_WORDS, Form, reported
from core.domain.calendar import Period, Span, start_of
from core.domain.collective import Overview, spoken_days
from core.domain.dialogue import Branch, Occasion, Request
from core.domain.manners import is_quiet, spoken_quiet
from core.domain.spoken_period import stretch_of
from core.store import announcements, firing, letters, manners, overview, roster
from core.store.announcements import Fate
from core.store.firing import Cron, Task

from .rules import (
    APART,
    OFF,
    ON,
    AlreadyCancelled,
    Change,
    ChangedSince,
    Collected,
    Preview,
    QuietThen,
    Report,
    SwitchedOff,
    TooLateToRestore,
    Upcoming,
    Weekly,
    spoken_moment,
    when_of,
)

JOBS = {Period.MONTH: "monthly_report", Period.QUARTER: "quarterly_report"}
_CRONS: dict[Period, Cron] = {
    Period.MONTH: {"day": 1, "hour": 9, "minute": 0},
    Period.QUARTER: {"month": "1,4,7,10", "day": 1, "hour": 9, "minute": 0},
}


def weekly_of(session: Session, branch_id: int) -> Weekly:
    """周报现在怎么定的。"""
    row, schedule = announcements.of(session, branch_id), announcements.schedule_of(session, branch_id)
    return Weekly(Form(row.form), row.decided, schedule.enabled, *announcements.planned(schedule))


def set_form(session: Session, request: Request, word: str) -> Change:
    """定形式，或打开、关上；定了就是支部的决定，不再等书记回答。"""
    was = weekly_of(session, request.home.id)
    form = was.form if word in {ON, OFF} else Form(word)
    _put(session, request, was._replace(form=form, decided=True, on=word != OFF))
    return _change(session, request, was)


def decide_form(session: Session, request: Request, word: str) -> Change:
    """书记回答了用哪种形式。"""
    form = Form.RANKING if word in RANKING_WORDS else Form.SUMMARY if word in SUMMARY_WORDS else None
    return set_form(session, request, form.value if form else OFF)


def set_time(session: Session, request: Request, words: str) -> Change:
    """定星期几几点，安静时段里的不行。"""
    was, current = weekly_of(session, request.home.id), manners.load(session, request.home.id)
    weekday, at = when_of(words, was.weekday)
    if is_quiet(current, at):
        raise QuietThen(at=at, quiet=spoken_quiet(current))
    _put(session, request, was._replace(weekday=weekday, at=at))
    return _change(session, request, was)


def put_back(session: Session, request: Request, was: Weekly, now: Weekly) -> None:
    """改回 was；此刻不是 now 的，是此后又改过，拒绝。"""
    if weekly_of(session, request.home.id) != now:
        raise ChangedSince
    _put(session, request, was)


def _put(session: Session, request: Request, weekly: Weekly) -> None:
    branch, was = request.home, weekly_of(session, request.home.id)
    row = announcements.of(session, branch.id)
    row.form, row.decided = weekly.form.value, weekly.decided
    if (weekly.weekday, weekly.at) != (was.weekday, was.at):
        announcements.plan(session, branch, weekly.weekday, weekly.at, request.now)
    if weekly.on != was.on:
        announcements.turn(session, branch, request.now, enabled=weekly.on)
    if weekly.decided:
        announcements.close_question(session, branch.id)
    session.flush()


def _change(session: Session, request: Request, was: Weekly) -> Change:
    now = weekly_of(session, request.home.id)
    return Change(was, now, _upcoming(session, request.home) if now.on else None)


def _upcoming(session: Session, branch: Branch, *, cancelled: bool = False) -> Upcoming | None:
    due = announcements.upcoming(session, branch, cancelled=cancelled)
    return due and Upcoming(due.at, due.start, stretch_of(announcements.week(due.start)).last)


def skip(session: Session, request: Request) -> Upcoming:
    """下一次还没有公布的不发。"""
    branch = request.home
    due = _upcoming(session, branch, cancelled=True)
    if due is None or not weekly_of(session, branch.id).on:
        raise SwitchedOff
    span = announcements.week(due.start)
    if announcements.settled(session, branch.id, span):
        raise AlreadyCancelled(at=spoken_moment(due.at), days=spoken_days(due.start, due.end))
    announcements.settle(session, branch.id, span, Fate.CANCELLED, request.now)
    return due


def unskip(session: Session, request: Request, start: date, at: datetime) -> None:
    """那一次照发；时间已经过了的不行。"""
    if at <= request.now:
        raise TooLateToRestore
    announcements.settle(session, request.home.id, announcements.week(start), Fate.RESTORED, request.now)


def preview(session: Session, request: Request) -> Preview:
    """下一次要公布的，到此刻会是什么样。"""
    branch, weekly = request.home, weekly_of(session, request.home.id)
    due = _upcoming(session, branch, cancelled=True)
    start = due.start if due else start_of(Period.WEEK, request.day)
    span = announcements.week(start)
    report = _weekly(session, branch, span, weekly.form)
    return Preview(report, weekly, due, announcements.settled(session, branch.id, span))


def so_far(session: Session, request: Request, period: Period) -> Report:
    """本月、本季度至今的集体数字。"""
    span = Span(period, start_of(period, request.day))
    return _report(session, request.home, span, None)._replace(end=request.day)


def is_collected(session: Session, branch_id: int, period: Period) -> bool:
    """月报、季报开着没有。"""
    row = firing.find(session, Task(branch_id, JOBS[period]))
    return row is not None and row.enabled


def collect(session: Session, request: Request, wanted: Collected) -> bool:
    """打开或关上月报、季报，返回原来开着没有。"""
    branch, task = request.home, Task(request.home.id, JOBS[wanted.period])
    was = is_collected(session, branch.id, wanted.period)
    row = firing.find(session, task) or firing.arrange(
        session, task, _CRONS[wanted.period], branch.zone, request.now, after_holidays=True
    )
    firing.turn(session, row, branch.zone, request.now, enabled=wanted.on)
    return was


def publish(session: Session, occasion: Occasion, remind: Callable[[Upcoming, list[str]], str]) -> Report | None:
    """到点了：该公布的那一周，记下已公布；没有该公布的为 None。有待核对的先私下告诉书记，remind 给出那句话。"""
    branch = occasion.branch
    starts = announcements.weeks_at(session, branch, occasion.due)
    if len(starts) > 1:
        # 长假以后顺延到同一天的，一条一条来
        announcements.schedule_of(session, branch.id).next_at = occasion.due + APART
    announcements.plan_eve(session, branch, occasion.now)
    if not starts:
        return None
    span, form = announcements.week(starts[0]), Form(announcements.of(session, branch.id).form)
    report = _weekly(session, branch, span, form)
    if not report.seen.figures.is_empty:
        _remind(session, occasion, Upcoming(occasion.due, report.start, report.end), remind)
    return _settled(session, occasion, span, report)


def collected(session: Session, occasion: Occasion, period: Period) -> Report | None:
    """月报、季报到点了；说过的为 None。"""
    # 顺延过的还在同一个月里
    span = Span(period, reported(period, occasion.day.replace(day=1)))
    if announcements.settled(session, occasion.branch.id, span):
        return None
    return _settled(session, occasion, span, _report(session, occasion.branch, span, None))


def _settled(session: Session, occasion: Occasion, span: Span, report: Report) -> Report:
    fate = Fate.EMPTY if report.seen.figures.is_empty else Fate.PUBLISHED
    announcements.settle(session, occasion.branch.id, span, fate, occasion.now)
    return report


def eve(session: Session, occasion: Occasion, remind: Callable[[Upcoming, list[str]], str]) -> None:
    """公布的前一天：还没有问过形式的，问书记；群里有待核对的，私下告诉书记。"""
    branch = occasion.branch
    announcements.ask_form(session, branch, occasion.now)
    announcements.plan_eve(session, branch, occasion.now)
    due = _upcoming(session, branch)
    if due is None or (due.at.date() - occasion.now.date()).days > 1:
        return
    if not overview.collective(session, branch.id, announcements.week(due.start)).is_empty:
        _remind(session, occasion, due, remind)


def _remind(session: Session, occasion: Occasion, due: Upcoming, remind: Callable[[Upcoming, list[str]], str]) -> None:
    branch_id = occasion.branch.id
    names = [one.name for one in roster.listing(session, branch_id) if one.review and one.in_group]
    if names:
        key = f"weekly_review:{branch_id}:{due.start:%Y%m%d}"
        letters.to_secretary(session, branch_id, key, remind(due, names), occasion.now)


def _weekly(session: Session, branch: Branch, span: Span, form: Form) -> Report:
    """一份周报；只列集体数字的，另说答错较多的是哪一条。"""
    report = _report(session, branch, span, form)
    if form is not Form.SUMMARY or not report.seen.figures.countable:
        return report
    source = overview.most_missed(session, branch.id, span)
    return report._replace(missed=str(source) if source else "")


def _report(session: Session, branch: Branch, span: Span, form: Form | None) -> Report:
    if form is Form.RANKING:
        seen = overview.of(session, branch.id, span)
    else:
        seen = Overview(overview.collective(session, branch.id, span))
    return Report(branch.name, span.period, span.start, stretch_of(span).last, seen, form)
