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
from core.domain.typed import FOLD, MENTION, Typed

TEXT, NOTE, WORD, PERSON = "text", "note", "word", "person"
NUMBER, SUBGROUP, ACT = "number", "subgroup", "act"
SlotKind = str | Mapping[str, str]
"""槽的种类：TEXT 一直到末尾，NOTE 同样但不收闲聊似的短句，WORD 一个词，PERSON 一个人，NUMBER 一个数，
SUBGROUP 一个党小组，ACT 一个操作编号（A1032），或一张“说法 → 规范值”的表。"""
SlotValue = str | Person | None

_GAP = rf"(?:[\s,:;、。.|+~!…—-]++|(?<={MENTION})|(?={MENTION})|(?=[《“「【(]))"
_PIECE = re.compile(r"(?P<open>[<\[])(?P<name>[^>\]]+)[>\]]|(?P<gap>\s+)|(?P<word>[^<\[\s]+)")
# “打卡 机坏了”“打卡，别忘了”：隔开来说的短句，听着像闲聊
_TALK = r"(?:机|强国|地|点|表|群|时间|记得|别忘|不要|大家|请|谁|哪|怎么|为什么|了|没|吗|的)[^\n]{0,12}$"
_SLOTS = {
    NOTE: rf"(?!{_TALK})(?=.*[^\s{MENTION}]).+",
    TEXT: rf"(?=.*[^\s{MENTION}]).+",
    WORD: rf"[^\s,:;、{MENTION}]{{1,30}}",
    # “-1”不是 1
    NUMBER: r"(?<!-)\d{1,4}",
    SUBGROUP: rf"[^\s,:;、{MENTION}]{{1,12}}组",
    ACT: r"[\s:#]*a?\d{1,7}",
    PERSON: rf"{MENTION}|@?[^\s,:;、{MENTION}]{{1,20}}",
}
_OPENING = 2
"""先看开头几个字，绝大多数闲聊一眼就排除了。"""
_BRACES = re.compile(r"[{}]")
_BREAK = re.compile(rf"{_GAP}|$")


@dataclass(frozen=True, slots=True)
class Found:
    """一句话对上了哪个意图、填上了哪些槽（按用法行的次序）。"""

    intent: str
    slots: dict[str, SlotValue]


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
    for person in said.mentions[first : first + text.count(MENTION)]:
        text = text.replace(MENTION, f"@{person.words}", 1)
    return text


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
        self._openings.add(head[:_OPENING])
        if optional:
            found = Found(intent, {**dict.fromkeys(names), **fixed})
            self._exact[head] += [] if found in self._exact[head] else [found]
        if names:
            spaced = usage[len(head) : len(head) + 1].isspace() and not optional
            pattern = _Pattern(intent, names, chosen, len(head), _pattern(rest), fixed, spaced)
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
        """这句话可能的意图，先登记的在前；一个都没有就是闲聊。"""
        if said.asks:
            plain = said.key.rstrip("? ")
            said = Typed(said.text[: len(plain)], plain, said.mentions)
            return [found for found in self._find(said) if found.intent in self._queries]
        return self._find(said)

    def _find(self, said: Typed) -> list[Found]:
        if exact := self._exact.get(said.key):
            return exact
        reads = (pattern.read(said) for _, pattern in self._headed(said))
        return [found for found in reads if found is not None]

    def misused(self, said: Typed) -> list[str]:
        """开头是带槽的说法、后面却没写对的那些意图；find 一无所获时才有意义。"""
        if said.asks:
            return []
        spoken = {p.intent: None for size, p in self._headed(said) if p.spaced and _BREAK.match(said.key, size)}
        return list(spoken)

    def _headed(self, said: Typed) -> list[tuple[int, _Pattern]]:
        sizes = [size for size in self._sizes if size <= len(said.key)]
        return [(size, pattern) for size in sizes for pattern in self._heads.get(said.key[:size], ())]


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
            part = f"{gap}(?P<s{index}>{body})"
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
