"""分寸的口令。"""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec, installed
from core.domain.dialogue import Ack, Reply, Request, Scene
from core.domain.holidays import Arrangement
from core.domain.manners import spoken_quiet
from core.domain.permission import Action
from core.domain.phrases import NUMBER, TEXT
from core.domain.typed import Typed
from core.store import manners, pending
from core.store.pending import Pending
from core.store.preferences import FOREVER

from . import service, texts
from .rules import PREVIEW_OPEN_FOR, arrangement_of, day_of, limit_of, names_a_day, quiet_of

router = Router(Path(__file__).parent)
TOPIC, OWN = "分寸", "我"
CONFIRM, CONFIRM_URGENT, CANCEL = "确认", "确认紧急", "取消"


@router.command(
    Spec(
        "安静时段 <起止>",
        Action.SET_PUSHES,
        about="几点到几点助手不主动说话",
        topic=TOPIC,
        example="安静时段 21:30-8:00",
        slots={"起止": TEXT},
        listed="form",
    )
)
def set_quiet(request: Request, session: Session, words: str) -> Reply:
    """定安静时段。"""
    quiet, was = quiet_of(words), service.settings_kept(session, request)
    reply = texts.quiet_set(service.set_quiet(session, request, quiet), quiet)
    return texts.undoable(reply, was, service.settings_kept(session, request))


@router.command(
    Spec(
        "推送上限 <句数>",
        Action.SET_PUSHES,
        about="群里一天至多主动说几句，0—6",
        topic=TOPIC,
        example="推送上限 3",
        slots={"句数": NUMBER},
        listed="form",
    )
)
def set_limit(request: Request, session: Session, words: str) -> Reply:
    """定一天几句。"""
    limit, was = limit_of(words), service.settings_kept(session, request)
    reply = texts.limit_set(service.set_limit(session, request, limit), limit)
    return texts.undoable(reply, was, service.settings_kept(session, request))


@router.query(Spec("查看设置", Action.SET_PUSHES, about="助手什么时候说、说多少", topic=TOPIC))
def show_settings(request: Request, session: Session) -> Reply:
    """现在怎么设的。"""
    current, said = service.manners_of(session, request)
    return texts.settings(current, said, request.day)


@router.command(
    Spec(
        "<开或关>机器人",
        Action.SWITCH,
        about="关闭以后不主动说话，口令照常办",
        topic=TOPIC,
        example="关闭机器人",
        slots={"开或关": {"关闭": "off", "停用": "off", "开启": "on", "打开": "on", "启用": "on"}},
        listed="form",
    )
)
def switch(request: Request, session: Session, state: str) -> Reply:
    """开或关主动说话。"""
    active, was = state == "on", service.settings_kept(session, request)
    reply = texts.switched(active=active, changed=service.switch(session, request, active=active))
    return texts.undoable(reply, was, service.settings_kept(session, request))


@router.command(
    Spec(
        "节假日 [安排]",
        Action.SET_PUSHES,
        about="贴上年度放假通知，法定节假日不打扰",
        topic=TOPIC,
        slots={"安排": TEXT},
        where="private",
        listed="form",
    )
)
def read_holidays(request: Request, session: Session, text: str | None) -> Reply:
    """看懂放假安排，给预览。"""
    if text is None:
        return texts.ask_for_arrangement()
    arrangement = arrangement_of(text, request.now)
    row = Pending(kind="holidays", accepts=f"{CONFIRM} {CANCEL}", ref=_days(arrangement))
    _ask(request, session, row)
    return texts.holidays_preview(arrangement)


