"""发通知的口令：一行话 → 私下预览 → 确认才发。"""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.chat.platform import Past, replied
from core.chat.router import Router, Spec
from core.domain.calendar import Doubt, read_when
from core.domain.dialogue import Reply, Request, Scene
from core.domain.manners import mask
from core.domain.meeting import (
    Draft,
    Reading,
    draft_from,
    read_meeting,
    read_notice,
    read_sentence,
    with_time,
)
from core.domain.meeting_words import place_in
from core.domain.mentions import unmarked
from core.domain.notices import NoticeKind
from core.domain.permission import Action
from core.domain.phrases import MEETING, PLEA, TEXT
from core.domain.typed import Typed
from core.store import meetings, pending
from core.store.pending import Pending

from . import rules, service, texts
from .service import Call

router = Router(Path(__file__).parent)
TOPIC = "通知"
CONFIRM, CONFIRM_URGENT, CANCEL = "确认", "确认紧急", "取消"
NOTICE, URGENT, TIME = "notice", "notice_urgent", "notice_time"


@router.command(
    Spec(
        "会议通知 <时间地点会名>",
        Action.SEND_NOTICE,
        about="写明时间、地点、哪一种会，先给您预览，确认才发",
        topic=TOPIC,
        example="会议通知 11月25日15:00 三楼会议室 支部党员大会 议题：讨论年度工作",
        slots={"时间地点会名": TEXT},
        listed="form",
        shy=True,
    )
)
def call_meeting(request: Request, session: Session, words: str) -> Reply:
    """会议通知：先预览。"""
    text, masked = _clean(words)
    return _go_on(request, session, read_meeting(text, request.now), masked=masked)


@router.command(
    Spec(
        "<什么时候开什么会>",
        Action.SEND_NOTICE,
        about="同上，不写“会议通知”也行",
        topic=TOPIC,
        example="周五下午三点开支部大会",
        slots={"什么时候开什么会": MEETING},
        listed="form",
        shy=True,
    )
)
def call_by_sentence(request: Request, session: Session, words: str) -> Reply | None:
    """整句说开会的；话里还有别的就是平常说话。"""
    text, masked = _clean(words)
    reading = read_sentence(text, request.now, strict=request.scene is Scene.GROUP)
    return None if reading is None else _go_on(request, session, reading, masked=masked)


@router.command(
    Spec(
        "通知 <正文>",
        Action.SEND_NOTICE,
        about="一般通知，先给您预览，确认才发",
        topic=TOPIC,
        example="通知 请各党小组周五前上报学习计划",
        slots={"正文": TEXT},
        listed="form",
        shy=True,
    )
)
def write_notice(request: Request, session: Session, words: str) -> Reply:
    """一般通知：先预览。"""
    return _write(request, session, words, urgent=False)


@router.command(
    Spec(
        "通知<请谁做什么>",
        Action.SEND_NOTICE,
        about="同上",
        topic=TOPIC,
        slots={"请谁做什么": PLEA},
        listed="no",
        shy=True,
    )
)
def write_plea(request: Request, session: Session, words: str) -> Reply:
    """「通知请各党小组……」「通知全体党员……」。"""
    return _write(request, session, words, urgent=False)


@router.command(
    Spec(
        "紧急通知 <正文>",
        Action.SAY_URGENTLY,
        about="马上发，不等安静时段，要再发“确认紧急”",
        topic=TOPIC,
        example="紧急通知 今晚有暴雨，户外活动停止",
        slots={"正文": TEXT},
        listed="form",
        shy=True,
    )
)
def write_urgent(request: Request, session: Session, words: str) -> Reply:
    """紧急通知：先预览，要“确认紧急”。"""
    return _write(request, session, words, urgent=True)


@router.command(
    Spec(
        "设为通知",
        Action.SEND_NOTICE,
        about="在群里回复一条消息或文件来发，请大家阅知那一条",
        topic=TOPIC,
        listed="form",
        fetch=replied,
    )
)
def make_notice(request: Request, session: Session, past: Past | None) -> Reply:
    """以被回复的那条为通知。"""
    if request.reply_to is None or request.scene is not Scene.GROUP:
        raise rules.NotReplying
    heard = past.heard if past else None
    names = "、".join(f"《{one.name}》" for one in heard.files) if heard else ""
    text, masked = _clean((past.text if past else "")[: rules.SOURCE_SHOWN])
    if not text and not names:
        raise rules.NotFetched
    body = "".join([text, f"（文件{names}）" if text and names else names])
    draft = Draft(NoticeKind.OTHER, "通知", body)
    return _show(request, session, Call(draft, source=request.reply_to), masked=masked)


