"""一轮答题的话术；没有姓名，各人的结果只私下给本人。"""

from collections.abc import Mapping
from typing import Any

from core.domain.attachments import Card
from core.domain.calendar import spoken_day
from core.domain.dialogue import Record, Reply
from core.domain.question_words import answer_in_full, cited, how_to_answer, posed
from core.domain.questions import Question
from core.domain.quizzing import share
from core.domain.ranking import FEWEST

from .rules import Plan, RoundResult


def preview(plan: Plan, book: str) -> Reply:
    """一轮答题的预览。"""
    when = f"{spoken_day(plan.at.date())}{plan.at:%H:%M} 开始" if plan.at else "确认后马上开始"
    lines = [
        "请核对要在群里开的一轮答题：",
        f"· {plan.size} 题，范围：{f'《{book}》' if book else '全部题目'}",
        f"· {when}，每题 {plan.minutes} 分钟，约 {plan.size * plan.minutes} 分钟；一题接一题，答得快慢不影响得分",
        "· 结束后群里公布集体情况（没有姓名），各人的结果私下发给本人",
        "无误请发“确认”，不开了发“取消”。",
    ]
    return Reply("\n".join(lines), private=True)


def not_started() -> Reply:
    """预览作罢。"""
    return Reply("好的，这一轮不开了。", private=True)


def round_confirmed(plan: Plan, round_id: int) -> Reply:
    """一轮排好了，或开始了。"""
    when = f"已排好：{spoken_day(plan.at.date())}{plan.at:%H:%M} 在群里开始" if plan.at else "已在群里开始"
    record = Record(f"一轮答题 {plan.size} 题，{when}", undo={"round": round_id})
    return Reply(f"一轮答题{when}，共 {plan.size} 题。要停请发“停止答题”。", private=True, record=record)


def round_question(asked: Question, place: tuple[int, int, int], before: Question | None) -> str:
    """一轮里的一题；before 是上一题，先说它的答案。"""
    ordinal, total, minutes = place
    head = f"上一题答案：{answer_in_full(before)}。{cited(before)}\n\n" if before else ""
    end = f"{how_to_answer(asked)}。本题 {minutes} 分钟，其间可以改；快慢不影响得分。"
    return f"{head}【答题 第 {ordinal}/{total} 题】{posed(asked)}\n{end}"


def round_result(branch: str, result: RoundResult, last: Question | None) -> str:
    """一轮的结果，没有姓名。"""
    lines = [f"最后一题答案：{answer_in_full(last)}。{cited(last)}", ""] if last else []
    lines.append(f"【{branch}】{spoken_day(result.day)}答题结束，共 {result.asked} 题。")
    if result.people >= FEWEST:
        lines.append(f"{result.people} 位同志参加，答题 {result.answers} 人次，正确率 {_rate(result)}%。")
    elif result.people:
        lines.append("已有同志参加，谢谢。")
    if result.weakest and result.people >= FEWEST:
        words = "、".join(f"{source}" for source, _ in result.weakest)
        lines.append(f"答错较多的是{words}，建议再学一次。")
    lines.append("个人情况私下发给本人。自愿参加，只作鼓励，不作考核、评优依据。")
    return "\n".join(lines)


def _rate(result: RoundResult) -> int:
    return share(result.right, result.answers)


def card(branch: str, result: RoundResult) -> Card | None:
    """结果卡片；不足四人的没有。"""
    if result.people < FEWEST:
        return None
    data: Mapping[str, Any] = {
        "title": "答题情况",
        "org": branch,
        "range": spoken_day(result.day),
        "figures": [
            {"name": "参加", "value": f"{result.people} 位"},
            {"name": "题数", "value": f"{result.asked} 题"},
            {"name": "答题", "value": f"{result.answers} 人次"},
            {"name": "正确率", "value": f"{_rate(result)} %"},
        ],
        "questions": [
            {"number": number, "share": share(right, answered), "answered": answered}
            for number, answered, right in result.per_question
        ],
        "weakest": [{"clause": str(source), "share": part} for source, part in result.weakest],
        "foot": "自愿参加，只作鼓励，不作考核、评优依据。个人情况私下发给本人。",
    }
    return Card("rounds/result", data)


def own_result(name: str, marks: list[tuple[int, bool]]) -> str:
    """一个人自己的结果，私下给他。"""
    right, wrong = sum(one for _, one in marks), [str(number) for number, one in marks if not one]
    tail = f"第 {'、'.join(wrong)} 题再看一看，私聊发“错题本”即可。" if wrong else "都答对了，谢谢参加。"
    return f"{name}同志，这一轮您答了 {len(marks)} 题，答对 {right} 题。{tail}结果只给您本人看。"


def stopped(*, before_start: bool) -> Reply:
    """一轮停了。"""
    if before_start:
        return Reply("这一轮答题已取消，没有开始。", private=True, record=Record("取消一轮答题"))
    return Reply("这一轮答题已停止，已答的题照常计分，结果发到群里。", private=True, record=Record("停止一轮答题"))


def round_undone(*, started: bool) -> Record:
    """撤销开一轮：没有问完的不再问。"""
    return Record("一轮答题（不再问下去，已公布的题照常计分）" if started else "一轮答题（没有开始）")


def question_closed() -> Record:
    """一轮里到时公布的一题，在操作日志里的样子。"""
    return Record("一轮答题：公布一题，积分入账")
