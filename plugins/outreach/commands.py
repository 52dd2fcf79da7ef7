"""通知送达的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Person, Reply, Request
from core.domain.permission import Action
from core.domain.phrases import ID, NUMBER
from core.domain.typed import Typed
from core.files import calendars
from core.store import meetings, pending
from core.store.pending import Pending

from . import rules, service, texts
from .rules import Loud

router = Router(Path(__file__).parent)
TOPIC = "通知"
CONFIRM, CANCEL = "确认", "取消"
LOUD = "notice_loud"


@router.query(
    Spec(
        "N<编号>",
        Action.SEE_OWN,
        about="看发给您的一份通知，例如“N3”",
        topic=TOPIC,
        example="N1",
        slots={"编号": NUMBER},
        listed="form",
    )
)
def view_notice(request: Request, session: Session, number: str) -> Reply:
    """看一份通知，只有收件人能看。"""
    seen = service.look(session, request, int(number))
    return texts.notice(seen.one, seen.choice, open_=seen.open)


@router.query(Spec("通知列表", Action.SEE_OWN, about="发给您的、还开着的通知", topic=TOPIC))
def list_notices(request: Request, session: Session) -> Reply:
    """开着的各份。"""
    return texts.listed(service.open_for_me(session, request))


@router.query(
    Spec(
        "N<编号> 日历",
        Action.SEE_OWN,
        about="一次会议的日历文件，点开加入手机日程",
        topic=TOPIC,
        example="N1 日历",
        slots={"编号": NUMBER},
        where="private",
        listed="form",
    )
)
def calendar_file(request: Request, session: Session, number: str) -> Reply:
    """日历文件。"""
    found = service.event(session, request, int(number))
    about = "\n".join(one for one in (found.one.agenda, found.one.body) if one)
    text = calendars.event(found.uid, found.one.title, found.starts_at, found.one.place, about, found.made_at)
    return texts.calendar(found.one, text)


@router.command(
    Spec(
        "N<编号> 发公告",
        Action.SAY_URGENTLY,
        about="把一份全体通知另发成群公告，要确认",
        topic=TOPIC,
        example="N1 发公告",
        slots={"编号": NUMBER},
        listed="form",
    )
)
def post_board(request: Request, session: Session, number: str) -> Reply:
    """群公告：先预览。"""
    return _show(request, session, int(number), Loud.BOARD)


@router.command(
    Spec(
        "N<编号> @全体",
        Action.SAY_URGENTLY,
        about="就一份全体通知 @ 全体成员，要确认",
        topic=TOPIC,
        example="N1 @全体",
        slots={"编号": NUMBER},
        listed="form",
    )
)
def mention_everyone(request: Request, session: Session, number: str) -> Reply:
    """@全体：先预览。"""
    return _show(request, session, int(number), Loud.EVERYONE)


@router.command(
    Spec(
        "允许@ <通知编号>",
        Action.SEE_ANSWERS,
        about="在群里请私下送不到的同志来查收，不带内容",
        topic=TOPIC,
        example="允许@ N1",
        slots={"通知编号": ID},
        where="private",
        listed="form",
    )
)
def call_missing(request: Request, session: Session, words: str) -> Reply:
    """请送不到的同志查收：先预览。"""
    return _show(request, session, rules.number_of(words), Loud.CALL)


@router.command(
    Spec(
        "已电话告知 <@某人> [通知编号]",
        Action.SEND_NOTICE,
        about="登记已电话告知一位同志，记为已知悉",
        topic=TOPIC,
        slots={"通知编号": ID},
        listed="form",
    )
)
def told_by_phone(request: Request, session: Session, person: Person, words: str | None) -> Reply:
    """登记电话告知。"""
    number = None if words is None else rules.number_of(words)
    one, member, undo = service.tell_by_phone(session, request, person, number)
    return texts.told(one, member.name, member.id, undo)


@router.answer(LOUD, "notice_text", Action.SEE_ANSWERS, CONFIRM, CANCEL)
def confirm_loud(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：在群里说，或作罢。"""
    pending.close(session, row)
    if said.key == CANCEL:
        return texts.cancelled()
    made = service.plan(session, request, row.ref["number"], Loud(row.ref["what"]))
    text = texts.board(made.one) if made.what is Loud.BOARD else texts.spoken(made)
    service.say(session, request, made, text)
    return texts.said(made)


def _show(request: Request, session: Session, number: int, what: Loud) -> Reply:
    made = service.plan(session, request, number, what)
    row = Pending(kind=LOUD, accepts=f"{CONFIRM} {CANCEL}", ref={"number": number, "what": what.value})
    row.expires_at = request.now + rules.OPEN_FOR
    meetings.ask_privately(session, request, row)
    return texts.preview(made)
