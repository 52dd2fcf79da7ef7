"""学习登记的话术。"""

from datetime import date

from core.domain.dialogue import Ack, Record, Reply

from .rules import CheckedIn, Own

MERGED = "刚才 {n} 位同志的学习已登记。个人记录请私聊发“我的打卡”。"


def checked_in(name: str, result: CheckedIn) -> Ack:
    """登记好了；群里多半只是一个表情。"""
    if result.again:
        noted = "，心得已添上" if result.noted else ""
        record = Record("补写当天心得") if result.noted else None
        return Ack(f"{name}同志，今日学习此前已登记{noted}。", record=record)
    text = f"{name}同志，今日学习已登记，积分＋{result.points}。查看发“我的打卡”。"
    return Ack(text, MERGED, record=Record(f"学习登记，积分＋{result.points}"))


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
