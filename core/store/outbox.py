"""发件箱：没有人问而要说的话，先是一行，再是一条消息。"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.domain.attachments import pack_card, pack_file
from core.domain.dialogue import Scene, pages
from core.domain.manners import PROMISED, Weight
from core.store.db import clock_of, insert_into, insert_or_ignore, rows_of, table_of
from core.store.outgoing import MERGED, Letter, Outgoing, State

__all__ = ["FREELY", "MERGED", "STALE", "WROTE", "Lease", "Letter", "Outgoing", "State", "Terms"]

BOARD = "board"
"""群公告：不是一条消息，由平台的公告接口发。"""
STALE = "过了时限"
"""没有发的缘由里，到了时限还没有发出去的以此打头。"""
WROTE = "outbox"
"""写过发件箱的事务在 session.info 里留下这个记号（写了哪几件的键），提交后据此叫醒投递。"""
_LOOKED_AT = 32
"""找下一件时，按次序至多看几件：前面的都要歇一会儿，就等它们歇好，不必把后面的都翻一遍。"""
_MOST_PASSES = 8
_OPEN = (State.DUE, State.SENDING, State.SEEKING)


@dataclass(frozen=True, slots=True)
class Lease:
    """认领的凭据：哪个进程，归它多久。"""

    owner: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """认领的条件：may_send 问一件此刻能不能发，private_only 为真是只要私聊的，probing 里的地方只给支委确认过的去试。"""

    may_send: Callable[[Outgoing], bool] = lambda _letter: True
    private_only: bool = False
    probing: Collection[str] = ()


FREELY = Terms()
_OUTBOX = table_of(Outgoing)


def put(session: Session, letter: Letter, now: datetime) -> None:
    """写一件；同一 key 已经写过就不再写。

    长文分成几段，一段送到了才发下一段；卡片随最后一段，文件另成一段。
    """
    after, texts = None, pages(letter.text)
    parts: list[dict[str, object]] = [{"text": text} for text in texts]
    parts[-1]["card"] = pack_card(letter.card)
    if letter.file is not None:
        parts.append({"text": f"［文件］{letter.file.name}", "file": pack_file(letter.file)})
    for number, part in enumerate(parts, 1):
        key = letter.key if number == 1 else f"{letter.key}#{number}"
        row = _row(letter, now) | {"key": key, "after": after} | part
        if not rows_of(session.execute(insert_or_ignore(session, _OUTBOX), row)):
            return
        after = key
    session.info.setdefault(WROTE, []).append(letter.key)


def merge(session: Session, letter: Letter, now: datetime) -> None:
    """写一件可合并的；同一 key 还没发出就只把次数加一。"""
    statement = insert_into(session.get_bind().dialect.name, _OUTBOX)
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_={"count": _OUTBOX.c.count + 1}, where=_OUTBOX.c.state == State.DUE.value
    )
    session.execute(statement, _row(letter, now))
    session.info.setdefault(WROTE, [])


def claim(
    session: Session,
    account: str,
    now: datetime,
    lease: Lease,
    avoid: Collection[str] = (),
    terms: Terms = FREELY,
) -> Outgoing | None:
    """认领一个账号此刻可以发的下一件；avoid 里的地方（group:… 或 private:…）这会儿不去。没有为 None。

    都到了时候的，给各人的提醒在后：几十位同志的一件件发着，不能让群里等着的那一句排在它们后面。
    过了时限的、前一段没有送到的，顺手了结；照 terms 不能发的，那一行已经改好（推后、并入汇总、不发了）。
    """
    query = (
        select(Outgoing)
        .where(Outgoing.account == account, Outgoing.state == State.DUE, Outgoing.next_at <= now)
        .order_by(Outgoing.next_at, Outgoing.id)
        .limit(_LOOKED_AT)
        .with_for_update(skip_locked=True)
    )
    if terms.private_only:
        query = query.where(Outgoing.scene == Scene.PRIVATE)
    for _ in range(_MOST_PASSES):
        # 其余次序不变：该先告诉书记的仍在群里的前面
        letters, ended = sorted(session.scalars(query), key=lambda one: one.weight == Weight.REMINDER), 0
        for letter in letters:
            free = _may_go(session, letter, avoid, terms)
            if _is_stale(session, letter, now) or (free and not terms.may_send(letter)):
                ended += 1
            elif free:
                letter.state, letter.tries, letter.tried_at = State.SENDING, letter.tries + 1, now
                letter.leased_by, letter.leased_until = lease.owner, clock_of(session, now) + lease.length
                session.flush()
                return letter
        session.flush()
        if not letters or ended < len(letters):
            break
    return None


def _is_stale(session: Session, letter: Outgoing, now: datetime) -> bool:
    """不必再发的记为 EXPIRED。"""
    if letter.expires_at <= now:
        letter.state, letter.error = State.EXPIRED, f"{STALE}，没有发"
    elif letter.after is not None and _state_of(session, letter.after) not in (*_OPEN, State.SENT):
        letter.state, letter.error = State.EXPIRED, "前一段没有送到，这一段没有发"
    return letter.state == State.EXPIRED


def _may_go(session: Session, letter: Outgoing, avoid: Collection[str], terms: Terms) -> bool:
    """这会儿去得了那一处，前一段也送到了。"""
    probes = letter.weight in PROMISED and letter.place in terms.probing
    if letter.place in avoid and not probes:
        return False
    return letter.after is None or _state_of(session, letter.after) == State.SENT


def _state_of(session: Session, key: str) -> str | None:
    return session.scalar(select(Outgoing.state).where(Outgoing.key == key))


def expire(session: Session, now: datetime, most: int) -> int:
    """把过了时限的记为 EXPIRED，一次至多 most 件，返回件数；账号一直不在线的也不会永远留着。"""
    stale = select(Outgoing.id).where(Outgoing.state == State.DUE, Outgoing.expires_at <= now).limit(most)
    changed = update(Outgoing).where(Outgoing.id.in_(stale.scalar_subquery()))
    return rows_of(session.execute(changed.values(state=State.EXPIRED, error=f"{STALE}，没有发")))


def orphan(session: Session, me: str, busy: Collection[int], now: datetime) -> int:
    """发到一半没有下文的改成 SEEKING，返回件数：认领它的进程没了，或是自己（me）认领的却不在手上（busy）。"""
    over = Outgoing.leased_until <= clock_of(session, now)
    if session.get_bind().dialect.name == "sqlite":
        # 一个库只有一个进程：别的进程认领的，那个进程已经没了
        over = Outgoing.leased_by != me
    mine = (Outgoing.leased_by == me) & Outgoing.id.not_in(list(busy))
    lost = update(Outgoing).where(Outgoing.state == State.SENDING, or_(over, mine))
    # 进程没了不怪那一处：查明没有发出去的，不算试过
    changes = {"state": State.SEEKING, "error": "发送中断，不知是否送达", "tries": Outgoing.tries - 1}
    return rows_of(session.execute(lost.values(changes)))


def seeking(session: Session, account: str, most: int) -> list[Outgoing]:
    """一个账号没有回音、正要到聊天记录里找的几件，先发的在前。"""
    query = select(Outgoing).where(Outgoing.account == account, Outgoing.state == State.SEEKING)
    return list(session.scalars(query.order_by(Outgoing.next_at, Outgoing.id).limit(most)))


def given_up(session: Session, now: datetime, most: int) -> list[Outgoing]:
    """过了时限还没有找到下落的。"""
    query = select(Outgoing).where(Outgoing.state == State.SEEKING, Outgoing.expires_at <= now)
    return list(session.scalars(query.limit(most)))


def settle(session: Session, letter_id: int, changes: dict[str, object]) -> None:
    """记下一件投递的结果。"""
    session.execute(update(Outgoing).where(Outgoing.id == letter_id).values(changes))


def hand_over(session: Session, branch_id: int, old: str, new: str) -> None:
    """一个支部还没有发的信，改由 new 这个账号发。"""
    unsent = (Outgoing.branch_id == branch_id) & (Outgoing.account == old) & (Outgoing.state == State.DUE)
    session.execute(update(Outgoing).where(unsent).values(account=new))


def hasten(session: Session, latest: datetime, now: datetime) -> None:
    """对时把钟往回拨了：重试的那些不会排到 latest 之后，改成马上再试。"""
    waiting = (Outgoing.state == State.DUE, Outgoing.tries > 0, Outgoing.next_at > latest)
    session.execute(update(Outgoing).where(*waiting).values(next_at=now))


def claimed_ids(session: Session, place: str, message_ids: Collection[str]) -> set[str]:
    """这些消息号里，已经是某件投递的。"""
    scene, _, target = place.partition(":")
    query = select(Outgoing.message_id).where(Outgoing.scene == scene, Outgoing.target == target)
    found = session.scalars(query.where(Outgoing.message_id.in_(list(message_ids))))
    return {one for one in found if one is not None}


def purge(session: Session, before: datetime) -> None:
    """删掉早已了结的：里面有姓名和话，不必一直留着。"""
    session.execute(delete(Outgoing).where(Outgoing.state.not_in(_OPEN), Outgoing.created_at < before))


def next_due(session: Session, account: str) -> datetime | None:
    """一个账号的下一件什么时候可以发；没有为 None。"""
    due = (Outgoing.account == account) & (Outgoing.state == State.DUE)
    return session.scalar(select(func.min(Outgoing.next_at)).where(due))


def _row(letter: Letter, now: datetime) -> dict[str, object]:
    return {
        "key": letter.key,
        "branch_id": letter.branch_id,
        "account": letter.account,
        "scene": letter.scene,
        "target": letter.target,
        "kind": letter.kind,
        "weight": letter.weight.value,
        "title": letter.title,
        "text": letter.text,
        "card": None,
        "file": None,
        "count": 1,
        "state": State.DUE.value,
        "tries": 0,
        "next_at": letter.not_before,
        "expires_at": letter.expires_at,
        "created_at": now,
    }
