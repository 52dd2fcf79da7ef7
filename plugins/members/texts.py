"""名册的话术。"""

from datetime import timedelta

from core.domain.dialogue import Ack, PastAct, Record, Reply
from core.domain.permission import Actor
from core.domain.roster import Line, category_label, office_labels

from .rules import NOT_LISTED, Change, Preview

IMPORT_EXAMPLE = "张三 正式党员 第一小组\n李四 预备党员 第二小组 12345678"
IMPORT_OPEN_FOR = timedelta(minutes=30)
"""等名单、等确认各等多久。"""
_SHOWN_FAULTS, _SHOWN_NAMES = 30, 10


def bound(name: str, drafted: int) -> Reply:
    """绑定好了。"""
    text = (
        f"本群已绑定“{name}”，照群成员起草了 {drafted} 人的花名册，类别都待核定。\n"
        "发“打卡”即可登记学习，自愿参加。本群不处理涉密和内部敏感事项。\n"
        "接下来请指定首任书记，例如“设职务 @某人 书记”。"
    )
    return Reply(text, record=Record(f"绑定支部“{name}”，起草花名册 {drafted} 人"))


def newcomer(name: str, user_id: str) -> str:
    """有人新入群，私下告诉书记一句。"""
    return (
        f"{name}（QQ {user_id}）不在花名册中，已列为待核对：可以登记学习，不计应到。"
        f"请发“定类别 {user_id} 正式党员”核定，或发“移出花名册 {user_id}”。"
    )


def joined(name: str, member_id: int) -> Record:
    """新入群的人列为待核对。"""
    return Record(f"{name}新入群，列为待核对", about=(member_id,))


def changed(change: Change) -> Reply:
    """改好了。"""
    summary = f"{change.name}同志的{change.what}：{change.before} → {change.after}"
    return Reply(f"已登记。{summary}。", record=_record(summary, change))


def appointed(change: Change, undecided: int) -> Reply:
    """设好了职务；新任书记顺带知道还有几人待核定。"""
    reply = changed(change)
    more = f"花名册里还有 {undecided} 人类别待核定，书记可私聊发“花名册”查看。" if undecided else ""
    return Reply(reply.text + more, record=reply.record)


def archived(change: Change) -> Reply:
    """移出了花名册，私下说明怎样移回。"""
    record = _record(f"{change.name}同志移出花名册", change)
    text = f"已将{change.name}同志移出花名册，记录都留着。移回请发“移回花名册 {change.name}”。"
    return Reply(text, private=True, record=record)


def settled(change: Change) -> Ack:
    """类别核定好了；群里只用表情，不重复类别。"""
    summary = f"{change.name}同志的{change.what}：{change.before} → {change.after}"
    if change.before == NOT_LISTED:
        summary = f"{change.name}同志已加入花名册，{change.after}"
    record = _record(summary, change)
    return Ack(f"{change.name}同志的登记已更新。", detail=f"已登记。{summary}。", record=record)


def _record(summary: str, change: Change) -> Record:
    what = "花名册" if change.before == NOT_LISTED else change.what
    undo = {**(change.undo or {}), "what": f"{change.name}同志的{what}"}
    return Record(summary, change.before, change.after, undo=undo, about=change.about)


def undone(act: PastAct, about: tuple[int, ...]) -> Record:
    """改过的还原了。"""
    what = (act.undo or {})["what"]
    return Record(f"{what}：{act.after} → {act.before}", act.after, act.before, about=about)


def import_undone(act: PastAct, about: tuple[int, ...]) -> Record:
    """整批导入还原了。"""
    return Record(f"{act.summary}，各人恢复导入之前的登记", about=about)


def roster(lines: list[Line], category: str | None) -> Reply:
    """花名册；category 不空时只列这一类。"""
    shown = [line for line in lines if category is None or line.category == category]
    if category is not None:
        label = category_label(category)
        title = f"{label} {len(shown)} 人：" if shown else f"花名册里没有{label}。"
    else:
        title = f"花名册（在册 {len(lines)} 人）："
    rows = [_roster_line(number, line) for number, line in enumerate(shown, 1)]
    note = "类别未定、待核对的不计应到；核定请发“定类别 姓名 正式党员”。"
    unsettled = any(line.review or line.category is None for line in shown)
    return Reply("\n".join([title, *rows, *([note] if unsettled else [])]), private=True)


