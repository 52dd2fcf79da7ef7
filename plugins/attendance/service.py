"""会议签到的用例：一个函数一件事，事务由门给。"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.dialogue import Occasion, PassedOn, Person, Request
from core.domain.manners import Weight
from core.domain.notices import Audience
from core.domain.roster import Category
from core.store import branches, corrections, figures, firing, ledger, letters, members, pending, picking, sign_ins
from core.store.figures import Tally
from core.store.firing import Task
from core.store.ledger import Deed
from core.store.letters import Notice
from core.store.members import Member
from core.store.notices import Notice as MeetingNotice
from core.store.pending import Pending, Place
from core.store.sign_ins import Attendance, SignIn

from . import rules
from .rules import Attended, Attendee, Named, Order, Registered, Standing

WAITING = "sign_in"
"""等着“到”的那一类事。"""
END_FORGOTTEN = "end_forgotten"
"""到时候自己结束的那件定时的事。"""
_KIND, _TITLE = "sign_in", "会议签到"


def start(session: Session, request: Request, order: Order) -> Named:
    """开一场签到，为今天的哪一场会。"""
    current = sign_ins.unclosed(session, request.home.id)
    if current is not None:
        if _is_open(current, request.now):
            raise rules.AlreadyOpen(which=_named(session, current).which)
        _stop(session, current, current.opened_at + rules.OPEN_FOR)
    notice = _meeting(session, request, order.number)
    row = SignIn(branch_id=request.home.id, number=sign_ins.next_number(session, request.home.id))
    row.password = order.password
    row.notice_id, row.title = (notice.id, notice.title) if notice else (None, rules.A_MEETING)
    row.day, row.officer_id, row.opened_at = request.day, request.actor.member, request.now
    row.closed_at, row.undone_at = None, None
    session.add(row)
    session.flush()
    _wait(session, request, row)
    return _named(session, row)


def _meeting(session: Session, request: Request, number: int | None) -> MeetingNotice | None:
    """今天发过通知的哪一场会：写了编号的就是它，没有写的恰有一场还没有签过到的就是它，几场的请写明。"""
    meetings = sign_ins.meetings_on(session, request.home.id, request.day, request.home.zone)
    if request.group_id is not None:
        # 支委会、党小组会不在群里说，群里开的签到不会是它
        meetings = [one for one in meetings if one.audience == Audience.ALL]
    if number is not None:
        chosen = next((one for one in meetings if one.number == number), None)
        if chosen is None:
            raise rules.NoSuchMeeting(ref=f"N{number}")
        return chosen
    held = sign_ins.held(session, [one.id for one in meetings])
    fresh = [one for one in meetings if one.id not in held]
    if len(fresh) > 1:
        listed = "、".join(f"N{one.number} {one.title}" for one in fresh)
        raise rules.WhichMeeting(listed=listed, ref=f"N{fresh[0].number}")
    return fresh[0] if fresh else None


def close(session: Session, request: Request) -> Standing:
    """结束开着的那一场。"""
    row = sign_ins.unclosed(session, request.home.id)
    if row is None:
        raise rules.NothingOpen
    _stop(session, row, request.now)
    return _standing(session, row)


def end_forgotten(session: Session, occasion: Occasion) -> Standing | None:
    """忘了说结束的那一场，到时候自己结束；已经结束、作废的为 None。"""
    row = sign_ins.unclosed(session, occasion.branch.id)
    if row is None or _task(row).ref != occasion.ref:
        return None
    _stop(session, row, row.opened_at + rules.OPEN_FOR)
    return _standing(session, row)


def attend(session: Session, request: Request, words: str | None, *, guest: bool = True) -> Attended:
    """本人自报到会；guest 为假的，不应到的人不算，照平常的话接着听。"""
    row = sign_ins.unclosed(session, request.home.id)
    if row is None or not _is_open(row, request.now):
        raise rules.NotOpen
    member = session.get_one(Member, request.actor.member)
    if not guest and not sign_ins.is_expected(session, row, member):
        raise PassedOn
    rules.check_password(row.password, words)
    person, attendance_id = _register(session, request, row, member, officer_id=None)
    return Attended(_named(session, row), person, attendance_id)


def register(session: Session, request: Request, people: Sequence[Person]) -> Registered:
    """支委登记到会：正开着的那一场，没有就是近来的一场。"""
    chosen = {one.id: one for one in (picking.pick(session, request, person) for person in people)}
    row = sign_ins.unclosed(session, request.home.id) or sign_ins.latest(session, request.home.id)
    if row is None or request.now - row.opened_at > rules.LATELY:
        raise rules.NoMeeting(days=rules.LATELY.days)
    officer_id = request.actor.member
    done = [_register(session, request, row, member, officer_id=officer_id) for member in chosen.values()]
    return Registered(
        _named(session, row),
        [person for person, fresh in done if fresh is not None],
        [fresh for _, fresh in done if fresh is not None],
        [person.name for person, fresh in done if fresh is None],
    )


def standing(session: Session, request: Request) -> Standing:
    """正开着的、没有就是最近一场会，到得怎样。"""
    row = sign_ins.unclosed(session, request.home.id) or sign_ins.latest(session, request.home.id)
    if row is None:
        raise rules.NeverHeld
    return _standing(session, row)


def say_in_group(session: Session, request: Request, text: str) -> bool:
    """私下开始、结束的，在群里说一句；在群里说的，回话就是。"""
    if request.group_id is not None:
        return False
    key = f"{_KIND}:{request.home.id}:{request.act}"
    notice = Notice(key, _KIND, _TITLE, text, request.now + rules.SPOKEN_FOR, Weight.CONFIRMED)
    return letters.to_group(session, request.home.id, notice, request.now)


def cancel(session: Session, request: Request, number: int) -> tuple[Named, bool]:
    """一场签到作废，到会的登记一并作废；返回那一场、有没有登记可作废。"""
    row = sign_ins.find(session, request.home.id, number)
    if row.undone_at is not None:
        raise rules.ChangedSince(which=_named(session, row).which)
    live = sign_ins.live(session, row)
    for one in live:
        _undo(session, request, row, one)
    if row.closed_at is None:
        _stop(session, row, None)
    row.undone_at = request.now
    session.flush()
    return _named(session, row), bool(live)


def reopen(session: Session, request: Request, number: int) -> Named:
    """结束了的接着签；此后又开了一场、已经作废、早该结束了的拒绝。"""
    row = sign_ins.find(session, request.home.id, number)
    if row.undone_at is not None or row.closed_at is None or sign_ins.unclosed(session, request.home.id) is not None:
        raise rules.ChangedSince(which=_named(session, row).which)
    if not _is_open(row, request.now):
        raise rules.TooLate(which=_named(session, row).which)
    row.closed_at = None
    session.flush()
    _wait(session, request, row)
    return _named(session, row)


def take_back(session: Session, request: Request, attendance_ids: Sequence[int]) -> tuple[Named, list[Member], int]:
    """几位的到会登记作废，积分冲正；返回那一场、各位、退了几分。"""
    rows = [session.get_one(Attendance, one) for one in attendance_ids]
    live = [one for one in rows if one.undone_at is None]
    if not live:
        raise rules.AlreadyGone
    meeting = session.get_one(SignIn, live[0].sign_in_id)
    points = sum(_undo(session, request, meeting, one) for one in live)
    return _named(session, meeting), [session.get_one(Member, one.member_id) for one in live], points


def _register(
    session: Session, request: Request, row: SignIn, member: Member, *, officer_id: int | None
) -> tuple[Attendee, int | None]:
    """登记一位到会，入账、计入人次；早已登记的，登记号为 None。"""
    fresh = sign_ins.attend(session, row, member, officer_id, request.now)
    if fresh is None:
        return Attendee(member.id, member.name, expected=True, points=0), None
    figures.add(session, row.branch_id, Tally.ATTENDANCE, row.day)
    points = 0
    if member.category != Category.MASSES:
        deed = Deed(member.id, rules.RULE, row.day, f"参加{row.title}", _source(fresh), officer_id)
        points = ledger.award(session, row.branch_id, request.act, deed, request.now)
    return Attendee(member.id, member.name, fresh.expected, points), fresh.id


def _undo(session: Session, request: Request, row: SignIn, one: Attendance) -> int:
    one.undone_at = request.now
    session.flush()
    figures.add(session, row.branch_id, Tally.ATTENDANCE, row.day, -1)
    officer_id = request.actor.member_id if request.actor.member_id != one.member_id else None
    return corrections.take_back(session, _source(one), request.act, officer_id, request.now)


def _source(one: Attendance) -> str:
    return f"attendance:{one.sign_in_id}:{one.member_id}:{one.ordinal}"


def _is_open(row: SignIn, now: datetime) -> bool:
    return now < row.opened_at + rules.OPEN_FOR


def _named(session: Session, row: SignIn) -> Named:
    open_to_all = sign_ins.audience_of(session, row) is Audience.ALL
    return Named(row.number, row.title, open_to_all, row.password is not None)


def _standing(session: Session, row: SignIn) -> Standing:
    live, away = sign_ins.live(session, row), sign_ins.on_leave(session, row)
    names = {one.member_id: session.get_one(Member, one.member_id).name for one in live}
    present = {one.member_id: names[one.member_id] for one in live if one.expected}
    # 登记之后组织关系变了的，当时应到就算应到
    everyone = {one.id: one.name for one in sign_ins.expected(session, row) if one.id not in names} | present
    rest = {one: name for one, name in everyone.items() if one not in present}
    return Standing(
        _named(session, row),
        len(everyone),
        list(present.values()),
        [names[one.member_id] for one in live if not one.expected],
        [name for one, name in rest.items() if one in away],
        [name for one, name in rest.items() if one not in away],
    )


def _task(row: SignIn) -> Task:
    return Task(row.branch_id, END_FORGOTTEN, f"M{row.number}")


def _stop(session: Session, row: SignIn, closed_at: datetime | None) -> None:
    """不再收“到”。"""
    row.closed_at = closed_at
    session.flush()
    pending.drop_all(session, row.branch_id, WAITING)
    firing.cancel(session, _task(row))


def _wait(session: Session, request: Request, row: SignIn) -> None:
    """群里、应到的各位私下，都等着“到”；不对全体开的会只私下等。到时候还没有说结束的，自己结束。"""
    zone, ends_at = request.home.zone, row.opened_at + rules.OPEN_FOR
    # 钟点只到分，多等一分钟
    firing.arrange_once(session, _task(row), local(ends_at, zone) + timedelta(minutes=1), zone, request.now)
    home = branches.home_of(session, request.home.id)
    if home is None:
        return
    places = [Place(home.account, f"group:{home.group_id}", None)] if _named(session, row).open_to_all else []
    known = members.identities_of(session, [one.id for one in sign_ins.expected(session, row)])
    accounts = [one for several in known.values() for one in several if one.platform == home.platform]
    places += [Place(home.account, f"private:{one.user_id}", one.user_id) for one in accounts]
    accepts = " ".join(sorted(rules.HERE_TOKENS | rules.CHECK_IN_TOKENS))
    for place in places:
        waiting = Pending(kind=WAITING, ref={"sign_in": row.id}, accepts=accepts)
        waiting.expires_at = ends_at
        pending.ask(session, request.home.id, place, waiting)
