"""私下练习的话术；一律只给本人看。"""

from datetime import datetime

from core.domain import words
from core.domain.calendar import spoken_day
from core.domain.dialogue import Reply
from core.domain.question_words import cited, explained, how_to_answer, in_short, posed
from core.domain.questions import Question, Verdict

from .rules import LISTED, Mode, Step

_NAMES = {Mode.FRESH: "练习", Mode.WRONG: "重做错题", Mode.DUE: "复习"}
_AGAIN = {Mode.FRESH: "再练请发“答题”", Mode.WRONG: "看还有哪些请发“错题本”", Mode.DUE: "再练请发“答题”"}


def begun(step: Step) -> Reply:
    """开始：头一题。"""
    upcoming = step.upcoming
    return Reply(_question(step.mode, upcoming), private=True) if upcoming else ended(step)


def stepped(step: Step) -> Reply:
    """答过一题：判得怎样、答案、解析、依据，接着下一题；练完了说数目。"""
    if step.verdict is Verdict.UNCLEAR and step.answered is not None:
        return Reply(f"没有看懂这个答案，请{how_to_answer(step.answered)}。不练了发“停”。", private=True)
    parts = [_judged(step.answered, step.verdict, step.said)] if step.answered and step.verdict else []
    parts.append(_question(step.mode, step.upcoming) if step.upcoming else ended(step).text)
    return Reply("\n\n".join(parts), private=True)


def ended(step: Step) -> Reply:
    """练完了，或不练了。"""
    count = f"答了 {step.done} 题，答对 {step.right} 题。" if step.done else ""
    return Reply(f"{_NAMES[step.mode]}到这里。{count}{_AGAIN[step.mode]}。只给您本人看，不计分。", private=True)


def _question(mode: Mode, question: Question) -> str:
    return f"【{_NAMES[mode]}】{posed(question)}\n{how_to_answer(question)}；不练了发“停”。"


def _judged(question: Question, verdict: Verdict, said: str) -> str:
    if verdict is Verdict.UNJUDGED:
        return _compared(question, said)
    head = "答对了。" if verdict is Verdict.RIGHT else "这一题再看一看。"
    return f"{head}\n{explained(question)}"


def _compared(question: Question, said: str) -> str:
    points = question.key_points
    lines = [f"{number}. {point}" for number, point in enumerate(points, 1)]
    found = [str(number) for number, point in enumerate(points, 1) if words.mentions(point, said)]
    told = f"您的回答大致提到了第 {'、'.join(found)} 点" if found else "您的回答与要点的字面相近处不多"
    return "\n".join(["要点（参考）：", *lines, f"{told}，仅供参考，不计对错。", cited(question)])


def wrong_book(rows: list[tuple[str, Question]]) -> Reply:
    """错题本。"""
    if not rows:
        return Reply("错题本里没有题。想练一练请发“答题”。", private=True)
    lines = [f"错题本共 {len(rows)} 题，只给您本人看："]
    lines += [f"{number} {in_short(one)}" for number, one in rows[:LISTED]]
    lines += [f"……还有 {len(rows) - LISTED} 题。"] if len(rows) > LISTED else []
    return Reply("\n".join([*lines, "再做一遍请发“重做错题”，答对的会移出。"]), private=True)


def nothing_due(next_at: datetime | None) -> Reply:
    """没有到期要复习的。"""
    when = f"最近的一次在{spoken_day(next_at.date())}。" if next_at else "答过的题会隔几天请您再看一遍。"
    return Reply(f"现在没有到期要复习的题。{when}想练新题请发“答题”。", private=True)


def not_practising() -> Reply:
    """本来就没有在练。"""
    return Reply("现在没有在练习。想练请发“答题”。", private=True)
