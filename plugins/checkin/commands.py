"""学习登记的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Reply, Request
from core.domain.permission import Action
from core.domain.phrases import NOTE, NUMBER, TEXT

from . import service, texts
from .rules import clock_of

router = Router(Path(__file__).parent)
TOPIC = "打卡"


@router.command(
    Spec(
        "打卡 [心得]",
        Action.CHECK_IN,
        about="登记今天的学习，心得可写可不写",
        topic=TOPIC,
        example="打卡 学习党章第一章",
        slots={"心得": NOTE, "天数": NUMBER},
        late=True,
    )
)
def check_in(request: Request, session: Session, note: str | None) -> Ack:
    """登记今天的学习。"""
    result = service.check_in(session, request, request.actor.member, note)
    return texts.checked_in(request.actor.name, result)


@router.query(Spec("我的打卡", Action.SEE_OWN, about="查看自己的登记和积分", topic=TOPIC))
def my_checkins(request: Request, session: Session) -> Reply:
    """查看自己的登记。"""
    own = service.own_checkins(session, request.actor.member, request.day)
    return texts.own_checkins(request.actor.name, own, request.day)


@router.query(Spec("打卡人数", Action.SEE_FIGURES, about="今天有几位同志登记", topic=TOPIC))
def count_checkins(request: Request, session: Session) -> Reply:
    """今天登记的人数。"""
    return texts.count_today(service.count_today(session, request.home.id, request.day))


@router.command(
    Spec(
        "小结时间 <钟点>",
        Action.SET_PUSHES,
        about="每日学习小结几点发",
        topic=TOPIC,
        example="小结时间 20:00",
        slots={"钟点": TEXT},
        listed="form",
    )
)
def set_summary_time(request: Request, session: Session, words: str) -> Reply:
    """定下每日学习小结的钟点。"""
    return texts.summary_set(service.set_summary_time(session, request, clock_of(words)))


@router.command(
    Spec(
        "小结 <开或关>",
        Action.SET_PUSHES,
        about="打开或关闭每日学习小结（只有一个数字）",
        topic=TOPIC,
        example="小结 开",
        slots={"开或关": {"开": "on", "开启": "on", "打开": "on", "关": "off", "关闭": "off", "关掉": "off"}},
        listed="form",
    )
)
def turn_summary(request: Request, session: Session, state: str) -> Reply:
    """打开或关闭每日学习小结。"""
    return texts.summary_set(service.turn_summary(session, request, enabled=state == "on"))
