"""记分的每一类操作怎样撤销：加的、扣的冲正，更正还原，规则改回。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action
from core.domain.scoring import Rule, Terms

from . import service, texts
from .commands import router


@router.undo("award", "加分", Action.AWARD)
def undo_award(request: Request, session: Session, act: PastAct) -> Record:
    """一次加分全部冲正。"""
    return texts.award_undone(act, service.undo_award(session, request, act))


@router.undo("deduct", "扣分", Action.AWARD)
def undo_deduct(request: Request, session: Session, act: PastAct) -> Record:
    """扣的分退回，私下告诉本人。"""
    return texts.deduction_undone(act, service.undo_deduct(session, request, act, texts.DEDUCTION_UNDONE))


@router.undo("correct", "更正积分", Action.AWARD)
@router.undo("correct_recent", "更正积分", Action.AWARD)
def undo_correct(request: Request, session: Session, act: PastAct) -> Record:
    """更正还原。"""
    return texts.correction_undone(act, service.undo_correct(session, request, act, texts.CORRECTION_UNDONE))


@router.undo("set_point_rule", "积分规则", Action.SET_RULES)
def undo_rule(request: Request, session: Session, act: PastAct) -> Record:
    """规则改回，从今天起。"""
    kept = act.undo or {}
    service.put_rule_back(session, request, Rule(kept["rule"]), Terms(*kept["was"]), Terms(*kept["now"]))
    return texts.rule_undone(act)
