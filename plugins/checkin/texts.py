"""学习登记的话术。"""

from datetime import date
from typing import Any

from core.domain.calendar import spoken_day
from core.domain.dialogue import Ack, PastAct, Record, Reply

from .rules import FEWEST, CheckedIn, Own, Summary, SummarySet

MERGED = "刚才 {n} 位同志的学习已登记。个人记录请私聊发“我的打卡”。"


def checked_in(name: str, result: CheckedIn) -> Ack:
    """登记好了；群里多半只是一个表情。"""
    if result.again:
        noted = "，心得已添上" if result.noted else ""
        record = Record("补写当天心得", undo=result.undo) if result.noted else None
        return Ack(f"{name}同志，今日学习此前已登记{noted}。", record=record)
    text = f"{name}同志，今日学习已登记，积分＋{result.points}。查看发“我的打卡”。"
    return Ack(text, MERGED, record=Record(f"学习登记，积分＋{result.points}", undo=result.undo))


def check_in_undone(member_id: int, day: date, points: int) -> Record:
    """登记作废了，积分退了回去。"""
    return Record(f"{day.month}月{day.day}日的学习登记，积分－{points}", about=(member_id,))


def note_undone(member_id: int) -> Record:
    """补写的那一段心得作废了。"""
    return Record("补写的心得", about=(member_id,))


def own_checkins(name: str, own: Own, today: date) -> Reply:
    """个人的登记情况，只给本人看。"""
    lines = [f"{name}同志，您的学习登记："]
    lines.append("今天已登记。" if own.today else "今天还没有登记；想登记时发“打卡”即可，自愿参加。")
    if own.month:
        days = "、".join(str(day.day) for day in own.month)
        lines.append(f"{today.month}月登记 {len(own.month)} 天：{days} 日。")
    lines.append(f"累计登记 {own.days} 天，积分 {own.balance}。")
    return Reply("\n".join(lines), private=True)


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
