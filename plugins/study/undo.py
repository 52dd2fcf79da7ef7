"""学习资料的每一类操作怎样撤销。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.store import study

from . import service, texts
from .commands import router


@router.undo("keep_replied", "学习资料", Action.KEEP_PUSHES, openly=True)
@router.undo("add_item", "学习资料", Action.KEEP_PUSHES, openly=True)
def undo_add(request: Request, session: Session, act: PastAct) -> Record:
    """存的作废。"""
    item = service.delete(session, request, (act.undo or {})["number"])
    return texts.undone(f"学习资料第 {item.number} 条作废")


@router.undo("delete_item", "删除资料", Action.KEEP_PUSHES, openly=True)
def undo_delete(request: Request, session: Session, act: PastAct) -> Record:
    """删的找回来。"""
    item = service.bring_back(session, request, (act.undo or {})["number"])
    return texts.undone(f"找回学习资料第 {item.number} 条")


@router.undo("subscribe", "订阅学习", Action.EXPORT_OWN)
def undo_subscribe(request: Request, session: Session, act: PastAct) -> Record:
    """订阅、退订还原。"""
    was = bool((act.undo or {})["was"])
    study.subscribe(session, request.home.id, act.actor_id or 0, wanted=was)
    return texts.undone("订阅学习推送" if was else "退订学习推送")


router.keep("study_today", "今日学习", "看过就是看过，没有改动什么。")
router.keep("study_one", "学一条", "看过就是看过，没有改动什么。")
router.keep("push_item", "推送学习", "已经说到群里的收不回来；要撤下那一条，请回复它发“撤回”。")
