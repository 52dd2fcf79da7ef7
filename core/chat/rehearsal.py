"""演练：一条口令照办一遍，说给本人听会怎样，再全部退回，什么都没有改动。"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.chat.declarations import Route
from core.domain.calendar import local, spoken_day
from core.domain.dialogue import Ack, Answered, Record, Reply, Request, Retract, Scene
from core.domain.phrases import head_of
from core.domain.typed import Typed, typed
from core.store.outbox import Outgoing

NOTHING_DONE = "【演练】现在没有作任何改动。照这样发，会是："
QUERY = "【演练】这是一条查询，照常答复，本来就不改动什么。"
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


def report(session: Session, request: Request, answered: Answered, last: int) -> Reply:
    """试办之后、退回之前：会回什么、记什么、另发什么；last 是试办之前的 last_letter。"""
    session.flush()
    lines = [NOTHING_DONE, *_said(request, answered)]
    if answered is not None and answered.record is not None:
        lines.append(f"· 操作日志会记：{_recorded(answered.record)}")
    letters = _letters(session, request, last)
    lines.append(f"· 另外会发 {len(letters)} 条：" if letters else "· 不会另外发消息。")
    return Reply("\n".join([*lines, *letters]), private=True)


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
    return [_letter(request, one) for one in session.scalars(query.order_by(Outgoing.id))]


def _letter(request: Request, letter: Outgoing) -> str:
    at = local(letter.next_at, request.zone)
    where = "在群里" if letter.scene == Scene.GROUP else "私下"
    return f"　{where}（{letter.title}），{spoken_day(at.date())} {at:%H:%M} 起：{letter.spoken}"
