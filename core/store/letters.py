"""写给谁：把“告诉书记”“在群里说”这样的话落成发件箱里的一行。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.dialogue import Scene
from core.domain.manners import Weight, mask
from core.domain.roster import Office
from core.store import branches, members, outbox
from core.store.connections import Connection

TO_SECRETARY, TO_OPERATOR = "to_secretary", "to_operator"
KEPT_FOR = timedelta(days=3)
"""私下告诉书记的话最迟多久送到；再迟就不必说了。"""
_IN_TURN = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.ORGANIZATION_OFFICER)


@dataclass(frozen=True, slots=True)
class Notice:
    """在群里主动说的一句：key 唯一，同一件事只说一次；过了 expires_at 就不说了。

    kind 是哪一种，title 是说给人听的名目，weight 是轻重。
    """

    key: str
    kind: str
    title: str
    text: str
    expires_at: datetime
    weight: Weight = Weight.ROUTINE


def to_group(session: Session, branch_id: int, notice: Notice, now: datetime) -> bool:
    """在支部的群里说一句；支部没有群时为假。"""
    home = branches.home_of(session, branch_id)
    if home is None:
        return False
    letter = outbox.Letter(
        key=notice.key,
        branch_id=branch_id,
        account=home.account,
        scene=Scene.GROUP.value,
        target=home.group_id,
        kind=notice.kind,
        title=notice.title,
        text=mask(notice.text),
        not_before=now,
        expires_at=notice.expires_at,
        weight=notice.weight,
    )
    outbox.put(session, letter, now)
    return True


@dataclass(frozen=True, slots=True)
class Aside:
    """私下说的一句：key 唯一；kind 是哪一种，title 是说给人听的名目。"""

    key: str
    kind: str
    title: str
    text: str


def to_secretary(session: Session, branch_id: int, key: str, text: str, now: datetime) -> bool:
    """私下告诉书记一句，没有书记的告诉副书记，再没有的告诉组织委员。

    都没有、支部没有群时为假；key 唯一，同一件事只说一次。
    """
    officers = [one.id for office in _IN_TURN for one in members.holders(session, branch_id, office)]
    return _privately(session, branch_id, officers, Aside(key, TO_SECRETARY, "给书记的话", text), now)


def to_member(session: Session, branch_id: int, member_id: int, aside: Aside, now: datetime) -> bool:
    """私下告诉一位同志一句；没有绑定账号、支部没有群时为假；key 唯一，同一件事只说一次。"""
    return _privately(session, branch_id, [member_id], aside, now)


def _privately(session: Session, branch_id: int, member_ids: list[int], aside: Aside, now: datetime) -> bool:
    """告诉 member_ids 里头一位有账号的。"""
    home = branches.home_of(session, branch_id)
    accounts = members.identities_of(session, member_ids)
    identities = [identity for one in member_ids for identity in accounts.get(one, ())]
    if home is None or not identities:
        return False
    letter = outbox.Letter(
        key=aside.key,
        branch_id=branch_id,
        account=home.account,
        scene=Scene.PRIVATE.value,
        target=identities[0].user_id,
        kind=aside.kind,
        title=aside.title,
        text=aside.text,
        not_before=now,
        expires_at=now + KEPT_FOR,
        weight=Weight.DUTY,
    )
    outbox.put(session, letter, now)
    return True


def speaker(session: Session) -> str | None:
    """此刻一个账号也没有连着时，给运维的话由谁来说：最近连过的那一个；从没有连过为 None。"""
    return session.scalar(select(Connection.account).order_by(Connection.seen_at.desc()).limit(1))


def to_operators(session: Session, account: str, operators: Iterable[str], key: str, text: str, now: datetime) -> None:
    """私下告诉每一位运维一句，由 account 说；key 唯一，同一件事每人只说一次。"""
    for operator in operators:
        letter = outbox.Letter(
            key=f"{key}:{operator}",
            branch_id=None,
            account=account,
            scene=Scene.PRIVATE.value,
            target=operator,
            kind=TO_OPERATOR,
            title="给运维的话",
            text=text,
            not_before=now,
            expires_at=now + KEPT_FOR,
            weight=Weight.DUTY,
        )
        outbox.put(session, letter, now)