def _roster_line(number: int, line: Line) -> str:
    marks = {
        "待核对": line.review,
        "流动党员": line.floating,
        "不在群": not line.in_group and line.user_id is not None,
        "未绑定 QQ": line.user_id is None,
    }
    parts = [line.name, category_label(line.category), *line.offices, line.subgroup or ""]
    parts += [mark for mark, holds in marks.items() if holds]
    return f"{number}. {' '.join(part for part in parts if part)}"


def who_am_i(actor: Actor, branch: str | None, subgroup: str | None, *, in_group: bool) -> Reply:
    """说话的人是谁；群里只说在册，细节私聊再说。"""
    if branch is None or actor.member_id is None:
        words = "您是本助手的运维人员，不在任何支部的花名册中。" if actor.superuser else "您还不在支部的花名册中。"
        return Reply(words, private=True)
    if in_group:
        return Reply(f"{actor.name}同志，您在{branch}的花名册中。详情请私聊发“我是谁”。")
    parts = [category_label(actor.category), *office_labels(actor.offices), subgroup or ""]
    extra = "\n您同时是本助手的运维人员。" if actor.superuser else ""
    return Reply(
        f"{actor.name}同志，{branch}，{'，'.join(part for part in parts if part)}。{extra}".rstrip(), private=True
    )


def probation_ends(name: str) -> Reply:
    """转正不在群里办，只说登记结果要什么。"""
    text = (
        "登记转正结果：请填上级批复日期、预备期满日。转正须经支部党员大会表决并报上级党委审批"
        "（《中国共产党发展党员工作细则》（2026年修订）第三十二、三十三条），本群不办理。"
        f"批复之后发“定类别 {name} 正式党员”，即登记为正式党员。"
    )
    return Reply(text, private=True)


def ask_for_lines() -> Reply:
    """请把名单贴上来。"""
    return Reply(
        "请在 30 分钟内把名单贴在下一条消息里，一行一人：姓名，类别、党小组、QQ 号可写可不写，"
        f"从表格里整块复制也可以。例如：\n{IMPORT_EXAMPLE}\n不导入了请发“取消”。",
        private=True,
    )


def import_preview(preview: Preview) -> Reply:
    """导入之前的预览，什么都还没改。"""
    head = [f"名单可导入 {len(preview.added) + len(preview.updated)} 人：{_counts(preview)}。"]
    tail = "现在还没有改动。确认请在 30 分钟内发“确认导入”，不导入发“取消”。"
    return Reply("\n".join([*head, *faults(preview), tail]), private=True)


def imported(done: Preview, left_out: list[str]) -> Reply:
    """导入好了，没有导入的再列一次。"""
    total = len(done.added) + len(done.updated)
    head = f"已导入 {total} 人：{_counts(done)}。"
    text = "\n".join([head, *faults(done), *left_out])
    record = Record(f"导入花名册 {total} 人", undo=done.undo, about=done.about)
    return Reply(text, private=True, record=record)


def _counts(preview: Preview) -> str:
    kinds = {"新添": preview.added, "更新": preview.updated}
    counts = [f"{kind} {len(names)} 人（{some(names)}）" for kind, names in kinds.items() if names]
    return "，".join(counts) or "没有改动"


def some(names: list[str]) -> str:
    """列出头几位。"""
    return "、".join(names[:_SHOWN_NAMES]) + ("等" if len(names) > _SHOWN_NAMES else "")


def faults(preview: Preview) -> list[str]:
    """不导入的行和原因。"""
    if not preview.faults:
        return []
    lines = [f"第 {number} 行：{reason}" for number, reason in preview.faults[:_SHOWN_FAULTS]]
    more = len(preview.faults) - _SHOWN_FAULTS
    return [
        f"不导入的 {len(preview.faults)} 行：",
        *lines,
        *([f"还有 {more} 行，改好这些再发一次就能看到"] if more > 0 else []),
    ]


def import_cancelled() -> Reply:
    """不导入了。"""
    return Reply("好的，这份名单不导入，花名册没有改动。", private=True)
