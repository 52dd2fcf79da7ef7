"""学习资料的规则。"""

import re
from collections.abc import Sequence
from datetime import timedelta

from core.domain.errors import UserError
from core.domain.manners import Weight, mask

LONGEST = 1200
"""一条资料最多多少字；更长的请放链接。"""
MOST = 500
"""一个支部最多存几条。"""
PER_PAGE = 20
EXPIRES = timedelta(hours=4)
PUSHED = Weight.CONFIRMED
"""支委当面要推送的，同当日确认的通知一样不计数。"""
NO_CHANGE = "未作任何改动。"
_NUMBER = re.compile(r"第?(\d{1,6})条?")


class TooLong(UserError):
    """太长。"""

    text = "这条资料有 {length} 字，最多 {longest} 字，" + NO_CHANGE + "请分几条存，或只存标题和链接。"


class TooMany(UserError):
    """太多。"""

    text = "学习资料已有 {most} 条，" + NO_CHANGE + "请先用“删除资料 3”删掉过时的。"


class NoSuchItem(UserError):
    """没有这一条。"""

    text = "没有编号是“{words}”的学习资料，" + NO_CHANGE + "发“学习资料列表”看看有哪些。"


class NotReplying(UserError):
    """没有回复哪一条。"""

    text = "请在群里回复要存的那条消息或文件，再发“存为学习资料”；也可以直接发“学习资料 标题和链接”。"


class NotFetched(UserError):
    """取不到那一条，或里面没有文字和文件。"""

    text = "没有取到那条消息里的文字或文件，" + NO_CHANGE + "请把标题和链接写在“学习资料 ”后面再发一次。"


class NothingYet(UserError):
    """还没有资料。"""

    text = "本支部还没有存学习资料。支委可以发“学习资料 标题和链接”存一条。"


class ChangedSince(UserError):
    """此后又改过。"""

    text = "这条学习资料此后又改过，不能撤销，" + NO_CHANGE


def clean(words: str) -> str:
    """收拾一条资料，证件号、卡号一进来就遮住；太长的拒绝。"""
    text = mask(words.strip())
    if len(text) > LONGEST:
        raise TooLong(length=len(text), longest=LONGEST)
    return text


def replied_text(words: str, files: Sequence[str]) -> str:
    """群里的一条消息存成的文字；两样都没有的拒绝。"""
    named = f"请看群文件{'、'.join(f'《{one}》' for one in files)}" if files else ""
    text = "\n".join(filter(None, [words.strip(), named]))
    if not text:
        raise NotFetched
    return text


def number_of(words: str) -> int:
    """「3」「第3条」→ 3；不是编号的拒绝。"""
    found = _NUMBER.fullmatch(words.strip())
    if found is None:
        raise NoSuchItem(words=words.strip())
    return int(found[1])
