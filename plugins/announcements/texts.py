"""周报的话术和卡片：文字至多二百字，卡片上是同样的数。"""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from core.domain import collective, ranking
from core.domain.announcing import Form
from core.domain.attachments import Card
from core.domain.calendar import WEEKDAYS, Period, spoken_day
from core.domain.collective import FOOT, Overview, spoken_days
from core.domain.dialogue import PastAct, Record, Reply

from .rules import LONGEST, Change, Collected, Preview, Report, Upcoming, Weekly, spoken_moment

NO_LISTING = "不愿列名请发“不参加排名”"
HEADING = "本周较为积极的同志"
_FORMS = {Form.RANKING: "榜单", Form.SUMMARY: "汇总"}
_NAMED = {Period.WEEK: "周报", Period.MONTH: "月报", Period.QUARTER: "季报"}
_QUARTERS = "一二三四"
_MOST_NAMED = 5


def announcement(report: Report) -> Reply:
    """公布的一期；什么记录都没有的，只私下告诉书记。"""
    if report.seen.figures.is_empty:
        days = spoken_days(report.start, report.end)
        return Reply(f"{days}没有学习登记、答题等记录，{_NAMED[report.period]}没有发到群里。", private=True)
    fitted = _fitted(report)
    return Reply(_words(fitted), card=_card(fitted))


def _fitted(report: Report) -> Report:
    """写不下二百字的，从后面一组一组少列几位，再不行就不写答错较多的。"""
    while len(_words(report)) > LONGEST and report.seen.places:
        shorter = Overview(report.seen.figures, report.seen.places[:-1])
        report = report._replace(seen=shorter)
    return report if len(_words(report)) <= LONGEST else report._replace(missed="")


def _words(report: Report) -> str:
    head = f"【{report.branch}】{_title(report)}（{spoken_days(report.start, report.end)}）"
    figures = f"{collective.spoken(report.seen.figures)}。"
    if report.form is Form.SUMMARY:
        return f"{head} {figures}{_missed(report)}个人情况请私聊发“我的积分”。"
    places = report.seen.places
    lines = [head, figures, *([f"{HEADING}：{ranking.spoken(places)}。"] if places else [])]
    return "\n".join([*lines, f"感谢各位同志。{FOOT}{f'；{NO_LISTING}' if places else ''}。"])


def _title(report: Report) -> str:
    match report.period:
        case Period.MONTH:
            return f"{report.start.month}月学习情况"
        case Period.QUARTER:
            return f"第{_QUARTERS[(report.start.month - 1) // 3]}季度学习情况"
        case _:
            return "一周学习情况"


def _card(report: Report) -> Card:
    days = f"{report.start.year}年{spoken_days(report.start, report.end)}"
    data = {"title": _title(report), "branch": report.branch, "range": days, "missed": _missed(report)}
    return Card("announcements/weekly", data | report.seen.shown(HEADING))


def _missed(report: Report) -> str:
    return f"答错较多的是{report.missed}，本周再学一次。" if report.missed else ""


def preview(seen: Preview) -> Reply:
    """支委私下看：下一次要公布的，到此刻会是什么样。"""
    due, lines = seen.upcoming, ["【预览】现在还没有发到群里。"]
    if not seen.weekly.on:
        lines[0] = "【预览】周报现在是关闭的，发“周报 榜单”或“周报 汇总”打开。"
    elif due is not None and seen.cancelled:
        lines.append(f"{spoken_moment(due.at)} 这一次已经定了不发。")
    elif due is not None:
        lines.append(f"定于{spoken_moment(due.at)} 公布{spoken_days(due.start, due.end)}的情况，下面是到此刻的样子。")
    lines.append(f"形式：{_FORMS[seen.weekly.form]}{'' if seen.weekly.decided else '（默认，未决定）'}。")
    if seen.report.seen.figures.is_empty:
        return Reply("\n".join([*lines, "这一周到此刻还没有记录；到时候仍没有，就不发。"]), private=True)
    fitted = _fitted(seen.report)
    return Reply("\n".join([*lines, "", _words(fitted)]), private=True, card=_card(fitted))


