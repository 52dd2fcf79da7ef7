"""短答：一道题的几个字母、对或错，一份通知的编号。一句话像不像一个短答、是哪一种，在这里认。

“A”“选A”“答案是ABD”“A、B、D”是字母，“对”“√”“错误”是对错，“N3”“n3号”是通知编号；数字不算（1 是通知的回执）。
"""

import re

from core.domain import identifiers
from core.domain.identifiers import Letter
from core.domain.questions import LETTERS, Question, QuestionType, read_answer

JUDGED = "judge"
"""等的是对或错。"""
NOTICE = "notice"
"""等的是一份通知的编号。"""
_LONGEST = 24
_OPENING = frozenset("abcdefghijn答选我应对错是否正不没√✓✔☑✅×✗✘❌")
_LEAD = r"(?:(?:我的?)?答案(?:是|为|选)?|我?选(?:择|的是)?|应(?:该|当)?(?:是|选))?[\s:]*"
_CHOICE = re.compile(rf"{_LEAD}([a-j](?:[\s、,，.和]*[a-j]){{0,9}})")
_ANY_JUDGE = Question("", QuestionType.JUDGE, (), "对")
_LATIN = re.compile("[a-z]")


def kinds_of(key: str) -> tuple[str, ...]:
    """一句归一了的话是哪几种短答：选到第四个选项的，四个及以上选项的题都接受；不是短答为空。"""
    if not key or key[0] not in _OPENING or len(key) > _LONGEST:
        return ()
    if found := _CHOICE.fullmatch(key):
        highest = max(ord(one) - ord("a") for one in _LATIN.findall(found[1])) + 1
        return tuple(letters(count) for count in range(highest, len(LETTERS) + 1))
    if notice_in(key) is not None:
        return (NOTICE,)
    # 单个拉丁字母的“t”“f”“x”不算
    return (JUDGED,) if not _LATIN.search(key) and read_answer(_ANY_JUDGE, key) else ()


def notice_in(key: str) -> int | None:
    """「n3」→ 3；不是通知编号的为 None。"""
    found = identifiers.read(key)
    return found.number if found is not None and found.letter is Letter.NOTICE else None


def letters(count: int) -> str:
    """等的是 count 个选项里的字母。"""
    return f"letters:{count}"


def wanted_by(question: Question) -> str:
    """一道题等的是哪一种短答；填空、简答等的不是短答，为空串。"""
    if question.type is QuestionType.JUDGE:
        return JUDGED
    return letters(len(question.options)) if question.options else ""


KINDS = (JUDGED, *(letters(count) for count in range(1, len(LETTERS) + 1)))
"""一道题的短答的全部种类。"""
NUMBERED = ("确认", "取消")
"""几件事都等着时，可以带上序号说是哪一件的短答。"""
_CHOSEN = re.compile(rf"({'|'.join(NUMBERED)})\s*([1-9])")


def chosen(key: str) -> tuple[str, int | None]:
    """「确认2」→（确认，2）；没有带序号的照原样。"""
    found = _CHOSEN.fullmatch(key)
    return (found[1], int(found[2])) if found else (key, None)
