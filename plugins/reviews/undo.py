"""积分复核怎样撤销：申请由本人撤回，办结的恢复待办。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.store.members import Member

from . import service, texts
from .commands import router


@router.undo("appeal", "积分复核", Action.APPEAL)
@router.undo("appeal_missing", "积分复核", Action.APPEAL)
def undo_appeal(request: Request, session: Session, act: PastAct) -> Record:
    """本人撤回申请。"""
    return texts.withdrawn(service.withdraw(session, request, act))


@router.undo("agree_review", "办理积分复核", Action.REVIEW)
@router.undo("reject_review", "办理积分复核", Action.REVIEW)
def undo_decision(request: Request, session: Session, act: PastAct) -> Record:
    """恢复待办，私下告诉申请人。"""
    row = service.reopen(session, request, act)
    text = texts.to_applicant_again(session.get_one(Member, row.member_id).name, row.seq)
    service.tell(session, request, row.member_id, text)
    return texts.reopened(act, row.seq, row.member_id)
