"""回执：一份通知怎样称呼、一个人怎样答的、事由谁看得到。"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from core.domain.calendar import spoken_day
from core.domain.notices import Choice, Wanted

CHOICE_LABELS = {
    Choice.SEEN: "已阅",
    Choice.ACK: "收到",
    Choice.COMING: "参加",
    Choice.LEAVE: "请假",
    Choice.LATE: "晚到",
}
ATTENDING = frozenset({Choice.COMING, Choice.LEAVE, Choice.LATE})
"""说定了来不来的；只是收到、已阅的，盖不过它们。"""
PRESENT = frozenset({Choice.COMING, Choice.LATE})
_SHOWN = 16


class Subject(NamedTuple):
    """一份通知说给人听要用的；starts_at 带支部时区，一般通知为 None。"""

    number: int
    title: str
    body: str
    starts_at: datetime | None
    wanted: Wanted
    most: int | None = None
    place: str | None = None

    @property
    def ref(self) -> str:
        """编号：N3。"""
        return f"N{self.number}"

    @property
    def words(self) -> str:
        """「11月25日（周三）15:00 支部党员大会」；一般通知是正文的开头。"""
        if self.starts_at is not None:
            return f"{spoken_day(self.starts_at.date())}{self.starts_at:%H:%M} {self.title}"
        body = " ".join(self.body.split())
        return body if len(body) <= _SHOWN else f"{body[:_SHOWN]}…"


class Given(NamedTuple):
    """一个人这次怎么答的；via 是引起它的消息号，贴表情的是“reaction:”加表情编号。"""

    choice: Choice
    via: str
    at: datetime
    reason: str | None = None
    reason_for: int | None = None
    minutes: int | None = None


class Changed(NamedTuple):
    """一个回答的变化：改前没有答过的 was 为 None；两样都能写成 JSON，事由是密文。"""

    notice_id: int
    was: Mapping[str, Any] | None
    now: Mapping[str, Any]

    @property
    def before(self) -> str:
        """改前说给人听。"""
        return said_in(self.was)

    @property
    def after(self) -> str:
        """改后说给人听。"""
        return said_in(self.now)

    def kept(self) -> dict[str, Any]:
        """撤销要用的资料。"""
        return {"notice": self.notice_id, "was": self.was, "now": self.now}


def said_in(state: Mapping[str, Any] | None) -> str:
    """一个回答当时的样子。"""
    if state is None or state["withdrawn_at"] is not None:
        return "未回"
    return CHOICE_LABELS[Choice(state["choice"])]


def may_see_reason(viewer: int, *, is_secretary: bool, reason_for: int | None, over: bool) -> bool:
    """事由只给书记看：登记时的书记都看得到，接任的书记只看得到还没有结束的（over 为假）。"""
    return is_secretary and (reason_for == viewer or not over)
