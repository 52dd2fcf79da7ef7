"""名册的话术。"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from core.domain.attachments import Sheet, Workbook
from core.domain.dialogue import Ack, PastAct, Record, Reply
from core.domain.people import NOT_LISTED, Change, some
from core.domain.permission import DELEGABLE, Actor
from core.domain.roster import Line, category_label, office_labels

from .sheets.matching import Plan, spoken_date, spoken_here
from .sheets.rows import Fault

IMPORT_EXAMPLE = "张三 正式党员 第一小组\n李四 预备党员 第二小组 12345678"
IMPORT_OPEN_FOR = timedelta(minutes=30)
"""等名单、等确认各等多久。"""
_SHOWN_CHANGES = 30
EXPORT_HEADER = [
    "序号",
    "姓名",
    "QQ号",
    "党小组",
    "党员类别",
    "职务",
    "入党日期",
    "组织关系",
    "流动党员",
    "所在城市",
    "备注",
]


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


def archived(change: Change) -> Reply:
    """移出了花名册，私下说明怎样移回。"""
    record = change.record(f"{change.name}同志移出花名册")
    text = f"已将{change.name}同志移出花名册，记录都留着。移回请发“移回花名册 {change.name}”。"
    return Reply(text, private=True, record=record)


def settled(change: Change) -> Ack:
    """类别核定好了；群里只用表情，不重复类别。"""
    added = f"{change.name}同志已加入花名册，{change.after}" if change.before == NOT_LISTED else ""
    record = change.record(added)
    same = f"{change.name}同志的{change.what}本来就是{change.after}，没有变化。"
    detail = same if change.before == change.after else f"已登记。{record.summary}。"
    return Ack(f"{change.name}同志的登记已更新。", detail=detail, record=record)


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


def own_facts(actor: Actor, branch: str, line: Line) -> Reply:
    """本人在花名册上的全部登记。"""
    facts = {
        "姓名": line.name,
        "支部": branch,
        "QQ": line.user_id or "未绑定",
        "类别": category_label(line.category),
        "职务": "、".join(line.offices) or "无",
        "党小组": line.subgroup or "未编入",
        "入党日期": spoken_date(line.joined_on),
        "组织关系": spoken_here(line.here),
        "流动党员": ("是" if line.floating else "否") + (f"（{line.city}）" if line.city else ""),
    }
    granted = [label for action, label in DELEGABLE.items() if action in actor.granted]
    facts |= {"授权": "、".join(granted)} if granted else {}
    rows = [f"{name}：{value}" for name, value in facts.items()]
    note = "登记有误请联系组织委员更正。学习登记和积分请发“我的打卡”，说到您的操作请发“我的记录”。"
    return Reply("\n".join(["您在花名册上的登记：", *rows, note]), private=True)


def exported(branch: str, lines: list[Line], day: date) -> Reply:
    """花名册写成表格，记入操作日志；照原样再导入就是没有变化。"""
    note = f"{branch}花名册（{spoken_date(day)}，共 {len(lines)} 人）。仅供党务工作使用，请妥善保管。"
    rows = [
        (
            number,
            line.name,
            line.user_id or "",
            line.subgroup or "",
            category_label(line.category) if line.category else "",
            "、".join(line.offices),
            line.joined_on,
            "" if line.here is None else spoken_here(line.here),
            "是" if line.floating else "否",
            line.city or "",
            "待核对" if line.review else "",
        )
        for number, line in enumerate(lines, 1)
    ]
    book = Workbook(f"花名册{day:%Y%m%d}.xlsx", [Sheet("花名册", EXPORT_HEADER, rows, notes=(note,))])
    text = f"{branch}花名册 {len(lines)} 人，请查收。改好以后把表格发给我，看过预览再确认，就能更新花名册。"
    return Reply(text, private=True, record=Record(f"导出花名册 {len(lines)} 人"), file=book)


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
        "请把花名册表格（.xlsx、.xls、.csv）发给我，或在 30 分钟内把名单贴在下一条消息里，一行一人：姓名，"
        f"类别、党小组、QQ 号可写可不写，从表格里整块复制也可以。例如：\n{IMPORT_EXAMPLE}\n不导入了请发“取消”。",
        private=True,
    )


def import_preview(plan: Plan, notes: Sequence[str] = (), file: str = "") -> Reply:
    """导入之前的预览，什么都还没改。"""
    source = f"“{file}”" if file else "名单"
    head = [f"{source}可导入 {len(plan.steps)} 人：{_counts(plan)}。", *_changes(plan)]
    where = "私聊" if file else ""
    tail = f"现在还没有改动。确认请在 30 分钟内{where}发“确认导入”，不导入发“取消”。"
    return Reply("\n".join([*head, *faults(plan.faults), *notes, tail]), private=True)


def imported(done: Plan, undo: Mapping[str, Any], about: tuple[int, ...], left_out: list[str]) -> Reply:
    """导入好了，没有导入的再列一次。"""
    head = f"已导入 {len(done.steps)} 人：{_counts(done)}。"
    text = "\n".join([head, *faults(done.faults), *left_out])
    record = Record(f"导入花名册 {len(done.steps)} 人", undo=undo, about=about)
    return Reply(text, private=True, record=record)


def _counts(plan: Plan) -> str:
    kinds = {
        "新添": [one.name for one in plan.steps if one.member_id is None],
        "更新": [one.name for one in plan.steps if one.changes],
    }
    same = sum(one.member_id is not None and not one.changes for one in plan.steps)
    counts = [f"{kind} {len(names)} 人（{some(names)}）" for kind, names in kinds.items() if names]
    return "，".join([*counts, *([f"不变 {same} 人"] if same else [])])


def _changes(plan: Plan) -> list[str]:
    """在册的各人改什么；多了只列头几位。"""
    changed = [one for one in plan.steps if one.changes]
    lines = [
        f"· {one.name}：" + "；".join(f"{what} {before} → {after}" for what, before, after in one.changes)
        for one in changed[:_SHOWN_CHANGES]
    ]
    more = len(changed) - _SHOWN_CHANGES
    return [*lines, *([f"· 还有 {more} 位的更新没有列出"] if more > 0 else [])]


def faults(found: Sequence[Fault]) -> list[str]:
    """不导入的每一行和原因。"""
    lines = [f"第 {one.number} 行：{one.reason}" for one in sorted(found)]
    return [f"不导入的 {len(lines)} 行：", *lines] if lines else []


def import_cancelled() -> Reply:
    """不导入了。"""
    return Reply("好的，这份名单不导入，花名册没有改动。", private=True)