@router.answer(TIME, "notice_meeting", Action.SEND_NOTICE, CANCEL)
def give_time(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """问回去的时间补来了。"""
    if said.key == CANCEL:
        pending.close(session, row)
        return texts.cancelled()
    draft, asked_at = draft_from(row.ref["draft"]), datetime.fromisoformat(row.ref["asked_at"])
    reading = with_time(draft, unmarked(said.text, said.mentions), asked_at, request.now)
    if reading.doubt is not None:
        return texts.ask_time(reading.doubt, reading.at)
    pending.close(session, row)
    return _show(request, session, Call(reading.draft, row.ref["urgent"]), masked=row.ref["masked"])


@router.answer(NOTICE, "notice_text", Action.SEND_NOTICE, CONFIRM, CANCEL)
def confirm_notice(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：发出、作罢，或补一句。"""
    return _settle(request, session, row, said)


@router.answer(URGENT, "notice_text", Action.SAY_URGENTLY, CONFIRM_URGENT, CANCEL)
def confirm_urgent_notice(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过紧急通知的预览之后。"""
    return _settle(request, session, row, said)


def _settle(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    call = Call(draft_from(row.ref["draft"]), row.ref["urgent"], row.ref["source"])
    if said.key == CANCEL:
        pending.close(session, row)
        return texts.cancelled()
    if said.key == (CONFIRM_URGENT if call.urgent else CONFIRM):
        pending.close(session, row)
        return texts.sent(service.confirm(session, request, call))
    changed = _amended(call, unmarked(said.text, said.mentions), request)
    return texts.unclear() if changed is None else _show(request, session, changed, masked=row.ref["masked"])


def _amended(call: Call, words: str, request: Request) -> Call | None:
    """补的一句：地点，或会的时间；看不出是哪样的为 None。"""
    text, draft = mask(words), call.draft
    if call.source is not None or draft.title == "通知":
        return None
    if (place := place_in(text)) is not None:
        return call._replace(draft=rules.moved(draft, place))
    if read_when(text, request.now).reason is Doubt.ABSENT:
        return None
    reading = with_time(draft, text, request.now, request.now)
    return call._replace(draft=reading.draft) if reading.doubt is None else None


def _write(request: Request, session: Session, words: str, *, urgent: bool) -> Reply:
    text, masked = _clean(rules.opening(words))
    return _go_on(request, session, read_notice(text, request.now), masked=masked, urgent=urgent)


def _clean(words: str) -> tuple[str, bool]:
    """太长的拒绝；证件号、卡号一进来就遮住。"""
    rules.check_length(words)
    text = mask(words.strip())
    return text, text != words.strip()


def _go_on(request: Request, session: Session, reading: Reading, *, masked: bool, urgent: bool = False) -> Reply:
    """时间说得清的给预览，说不清的问回去。"""
    if reading.doubt is None:
        return _show(request, session, Call(reading.draft, urgent), masked=masked)
    ref = _kept(Call(reading.draft, urgent), masked=masked) | {"asked_at": request.now.isoformat()}
    _ask(request, session, TIME, pending.FREE_TEXT, ref)
    return texts.ask_time(reading.doubt, reading.at)


def _show(request: Request, session: Session, call: Call, *, masked: bool) -> Reply:
    made = service.preview(session, request, call, masked=masked)
    kind, word = (URGENT, CONFIRM_URGENT) if call.urgent else (NOTICE, CONFIRM)
    _ask(request, session, kind, f"{word} {CANCEL} {pending.FREE_TEXT}", _kept(call, masked=masked))
    return texts.preview(made)


def _kept(call: Call, *, masked: bool) -> dict[str, Any]:
    return {"draft": call.draft.kept(), "urgent": call.urgent, "source": call.source, "masked": masked}


def _ask(request: Request, session: Session, kind: str, accepts: str, ref: dict[str, Any]) -> None:
    row = Pending(kind=kind, accepts=accepts, ref=ref, expires_at=request.now + rules.OPEN_FOR)
    meetings.ask_privately(session, request, row)
