"""职务、授权、党小组的话术。"""

from core.domain.calendar import spoken_day
from core.domain.dialogue import Ack, Record, Reply
from core.domain.people import Change
from core.domain.permission import DELEGABLE

from .rules import Granted, Handover, Squad

HANDOVER_OPEN_MINUTES = 30
_MATTERS = "、".join(DELEGABLE.values())


def changed(change: Change, undecided: int = 0) -> Reply:
    """改好了；新任书记顺带知道还有几人待核定。"""
    more = f"花名册里还有 {undecided} 人类别待核定，书记可私聊发“花名册”查看。" if undecided else ""
    return Reply(f"已登记。{change.summary}。{more}", record=change.record())


def settled(change: Change) -> Ack:
    """编好了；群里只用表情。"""
    return Ack(f"{change.name}同志的登记已更新。", detail=f"已登记。{change.summary}。", record=change.record())


def delegated(change: Change) -> Reply:
    """授权好了，说明到哪天、不含什么。"""
    text = f"已授权。{change.summary}。到期自动失效，不含紧急通知、@全体和名单；提前收回请发“取消授权 {change.name}”。"
    return Reply(text, record=change.record())


def rights(held: list[tuple[str, str]], grants: list[Granted]) -> Reply:
    """谁凭职务、谁凭授权。"""
    lines = ["凭职务办理支部事务的同志："]
    lines += [f"{name} {offices}" for name, offices in held] or ["还没有设职务"]
    lines += [f"授权：{one.name} {one.matter}，到{spoken_day(one.until)}24:00 止" for one in grants]
    lines.append("群主、群管理员不因此有权限。改动请发“设职务 @某人 职务”或“授权 @某人 发通知 7天”。")
    return Reply("\n".join(lines), private=True)


def no_such_office(name: str) -> Reply:
    """没有“管理员”这一说。"""
    return Reply(
        f"本助手不设管理员，权限只看职务和授权，未作任何改动。请发“设职务 {name} 组织委员”这样的口令，"
        f"或发“授权 {name} 发通知 7天”（现在可以授权的：{_MATTERS}）。",
        private=True,
    )


def handover_preview(one: Handover) -> Reply:
    """移交之前的预览，什么都还没改。"""
    dropped = "" if one.dropped == "无" else f"，不再任{one.dropped}"
    return Reply(
        f"移交支部书记：{one.giver} → {one.taker}。\n"
        f"{one.giver}同志不再任书记，其余职务不变（{one.kept_by_giver}）；"
        f"{one.taker}同志任书记{dropped}，其余职务不变（{one.kept_by_taker}）。已有的授权不变。\n"
        "书记、副书记须报上级党组织批准（《中国共产党支部工作条例（试行）》第二十一条），这里只登记结果。\n"
        f"现在还没有改动。确认请在 {HANDOVER_OPEN_MINUTES} 分钟内发“确认移交”，不移交发“取消”。"
    )


def handover_cancelled() -> Reply:
    """不移交了。"""
    return Reply("好的，书记不移交，没有改动。")


def handed_over(change: Change) -> Reply:
    """移交好了。"""
    summary = f"支部书记由{change.before}同志移交给{change.after}同志"
    return Reply(
        f"已登记。{summary}。办错了，两位都可以在 24 小时内撤销。", record=_record(summary, change, "支部书记")
    )


def to_the_new_secretary(change: Change, branch: str) -> str:
    """私下告诉新书记。"""
    return (
        f"{change.before}同志已把{branch}书记的职务移交给您。花名册请私聊发“花名册”，"
        "有效的授权请发“谁有权限”，能办的事请发“帮助”。"
    )


def squads(found: list[Squad], loose: int) -> Reply:
    """各党小组有几人、组长是谁。"""
    if not found:
        return Reply("本支部还没有编党小组。编组请由支委发“党小组 @某人 第一小组”。")
    lines = [f"{one.name}：{one.size} 人，组长{'、'.join(one.leaders) or '未设'}" for one in found]
    more = [f"另有 {loose} 位党员还没有编入。"] if loose else []
    return Reply("\n".join([f"本支部有 {len(found)} 个党小组：", *lines, *more]))


def renamed(change: Change) -> Reply:
    """党小组改了名。"""
    summary = f"党小组改名：{change.before} → {change.after}"
    return Reply(f"已登记。{summary}，组里的同志不变。", record=_record(summary, change, "党小组名称"))


def _record(summary: str, change: Change, what: str) -> Record:
    """不是某一位同志的登记：撤销时说 what 变回了什么。"""
    undo = {**(change.undo or {}), "what": what}
    return Record(summary, change.before, change.after, undo=undo, about=change.about)
