"""会议签到的规则。

应到按花名册上核定的组织关系，不按谁在群里；组织关系不在本支部的、积极分子等来了记为列席。
到会只作登记，能不能表决由现场清点（《支部工作条例（试行）》第十一条）。
"""

import re
from datetime import timedelta
from typing import NamedTuple

from core.domain.errors import UserError
from core.domain.identifiers import Letter, leading, read
from core.domain.scoring import Rule
from core.domain.typed import FOLD

RULE = Rule.ATTENDANCE
"""到一次会得几分、封顶多少，照支部的积分规则。"""
OPEN_FOR = timedelta(hours=4)
"""开始之后多久还没有说结束，就不再收“到”，自动结束。"""
LATELY = timedelta(days=7)
"""散会之后多久之内还可以补登记到会。"""
SPOKEN_FOR = timedelta(minutes=30)
"""开始、结束的那句话，多久还没说出去就不说了。"""
FEWEST = 4
"""到会不足这么多的，群里不写数。"""
LONGEST_PASSWORD = 20
_QUOTED = re.compile(r"[\s“”\"「」『』]")
_PASSWORD = re.compile("^口令(?:是|为)?[:,;、。]*")
A_MEETING = "会议"
"""没有会议通知的，会名就叫这个。"""
CHECK_IN_TOKENS = frozenset({"签到", "我签到", "我签到了", "签到了", "已签到", "我已签到", "来签到", "我来签到"})
"""应到的说了是会议签到，不应到的说了是学习登记。"""
HERE_TOKENS = frozenset(
    {"到", "已到", "到了", "我到", "我到了", "我已到", "到会", "已到会", "我已到会", "已到场", "报到"}
)
NO_CHANGE = "未作任何改动。"
CATCH_UP = LATELY
"""该自动结束的时候助手不在，多久之内还补办。"""


class AlreadyOpen(UserError):
    """已经开着一场。"""

    text = "{which}正在签到，" + NO_CHANGE + "要另开一场，请先发“结束签到”。"


class WhichMeeting(UserError):
    """今天有几场会，没有说是哪一场。"""

    text = "今天有几场会：{listed}。" + NO_CHANGE + "请写明是哪一场，例如“开始签到 {ref}”。"


class NoSuchMeeting(UserError):
    """今天没有这一场，或不能在群里签到。"""

    text = "今天没有 {ref} 这场可以在这里签到的会，" + NO_CHANGE + "不是发给全体的会，请私聊发“开始签到 {ref}”。"


class NothingOpen(UserError):
    """没有开着的。"""

    text = "现在没有正在进行的会议签到，" + NO_CHANGE + "要开始，请支委发“开始签到”。"


class NoMeeting(UserError):
    """近来没有会。"""

    text = "近 {days} 天没有会议签到，" + NO_CHANGE + "请先发“开始签到”。"


class NeverHeld(UserError):
    """一场都还没有。"""

    text = "还没有会议签到。要开始，请支委发“开始签到”。"


class NotOpen(UserError):
    """现在没有签到，自报不了。"""

    text = "现在没有正在进行的会议签到，这次没有登记。已到会的，可请支委发“登记到会”。"


class PasswordWanted(UserError):
    """设了口令。"""

    text = "本次会议签到设有口令，还没有登记。请发“会议签到 口令”，口令由会场宣布。"


class WrongPassword(UserError):
    """口令不对。"""

    text = "口令不对，还没有登记。请照会场宣布的发“会议签到 口令”。"


class UnclearPassword(UserError):
    """不像是定口令。"""

    text = (
        "没有看懂“{words}”，"
        + NO_CHANGE
        + "设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"
    )


class PasswordTooLong(UserError):
    """口令太长。"""

    text = "口令太长，最多 {longest} 字，" + NO_CHANGE + "请这样写：开始签到 口令 初心。"


class AlreadyGone(UserError):
    """登记早已作废。"""

    text = "这次到会登记早已作废，不必再撤销。"


class ChangedSince(UserError):
    """此后又开了别的，或已经作废。"""

    text = "{which}的签到此后又有变化，不能撤销，" + NO_CHANGE


class TooLate(UserError):
    """开了太久，不能接着签。"""

    text = "{which}开始签到已满四小时，不能接着签，" + NO_CHANGE + "到了没有登记的，发“登记到会 姓名”。"


class Order(NamedTuple):
    """开始签到时说的：为哪一份通知的会（没说为 None），要不要口令。"""

    number: int | None = None
    password: str | None = None


class Named(NamedTuple):
    """一场会说给人听要用的：open_to_all 为假的（支委会、党小组会）不在群里说。"""

    number: int
    title: str
    open_to_all: bool
    guarded: bool

    @property
    def which(self) -> str:
        """「M1 支部党员大会」。"""
        return f"M{self.number} {self.title}"


class Attendee(NamedTuple):
    """一位到会的：points 是这次得的分。"""

    member_id: int
    name: str
    expected: bool
    points: int


class Attended(NamedTuple):
    """自报到会的结果；attendance_id 为 None 是早已登记过。"""

    meeting: Named
    person: Attendee
    attendance_id: int | None


class Registered(NamedTuple):
    """支委登记到会的结果：新登记的各位和登记号、早已登记的姓名。"""

    meeting: Named
    people: list[Attendee]
    attendance_ids: list[int]
    already: list[str]


class Standing(NamedTuple):
    """一场会到得怎样：应到几位；到会的、列席的、请了假的、还没有登记的姓名。"""

    meeting: Named
    expected: int
    present: list[str]
    nonvoting: list[str]
    on_leave: list[str]
    others: list[str]


def read_order(words: str | None) -> Order:
    """「N3」「口令 初心」「N3 口令 初心」；不是这样写的、口令太长的拒绝。"""
    if words is None:
        return Order()
    said, rest = leading(words)
    if said is None and (said := read(words)) is not None:
        rest = ""
    if said is not None and said.letter not in {None, Letter.NOTICE}:
        raise UnclearPassword(words=words[:LONGEST_PASSWORD])
    return Order(said.number if said else None, new_password(rest) if rest else None)


def new_password(words: str) -> str:
    """「口令 初心」→ 初心；不是这样写的、太长的拒绝。"""
    made = _bare(words)
    if made in {"", _folded(words)}:
        raise UnclearPassword(words=words[:LONGEST_PASSWORD])
    if len(made) > LONGEST_PASSWORD:
        raise PasswordTooLong(longest=LONGEST_PASSWORD)
    return made


def check_password(wanted: str | None, words: str | None) -> None:
    """设了口令的，说没说对；全角半角、大小写、空格都不论，前面带不带“口令”两个字也不论。"""
    if wanted is None:
        return
    if words is None:
        raise PasswordWanted
    if wanted not in {_folded(words), _bare(words)}:
        raise WrongPassword


def _folded(words: str) -> str:
    return _QUOTED.sub("", words.translate(FOLD))


def _bare(words: str) -> str:
    return _PASSWORD.sub("", _folded(words))
