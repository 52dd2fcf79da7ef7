"""名册的规则：谁能任什么职，怎样才算核定。"""

from typing import Any, NamedTuple

from core.domain.errors import UserError
from core.domain.permission import Actor
from core.domain.roster import Category, Office

NOT_LISTED = "不在册"
SHOWN_NAMES = 3
"""提示同名、认不出的人时最多列几个。"""


class AlreadyBound(UserError):
    """群里已经有支部。"""

    text = "本群已绑定“{name}”，未作改动。一个群只对一个支部。"


class NobodyFound(UserError):
    """名册里没有这个人。"""

    text = "花名册里没有找到“{words}”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"


class SeveralFound(UserError):
    """同名。"""

    text = "花名册里有几位“{words}”：{people}。未作任何改动，请改写 QQ 号再发一次。"


class Archived(UserError):
    """已经移出花名册。"""

    text = "{name}同志已移出花名册，未作任何改动。要先移回，请发“移回花名册 {name}”。"


class AlreadyListed(UserError):
    """已经在册。"""

    text = "{name}同志已在花名册中。要改类别请发“定类别 {name} 正式党员”。"


class NeedsCategory(UserError):
    """在群里新添一个人，要写明类别，免得闲聊成了名册。"""

    text = "花名册里没有“{name}”，未作任何改动。要新添，请写上类别，例如“添加党员 {name} 正式党员”。"


class LooksLikeTalk(UserError):
    """贴来的不像名单。"""

    text = "只看到“{name}”，不像一份名单，未作任何改动。请一行一人，写上类别或 QQ 号再贴一次；不导入了请发“取消”。"


class NameTaken(UserError):
    """这个姓名已经属于别人的账号。"""

    text = "花名册里已有一位绑定了 QQ 的“{name}”，未作任何改动。若是同名，请在姓名后加以区别，如“{name}（二组）”。"


class FirstSecretaryOnly(UserError):
    """运维越权。"""

    text = "运维只可在支部还没有书记时指定首任书记，其余职务请由书记办理。"


class SecretaryExists(UserError):
    """书记只有一位。"""

    text = "支部书记现为{name}同志，书记只有一位。更换时先由本人发“免职务 {name} 书记”，再由副书记或运维指定新书记。"


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


class HoldsOffice(UserError):
    """任着职务，不能改成不能任职的类别。"""

    text = "{name}同志现任{offices}，类别不能改为{category}；如确需更改，请先免去职务。"


class NeedsSubgroup(UserError):
    """小组长要先有小组。"""

    text = "{name}同志还没有编入党小组，请先发“党小组 {name} 第一小组”，再设组长。"


class StillInOffice(UserError):
    """任着职务，不能移出花名册。"""

    text = "{name}同志现任{offices}，请先免去职务，再移出花名册。"


class NothingToImport(UserError):
    """名单里没有可以导入的。"""

    text = "名单里没有可以导入的人，未作任何改动。{faults}"


class NothingToRestore(UserError):
    """本来就在册。"""

    text = "{name}同志本来就在花名册中，未作改动。"


class ChangedSince(UserError):
    """办了之后又有别的改动。"""

    text = "{name}的登记此后又有改动，不能撤销，未作任何改动。请直接用口令改成要的样子。"


class ActiveSince(UserError):
    """添了之后本人已经办过事。"""

    text = "{name}同志此后已有自己的登记，不能撤销添加，未作任何改动。确不在册的，请发“移出花名册 {name}”。"


class GaveUpOffice(UserError):
    """书记是本人交出职务的。"""

    text = "书记职务是本人交出的，不能撤销。请由副书记或运维重新指定，例如“设职务 {name} 书记”。"


class Change(NamedTuple):
    """一次改动：谁、改了什么、改前、改后；undo 是撤销要用的资料，about 是说到名册上的哪几位。"""

    name: str
    what: str
    before: str
    after: str
    undo: dict[str, Any] | None = None
    about: tuple[int, ...] = ()


class Preview(NamedTuple):
    """一份名单导入之前、之后的样子：新添的姓名、更新的姓名、不导入的行和原因；undo、about 同上，导入之后才有。"""

    added: list[str]
    updated: list[str]
    faults: list[tuple[int, str]]
    undo: dict[str, Any] | None = None
    about: tuple[int, ...] = ()


def floating(city: str | None, *, floating: bool) -> str:
    """流动情况怎么说。"""
    if not floating:
        return "不是流动党员"
    return f"流动党员（{city}）" if city else "流动党员"


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


def check_holder(name: str, category: str, label: str, offices: str) -> None:
    """任着职务的，类别只能是正式党员。"""
    if category != Category.FULL:
        raise HoldsOffice(name=name, offices=offices, category=label)
