"""群里答题的话术。"""

from datetime import datetime, time
from typing import Any

from core.domain.dialogue import Ack, PastAct, Record, Reply
from core.domain.question_words import LABELS, explained, how_to_answer, in_short, posed
from core.domain.questions import Question
from core.domain.quizzing import share
from core.domain.ranking import FEWEST

from .rules import Daily, Published

FREELY = "自愿参加，只作学习鼓励。"


def question(title: str, asked: Question, closes_at: datetime, now: datetime) -> str:
    """发到群里的一题。"""
    until = f"{closes_at:%H:%M}" if closes_at.date() == now.date() else f"明天 {closes_at:%H:%M}"
    how = f"{how_to_answer(asked)}。{until} 公布，公布前可以改，最后一次算。{FREELY}"
    return f"【{title}】{posed(asked)}\n{how}"


def received(choice: str, closes_at: datetime, quiz: int, message_id: str) -> Ack:
    """收到一个答案；群里只贴表情，不说答了什么。"""
    detail = f"已收到您的答案“{choice}”。{closes_at:%H:%M} 公布，公布前可以改，最后一次算。"
    record = Record("参加答题（公布前不显示答了什么）", undo={"quiz": quiz, "message": message_id})
    return Ack("已收到作答，公布前可以改，最后一次算。", "刚才又收到 {n} 份作答。", detail, record=record)


def unclear(asked: Question) -> Reply:
    """私下答的没有看懂。"""
    return Reply(f"没有看懂这个答案。这是{LABELS[asked.type]}，请{how_to_answer(asked)}。", private=True)


def published(result: Published) -> str:
    """公布：答案、解析、出处、几位答了，没有姓名。"""
    head = f"【{result.title}·公布】{in_short(result.question)}"
    return "\n".join([head, explained(result.question), *_figures(result.answered, result.right)])


def _figures(answered: int, right: int) -> list[str]:
    if not answered:
        return []
    if answered < FEWEST:
        return ["已有同志作答，谢谢参加。"]
    return [f"{answered} 位同志作答，答对的占 {share(right, answered)}%。"]


def asked_now(title: str, closes_at: datetime, quiz: int) -> Ack:
    """支委发了一题。"""
    record = Record(f"在群里发了一题（{closes_at:%H:%M} 公布）", undo={"quiz": quiz})
    return Ack("题目已发出。", detail=f"{title}已发到群里，{closes_at:%H:%M} 公布。不发了请发“撤销”。", record=record)


def published_now(result: Published) -> Ack:
    """支委公布了。"""
    return Ack("已公布。", detail="已在群里公布，积分已入账。", record=Record(_summary(result)))


def closed_by_clock(result: Published) -> Record:
    """到点公布的，在操作日志里的样子。"""
    return Record(_summary(result))


def _summary(result: Published) -> str:
    if not result.answered:
        return f"公布{result.title}答案，没有人作答"
    if result.answered < FEWEST:
        return f"公布{result.title}答案，已有同志作答，积分入账"
    return f"公布{result.title}答案：{result.answered} 人作答，{result.right} 人答对，积分入账"


def withdrawn(title: str) -> str:
    """撤下一题，在群里说明。"""
    return f"刚才的{title}已撤下，不计分。请各位同志不必再答，谢谢。"


def todays(title: str, asked: Question, closes_at: datetime, choice: str | None) -> Reply:
    """私下给本人看今天的题。"""
    mine = f"您已答“{choice}”，公布前可以改。" if choice else f"在这里{how_to_answer(asked)}即可。"
    return Reply(f"【{title}】{posed(asked)}\n{mine}{closes_at:%H:%M} 公布。{FREELY}", private=True)


def already_published(title: str, asked: Question, choice: str | None) -> Reply:
    """今天的题公布了。"""
    mine = f"\n您答的是“{choice}”。" if choice else ""
    return Reply(f"【{title}】{posed(asked)}\n{explained(asked)}{mine}\n想再练练请私聊发“答题”。", private=True)


def nothing_today() -> Reply:
    """今天没有题。"""
    return Reply("今天群里还没有每日一题。想自己练一练，私聊发“答题”。", private=True)


def daily_set(was: Daily, now: Daily, close_at: time) -> Reply:
    """每日一题定了、开了、关了。"""
    text = (
        f"每日一题已打开：{now.spoken} 在群里发一题，法定节假日不发。\n"
        f"{close_at:%H:%M} 公布答案，可发“公布时间 20:30”来改；关闭请发“每日一题 关”。"
    )
    if not now.enabled:
        text = f"每日一题现在是关着的，钟点为 {now.at:%H:%M}。打开请发“每日一题 {now.at:%H:%M}”。"
    undo = {"was": kept(was), "now": kept(now)}
    return Reply(text, record=Record("设置每日一题", _state(was), _state(now), undo=undo))


def close_time_set(was: time, now: time) -> Reply:
    """公布时间改了。"""
    text = f"公布时间改为 {now:%H:%M}，从下一题起。已经开着的题仍按原来的时间公布。"
    undo = {"was": was.isoformat(), "now": now.isoformat()}
    return Reply(text, record=Record("公布时间", f"{was:%H:%M}", f"{now:%H:%M}", undo=undo))


def kept(daily: Daily) -> list[Any]:
    """写成 JSON。"""
    return [daily.at.isoformat(), daily.enabled, daily.workdays]


def _state(daily: Daily) -> str:
    return f"{'开' if daily.enabled else '关'}，{daily.spoken}"


def put_back(act: PastAct) -> Record:
    """设置还原了。"""
    return Record(f"{act.summary}：{act.after} → {act.before}", act.after, act.before)


def answer_undone(*, counted: bool) -> Record:
    """一次作答作废，或此后又改答过、作废它不改变什么。"""
    return Record("参加答题" if counted else "较早的一次作答（已改答，以最后一次为准）")


def quiz_undone(title: str) -> Record:
    """一题撤下了。"""
    return Record(f"{title}（已在群里说明，不计分）")


def explanation(asked: Question) -> Reply:
    """一题的答案、解析、出处。"""
    return Reply(f"{in_short(asked)}\n{explained(asked)}")
