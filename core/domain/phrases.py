"""人们怎么说：用法行与短语表。

一行用法既是语法，也是帮助和出错时的示范：

    打卡 [心得]              方括号里的槽可有可无
    设职务 <@某人> <职务>      尖括号里的必填；@ 开头的槽是一个人
    怎么<事项>               没有空格就是连写

有空格的地方，人们打空格、冒号、逗号都算。整句对得上才算数，闲聊对不上就是没听见。
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from core.domain.dialogue import Person
from core.domain.identifiers import PATTERN
from core.domain.mentions import unmarked
from core.domain.typed import FOLD, MENTION, Typed

TEXT, NOTE, WORD, PERSON = "text", "note", "word", "person"
NUMBER, SUBGROUP, ACT = "number", "subgroup", "act"
DAY, PERIOD = "day", "period"
PEOPLE, POINTS, TERMS, ID = "people", "points", "terms", "id"
RECURRENCE, MEETING, PLEA = "recurrence", "meeting", "plea"
SlotKind = str | Mapping[str, str]
"""槽的种类：TEXT 一直到末尾，NOTE 同样但不收闲聊似的短句，WORD 一个词，PERSON 一个人，NUMBER 一个数，
SUBGROUP 一个党小组，ACT 一个操作编号（A1032），ID 任何一个编号（A1032、S3、3，见 identifiers），
PEOPLE 一个或几个人（不会是“昨天”），DAY 像是一天的（昨天、周五、11月20日），PERIOD 像是一期的（10月、上季度），
POINTS 一个像分数的词（写成什么样、是不是负数，由各家再看），TERMS 同 TEXT 而打头可以是分数，
RECURRENCE 一整句“每周一9点发……”（打头的“每”也在内，要有“发”“推送”“提醒”“通知”之一），
MEETING 一整句“周五下午三点开支部大会”（打头的时间也在内，要有会的名称），PLEA “请……”“全体党员……”，
或一张“说法 → 规范值”的表。"""
SlotValue = str | Person | tuple[Person, ...] | None

_MARKS, _EDGE = r"\s,:;、。.|+~!…—", rf"(?<={MENTION})|(?={MENTION})|(?=[《“「【(])"
_GAP = rf"(?:[{_MARKS}-]++|{_EDGE})"
# 后面是分数的，紧挨着数的“-”是负号，不是隔开的横线
_GAP_BEFORE_POINTS = rf"(?:(?:[{_MARKS}]|-(?!\d))++|{_EDGE})"
_PIECE = re.compile(r"(?P<open>[<\[])(?P<name>[^>\]]+)[>\]]|(?P<gap>\s+)|(?P<word>[^<\[\s]+)")
# “打卡 机坏了”“打卡，别忘了”：隔开来说的短句，听着像闲聊
_TALK = r"(?:机|强国|地|点|表|群|时间|记得|别忘|不要|大家|请|谁|哪|怎么|为什么|了|没|吗|的)[^\n]{0,12}$"
# 像一天的、像一期的：有没有这一天、这一期，由办的人再读
_N = "[0-9零〇一二两三四五六七八九十]"
_WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天1-7]"
_A_DAY = "|".join(
    [
        rf"(?:(?:[0-9]{{2,4}}|[今去])年)?{_N}{{1,3}}月{_N}{{1,3}}[日号]?",
        r"(?:20[0-9]{2}[./-])?[0-9]{1,2}[./-][0-9]{1,2}[日号]?",
        rf"{_N}{{1,3}}[日号]|{_N}{{1,2}}天[之以]?[前后]|(?:大?[前后]|[昨今明])[天日晚儿]",
        rf"(?:[上下]{{1,2}}|[这本])?个?{_WEEKDAY}",
    ]
)
# 一个人：@ 出来的、姓名、QQ 号；几个人之间隔开就行
_ONE = rf"(?:{MENTION}|@?(?:\d{{5,12}}|[^\s,:;、@\d+−-][^\s,:;、{MENTION}]{{0,19}}))"
_SLOTS = {
    NOTE: rf"(?!{_TALK})(?=.*[^\s{MENTION}]).+",
    TEXT: rf"(?=.*[^\s{MENTION}]).+",
    WORD: rf"[^\s,:;、{MENTION}]{{1,30}}",
    # “-1”不是 1
    NUMBER: r"(?<!-)\d{1,4}",
    SUBGROUP: rf"[^\s,:;、{MENTION}]{{1,12}}组",
    ACT: r"[\s:#]*a?\d{1,7}",
    ID: PATTERN,
    POINTS: r"(?<![-—−])(?:[-+−]?\d[\d.,/]{0,39}|[一二三四五六七八九十两百千万半几]{1,4}(?=\s?分))"
    r"\s?(?:分|(?![\d天年月日号钟点]))",
    TERMS: r"(?<![-—−](?=\d)).+",
    PEOPLE: rf"(?!(?:{_A_DAY})$){_ONE}(?:(?:(?<={MENTION})[\s,、和与]*|[\s,、]+){_ONE})*",
    PERSON: rf"{MENTION}|@?[^\s,:;、{MENTION}]{{1,20}}",
    DAY: rf"[\s,:;、]*(?:{_A_DAY})(?:\s*\(?{_WEEKDAY}\)?)?",
    PERIOD: rf"(?!的)(?:{_N}|[第上本这个今去前当全半年季度月份周星期的\s./-]){{0,12}}"
    r"(?:[月季年周]|[季年]度|月份|星期|20[0-9]{2}[./-][0-9]{1,2})",
    MEETING: r"(?!.*(?:请个?假|[参来去到]加?不了))"
    r"(?:[今明]|大?后|[本这下]{1,2}个?[周月星礼]|周|星期|礼拜|\d|十|元旦|国庆)(?=.{0,60}"
    r"(?:党员大会|支部大会|支委会|支委扩大会|支部委员会|小组会|党课|主题党日|组织生活会|民主评议)).+",
    PLEA: r"(?:请|全体(?:党员|同志)).+",
    RECURRENCE: r"(?:每(?:个?工作日|一?天|日|个?(?:周|星期|礼拜|月))|工作日)(?=.*(?:推送|发|提醒|通知)).+",
}
_NEAR = (
    "今天今日今晚今早明天明日明晚明早后天大后本周本月这周这个下周下个下下下月下星下礼"
    "周一周二周三周四周五周六周日周天星期礼拜十一十二十月元旦国庆"
)
"""说日子的话怎样打头，两个字一种。"""
_OPENED_BY = {
    RECURRENCE: ("每", "工作"),
    MEETING: (*(_NEAR[at : at + 2] for at in range(0, len(_NEAR), 2)), *"0123456789"),
    ID: tuple("asnmqp"),
}
"""打头就是一个槽的（“P3 节假日照发”），开头的字由槽自己定。"""
_OPENING = 2
"""先看开头几个字，绝大多数闲聊一眼就排除了。"""
_APART = re.compile(rf"{MENTION}|[^\s,:;、，：；{MENTION}]+")
_AND = {"和", "与"}
_BRACES = re.compile(r"[{}]")
_BREAK = re.compile(rf"{_GAP}|$")


@dataclass(frozen=True, slots=True)
class Found:
    """一句话对上了哪个意图、填上了哪些槽（按用法行的次序）。"""

    intent: str
    slots: dict[str, SlotValue]

    @property
    def people(self) -> list[Person]:
        """槽里的各个人。"""
        values = [one if isinstance(one, tuple) else (one,) for one in self.slots.values()]
        return [one for value in values for one in value if isinstance(one, Person)]


@dataclass(frozen=True, slots=True)
class _Pattern:
    intent: str
    names: tuple[str, ...]
    kinds: tuple[SlotKind, ...]
    size: int
    rest: re.Pattern[str]
    fixed: Mapping[str, str]
    spaced: bool
    """打头的字后面要隔开、又有必填的槽，没写对才算写错；否则只是碰巧开头一样。"""
    literal: int
    """写死的字有几个：几种说法都对得上时，写得最死的那一种才是他的意思。"""

    def read(self, said: Typed) -> Found | None:
        match = self.rest.fullmatch(said.key, self.size)
        if match is None:
            return None
        values = {
            name: _value(said, match.span(f"s{i}"), kind)
            for i, (name, kind) in enumerate(zip(self.names, self.kinds, strict=True))
        }
        return Found(self.intent, {**values, **self.fixed})


def _value(said: Typed, span: tuple[int, int], kind: SlotKind) -> SlotValue:
    start, end = span
    if start < 0:
        return None
    text = said.text[start:end].strip()
    if not isinstance(kind, str):
        return kind[said.key[start:end]]
    first = said.text.count(MENTION, 0, start)
    if kind == PERSON:
        return said.mentions[first] if text == MENTION else Person(text.removeprefix("@"))
    if kind == PEOPLE:
        mentioned = iter(said.mentions[first:])
        words = (one for one in _APART.findall(text) if one not in _AND)
        return tuple(next(mentioned) if one == MENTION else Person(one.removeprefix("@")) for one in words)
    return unmarked(text, said.mentions[first:])


def expand(say: str) -> list[str]:
    """把一条说法里的 {今日|今天|} 展开成几条。"""
    parts = [part.split("|") for part in _BRACES.split(say)]
    return ["".join(chosen) for chosen in product(*parts)]


def head_of(usage: str) -> str:
    """一行用法打头的字，归一后的样子。"""
    first = next(_PIECE.finditer(usage))
    return (first["word"] or "").translate(FOLD)


def slot_names(usage: str) -> tuple[str, ...]:
    """一行用法里的槽名，按次序。"""
    return tuple(piece["name"] for piece in _PIECE.finditer(usage) if piece["open"])


@dataclass(slots=True)
class PhraseBook:
    """全部插件的说法。整句查表，再按开头的字找带槽的说法；查一句闲聊只要几微秒。"""

    _exact: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    _heads: dict[str, list[_Pattern]] = field(default_factory=lambda: defaultdict(list))
    _queries: set[str] = field(default_factory=set[str])
    _sizes: tuple[int, ...] = ()
    _openings: set[str] = field(default_factory=set[str])

    def add(self, intent: str, usage: str, kinds: Mapping[str, SlotKind], fixed: Mapping[str, str]) -> None:
        """登记一种说法；kinds 给出不是 WORD 的槽，fixed 是这种说法自带的槽值。"""
        names = slot_names(usage)
        chosen = tuple(_kind(name, kinds) for name in names)
        rest, head, optional = _compile(usage, chosen)
        if not usage.translate(FOLD).startswith(head):
            msg = f"“{usage}”打头的几个字之间不能有空格"
            raise ValueError(msg)
        self._openings |= {head[:_OPENING], *_openings(chosen)} if not head else {head[:_OPENING]}
        if optional:
            found = Found(intent, {**dict.fromkeys(names), **fixed})
            self._exact[head] += [] if found in self._exact[head] else [found]
        if names:
            spaced = usage[len(head) : len(head) + 1].isspace() and not optional
            literal = sum(len(piece["word"]) for piece in _PIECE.finditer(usage) if piece["word"])
            pattern = _Pattern(intent, names, chosen, len(head), _pattern(rest), fixed, spaced, literal)
            self._heads[head].append(pattern)
            self._sizes = tuple(sorted({len(known) for known in self._heads}))

    def add_query(self, intent: str) -> None:
        """记下 intent 只是查询：用问句说也算。"""
        self._queries.add(intent)

    def opens(self, said: Typed) -> bool:
        """开头像不像口令：绝大多数闲聊在这里就排除了。"""
        key = said.key
        return key[:_OPENING] in self._openings or key[:1] in self._openings

    def find(self, said: Typed) -> list[Found]:
        """这句话可能的意图，写死的字多的在前，一样多的先登记的在前；一个都没有就是闲聊。"""
        if said.asks:
            plain = said.key.rstrip("? ")
            said = Typed(said.text[: len(plain)], plain, said.mentions)
            return [found for found in self._find(said) if found.intent in self._queries]
        return self._find(said)

    def _find(self, said: Typed) -> list[Found]:
        if exact := self._exact.get(said.key):
            return exact
        reads = [(pattern.literal, pattern.read(said)) for _, pattern in self._headed(said)]
        fits = [(literal, found) for literal, found in reads if found is not None]
        return [found for _, found in sorted(fits, key=lambda one: -one[0])]

    def misused(self, said: Typed) -> list[str]:
        """开头是带槽的说法、后面却没写对的那些意图；find 一无所获时才有意义。"""
        if said.asks:
            return []
        spoken = {p.intent: None for size, p in self._headed(said) if p.spaced and _BREAK.match(said.key, size)}
        return list(spoken)

    def _headed(self, said: Typed) -> list[tuple[int, _Pattern]]:
        sizes = [size for size in self._sizes if size <= len(said.key)]
        return [(size, pattern) for size in sizes for pattern in self._heads.get(said.key[:size], ())]


def _openings(kinds: tuple[SlotKind, ...]) -> tuple[str, ...]:
    if not kinds:
        return ()
    first = kinds[0]
    return _OPENED_BY.get(first, ()) if isinstance(first, str) else tuple(word[:_OPENING] for word in first)


def _kind(name: str, kinds: Mapping[str, SlotKind]) -> SlotKind:
    if name.startswith("@"):
        return PERSON
    kind = kinds.get(name, WORD)
    return kind if isinstance(kind, str) else {choice.translate(FOLD): value for choice, value in kind.items()}


def _compile(usage: str, kinds: tuple[SlotKind, ...]) -> tuple[str, str, bool]:
    """一行用法 →（打头的字之后的正则，打头的字，槽是不是都可以不写）。"""
    regex, head, gap, optional, index = "", "", "", True, 0
    for piece in _PIECE.finditer(usage):
        if piece["gap"]:
            gap = _GAP
            continue
        if word := piece["word"]:
            folded = word.translate(FOLD)
            regex += gap + re.escape(folded) if index else ""
            head += "" if index else folded
        else:
            body = _body(kinds[index])
            before = _GAP_BEFORE_POINTS if gap and kinds[index] in (POINTS, TERMS) else gap
            part = f"{before}(?P<s{index}>{body})"
            required = piece["open"] == "<"
            regex += part if required else f"(?:{part})?"
            optional = optional and not required
            index += 1
        gap = ""
    return regex, head, optional


@cache
def _pattern(rest: str) -> re.Pattern[str]:
    # 几百种说法的后半截多半相同，编译一次就够
    return re.compile(rest, re.DOTALL)


def _body(kind: SlotKind) -> str:
    if isinstance(kind, str):
        return _SLOTS[kind]
    return "|".join(re.escape(name) for name in sorted(kind, key=len, reverse=True))
