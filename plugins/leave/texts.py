"""请假的话术：登记并转告，绝不说批准；事由绝不在群里复述。"""

from collections.abc import Sequence
from datetime import date

from core.domain.calendar import spoken_day
from core.domain.dialogue import Ack, Record, Reply
from core.domain.notices import Wanted
from core.domain.receipts import Subject
from core.domain.roster import OFFICE_LABELS, Office

from .rules import Away, Taken

_NOT_TAKEN = "好的，没有登记请假。"


def taken(name: str, done: Taken, told: Office | None, *, has_reason: bool) -> Ack:
    """会议请假登记好了：群里一个表情，详情私下说。"""
    # 自愿报名的活动没有学习要点
    points = "会后经书记确认的学习要点会私下发给您。" if done.subject.wanted is Wanted.ATTENDANCE else ""
    secret = _secret(told, has_reason=has_reason)
    detail = f"{name}同志，{done.subject.words}的请假已登记{_told(told)}{secret}。{points}情况有变请发“销假”。"
    return Ack(f"{name}同志，已登记。", detail=detail, aside=detail, record=_recorded("请假", done))


def taken_before(name: str, one: Subject) -> Ack:
    """与先前登记的一样，不再转告。"""
    return Ack(f"{name}同志，已登记。", detail=f"{name}同志，{one.words}的请假此前已登记。情况有变请发“销假”。")


def away(name: str, done: Away, told: Office | None, *, has_reason: bool) -> Ack:
    """一段假登记好了。"""
    days = _days(done.first, done.last)
    detail = (
        f"{name}同志，{days}的请假已登记{_told(told)}{_secret(told, has_reason=has_reason)}。"
        "期间不算学习登记间断。情况有变请发“销假”。"
    )
    record = Record(f"请假（{days}）", undo={"leave": done.leave_id})
    return Ack(f"{name}同志，已登记。", detail=detail, aside=detail, record=record)


def ended(name: str, done: Taken, told: Office | None) -> Ack:
    """会议请假销了。"""
    detail = f"{name}同志，{done.subject.words}的请假已取消{_told(told)}。能参加请回“参加”。"
    return Ack(f"{name}同志，已登记。", detail=detail, aside=detail, record=_recorded("销假", done))


def back(name: str, told: Office | None, leave_ids: list[int]) -> Ack:
    """假销了。"""
    detail = f"{name}同志，已销假{_told(told)}。"
    record = Record("销假", undo={"ended": leave_ids})
    return Ack(f"{name}同志，已登记。", detail=detail, aside=detail, record=record)


def ask_until(name: str) -> Reply:
    """问到什么时候为止。"""
    text = f"{name}同志，现在没有发给您的会议。请假到什么时候为止？"
    return Reply(f"{text}请回一个日子或天数，例如“11月28日”“三天”；不请了回“取消”。", private=True)


def which(subjects: Sequence[Subject], verb: str) -> Reply:
    """问是哪一次会。"""
    lines = [f"{at}. {one.ref} {one.words}" for at, one in enumerate(subjects, 1)]
    return Reply("\n".join([f"您要{verb}的是哪一次？请回序号，不{verb}请回“取消”。", *lines]), private=True)


def not_taken() -> Reply:
    """不请了。"""
    return Reply(_NOT_TAKEN, private=True)


def told_of_leave(name: str, one: Subject, *, seen: bool) -> str:
    """转告书记：谁请哪一次会的假；事由不写在这里，seen 为真是收信的看得到。"""
    reason = f"事由请私聊发“请假名单 {one.ref}”查看。" if seen else ""
    return f"{name}同志请假：{one.ref} {one.words}。{reason}"


def told_of_away(name: str, first: date, last: date, *, seen: bool) -> str:
    """转告书记：谁请哪几天的假。"""
    reason = "事由请私聊发“请假名单”查看。" if seen else ""
    return f"{name}同志请假：{_days(first, last)}。{reason}"


def told_of_end(name: str, words: str) -> str:
    """转告书记：谁销假了。"""
    return f"{name}同志已销假{f'：{words}' if words else ''}。"


def told_of_undo(name: str) -> str:
    """转告书记：请假有变。"""
    return f"{name}同志撤销了刚才的请假或销假，请以“请假名单”为准。"


def undone(member_id: int, what: str) -> Record:
    """请假或销假还原了。"""
    return Record(f"“{what}”已还原", about=(member_id,))


def _recorded(what: str, done: Taken) -> Record | None:
    changed = done.changed
    if changed is None:
        return None
    return Record(f"{what} {done.subject.ref}", changed.before, changed.after, undo=changed.kept())


def _secret(told: Office | None, *, has_reason: bool) -> str:
    if not has_reason:
        return ""
    return "，事由仅书记可见" if told is Office.SECRETARY else "，事由不转告"


def _told(office: Office | None) -> str:
    return f"并转告{OFFICE_LABELS[office]}" if office is not None else ""


def _days(first: date, last: date) -> str:
    return spoken_day(first) if first == last else f"{spoken_day(first)}至{spoken_day(last)}"
