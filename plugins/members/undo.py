"""名册上的每一类操作怎样撤销：改过的还原，添过的作废，有人又改过的不撤。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import NOTHING_CHANGED, PastAct, Record, Request
from core.domain.permission import Action
from core.store.people import put_back, undone

from . import texts
from .commands import router

_BOUND = "绑定支部不能撤销：花名册已经起草，此后的登记都记在这个支部名下。"
_CAME = "入群、退群是群里的事，不能撤销。不是本支部的同志，请发“移出花名册 姓名”。"
_ASKED = "只是要一份名单，还没有改动，发“取消”即可。"
router.keep("bind_branch", "绑定支部", _BOUND)
router.keep("joined", "入群", _CAME)
router.keep("left", "退群", _CAME)
router.keep("import_roster", "要名单", _ASKED)
router.keep("roster_lines", "要名单", _ASKED)
router.keep("take_sheet", "花名册预览", _ASKED)
router.keep("export_roster", "导出花名册", NOTHING_CHANGED)


@router.undo("set_category", "定类别", Action.SETTLE_ROSTER)
@router.undo("add_member", "添加党员", Action.SETTLE_ROSTER)
@router.undo("bind_name", "绑定姓名", Action.SETTLE_ROSTER)
@router.undo("set_floating", "流动党员", Action.SETTLE_ROSTER)
@router.undo("set_here", "组织关系", Action.SETTLE_ROSTER)
@router.undo("unset_floating", "取消流动党员", Action.SETTLE_ROSTER)
@router.undo("archive_member", "移出花名册", Action.SETTLE_ROSTER)
@router.undo("restore_member", "移回花名册", Action.SETTLE_ROSTER)
def put_it_back(request: Request, session: Session, act: PastAct) -> Record:
    """一个人的登记还原。"""
    return undone(act, put_back(request, session, act))


@router.undo("roster_import", "导入花名册", Action.SETTLE_ROSTER)
def put_back_batch(request: Request, session: Session, act: PastAct) -> Record:
    """整批导入还原；其中有一位又改过，就整批不动。"""
    return texts.import_undone(act, put_back(request, session, act))
