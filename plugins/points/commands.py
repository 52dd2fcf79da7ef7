"""积分的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Answered, Person, Reply, Request
from core.domain.identifiers import Identifier, read
from core.domain.permission import Action
from core.domain.phrases import ID, PEOPLE, POINTS, TERMS, TEXT
from core.domain.scoring import NAMES, Rule, points_in

from . import service, texts
from .rules import Corrected, NoSuchEntry, page_in

router = Router(Path(__file__).parent)
TOPIC = "积分"


@router.query(Spec("我的积分", Action.SEE_OWN, about="余额、本周、本月和来源，只给本人看", topic=TOPIC))
def my_points(request: Request, session: Session) -> Reply:
    """本人的积分。"""
    return texts.own_points(request.actor.name, service.own_points(session, request))


@router.query(
    Spec(
        "积分明细 [第几页]",
        Action.SEE_OWN,
        about="每一笔积分是怎么来的，只给本人看",
        topic=TOPIC,
        example="积分明细",
        slots={"第几页": TEXT},
    )
)
def point_details(request: Request, session: Session, words: str | None) -> Reply:
    """本人的积分明细。"""
    return texts.details(request.actor.name, service.details(session, request.actor.member, page_in(words)))


@router.query(Spec("积分规则", Action.SEE_OWN, about="哪些事计分、一次几分、封顶多少", topic=TOPIC))
def show_point_rules(request: Request, session: Session) -> Reply:
    """今天有效的规则。"""
    return texts.point_rules(service.rules_today(session, request))


@router.command(
    Spec(
        "积分规则 <事项> <规定>",
        Action.SET_RULES,
        about="改一条积分规则，从当天起，例如“积分规则 打卡 2分 每日封顶2”",
        topic=TOPIC,
        slots={"事项": NAMES, "规定": TERMS},
        listed="form",
    )
)
def set_point_rule(request: Request, session: Session, rule: str, words: str) -> Reply:
    """改一条积分规则。"""
    return texts.rule_set(service.set_rule(session, request, Rule(rule), words))


@router.command(
    Spec(
        "加分 <某人> <几分> [事由]",
        Action.AWARD,
        about="给一位或几位同志加分，例如“加分 @某人 5 志愿服务”",
        topic=TOPIC,
        slots={"某人": PEOPLE, "几分": POINTS, "事由": TEXT},
        listed="form",
    )
)
def award(request: Request, session: Session, people: tuple[Person, ...], points: str, reason: str | None) -> Answered:
    """给几位加分。"""
    return texts.awarded(service.award(session, request, people, points_in(points), reason))


@router.command(
    Spec(
        "扣分 <@某人> <几分> <事由>",
        Action.AWARD,
        about="扣分要有事由，私下告诉本人，本人可以申请复核",
        topic=TOPIC,
        slots={"几分": POINTS, "事由": TEXT},
        where="private",
        listed="form",
    )
)
def deduct(request: Request, session: Session, person: Person, points: str, reason: str) -> Reply:
    """扣一位的分。"""
    return texts.deducted(service.deduct(session, request, person, points_in(points), reason, texts.DEDUCTED))


@router.command(
    Spec(
        "更正<A编号> [@某人] 改为 <几分>",
        Action.AWARD,
        about="更正一笔积分，例如“更正 A12 改为 5”，记到原来那天",
        topic=TOPIC,
        slots={"A编号": ID, "几分": POINTS},
        listed="form",
    )
)
def correct(request: Request, session: Session, number: str, person: Person | None, points: str) -> Reply:
    """更正一次操作记下的积分。"""
    done = service.correct(session, request, _which(number), person, points_in(points, least=0))
    return _corrected(request, session, done)


@router.command(
    Spec(
        "更正积分 <@某人> <几分>",
        Action.AWARD,
        about="更正近来给某位同志记的分",
        topic=TOPIC,
        slots={"几分": POINTS},
        listed="form",
    )
)
def correct_recent(request: Request, session: Session, person: Person, points: str) -> Reply:
    """更正近来记的一笔；近来记过几笔的，请说明是哪一笔。"""
    wanted = points_in(points, least=0)
    name, entries = service.recent_awards(session, request, person)
    if len(entries) > 1:
        return texts.which_entry(name, [(one.act, one.day, one.points, one.reason) for one in entries], wanted)
    return _corrected(request, session, service.correct_entry(session, request, entries[0], wanted))


def _corrected(request: Request, session: Session, done: Corrected) -> Reply:
    words = [texts.told_corrected(one, request.act) for one in done.changes]
    service.tell_corrected(session, request, done, words)
    return texts.corrected(done)


def _which(number: str) -> Identifier:
    which = read(number)
    if which is None:
        raise NoSuchEntry(number=number)
    return which
