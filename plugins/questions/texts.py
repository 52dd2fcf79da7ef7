"""题目维护的话术。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.domain.dialogue import PastAct, Record, Reply
from core.domain.question_words import answer_in_full, explained, in_short, posed
from core.domain.questions import Question, Source, shown_answer, shown_numbers

from .rules import FEWEST, Batch, Checkup, Item

STATES = {
    "live": "可用",
    "allowed": "草稿，已点名允许用",
    "draft": "草稿，没有出处，练习和推送不用",
    "stopped": "停用",
    "outdated": "出处过时或没有写明年份，停用",
}
_SHOWN = 20


def shown(number: str, state: str, question: Question) -> Reply:
    """一道题的全貌。"""
    return Reply(f"{number}（{STATES[state]}）\n{posed(question)}\n{explained(question)}", private=True)


def changed(number: str, question: Question, before: str, after: str, undo: dict[str, Any]) -> Reply:
    """一道题停用、启用、允许用了。"""
    what = f"{number}：{STATES[before]} → {STATES[after]}"
    record = Record(f"题目{what}", STATES[before], STATES[after], undo=undo)
    return Reply(f"已登记。{what}。\n{in_short(question)}", private=True, record=record)


def put_back(act: PastAct) -> Record:
    """还原了。"""
    kept = act.undo or {}
    return Record(f"题目 Q{kept['question']}：{act.after} → {act.before}", act.after, act.before)


def sourced(number: str, source: Source, before: Source | None, undo: dict[str, Any]) -> Reply:
    """出处更正了。"""
    record = Record(f"更正题目 {number} 的出处", str(before or "没有出处"), str(source), undo=undo)
    return Reply(f"{number} 的出处已更正为{source}。", private=True, record=record)


def sourced_many(done: Batch) -> Reply:
    """一批题补上了出处。"""
    shown, source = shown_numbers(done.numbers), done.source
    lines = [f"已给 {len(done.numbers)} 题（{shown}）写上出处：{source}。"]
    if done.usable:
        lines.append("随即可以练习、推送；其中哪一题不是这一条的，发“更正出处 Q17 《法规》第X条（年份）”。")
    else:
        lines.append("没有写到第几条，仍是草稿；核对过要用的，发“允许 Q17至Q60”这样的话。")
    lines += [f"这一段里另外 {done.left} 题已有出处，没有动。"] if done.left else []
    record = Record(f"补 {len(done.numbers)} 题的出处（{shown}）", "缺出处", source, undo=done.undo)
    return Reply("".join([*lines, "改回去发“撤销”。"]), private=True, record=record)


def allowed_many(done: Batch) -> Reply:
    """一批草稿允许用了。"""
    what = f"点名允许 {len(done.numbers)} 道草稿（{shown_numbers(done.numbers)}）"
    tail = f"这一段里另外 {done.left} 题不是草稿，没有动。" if done.left else ""
    record = Record(what, STATES["draft"], STATES["allowed"], undo=done.undo)
    return Reply(f"已{what}，随即可以练习、推送。{tail}改回去发“撤销”。", private=True, record=record)


def put_many_back(act: PastAct, count: int) -> Record:
    """一批改回去了。"""
    return Record(f"{act.summary}，改回 {count} 题", act.after, act.before)


def corrected(old: str, number: str, questions: tuple[Question, Question], figures: tuple[int, int, int]) -> Reply:
    """答案更正了。questions 是改前、改后；figures 是公布过几次、改判为对、改判为错各几人次。"""
    before, after = questions
    times, to_right, to_wrong = figures
    lines = [f"{old} 的答案已由“{shown_answer(before)}”更正为“{shown_answer(after)}”。"]
    if old != number:
        lines.append(f"{old} 是自带的题，各支部共用，已停用；本支部改用更正后的 {number}。")
    if before.explanation:
        lines.append("原来的解析是照原答案写的，不再显示。")
    if times:
        lines.append(
            f"公布过 {times} 次：改判为对 {to_right} 人次，改判为错 {to_wrong} 人次，积分已照此更正，群里会说明一行。"
        )
    return Reply("".join(lines), private=True)


def correction_record(old: str, questions: tuple[Question, Question], undo: dict[str, Any]) -> Record:
    """更正答案在操作日志里的样子。"""
    before, after = map(shown_answer, questions)
    return Record(f"更正题目 {old} 的答案：{before} → {after}，作答重新判定", before, after, undo=undo)


def correction_line(after: Question) -> str:
    """群里的一行更正，不点名。"""
    return (
        f"更正：“{in_short(after)}”的答案应为“{answer_in_full(after)}”。"
        "各位同志的作答已照此重新判定，积分随之更正，敬请谅解。"
    )


def uncorrected(act: PastAct) -> Record:
    """更正作罢了。"""
    kept = act.undo or {}
    return Record(f"题目 Q{kept['old']} 的答案：{act.after} → {act.before}，作答重新判定", act.after, act.before)


def reported(number: int, question_number: str, name: str, question: Question) -> Reply:
    """反馈收到了。"""
    text = f"{name}同志，您对这道题的意见已转告宣传委员：{in_short(question)}（{question_number}）。谢谢您的认真。"
    record = Record(f"反馈题目 {question_number}", undo={"report": number})
    return Reply(text, private=True, record=record)


def report_letter(number: int, question_number: str, name: str, said: str, question: Question) -> str:
    """告诉宣传委员。"""
    return (
        f"【题目反馈 {number}】{name}同志反映 {question_number}：{said}\n{posed(question)}\n{explained(question)}\n"
        f"停用请发“停用 {question_number}”，更正请发“更正答案 {question_number} B”这样的话，办完请发“办结 {number}”。"
    )


def reports(found: Sequence[tuple[int, str, str, str, Question, datetime]]) -> Reply:
    """还没办结的反馈：编号、题号、谁、说了什么、题、什么时候。"""
    if not found:
        return Reply("没有待办的题目反馈。", private=True)
    lines = [
        f"{number}. {at:%m月%d日} {name}：{number_of}“{in_short(question)}” {said}"
        for number, number_of, name, said, question, at in found
    ]
    tail = f"看题发“看题 {found[0][1]}”，办完发“办结 {found[0][0]}”。"
    return Reply("\n".join([f"待办的题目反馈 {len(found)} 条：", *lines, tail]), private=True)


def resolved_words(question_number: str, note: str | None) -> str:
    """告诉反映的人。"""
    tail = f"：{note.rstrip('。')}。" if note else "。"
    return f"您反映的题目 {question_number}，宣传委员已经核对办理{tail}谢谢您的认真。"


def resolved(number: int, question_number: str) -> Reply:
    """办结了。"""
    record = Record(f"办结题目反馈 {number}（{question_number}）", "待办", "办结", undo={"report": number})
    return Reply(f"第 {number} 条题目反馈已办结，已私下告诉反映的同志。", private=True, record=record)


def report_undone(act: PastAct) -> Record:
    """反馈、办结撤销了。"""
    return Record(f"{act.summary}，作罢")


def checkup(found: Checkup) -> Reply:
    """体检的结果，没有姓名。"""
    few = f"题库体检：群里公布过的题，还没有哪一题有 {FEWEST} 人次作答。"
    enough = f"题库体检：群里公布过、有 {FEWEST} 人次以上作答的题，共 {found.answered} 人次作答。"
    lines = [enough if found.answered else few]
    parts = {
        "从没人答对，请核对答案": _items(found.never),
        "人人都答对，可换难一些的": _items(found.always),
        "答对率最低": _items(found.hard),
        "区分不开（平时答得好的并不多对），请看题干有没有歧义": _items(found.flat),
        "出处过时或没有写明年份，这次停用": _numbers(found.paused),
        "出处过时或没有写明年份，早已停用": _numbers(found.old),
        "没有出处或没有写到第几条，还是草稿": _numbers(found.drafts),
    }
    found_any = [f"{what}：{listed}。" for what, listed in parts.items() if listed]
    record = None
    if found.paused:
        record = Record(f"题库体检：停用出处过时的 {len(found.paused)} 题", undo={"paused": list(found.paused)})
    text = "\n".join([*lines, *found_any, _next_steps(found)] if found_any else [*lines, "没有要看的题。"])
    return Reply(text, private=True, record=record)


def _next_steps(found: Checkup) -> str:
    """接着可以怎么办，照打就能用；头一个例子是列出来的那一题。"""
    sourceless = [*found.drafts, *found.paused, *found.old]
    poor = [*found.never, *found.always, *found.hard, *found.flat]
    steps = [f"看题发“看题 Q{poor[0].question_id if poor else sourceless[0]}”"]
    if sourceless:
        several = f"（一段题写 Q{min(sourceless)}至Q{max(sourceless)}）" if len(sourceless) > 1 else ""
        steps.append(f"补出处发“更正出处 Q{sourceless[0]} 《法规》第X条（年份）”{several}")
    if found.drafts:
        steps.append(f"仍要用草稿发“允许 Q{found.drafts[0]}”")
    return "，".join(steps) + "。"


def checkup_undone(act: PastAct) -> Record:
    """停下的恢复了。"""
    return Record(f"{act.summary}，恢复使用")


def _items(found: Sequence[Item]) -> str:
    listed = [f"Q{one.question_id}（{one.times} 人次，{round(100 * one.rate)}%）" for one in found]
    return _some(listed)


def _numbers(found: Sequence[int]) -> str:
    return _some([f"Q{one}" for one in found])


def _some(listed: Sequence[str]) -> str:
    more = f"等 {len(listed)} 题" if len(listed) > _SHOWN else ""
    return "、".join(listed[:_SHOWN]) + more
