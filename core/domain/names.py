"""名字：姓名、支部名、党小组名怎样才算一个。"""

import re
import unicodedata

from core.domain.errors import UserError

LONGEST_NAME = 20
_DIGITS = re.compile(r"[\d+()（）-]{5,}")
_FORMULA = re.compile(r"[=+@]|-.")
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}


class BadName(UserError):
    """名字太长、是空的，像公式，是数字，或有看不见的字。"""

    text = "“{name}”不像一个{what}，未作任何改动。请写 1 到 {longest} 个字，不能是公式或数字。"


def is_formula(name: str) -> bool:
    """开头像表格里的公式。"""
    return _FORMULA.match(name) is not None


def seen(name: str) -> str:
    """去掉看不见的字：控制字符、双向控制、零宽、私用；空白不算。"""
    return "".join(one for one in name if one.isspace() or unicodedata.category(one) not in _UNSEEN)


def clean_card(card: str, user_id: str) -> str:
    """群名片收拾成姓名：去掉看不见的字、电话号码一类长串数字；收拾完什么都不剩就用账号。"""
    clean = " ".join(_DIGITS.sub(" ", seen(card)).split())
    return clean[:LONGEST_NAME].strip() or user_id


def check_name(name: str, what: str = "姓名") -> str:
    """收拾一个名字；空的、太长的，像公式的、全是数字的、有看不见的字的，拒绝。"""
    clean = " ".join(name.split())
    odd = is_formula(clean) or clean.isdecimal() or seen(clean) != clean
    if odd or not 1 <= len(clean) <= LONGEST_NAME:
        raise BadName(name=seen(clean)[:LONGEST_NAME], what=what, longest=LONGEST_NAME)
    return clean
