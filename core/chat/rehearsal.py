"""演练：一条口令照办一遍，说给本人听会怎样，再全部退回，什么都没有改动。"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.chat.declarations import Answer as Answering
from core.chat.declarations import Route
from core.domain.calendar import local, spoken_day
from core.domain.dialogue import Ack, Answered, PassedOn, Record, Reply, Request, Retract, Scene
from core.domain.errors import UserError
from core.domain.manners import COUNTED, Answer
from core.domain.permission import allowed
from core.domain.phrases import head_of
from core.domain.typed import Typed, typed
from core.store import manners, members, pending
from core.store.outbox import Outgoing
from core.store.pending import Pending

NOTHING_DONE = "【演练】现在没有作任何改动。照这样发，会是："
QUERY = "【演练】这是一条查询，照常答复，本来就不改动什么。"
THEN = "· 再发“{said}”，会是："
_CONFIRM = "确认"
_SEPARATORS = " \t\n:,;、。|+~—-"


def order_in(route: Route, said: Typed) -> Typed:
    """“演练”后面跟的那条口令。"""
    heads = [head_of(say) for say, _ in route.says]
    size = max((len(head) for head in heads if said.key.startswith(head)), default=0)
    rest = said.key[size:]
    size += len(rest) - len(rest.lstrip(_SEPARATORS))
    return typed(said.text[size:], said.mentions)


def last_letter(session: Session) -> int:
    """试办之前发件箱里最后一封的编号。"""
    return session.scalar(select(func.max(Outgoing.id))) or 0


def report(
    session: Session, request: Request, answered: Answered, last: int, answers: Mapping[str, Answering]
) -> Reply:
    """试办之后、退回之前：会回什么、记什么、另发什么；先给预览的，连同确认以后怎样。last 是试办之前的 last_letter。"""
    session.flush()
    lines = [NOTHING_DONE, *_happening(request, answered)]
    if answered is not None and answered.record is None:
        lines += _confirmed(session, request, answers)
    letters = _letters(session, request, last)
    lines.append(f"· 另外会发 {len(letters)} 条：" if letters else "· 不会另外发消息。")
    return Reply("\n".join([*lines, *letters]), private=True)


def _happening(request: Request, answered: Answered) -> list[str]:
    record = None if answered is None else answered.record
    return [*_said(request, answered), *([f"· 操作日志会记：{_recorded(record)}"] if record else [])]


def _confirmed(session: Session, request: Request, answers: Mapping[str, Answering]) -> list[str]:
    """刚给了预览、等他本人确认的，接着照确认的办下去。"""
    row: Pending | None = session.info.get(pending.ASKED)
    answer = None if row is None else answers.get(row.kind)
    if row is None or answer is None or row.user_id != request.actor.user_id:
        return []
    said = next((word for word in row.accepts.split() if word.startswith(_CONFIRM)), None)
    if said is None or not allowed(request.actor, answer.action, row.branch_id):
        return []
    # 群里说的口令，预览多半私下给
    scene = Scene.PRIVATE if row.scene.startswith(f"{Scene.PRIVATE}:") else request.scene
    with suppress(PassedOn):
        return [THEN.format(said=said), *_tried(session, replace(request, scene=scene), row, answer, typed(said))]
    return []


def _tried(session: Session, request: Request, row: Pending, answer: Answering, said: Typed) -> list[str]:
    try:
        answered = answer.handler(request, session, row, said)
    except UserError as refusal:
        answered = Reply(str(refusal), private=True)
    session.flush()
    return _happening(request, answered)


def of_query(answered: Answered) -> Answered:
    """查询照常答，只私下说。"""
    match answered:
        case Reply():
            return Reply(f"{QUERY}\n{answered.text}", private=True)
        case Ack():
            return Reply(f"{QUERY}\n{answered.detail or answered.text}", private=True)
        case Retract() | None:
            return None


def _said(request: Request, answered: Answered) -> list[str]:
    in_group = request.scene is Scene.GROUP
    match answered:
        case Ack() if in_group:
            return [f"· 在您的消息上贴一个表情；平台没有表情的，在群里回：{answered.text}"]
        case Ack():
            return [f"· 私下回您：{answered.detail or answered.text}"]
        case Reply():
            return [f"· {'在群里' if in_group and not answered.private else '私下'}回您：{answered.text}"]
        case Retract():
            return [f"· 撤回那一条；平台撤不了的，改说：{answered.instead}"]
        case None:
            return []


def _recorded(record: Record) -> str:
    change = f"{record.before} → {record.after}"
    told = record.before is None or record.after is None or change in record.summary
    return record.summary if told else f"{record.summary}（{change}）"


def _letters(session: Session, request: Request, last: int) -> list[str]:
    if request.branch is None:
        return []
    query = select(Outgoing).where(Outgoing.id > last, Outgoing.branch_id == request.branch.id)
    return [_letter(session, request, one) for one in session.scalars(query.order_by(Outgoing.id))]


def _letter(session: Session, request: Request, letter: Outgoing) -> str:
    at = local(letter.next_at, request.zone)
    where = f"在群 {letter.target} 里" if letter.scene == Scene.GROUP else f"私下对{_called(session, request, letter)}"
    return f"　{where}（{letter.title}），{_moment(at)} 起：{letter.spoken}\n　{_manners(session, request, letter)}"


def _called(session: Session, request: Request, letter: Outgoing) -> str:
    """收信的人在名册上的姓名；不在册的写账号。"""
    known = members.find_by_account(session, members.Identity(request.platform, letter.target), letter.branch_id or 0)
    return known.name if known else letter.target


def _manners(session: Session, request: Request, letter: Outgoing) -> str:
    """占不占当天的句数、还剩几句，安静时段和节假日怎样：问的是投递时问的同一处。"""
    found = manners.foresee(session, letter, max(letter.next_at, request.now))
    if found is None:
        return "（不受支部的安静时段约束）"
    counted = letter.weight in COUNTED
    match found.verdict.answer:
        case Answer.NOW:
            left = f"占一句，那天还剩 {found.manners.limit - found.said - 1} 句"
            return f"（到时候就发；{left if counted else '不占当天的句数'}）"
        case Answer.HOLD:
            until = _moment(found.verdict.until or found.here)
            return f"（提醒：正逢{found.verdict.reason}，要到 {until} 才发；{'占' if counted else '不占'}当天的句数）"
        case Answer.FOLD:
            return f"（提醒：那天已说 {found.said} 句，上限 {found.manners.limit} 句，会并入当天的汇总）"
        case Answer.DROP:
            return f"（提醒：不会发，因为{found.verdict.reason.removesuffix('，没有发')}）"


def _moment(at: datetime) -> str:
    return f"{spoken_day(at.date())} {at:%H:%M}"
