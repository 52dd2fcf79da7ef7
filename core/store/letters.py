"""写给谁：把“告诉书记”“在群里说”这样的话落成发件箱里的一行。"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.attachments import NOTHING, Card, Enclosures, File
from core.domain.dialogue import Scene
from core.domain.manners import IN_PRIVATE, Weight, mask
from core.domain.roster import Office
from core.store import branches, members, outbox
from core.store.connections import Connection

TO_SECRETARY, TO_OPERATOR = "to_secretary", "to_operator"
KEPT_FOR = timedelta(days=3)
"""私下告诉书记的话最迟多久送到；再迟就不必说了。"""
_IN_TURN = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.ORGANIZATION_OFFICER)


@dataclass(frozen=True, slots=True)
class Notice:
    """主动说的一句：key 唯一，同一件事只说一次；过了 expires_at 就不说了。

    kind 是哪一种，title 是说给人听的名目，weight 是轻重；card 与文字同一条发出，file 随后传；
    not_before 不空的，到那时才说。
    """

    key: str
    kind: str
    title: str
    text: str
    expires_at: datetime
    weight: Weight = Weight.ROUTINE
    card: Card | None = None
    file: File | None = None
    not_before: datetime | None = None


class _To(NamedTuple):
    """写到哪里：哪个支部的（给运维的为 None），由哪个账号说，在群里还是私下，群号或用户号。"""

    branch_id: int | None
    account: str
    scene: Scene
    target: str


def to_group(session: Session, branch_id: int, notice: Notice, now: datetime) -> bool:
    """在支部的群里说一句；支部没有群时为假。"""
    home = branches.home_of(session, branch_id)
    if home is None:
        return False
    _put(
        session, replace(notice, text=mask(notice.text)), _To(branch_id, home.account, Scene.GROUP, home.group_id), now
    )
    return True


def to_member(session: Session, branch_id: int, member_id: int, notice: Notice, now: datetime) -> bool:
    """私下告诉一位同志一句，守安静时段；没有账号、支部没有群时为假。

    平常都算提醒（Weight.REMINDER），本人设了别提醒我的不发；因职务、因本人申请而必须告诉的写明 Weight.DUTY，
    紧急通知写明 Weight.URGENT。
    """
    weight = notice.weight if notice.weight in {*IN_PRIVATE, Weight.URGENT} else Weight.REMINDER
    return _privately(session, branch_id, [member_id], replace(notice, weight=weight), now)


def to_secretary(
    session: Session, branch_id: int, key: str, text: str, now: datetime, enclosed: Enclosures = NOTHING
) -> bool:
    """私下告诉书记一句，没有书记的告诉副书记，再没有的告诉组织委员。

    都没有、支部没有群时为假；key 唯一，同一件事只说一次。enclosed 是随这句话带去的卡片和文件。
    """
    officers = [one.id for office in _IN_TURN for one in members.holders(session, branch_id, office)]
    notice = Notice(key, TO_SECRETARY, "给书记的话", text, now + KEPT_FOR, Weight.DUTY, enclosed.card, enclosed.file)
    return _privately(session, branch_id, officers, notice, now)


def to_officer_besides(
    session: Session, branch_id: int, member_id: int, notice: Notice, now: datetime
) -> Office | None:
    """私下告诉书记一句，书记是 member_id 本人的告诉副书记，再没有的告诉组织委员；返回告诉的职务，都没有为 None。"""
    for office in _IN_TURN:
        others = [one.id for one in members.holders(session, branch_id, office) if one.id != member_id]
        if _privately(session, branch_id, others, replace(notice, weight=Weight.DUTY), now):
            return office
    return None


def _privately(session: Session, branch_id: int, member_ids: list[int], notice: Notice, now: datetime) -> bool:
    """告诉 member_ids 里头一位在支部的群那个平台上有账号的。"""
    home, accounts = branches.home_of(session, branch_id), members.identities_of(session, member_ids)
    identities = [one for member_id in member_ids for one in accounts.get(member_id, ())]
    user_id = next((one.user_id for one in identities if home and one.platform == home.platform), "")
    if home is None or not user_id:
        return False
    _put(session, notice, _To(branch_id, home.account, Scene.PRIVATE, user_id), now)
    return True


def speaker(session: Session) -> str | None:
    """此刻一个账号也没有连着时，给运维的话由谁来说：最近连过的那一个；从没有连过为 None。"""
    return session.scalar(select(Connection.account).order_by(Connection.seen_at.desc()).limit(1))


def to_operators(session: Session, account: str, operators: Iterable[str], key: str, text: str, now: datetime) -> None:
    """私下告诉每一位运维一句，由 account 说；key 唯一，同一件事每人只说一次。"""
    for operator in operators:
        notice = Notice(f"{key}:{operator}", TO_OPERATOR, "给运维的话", text, now + KEPT_FOR, Weight.DUTY)
        _put(session, notice, _To(None, account, Scene.PRIVATE, operator), now)


def _put(session: Session, notice: Notice, to: _To, now: datetime) -> None:
    letter = outbox.Letter(
        key=notice.key,
        branch_id=to.branch_id,
        account=to.account,
        scene=to.scene.value,
        target=to.target,
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        not_before=notice.not_before or now,
        expires_at=notice.expires_at,
        weight=notice.weight,
        card=notice.card,
        file=notice.file,
    )
    outbox.put(session, letter, now)
