"""会议变更怎样撤销：没有说出去的不再说，说出去的更正一句。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router

_PREVIEW = "只是预览，还没有改，不必撤销；不改了发“取消”。"
for _kind in ("change_meeting", "change_numbered", "cancel_meeting", "cancel_numbered", "notice_which"):
    router.keep(_kind, "会议变更的预览", _PREVIEW)


@router.undo("notice_change", "会议变更", Action.SEND_NOTICE)
def undo_change(request: Request, session: Session, act: PastAct) -> Record:
    """改回去。"""
    notice, now, told = service.put_back(session, request, dict(act.undo or {}), act.seq)
    if told:
        service.tell(session, request, notice, texts.put_back(now), {})
    return texts.undone(now, act.after)
