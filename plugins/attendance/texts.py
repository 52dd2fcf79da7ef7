"""会议签到的话术：群里只说数，姓名只私下给支委。"""

from collections.abc import Sequence

from core.domain.dialogue import Ack, Record, Reply
from core.domain.people import some
from core.domain.scoring import signed

from .rules import FEWEST, Attended, Attendee, Named, Registered, Standing

MERGED = "刚才 {n} 位同志已登记到会。"
COUNT_IN_PERSON = "以现场清点为准。"
UNDO = "记错了发“撤销”。"


def call(meeting: Named) -> str:
    """在群里说的：开始签到了。"""
    how = "请发“会议签到 口令”，口令由会场宣布" if meeting.guarded else "请发“到”"
    return f"{meeting.which}开始签到。到会的同志{how}；不便发的，支委代为登记。"


def started(meeting: Named, *, in_group: bool, said: bool) -> Reply:
    """开始了。"""
    record = Record(f"开始签到：{meeting.which}", undo={"number": meeting.number})
    if in_group:
        return Reply(call(meeting), record=record)
    lines = [f"{meeting.which}已开始签到，{'群里会说：' if said else '不在群里说。'}"]
    lines += [f"“{call(meeting)}”"] if said else ["请应到的同志私聊发“到”，或由您发“登记到会 姓名”。"]
    lines.append(f"看到会情况发“到会情况”，散会发“结束签到”；{UNDO}")
    return Reply("\n".join(lines), record=record)


def attended(done: Attended) -> Ack:
    """自报到会；群里多半只是一个表情。"""
    person, as_guest = done.person, "" if done.person.expected else "（列席）"
    if done.attendance_id is None:
        return Ack(f"{person.name}同志，此前已登记到会。")
    points = f"，积分{signed(person.points)}" if person.points else ""
    record = Record(f"自报到会{as_guest}：{done.meeting.which}{points}", undo={"attendances": [done.attendance_id]})
    return Ack(f"{person.name}同志，已登记到会{as_guest}{points}。{UNDO}", MERGED, record=record)


def registered(done: Registered) -> Reply:
    """支委登记到会。"""
    parts = [f"已登记到会：{'、'.join(map(_with_role, done.people))}（{done.meeting.which}）。"] if done.people else []
    parts += [f"此前已登记的：{'、'.join(done.already)}。"] if done.already else []
    if not done.people:
        return Reply("".join(parts))
    record = Record(
        f"登记到会：{'、'.join(map(_with_role, done.people))}（{done.meeting.which}）",
        undo={"attendances": done.attendance_ids},
        about=tuple(one.member_id for one in done.people),
    )
    return Reply("".join([*parts, UNDO]), record=record)


def _with_role(person: Attendee) -> str:
    return person.name if person.expected else f"{person.name}（列席）"


def figures(standing: Standing) -> Reply:
    """群里问的：只有数。"""
    if not standing.meeting.open_to_all:
        return Reply("到会情况请私聊发“到会情况”查看。", private=True)
    text = f"{standing.meeting.which}：应到 {standing.expected} 位，{_how_many(standing)}{COUNT_IN_PERSON}"
    return Reply(text + "姓名请支委私聊发“到会情况”查看。")


def _how_many(standing: Standing) -> str:
    present, guests = len(standing.present), len(standing.nonvoting)
    if present + guests == 0:
        return "还没有登记到会。"
    if present < FEWEST:
        return "已有同志登记到会。"
    return f"登记到会 {present} 位" + (f"，另有列席 {guests} 位。" if guests else "。")


def roll(standing: Standing) -> Reply:
    """私下给支委的：数和姓名。"""
    guests = f"，列席 {len(standing.nonvoting)} 位" if standing.nonvoting else ""
    head = f"{standing.meeting.which}：应到 {standing.expected} 位，登记到会 {len(standing.present)} 位{guests}。"
    lists = (
        ("登记到会", standing.present),
        ("列席", standing.nonvoting),
        ("请假", standing.on_leave),
        ("尚未登记", standing.others),
    )
    lines = [head, *(f"{label}：{'、'.join(names)}" for label, names in lists if names)]
    lines.append(f"{COUNT_IN_PERSON}到了没有登记的，发“登记到会 姓名”。")
    return Reply("\n".join(lines), private=True)


def figures_ended(standing: Standing) -> str:
    """在群里说的：结束了，到了几位。"""
    return f"{standing.meeting.which}签到结束，{_how_many(standing)}{COUNT_IN_PERSON}"


def ended(standing: Standing, *, in_group: bool, said: bool) -> Reply:
    """结束了。"""
    record = Record(f"结束签到：{standing.meeting.which}，{_full(standing)}", undo={"number": standing.meeting.number})
    if in_group and standing.meeting.open_to_all:
        return Reply(figures_ended(standing), record=record)
    where = "群里会说到了几位。" if said else "不在群里说。"
    return Reply(f"{standing.meeting.which}签到结束，{where}\n{roll(standing).text}", private=True, record=record)


def ended_by_itself(standing: Standing) -> Reply:
    """忘了说结束的，自己结束了，只告诉书记。"""
    which = standing.meeting.which
    text = f"{which}的签到已满四小时，没有发“结束签到”，已自动结束：{_full(standing)}。"
    return Reply(f"{text}姓名发“到会情况”查看，到了没有登记的，发“登记到会 姓名”。", private=True)


def _full(standing: Standing) -> str:
    return f"应到 {standing.expected} 位，登记到会 {len(standing.present)} 位，列席 {len(standing.nonvoting)} 位"


def cancelled(meeting: Named, *, attended: bool) -> Record:
    """一场签到作废了。"""
    return Record(f"{meeting.which}签到作废" + ("，到会登记一并作废，积分退回" if attended else ""))


def reopened(meeting: Named) -> Record:
    """接着签。"""
    return Record(f"{meeting.which}继续签到")


def taken_back(meeting: Named, names: Sequence[str], about: tuple[int, ...], points: int) -> Record:
    """到会登记作废了。"""
    lost = f"，积分－{points}" if points else ""
    return Record(f"{some(list(names))}在{meeting.which}的到会登记{lost}", about=about)
