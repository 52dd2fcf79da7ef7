"""学习登记的话术。"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.domain.attachments import Card
from core.domain.calendar import spoken_day
from core.domain.dialogue import Ack, PastAct, Record, Reply, pages
from core.domain.ranking import FEWEST
from core.domain.scoring import signed

from .days.limits import Settings, SettingsSet
from .rules import (
    A_LEAF,
    SHORTEST_STREAK,
    CheckedIn,
    NotesEndHere,
    Own,
    OwnNote,
    Summary,
    SummarySet,
)

MERGED = "刚才 {n} 位同志的学习已登记。个人记录请私聊发“我的打卡”。"


def checked_in(name: str, result: CheckedIn) -> Ack:
    """登记好了；群里多半只是一个表情。"""
    if result.again:
        noted = "，心得已添上" if result.noted else ""
        record = Record("补写当天心得", undo=result.undo) if result.noted else None
        return Ack(f"{name}同志，今日学习此前已登记{noted}。", record=record)
    # 封顶满了、规则定为零分的，不提积分
    gained = f"，积分{signed(result.points)}" if result.points else ""
    if (day := result.backfilled) is not None:
        text = f"{name}同志，{spoken_day(day)}的学习已补登{gained}。查看发“我的打卡”。"
        done = Record(f"补登{day.month}月{day.day}日的学习{gained}", undo=result.undo)
        return Ack(text, MERGED, record=done)
    text = f"{name}同志，今日学习已登记{gained}。查看发“我的打卡”。"
    return Ack(text, MERGED, record=Record(f"学习登记{gained}", undo=result.undo))


def check_in_undone(member_id: int, day: date, points: int) -> Record:
    """登记作废了，积分退了回去；没有入过账的不提积分。"""
    taken = f"，积分{signed(-points)}" if points else ""
    return Record(f"{day.month}月{day.day}日的学习登记{taken}", about=(member_id,))


def note_undone(member_id: int) -> Record:
    """补写的那一段心得作废了。"""
    return Record("补写的心得", about=(member_id,))


def ask_which_day() -> Reply:
    """问补哪一天。"""
    return Reply("补哪一天？请回一个日子，例如“昨天”“11月20日”；不补了回“取消”。", private=True)


def not_backfilled() -> Reply:
    """不补了。"""
    return Reply("好的，没有补登。", private=True)


def own_checkins(name: str, branch: str, own: Own, today: date) -> Reply:
    """个人的登记情况，只给本人看：月历卡片，和同样数字的文字。"""
    month, lines = own.month.first.month, [f"{name}同志，您的学习登记："]
    this_month = own.month.first <= today <= own.month.last
    if this_month:
        done = today in own.days
        lines.append("今天已登记。" if done else "今天还没有登记；想登记时发“打卡”即可，自愿参加。")
    label = f"{month}月" if own.month.first.year == today.year else own.month.spoken
    if own.days:
        backfilled = f"（其中补登 {len(own.backfilled)} 天）" if own.backfilled else ""
        days = "、".join(str(day.day) for day in own.days)
        lines.append(f"{label}登记 {len(own.days)} 天{backfilled}：{days} 日。")
    elif not this_month:
        lines.append(f"{label}没有登记。")
    lines.append(f"累计登记 {own.total} 天，积分 {own.balance}。")
    if own.streak >= SHORTEST_STREAK:
        lines.append(f"到今天连续登记 {own.streak} 天（{_REST}）。")
    if own.notes:
        lines.append(f"存有心得 {own.notes} 段，查看发“我的心得”。")
    return Reply("\n".join(lines), private=True, card=_calendar(name, branch, own, today))


_REST = "休息日、节假日不算间断"


def _calendar(name: str, branch: str, own: Own, today: date) -> Card:
    """月历：每天是登记的、补登的，还是没有记；歇着的日子淡色，今天加框。"""
    month = own.month
    days = [
        {
            "day": day.day,
            "mark": "backfilled" if day in own.backfilled else "done" if day in own.days else "",
            "off": day in own.off,
            "today": day == today,
        }
        for day in month.days
    ]
    figures = [
        {"name": f"{month.first.month}月登记", "value": f"{len(own.days)} 天"},
        {"name": "累计登记", "value": f"{own.total} 天"},
        {"name": "心得", "value": f"{own.notes} 段"},
        {"name": "积分", "value": str(own.balance)},
    ]
    note = f"到今天连续登记 {own.streak} 天，{_REST}。" if own.streak >= SHORTEST_STREAK else ""
    data = {"branch": branch, "name": name, "month": month.spoken, "before": month.first.weekday(), "days": days}
    return Card("checkin/month", {**data, "figures": figures, "note": note})


def own_notes(name: str, notes: Sequence[OwnNote], page: int) -> Reply:
    """本人存的心得的一页，只给本人看。"""
    if not notes:
        return Reply(f"{name}同志，您还没有存下心得。打卡时写在后面就会存下，例如“打卡 学习党章第一章”。", private=True)
    leaves = pages("\n".join(f"{_dated(one.day)}　{one.text}" for one in notes), A_LEAF)
    if not 1 <= page <= len(leaves):
        raise NotesEndHere(pages=len(leaves), page=page)
    head = f"{name}同志，您的心得（共 {len(notes)} 段，只有您看得到）："
    more = f"第 {page} 页，共 {len(leaves)} 页" + (f"；下一页发“我的心得 {page + 1}”。" if page < len(leaves) else "。")
    return Reply("\n".join([head, leaves[page - 1], *([more] if len(leaves) > 1 else [])]), private=True)


def _dated(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def window_set(change: SettingsSet) -> Reply:
    """几点到几点可以打卡，改了。"""
    now = change.now
    text = "打卡不限时间。" if now.opens is None else f"打卡时间定为每天 {now.window}，其余时间发“打卡”不登记。"
    return _set(text, change, *(f"打卡时间 {one.window}" for one in change))


def limits_set(change: SettingsSet) -> Reply:
    """可以补几天之内的、一个月几次，改了。"""
    now = change.now
    text = f"补登定为 {now.back_days} 天之内、每月至多 {now.back_times} 次。"
    if not (now.back_days and now.back_times):
        text = "补登现在不开放。"
    return _set(text, change, *(f"补登 {one.back_days} 天之内、每月 {one.back_times} 次" for one in change))


def _set(text: str, change: SettingsSet, before: str, after: str) -> Reply:
    undo = {"was": _settings(change.was), "now": _settings(change.now)}
    return Reply(text, record=Record("设置学习登记", before, after, undo=undo))


def settings_undone(act: PastAct) -> Record:
    """设置还原了。"""
    return Record(f"{act.after} → {act.before}", act.after, act.before)


def _settings(settings: Settings) -> list[Any]:
    return [None if one is None else one.isoformat() for one in settings[:2]] + [*settings[2:]]


def count_today(count: int) -> Reply:
    """只有一个数字。"""
    return Reply(f"今天已有 {count} 位同志登记学习。" if count else "今天还没有学习登记。")


def summary_set(change: SummarySet) -> Reply:
    """小结的钟点定了，或开了、关了。"""
    at = f"{change.now.at:%H:%M}"
    text = f"每日学习小结已打开，每天 {at} 在群里说一句当天登记的人数，不列姓名。关闭请发“小结 关”。"
    if not change.now.enabled:
        text = f"每日学习小结现在是关着的，钟点为 {at}。打开请发“小结 开”。"
    undo = {"was": _kept(change.was), "now": _kept(change.now)}
    return Reply(text, record=Record("设置每日学习小结", _state(change.was), _state(change.now), undo=undo))


def summary_undone(act: PastAct) -> Record:
    """小结还原了。"""
    return Record(f"每日学习小结：{act.after} → {act.before}", act.after, act.before)


def _state(summary: Summary) -> str:
    return f"{'开' if summary.enabled else '关'}，{summary.at:%H:%M}"


def _kept(summary: Summary) -> list[Any]:
    return [summary.at.isoformat(), summary.enabled]


def daily_summary(branch: str, day: date, count: int) -> Reply | None:
    """只有一个数字；没有人登记就不说，人太少不写人次。"""
    if not count:
        return None
    people = f"{count} 位同志登记了学习" if count >= FEWEST else "今天有同志登记了学习"
    return Reply(f"【{branch}】{spoken_day(day)}学习小结：{people}。自愿参加。")
