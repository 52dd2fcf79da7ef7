"""撤销哪一次、操作日志里有什么。"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Person, Request
from core.domain.manners import Weight
from core.store import consequences, handled, letters, logbook, members, pushes, sent
from core.store.audit import Cause
from core.store.letters import KEPT_FOR, Notice
from core.store.logbook import Wanted

from . import rules
from .rules import PER_PAGE, Range


class Page(NamedTuple):
    """操作日志的一页：这一页的各次、共几次、第几页。"""

    acts: list[PastAct]
    total: int
    number: int


def pointed_at(session: Session, request: Request) -> PastAct | None:
    """被回复、被撤回的那条消息引起的操作；没有为 None。"""
    if request.reply_to is None:
        return None
    return logbook.caused_by(session, request.home.id, Cause(request.account, request.place, request.reply_to))


def last(
    session: Session, request: Request, kinds: Sequence[str] | None = None, besides: Sequence[str] = ()
) -> PastAct:
    """本人最近办的一次；kinds 不空时只看这几类，besides 这几类不算。"""
    act = logbook.last_by(session, request.home.id, request.actor, kinds, besides)
    if act is None:
        raise rules.NothingToUndo
    if act.reverses is not None:
        raise rules.JustUndone
    return act


def has_done(session: Session, request: Request, kinds: Sequence[str]) -> bool:
    """本人办过这几类没有。"""
    return logbook.last_by(session, request.home.id, request.actor, kinds) is not None


def slip(session: Session, request: Request) -> PastAct | None:
    """“打错了”说的那一次：两分钟之内、紧接着的上一句；不是为 None。"""
    act = logbook.last_by(session, request.home.id, request.actor)
    if act is None or act.reverses is not None or act.undone_by is not None:
        return None
    here = handled.Key(request.account, request.place, request.message_id, request.platform, request.actor.user_id)
    recent = request.now - act.at <= rules.SLIP_LIMIT
    return act if recent and not handled.spoke_since(session, here, act.at) else None


def numbered(session: Session, request: Request, seq: int) -> PastAct:
    """编号为 seq 的那一次。"""
    act = logbook.numbered(session, request.home.id, seq)
    if act is None:
        raise rules.UnknownAct(number=f"A{seq}")
    return act


def is_ours(session: Session, request: Request) -> bool:
    """回复的是不是助手自己在这里说过的一条。"""
    reply_to = request.reply_to
    return reply_to is not None and bool(sent.known(session, request.account, request.place, [reply_to]))


def said_in(session: Session, request: Request) -> str:
    """助手主动说的那一条里的话；是答复、或早已删掉的为空串。"""
    return pushes.text_of(session, request.place, request.reply_to or "") or ""


def call_off(session: Session, request: Request, act: PastAct) -> None:
    """撤销了的那一次写下的、还没有发出的信一并作废。"""
    consequences.call_off(session, request.home.id, act.seq)


def tell_owner(session: Session, request: Request, act: PastAct, text: str) -> None:
    """支委撤了某人自己的登记：私下告诉本人一句。"""
    if act.actor_id is not None:
        key, until = f"undone:{request.home.id}:{act.seq}", request.now + KEPT_FOR
        notice = Notice(key, "undone", "登记已撤销", text, until, Weight.DUTY)
        letters.to_member(session, request.home.id, act.actor_id, notice, request.now)


def is_own(request: Request, act: PastAct) -> bool:
    """是不是本人办的；不在册的（运维）按平台账号认。"""
    actor = request.actor
    if actor.member_id is None:
        return act.actor_id is None and act.actor_name == actor.user_id
    return act.actor_id == actor.member_id


def people_called(session: Session, request: Request, word: str) -> tuple[int, ...]:
    """名册上叫这个名字、用这个账号的人。"""
    found = members.find_people(session, request.home.id, request.platform, Person(word))
    if not found:
        raise rules.NotARange(word=word)
    return tuple(one.id for one in found)


def wanted(request: Request, asked: Range, kinds: Sequence[str], about: tuple[int, ...] | None) -> Wanted:
    """要看的那些；日子从支部的零点起。"""
    since, before = (_midnight(request, day) if day else None for day in (asked.since, asked.before))
    return Wanted(since, before, tuple(kinds) or None, about)


def page(session: Session, request: Request, asked: Wanted, number: int) -> Page:
    """新的在前，一页二十次；没有这一页就给最后一页。"""
    total = logbook.count(session, request.home.id, asked)
    number = min(number, max(1, -(-total // PER_PAGE)))
    acts = logbook.page(session, request.home.id, asked, (number - 1) * PER_PAGE, PER_PAGE)
    return Page(acts, total, number)


def _midnight(request: Request, day: date) -> datetime:
    return datetime.combine(day, time.min, request.now.tzinfo)
