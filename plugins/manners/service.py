"""分寸的用例。"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Request
from core.domain.holidays import Arrangement
from core.domain.manners import WAITING, Manners, Weight
from core.store import firing, letters, manners, outbox, preferences, pushes
from core.store.letters import Notice
from core.store.outbox import Outgoing, State
from core.store.preferences import FOREVER, Wishes

from .rules import RECORD_DAYS, RECORD_LOOKED, RECORD_MOST, ChangedSince, Quiet, Sent, SwitchedOff, merged

_FATES = {
    State.DUE: "待发",
    State.SENDING: "正在发",
    State.SEEKING: "正在查证",
    State.SENT: "已送达",
    State.UNKNOWN: "待确认",
    State.FAILED: "没有发成",
    State.EXPIRED: "已过期",
    State.FOLDED: "并入汇总",
}
Kept = dict[str, Any]
"""撤销要用的资料，能写成 JSON。"""
_URGENT_FOR = timedelta(hours=12)


def manners_of(session: Session, request: Request) -> tuple[Manners, int]:
    """支部现在的分寸，和今天已经主动说了几句。"""
    branch_id = request.home.id
    return manners.load(session, branch_id), manners.said_today(session, branch_id, request.now)


def set_quiet(session: Session, request: Request, quiet: Quiet) -> Manners:
    """定安静时段，返回原来的分寸。"""
    before, row = manners.load(session, request.home.id), manners.change(session, request.home.id)
    row.quiet_from, row.quiet_until = quiet
    session.flush()
    manners.reconsider(session, request.home.id)
    return before


def set_limit(session: Session, request: Request, limit: int) -> Manners:
    """定一天几句，返回原来的分寸。"""
    before, row = manners.load(session, request.home.id), manners.change(session, request.home.id)
    row.daily_limit = limit
    session.flush()
    return before


def switch(session: Session, request: Request, *, active: bool) -> bool:
    """开或关主动说话；本来就是那样的为假。"""
    row = manners.change(session, request.home.id)
    changed = row.active != active
    row.active = active
    session.flush()
    return changed


def add_holidays(session: Session, request: Request, arrangement: Arrangement) -> Kept:
    """记下确认过的放假安排；返回这些日子原来怎么记的（没有记过的为空）。"""
    known = manners.load(session, request.home.id).notices
    was = {day.isoformat(): known.get(day) for day in (*arrangement.off, *arrangement.working)}
    manners.add_notices(session, request.home.id, arrangement.off, arrangement.working)
    return was


def push_record(session: Session, request: Request, titles: Mapping[str, str]) -> list[Sent]:
    """最近几天主动说过的、没有说成的，新的在前；titles 是各件定时的事说给人听的名目。"""
    since = request.now - timedelta(days=RECORD_DAYS)
    sent = [_sent(one, request.zone) for one in pushes.record(session, request.home.id, since, RECORD_LOOKED)]
    missed = firing.missed(session, request.home.id, since)
    sent += [
        Sent(local(one.due_at, request.zone), _title(titles.get(one.job), one.ref), "已过期", one.reason)
        for one in missed
    ]
    return merged(sorted(sent, key=lambda one: one.at, reverse=True))[:RECORD_MOST]


def _title(title: str | None, ref: str) -> str:
    return f"{title or '定时的事'} {ref}".rstrip()


def _sent(letter: Outgoing, zone: str) -> Sent:
    state = State(letter.state)
    at, reason = local(letter.sent_at or letter.created_at, zone), _reason(letter, state)
    fate = _FATES[state]
    if state is State.EXPIRED and not reason.startswith(outbox.STALE):
        # 到了时限的才叫已过期
        fate = "没有发"
    elif letter.weight == Weight.DIGEST and state is State.FOLDED:
        fate = letter.error or fate
    return Sent(at, letter.title or "消息", fate, reason.removesuffix("，没有发"))


def _reason(letter: Outgoing, state: State) -> str:
    """缘由；平台报的原话不给人看。"""
    if state in {State.EXPIRED, State.UNKNOWN} or letter.error in WAITING:
        return letter.error or ""
    if state is State.FAILED:
        return f"试了 {letter.tries} 次"
    return "没有发成，还要再试" if state is State.DUE and letter.tries else ""


def check_urgent(session: Session, request: Request) -> None:
    """助手关着的时候什么都不主动说，紧急的也说不出去：当面说明。"""
    if not manners.load(session, request.home.id).active:
        raise SwitchedOff


def say_urgently(session: Session, request: Request, text: str) -> bool:
    """在群里说一句紧急的：不等安静时段，不计数；返回是不是正被禁言、要等解除。"""
    check_urgent(session, request)
    key = f"urgent:{request.home.id}:{request.act}"
    notice = Notice(key, "urgent", "紧急通知", text, request.now + _URGENT_FOR, Weight.URGENT)
    letters.to_group(session, request.home.id, notice, request.now)
    return manners.is_muted(session, request.home.id, request.now)


def wishes_of(session: Session, request: Request) -> Wishes:
    """本人的意愿。"""
    return preferences.wishes_of(session, request.actor.member)


def wish(session: Session, request: Request, **changes: bool) -> tuple[Kept, Kept]:
    """改本人的意愿：no_mention、no_ranking；返回改前改后。"""
    return _keep(session, request, replace(wishes_of(session, request), **changes))


def refuse_reminders(session: Session, request: Request, until: date | None) -> tuple[Kept, Kept]:
    """不要私聊提醒，到哪天为止（含）；None 是一直不要。返回改前改后。"""
    return _keep(session, request, replace(wishes_of(session, request), no_reminder_until=until or FOREVER))


def accept_reminders(session: Session, request: Request) -> tuple[Kept, Kept]:
    """恢复私聊提醒；返回改前改后。"""
    return _keep(session, request, replace(wishes_of(session, request), no_reminder_until=None))


def put_wishes_back(session: Session, member_id: int, was: Kept, now: Kept) -> None:
    """意愿改回 was；此刻不是 now 的，是此后又改过，拒绝。"""
    if _wishes_kept(preferences.wishes_of(session, member_id)) != now:
        raise ChangedSince
    until = was["no_reminder_until"]
    day = date.fromisoformat(until) if until else None
    preferences.keep(session, member_id, Wishes(was["no_mention"], was["no_ranking"], day))


def _keep(session: Session, request: Request, wishes: Wishes) -> tuple[Kept, Kept]:
    was = wishes_of(session, request)
    preferences.keep(session, request.actor.member, wishes)
    return _wishes_kept(was), _wishes_kept(wishes)


def _wishes_kept(wishes: Wishes) -> Kept:
    until = wishes.no_reminder_until
    return {
        "no_mention": wishes.no_mention,
        "no_ranking": wishes.no_ranking,
        "no_reminder_until": until.isoformat() if until else None,
    }


def settings_kept(session: Session, request: Request) -> Kept:
    """支部此刻的设置，能写成 JSON，撤销时照着还原。"""
    current = manners.load(session, request.home.id)
    quiet = [current.quiet_from.isoformat(), current.quiet_until.isoformat()]
    return {"quiet": quiet, "limit": current.limit, "active": current.active}


def put_settings_back(session: Session, request: Request, was: Kept, now: Kept) -> None:
    """设置改回 was；此刻不是 now 的，是此后又改过，拒绝。"""
    if settings_kept(session, request) != now:
        raise ChangedSince
    row = manners.change(session, request.home.id)
    row.quiet_from, row.quiet_until = (time.fromisoformat(one) for one in was["quiet"])
    row.daily_limit, row.active = was["limit"], was["active"]
    session.flush()
    manners.reconsider(session, request.home.id)


def put_holidays_back(session: Session, request: Request, was: Kept) -> None:
    """确认过的放假安排还原成确认之前的。"""
    manners.put_notices_back(session, request.home.id, {date.fromisoformat(day): off for day, off in was.items()})
