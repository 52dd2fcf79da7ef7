"""周报的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.announcing import CHOICES
from core.domain.calendar import Period
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action
from core.domain.phrases import TEXT
from core.domain.typed import Typed
from core.store.announcements import FORM_ASKED
from core.store.pending import Pending

from . import service, texts
from .rules import FORMS, ON, SWITCH, Collected

router = Router(Path(__file__).parent)
TOPIC = "周报"


@router.query(Spec("周报", Action.SET_ANNOUNCEMENT, about="私下看下一次周报现在的样子", topic=TOPIC))
def show_weekly(request: Request, session: Session) -> Reply:
    """下一次要公布的，到此刻会是什么样；只给问的支委看。"""
    return texts.preview(service.preview(session, request))


@router.command(
    Spec(
        "周报 <形式>",
        Action.SET_ANNOUNCEMENT,
        about="周报列积极同志（榜单）、只列集体数字（汇总）、不公布（关闭）",
        topic=TOPIC,
        example="周报 汇总",
        slots={"形式": FORMS},
        listed="form",
    )
)
def set_weekly_form(request: Request, session: Session, form: str) -> Reply:
    """定周报的形式。"""
    return texts.changed(service.set_form(session, request, form))


@router.answer(FORM_ASKED, "reports", Action.SET_ANNOUNCEMENT, *CHOICES)
def answer_form(request: Request, session: Session, _row: Pending, said: Typed) -> Reply:
    """书记回答了用哪种形式。"""
    return texts.changed(service.decide_form(session, request, said.key), private=True)


@router.command(
    Spec(
        "周报时间 <星期几几点>",
        Action.SET_ANNOUNCEMENT,
        about="周报星期几几点公布",
        topic=TOPIC,
        example="周报时间 周一 9:00",
        slots={"星期几几点": TEXT},
        listed="form",
    )
)
def set_weekly_time(request: Request, session: Session, words: str) -> Reply:
    """定周报星期几几点。"""
    return texts.changed(service.set_time(session, request, words))


@router.command(
    Spec("本周不发", Action.SET_ANNOUNCEMENT, about="下一次还没有发出的周报不发", topic=TOPIC, listed="form")
)
def skip_weekly(request: Request, session: Session) -> Reply:
    """下一次不发。"""
    return texts.skipped(service.skip(session, request))


@router.query(Spec("月报", Action.SET_ANNOUNCEMENT, about="私下看本月至今的集体数字", topic=TOPIC))
def show_monthly(request: Request, session: Session) -> Reply:
    """本月至今的集体数字。"""
    return _so_far(request, session, Period.MONTH)


@router.query(Spec("季报", Action.SET_ANNOUNCEMENT, about="私下看本季度至今的集体数字", topic=TOPIC))
def show_quarterly(request: Request, session: Session) -> Reply:
    """本季度至今的集体数字。"""
    return _so_far(request, session, Period.QUARTER)


def _so_far(request: Request, session: Session, period: Period) -> Reply:
    on = service.is_collected(session, request.home.id, period)
    return texts.so_far(service.so_far(session, request, period), on=on)


@router.command(
    Spec(
        "月报 <开或关>",
        Action.SET_ANNOUNCEMENT,
        about="每月1日在群里公布上个月的集体数字（默认关）",
        topic=TOPIC,
        example="月报 开",
        slots={"开或关": SWITCH},
        listed="form",
    )
)
def turn_monthly(request: Request, session: Session, state: str) -> Reply:
    """打开或关上月报。"""
    return _collect(request, session, Collected(Period.MONTH, state == ON))


@router.command(
    Spec(
        "季报 <开或关>",
        Action.SET_ANNOUNCEMENT,
        about="每季度第一天在群里公布上季度的集体数字（默认关）",
        topic=TOPIC,
        example="季报 开",
        slots={"开或关": SWITCH},
        listed="form",
    )
)
def turn_quarterly(request: Request, session: Session, state: str) -> Reply:
    """打开或关上季报。"""
    return _collect(request, session, Collected(Period.QUARTER, state == ON))


def _collect(request: Request, session: Session, wanted: Collected) -> Reply:
    return texts.collected(wanted, was=service.collect(session, request, wanted))
