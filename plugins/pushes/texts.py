"""定时推送的话术。"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from core.domain.calendar import spoken_day
from core.domain.dialogue import Record, Reply
from core.domain.manners import mask
from core.domain.studying import todays_study

from .rules import NO_CHANGE, Listed, Shown, Was

LOOK = "查看发“推送列表”，记错了发“撤销”。"
_WORKDAYS = "工作日"
_SHOWN = 24
"""列表里每件的内容至多写多少字。"""


def added(made: Listed, *, assumed: bool) -> Reply:
    """排上了。"""
    push, at, next_at, on_holiday = made
    lines = [f"已定下 {push.ref}：{_when(push, at)}，{_what(push)}。"]
    if assumed:
        lines.append(f"没有写几点，按 {at:%H:%M}；要改发“修改 {push.ref} 时间 8:30”。")
    if next_at is not None and not push.once:
        lines.append(f"下一次：{spoken_day(next_at.date())}{next_at:%H:%M}。")
    if push.once and on_holiday:
        lines.append(f"那天是法定节假日，照平常不发；要照发，发“{push.ref} 节假日照发”。")
    if not push.workdays and not push.once:
        lines.append(f"法定节假日不发；要照发，发“{push.ref} 节假日照发”。")
    lines.append(LOOK)
    summary = f"定时推送 {push.ref}：{_when(push, at)}，{_what(push)}"
    return Reply("\n".join(lines), record=Record(summary, undo={"ref": push.ref}))


def listed(rows: Sequence[Listed]) -> Reply:
    """各件。"""
    if not rows:
        return Reply("还没有定时推送。要定一件，发例如“每周一9点发 理论学习安排”“每天8点推送学习”。")
    lines = ["定时推送："]
    for push, at, next_at, on_holiday in rows:
        state = _next(next_at) if next_at else "已暂停"
        off = "，逢节假日不发" if next_at and on_holiday and not push.on_holidays else ""
        lines.append(f"{push.ref} {_when(push, at)}，{_what(push, short=True)}（{state}{off}）")
    ref = rows[-1][0].ref
    can = f"暂停 {ref}、恢复 {ref}、修改 {ref} 时间 9:00、{ref} 节假日照发、{ref} 周末不发、删除 {ref}"
    lines.append(f"可以发：{can}。")
    return Reply("\n".join(lines))


def _next(next_at: datetime) -> str:
    return f"下一次 {next_at.month}月{next_at.day}日 {next_at:%H:%M}"


def turned(pushes: Sequence[Shown], *, enabled: bool) -> Reply:
    """暂停或恢复了。"""
    verb, already = ("恢复", "本来就开着") if enabled else ("暂停", "本来就停着")
    if not pushes:
        return Reply(f"{already}，{NO_CHANGE}")
    refs = "、".join(push.ref for push in pushes)
    text = f"已{verb} {refs}。" + ("" if enabled else f"要接着发，发“恢复 {pushes[0].ref}”或“恢复推送”。")
    undo = {"refs": [push.ref for push in pushes], "enabled": enabled}
    return Reply(text, record=Record(f"{verb}定时推送 {refs}", undo=undo))


def time_changed(was: dict[str, Any], now: dict[str, Any], made: Listed) -> Reply:
    """钟点改了；was、now 是改前改后怎么排的。"""
    push, at, next_at, _ = made
    before, after = f"{int(was['hour']):02}:{int(was['minute']):02}", f"{at:%H:%M}"
    text = f"{push.ref} 已改到{push.spoken} {after}" + (f"，{_next(next_at)}。" if next_at else "。")
    undo = {"ref": push.ref, "was": was, "now": now}
    return Reply(text, record=Record(f"改定时推送 {push.ref} 的时间", before, after, undo=undo))


def holidays_set(push: Shown, *, was: bool) -> Reply:
    """节假日发不发。"""
    after = "照发" if push.on_holidays else "不发"
    if was == push.on_holidays:
        return Reply(f"{push.ref} 本来就是法定节假日{after}，{NO_CHANGE}")
    extra = "只在工作日发的，周末和节假日仍不发。" if push.workdays and push.on_holidays else ""
    record = Record(
        f"{push.ref} 节假日{after}", "照发" if was else "不发", after, undo={"ref": push.ref, "holidays": was}
    )
    return Reply(f"{push.ref} 以后法定节假日{after}。{extra}", record=record)


def weekends_set(push: Shown, *, was: bool) -> Reply:
    """周末发不发。"""
    now = not push.workdays
    after = "照发" if now else "不发"
    if was == now:
        return Reply(f"{push.ref} 本来就是周末{after}，{NO_CHANGE}")
    extra = "" if now else "只在工作日发，调休上班的周末照发。"
    record = Record(
        f"{push.ref} 周末{after}", "照发" if was else "不发", after, undo={"ref": push.ref, "weekends": was}
    )
    return Reply(f"{push.ref} 以后周末{after}。{extra}", record=record)


def deleted(push: Shown, was: Was | None) -> Reply:
    """删掉了；was 是原来怎么排的。"""
    summary = f"删除定时推送 {push.ref}（{push.spoken}，{_what(push, short=True)}）"
    undo = {"ref": push.ref, "was": was._asdict() if was else None}
    return Reply(f"已删除 {push.ref}。要找回发“撤销”。", record=Record(summary, undo=undo))


def undone(summary: str) -> Record:
    """还原了。"""
    return Record(summary)


def push(branch: str, day: date, item: str | None, text: str) -> Reply:
    """到点在群里说的。"""
    if item is not None:
        return Reply(todays_study(branch, day, item))
    return Reply(mask(text))


def _when(push: Shown, at: time) -> str:
    days = push.spoken
    if push.workdays and days != _WORKDAYS:
        days += "（周末不发）"
    elif days == _WORKDAYS and not push.workdays:
        days = "每天"
    return f"{days}{'' if days.endswith('）') else ' '}{at:%H:%M}"


def _what(push: Shown, *, short: bool = False) -> str:
    if push.study:
        return "推送一条学习资料"
    text = push.text.replace("\n", " ")
    if short and len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}…"
    return f"在群里说“{text}”"
