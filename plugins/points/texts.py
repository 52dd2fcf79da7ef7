"""积分的话术：只作鼓励，不作考核、评优依据；扣分、更正只私下说。"""

from collections.abc import Sequence
from datetime import date

from core.domain.calendar import spoken_day
from core.domain.collective import FOOT
from core.domain.dialogue import Ack, PastAct, Record, Reply
from core.domain.scoring import LABELS, Rule, Terms, signed, spoken

from .rules import Awarded, Corrected, Correction, Deducted, Details, Entry, Own, RuleSet

_APPEAL = "如有疑问，可发“申诉 {number} 缘由”申请积分复核。"
DEDUCTED = "{name}同志，支委记了一笔扣分：{points} 分，事由：{reason}（{number}）。" + _APPEAL
DEDUCTION_UNDONE = "{name}同志，{number} 的扣分已撤销，退回 {points} 分。"
_CORRECTED = "{name}同志，您的一笔积分已更正：{day} {reason}，{was} → {now}（{number}）。" + _APPEAL
CORRECTION_UNDONE = "{name}同志，{number} 的更正已撤销，那一笔恢复为 {points} 分。"
_SHOWN = 10


def point_rules(terms: dict[Rule, Terms]) -> Reply:
    """现在有效的规则。"""
    lines = ["积分规则（今天有效）：", *(f"{LABELS[rule]}：{spoken(one)}。" for rule, one in terms.items())]
    lines.append(f"会议、活动、志愿服务、党费、计划总结、表扬由支委录入。{FOOT}。")
    return Reply("\n".join(lines))


def rule_set(change: RuleSet) -> Reply:
    """规则改了，前后对照。"""
    label, was, now = LABELS[change.rule], spoken(change.was), spoken(change.now)
    text = f"积分规则已改，从今天起：{label} {was} → {now}。以前的不变。"
    undo = {"rule": change.rule.value, "was": list(change.was), "now": list(change.now)}
    return Reply(text, private=True, record=Record(f"改积分规则“{label}”", was, now, undo=undo))


def rule_undone(act: PastAct) -> Record:
    """规则改回去了。"""
    return Record(f"{act.summary}，从今天起恢复为{act.before}", act.after, act.before)


def own_points(name: str, own: Own) -> Reply:
    """本人的积分。"""
    lines = [f"{name}同志，您的积分：", f"余额 {own.balance} 分；本周 {own.week} 分，本月 {own.month} 分。"]
    if own.shares:
        shares = (
            f"{LABELS[rule]} {points if points > 0 else signed(points)} 分" for rule, points in own.shares.items()
        )
        lines.append(f"来源：{'，'.join(shares)}。")
        lines.append("每一笔怎么来的发“积分明细”；有疑问发“申诉 编号 缘由”。")
    else:
        lines.append("还没有积分记录。自愿参加，发“打卡”即可登记学习。")
    return Reply("\n".join(lines), private=True)


def details(name: str, page: Details) -> Reply:
    """积分明细的一页。"""
    if not page.entries:
        more = "还没有积分记录。" if page.page == 1 else f"没有第 {page.page} 页。"
        return Reply(f"{name}同志，{more}", private=True)
    lines = [f"{name}同志，您的积分明细（近的在前，第 {page.page} 页）：", *map(_entry, page.entries)]
    lines += [f"看后面的发“积分明细 第{page.page + 1}页”。"] if page.more else []
    lines.append("对哪一笔有疑问，发“申诉 编号 缘由”。")
    return Reply("\n".join(lines), private=True)


def _entry(entry: Entry) -> str:
    label = LABELS[entry.rule]
    why = entry.reason if label in entry.reason else f"{label}（{entry.reason}）"
    by = f"，经办：{entry.officer}" if entry.officer else ""
    undone = "，已冲正" if entry.reversed else ""
    return f"A{entry.act} {spoken_day(entry.day)} {signed(entry.points)} {why}{by}{undone}"


