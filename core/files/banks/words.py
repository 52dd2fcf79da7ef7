"""人们给各栏、各段起的名字：题型、表头、行首的标签、对错的写法。"""

# ruff: noqa: E501 名目和它们的写法各占一行，不折开

import re

from .shapes import BLANK, CHOICE, JUDGE, MULTIPLE, SHORT, SINGLE

_KINDS = (
    (MULTIPLE, re.compile(r"多项|多选|不定项|任选|复选|multi|checkbox|duoxuan|duo_xuan", re.IGNORECASE)),
    (SINGLE, re.compile(r"单项|单选|single|radio|danxuan|dan_xuan", re.IGNORECASE)),
    (JUDGE, re.compile(r"判断|是非|对错|正误|judge?|true.?false|boolean|panduan|^(?:tf|t/f)$", re.IGNORECASE)),
    (BLANK, re.compile(r"填空|完形|blank|fill|tiankong|completion", re.IGNORECASE)),
    (
        SHORT,
        re.compile(
            r"简答|问答|论述|名词|解释题|案例|材料|辨析|主观|思考|简述|综合题|分析题|short|essay|subjective|jianda|^qa$",
            re.IGNORECASE,
        ),
    ),
    (CHOICE, re.compile(r"选择|choice|xuanze", re.IGNORECASE)),
)
KIND_NAME = (
    r"(?:[单多]项?选择?|不定项(?:选择)?|任选|选择|[单多]选|判断(?:正误|对错|改错|说理)?|是非(?:判断)?|填空|简答|问答|论述"
    r"|名词解释|案例分析|材料分析|辨析|思考|简述|综合|主观|分析)"
)
LONGEST_KIND = 24


_SHORT_KINDS = {"单": SINGLE, "多": MULTIPLE, "判": JUDGE, "填": BLANK, "简": SHORT, "问": SHORT}


def kind_of(text: str) -> str:
    """一小段文字说的是什么题型；看不出为空串。"""
    if not text or len(text) > LONGEST_KIND:
        return ""
    if text.strip() in _SHORT_KINDS:
        return _SHORT_KINDS[text.strip()]
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "")


YES = frozenset(
    [
        "对",
        "√",
        "是",
        "正确",
        "对的",
        "是的",
        "正确的",
        "t",
        "true",
        "y",
        "yes",
        "r",
        "right",
        "真",
        "✓",
        "☑",
        "说法正确",
        "表述正确",
        "该说法正确",
        "v",
        "o",
        "○",
        "ok",
        "正",
        "√对",
        "对√",
    ]
)
NO = frozenset(
    [
        "错",
        "×",
        "否",
        "错误",
        "错的",
        "不是",
        "不对",
        "不正确",
        "错误的",
        "f",
        "false",
        "n",
        "no",
        "x",
        "假",
        "wrong",
        "非",
        "✗",
        "☒",
        "说法错误",
        "表述错误",
        "该说法错误",
        "误",
        "×错",
        "错×",
        "不是的",
        "╳",
    ]
)
_WRAPPERS = " \t\n（()）【】[]“”\"'‘’。.；;，,、:："
_TAIL = re.compile(r"(对|错|√|×|正确|错误|是|否)[。，,；;（(！!：:、\s]")


def verdict(text: str) -> str:
    """对、错，或空串（不是在说对错）。"""
    bare = text.strip(_WRAPPERS).casefold()
    return "对" if bare in YES else "错" if bare in NO else ""


def loose_verdict(text: str) -> str:
    """后面还跟着话的对错（“错。应为……”）。"""
    found = _TAIL.match(text.strip(" （(【["))
    return verdict(text) or (verdict(found[1]) if found else "")


STEM, OPTIONS, OPTION, ANSWER, KIND = "stem", "options", "option", "answer", "kind"
EXPLANATION, SOURCE, TAGS, DIFFICULTY, NUMBER, OTHER = "explanation", "source", "tags", "difficulty", "number", "other"
AUDIENCE = "audience"

