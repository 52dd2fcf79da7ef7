"""分寸的话术。"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from core.domain.calendar import spoken_day
from core.domain.dialogue import Ack, PastAct, Record, Reply
from core.domain.holidays import Arrangement, is_known
from core.domain.manners import Manners, mask, spoken_hours, spoken_quiet

from .rules import RECORD_DAYS, Quiet, Sent

NO_CHANGE = "未作任何改动。"
R = TypeVar("R", Reply, Ack)


def undoable(answer: R, was: Mapping[str, Any], now: Mapping[str, Any]) -> R:
    """留下撤销要用的资料：改前、改后。"""
    if answer.record is None:
        return answer
    return replace(answer, record=replace(answer.record, undo={"was": dict(was), "now": dict(now)}))


def undone(act: PastAct) -> Record:
    """还原了。"""
    return Record(f"{act.summary}，改回原来的", act.after, act.before)


def quiet_set(before: Manners, quiet: Quiet) -> Reply:
    """安静时段定了。"""
    after = spoken_hours(*quiet)
    text = f"安静时段：{spoken_quiet(before)} → {after}。"
    text += "法定节假日仍不打扰。" if quiet.start == quiet.end else "这段时间助手不主动说话，答复照常。"
    return Reply(text, record=Record("设置安静时段", spoken_quiet(before), after))


def limit_set(before: Manners, limit: int) -> Reply:
    """一天几句定了。"""
    text = f"推送上限：每天 {before.limit} 句 → {limit} 句。"
    text += "最后一句留作汇总，多出来的并在里面。" if limit else "群里不再主动说话，支委当日确认的通知和紧急通知除外。"
    return Reply(text, record=Record("设置推送上限", f"{before.limit} 句", f"{limit} 句"))


def settings(manners: Manners, said: int, today: date) -> Reply:
    """现在怎么设的。"""
    rest = "多出来的并入当天的一条汇总" if manners.limit else "群里只发支委当日确认的通知和紧急通知"
    lines = [
        f"主动说话：{'开着' if manners.active else '已关闭，发“开启机器人”打开'}。",
        f"安静时段：{spoken_quiet(manners)}；法定节假日不打扰。",
        f"推送上限：每天 {manners.limit} 句，今天已说 {said} 句；{rest}。",
    ]
    for year in (today.year, today.year + 1):
        noticed = any(day.year == year for day in manners.notices)
        source = "已按支委确认的通知" if noticed else "已知" if is_known(year) else "还不知道，发“节假日”贴上年度通知"
        lines.append(f"{year} 年放假安排：{source}。")
    return Reply("\n".join(lines), private=True)


def switched(*, active: bool, changed: bool) -> Reply:
    """开了或关了。"""
    if not changed:
        return Reply(f"本来就是{'开着' if active else '关着'}的，{NO_CHANGE}", private=True)
    if active:
        return Reply("助手已开启，到时候该说的照常说。", record=Record("开启机器人", "关", "开"))
    text = "助手已关闭：不再主动说话，到时候的推送也不补。大家发的口令照常办。打开请发“开启机器人”。"
    return Reply(text, record=Record("关闭机器人", "开", "关"))


def holidays_preview(arrangement: Arrangement) -> Reply:
    """看懂的放假安排，确认之前什么都不改。"""
    off, working = _runs(arrangement.off), _runs(arrangement.working)
    lines = [f"{arrangement.year} 年放假 {len(arrangement.off)} 天：{off}。"]
    lines.append(f"调休上班 {len(arrangement.working)} 天：{working}。" if working else "没有调休上班的日子。")
    lines.append("这些日子照此办理请发“确认”，不对请发“取消”。现在还没有改动。")
    return Reply("\n".join(lines), private=True)


def _runs(days: Sequence[date]) -> str:
    """连着的日子写成一段。"""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_day(run[0]) if len(run) == 1 else f"{_day(run[0])}—{_day(run[-1])}" for run in runs)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def holidays_kept(arrangement: Arrangement) -> Reply:
    """放假安排记下了。"""
    off, working = len(arrangement.off), len(arrangement.working)
    text = f"{arrangement.year} 年的放假安排已记下：放假 {off} 天，调休上班 {working} 天。"
    return Reply(text, private=True, record=Record(f"确认 {arrangement.year} 年放假安排"))


def cancelled() -> Reply:
    """看过预览，不要了。"""
    return Reply(f"已取消，{NO_CHANGE}", private=True)


def ask_for_arrangement() -> Reply:
    """请贴通知。"""
    text = "请把国务院办公厅的年度放假通知贴在“节假日”后面一起发，例如：节假日 一、元旦：1月1日至3日放假，共3天。……"
    return Reply(f"{text}先给您看看懂了哪些，确认以后才生效。", private=True)


def push_record(rows: list[Sent]) -> Reply:
    """推送记录。"""
    if not rows:
        return Reply(f"最近 {RECORD_DAYS} 天没有主动说过什么。", private=True)
    lines = [f"最近 {RECORD_DAYS} 天主动说的（新的在前）："]
    lines += [f"{_moment(row.at)} {row.title}{_times(row)}：{row.fate}{_why(row)}" for row in rows]
    return Reply("\n".join(lines), private=True)


def _times(row: Sent) -> str:
    return f" {row.times} 件" if row.times > 1 else ""


def _why(row: Sent) -> str:
    return f"（{row.reason}）" if row.reason else ""


def _moment(at: datetime) -> str:
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def urgent_preview(text: str, quiet: str) -> Reply:
    """紧急的一句，确认之前不发。"""
    lines = ["将在群里马上发出：", urgent(text), f"不等安静时段（{quiet}），不计入推送上限，记入操作日志。"]
    return Reply("\n".join([*lines, "发出请发“确认紧急”，不发请发“取消”。"]), private=True)


def confirm_in_full() -> Reply:
    """光说“确认”，紧急的一句不发。"""
    return Reply("紧急的一句还没有发。马上发到群里请发“确认紧急”，不发请发“取消”。", private=True)


def urgent(text: str) -> str:
    """紧急的一句在群里的样子；身份证号、银行卡号不出现在群里，预览里就看得见是这样。"""
    return f"【紧急】{mask(text)}"


def urgent_sent(text: str, *, muted: bool) -> Reply:
    """确认了，这就发；正被禁言的，解除了才发得出去。"""
    said = "已确认。本群或助手正被禁言，一解除就发；等不及的请另行告知。" if muted else "已确认，这就发到群里。"
    return Reply(said, private=True, record=Record(f"发紧急通知：{mask(text)}", after=mask(text)))


def wished(words: str, summary: str) -> Ack:
    """本人的意愿记下了。"""
    return Ack(f"已记下：{words}", detail=f"已记下：{words}查看发“我的设置”。", record=Record(summary))


def own_settings(*, mention: str, reminder: str, ranking: str) -> Reply:
    """本人的意愿。"""
    lines = ["您的设置：", f"群里 @ 您：{mention}。", f"私聊提醒：{reminder}。", f"参加排名：{ranking}。"]
    lines.append("可以发：别@我、可以@我；不要私聊提醒、免打扰到周五、恢复提醒；不参加排名、参加排名。")
    return Reply("\n".join(lines), private=True)


def until(day: date) -> str:
    """「到11月27日（周五）为止」。"""
    return f"到{spoken_day(day)}为止"
