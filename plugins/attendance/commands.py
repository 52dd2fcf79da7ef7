"""会议签到的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Person, Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import PEOPLE, TEXT
from core.domain.typed import Typed
from core.store.pending import Pending

from . import service, texts
from .rules import CHECK_IN_TOKENS, HERE_TOKENS, NothingOpen, read_order

router = Router(Path(__file__).parent)
TOPIC = "会议签到"


@router.command(
    Spec(
        "开始签到 [哪场会或口令]",
        Action.KEEP_ATTENDANCE,
        about="开会了，到会的说一句“到”就登记；当天有几场会的写明“N3”；写了口令的（请私聊发）要说对会场宣布的口令",
        topic=TOPIC,
        example="开始签到 口令 初心",
        slots={"哪场会或口令": TEXT},
        listed="form",
        shy=True,
    )
)
def start_sign_in(request: Request, session: Session, words: str | None) -> Reply:
    """开一场签到。"""
    meeting = service.start(session, request, read_order(words))
    said = meeting.open_to_all and service.say_in_group(session, request, texts.call(meeting))
    return texts.started(meeting, in_group=request.scene is Scene.GROUP, said=said)


@router.command(
    Spec(
        "结束签到", Action.KEEP_ATTENDANCE, about="不再收“到”，群里说一句到了几位", topic=TOPIC, listed="form", shy=True
    )
)
def end_sign_in(request: Request, session: Session) -> Reply:
    """结束签到。"""
    standing = service.close(session, request)
    said = standing.meeting.open_to_all and service.say_in_group(session, request, texts.figures_ended(standing))
    return texts.ended(standing, in_group=request.scene is Scene.GROUP, said=said)


@router.command(
    Spec("会议结束", Action.KEEP_ATTENDANCE, about="签到还开着的，一并结束", topic=TOPIC, listed="no", shy=True)
)
def end_meeting(request: Request, session: Session) -> Reply | None:
    """散会了：签到开着就结束，没有开着的只是一句话，不出声。"""
    try:
        return end_sign_in(request, session)
    except NothingOpen:
        return None


@router.command(
    Spec(
        "会议签到 [口令]",
        Action.ATTEND,
        about="自报到会；签到开着时在群里说一句“到”也行",
        topic=TOPIC,
        example="会议签到",
        slots={"口令": TEXT},
        listed="form",
    )
)
def attend(request: Request, session: Session, words: str | None) -> Ack:
    """自报到会。"""
    return texts.attended(service.attend(session, request, words))


@router.answer(service.WAITING, "meeting_checkin", Action.ATTEND, *HERE_TOKENS, *CHECK_IN_TOKENS)
def answer_sign_in(request: Request, session: Session, _row: Pending, said: Typed) -> Ack:
    """签到开着，说了“到”；不应到的说“签到”，是学习登记。"""
    return texts.attended(service.attend(session, request, None, guest=said.key in HERE_TOKENS))


@router.command(
    Spec(
        "登记到会 <同志>",
        Action.KEEP_ATTENDANCE,
        about="替到了会、没有自报的同志登记，散会后七天内都可以补",
        topic=TOPIC,
        example="登记到会 {某人}",
        slots={"同志": PEOPLE},
        listed="form",
    )
)
def register_present(request: Request, session: Session, people: tuple[Person, ...]) -> Reply:
    """支委登记到会。"""
    return texts.registered(service.register(session, request, people))


@router.query(
    Spec(
        "到会情况",
        Action.KEEP_ATTENDANCE,
        about="应到几位、到了几位；私聊问，另列姓名",
        topic=TOPIC,
        example="到会情况",
        shy=True,
    )
)
def show_attendance(request: Request, session: Session) -> Reply:
    """群里只说数，私下列姓名。"""
    standing = service.standing(session, request)
    if request.scene is not Scene.GROUP:
        return texts.roll(standing)
    return texts.figures(standing)
