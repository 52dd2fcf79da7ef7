"""学习资料的话术。"""

from collections.abc import Sequence

from core.domain.dialogue import Record, Reply
from core.domain.studying import VOLUNTARY

from .rules import PER_PAGE

_SHOWN = 30


def added(number: int, text: str) -> Reply:
    """存好了。"""
    words = f"已存为第 {number} 条学习资料：{_short(text)}。要每天推送，发“每天8点推送学习”；存错了发“撤销”。"
    return Reply(words, record=Record(f"存学习资料第 {number} 条：{_short(text)}", undo={"number": number}))


def deleted(number: int, text: str) -> Reply:
    """删掉了。"""
    record = Record(f"删除学习资料第 {number} 条：{_short(text)}", undo={"number": number})
    return Reply(f"已删除第 {number} 条学习资料。要找回发“撤销”。", record=record)


def listed(rows: Sequence[tuple[int, str, int]], page: int) -> Reply:
    """一页资料；rows 是（编号、文字、群里用过几遍）。"""
    if not rows:
        return Reply("还没有存学习资料。发“学习资料 标题和链接”存一条。")
    start = (page - 1) * PER_PAGE
    shown = rows[start : start + PER_PAGE] or rows[-PER_PAGE:]
    lines = [f"学习资料共 {len(rows)} 条："]
    lines += [f"{number}. {_short(text)}（{_used(rounds)}）" for number, text, rounds in shown]
    if len(rows) > PER_PAGE:
        lines.append(f"每页 {PER_PAGE} 条，看后面的发“学习资料列表 {page + 1}”。")
    return Reply("\n".join(lines))


def one(text: str) -> Reply:
    """自己学一条。"""
    return Reply(f"{text}\n{VOLUNTARY}再看一条发“学一条”。", private=True)


def pushed(number: int) -> Reply:
    """这就发到群里。"""
    return Reply(f"第 {number} 条学习资料这就发到群里。", private=True, record=Record(f"推送学习资料第 {number} 条"))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_SHOWN]}…" if len(line) > _SHOWN else line


def subscribed(*, wanted: bool, changed: bool) -> Reply:
    """订阅或退订了。"""
    now = "群里推送学习时，私下也给您一份。不要了发“退订”。" if wanted else "不再私下给您推送学习；群里的照常。"
    if not changed:
        return Reply(f"本来就是这样：{now}", private=True)
    summary = "订阅学习推送" if wanted else "退订学习推送"
    return Reply(
        f"已{'订阅' if wanted else '退订'}：{now}", private=True, record=Record(summary, undo={"was": not wanted})
    )


def undone(summary: str) -> Record:
    """还原了。"""
    return Record(summary)


def _used(rounds: int) -> str:
    return f"用过 {rounds} 遍" if rounds else "还没用过"
