"""一道题怎么写给人看：题目、答案与依据。群里和私下用同一种写法。"""

from core.domain.questions import LETTERS, Question, QuestionType, shown_answer

LABELS = {
    QuestionType.SINGLE: "单选题",
    QuestionType.MULTIPLE: "多选题",
    QuestionType.JUDGE: "判断题",
    QuestionType.BLANK: "填空题",
    QuestionType.SHORT: "简答题",
}
_SHORT = 40


def posed(question: Question) -> str:
    """题目：题型、题干，一行一个选项。"""
    options = [f"{letter}. {option}" for letter, option in zip(LETTERS, question.options, strict=False)]
    return "\n".join([f"（{LABELS[question.type]}）{question.stem}", *options])


def how_to_answer(question: Question) -> str:
    """怎么答。"""
    match question.type:
        case QuestionType.SINGLE:
            return "发一个字母作答，如“A”"
        case QuestionType.MULTIPLE:
            return "发几个字母作答，如“ABD”，多选、少选都不算对"
        case QuestionType.JUDGE:
            return "发“对”或“错”作答"
        case QuestionType.BLANK if len(question.blanks) > 1:
            return f"依次写出 {len(question.blanks)} 个空，用分号隔开"
        case QuestionType.BLANK:
            return "直接写出要填的内容"
        case _:
            return "直接写出要点，只作参考，不计分"


def explained(question: Question) -> str:
    """答案、解析、依据，一样一行。"""
    lines = [f"答案：{answer_in_full(question)}"]
    if question.explanation:
        lines.append(f"解析：{question.explanation}")
    return "\n".join([*lines, cited(question)])


def cited(question: Question) -> str:
    """依据的那一行。"""
    return f"依据：{question.source}" if question.source else "依据：本题没有注明出处，仅供参考"


def answer_in_full(question: Question) -> str:
    """答案；选择题把选项的文字也写出来。"""
    if not question.options:
        return shown_answer(question)
    chosen = [f"{letter}. {question.options[LETTERS.index(letter)]}" for letter in shown_answer(question)]
    return "；".join(chosen)


def in_short(question: Question) -> str:
    """题干，长了截短。"""
    return question.stem if len(question.stem) <= _SHORT else f"{question.stem[:_SHORT]}……"


def matching(said: str, known: list[str]) -> str | None:
    """人说的“党章”是题库里的哪一部；没说为空串，对不上、对上几部为 None。"""
    if not said:
        return ""
    exact = [one for one in known if one == said]
    ends = [one for one in known if one.removesuffix("（试行）").endswith(said)]
    fits = exact or ends or [one for one in known if _within(said, one)]
    return fits[0] if len(fits) == 1 else None


def _within(said: str, name: str) -> bool:
    """说的字依次都在名字里：“党章”在“中国共产党章程”里。"""
    rest = iter(name)
    return all(character in rest for character in said)
