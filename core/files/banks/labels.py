"""行首、行间的标签：“答案：”“【解析】”“出处：”“第3题”“一、单选题”。"""

# ruff: noqa: E501 名目和它们的写法各占一行，不折开

import re
from typing import NamedTuple

from .words import ANSWER, DIFFICULTY, EXPLANATION, KIND, KIND_NAME, OPTIONS, OTHER, SOURCE, TAGS, kind_of

TEXT = "text"
_LABELS = {
    ANSWER: "正确答案及解析 答案及解析 正确答案 参考答案 标准答案 本题答案 试题答案 题目答案 正确选项 答案 标答 正解 answer ans "
    "correctanswer correct 正确答案为 正确答案是 答案是 答案为 参考答案要点 答案要点 答题要点 评分要点 要点",
    EXPLANATION: "答案解析 本题解析 试题解析 题目解析 名师解析 解析 解释 分析 点评 讲解 详解 答案说明 说明 答题解析 explanation analysis 提示 "
    "解题思路 思路 备注 注解 法条解读 解答",
    SOURCE: "法条依据 法规依据 题目依据 命题依据 政策依据 参考依据 法律依据 原文出处 参考文献 题目来源 题目出处 试题来源 试题出处 文件依据 "
    "制度依据 答案依据 答案出处 出题依据 党内法规依据 出处 来源 依据 引自 条款 source 参考",
    DIFFICULTY: "难度系数 难易程度 难易度 难度等级 试题难度 题目难度 难度 难易 difficulty",
    TAGS: "知识点 标签 所属分类 分类 类别 考点 所属章节 章节 专题 所属知识点 关键词 tags tag",
    KIND: "试题类型 题目类型 题型 type",
    OPTIONS: "备选答案 选项内容 备选项 选项 options",
    OTHER: "我的答案 学生答案 你的答案 您的答案 考生答案 我的作答 选择答案 提交答案 您的回答 本题得分 得分 分值 分数 用时 答题人数 正确率 "
    "错误率 试题编号 题目编号 score 命题人 出题人 回答 您的选择 作答 满分 答题结果 批语 ai讲解 教师批阅",
}
_ROLE = {name: role for role, names in _LABELS.items() for name in names.split()}
_NAMES = "|".join(sorted(_ROLE, key=len, reverse=True)).replace("correctanswer", r"correct\s?answer")
_SEGMENT = re.compile(
    rf"[【\[〔](?P<a>{_NAMES})[】\]〕]\s{{0,3}}[:：]?\s{{0,3}}"
    rf"|(?:(?<![\u4e00-\u9fffA-Za-z《“])|(?<=[对错确误是否分])(?=正确答案|解析|答案解析|出处|难度|知识点)|(?<=[A-Ja-j])(?=正确答案|解析|答案解析|出处|难度))"
    rf"[（(]?(?P<b>{_NAMES})\s{{0,3}}[:：]\s{{0,3}}"
    r"|(?<!\S)(?P<c>答|A)\s{0,2}[:：]\s{0,3}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:正确答案|参考答案|标准答案|答案|正确选项|answer)(?:是|为)?\s{0,5}(?=(?:[A-Ja-j](?:[\s、,，]{0,3}[A-Ja-j]){0,9}|[√×对错]|正确|错误)\s{0,3}(?:[。.；;]?$|\s[【（(]?(?:答案)?解析|\s[【（(]?(?:出处|难度|来源|知识点)))",
    re.IGNORECASE,
)
_ALONE = re.compile(r"^(?:本题|答案|试题|题目|名师|参考)?解析$|^(?:出处|依据)$")
_QUESTION = re.compile(
    r"^[【\[]?(?:题目|题干|试题|问题|考题|question|题)\s{0,3}(\d{0,5})\s{0,3}[】\]]?\s{0,3}[:：]\s{0,3}"
    r"|^[【\[](?:题目|题干|试题|问题|考题)\s{0,3}(\d{0,5})[】\]]\s{0,3}|^(?:问|Q)\s{0,2}(\d{0,5})[:：]\s{0,3}",
    re.IGNORECASE,
)
_ENUMERATOR = r"^(?:#{1,6}\s{0,3})?[（(【\[]?\s{0,3}(?:第?[一二三四五六七八九十IVX\d]{1,4}\s{0,3}(?:部分|大题|题|章|节|、|[.．:：)）])?\s{0,3}[、.．:：]?)?\s{0,3}"
_HEADING = re.compile(
    _ENUMERATOR
    + rf"[（(【\[]?({KIND_NAME}题?(?:[（(][^（）()]{{0,10}}[)）])?(?:部分|类)?)\s{{0,3}}[)）】\]]?\s{{0,3}}(?P<rest>.{{0,120}})$"
)
_NOTE = re.compile(
    r"^(?:[（(【\[:：,，。、—\-~]|共|每|本|下列|请|以下|将|答案|参考答案|标准答案|及|题库|\d{1,4}(?:\.\d)?\s?[题道个分]|$|练习|部分|类|试题|\*)"
)
_KEY_HEAD = re.compile(
    r"^(?:#{1,6}\s{0,3})?(?:附\s{0,3}[:：件]?\s{0,3})?[一二三四五六七八九十]{0,2}[、.．]?\s{0,3}[【\[（(—*-]{0,6}\s{0,3}"
    r"[\u4e00-\u9fff\w《》（）()]{0,24}?(?:参考答案|标准答案|正确答案|答案)(?:及解析|及评分标准|与解析|汇总|速查|一览|表)?\s{0,3}[】\]）)—*-]{0,6}\s{0,3}[:：]?\s{0,3}$"
)
_TAGGED = re.compile(r"[^（()）\[\]【】]{0,20}[)）\]】]\s{0,3}\S")
_LONGEST_NOTE = 60


