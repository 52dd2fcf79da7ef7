"""职务、授权、党小组的口令。"""

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Person, Reply, Request
from core.domain.permission import DELEGABLE, Action
from core.domain.phrases import SUBGROUP, TERMS
from core.domain.roster import OFFICE_NAMES, Office
from core.domain.typed import Typed
from core.store import announcements, letters, pending
from core.store.pending import Pending
from core.store.picking import pick

from . import service, texts

router = Router(Path(__file__).parent)
TOPIC, SQUADS = "职务", "党小组"
CONFIRM, CANCEL = "确认移交", "取消"
_OFFICE = {"职务": OFFICE_NAMES}
_MATTER = {"事项": {label: action.value for action, label in DELEGABLE.items()}}


@router.command(
    Spec(
        "设职务 <@某人> <职务>",
        Action.APPOINT,
        about="设书记、委员、党小组组长；首任书记由运维指定",
        topic=TOPIC,
        listed="form",
        slots=_OFFICE,
    )
)
def set_office(request: Request, session: Session, person: Person, office: str) -> Reply:
    """设职务。"""
    change = service.set_office(session, request, person, Office(office))
    if office == Office.SECRETARY:
        announcements.ask_form(session, request.home, request.now)
    return texts.changed(change, service.undecided(session, request) if office == Office.SECRETARY else 0)


@router.command(
    Spec(
        "免职务 <@某人> <职务>",
        Action.DISMISS,
        about="免去职务；书记由本人交出",
        topic=TOPIC,
        listed="form",
        slots=_OFFICE,
    )
)
def remove_office(request: Request, session: Session, person: Person, office: str) -> Reply:
    """免职务。"""
    return texts.changed(service.remove_office(session, request, person, Office(office)))


@router.command(
    Spec(
        "移交书记 <@某人>",
        Action.HAND_OVER,
        about="书记本人把职务交给下一任，要再发“确认移交”",
        topic=TOPIC,
        listed="form",
    )
)
def hand_over(request: Request, session: Session, person: Person) -> Reply:
    """移交书记：先给预览。"""
    member_id, handover = service.look_at_handover(session, request, person)
    row = Pending(kind="handover", accepts=f"{CONFIRM} {CANCEL}", ref={"to": member_id})
    row.expires_at = request.now + timedelta(minutes=texts.HANDOVER_OPEN_MINUTES)
    pending.ask(session, request.home.id, pending.here(request), row)
    return texts.handover_preview(handover)


@router.answer("handover", "roles", Action.HAND_OVER, CONFIRM, CANCEL)
def confirm_handover(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：移交，或作罢。"""
    pending.close(session, row)
    if said.key == CANCEL:
        return texts.handover_cancelled()
    change = service.hand_over(session, request, row.ref["to"])
    text = texts.to_the_new_secretary(change, request.home.name)
    letters.to_secretary(session, request.home.id, f"handover:{request.home.id}:{request.act}", text, request.now)
    return texts.handed_over(change)


@router.command(
    Spec(
        "授权 <@某人> <事项> [期限]",
        Action.DELEGATE,
        about="请没有职务的同志代办一件事，到期自动失效；期限如“7天”，不写就是 7 天",
        topic=TOPIC,
        listed="form",
        slots={**_MATTER, "期限": TERMS},
    )
)
def delegate(request: Request, session: Session, person: Person, matter: str, term: str | None) -> Reply:
    """授权。"""
    return texts.delegated(service.delegate(session, request, person, Action(matter), term))


@router.command(
    Spec(
        "取消授权 <@某人> [事项]",
        Action.DELEGATE,
        about="提前收回授权",
        topic=TOPIC,
        listed="form",
        slots=_MATTER,
    )
)
def revoke(request: Request, session: Session, person: Person, matter: str | None) -> Reply:
    """取消授权；没有写是哪件事的，就是眼下唯一能授权的那一件。"""
    action = Action(matter) if matter else next(iter(DELEGABLE))
    return texts.changed(service.revoke(session, request, person, action))


@router.query(Spec("谁有权限", Action.DELEGATE, about="现在凭职务、凭授权能办事的同志", topic=TOPIC))
def list_rights(request: Request, session: Session) -> Reply:
    """谁有权限。"""
    return texts.rights(*service.rights(session, request))


@router.query(
    Spec(
        "添加管理员 <@某人>",
        Action.DELEGATE,
        about="说明没有管理员，权限怎样给",
        topic=TOPIC,
        listed="no",
        example="添加管理员 {某人}",
    )
)
def explain_rights(request: Request, session: Session, person: Person) -> Reply:
    """没有管理员这一说。"""
    return texts.no_such_office(pick(session, request, person).name)


@router.command(
    Spec(
        "党小组 <@某人> <党小组>",
        Action.SETTLE_ROSTER,
        about="编入党小组",
        topic=SQUADS,
        listed="form",
        slots={"党小组": SUBGROUP},
    )
)
def set_subgroup(request: Request, session: Session, person: Person, subgroup: str) -> Ack:
    """编入党小组。"""
    return texts.settled(service.set_subgroup(session, request, person, subgroup))


@router.command(
    Spec(
        "党小组改名 <原名> <新名>",
        Action.SETTLE_ROSTER,
        about="党小组改名，组里的人不变",
        topic=SQUADS,
        listed="form",
        slots={"原名": SUBGROUP, "新名": SUBGROUP},
    )
)
def rename_subgroup(request: Request, session: Session, old: str, new: str) -> Reply:
    """党小组改名。"""
    return texts.renamed(service.rename_subgroup(session, request, old, new))


@router.query(Spec("党小组", Action.SEE_FIGURES, about="各党小组有几人、组长是谁", topic=SQUADS))
def list_subgroups(request: Request, session: Session) -> Reply:
    """党小组。"""
    return texts.squads(*service.squads(session, request))
