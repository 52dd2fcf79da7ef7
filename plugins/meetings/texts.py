"""会议变更、会前提醒、查会议的话术。"""

from collections.abc import Sequence
from typing import Any

from core.domain.dialogue import Record, Reply
from core.domain.notice_words import Shown, brief, spoken_moment
from core.domain.notices import Choice
from core.domain.receipts import CHOICE_LABELS

from .rules import MOST_SHOWN, Changed, Effect

HOW = "可以发：会议改到周四10:00、会议推迟半小时、会议换到二楼会议室、取消会议。"


def which(found: Sequence[Shown]) -> Reply:
    """待开的不止一次，问是哪一次。"""
    lines = ["待开的会议有几次，请发编号选一次，不改请发“取消”："]
    return Reply("\n".join([*lines, *(f"{one.ref} {brief(one)}" for one in found)]), private=True)


def preview(effect: Effect) -> Reply:
    """改之前的预览。"""
    was, now = effect.was, effect.now
    if effect.cancel:
        lines = ["取消会议预览（还没有取消）：", f"{was.ref} {brief(was)}"]
    else:
        lines = ["会议变更预览（还没有改）：", f"{was.ref} {was.title}", _pair("时间", _at(was), _at(now))]
        lines.append(_pair("地点", was.place or "未写", now.place or "未写"))
    where = "群里一条" if effect.public else f"逐人私下，{effect.people} 位"
    again = f"；已回复的 {effect.answered} 位私下再问一次" if effect.answered and not effect.cancel else ""
    lines.append(f"告知：{where}{again}。")
    return Reply("\n".join([*lines, "照此办理请发“确认”，不改请发“取消”。"]), private=True)


def _pair(name: str, was: str, now: str) -> str:
    return f"{name}：{was}（不变）" if was == now else f"{name}：{was} → {now}"


def _at(one: Shown) -> str:
    return spoken_moment(one.starts_at) if one.starts_at else "未定"


def kept() -> Reply:
    """不改了。"""
    return Reply("已取消，会议没有改动。", private=True)


def changed(effect: Effect, done: Changed, was: dict[str, Any]) -> Reply:
    """改好了。"""
    now = effect.now
    if effect.cancel:
        text, summary, after = f"{now.ref} 已取消，正在告知。", f"取消会议 {now.ref}", None
    else:
        text = f"{now.ref} 已改为{_at(now)}{f'，地点{now.place}' if now.place else ''}，正在告知；会前提醒已随之改期。"
        summary, after = f"更改会议 {now.ref}", _state(now)
    undo = {"number": done.number, "version": done.version + 1, "was": was}
    return Reply(f"{text}改错了发“撤销”。", private=True, record=Record(summary, _state(effect.was), after, undo=undo))


def _state(one: Shown) -> str:
    return f"{brief(one)}{f'，{one.place}' if one.place else ''}"


def change_notice(effect: Effect) -> str:
    """告知大家：改了，或取消了。"""
    was, now = effect.was, effect.now
    if effect.cancel:
        return f"【会议取消 {now.ref}】原定{_at(was)}的{was.title}取消。"
    lines = [f"【会议变更 {now.ref}】{now.title}"]
    lines.append(f"时间：{_at(now)}" if was.starts_at == now.starts_at else f"时间改为：{_at(now)}（原定{_at(was)}）")
    if now.place:
        lines.append(f"地点：{now.place}" if was.place == now.place else f"地点改为：{now.place}")
    return "\n".join([*lines, "先前的回复仍然有效，情况有变请再回“参加”或“请假”。"])


def again(effect: Effect, choice: str) -> str:
    """已经回过话的，私下再问一次。"""
    now, place = effect.now, f"，地点{effect.now.place}" if effect.now.place else ""
    words = CHOICE_LABELS[Choice(choice)]
    head = f"{now.title}（{now.ref}）改为{_at(now)}{place}。您先前回的是“{words}”，仍有效；"
    return f"{head}有变请回“参加”或“请假”。"


def put_back(now: Shown) -> str:
    """变更撤回了。"""
    return (
        f"【更正 {now.ref}】刚才的变更撤回：{now.title}仍在{_at(now)}召开{f'，地点{now.place}' if now.place else ''}。"
    )


def undone(now: Shown, before: str | None) -> Record:
    """还原了。"""
    return Record(f"撤回会议 {now.ref} 的变更", before, _state(now))


def how_to_change(found: Sequence[Shown]) -> Reply:
    """怎样改。"""
    if not found:
        return Reply("现在没有待开的会议。一般通知发错了，请发“撤销”，再重新发一份。", private=True)
    lines = ["待开的会议：", *(f"{one.ref} {_state(one)}" for one in found), HOW]
    return Reply(
        "\n".join([*lines, f"也可以指明是哪一次：{found[0].ref} 改到周四10:00、{found[0].ref} 取消。"]), private=True
    )


def next_one(one: Shown | None, *, private: bool) -> Reply:
    """下次会议。"""
    if one is None:
        return Reply("现在没有待开的会议。")
    place = f"，地点：{one.place}" if one.place else "，地点还没有写"
    return Reply(f"下次会议：{brief(one)}{place}。详情私聊发“{one.ref}”。", private=private)


def listed(found: Sequence[tuple[Shown, str | None]]) -> Reply:
    """待开的各次，带上本人怎么回的，只私下说。"""
    if not found:
        return Reply("现在没有待开的会议。")
    lines = ["待开的会议："]
    for one, choice in found[:MOST_SHOWN]:
        own = f"（您回复的是“{CHOICE_LABELS[Choice(choice)]}”）" if choice else ""
        lines.append(f"{one.ref} {_state(one)}{own}")
    return Reply("\n".join([*lines, "详情私聊发编号，如“N1”；日历文件发“N1 日历”。"]), private=True)
