"""名字：姓名、支部名、党小组名怎样才算一个。"""

import re

from core.domain.errors import UserError

LONGEST_NAME = 20
_DIGITS = re.compile(r"[\d+()（）-]{5,}")


class BadName(UserError):
    """名字太长或是空的。"""

    text = "“{name}”不像一个{what}（1 到 {longest} 个字），未作任何改动。"


def clean_card(card: str, user_id: str) -> str:
    """群名片收拾成姓名：去掉里面的电话号码一类长串数字；收拾完什么都不剩就用账号。"""
    clean = " ".join(_DIGITS.sub(" ", card).split())
    return clean[:LONGEST_NAME] or user_id


def check_name(name: str, what: str = "姓名") -> str:
    """收拾一个名字；空的或太长的拒绝。"""
    clean = " ".join(name.split())
    if not 1 <= len(clean) <= LONGEST_NAME:
        raise BadName(name=clean[:LONGEST_NAME], what=what, longest=LONGEST_NAME)
    return clean
