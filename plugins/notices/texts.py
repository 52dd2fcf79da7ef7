"""通知的话术。"""

from datetime import datetime

from core.domain.calendar import Doubt
from core.domain.dialogue import Record, Reply
from core.domain.notice_words import Shown, brief, details, not_told, spoken_moment
from core.domain.notices import NOTICE_LABELS, Wanted

from .rules import NOT_SENT, Preview, Sent, Whom, question

_WANTED = {Wanted.ACK: "收到", Wanted.ATTENDANCE: "参加或请假", Wanted.SIGN_UP: "自愿报名"}
HELP = "要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。"


def ask_time(doubt: Doubt, at: datetime | None) -> Reply:
    """时间问回去。"""
    return Reply(question(doubt, at), private=True)


def preview(made: Preview) -> Reply:
    """预览，确认之前什么也不发。"""
    one, confirm = made.one, "确认紧急" if made.one.urgent else "确认"
    lines = [f"{'紧急通知' if one.urgent else '通知'}预览（{NOT_SENT[:-1]}）：", f"类别：{_kind(one)}"]
    if one.title == "通知":
        lines.append(f"正文：{one.body}")
    else:
        lines += details(one)
    if one.meets and one.starts_at is not None and not one.place:
        lines.append("地点：未写（可直接补一句，也可照发）")
    lines += [f"范围：{_whom(made.to)}", f"回执：{_WANTED[one.wanted]}{f'，限 {one.most} 人' if one.most else ''}"]
    lines.append(f"发到：{_where(made)}")
    if made.masked:
        lines.append("提示：内有证件号或银行卡号，中间几位已遮住，发出去的也是这样。")
    lines += [f"提示：{one}。" for one in made.warnings]
    return Reply("\n".join([*lines, f"发出请发“{confirm}”，不发请发“取消”。{HELP}"]), private=True)


def _kind(one: Shown) -> str:
    label = NOTICE_LABELS[one.kind]
    if one.title in {label, "通知"}:
        return "一般通知" if one.title == "通知" else label
    return one.title


def _whom(to: Whom) -> str:
    words = f"{to.whom}，{to.size} 位"
    if to.in_group:
        return words + (f"（其中 {to.outside} 位不在群里）" if to.outside else "")
    return words + (f"（其中 {len(to.unable)} 位私下送不到：{'、'.join(to.unable)}）" if to.unable else "")


def _where(made: Preview) -> str:
    if not made.to.in_group:
        return "逐人私下，不在群里说"
    if made.one.urgent:
        return "群里，马上发，不等安静时段，不计入每天几条，记入操作日志"
    return "群里一条，当日确认的不计入每天几条"


def unclear() -> Reply:
    """等着确认的时候说了别的。"""
    return Reply(f"没有看懂，通知{NOT_SENT}发出请发“确认”（紧急的发“确认紧急”），不发请发“取消”。{HELP}", private=True)


def cancelled() -> Reply:
    """不发了。"""
    return Reply("已取消，没有发。", private=True)


def sent(made: Sent) -> Reply:
    """确认了。"""
    one, to = made.one, made.to
    when = f"，{spoken_moment(made.held)}安静时段过后发出" if made.held else "，这就发出"
    lines = [f"{one.ref} 已确认{when}。"]
    if not to.in_group:
        lines = [f"{one.ref} 已确认，逐人私下告知 {to.size - len(to.unable)} 位{when[1:] and when}。"]
        lines += [not_told(one, to.unable)] if to.unable else []
    more = f"看这份通知发“{one.ref}”，" + (f"日历文件发“{one.ref} 日历”，" if one.starts_at else "")
    lines.append(f"{more}发错了发“撤销”。")
    name = "紧急通知" if one.urgent else "通知"
    record = Record(f"发出{name} {one.ref}（{to.whom}）", after=brief(one), undo={"number": one.number})
    return Reply("\n".join(lines), private=True, record=record)


def undone(one: Shown, *, corrected: bool) -> Record:
    """撤回了。"""
    return Record(f"撤回通知 {one.ref}" + ("，已发更正" if corrected else "，还没有发出的不再发"), before=brief(one))