def awarded(done: Awarded) -> Ack | Reply:
    """加好了；有人因封顶没有足额的，私下说明。"""
    who = _named(done.names)
    each = "各" if len(done.names) > 1 else ""
    words = f"给{who}同志{each}加 {done.points} 分：{done.reason}{_recorded(done.day, dated=done.dated)}"
    record = Record(words, undo=done.undo, about=done.member_ids)
    short = [f"{name} {got} 分" for name, got in zip(done.names, done.granted, strict=True) if got != done.points]
    if not short and done.dated:
        return Reply(f"已{words}。撤销发“撤销”。", private=True, record=record)
    if not short:
        return Ack(f"已{words}。", detail=f"已{words}。撤销发“撤销”。", record=record)
    rest = "" if len(short) == len(done.names) else "，其余足额"
    text = f"{LABELS[done.rule]}有封顶，实际记分：{'，'.join(short)}{rest}。"
    return Reply(f"已{words}。{text}", private=True, record=record)


def award_undone(act: PastAct, points: int) -> Record:
    """加的分冲正了。"""
    return Record(f"{act.summary}，共退 {points} 分", about=tuple((act.undo or {})["members"]))


def deducted(done: Deducted) -> Reply:
    """扣好了。"""
    words = f"扣{done.name}同志 {done.points} 分：{done.reason}{_recorded(done.day, dated=done.dated)}"
    told = (
        "已私下告诉本人，本人可以申请积分复核。"
        if done.told
        else "本人没有绑定账号，请当面告知，并说明可以申请积分复核。"
    )
    record = Record(words, undo={"member": done.member_id}, about=(done.member_id,))
    return Reply(f"已{words}。{told}", private=True, record=record)


def deduction_undone(act: PastAct, points: int) -> Record:
    """扣的分退回了。"""
    return Record(f"{act.summary}，退回 {points} 分", about=((act.undo or {})["member"],))


def corrected(done: Corrected) -> Reply:
    """更正好了，前后对照。"""
    first = done.changes[0]
    was, now = signed(first.was), _points(first.now)
    who = _named([one.name for one in done.changes])
    record = Record(
        f"更正 {done.number}：{who}同志的{first.reason}",
        "、".join(dict.fromkeys(signed(one.was) for one in done.changes)),
        now,
        undo={"entries": done.kept},
        about=tuple(one.member_id for one in done.changes),
    )
    lines = "；".join(f"{one.name} {signed(one.was)} → {_points(one.now)}" for one in done.changes[:_SHOWN])
    many = lines if len(done.changes) > 1 else f"{first.name}同志的{first.reason}，{was} → {now}"
    return Reply(
        f"已更正 {done.number}：{many}，记在{spoken_day(first.day)}，已私下告诉本人。", private=True, record=record
    )


def told_corrected(change: Correction, act: int) -> str:
    """更正了，告诉本人。"""
    now, day = _points(change.now), _day(change.day)
    return _CORRECTED.format(
        name=change.name, day=day, reason=change.reason, was=signed(change.was), now=now, number=f"A{act}"
    )


def correction_undone(act: PastAct, about: tuple[int, ...]) -> Record:
    """更正还原了。"""
    return Record(f"{act.summary}，恢复为 {act.before}", act.after, act.before, about=about)


def which_entry(name: str, entries: Sequence[tuple[int, date, int, str]], points: int) -> Reply:
    """近来记过几笔，请说明是哪一笔。"""
    rows = [f"A{act} {_day(day)} {signed(had)} {reason}" for act, day, had, reason in entries[:_SHOWN]]
    ask = f"请写编号，例如“更正 A{entries[0][0]} {name} 改为 {points}”。现在还没有改动。"
    return Reply("\n".join([f"近来给{name}同志记过 {len(entries)} 笔：", *rows, ask]), private=True)


def _recorded(day: date, *, dated: bool) -> str:
    """事由里写了日子的，说明记到了哪一天。"""
    return f"，记在{spoken_day(day)}" if dated else ""


def _points(points: int) -> str:
    return signed(points) if points else "0（整笔冲正）"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等 {len(names)} 位" if len(names) > _SHOWN else "")
