"""职务与授权的规则：谁来任命，谁能任职，授权到哪一天。"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.permission import Actor
from core.domain.roster import Category, Office
from core.domain.spoken_clock import NUMBER, number

DEFAULT_DAYS, MOST_DAYS = 7, 90
"""授权没有写期限的给七天，最长九十天。"""
_WEEK, _MONTH = 7, 30
_UNITS = {"天": 1, "日": 1, "周": _WEEK, "星期": _WEEK, "个星期": _WEEK, "个月": _MONTH}
_TERM = re.compile(rf"(?P<count>[0-9]{{1,3}}|{NUMBER})(?P<unit>{'|'.join(_UNITS)})")


class FirstSecretaryOnly(UserError):
    """运维越权。"""

    text = "运维只可在支部还没有书记时指定首任书记，其余职务请由书记办理。"


class SecretaryExists(UserError):
    """书记只有一位。"""

    text = (
        "支部书记现为{name}同志，书记只有一位。更换时由本人发“移交书记 @某人”；"
        "或先发“免职务 {name} 书记”，再由副书记或运维指定新书记。"
    )


class OwnOfficeOnly(UserError):
    """书记职务只能由本人交出。"""

    text = "书记职务只能由本人发“免职务 {name} 书记”交出，未作任何改动。"


class AlreadyInOffice(UserError):
    """已经任这个职务。"""

    text = "{name}同志已任{office}，未作改动。"


class NotInOffice(UserError):
    """没有任这个职务。"""

    text = "{name}同志没有任{office}，未作改动。"


class NotEligible(UserError):
    """不是正式党员，不能任职。"""

    text = (
        "{name}同志在册类别是{category}，不能任{office}：职务由正式党员担任，"
        "预备党员没有选举权和被选举权（《中国共产党章程》第七条）。"
    )


class GaveUpOffice(UserError):
    """书记是本人交出职务的。"""

    text = "书记职务是本人交出的，不能撤销。请由副书记或运维重新指定，例如“设职务 {name} 书记”。"


class HandedToOneself(UserError):
    """移交给自己。"""

    text = "{name}同志就是现任书记，未作改动。"


class NoAccount(UserError):
    """没有绑定 QQ，交给他的事办不了。"""

    text = "{name}同志还没有绑定 QQ，在这里办不了事，未作任何改动。请先核对花名册上的 QQ 号。"


class NotForOthers(UserError):
    """移交只由经手的两位撤销。"""

    text = "书记的移交只能由原书记或现书记撤销，未作任何改动。"


class BadTerm(UserError):
    """期限没有看懂，或太长。"""

    text = "“{words}”不是可以用的期限，未作任何改动。请写“7天”“两周”这样的期限，最长 {most} 天。"


class NotSettled(UserError):
    """类别没有核定，或是群众。"""

    text = "{name}同志在册类别是{category}，不能授权办理支部的事，未作任何改动。请先核对花名册。"


class MayAlready(UserError):
    """凭职务本来就可以。"""

    text = "{name}同志任{offices}，本来就可以{matter}，不必授权。"


class NotGranted(UserError):
    """没有这项授权。"""

    text = "{name}同志现在没有{matter}的授权，未作改动。"


class NoSuchSubgroup(UserError):
    """没有这个党小组。"""

    text = "本支部没有“{name}”，未作任何改动。现有党小组请发“党小组”查看。"


class SubgroupExists(UserError):
    """新名称已经有了。"""

    text = "本支部已有“{name}”，未作任何改动。要把两个小组并在一起，请逐位发“党小组 @某人 {name}”。"


class Handover(NamedTuple):
    """一次书记移交：谁交给谁，各自其余的职务，随之免去的职务；都是中文说法。"""

    giver: str
    taker: str
    kept_by_giver: str
    kept_by_taker: str
    dropped: str


class Granted(NamedTuple):
    """一项有效的授权：谁、哪件事、到哪天 24:00 止。"""

    name: str
    matter: str
    until: date


class Squad(NamedTuple):
    """一个党小组：名称、几人、组长。"""

    name: str
    size: int
    leaders: list[str]


def check_appointer(actor: Actor, office: Office, secretary: str | None) -> None:
    """运维只可指定首任书记；书记只有一位。secretary 是现任书记的姓名。"""
    entitled = actor.offices & {Office.SECRETARY, Office.DEPUTY_SECRETARY}
    if not entitled and (office is not Office.SECRETARY or secretary is not None):
        raise FirstSecretaryOnly
    if office is Office.SECRETARY and secretary is not None:
        raise SecretaryExists(name=secretary)


def check_reverser(actor: Actor, *, own: bool) -> None:
    """运维只可撤销自己指定的首任书记。"""
    if not own and not actor.offices & {Office.SECRETARY, Office.DEPUTY_SECRETARY}:
        raise FirstSecretaryOnly


def check_eligible(name: str, category: str | None, label: str, office: str) -> None:
    """类别已定而不是正式党员的，不能任职；类别未定的可以先设。"""
    if category is not None and category != Category.FULL:
        raise NotEligible(name=name, category=label, office=office)


def check_delegate(name: str, category: str | None, label: str) -> None:
    """支部的事只授权给类别已定、不是群众的同志。"""
    if category is None or category == Category.MASSES:
        raise NotSettled(name=name, category=label)


def last_day(words: str | None, today: date) -> date:
    """授权到哪一天 24:00 止：开始的当天不计，从第二天数起（《民法典》第二百零一条的算法）。"""
    if words is None:
        return today + timedelta(days=DEFAULT_DAYS)
    found = _TERM.fullmatch("".join(words.split()))
    days = number(found["count"]) * _UNITS[found["unit"]] if found else 0
    if not 1 <= days <= MOST_DAYS:
        raise BadTerm(words=words[:20], most=MOST_DAYS)
    return today + timedelta(days=days)
