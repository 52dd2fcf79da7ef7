"""名册上的人：改了什么，任着职务的还合不合规矩。几个插件都要用。"""

from typing import Any, NamedTuple

from core.domain.dialogue import Record
from core.domain.errors import UserError
from core.domain.roster import Category, category_label

NOT_LISTED = "不在册"


class ChangedSince(UserError):
    """办了之后又有别的改动。"""

    text = "{name}的登记此后又有改动，不能撤销，未作任何改动。请直接用口令改成要的样子。"


class ActiveSince(UserError):
    """添了之后本人已经办过事。"""

    text = "{name}同志此后已有自己的登记，不能撤销添加，未作任何改动。确不在册的，请发“移出花名册 {name}”。"


class HoldsOffice(UserError):
    """任着职务，不能改成不能任职的类别。"""

    text = "{name}同志现任{offices}，类别不能改为{category}；如确需更改，请先免去职务。"


class StillInOffice(UserError):
    """任着职务，不能移出花名册。"""

    text = "{name}同志现任{offices}，请先免去职务，再移出花名册。"


class NeedsSubgroup(UserError):
    """小组长要先有小组。"""

    text = "{name}同志还没有编入党小组，请先发“党小组 {name} 第一小组”，再设组长。"


class Change(NamedTuple):
    """一次改动：谁、改了什么、改前、改后；undo 是撤销要用的资料，about 是说到名册上的哪几位。"""

    name: str
    what: str
    before: str
    after: str
    undo: dict[str, Any] | None = None
    about: tuple[int, ...] = ()

    @property
    def summary(self) -> str:
        """一句白话。"""
        return f"{self.name}同志的{self.what}：{self.before} → {self.after}"

    def record(self, summary: str = "") -> Record:
        """记进操作日志的样子；没有另写的就是那句白话。"""
        what = "花名册" if self.before == NOT_LISTED else self.what
        undo = {**(self.undo or {}), "what": f"{self.name}同志的{what}"}
        return Record(summary or self.summary, self.before, self.after, undo=undo, about=self.about)


def check_holder(name: str, category: str, offices: str) -> None:
    """任着职务（offices 是连起来说的）的，类别只能是正式党员。"""
    if category != Category.FULL:
        raise HoldsOffice(name=name, offices=offices, category=category_label(category))


def some(names: list[str], most: int = 10) -> str:
    """列出头几位。"""
    return "、".join(names[:most]) + ("等" if len(names) > most else "")
