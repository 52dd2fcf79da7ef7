"""会议的用例：改、取消、撤回变更、查。"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Occasion, Request
from core.domain.manners import Weight
from core.domain.meeting_change import Moved
from core.domain.notice_words import Shown
from core.domain.notices import Audience, Choice, NoticeState
from core.domain.roster import Office
from core.store import audiences, meetings, notices, reminding
from core.store.meetings import Message
from core.store.members import Member
from core.store.notices import Notice
from core.store.reminding import Words

from . import rules
from .rules import Changed, Effect


def candidates(session: Session, request: Request, which: str, number: int | None) -> list[Shown]:
    """他可以改的、还没有开的会；党小组组长只管本组的。"""
    found = [
        one for one in meetings.upcoming(session, request.home.id, request.now) if _may_change(session, request, one)
    ]
    if number is not None:
        found = [one for one in found if one.number == number]
        if not found:
            raise rules.NoSuchMeeting(ref=f"N{number}")
    elif which != rules.ANY:
        found = [one for one in found if one.kind == which]
    return [meetings.shown(one, request.home.zone) for one in found]


def _may_change(session: Session, request: Request, notice: Notice) -> bool:
    if not request.actor.offices <= {Office.SUBGROUP_LEADER}:
        return True
    own = session.get_one(Member, request.actor.member).subgroup_id
    return notice.audience == Audience.SUBGROUP and notice.subgroup_id == own


def plan(session: Session, request: Request, one: Shown, moved: Moved | None) -> tuple[Changed, Effect]:
    """看看会怎样，什么也不改；moved 为 None 是取消。"""
    upcoming = meetings.upcoming(session, request.home.id, request.now)
    notice = next(each for each in upcoming if each.number == one.number)
    if moved is None:
        done = Changed(one.number, notice.version, cancel=True)
    else:
        if moved.starts_at in {None, one.starts_at} and moved.place in {None, one.place}:
            raise rules.Unchanged(words="那个时间和地点")
        done = Changed(one.number, notice.version, moved.starts_at, moved.place)
    return done, effect(session, request, notice, done)


def effect(session: Session, request: Request, notice: Notice, done: Changed) -> Effect:
    """改了会怎样。"""
    was = meetings.shown(notice, request.home.zone)
    starts_at = local(done.starts_at, request.home.zone) if done.starts_at else was.starts_at
    now = was._replace(starts_at=starts_at, place=done.place or was.place)
    people = audiences.recipients(session, notice)
    public = notice.audience == Audience.ALL
    return Effect(was, now, done.cancel, public, len(people), len(_answered(session, notice)))


def apply(session: Session, request: Request, done: Changed) -> tuple[Notice, Effect, dict[str, Any]]:
    """照办，返回那份通知、变化和原来的样子；其间又改过、已经开了的拒绝。"""
    notice = notices.find(session, request.home.id, done.number)
    if notice is None or notice.version != done.version or not _open(notice, request.now):
        raise rules.ChangedSince(ref=f"N{done.number}")
    if done.starts_at is not None and done.starts_at <= request.now:
        raise rules.BadTime(why="那个时间已经过去了")
    what, was = effect(session, request, notice, done), _kept(notice)
    if done.cancel:
        notice.state = NoticeState.CANCELLED
    elif done.starts_at is not None:
        notice.starts_at = notice.answers_until = done.starts_at
    notice.place = done.place or notice.place
    notice.version += 1
    session.flush()
    meetings.arrange_reminders(session, notice, request.home.zone, request.now)
    return notice, what, was


def tell(session: Session, request: Request, notice: Notice, text: str, again: dict[str, str]) -> None:
    """告知相关的人；again 是已经回过话的，照各人怎么回的另私下问的话。"""
    title, number = f"会议变更 N{notice.number}", notice.number
    answered = _answered(session, notice) if again else {}
    if notice.audience == Audience.ALL:
        weight = Weight.URGENT if notice.urgent else Weight.CONFIRMED
        meetings.tell(session, notice, Message(request.act, title, text, weight), request.now, None)
    else:
        able = meetings.reach(session, audiences.recipients(session, notice), request.day).able
        others = [one.id for one in able if one.id not in answered]
        meetings.tell(session, notice, Message(request.act, title, text, Weight.DUTY), request.now, others)
    for choice, words in again.items():
        those = [member_id for member_id, chosen in answered.items() if chosen == choice]
        asking = Message(request.act, f"再问一次 N{number}", words, Weight.REMINDER)
        meetings.tell(session, notice, asking, request.now, those)


def put_back(session: Session, request: Request, kept: dict[str, Any], act: int) -> tuple[Notice, Shown, bool]:
    """变更撤回：没有说出去的不再说；返回那份通知、现在的样子、说出去过没有。"""
    notice = notices.find(session, request.home.id, kept["number"])
    was = {name: kept["was"][name] for name in ("state", "place")}
    starts_at = datetime.fromisoformat(kept["was"]["starts_at"])
    if notice is None or notice.version != kept["version"] or starts_at <= request.now:
        raise rules.ChangedSince(ref=f"N{kept['number']}")
    notice.state, notice.place = was["state"], was["place"]
    notice.starts_at = notice.answers_until = starts_at
    notice.version += 1
    out = meetings.hold_back(session, notice, act)
    meetings.arrange_reminders(session, notice, request.home.zone, request.now)
    return notice, meetings.shown(notice, request.home.zone), bool(out)


def mine(session: Session, request: Request) -> list[tuple[Shown, str | None, bool]]:
    """本人收得到的、还没有开的会：样子、本人怎么回的、是不是全体的。"""
    found = list[tuple[Shown, str | None, bool]]()
    for notice in meetings.upcoming(session, request.home.id, request.now):
        if audiences.is_for(session, notice, request.actor.member_id):
            own = notices.answers_of(session, notice).get(request.actor.member)
            shown = meetings.shown(notice, request.home.zone)
            found.append((shown, own.choice if own else None, notice.audience == Audience.ALL))
    return found


def due(session: Session, occasion: Occasion) -> Notice | None:
    """到点要提醒的那份；取消了、已经开了的为 None。"""
    notice = notices.find(session, occasion.branch.id, int(occasion.ref.removeprefix("N")))
    return notice if notice is not None and _open(notice, occasion.due) else None


def remind(session: Session, occasion: Occasion, notice: Notice, text: str) -> None:
    """提醒一次：全体的在群里说一句，小范围的逐人私下、每人每天至多一条；请了假的不提醒。"""
    title = f"会前提醒 N{notice.number}"
    if notice.audience == Audience.ALL:
        # 同一次会前后提醒两次：以到点的时刻分开，免得当成一条
        act = -int(occasion.due.timestamp())
        meetings.tell(session, notice, Message(act, title, text, Weight.PRIORITY), occasion.due, None)
        return
    starts_at, turn = notice.starts_at or occasion.due, f"{occasion.due:%Y%m%d%H%M}"
    answers, away = notices.answers_of(session, notice), notices.away(session, notice.branch_id, starts_at)
    away |= {who for who, one in answers.items() if one.choice == Choice.LEAVE}
    for one in audiences.recipients(session, notice):
        if one.id not in away:
            words = Words(f"{title}（{one.name}）", text, text, starts_at, turn)
            reminding.remind(session, notice, one, words, occasion.now)


def _answered(session: Session, notice: Notice) -> dict[int, str]:
    """回过来不来的各位。"""
    asked = {Choice.COMING, Choice.LEAVE, Choice.LATE}
    return {who: one.choice for who, one in notices.answers_of(session, notice).items() if one.choice in asked}


def _open(notice: Notice, now: datetime) -> bool:
    return notice.state == NoticeState.OPEN and notice.starts_at is not None and notice.starts_at > now


def _kept(notice: Notice) -> dict[str, Any]:
    at = notice.starts_at.isoformat() if notice.starts_at else None
    return {"state": notice.state, "place": notice.place, "starts_at": at}
