"""定时推送的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request, Scene
from core.domain.manners import mask
from core.domain.permission import Action
from core.domain.phrases import ID, RECURRENCE, TEXT

from . import service, texts
from .rules import NotUnderstood, new_time, number_of, read_once, read_order

router = Router(Path(__file__).parent)
TOPIC = "定时推送"
_ANY_DAY = {"节假日照发": "yes", "节假日也发": "yes", "节假日不发": "no", "节假日停发": "no"}
_WEEKEND = {"周末照发": "yes", "周末也发": "yes", "周末不发": "no", "周末停发": "no"}


@router.command(
    Spec(
        "<每周几点发什么>",
        Action.KEEP_PUSHES,
        about="到点在群里说一句，如每周一9点发……、每月5号提醒……、每天8点推送学习",
        topic=TOPIC,
        example="每周一9点发 理论学习安排",
        slots={"每周几点发什么": RECURRENCE},
        listed="form",
        shy=True,
    )
)
def add_push(request: Request, session: Session, words: str) -> Reply | None:
    """排上一件；群里说的，说不出是什么时候、发什么的是闲聊，不出声。"""
    order = read_order(mask(words))
    if order is None:
        if request.scene is Scene.GROUP:
            return None
        raise NotUnderstood
    made = service.add(session, request, order)
    return texts.added(made, assumed=order.assumed)


@router.command(
    Spec(
        "定时 <什么时候发什么>",
        Action.KEEP_PUSHES,
        about="到那时在群里说一句，只一次",
        topic=TOPIC,
        example="定时 12月1日9:00 提醒 本周交纳党费",
        slots={"什么时候发什么": TEXT},
        listed="form",
    )
)
def add_once(request: Request, session: Session, words: str) -> Reply:
    """排上只到一次的；也可以写周而复始的。"""
    text = mask(words)
    order = read_order(text) or read_once(text, request.now)
    made = service.add(session, request, order)
    return texts.added(made, assumed=order.assumed)


@router.query(Spec("推送列表", Action.KEEP_PUSHES, about="定了哪些定时推送", topic=TOPIC))
def list_pushes(request: Request, session: Session) -> Reply:
    """各件和下一次。"""
    return texts.listed(service.everything(session, request))


@router.command(
    Spec(
        "暂停 <推送编号>",
        Action.KEEP_PUSHES,
        about="一件定时推送先停着",
        topic=TOPIC,
        example="暂停 P3",
        slots={"推送编号": ID},
        listed="form",
    )
)
def pause_push(request: Request, session: Session, words: str) -> Reply:
    """停一件。"""
    return _turn(request, session, words, enabled=False)


@router.command(
    Spec(
        "恢复 <推送编号>",
        Action.KEEP_PUSHES,
        about="停着的接着发",
        topic=TOPIC,
        example="恢复 P3",
        slots={"推送编号": ID},
        listed="form",
    )
)
def resume_push(request: Request, session: Session, words: str) -> Reply:
    """恢复一件。"""
    return _turn(request, session, words, enabled=True)


@router.command(
    Spec(
        "<暂停或恢复>推送",
        Action.KEEP_PUSHES,
        about="全部定时推送一起停、一起恢复",
        topic=TOPIC,
        example="暂停推送",
        slots={"暂停或恢复": {"暂停": "off", "停止": "off", "恢复": "on"}},
        listed="form",
    )
)
def turn_pushes(request: Request, session: Session, way: str) -> Reply:
    """全部停下或恢复。"""
    return _turn(request, session, None, enabled=way == "on")


@router.command(
    Spec(
        "修改 <推送编号> 时间 <钟点>",
        Action.KEEP_PUSHES,
        about="改到几点，哪些天不变",
        topic=TOPIC,
        example="修改 P3 时间 9:00",
        slots={"推送编号": ID, "钟点": TEXT},
        listed="form",
    )
)
def change_push(request: Request, session: Session, words: str, clock: str) -> Reply:
    """改钟点。"""
    return texts.time_changed(*service.change_time(session, request, number_of(words), new_time(clock)))


@router.command(
    Spec(
        "<推送编号> <节假日怎样>",
        Action.KEEP_PUSHES,
        about="法定节假日发不发",
        topic=TOPIC,
        example="P3 节假日照发",
        slots={"推送编号": ID, "节假日怎样": _ANY_DAY},
        listed="form",
    )
)
def set_holidays(request: Request, session: Session, words: str, way: str) -> Reply:
    """节假日照发或不发。"""
    push, was = service.set_holidays(session, request, number_of(words), on_holidays=way == "yes")
    return texts.holidays_set(push, was=was)


@router.command(
    Spec(
        "<推送编号> <周末怎样>",
        Action.KEEP_PUSHES,
        about="周末发不发，调休上班的算工作日",
        topic=TOPIC,
        example="P3 周末不发",
        slots={"推送编号": ID, "周末怎样": _WEEKEND},
        listed="form",
    )
)
def set_weekends(request: Request, session: Session, words: str, way: str) -> Reply:
    """周末照发或不发。"""
    push, was = service.set_weekends(session, request, number_of(words), on_weekends=way == "yes")
    return texts.weekends_set(push, was=was)


@router.command(
    Spec(
        "删除 <推送编号>",
        Action.KEEP_PUSHES,
        about="不再发，撤销可以找回",
        topic=TOPIC,
        example="删除 P3",
        slots={"推送编号": ID},
        listed="form",
    )
)
def delete_push(request: Request, session: Session, words: str) -> Reply:
    """删一件。"""
    return texts.deleted(*service.delete(session, request, number_of(words)))


def _turn(request: Request, session: Session, words: str | None, *, enabled: bool) -> Reply:
    number = None if words is None else number_of(words)
    return texts.turned(service.turn(session, request, number, enabled=enabled), enabled=enabled)
