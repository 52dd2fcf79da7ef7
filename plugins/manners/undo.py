"""分寸的每一类操作怎样撤销：还原成改之前的；发到群里的话收不回来。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router


@router.undo("set_quiet", "安静时段", Action.SET_PUSHES, openly=True)
@router.undo("set_limit", "推送上限", Action.SET_PUSHES, openly=True)
@router.undo("switch", "关闭开启机器人", Action.SWITCH, openly=True)
def undo_settings(request: Request, session: Session, act: PastAct) -> Record:
    """设置还原；此后又改过的不动。"""
    kept = act.undo or {}
    service.put_settings_back(session, request, kept["was"], kept["now"])
    return texts.undone(act)


@router.undo("holidays", "放假安排", Action.SET_PUSHES)
def undo_holidays(request: Request, session: Session, act: PastAct) -> Record:
    """放假安排还原成确认之前的。"""
    service.put_holidays_back(session, request, (act.undo or {})["was"])
    return texts.undone(act)


@router.undo("refuse_mentions", "不要 @", Action.SEE_OWN)
@router.undo("accept_mentions", "恢复 @", Action.SEE_OWN)
@router.undo("refuse_reminders", "不要私聊提醒", Action.SEE_OWN)
@router.undo("refuse_reminders_until", "免打扰", Action.SEE_OWN)
@router.undo("accept_reminders", "恢复私聊提醒", Action.SEE_OWN)
@router.undo("leave_ranking", "不参加排名", Action.SEE_OWN)
@router.undo("join_ranking", "参加排名", Action.SEE_OWN)
def undo_wishes(_request: Request, session: Session, act: PastAct) -> Record:
    """本人的意愿还原；此后又改过的不动。"""
    kept = act.undo or {}
    service.put_wishes_back(session, act.actor_id or 0, kept["was"], kept["now"])
    return texts.undone(act)


router.keep("urgent", "紧急通知", "紧急通知已经发到群里，收不回来。说错了的，请在群里另行更正。")
router.keep("read_holidays", "放假安排的预览", "只是预览，没有改动什么，不必撤销；不要了发“取消”。")
router.keep("say_urgently", "紧急通知的预览", "只是预览，还没有发，不必撤销；不发了发“取消”。")
