"""题库的每一类操作怎样撤销。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record, Request
from core.domain.permission import Action

from . import service, texts
from .commands import router

_NOT_YET = "题还没有导入，题库没有改动，发“取消”即可。"
router.keep("export_bank", "导出题库", "只是看一份表格，没有改动。")
router.keep("bank_template", "题库模板", "只是看一份表格，没有改动。")
for _kind in ("take_bank", "ask_for_bank", "bank_lines"):
    router.keep(_kind, "看题库的预览", _NOT_YET)


@router.undo("bank_import", "导入题库", Action.KEEP_BANK)
def take_back(request: Request, session: Session, act: PastAct) -> Record:
    """整批收回。"""
    service.withdraw(session, request, act.seq)
    return texts.import_undone(act)
