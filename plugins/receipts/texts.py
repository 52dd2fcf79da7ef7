"""收到情况的话术：名单只私下给支委看。"""

from collections.abc import Iterable, Sequence
from datetime import date

from core.domain.calendar import spoken_day
from core.domain.dialogue import Record, Reply
from core.domain.notices import Choice, Wanted
from core.domain.receipts import CHOICE_LABELS, Subject

from .rules import Absence, Answer, Reminded, Roll

_PRIVATELY = "只供支委掌握，请勿在群里点名。"


def missing(roll: Roll) -> Reply:
    """还有谁没有回。"""
    lines = [_head(roll)]
    if roll.missing:
        lines.append(f"未回 {len(roll.missing)} 人：{_names(roll.missing)}。")
        lines.append(f"私下提醒请发“悄悄提醒 {roll.subject.ref}”（每人至多一次）。{_PRIVATELY}")
    else:
        lines.append("都已回过。")
    return Reply("\n".join([*lines, *_notes(roll)]), private=True)


def status(roll: Roll) -> Reply:
    """一份通知的全部回执。"""
    lines = [_head(roll)]
    lines += [_listed(label, roll.of(choice)) for choice, label in CHOICE_LABELS.items() if roll.of(choice)]
    if roll.missing:
        lines.append(f"未回 {len(roll.missing)} 人：{_names(roll.missing)}")
    return Reply("\n".join([*lines, *_notes(roll), _PRIVATELY]), private=True)


def coming(roll: Roll) -> Reply:
    """参会、报名名单。"""
    found, one = roll.of(Choice.COMING, Choice.LATE), roll.subject
    verb = "报名" if one.wanted is Wanted.SIGN_UP else "参加"
    limit = f"（名额 {one.most} 人）" if one.most else ""
    lines = [
        f"{one.ref} {one.words}",
        f"{verb} {len(found)} 人{limit}" + (f"：{_people(found)}" if found else "") + "。",
    ]
    stale = [answer.name for answer in found if answer.stale]
    lines += [f"其中改期以后还没有再确认的：{_names(stale)}。"] if stale else []
    return Reply("\n".join(lines), private=True)


def leave(rolls: Sequence[Roll], absences: Sequence[Absence], *, sees: bool) -> Reply:
    """请假名单；事由只有书记看得到。"""
    lines = [line for roll in rolls for line in _on_leave(roll, sees=sees)]
    if absences:
        lines.append("登记着的请假：")
        lines += [f"{one.name}　{_days(one.first, one.last)}{_why(one.reason)}" for one in absences]
    if not lines:
        return Reply("现在没有登记着的请假。", private=True)
    return Reply("\n".join([*lines, *([] if sees else ["事由仅书记可见。"])]), private=True)


def reminder(name: str, one: Subject, today: date) -> tuple[str, str, str]:
    """私下提醒的一条：推送记录里的名目，整条的话，并在别的提醒后面的一句。"""
    matter = _matter(one, today)
    text = f"{name}同志，您好。{matter}，如有不便可直接联系书记。不想收到提醒请发“别提醒我”。"
    return f"提醒 {one.ref}（{name}）", text, f"另：{matter}。"


def reminded(done: Reminded) -> Reply:
    """提醒的结果，只私下说。"""
    one, lines = done.subject, list[str]()
    if done.now:
        lines.append(f"{one.ref} 已私下提醒 {len(done.now)} 人，安静时段和节假日里的过后再发。")
    if done.later:
        lines.append(f"今天已收过别的提醒、改在明天的：{_names(done.later)}。")
    if done.too_late:
        lines.append(f"今天已收过别的提醒、等到明天就晚了、请电话联系的：{_names(done.too_late)}。")
    if done.before:
        lines.append(f"此前提醒过、不再重复的 {len(done.before)} 人。")
    if done.refused:
        lines.append(f"本人不收提醒、可电话联系的：{_names(done.refused)}。")
    if done.unable:
        lines.append(f"私下送不到、请电话联系的：{_names(done.unable)}。")
    if not lines:
        lines.append(f"{one.ref} 都已回过，不必提醒。")
    summary = f"私下提醒 {one.ref} 未回的同志 {len(done.now) + len(done.later)} 人"
    changed = bool(done.now or done.later)
    return Reply("\n".join(lines), private=True, record=Record(summary) if changed else None)


def _matter(one: Subject, today: date) -> str:
    if one.starts_at is None:
        return f"通知 {one.ref}（{one.words}）方便时请看一下，回“收到”即可"
    ahead = {0: "今天", 1: "明天", 2: "后天"}.get((one.starts_at.date() - today).days, "")
    weekday = spoken_day(one.starts_at.date())
    when = f"{ahead}（{weekday.partition('（')[2]}" if ahead else weekday
    ask = "愿意参加的回“报名”即可" if one.wanted is Wanted.SIGN_UP else "方便时回“参加”或“请假”即可"
    place, verb = f" 在{one.place}" if one.place else "", "召开" if one.title.endswith(("会", "会议")) else "开展"
    return f"{when}{one.starts_at:%H:%M}{place}{verb}{one.title}（{one.ref}）。{ask}"


def _head(roll: Roll) -> str:
    one, counts = roll.subject, list[str]()
    for choice, label in CHOICE_LABELS.items():
        if found := roll.of(choice):
            counts.append(f"{label} {len(found)}")
    spoken = f"（{'、'.join(counts)}）" if counts else ""
    return f"{one.ref} {one.words}\n应回 {roll.expected} 人，已回 {len(roll.answers)} 人{spoken}。"


def _notes(roll: Roll) -> list[str]:
    notes = list[str]()
    if stale := [one.name for one in roll.answers if one.stale]:
        notes.append(f"改期以后还没有再确认的：{_names(stale)}。")
    if roll.away:
        notes.append(f"届时正在请假、不再提醒的：{_names(roll.away)}。")
    if roll.unsettled:
        notes.append(f"类别未定的 {roll.unsettled} 人不列入。")
    return notes


def _on_leave(roll: Roll, *, sees: bool) -> list[str]:
    one, found = roll.subject, roll.of(Choice.LEAVE)
    head = f"{one.ref} {one.words}：请假 {len(found)} 人。"
    return [head, *(f"{answer.name}{_why(answer.reason) if sees else ''}" for answer in found)]


def _listed(label: str, found: Sequence[Answer]) -> str:
    return f"{label} {len(found)} 人：{_people(found)}"


def _people(found: Iterable[Answer]) -> str:
    return "、".join(f"{one.name}{_aside(one)}" for one in found)


def _aside(one: Answer) -> str:
    notes = [f"晚到 {one.minutes} 分钟" if one.minutes else "晚到"] if one.choice is Choice.LATE else []
    notes += ["电话告知"] if one.by_phone else []
    return f"（{'，'.join(notes)}）" if notes else ""


def _why(reason: str | None) -> str:
    return f"：{reason}" if reason else ""


def _names(names: Iterable[str]) -> str:
    return "、".join(names)


def _days(first: date, last: date) -> str:
    return spoken_day(first) if first == last else f"{spoken_day(first)}至{spoken_day(last)}"
