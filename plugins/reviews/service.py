"""积分复核的用例：一个函数一件事，事务由门给。"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Request
from core.domain.identifiers import Identifier, Letter, settle
from core.domain.manners import Weight
from core.domain.roster import Office
from core.store import corrections, ledger, letters, members
from core.store.ledger import LedgerEntry
from core.store.letters import KEPT_FOR, Notice
from core.store.members import Member

from . import rules
from .rules import STATES, Decided, Entry, Item, Opened, State
from .tables import PointReview

_KIND, _TITLE = "point_review", "积分复核"
_IN_TURN = (
    Office.SECRETARY,
    Office.DEPUTY_SECRETARY,
    Office.ORGANIZATION_OFFICER,
    Office.PUBLICITY_OFFICER,
    Office.DISCIPLINE_OFFICER,
)
"""可以办理复核的支委，按转告的先后。"""


def appeal(session: Session, request: Request, which: Identifier | None, reason: str) -> PointReview:
    """登记一件；同一件正在办的、在办的太多的拒绝。"""
    member_id, branch_id, text = request.actor.member, request.home.id, rules.clean(reason)
    act = _own_act(session, request, which) if which else None
    mine = select(PointReview).where(PointReview.member_id == member_id, PointReview.state == State.OPEN)
    pending = list(session.scalars(mine))
    for one in pending:
        if (one.act == act) if act is not None else (one.act is None and one.reason == text):
            raise rules.AlreadyOpen(number=rules.number_of(one.seq))
    if len(pending) >= rules.MOST_OPEN:
        raise rules.TooManyOpen(most=rules.MOST_OPEN)
    last = session.scalar(select(func.max(PointReview.seq)).where(PointReview.branch_id == branch_id)) or 0
    row = PointReview(branch_id=branch_id, seq=last + 1, member_id=member_id, act=act, reason=text)
    row.state, row.opened_at = State.OPEN.value, request.now
    session.add(row)
    session.flush()
    return row


def pass_on(session: Session, request: Request, row: PointReview, words: dict[str, str]) -> Opened:
    """转告可以办理的支委；书记办不了的另告诉书记一声，谁都办不了的请书记报上级党组织。

    words 是三种说法：handle 请办理，know 已转告别人（{other}），nobody 没有人可以办理。
    """
    committee, able = _committee(session, row), _able(session, row)
    told = next((one for one in able if tell(session, request, one.id, words["handle"])), None)
    head = committee[0] if committee else None
    if head is not None and head.id != row.member_id and head is not told:
        text = words["know"].format(other=told.name) if told else words["nobody"]
        tell(session, request, head.id, text)
    return Opened(row.seq, entries(session, row), row.reason, told.name if told else None)


def find(session: Session, request: Request, which: Identifier) -> PointReview | None:
    """说的是哪一件；带字母的不论办没办结，裸数字只认待办的，一件都没有为 None。"""
    query = select(PointReview).where(PointReview.branch_id == request.home.id, PointReview.seq == which.number)
    rows = [one for one in session.scalars(query) if which.letter is not None or one.state == State.OPEN]
    found = settle(which, [Identifier(Letter.REVIEW, one.seq) for one in rows])
    return rows[0] if found else None


def decide(session: Session, request: Request, row: PointReview, *, agreed: bool, answer: str) -> Decided:
    """办结一件：同意的，扣的分冲正；记分人、申请人本人不得办理。"""
    number = rules.number_of(row.seq)
    if row.state != State.OPEN:
        raise rules.AlreadyHandled(number=number, state=STATES[State(row.state)])
    _check_impartial(session, request, row)
    deducted = [one for one in _standing(session, row) if one.points < 0] if agreed else []
    for one in deducted:
        ledger.reverse(session, one, request.act, request.actor.member_id, request.now)
    row.state = (State.AGREED if agreed else State.REJECTED).value
    row.handler_id, row.answer, row.handled_at = request.actor.member_id, answer or None, request.now
    session.flush()
    name, points = session.get_one(Member, row.member_id).name, -sum(one.points for one in deducted)
    return Decided(row.seq, row.member_id, name, agreed, points, row.act, answer, [one.id for one in deducted])


def tell(session: Session, request: Request, member_id: int, text: str) -> bool:
    """因这一次操作，私下告诉一位同志一句；没有账号的为假。"""
    key = f"review:{request.home.id}:{request.act}:{member_id}"
    notice = Notice(key, _KIND, _TITLE, text, request.now + KEPT_FOR, Weight.DUTY)
    return letters.to_member(session, request.home.id, member_id, notice, request.now)


def withdraw(session: Session, request: Request, act: PastAct) -> int:
    """本人撤回一件还没有办的，返回它的编号。"""
    row = _row(session, request, act)
    if request.actor.member_id != row.member_id:
        raise rules.OnlyApplicant
    if row.state != State.OPEN:
        raise rules.AlreadyHandled(number=rules.number_of(row.seq), state=STATES[State(row.state)])
    row.state = State.WITHDRAWN.value
    session.flush()
    return row.seq


def reopen(session: Session, request: Request, act: PastAct) -> PointReview:
    """办结的恢复待办，冲正的恢复；此后又改过的不动。"""
    row = _row(session, request, act)
    _check_impartial(session, request, row)
    for entry_id in (act.undo or {})["entries"]:
        entry = session.get_one(LedgerEntry, entry_id)
        if corrections.standing(session, entry) is not None:
            raise rules.ChangedSince(number=rules.number_of(row.seq))
        corrections.put_back(session, entry, request.act, request.actor.member_id, request.now)
    row.state, row.handler_id, row.answer, row.handled_at = State.OPEN.value, None, None, None
    session.flush()
    return row


def pending(session: Session, request: Request) -> list[Item]:
    """支部待办的，先申请的在前。"""
    query = select(PointReview).where(PointReview.branch_id == request.home.id, PointReview.state == State.OPEN)
    rows = session.scalars(query.order_by(PointReview.seq).limit(rules.SHOWN))
    return [_item(session, request, row) for row in rows]


def own(session: Session, request: Request) -> list[Item]:
    """本人申请过的，近的在前。"""
    query = select(PointReview).where(PointReview.member_id == request.actor.member)
    rows = session.scalars(query.order_by(PointReview.seq.desc()).limit(rules.SHOWN))
    return [_item(session, request, row) for row in rows]


def _item(session: Session, request: Request, row: PointReview) -> Item:
    name, mine = session.get_one(Member, row.member_id).name, request.actor.member_id in _barred(session, row)
    state = State(row.state)
    return Item(row.seq, name, entries(session, row), row.reason, row.opened_at, state, row.answer, mine)


def _own_act(session: Session, request: Request, which: Identifier) -> int:
    found = ledger.entries_of(session, request.home.id, which.number, request.actor.member)
    if settle(which, [Identifier(Letter.ACT, which.number)] if found else []) is None:
        raise rules.NotYourPoints(number=which.words)
    return which.number


def _of_act(session: Session, row: PointReview) -> list[LedgerEntry]:
    if row.act is None:
        return []
    found = ledger.entries_of(session, row.branch_id, row.act, row.member_id)
    return [one for one in found if one.reverses_id is None] or found


def _standing(session: Session, row: PointReview) -> list[LedgerEntry]:
    current = (corrections.standing(session, one) for one in _of_act(session, row) if one.reverses_id is None)
    return [one for one in current if one is not None]


def entries(session: Session, row: PointReview) -> list[Entry]:
    """说的是哪几笔。"""
    return [Entry(one.act, one.day.isoformat(), one.points, one.reason) for one in _of_act(session, row)]


def _barred(session: Session, row: PointReview) -> set[int]:
    """不得办理的人：申请人和记分人。"""
    recorders = {one.officer_id for one in [*_of_act(session, row), *_standing(session, row)]}
    return {one for one in {row.member_id, *recorders} if one is not None}


def _committee(session: Session, row: PointReview) -> list[Member]:
    """现任的支委，书记在前；兼职的只算一次。"""
    held = [one for office in _IN_TURN for one in members.holders(session, row.branch_id, office)]
    return list({one.id: one for one in held}.values())


def _able(session: Session, row: PointReview) -> list[Member]:
    barred = _barred(session, row)
    return [one for one in _committee(session, row) if one.id not in barred]


def _check_impartial(session: Session, request: Request, row: PointReview) -> None:
    if request.actor.member_id in _barred(session, row):
        refusal = rules.OthersDecide if _able(session, row) else rules.NobodyElse
        raise refusal(number=rules.number_of(row.seq))


def _row(session: Session, request: Request, act: PastAct) -> PointReview:
    seq: int = (act.undo or {})["review"]
    query = select(PointReview).where(PointReview.branch_id == request.home.id, PointReview.seq == seq)
    return session.scalars(query).one()
