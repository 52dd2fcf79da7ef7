"""记分的用例：一个函数一件事，事务由门给。"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain import scoring
from core.domain.calendar import Period
from core.domain.dialogue import PastAct, Person, Request
from core.domain.identifiers import Identifier, Letter, settle
from core.domain.manners import Weight
from core.domain.scoring import LABELS, Rule, Terms
from core.store import corrections, figures, ledger, letters, picking
from core.store import rules as book
from core.store.figures import Tally
from core.store.ledger import Deed, LedgerEntry
from core.store.letters import KEPT_FOR, Notice
from core.store.members import Member

from . import rules
from .rules import PER_PAGE, Awarded, Corrected, Correction, Deducted, Details, Entry, Own, RuleSet

_TO_MEMBER, _TITLE = "points", "积分的告知"


def own_points(session: Session, request: Request) -> Own:
    """本人的积分：只读各项合计。"""
    member_id = request.actor.member
    week, month = (ledger.points_in(session, member_id, one, request.day) for one in (Period.WEEK, Period.MONTH))
    return Own(ledger.balance(session, member_id), week, month, ledger.shares(session, member_id))


def details(session: Session, member_id: int, page: int) -> Details:
    """积分明细的一页，近的在前。"""
    query = (
        select(LedgerEntry, Member.name)
        .outerjoin(Member, Member.id == LedgerEntry.officer_id)
        .where(LedgerEntry.member_id == member_id)
        .order_by(LedgerEntry.day.desc(), LedgerEntry.id.desc())
    )
    rows = list(session.execute(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)))
    shown = [row[0].id for row in rows]
    undone = set(session.scalars(select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.in_(shown))))
    entries = [
        Entry(one.act, one.day, one.points, Rule(one.rule), one.reason, officer, one.id in undone)
        for one, officer in rows[:PER_PAGE]
    ]
    return Details(entries, page, len(rows) > PER_PAGE)


def rules_today(session: Session, request: Request) -> dict[Rule, Terms]:
    """今天有效的各条规则。"""
    return book.on_day(session, request.home.id, request.day)


def set_rule(session: Session, request: Request, rule: Rule, words: str) -> RuleSet:
    """改一条规则，从今天起。"""
    _, was = book.on(session, request.home.id, rule, request.day)
    now = scoring.read_terms(words, was)
    if now == was:
        raise rules.SameRule(label=LABELS[rule], terms=scoring.spoken(was))
    book.change(session, request.home.id, rule, now, request.now)
    return RuleSet(rule, was, now)


def put_rule_back(session: Session, request: Request, rule: Rule, was: Terms, now: Terms) -> None:
    """一条规则改回 was，从今天起；此刻不是 now 的，是此后又改过，拒绝。"""
    if book.on(session, request.home.id, rule, request.day)[1] != now:
        raise rules.RuleChanged(label=LABELS[rule])
    book.change(session, request.home.id, rule, was, request.now)


def award(session: Session, request: Request, people: tuple[Person, ...], points: int, reason: str | None) -> Awarded:
    """给几位各加几分，受那条规则的封顶限制；名单里有本人的整条不办。"""
    chosen = {one.id: one.name for one in (picking.pick(session, request, person) for person in people)}
    if request.actor.member_id in chosen:
        raise rules.IncludesSelf
    text = rules.clean_reason(reason, LABELS[Rule.MANUAL])
    day, dated = rules.day_of(text, request.now)
    rule, granted = scoring.rule_for(text), list[int]()
    for member_id in chosen:
        deed = _deed(request, member_id, rule, points, text, day)
        granted.append(ledger.award(session, request.home.id, request.act, deed, request.now))
    if not any(granted):
        terms = book.on(session, request.home.id, rule, day)[1]
        raise rules.CapReached(label=LABELS[rule], terms=scoring.spoken(terms))
    _count(session, request, rule, day, sum(one > 0 for one in granted))
    return Awarded(list(chosen.values()), tuple(chosen), points, granted, rule, text, day, dated)


def undo_award(session: Session, request: Request, act: PastAct) -> int:
    """一次加分全部冲正，返回共退几分；更正过的退更正后的。"""
    kept = act.undo or {}
    members: list[int] = kept["members"]
    _check_impartial(request, members, act.number)
    taken = [_take_back(session, request, act, member_id) for member_id in members]
    if not any(taken):
        raise rules.AlreadyReversed(number=act.number)
    _count(session, request, Rule(kept["rule"]), date.fromisoformat(kept["day"]), -sum(one != 0 for one in taken))
    return sum(taken)


def deduct(session: Session, request: Request, person: Person, points: int, reason: str, told: str) -> Deducted:
    """扣一位几分，并私下告诉本人 told。"""
    member = picking.pick(session, request, person)
    if member.id == request.actor.member_id:
        raise rules.OwnPoints
    text = rules.clean_reason(reason, "")
    day, dated = rules.day_of(text, request.now)
    deed = _deed(request, member.id, Rule.DEDUCTION, -points, text, day)
    ledger.award(session, request.home.id, request.act, deed, request.now)
    words = told.format(name=member.name, points=points, reason=text, number=f"A{request.act}")
    return Deducted(member.name, member.id, points, text, _tell(session, request, member.id, words), day, dated)


def undo_deduct(session: Session, request: Request, act: PastAct, told: str) -> int:
    """扣的分退回，并私下告诉本人 told；返回退了几分。"""
    member_id: int = (act.undo or {})["member"]
    _check_impartial(request, [member_id], act.number)
    points = -_take_back(session, request, act, member_id)
    if not points:
        raise rules.AlreadyReversed(number=act.number)
    name = session.get_one(Member, member_id).name
    _tell(session, request, member_id, told.format(name=name, number=act.number, points=points))
    return points


def correct(session: Session, request: Request, which: Identifier, person: Person | None, points: int) -> Corrected:
    """把一次操作记下的积分改为 points：冲正再补一笔，记到原来那天；扣分的仍是扣分。"""
    only = picking.pick(session, request, person).id if person else None
    found = ledger.entries_of(session, request.home.id, which.number, only)
    entries = [one for one in found if one.reverses_id is None]
    fits = [Identifier(Letter.ACT, which.number)] if entries else []
    if settle(which, fits) is None:
        raise rules.NoSuchEntry(number=which.words)
    return _correct(session, request, f"A{which.number}", entries, points)


def recent_awards(session: Session, request: Request, person: Person) -> tuple[str, list[LedgerEntry]]:
    """近来支委给一位记的、还算数的各笔，近的在前。"""
    member = picking.pick(session, request, person)
    query = select(LedgerEntry).where(
        LedgerEntry.member_id == member.id,
        LedgerEntry.officer_id.is_not(None),
        LedgerEntry.reverses_id.is_(None),
        LedgerEntry.day >= request.day - rules.RECENT,
    )
    rows = session.scalars(query.order_by(LedgerEntry.day.desc(), LedgerEntry.id.desc()))
    live = [one for one in rows if corrections.standing(session, one) is one]
    if not live:
        raise rules.NothingRecent(days=rules.RECENT.days, name=member.name)
    return member.name, live


def correct_entry(session: Session, request: Request, entry: LedgerEntry, points: int) -> Corrected:
    """更正指定的一笔。"""
    return _correct(session, request, f"A{entry.act}", [entry], points)


def undo_correct(session: Session, request: Request, act: PastAct, told: str) -> tuple[int, ...]:
    """更正还原，并私下告诉本人 told，返回说到了谁；此后又改过的不动。"""
    kept: list[list[int]] = (act.undo or {})["entries"]
    olds = [session.get_one(LedgerEntry, old) for old, _ in kept]
    members = tuple(dict.fromkeys(one.member_id for one in olds))
    _check_impartial(request, members, act.number)
    for old, (_, now) in zip(olds, kept, strict=True):
        current = corrections.standing(session, old)
        if (current.points if current else 0) != now:
            raise rules.ChangedSince(number=act.number)
        corrections.put_back(session, old, request.act, request.actor.member_id, request.now)
        if current is None:
            _count(session, request, Rule(old.rule), old.day, 1)
        name = session.get_one(Member, old.member_id).name
        words = told.format(name=name, number=act.number, points=scoring.signed(old.points))
        _tell(session, request, old.member_id, words)
    return members


def tell_corrected(session: Session, request: Request, done: Corrected, words: list[str]) -> None:
    """把更正私下告诉各位本人。"""
    for change, text in zip(done.changes, words, strict=True):
        _tell(session, request, change.member_id, text)


def _correct(session: Session, request: Request, number: str, entries: list[LedgerEntry], points: int) -> Corrected:
    live = [one for one in (corrections.standing(session, entry) for entry in entries) if one is not None]
    if not live:
        raise rules.AlreadyReversed(number=number)
    _check_impartial(request, [one.member_id for one in live], number)
    changing = [one for one in live if abs(one.points) != points]
    if not changing:
        raise rules.SamePoints(number=number, points=points)
    done = Corrected(number, [], [])
    for old in changing:
        now = points if old.points > 0 else -points
        corrections.amend(session, old, now, request.act, request.actor.member_id, request.now)
        done.kept.append([old.id, now])
        if not now:
            _count(session, request, Rule(old.rule), old.day, -1)
        name = session.get_one(Member, old.member_id).name
        done.changes.append(Correction(name, old.member_id, old.points, now, old.reason, old.day))
    return done


def _deed(request: Request, member_id: int, rule: Rule, points: int, reason: str, day: date) -> Deed:
    paid = rules.source(request.home.id, request.act, member_id)
    return Deed(member_id, rule, day, reason, paid, request.actor.member_id, points)


def _take_back(session: Session, request: Request, act: PastAct, member_id: int) -> int:
    paid = rules.source(request.home.id, act.seq, member_id)
    return corrections.take_back(session, paid, request.act, request.actor.member_id, request.now)


def _check_impartial(request: Request, members: tuple[int, ...] | list[int], number: str) -> None:
    """关系到本人的积分，本人不得办。"""
    if request.actor.member_id in members:
        raise rules.ConcernsSelf(number=number)


def _count(session: Session, request: Request, rule: Rule, day: date, times: int) -> None:
    """志愿服务的人次随之增减。"""
    if rule is Rule.VOLUNTEER and times:
        figures.add(session, request.home.id, Tally.VOLUNTEER, day, times)


def _tell(session: Session, request: Request, member_id: int, text: str) -> bool:
    key = f"points:{request.home.id}:{request.act}:{member_id}"
    notice = Notice(key, _TO_MEMBER, _TITLE, text, request.now + KEPT_FOR, Weight.DUTY)
    return letters.to_member(session, request.home.id, member_id, notice, request.now)
