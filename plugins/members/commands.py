"""名册的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat import platform
from core.chat.incoming import Kind
from core.chat.platform import Listed
from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Person, Record, Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import SUBGROUP, TEXT
from core.domain.roster import CATEGORY_NAMES
from core.domain.typed import Typed
from core.store import letters, pending, roster
from core.store.pending import Pending
from core.store.picking import pick

from . import service, texts
from .rules import LooksLikeTalk, NothingNew, NothingToImport, TooManyPeople
from .sheets.grid import Roster, read_roster
from .sheets.lines import read_lines
from .sheets.rows import MOST_ROWS, Reading, Row

router = Router(Path(__file__).parent)
TOPIC = "名册"
_CATEGORY = {"类别": CATEGORY_NAMES}
_HERE = {"在本支部": "here", "不在本支部": "away", "在": "here", "不在": "away", "本支部": "here"}
CONFIRM, YES, CANCEL = "确认导入", "确认", "取消"


@router.command(
    Spec(
        "绑定支部 <支部名>",
        Action.BIND_BRANCH,
        about="把一个群绑定为支部，要在那个群里发",
        topic="绑定",
        slots={"支部名": TEXT},
        listed="form",
        fetch=platform.member_list,
        unbound=True,
    )
)
def bind_branch(request: Request, session: Session, name: str, listed: list[Listed]) -> Reply:
    """绑定支部，起草名册。"""
    people = [Person(one.name, one.user_id) for one in listed]
    return texts.bound(name, service.bind_branch(session, request, name, people))


@router.on(Kind.JOINED)
def welcome(request: Request, session: Session, name: str) -> Record | None:
    """有人入群：不在册的列为待核对，私下告诉书记一句。"""
    member = service.joined(session, request, name)
    if member is None:
        return None
    text = texts.newcomer(member.name, request.actor.user_id)
    letters.to_secretary(session, request.home.id, f"joined:{member.id}", text, request.now)
    return texts.joined(member.name, member.id)


@router.on(Kind.LEFT)
def see_off(request: Request, session: Session, _name: str) -> Record | None:
    """有人退群：只记不在群里。"""
    service.left(session, request)


@router.command(
    Spec(
        "定类别 <@某人> <类别>", Action.SETTLE_ROSTER, about="核定党员类别", topic=TOPIC, listed="form", slots=_CATEGORY
    )
)
def set_category(request: Request, session: Session, person: Person, category: str) -> Ack:
    """核定类别。"""
    return texts.settled(service.set_category(session, request, person, category))


@router.command(
    Spec(
        "添加党员 <@某人> [类别] [党小组]",
        Action.SETTLE_ROSTER,
        about="添一个人，或核定类别和党小组",
        topic=TOPIC,
        listed="form",
        slots=_CATEGORY | {"党小组": SUBGROUP},
    )
)
def add_member(request: Request, session: Session, person: Person, category: str | None, subgroup: str | None) -> Ack:
    """添加党员。"""
    return texts.settled(service.add_member(session, request, person, category, subgroup))


@router.command(
    Spec("绑定 <@某人> <姓名>", Action.SETTLE_ROSTER, about="给账号定下真实姓名", topic=TOPIC, listed="form")
)
def bind_name(request: Request, session: Session, person: Person, name: str) -> Ack:
    """绑定姓名。"""
    return texts.settled(service.bind_name(session, request, person, name))


@router.command(Spec("流动党员 <@某人> [城市]", Action.SETTLE_ROSTER, about="登记流动党员", topic=TOPIC, listed="form"))
def set_floating(request: Request, session: Session, person: Person, city: str | None) -> Ack:
    """登记流动党员。"""
    return texts.settled(service.set_floating(session, request, person, city, floating=True))


@router.command(Spec("取消流动党员 <@某人>", Action.SETTLE_ROSTER, about="不再是流动党员", topic=TOPIC, listed="form"))
def unset_floating(request: Request, session: Session, person: Person) -> Ack:
    """取消流动党员。"""
    return texts.settled(service.set_floating(session, request, person, None, floating=False))


@router.command(
    Spec(
        "组织关系 <@某人> <在或不在>",
        Action.SETTLE_ROSTER,
        about="登记组织关系在不在本支部；不在的不计应到",
        topic=TOPIC,
        listed="form",
        slots={"在或不在": _HERE},
    )
)
def set_here(request: Request, session: Session, person: Person, where: str) -> Ack:
    """登记组织关系。"""
    return texts.settled(service.set_here(session, request, person, here=where == "here"))


@router.query(
    Spec("转正 <@某人>", Action.SETTLE_ROSTER, about="说明转正结果怎样登记", topic=TOPIC, example="转正 {某人}")
)
def confirm_probationary(request: Request, session: Session, person: Person) -> Reply:
    """转正从不在群里办。"""
    return texts.probation_ends(pick(session, request, person).name)


@router.command(
    Spec("移出花名册 <@某人>", Action.SETTLE_ROSTER, about="移出名册，记录都留着", topic=TOPIC, listed="form")
)
def archive_member(request: Request, session: Session, person: Person) -> Reply:
    """移出花名册。"""
    return texts.archived(service.archive(session, request, person))


@router.command(Spec("移回花名册 <@某人>", Action.SETTLE_ROSTER, about="把移出的移回来", topic=TOPIC, listed="form"))
def restore_member(request: Request, session: Session, person: Person) -> Ack:
    """移回花名册。"""
    return texts.settled(service.restore(session, request, person))


@router.query(
    Spec(
        "花名册 [类别]",
        Action.SEE_ROSTER,
        about="查看花名册",
        topic=TOPIC,
        example="花名册",
        slots=_CATEGORY,
        where="private",
    )
)
def list_roster(request: Request, session: Session, category: str | None) -> Reply:
    """花名册。"""
    return texts.roster(roster.listing(session, request.home.id), category)


@router.command(
    Spec("导入花名册", Action.SETTLE_ROSTER, about="贴一份名单，一次添很多人", topic=TOPIC, where="private")
)
def import_roster(request: Request, session: Session) -> Reply:
    """等着贴名单。"""
    pending.drop(session, pending.privately(request), "roster_import")
    row = Pending(kind="roster_lines", ref={}, accepts=pending.FREE_TEXT)
    row.expires_at = request.now + texts.IMPORT_OPEN_FOR
    pending.ask(session, request.home.id, pending.privately(request), row)
    return texts.ask_for_lines()


@router.answer("roster_lines", "roster", Action.SETTLE_ROSTER)
def take_lines(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """名单贴来了：给预览，什么都不改。"""
    if said.key == CANCEL:
        pending.close(session, row)
        return texts.import_cancelled()
    reading = read_lines(said.text)
    if len(reading.rows) == 1 and not any(reading.rows[0][2:]):
        raise LooksLikeTalk(name=reading.rows[0].name)
    reply = _preview(request, session, reading)
    pending.close(session, row)
    return reply


@router.upload("花名册", Action.SETTLE_ROSTER, read_roster)
def take_sheet(request: Request, session: Session, found: Roster) -> Reply:
    """传来了花名册表格：给预览，什么都不改。"""
    if found.people > MOST_ROWS:
        raise TooManyPeople(file=found.file, people=found.people, most=MOST_ROWS)
    reply = _preview(request, session, found.reading, found.notes, found.file)
    pending.drop(session, pending.privately(request), "roster_lines")
    return reply


def _preview(
    request: Request, session: Session, reading: Reading, notes: tuple[str, ...] = (), file: str = ""
) -> Reply:
    """对着名册看一遍，能导入的记下来，等“确认导入”。"""
    plan = service.plan_import(session, request, reading.rows)
    plan.faults.extend(reading.faults)
    left_out = texts.faults(plan.faults)
    if not plan.steps:
        raise NothingToImport(faults="\n".join(left_out))
    if all(step.member_id is not None and not step.changes for step in plan.steps):
        raise NothingNew(people=len(plan.steps), faults="\n".join(left_out))
    row = Pending(kind="roster_import", accepts=f"{CONFIRM} {YES} {CANCEL}")
    row.ref = {"rows": [step.row.kept() for step in plan.steps], "left_out": left_out}
    row.expires_at = request.now + texts.IMPORT_OPEN_FOR
    # 题库的预览也以“确认导入”来答：来了新的，旧的作废
    for place in (pending.here(request), pending.privately(request)):
        pending.drop(session, place, "bank_import")
    # 预览是私下给的，也在私下确认
    pending.ask(session, request.home.id, pending.privately(request), row)
    return texts.import_preview(plan, notes, file)


@router.answer("roster_import", "roster", Action.SETTLE_ROSTER, CONFIRM, YES, CANCEL)
def confirm_import(request: Request, session: Session, row: Pending, said: Typed) -> Reply:
    """看过预览之后：导入，或作罢。"""
    pending.close(session, row)
    if said.key == CANCEL:
        return texts.import_cancelled()
    done, trace = service.import_rows(session, request, [Row.of(one) for one in row.ref["rows"]])
    return texts.imported(done, trace.kept(), trace.members(), row.ref["left_out"])


@router.command(
    Spec(
        "导出<名册>",
        Action.EXPORT_REGISTER,
        about="花名册写成 .xlsx，私下发给您",
        topic=TOPIC,
        example="导出花名册",
        slots={
            "名册": {whose + name: "roster" for whose in ("", "党员", "支部") for name in ("花名册", "名册", "名单")}
        },
        where="private",
    )
)
def export_roster(request: Request, session: Session, _which: str) -> Reply:
    """导出花名册。"""
    return texts.exported(request.home.name, roster.listing(session, request.home.id), request.day)


@router.query(Spec("我的信息", Action.SEE_OWN, about="自己在花名册上的全部登记，只私下说", topic="我"))
def own_facts(request: Request, session: Session) -> Reply:
    """我的信息。"""
    lines = roster.listing(session, request.home.id)
    line = next(one for one in lines if one.member_id == request.actor.member)
    return texts.own_facts(request.actor, request.home.name, line)


@router.query(Spec("我是谁", Action.GET_HELP, about="查看自己在花名册上的登记", topic="我", branchless=True))
def who_am_i(request: Request, session: Session) -> Reply:
    """我是谁。"""
    member_id = request.actor.member_id
    subgroup = roster.subgroup_of(session, member_id) if member_id is not None else None
    branch = request.branch.name if request.branch else None
    return texts.who_am_i(request.actor, branch, subgroup, in_group=request.scene is Scene.GROUP)
