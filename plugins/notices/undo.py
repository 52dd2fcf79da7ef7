"""发出的通知怎样撤销：没发的不再发，发了的说一句更正。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router

_PREVIEW = "只是预览，还没有发，不必撤销；不发了发“取消”。"
for _kind in ("call_meeting", "call_by_sentence", "write_notice", "write_plea", "write_urgent", "make_notice"):
    router.keep(_kind, "通知的预览", _PREVIEW)
router.keep("notice_time", "通知的时间", _PREVIEW)


@router.undo("notice", "通知", Action.SEND_NOTICE)
@router.undo("notice_urgent", "紧急通知", Action.SAY_URGENTLY)
def withdraw(request: Request, session: Session, act: PastAct) -> Record:
    """撤回这份通知。"""
    one, corrected = service.withdraw(session, request, (act.undo or {})["number"], act.seq)
    return texts.undone(one, corrected=corrected)
