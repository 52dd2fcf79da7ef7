"""登记表的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action, allowed
from core.domain.phrases import TEXT

from . import service, texts
from .rules import CHECK_IN, POINTS, QUIZ, NotExported, period_of

router = Router(Path(__file__).parent)
TOPIC = "导出"
_NAMES = {
    **dict.fromkeys(("打卡", "学习登记", "签到", "打卡记录", "打卡情况", "打卡表", "学习登记表", "学习打卡"), CHECK_IN),
    **dict.fromkeys(("积分", "积分表", "积分情况", "积分明细", "分数"), POINTS),
    **dict.fromkeys(("答题", "答题成绩", "答题记录", "答题情况", "成绩"), QUIZ),
}
_WHAT = {f"{gap}{name}": what for gap in ("", " ", ":", ",") for name, what in _NAMES.items()}
"""“导出”后面隔不隔开都行，但不是这几样的（“导出 通讯录”）是闲聊，不当写错了的口令。"""


@router.command(
    Spec(
        "导出<什么> [哪一期]",
        Action.EXPORT_OWN,
        about="私下给一份学习登记或积分的表格；没有管登记表的职务，只有自己的一行",
        topic=TOPIC,
        example="导出 积分 11月",
        slots={"什么": _WHAT, "哪一期": TEXT},
    )
)
def export(request: Request, session: Session, what: str, words: str | None) -> Reply:
    """导出一份登记表。"""
    if what == QUIZ:
        raise NotExported
    whole, period = _whole(request), period_of(words, request.day)
    return texts.exported(request.home.name, service.register(session, request, what, period, whole=whole))


@router.query(Spec("导出", Action.EXPORT_OWN, about="可以导出什么", topic=TOPIC, listed="no"))
def list_exports(request: Request, _session: Session) -> Reply:
    """没有说导出什么。"""
    return texts.choices(whole=_whole(request))


def _whole(request: Request) -> bool:
    """给不给全支部的：管登记表的才给。"""
    return allowed(request.actor, Action.EXPORT_REGISTER, request.home.id)