class Segment(NamedTuple):
    """一行里的一段：role 是标签说的栏目，没有标签的是 text。"""

    role: str
    text: str


def segments(line: str) -> list[Segment]:
    """把一行按标签分段；没有标签的整行是一段 text。"""
    if _ALONE.match(line):
        return [Segment(_ROLE.get(line, EXPLANATION), "")]
    bare = _BARE.match(line)
    made, start, role, opened = list[Segment](), (bare.end() if bare else 0), (ANSWER if bare else TEXT), False
    for found in _SEGMENT.finditer(line):
        name = (found["a"] or found["b"] or "").replace(" ", "").casefold()
        if found["c"] == "A" and found.start():
            continue
        if found["c"] and found["c"] in "Aa":
            continue
        before = line[start : found.start()].strip(" \t（(") if found[0][:1] in "（(" else line[start : found.start()]
        if before.strip() or role != TEXT:
            made += _closed(role, before.strip(), opened=opened)
        role, start, opened = (_ROLE[name] if name else ANSWER), found.end(), found[0][:1] in "（("
    return [*made, *_closed(role, line[start:].strip(), opened=opened)]


def _closed(role: str, text: str, *, opened: bool) -> list[Segment]:
    """标签写在括号里的（“（答案：1）”）：到配对的右括号为止，后面的另是一段。"""
    depth = int(opened)
    for at, character in enumerate(text if opened else ""):
        depth += (character in "（(") - (character in "）)")
        if not depth:
            rest = text[at + 1 :].strip()
            return [Segment(role, text[:at].strip()), *([Segment(TEXT, rest)] if rest.strip("。.；;") else [])]
    return [Segment(role, text)]


def question_label(line: str) -> tuple[int, int] | None:
    """行首的“题目3：”“问：”：标签到哪里为止、写的是第几题（没写为 0）。"""
    found = _QUESTION.match(line)
    if not found:
        return None
    number = next((group for group in found.groups() if group), "0")
    return found.end(), int(number)


class Heading(NamedTuple):
    """大题的标题：题型，和是不是答案部分的。rest 是标题后面紧跟着的答案。"""

    kind: str
    is_key: bool
    rest: str = ""


def heading(line: str) -> Heading | None:  # noqa: PLR0911 一种不是标题的缘由一行
    """一行是不是大题的标题。"""
    found = _HEADING.match(line) if len(line) <= _LONGEST_NOTE * 2 else None
    if not found:
        return None
    rest = found["rest"].strip().strip("*# ")
    is_key = rest.startswith(("答案", "参考答案", "标准答案", "（答案", "(答案"))
    if is_key:
        after = rest.partition("答案")[2].lstrip(" :：）)】]")
        return Heading(kind_of(found[1]), is_key=True, rest=after)
    if line[: found.start(1)].rstrip()[-1:] in tuple("（(【[") and _TAGGED.match(rest):
        return None
    if not _NOTE.match(rest) or (
        rest[:1] in ":：" and len(rest.lstrip(":： ")) > 0 and not _NOTE.match(rest.lstrip(":： "))
    ):
        return None
    if len(line) > _LONGEST_NOTE and rest[:1] not in "（(":
        return None
    if rest.endswith(("（ ）", "()", "（）", "？", "?")):
        return None
    return Heading(kind_of(found[1]), is_key=False)


def key_head(line: str) -> bool:
    """一行是不是答案部分的标题（“参考答案”）。"""
    return bool(_KEY_HEAD.match(line)) if len(line) <= _LONGEST_NOTE else False
