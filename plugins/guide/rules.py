"""首次使用的规则：口令的样子、问哪几步、每一步怎样算答对。"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

from core.domain.errors import UserError
from core.domain.manners import read_quiet
from core.domain.names import LONGEST_NAME, check_name, clean_card

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""口令用的字：看不清、念不准的（0、O、1、I、L）不用。"""
CODE_LENGTH = 8
VALID_FOR = timedelta(days=7)
MOST_WRONG = 5
REST_FOR = timedelta(minutes=10)
HINT_EVERY = timedelta(minutes=10)
_CODE = re.compile(r"(?:书记)?(?:口令)?[\s:]*([0-9a-z]{4})[\s—–-]?([0-9a-z]{4})")
BACK, QUIT = {"上一步", "返回"}, {"退出", "取消", "不设置了"}
_DEFAULT = {"默认", "好", "好的", "可以", "行"}
_NOW, _LATER = {"现在", "现在导入", "导入", "1"}, {"以后", "以后再说", "稍后", "2"}


class NotAGroup(UserError):
    """没有看懂是哪个群。"""

    text = "没有看懂是哪个群，请回群前面的序号，如 1。"


class NotAQuietSpan(UserError):
    """没有看懂安静时段。"""

    text = "没有看懂安静时段。请写成 21:30-8:00，或“不设”“默认”。"


class NotNowOrLater(UserError):
    """没有看懂现在还是以后。"""

    text = "没有看懂，请回“现在”或“以后”。"


class NoDefault(UserError):
    """这一步没有默认的。"""

    text = "这一步没有默认的，请写一写；不设置了请回“退出”。"


class GroupGone(UserError):
    """选好的群，助手或本人已经不在了。"""

    text = "选好的那个群里，助手或您已经不在了，还没有设成。请回“上一步”重选，或请人把您和助手拉回群里，再回一次。"


class Step(StrEnum):
    """问到了哪一步。"""

    GROUP = "group"
    BRANCH = "branch"
    SECRETARY = "secretary"
    QUIET = "quiet"
    ROSTER = "roster"
    DONE = "done"


_ORDER = tuple(Step)


class Home(NamedTuple):
    """可以选的一个群：群号、群名、书记本人在群里的名片。"""

    group_id: str
    name: str
    card: str


@dataclass(frozen=True, slots=True)
class Draft:
    """答到了哪一步，答了什么；quiet 是原话，空串是默认；at_once 是现在就导入花名册。"""

    step: Step = Step.GROUP
    group_id: str = ""
    group_name: str = ""
    card: str = ""
    branch: str = ""
    secretary: str = ""
    quiet: str = ""
    at_once: bool = False

    def kept(self) -> dict[str, Any]:
        """写成 JSON 的样子。"""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """从 JSON 读回来。"""
        return cls(Step(kept["step"]), **{name: value for name, value in kept.items() if name != "step"})

    @property
    def suggested_branch(self) -> str:
        """支部名称的默认：群名像个名字就用它，不像为空串。"""
        return self.group_name if 1 <= len(self.group_name) <= LONGEST_NAME else ""

    @property
    def suggested_secretary(self) -> str:
        """书记姓名的默认：群名片；名片不像姓名为空串。"""
        card = clean_card(self.card, "")
        return card if card == self.card else ""


def code_in(key: str) -> str | None:
    """一句话是不是一串口令；是就给出规范的八个字，不是为 None。"""
    found = _CODE.fullmatch(key)
    return (found[1] + found[2]).upper() if found else None


def back(draft: Draft) -> Draft:
    """退回上一步；已经是头一步的不动。"""
    return replace(draft, step=_ORDER[max(0, _ORDER.index(draft.step) - 1)])


def answer(draft: Draft, words: str, homes: Sequence[Home]) -> Draft:
    """答了这一步，走到下一步；没有看懂的抛 UserError，什么也不改。"""
    said = "" if words in _DEFAULT else words
    answered = _ANSWERS[draft.step](draft, said, homes)
    return replace(answered, step=_ORDER[_ORDER.index(draft.step) + 1])


def _group(draft: Draft, said: str, homes: Sequence[Home]) -> Draft:
    said = said or ("1" if len(homes) == 1 else "")
    chosen = homes[int(said) - 1 : int(said)] if said.isdecimal() and 1 <= int(said) <= len(homes) else None
    found = chosen or [one for one in homes if said and said in {one.group_id, one.name}]
    if len(found) != 1:
        raise NotAGroup
    return replace(draft, group_id=found[0].group_id, group_name=found[0].name, card=found[0].card)


def _branch(draft: Draft, said: str, _homes: Sequence[Home]) -> Draft:
    return replace(draft, branch=check_name(_given(said, draft.suggested_branch), "支部名称"))


def _secretary(draft: Draft, said: str, _homes: Sequence[Home]) -> Draft:
    return replace(draft, secretary=check_name(_given(said, draft.suggested_secretary)))


def _quiet(draft: Draft, said: str, _homes: Sequence[Home]) -> Draft:
    if said and read_quiet(said) is None:
        raise NotAQuietSpan
    return replace(draft, quiet=said)


def _roster(draft: Draft, said: str, _homes: Sequence[Home]) -> Draft:
    if said and said not in _NOW | _LATER:
        raise NotNowOrLater
    return replace(draft, at_once=said in _NOW)


def _given(said: str, suggested: str) -> str:
    if not said and not suggested:
        raise NoDefault
    return said or suggested


_ANSWERS = {
    Step.GROUP: _group,
    Step.BRANCH: _branch,
    Step.SECRETARY: _secretary,
    Step.QUIET: _quiet,
    Step.ROSTER: _roster,
}
