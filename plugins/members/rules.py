"""名册的规则：什么样的名单、登记不收，各说一句缘由。"""

from core.domain.errors import UserError


class AlreadyBound(UserError):
    """群里已经有支部。"""

    text = "本群已绑定“{name}”，未作改动。一个群只对一个支部。"


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


class NothingToImport(UserError):
    """名单里没有可以导入的。"""

    text = "名单里没有可以导入的人，未作任何改动。{faults}"


class NothingNew(UserError):
    """名单与名册一致。"""

    text = "名单上的 {people} 人与花名册一致，没有变化。{faults}"


class TooManyPeople(UserError):
    """一次导入太多人。"""

    text = "“{file}”里有 {people} 人，一次最多导入 {most} 人，未作任何改动。请分成几份再发。"


class NothingToRestore(UserError):
    """本来就在册。"""

    text = "{name}同志本来就在花名册中，未作改动。"


def floating(city: str | None, *, floating: bool) -> str:
    """流动情况怎么说。"""
    if not floating:
        return "不是流动党员"
    return f"流动党员（{city}）" if city else "流动党员"
