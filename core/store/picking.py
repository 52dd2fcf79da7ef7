"""按话里提到的找人：@ 出来的按账号，写出来的按姓名或 QQ 号，唯一对得上才算。几个插件都要用。"""

from sqlalchemy.orm import Session

from core.domain.dialogue import Person, Request
from core.domain.picking import SHOWN_NAMES, LeftRoster, NobodyFound, SeveralFound
from core.store import members
from core.store.branches import Subgroup
from core.store.members import Member


def pick(session: Session, request: Request, person: Person, *, archived: bool = False) -> Member:
    """话里提到的那一位；没有、同名的拒绝；已移出名册的也拒绝，除非 archived。"""
    found = members.find_people(session, request.home.id, request.platform, person)
    if not found:
        raise NobodyFound(words=person.words[:20])
    if len(found) > 1:
        people = "、".join(_told_apart(session, found)[:SHOWN_NAMES])
        raise SeveralFound(words=person.words, people=people)
    if found[0].archived_at is not None and not archived:
        raise LeftRoster(name=found[0].name)
    return found[0]


def _told_apart(session: Session, found: list[Member]) -> list[str]:
    """同名的各位怎样分得清：党小组、QQ 号。"""
    accounts = members.identities_of(session, [one.id for one in found])
    told = list[str]()
    for one in found:
        subgroup = session.get(Subgroup, one.subgroup_id) if one.subgroup_id else None
        account = f"QQ {accounts[one.id][0].user_id}" if one.id in accounts else "未绑定 QQ"
        told.append(f"{subgroup.name} {account}" if subgroup else account)
    return told
