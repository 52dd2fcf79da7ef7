"""一份通知说给人听的样子：发通知的、看通知的、会前提醒的都照这里说。"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from core.domain.calendar import spoken_day
from core.domain.notices import Audience, NoticeKind, Wanted

AUDIENCE_LABELS = {
    Audience.ALL: "全体同志",
    Audience.SUBGROUP: "党小组",
    Audience.COMMITTEE: "支部委员",
    Audience.FLOATING: "流动党员",
    Audience.ACTIVISTS: "入党积极分子",
}


class Shown(NamedTuple):
    """一份通知说得着的各项，见 core.store.notices.Notice；starts_at 带支部时区，number 为 0 是还没有编号。"""

    number: int
    kind: NoticeKind
    title: str
    body: str
    starts_at: datetime | None
    place: str | None
    agenda: str | None
    wanted: Wanted
    most: int | None
    urgent: bool = False
    audience: Audience = Audience.ALL

    @property
    def ref(self) -> str:
        """说给人听的编号。"""
        return f"N{self.number}"

    @property
    def meets(self) -> bool:
        """要不要到场。"""
        return self.wanted is not Wanted.ACK


def spoken_moment(at: datetime) -> str:
    """「11月25日（周三）15:00」。"""
    return f"{spoken_day(at.date())}{at:%H:%M}"


def brief(one: Shown) -> str:
    """一行里的样子：「11月25日（周三）15:00 支部党员大会」；一般通知是正文的开头。"""
    if one.starts_at is not None:
        return f"{spoken_moment(one.starts_at)} {one.title}"
    start = " ".join(one.body.split())
    return start if len(start) <= _SHOWN else f"{start[:_SHOWN]}…"


def details(one: Shown) -> list[str]:
    """时间、地点、议题、说明，没有的不写。"""
    when = f"时间：{spoken_moment(one.starts_at)}" if one.starts_at else ""
    if one.kind is NoticeKind.OTHER and one.title == "通知":
        return [one.body]
    place = f"地点：{one.place}" if one.place else ""
    agenda = f"{'内容' if one.kind is NoticeKind.PARTY_LECTURE else '议题'}：{one.agenda}" if one.agenda else ""
    return [line for line in [when, place, agenda, one.body] if line]


def call(one: Shown) -> str:
    """发给收件人的一条。"""
    name = "紧急通知" if one.urgent else "会议通知" if one.meets and one.kind is not NoticeKind.ACTIVITY else "通知"
    head = f"【{name} {one.ref}】" + ("" if one.title == "通知" else one.title)
    return "\n".join([head, *details(one), asks(one)])


def asks(one: Shown) -> str:
    """请怎样回。"""
    match one.wanted:
        case Wanted.ACK:
            return "方便时请回“收到”，或在这条上点个表情。"
        case Wanted.SIGN_UP:
            limit = f"，限 {one.most} 人" if one.most else ""
            return f"自愿参加，愿意参加的请回“报名”{limit}。"
        case _:
            return "方便时请回“参加”；不能参加的请回“请假”，事由可私聊本助手。"


def reminder(one: Shown) -> str:
    """会前提醒。"""
    when = spoken_moment(one.starts_at) if one.starts_at else ""
    place = f"在{one.place}" if one.place else ""
    verb = "开展" if one.kind in {NoticeKind.ACTIVITY, NoticeKind.THEME_DAY} else "召开"
    verb = "举行" if one.kind is NoticeKind.PARTY_LECTURE else verb
    return f"【会前提醒 {one.ref}】{when}{place}{verb}{one.title}，请参加的同志留意时间。情况有变请回“请假”。"


def posted(one: Shown) -> str:
    """“设为通知”的：原文就在群里，只说一句。"""
    return f"【通知 {one.ref}】请各位同志阅知上面的通知，方便时回复“收到”。"


def withdrawn(one: Shown) -> str:
    """已经发出去的撤回。"""
    return f"【更正】通知 {one.ref}（{brief(one)}）撤回，请以后续通知为准。"


def not_told(one: Shown, names: Sequence[str]) -> str:
    """私下送不到的是谁、怎么办：只私下告诉书记和发通知的人。"""
    way = f"请电话告知，再发“已电话告知 {names[0]} {one.ref}”"
    if one.audience is not Audience.COMMITTEE:
        way += f"；或发“允许@ {one.ref}”，在群里请他们来查收"
    return f"{one.ref}（{brief(one)}）私下送不到的有 {len(names)} 位：{'、'.join(names)}。{way}。"


_SHOWN = 24
