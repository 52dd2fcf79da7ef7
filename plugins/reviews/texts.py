"""积分复核的话术：都只私下说。"""

from datetime import date

from core.domain.calendar import local, spoken_day
from core.domain.dialogue import PastAct, Record, Reply
from core.domain.scoring import signed

from .rules import STATES, Decided, Entry, Item, Opened, State, number_of

_HANDLE = "办理请私聊发“同意 {number}”或“驳回 {number} 理由”，待办的发“积分复核”查看。"
_NOBODY = "不得由记分人或申请人本人办理，支部现在没有其他支委，请保持待办并报上级党组织。"


def how_to_appeal() -> Reply:
    """怎样申请复核。"""
    text = "对积分有疑问，可以申请积分复核：先发“积分明细”看编号，再发“申诉 编号 缘由”，例如“申诉 A12 那天我在会场”。"
    return Reply(f"{text}漏记的、说不清编号的，直接发“申诉 缘由”。由支委办理，结果私下告诉您。", private=True)


def to_officers(name: str, seq: int, entries: list[Entry], reason: str) -> dict[str, str]:
    """转告支委的三种说法。"""
    number = number_of(seq)
    told = f"{name}同志申请积分复核 {number}{_about(entries)}，缘由：{reason}。"
    return {
        "handle": told + _HANDLE.format(number=number),
        "know": told + "记分人、申请人本人不得办理，已转告{other}同志。",
        "nobody": told + _NOBODY,
    }


def opened(done: Opened, undo: dict[str, int]) -> Reply:
    """登记好了。"""
    number = number_of(done.seq)
    told = f"已私下转告{done.told}同志办理，结果私下告诉您。撤回请在 10 分钟内发“撤销”。"
    if done.told is None:
        told = "支部现在没有可以办理的其他支委，保持待办，请书记报上级党组织。"
    record = Record(f"申请积分复核 {number}{_about(done.entries)}：{done.reason}", undo=undo)
    return Reply(f"已登记为积分复核 {number}{_about(done.entries)}。{told}", private=True, record=record)


def withdrawn(seq: int) -> Record:
    """本人撤回了。"""
    return Record(f"积分复核 {number_of(seq)} 已由本人撤回")


def decided(done: Decided) -> Reply:
    """办结了。"""
    number = number_of(done.seq)
    outcome = "同意" if done.agreed else f"不予调整，理由：{done.answer}"
    text = f"{number} 已办结：{outcome}。{_what_changed(done)}已私下告诉{done.name}同志。"
    undo = {"review": done.seq, "entries": done.kept}
    summary = f"办理积分复核 {number}：{outcome}" + (f"，冲正扣分 {done.reversed} 分" if done.reversed else "")
    return Reply(text, private=True, record=Record(summary, undo=undo, about=(done.member_id,)))


def _what_changed(done: Decided) -> str:
    if not done.agreed:
        return ""
    if done.reversed:
        return f"{done.name}同志的扣分已冲正，退回 {done.reversed} 分。"
    if done.act is not None:
        return f"这一笔不是扣分，积分还没有改动，要改请发“更正 A{done.act} {done.name} 改为 几分”。"
    return f"积分还没有改动，要补请发“加分 {done.name} 几分 事由”。"


def to_applicant(done: Decided) -> str:
    """结果告诉申请人。"""
    number = number_of(done.seq)
    if not done.agreed:
        return f"{done.name}同志，您申请的积分复核 {number} 已由支委办理：不予调整。理由：{done.answer}。"
    more = f"扣的 {done.reversed} 分已退回。" if done.reversed else "积分由支委另行更正。"
    return f"{done.name}同志，您申请的积分复核 {number} 已由支委办理：同意。{more}" + (
        f"说明：{done.answer}。" if done.answer else ""
    )


def reopened(act: PastAct, seq: int, member_id: int) -> Record:
    """恢复待办了。"""
    return Record(f"{act.summary}，{number_of(seq)} 恢复待办", about=(member_id,))


def to_applicant_again(name: str, seq: int) -> str:
    """办理撤销了，告诉申请人。"""
    return f"{name}同志，您申请的积分复核 {number_of(seq)} 的办理已撤销，恢复待办，办好再告诉您。"


def pending(items: list[Item], zone: str) -> Reply:
    """待办的。"""
    if not items:
        return Reply("没有待办的积分复核。", private=True)
    lines = [f"待办的积分复核 {len(items)} 件：", *(_pending_line(one, zone) for one in items)]
    if any(not one.mine for one in items):
        first = number_of(next(one.seq for one in items if not one.mine))
        lines.append(f"办理请发“同意 {first}”或“驳回 {first} 理由”。")
    return Reply("\n".join(lines), private=True)


def _pending_line(item: Item, zone: str) -> str:
    at = local(item.opened_at, zone)
    others = "（请由其他支委办理）" if item.mine else ""
    about = f"{number_of(item.seq)} {item.name}{_about(item.entries)}"
    return f"{about}：{item.reason}，{at.month}月{at.day}日申请{others}"


def own(items: list[Item]) -> Reply:
    """本人申请过的。"""
    if not items:
        return Reply("您没有申请过积分复核。怎样申请发“我的积分不对”。", private=True)
    return Reply("\n".join(["您申请的积分复核（近的在前）：", *map(_own_line, items)]), private=True)


def _own_line(item: Item) -> str:
    answer = f"，理由：{item.answer}" if item.answer and item.state is State.REJECTED else ""
    return f"{number_of(item.seq)}{_about(item.entries)}：{item.reason}——{STATES[item.state]}{answer}"


def _about(entries: list[Entry]) -> str:
    """「（A12，11月23日 －2 迟到）」。"""
    if not entries:
        return ""
    one = entries[0]
    return f"（A{one.act}，{spoken_day(date.fromisoformat(one.day))} {signed(one.points)} {one.reason}）"
