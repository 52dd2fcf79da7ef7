"""题库的口令：导入、统计。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import TEXT
from core.domain.typed import Typed
from core.domain.uploads import Upload
from core.files.banks.converting import to_question
from core.files.banks.reading import read, read_text
from core.files.banks.shapes import BankReading
from core.store import pending
from core.store.pending import Pending, Place

from . import rules, service, texts
from .rules import BankFile, Fault

router = Router(Path(__file__).parent)
TOPIC = "题库"
CONFIRM, YES, CANCEL = "确认导入", "确认", "取消"
_PREVIEWS = ("bank_import", "roster_import")
"""都以“确认导入”来答的预览：来了新的，旧的作废。"""


def read_bank(upload: Upload) -> BankFile | None:
    """一个文件是不是题库；在事务之前、事件循环之外读。"""
    reading = read(upload)
    return None if reading is None else _file(upload.name, reading, several=len(upload.sheets) > 1)


@router.upload("题库", Action.KEEP_BANK, read_bank)
def take_bank(request: Request, session: Session, file: BankFile) -> Reply:
    """题库文件来了：给预览，题库还没有改。"""
    return _preview(request, session, file)


@router.command(
    Spec(
        "导入题库 [题目]",
        Action.KEEP_BANK,
        about="导入一份题库：发文件，或把题贴在后面",
        topic=TOPIC,
        example="导入题库",
        slots={"题目": TEXT},
    )
)
def ask_for_bank(request: Request, session: Session, pasted: str | None) -> Reply:
    """贴了题的给预览，没有的说明怎样给。"""
    if pasted is not None:
        return _preview(request, session, _pasted(pasted))
    for place in _places(request):
        pending.drop(session, place, "bank_import")
    row = Pending(kind="bank_lines", ref={}, accepts=pending.FREE_TEXT, expires_at=request.now + rules.OPEN_FOR)
    pending.ask(session, request.home.id, _private(request), row)
    return texts.how_to()


@router.answer("bank_lines", "bank", Action.KEEP_BANK)
def take_lines(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """题贴来了：给预览，题库还没有改。"""
    if said.key == CANCEL:
        pending.close(session, row)
        return texts.cancelled()
    file = _pasted(said.text)
    pending.close(session, row)
    return _preview(request, session, file)


@router.answer("bank_import", "bank", Action.KEEP_BANK, CONFIRM, YES, CANCEL)
def confirm_bank(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：导入，或作罢。"""
    for place in _places(request):
        pending.drop(session, place, "bank_import")
    batch, name = row.ref["batch"], row.ref["name"]
    if said.key == CANCEL:
        service.drop_draft(session, request, batch)
        return texts.cancelled()
    counts = service.bring_in(session, request, batch)
    return texts.imported(name, counts, service.drafts(session, request))


@router.command(Spec("导出题库", Action.KEEP_BANK, about="私下给一份题库表格，改好可以直接发回来", topic=TOPIC))
def export_bank(request: Request, session: Session) -> Reply:
    """导出题库：题多，不在只读的快照上算，免得占住事件循环。"""
    return texts.exported(service.everything(session, request))


@router.command(Spec("题库模板", Action.KEEP_BANK, about="私下给一份导入用的表格样子", topic=TOPIC))
def bank_template(request: Request, session: Session) -> Reply:
    """题库模板。"""
    return texts.template(service.samples(session, request))


@router.query(Spec("题库统计", Action.KEEP_BANK, about="题库里有多少题、各是哪部法规的", topic=TOPIC))
def bank_figures(request: Request, session: Session) -> Reply:
    """题库统计。"""
    return texts.figures(service.counts(session, request))


def _preview(request: Request, session: Session, file: BankFile) -> Reply:
    found = service.preview(session, request, file)
    for place in _places(request):
        for kind in _PREVIEWS:
            pending.drop(session, place, kind)
    if found.fresh:
        ref = {"batch": service.keep_draft(session, request, found.fresh), "name": file.name}
        for place in _places(request):
            row = Pending(kind="bank_import", ref=ref, accepts=f"{CONFIRM} {YES} {CANCEL}")
            row.expires_at = request.now + rules.OPEN_FOR
            pending.ask(session, request.home.id, place, row)
    return texts.preview(found)


def _pasted(text: str) -> BankFile:
    reading = read_text(text)
    if reading is None:
        raise rules.NothingInIt
    return _file(rules.PASTED, reading, several=False)


def _file(name: str, reading: BankReading, *, several: bool) -> BankFile:
    found = [(to_question(one), one.sheet if several else "", one.line) for one in reading.questions]
    faults = [Fault(one.sheet if several else "", one.line, one.reason) for one in reading.faults]
    return rules.bank_file(name, found, faults, reading.duplicates, reading.notes)


def _private(request: Request) -> Place:
    return Place(request.account, f"{Scene.PRIVATE.value}:{request.actor.user_id}", request.actor.user_id)


def _places(request: Request) -> list[Place]:
    """在哪儿确认都行：传到群里的，群里、私下。"""
    here = Place(request.account, request.place, request.actor.user_id)
    return list(dict.fromkeys([here, _private(request)]))
