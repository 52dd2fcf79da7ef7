"""收到情况的口令：一律私下答，群里看不到谁没有回。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action
from core.domain.phrases import ID, NUMBER
from core.domain.roster import Office

from . import service, texts

router = Router(Path(__file__).parent)
TOPIC = "回执"
_SLOTS = {"通知编号": ID}


@router.query(
    Spec(
        "谁没收到 [通知编号]",
        Action.SEE_ANSWERS,
        about="看谁还没有回执，只私下看",
        topic=TOPIC,
        example="谁没收到",
        slots=_SLOTS,
        listed="form",
    )
)
def who_missing(request: Request, session: Session, words: str | None) -> Reply:
    """还有谁没有回。"""
    return texts.missing(service.roll(session, request, service.find(session, request, words, "谁没收到")))


@router.query(
    Spec(
        "N<编号> 情况",
        Action.SEE_ANSWERS,
        about="一份通知的全部回执",
        topic=TOPIC,
        slots={"编号": NUMBER},
        listed="form",
    )
)
def notice_status(request: Request, session: Session, number: str) -> Reply:
    """一份通知的全部回执。"""
    return texts.status(service.roll(session, request, service.find(session, request, number, "")))


@router.query(
    Spec(
        "几人收到 [通知编号]",
        Action.SEE_ANSWERS,
        about="一份通知各种回执各几位",
        topic=TOPIC,
        slots=_SLOTS,
        listed="no",
        shy=True,
    )
)
def how_many(request: Request, session: Session, words: str | None) -> Reply:
    """一份通知的全部回执；群里大家也常这样问来问去，无权看的人说了不出声。"""
    return texts.status(service.roll(session, request, service.find(session, request, words, "谁没收到")))


@router.query(
    Spec(
        "参会名单 [通知编号]",
        Action.SEE_ANSWERS,
        about="谁参加、谁报名",
        topic=TOPIC,
        example="参会名单",
        slots=_SLOTS,
        listed="form",
    )
)
def who_comes(request: Request, session: Session, words: str | None) -> Reply:
    """参会、报名名单。"""
    return texts.coming(service.roll(session, request, service.find(session, request, words, "参会名单")))


@router.query(
    Spec(
        "请假名单 [通知编号]",
        Action.SEE_ANSWERS,
        about="谁请假，事由仅书记可见",
        topic=TOPIC,
        example="请假名单",
        slots=_SLOTS,
        listed="form",
    )
)
def who_is_on_leave(request: Request, session: Session, words: str | None) -> Reply:
    """请假名单。"""
    absences = service.absences(session, request) if words is None else []
    sees = Office.SECRETARY in request.actor.offices
    return texts.leave(service.rolls(session, request, words), absences, sees=sees)


@router.command(
    Spec(
        "悄悄提醒 [通知编号]",
        Action.SEE_ANSWERS,
        about="私下提醒还没有回执的同志，每份每人至多一次",
        topic=TOPIC,
        example="悄悄提醒",
        slots=_SLOTS,
        listed="form",
    )
)
def remind_quietly(request: Request, session: Session, words: str | None) -> Reply:
    """私下提醒还没有回的。"""
    notice = service.find(session, request, words, "悄悄提醒")
    return texts.reminded(service.remind(session, request, notice, texts.reminder))