NAMES: dict[str, str] = {
    STEM: "题干 题目 试题 问题 内容 题目内容 试题内容 题干内容 问题内容 试题题干 题目题干 题面 题目描述 标题 问题描述 考题 "
    "题目名称 试题名称 试题题目 题 题目正文 题目标题 试题标题 试题正文 正文 问 stem question content title questiontext "
    "questiontitle questioncontent questionstem text topic problem timu tigan subject "
    "name q query questionname body prompt",
    OPTIONS: "选项 备选答案 备选项 选项内容 答案选项 选择项 可选项 试题选项 题目选项 候选答案 候选项 选项列表 全部选项 选择题选项 "
    "供选答案 options choices option xuanxiang optionlist answers items answerlist selections optionslist choice opts",
    ANSWER: "答案 正确答案 参考答案 标准答案 正确选项 答案内容 标答 试题答案 题目答案 正确项 答 正解 正确 本题答案 填空答案 答案字母 "
    "answer correct correctanswer correctanswers rightanswer right key daan correctoption "
    "trueanswer answerkey ans result "
    "standardanswer rightanswers referenceanswer correctindex answerindex rightkey solution correctchoice",
    KIND: "题型 试题类型 题目类型 类型 题类 题型名称 试题题型 问题类型 type questiontype qtype leixing tixing kind 考题类型 题目题型",
    EXPLANATION: "解析 答案解析 试题解析 题目解析 说明 答案说明 解释 分析 点评 讲解 详解 备注 答题解析 解析说明 答案详解 名师解析 "
    "analysis explanation explain jiexi comment desc description reason rationale note "
    "parse resolve analyze detail remark",
    SOURCE: "出处 来源 依据 法条依据 法规依据 题目依据 命题依据 政策依据 参考依据 法律依据 条款 原文出处 参考文献 引自 题目来源 题目出处 "
    "试题来源 制度依据 文件依据 答案依据 答案出处 出题依据 source reference ref basis chuchu citation origin from 试题出处 参考来源",
    DIFFICULTY: "难度 难易度 难易程度 难度系数 难度等级 试题难度 题目难度 难易 difficulty level nandu 难度级别",
    TAGS: "知识点 标签 分类 类别 考点 章节 专题 所属分类 试题分类 题目分类 题库分类 知识点分类 所属章节 所属题库 科目 模块 "
    "tags tag category chapter section knowledge fenlei 题库 所属知识点 考试科目 归类",
    AUDIENCE: "适用 适用对象 适用人群 适用范围 答题对象 audience",
    NUMBER: "序号 题号 编号 试题编号 题目编号 id no xuhao number index 序 题序 num seq sn 顺序 questionid 试题id 题目id",
    OTHER: "分值 分数 得分 score 我的答案 学生答案 你的答案 您的答案 选择答案 我的作答 作答 用时 选项数 选项个数 选项数量 出题人 命题人 "
    "作者 答题人数 正确率 时间 审核人 points 每题分数 本题得分 错误率 timelimit time 是否必答 状态 创建时间 您的回答 考生答案 "
    "限时 命题单位 填写人 提交答案 出题单位 命题时间 答题时间 总分 满分",
}
ROLES = {name: role for role, names in NAMES.items() for name in names.split()}
_HEADER_NOISE = re.compile(r"[（(\[【][^（）()\[\]【】]{0,40}[)）\]】]|[\s*＊#:：_·.-]")
_COLUMN = re.compile(
    r"(?:选项|备选项|备选答案|备选|答案选项|答案|候选项?|选择项?|可选项|项|option|opt|choice|answer|xx)?([a-j])(?:选项|项|答案)?"
    r"|(?:选项|备选项|备选答案|备选|答案选项|答案|候选项?|选择项?|可选项|option|opt|choice|answer|item)"
    r"([1-9]|10|[一二三四五六七八]|[①-⑧])"
    r"|第?([1-9一二三四五六七八])(?:个?选项|项)"
)
_NOT_ANSWERS = (
    *("我的答案", "学生答案", "你的答案", "姓名", "电话", "手机", "qq", "分值", "分数", "答案人", "人数", "次数"),
    *("user", "student", "mine", "myanswer", "time", "count", "score", "status", "submit"),
)
"""带着“答案”“answer”却不是正确答案的。"""
_PARTS = (
    (EXPLANATION, ("解析", "说明", "解释", "explan", "analy")),
    (
        OTHER,
        _NOT_ANSWERS,
    ),
    (ANSWER, ("答案", "answer")),
    (STEM, ("题干", "题目内容", "试题内容", "题目", "试题", "question")),
    (KIND, ("题型", "类型")),
    (SOURCE, ("出处", "依据", "来源", "条款")),
    (DIFFICULTY, ("难度", "难易")),
    (TAGS, ("知识点", "标签", "分类", "章节")),
    (OPTIONS, ("选项", "备选")),
)
_LONGEST_NAME = 14
_PREFIXES = (
    "question",
    "questions",
    "quest",
    "ques",
    "subject",
    "topic",
    "item",
    "exam",
    "test",
    "quiz",
    "exercise",
    "tm",
    "st",
    "tk",
    "q",
)
"""键名前面表示“题目的”几个字母：quesTitle、examAnswer。"""


def role_of(cell: str) -> str:
    """一个表头格、一个键是什么栏；不认识为空串。第几个选项写成 option。"""
    name = _HEADER_NOISE.sub("", cell).casefold()
    if not name:
        return ""
    if name in ROLES:
        return ROLES[name]
    if _COLUMN.fullmatch(name):
        return OPTION
    if len(name) > _LONGEST_NAME:
        return ""
    known = next((ROLES[rest] for one in _PREFIXES if (rest := name.removeprefix(one)) != name and rest in ROLES), "")
    return known or next((role for role, parts in _PARTS if any(part in name for part in parts)), "")


def sure_role(cell: str) -> str:
    """名字正好就是一栏的。"""
    return ROLES.get(_HEADER_NOISE.sub("", cell).casefold(), "")


def is_roster(cells: list[str]) -> bool:
    """这一行是不是花名册一类的表头。"""
    names = [_HEADER_NOISE.sub("", cell).casefold() for cell in cells]
    people = {
        "姓名",
        "名字",
        "党员姓名",
        "qq",
        "qq号",
        "手机号",
        "电话",
        "身份证号",
        "入党时间",
        "党费",
        "性别",
        "联系电话",
    }
    return len(people & set(names)) > 0 and not any("答案" in name or "选项" in name for name in names)
