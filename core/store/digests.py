"""汇总：一天里多出来的、恢复以后积下来的，并成一条说。"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import local, spoken_day
from core.domain.dialogue import LONGEST, Scene
from core.domain.manners import COUNTED, Weight
from core.store import branches, outbox
from core.store.outbox import Letter, Outgoing, State

TITLE = "当天的汇总"
_KEPT_FOR = timedelta(hours=12)


def why_not(session: Session, letter: Outgoing, at: datetime) -> str:
    """一件为什么不能并入 at 发的汇总；可以并的为空串。"""
    if letter.expires_at <= at:
        return "今天的句数快用完了，又等不到汇总，没有发"
    # 后面只跟着一个文件的不算长：汇总只留文字
    more = select(Outgoing.id).where(Outgoing.after == letter.key, Outgoing.file.is_(None))
    if session.scalar(more) is not None:
        return "今天的句数快用完了，又长得写不进汇总，没有发"
    return ""


def fold(session: Session, letter: Outgoing, here: datetime, at: datetime) -> str:
    """把一件并入支部当天 at 发的汇总，here 是此刻（支部时区）；并不进去的返回缘由，那一件不动，并进去了为空串。

    只有一件的，汇总就是它的原话，不说“还有几件事”；有了第二件才编号。
    """
    key = _key(letter, here)
    query = select(Outgoing).where(Outgoing.key == key)
    digest = session.scalar(query)
    if digest is None:
        outbox.put(session, _letter(key, letter, at), here)
        digest = session.scalars(query).one()
        digest.count = 0
    if digest.state != State.DUE:
        return "今天的汇总已经发过，没有再发"
    text = _with(digest, letter, here)
    if len(text) > LONGEST:
        return "今天的汇总写不下，没有发"
    digest.text, digest.count = text, digest.count + 1
    letter.state, letter.error = State.FOLDED, f"并入{TITLE}"
    session.flush()
    return ""


def _with(digest: Outgoing, letter: Outgoing, here: datetime) -> str:
    """汇总添上一件以后的全文。"""
    if not digest.count:
        return letter.text
    text = digest.text
    if digest.count == 1:
        text = f"{spoken_day(here.date())}还有几件事，一并告诉大家：\n1. {_in_a_line(text)}"
    return f"{text}\n{digest.count + 1}. {_in_a_line(letter.text)}"


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def gather(session: Session, digest: Outgoing, here: datetime) -> None:
    """汇总就要发了：此刻也到了时候的平常推送，一并写进去，免得落在它后面。"""
    query = select(Outgoing).where(Outgoing.branch_id == digest.branch_id, Outgoing.state == State.DUE)
    query = query.where(Outgoing.weight == Weight.ROUTINE, Outgoing.next_at <= here, Outgoing.after.is_(None))
    for letter in list(session.scalars(query.order_by(Outgoing.id))):
        if not why_not(session, letter, here):
            fold(session, letter, here, here)


def take_along(session: Session, letter: Outgoing, here: datetime) -> None:
    """今天的最后一句由优先的一件说了：等着的汇总跟着它一起说，不然就再也说不成了；写不下的照旧等着。"""
    digest = session.scalar(select(Outgoing).where(Outgoing.key == _key(letter, here), Outgoing.state == State.DUE))
    if digest is None or why_not(session, letter, here):
        return
    text = f"{letter.text}\n\n{digest.text}"
    if len(text) <= LONGEST:
        letter.text, digest.state, digest.error = text, State.FOLDED, f"并入“{letter.title}”"
        session.flush()


def fold_backlog(session: Session, account: str, now: datetime) -> None:
    """一个账号恢复之后：积下好几件的支部，各并成一条，不一口气倒出来。"""
    query = select(Outgoing).where(Outgoing.account == account, Outgoing.state == State.DUE, Outgoing.next_at <= now)
    query = query.where(Outgoing.expires_at > now, Outgoing.after.is_(None))
    waiting: dict[int, list[Outgoing]] = {}
    for letter in session.scalars(query.where(Outgoing.scene == Scene.GROUP).order_by(Outgoing.id)):
        if letter.branch_id is not None and letter.weight in COUNTED and letter.weight != Weight.DIGEST:
            waiting.setdefault(letter.branch_id, []).append(letter)
    for branch_id, letters in waiting.items():
        branch = branches.find_branch(session, branch_id)
        if branch is not None and len(letters) > 1:
            here = local(now, branch.zone)
            for letter in letters:
                if not why_not(session, letter, here):
                    fold(session, letter, here, here)


def _key(letter: Outgoing, here: datetime) -> str:
    """支部这一天的汇总。"""
    return f"digest:{letter.branch_id}:{here:%Y%m%d}"


def _letter(key: str, letter: Outgoing, at: datetime) -> Letter:
    return Letter(
        key=key,
        branch_id=letter.branch_id,
        account=letter.account,
        scene=letter.scene,
        target=letter.target,
        kind="digest",
        text=letter.text,
        not_before=at,
        expires_at=at + _KEPT_FOR,
        weight=Weight.DIGEST,
        title=TITLE,
    )