def so_far(report: Report, *, on: bool) -> Reply:
    """本月、本季度至今的集体数字，支委私下看。"""
    name = _NAMED[report.period]
    state = f"{name}现在每期第一天 9:00 发到群里，不发请发“{name} 关”。"
    if not on:
        state = f"{name}现在不发到群里，要发请发“{name} 开”。"
    if report.seen.figures.is_empty:
        days = spoken_days(report.start, report.end)
        return Reply(f"{_title(report)}（{days}）：到此刻还没有记录。\n{state}", private=True)
    return Reply(f"【预览】到此刻的样子，只有集体数字。{state}\n\n{_words(report)}", private=True, card=_card(report))


def changed(change: Change, *, private: bool = False) -> Reply:
    """周报的形式、时间、开关定了。"""
    if not change.now.on:
        text = "周报已关闭，不再公布。打开请发“周报 榜单”或“周报 汇总”。"
    else:
        when = f"每周{WEEKDAYS[change.now.weekday]} {_clock(change.now.at)}"
        text = f"周报：{_FORMS[change.now.form]}，{when} 公布上一周的情况。"
        text += f"下一次{_next(change.upcoming)}。" if change.upcoming else ""
    undo = {"was": change.was.kept(), "now": change.now.kept()}
    same_form = change.was[:3] == change.now[:3]
    record = Record(
        "设置周报时间" if same_form else "设置周报形式（支部的决定）", _state(change.was), _state(change.now), undo=undo
    )
    return Reply(text, private=private, record=record)


def _next(due: Upcoming) -> str:
    return f"{spoken_moment(due.at)}，公布{spoken_days(due.start, due.end)}的"


def _state(weekly: Weekly) -> str:
    """「榜单（默认，未决定），周一 9:00」「关闭」。"""
    form = f"{_FORMS[weekly.form]}{'' if weekly.decided else '（默认，未决定）'}"
    return f"{form if weekly.on else '关闭'}，周{WEEKDAYS[weekly.weekday]} {_clock(weekly.at)}"


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def undone(act: PastAct) -> Record:
    """还原了。"""
    return Record(f"{act.summary}，{act.after} → {act.before}", act.after, act.before)


def skipped(due: Upcoming) -> Reply:
    """下一次不发，写明是哪天。"""
    days = spoken_days(due.start, due.end)
    text = f"已记下：{spoken_moment(due.at)} 的周报（{days}）不发，以后照常。改主意请发“撤销”。"
    record = Record(
        f"{spoken_day(due.at.date())}的周报不发", undo={"start": due.start.isoformat(), "at": due.at.isoformat()}
    )
    return Reply(text, record=record)


def unskipped(act: PastAct, start: date) -> Record:
    """又照发了。"""
    return Record(f"{act.summary}，改为照发（{start.month}月{start.day}日起一周）")


def collected(wanted: Collected, *, was: bool) -> Reply:
    """月报、季报开了或关了。"""
    name = _NAMED[wanted.period]
    day = "每月1日" if wanted.period is Period.MONTH else "每季度第一天"
    text = f"{name}已打开，{day} 9:00（遇法定节假日顺延）公布上一期的集体数字，不列姓名。关闭请发“{name} 关”。"
    if not wanted.on:
        text = f"{name}已关闭，不发到群里；发“{name}”随时可以私下看。"
    undo = {"period": wanted.period.value, "was": was, "now": wanted.on}
    return Reply(text, record=Record(f"设置{name}", _on(was), _on(wanted.on), undo=undo))


def _on(on: Any) -> str:
    return "开" if on else "关"


def collected_of(kept: Mapping[str, Any]) -> tuple[Collected, bool]:
    """撤销资料里的：改成了什么，改前开着没有。"""
    return Collected(Period(kept["period"]), kept["now"]), kept["was"]


def reminder(due: Upcoming, names: Sequence[str]) -> str:
    """公布之前告诉书记：群里还有待核对的。"""
    shown = "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
    text = f"{spoken_moment(due.at)} 将在群里公布{spoken_days(due.start, due.end)}的学习情况，"
    return f"{text}而群里还有 {len(names)} 位待核对：{shown}。请先核对（发“花名册”查看）；这一次不公布请发“本周不发”。"
