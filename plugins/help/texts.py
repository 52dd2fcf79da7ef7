"""帮助、撤销、操作日志的话术。"""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.calendar import local
from core.domain.dialogue import Ack, PastAct, Record, Reply, Retract

from . import rules
from .rules import FORM, MOST_LINES, PER_PAGE, Item

_TITLE = "您在这里可以这样说："
_MERGED = "刚才有 {n} 次登记已由本人撤销。"
_QUOTED = 20
_MORE = "这些都有，发“帮助 类名”细看："
_BESIDE = "　｜　"
_IN_PRIVATE = "还有几项只在私聊里办，私聊发“帮助”可以看到。"


def overview(items: list[Item], *, more_in_private: bool) -> Reply:
    """这个人在这儿能办的事。"""
    tail = [_IN_PRIVATE] if more_in_private else []
    shown, topics = rules.overview(items, MOST_LINES - 1 - len(tail))
    more = [f"{_MORE}{'、'.join(topics)}。"] if topics else []
    # 先列一眼看得完的：说明只要头半句，余下的在“帮助 类名”里
    lines = [f"{item.say}——{item.about.partition('；')[0]}" for item in shown]
    return Reply("\n".join([_TITLE, *lines, *more, *tail]))


def topic(name: str, items: list[Item], *, more_in_private: bool) -> Reply:
    """某一类怎么用；条数多时只列怎么说，一行放两条。"""
    tail = [_IN_PRIVATE] if more_in_private else []
    rows = [_line(item) for item in items]
    if len(rows) > MOST_LINES - 1 - len(tail):
        says = [item.say for item in items]
        rows = [_BESIDE.join(says[i : i + 2]) for i in range(0, len(says), 2)]
    return Reply("\n".join([f"{name}，可以这样说：", *rows, *tail]))


def not_yours(name: str) -> Reply:
    """有这项功能，只是不由这个人办。"""
    return Reply(f"“{name}”由支部有相应职务的同志办理，您不必操作；有需要请联系支部书记。")


def not_here(name: str) -> Reply:
    """还没有这项功能。"""
    return Reply(f"本助手现在还不办“{name}”，请直接联系支部书记。发“帮助”看现在能办的事。")


def form(words: str) -> str:
    """只给写法，照打会真的改动。"""
    return f"{FORM}{words}"


def _line(item: Item) -> str:
    return f"{item.say}——{item.about}"


def reversal(act: PastAct, done: Record) -> Record:
    """撤销在操作日志里的样子；done 是还原了什么。"""
    return replace(done, summary=f"撤销 {act.number}：{done.summary}", undo=None, reverses=act.seq)


def own_undone(name: str, record: Record) -> Ack:
    """自己办的撤销了；群里多半只是一个表情，撤的是什么（请假、积分复核）不在群里说。"""
    return Ack(f"{name}同志，A{record.reverses} 已撤销。", _MERGED, f"{name}同志，已{record.summary}。", record=record)


def told(act: PastAct, officer: str) -> str:
    """本人的一次登记由支委撤销了，私下告诉本人。"""
    return f"您的一次登记已由{officer}同志撤销（{act.number}：{act.summary}）。如有疑问请与其联系；查看请发“我的记录”。"


def undone(record: Record, *, openly: bool) -> Reply:
    """凭职务办的、别人办的撤销了，说明还原了什么。"""
    return Reply(f"已{record.summary}。", private=not openly, record=record)


def retracted(message_id: str, said: str) -> Retract:
    """撤回助手的一条；撤不了的，说一句更正。said 是那条里的话，不知道的为空串。"""
    opening = " ".join(said.split())[:_QUOTED]
    which = f"“{opening}{'…' if len(said) > _QUOTED else ''}”一条" if opening else "回复的那一条"
    record = Record(f"撤回助手的{which}", before=said or None)
    return Retract(message_id, f"更正：前面{which}请不要作准，以支部另行通知为准。", record)


def log(acts: Sequence[PastAct], total: int, number: int, zone: str, again: str) -> Reply:
    """操作日志的一页，新的在前；again 是再看一页怎么说。"""
    if not acts:
        return Reply("没有这样的记录。", private=True)
    last = -(-total // PER_PAGE)
    tail = [f"共 {total} 次，这是第 {number} 页，共 {last} 页。"] if last > 1 else []
    tail += [f"看后面的发“{again} 第{number + 1}页”。"] if number < last else []
    return Reply("\n".join([*(_act(act, zone) for act in acts), *("".join(tail),) * bool(tail)]), private=True)


def nothing_to_rehearse() -> Reply:
    """没有听懂要演练哪一条。"""
    return Reply("没有看懂要演练的口令，未作任何改动。请这样写：演练 设职务 @某人 宣传委员。", private=True)


def _act(act: PastAct, zone: str) -> str:
    at = local(act.at, zone)
    change = f"{act.before} → {act.after}"
    told = act.before is None or act.after is None or act.reverses is not None or change in act.summary
    words = act.summary if told else f"{act.summary}（{change}）"
    undone = f"（已撤销，A{act.undone_by}）" if act.undone_by else ""
    return f"{act.number} {at.month}月{at.day}日 {at:%H:%M} {act.actor_name}：{words}{undone}"
