"""名单上的每一行对得上名册上的谁、要改什么、为什么不能导入：纯函数，预览和导入用的是同一个。

先按 QQ 号，其次按唯一的姓名（群名片）；没有 QQ、姓名又分不清的，以“未绑定”新添。
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from core.domain.roster import OFFICE_LABELS, Category, Office, category_label, office_labels

from .rows import Fault, Row

_WORDS = re.compile(r"[^\s\-_—–|/、，,.()（）【】\[\]:：]+")
_SECRETARY = Office.SECRETARY.value


class Known(NamedTuple):
    """名册上的一个人，移出的也在内。"""

    member_id: int
    name: str
    user_ids: tuple[str, ...] = ()
    category: str | None = None
    offices: tuple[str, ...] = ()
    subgroup: str | None = None
    joined_on: date | None = None
    here: bool | None = None
    floating: bool = False
    city: str | None = None
    archived: bool = False
    review: bool = False


class Step(NamedTuple):
    """一行怎么导入：member_id 为 None 是新添；changes 是（项，改前，改后），空的是没有变化。"""

    row: Row
    member_id: int | None
    name: str
    changes: tuple[tuple[str, str, str], ...]


class Plan(NamedTuple):
    """一份名单怎么导入：能导入的各行，不能导入的各行和原因。"""

    steps: list[Step]
    faults: list[Fault]


class Terms(NamedTuple):
    """今天是哪天，导入的人可不可以设职务。"""

    today: date
    may_appoint: bool


class _Refused(Exception):
    """这一行不能导入，原因就是它的文字。"""


def plan(rows: Sequence[Row], known: Sequence[Known], terms: Terms) -> Plan:
    """一份名单照名册看一遍：每一行怎么导入，或为什么不能。"""
    by_account = {user_id: one for one in known for user_id in one.user_ids}
    claimed = {by_account[row.user_id].member_id for row in rows if row.user_id in by_account}
    secretaries = sum(_SECRETARY in row.offices for row in rows)
    secretary = next((one for one in known if _SECRETARY in one.offices and not one.archived), None)
    made = Plan([], [])
    for row in rows:
        try:
            found = _match(row, by_account, [one for one in known if one.member_id not in claimed], known)
            if found is not None:
                claimed.add(found.member_id)
            _check_secretaries(row, secretaries)
            _check_offices(row, found, secretary, terms)
            made.steps.append(_step(row, found, terms))
        except _Refused as reason:
            made.faults.append(Fault(row.number, str(reason)))
    return made


def _match(row: Row, by_account: dict[str, Known], free: list[Known], known: Sequence[Known]) -> Known | None:
    """名册上对应的人；没有为 None（新添）。free 是还没有被别的行按 QQ 对上的人。"""
    found = by_account.get(row.user_id or "")
    if found is None:
        if not row.name:
            raise _Refused(f"没有姓名，名册上也没有 QQ {row.user_id}")
        found = _named(row, free)
    elif row.name and row.name != found.name:
        same = [one for one in known if one.name == row.name and not one.archived and one is not found]
        if same:
            raise _Refused(f"QQ {row.user_id} 在名册上是“{found.name}”，另有一位“{row.name}”，请核对")
    if found is not None and found.archived:
        raise _Refused(f"“{found.name}”已移出花名册，请先发“移回花名册 {found.name}”")
    return found


def _named(row: Row, free: list[Known]) -> Known | None:
    """按姓名（群名片）找，恰好一位才算。"""
    same = [one for one in free if one.name == row.name]
    live = [one for one in same if not one.archived]
    unbound = [one for one in live if not one.user_ids]
    if row.user_id and any(one.user_ids for one in live):
        raise _Refused(f"名册上的“{row.name}”绑定的是别的 QQ 号；若是另一位，请在姓名后加以区别")
    if len(live) == 1 or len(unbound) == 1:
        return (live if len(live) == 1 else unbound)[0]
    if live:
        return None
    if row.user_id is None:
        # 起草的人姓名还是群名片，如“财务科-张三”：名片里恰有这个姓名的只有一位，就是他
        drafts = [one for one in free if one.category is None and one.user_ids and not one.archived]
        carded = [one for one in drafts if row.name in _WORDS.findall(one.name)]
        if len(carded) == 1:
            return carded[0]
    return same[0] if same else None


def _check_secretaries(row: Row, secretaries: int) -> None:
    """名单里写了几位书记的，一位都不导入。"""
    if _SECRETARY in row.offices and secretaries > 1:
        raise _Refused(f"名单里有 {secretaries} 位书记，职务冲突")


def _check_offices(row: Row, found: Known | None, secretary: Known | None, terms: Terms) -> None:
    """名单上的职务与名册不冲突才导入；没有写职务的不动。"""
    held = found.offices if found is not None else ()
    category = row.category or (found.category if found is not None else None)
    if held and category not in {None, Category.FULL.value}:
        name = found.name if found is not None else row.name
        raise _Refused(f"“{name}”任着职务，类别请单独核定")
    if not row.offices or set(row.offices) == set(held):
        return
    wanted = _labels(row.offices)
    if held:
        raise _Refused(f"名册上任{_labels(held)}，名单上写{wanted}，职务冲突，请用“设职务”“免职务”办理")
    if _SECRETARY in row.offices and secretary is not None:
        raise _Refused(f"书记现为{secretary.name}同志，职务冲突，更换请由本人发“移交书记 @某人”")
    if not terms.may_appoint:
        raise _Refused("职务须由书记、副书记设，请去掉职务一栏，或请书记导入")
    if category not in {None, Category.FULL.value}:
        raise _Refused(f"{category_label(category)}不能任{wanted}，职务由正式党员担任")
    subgroup = row.subgroup or (found.subgroup if found is not None else None)
    if Office.SUBGROUP_LEADER.value in row.offices and subgroup is None:
        raise _Refused(f"任{OFFICE_LABELS[Office.SUBGROUP_LEADER]}要先写党小组")


def _step(row: Row, found: Known | None, terms: Terms) -> Step:
    if row.joined_on is not None and row.joined_on > terms.today:
        raise _Refused(f"入党日期 {row.joined_on.isoformat()} 还没有到")
    if found is None:
        return Step(row, None, row.name, ())
    pairs = [
        ("姓名", found.name, row.name or None),
        ("QQ", "、".join(found.user_ids) or "未绑定", row.user_id if row.user_id not in found.user_ids else None),
        ("类别", category_label(found.category), category_label(row.category) if row.category else None),
        ("职务", _labels(found.offices), _labels(row.offices) if row.offices else None),
        ("党小组", found.subgroup or "未编入", row.subgroup),
        ("入党日期", spoken_date(found.joined_on), spoken_date(row.joined_on) if row.joined_on else None),
        ("组织关系", spoken_here(found.here), spoken_here(row.here) if row.here is not None else None),
        ("流动党员", _yes(found.floating), _yes(row.floating) if row.floating is not None else None),
        ("所在城市", found.city or "未登记", row.city),
        ("核对", "待核对", "已核对" if found.review and row.category else None),
    ]
    changes = tuple((what, before, after) for what, before, after in pairs if after is not None and after != before)
    return Step(row, found.member_id, row.name or found.name, changes)


def spoken_here(value: bool | None) -> str:  # noqa: FBT001 名册上的一项，不是开关
    """组织关系怎么说。"""
    return {True: "在本支部", False: "不在本支部", None: "未登记"}[value]


def _yes(value: bool) -> str:  # noqa: FBT001 同上
    return "是" if value else "否"


def spoken_date(day: date | None) -> str:
    """带年份的日子；没有登记的说明。"""
    return f"{day.year}年{day.month}月{day.day}日" if day else "未登记"


def _labels(offices: Sequence[str]) -> str:
    return "、".join(office_labels(frozenset(Office(one) for one in offices))) or "无"