@router.answer("holidays", "settings", Action.SET_PUSHES, CONFIRM, CANCEL)
def confirm_holidays(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：记下，或作罢。"""
    pending.close(session, row)
    if said.key == CANCEL:
        return texts.cancelled()
    arrangement = Arrangement(
        row.ref["year"], *(tuple(map(date.fromisoformat, row.ref[name])) for name in ("off", "working"))
    )
    was = service.add_holidays(session, request, arrangement)
    return texts.undoable(texts.holidays_kept(arrangement), was, {})


@router.query(
    Spec("推送记录", Action.SET_PUSHES, about="最近主动说过什么、送到没有、为什么没说", topic=TOPIC, where="private")
)
def push_record(request: Request, session: Session) -> Reply:
    """推送记录。"""
    titles = {job.name: job.title for one in installed for job in one.jobs.values()}
    return texts.push_record(service.push_record(session, request, titles))


@router.command(
    Spec(
        "紧急 <正文>",
        Action.SAY_URGENTLY,
        about="马上发到群里，要再发“确认紧急”",
        topic=TOPIC,
        slots={"正文": TEXT},
        where="private",
        listed="form",
    )
)
def say_urgently(request: Request, session: Session, text: str) -> Reply:
    """紧急的一句：先给预览。"""
    service.check_urgent(session, request)
    _ask(request, session, Pending(kind="urgent", accepts=f"{CONFIRM_URGENT} {CONFIRM} {CANCEL}", ref={"text": text}))
    return texts.urgent_preview(text, spoken_quiet(manners.load(session, request.home.id)))


@router.answer("urgent", "notice_text", Action.SAY_URGENTLY, CONFIRM_URGENT, CONFIRM, CANCEL)
def confirm_urgent(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：发出，或作罢；光说“确认”的不算，请他说全。"""
    if said.key == CONFIRM:
        return texts.confirm_in_full()
    pending.close(session, row)
    if said.key == CANCEL:
        return texts.cancelled()
    muted = service.say_urgently(session, request, texts.urgent(row.ref["text"]))
    return texts.urgent_sent(row.ref["text"], muted=muted)


@router.query(Spec("我的设置", Action.SEE_OWN, about="您对 @、私聊提醒、排名的意愿", topic=OWN))
def own_settings(request: Request, session: Session) -> Reply:
    """本人的意愿。"""
    wishes = service.wishes_of(session, request)
    until = wishes.no_reminder_until
    reminder = "照常"
    if until is not None and wishes.refuses_reminders(request.day):
        reminder = "不要" if until == FOREVER else f"不要，{texts.until(until)}"
    return texts.own_settings(
        mention="不要" if wishes.no_mention else "照常",
        reminder=reminder,
        ranking="不参加" if wishes.no_ranking else "照常",
    )


@router.command(Spec("别@我", Action.SEE_OWN, about="群里不再 @ 您", topic=OWN))
def refuse_mentions(request: Request, session: Session) -> Ack:
    """不要 @。"""
    kept = service.wish(session, request, no_mention=True)
    return texts.undoable(texts.wished("群里不再 @ 您。", "设为群里不要 @"), *kept)


@router.command(Spec("可以@我", Action.SEE_OWN, about="恢复群里 @ 您", topic=OWN, listed="form"))
def accept_mentions(request: Request, session: Session) -> Ack:
    """恢复 @。"""
    kept = service.wish(session, request, no_mention=False)
    return texts.undoable(texts.wished("群里可以 @ 您。", "恢复群里 @"), *kept)


@router.command(Spec("不要私聊提醒", Action.SEE_OWN, about="不再私聊提醒您", topic=OWN))
def refuse_reminders(request: Request, session: Session) -> Ack:
    """不要私聊提醒。"""
    kept = service.refuse_reminders(session, request, None)
    return texts.undoable(texts.wished("不再私聊提醒您。", "设为不要私聊提醒"), *kept)


@router.command(
    Spec(
        "免打扰到<日子>",
        Action.SEE_OWN,
        about="到那天为止不私聊提醒您",
        topic=OWN,
        example="免打扰到周五",
        slots={"日子": TEXT},
    )
)
def refuse_reminders_until(request: Request, session: Session, words: str) -> Ack | None:
    """到哪天为止不要私聊提醒。"""
    if request.scene is Scene.GROUP and not names_a_day(words):
        return None
    day = day_of(words, request.now)
    kept = service.refuse_reminders(session, request, day)
    return texts.undoable(texts.wished(f"{texts.until(day)}不私聊提醒您。", f"免打扰{texts.until(day)}"), *kept)


@router.command(Spec("恢复提醒", Action.SEE_OWN, about="恢复私聊提醒", topic=OWN, listed="form"))
def accept_reminders(request: Request, session: Session) -> Ack:
    """恢复私聊提醒。"""
    kept = service.accept_reminders(session, request)
    return texts.undoable(texts.wished("私聊提醒已恢复。", "恢复私聊提醒"), *kept)


@router.command(Spec("不参加排名", Action.SEE_OWN, about="任何榜单都不列您的姓名", topic=OWN))
def leave_ranking(request: Request, session: Session) -> Ack:
    """不参加排名。"""
    kept = service.wish(session, request, no_ranking=True)
    return texts.undoable(texts.wished("榜单不列您的姓名。", "不参加排名"), *kept)


@router.command(Spec("参加排名", Action.SEE_OWN, about="恢复参加排名", topic=OWN, listed="form"))
def join_ranking(request: Request, session: Session) -> Ack:
    """恢复参加排名。"""
    kept = service.wish(session, request, no_ranking=False)
    return texts.undoable(texts.wished("已恢复参加排名。", "恢复参加排名"), *kept)


def _ask(request: Request, session: Session, row: Pending) -> None:
    row.expires_at = request.now + PREVIEW_OPEN_FOR
    pending.ask(session, request.home.id, pending.here(request), row)


def _days(arrangement: Arrangement) -> dict[str, object]:
    days = {"off": arrangement.off, "working": arrangement.working}
    return {"year": arrangement.year, **{name: [day.isoformat() for day in found] for name, found in days.items()}}
