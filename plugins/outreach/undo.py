"""通知送达的每一类操作怎样撤销。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router

_PREVIEW = "只是预览，还没有发，不必撤销；不发了发“取消”。"
for _kind in ("post_board", "mention_everyone", "call_missing"):
    router.keep(_kind, "群里另说一句的预览", _PREVIEW)
router.keep("notice_loud", "群里另说的一句", "已经在群里说了，收不回来。说错了的，请在群里另行更正。")


@router.undo("told_by_phone", "电话告知", Action.SEND_NOTICE)
def undo_told(request: Request, session: Session, act: PastAct) -> Record:
    """登记作废。"""
    kept = dict(act.undo or {})
    return texts.untold(kept["number"], service.untell(session, request, kept))
