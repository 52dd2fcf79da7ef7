"""积分复核的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request, Scene
from core.domain.identifiers import Identifier, leading, read
from core.domain.permission import Action
from core.domain.phrases import ID, NOTE, TEXT

from . import service, texts
from .rules import MATTERS, NeedsReason, NoSuchReview, clean, missing, number_of
from .tables import PointReview

router = Router(Path(__file__).parent)
TOPIC = "积分"


@router.command(
    Spec(
        "申诉 [A编号] <缘由>",
        Action.APPEAL,
        about="申请积分复核，例如“申诉 A12 那天我在会场”，由支委办理",
        topic=TOPIC,
        slots={"A编号": ID, "缘由": NOTE},
        listed="form",
    )
)
def appeal(request: Request, session: Session, number: str | None, reason: str) -> Reply:
    """申请积分复核。"""
    which, rest = (read(number), reason) if number else leading(reason)
    return _open(request, session, which, rest)


@router.command(
    Spec(
        "漏记 <事项> [何时]",
        Action.APPEAL,
        about="该记的没有记上，申请积分复核",
        topic=TOPIC,
        slots={"事项": MATTERS},
        listed="no",
    )
)
def appeal_missing(request: Request, session: Session, matter: str, when: str | None) -> Reply:
    """该记的没有记上。"""
    return _open(request, session, None, missing(matter, when))


@router.query(
    Spec("我的积分不对", Action.SEE_OWN, about="怎样申请积分复核", topic=TOPIC, example="我的积分不对", listed="no")
)
def how_to_appeal(_request: Request, _session: Session) -> Reply:
    """怎样申请积分复核。"""
    return texts.how_to_appeal()


@router.query(Spec("我的复核", Action.APPEAL, about="自己申请的积分复核办得怎样", topic=TOPIC))
def own_reviews(request: Request, session: Session) -> Reply:
    """本人申请过的。"""
    return texts.own(service.own(session, request))


@router.query(Spec("积分复核", Action.REVIEW, about="支部待办的积分复核", topic=TOPIC))
def pending_reviews(request: Request, session: Session) -> Reply:
    """待办的。"""
    return texts.pending(service.pending(session, request), request.zone)


@router.command(
    Spec(
        "同意<S编号> [说明]",
        Action.REVIEW,
        about="同意一件积分复核，扣的分随之冲正；记分人和申请人本人不得办理",
        topic=TOPIC,
        slots={"S编号": ID, "说明": TEXT},
        listed="form",
    )
)
def agree_review(request: Request, session: Session, number: str, answer: str | None) -> Reply | None:
    """同意一件积分复核。"""
    row = _find(request, session, number)
    return _decide(request, session, row, agreed=True, answer=clean(answer)) if row else None


@router.command(
    Spec(
        "驳回<S编号> [理由]",
        Action.REVIEW,
        about="不予调整，要写理由，私下告诉本人",
        topic=TOPIC,
        slots={"S编号": ID, "理由": TEXT},
        listed="form",
    )
)
def reject_review(request: Request, session: Session, number: str, answer: str | None) -> Reply | None:
    """驳回一件积分复核。"""
    row, words = _find(request, session, number), clean(answer)
    if row is not None and not words:
        raise NeedsReason(number=number_of(row.seq))
    return _decide(request, session, row, agreed=False, answer=words) if row else None


def _open(request: Request, session: Session, which: Identifier | None, reason: str) -> Reply:
    row = service.appeal(session, request, which, reason)
    words = texts.to_officers(request.actor.name, row.seq, service.entries(session, row), row.reason)
    return texts.opened(service.pass_on(session, request, row, words), {"review": row.seq})


def _find(request: Request, session: Session, number: str) -> PointReview | None:
    """说的是哪一件；群里说的裸数字对不上的，只是闲聊。"""
    which = read(number)
    row = service.find(session, request, which) if which else None
    if row is None and (request.scene is not Scene.GROUP or (which is not None and which.letter is not None)):
        raise NoSuchReview(number=which.words if which else number)
    return row


def _decide(request: Request, session: Session, row: PointReview, *, agreed: bool, answer: str) -> Reply:
    done = service.decide(session, request, row, agreed=agreed, answer=answer)
    service.tell(session, request, done.member_id, texts.to_applicant(done))
    return texts.decided(done)
