"""登记表的用例：从学习登记和积分流水里取数，按花名册的次序排好。"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.domain.dialogue import Request
from core.domain.spoken_period import Stretch
from core.store import checkins, registers, roster

from .rules import CHECK_IN, NAMED, OTHER, RULES, NothingThere, Person, Register, column_of, days_of, rule_columns

_Counts = Mapping[int, Mapping[str, int]]


def register(session: Session, request: Request, what: str, period: Stretch, *, whole: bool) -> Register:
    """一份登记表；whole 为假只取本人的一行。没有数据的拒绝。"""
    listed = _listed(session, request)
    if not whole:
        listed = [one for one in listed if one.member_id == request.actor.member]
    gone = _gone(session, request) if whole else []
    ids = [one.member_id for one in [*listed, *gone]]
    columns, counts = (_check_ins if what == CHECK_IN else _points)(session, request, ids, period)
    if not counts:
        raise NothingThere(period=period.spoken, whose="" if whole else "您", what=NAMED[what])
    people = [*listed, *(one for one in gone if one.member_id in counts)]
    return Register(what, period, columns, people, counts, whole)


def _listed(session: Session, request: Request) -> list[Person]:
    lines = roster.listing(session, request.home.id)
    return [Person(one.member_id, one.name, one.user_id or "", one.subgroup or "") for one in lines]


def _gone(session: Session, request: Request) -> list[Person]:
    """移出了名册的：那段日子里有数的，列在最后。"""
    known = registers.departed(session, request.home.id)
    return [Person(member_id, f"{name}（已移出花名册）", "", "") for member_id, name in known]


def _check_ins(session: Session, request: Request, ids: list[int], period: Stretch) -> tuple[list[str], _Counts]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    asked = set(ids)
    for one in checkins.of_branch(session, request.home.id, period.first, period.last):
        if one.member_id in asked:
            counts[one.member_id][column_of(period, one.day)] += 1
    return days_of(period), counts


def _points(session: Session, _request: Request, ids: list[int], period: Stretch) -> tuple[list[str], _Counts]:
    scored = registers.points_by_rule(session, ids, period.first, period.last)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for one in scored:
        counts[one.member_id][RULES.get(one.rule, OTHER)] += one.points
    return rule_columns({one.rule for one in scored}), counts
