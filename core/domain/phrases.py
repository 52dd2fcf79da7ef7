"""人们怎么说：归一化、用法行与短语表。

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

from core.domain.dialogue import Person

MENTION = "\ufffc"
"""消息里一个 @某人 在文字中的占位符，次序与 mentions 一致。"""

TEXT, WORD, PERSON = "text", "word", "person"
SlotKind = str | Mapping[str, str]
"""槽的种类：TEXT 一直到末尾，WORD 一个词，PERSON 一个人，或一张“说法 → 规范值”的表。"""
SlotValue = str | Person | None

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x09: " "}
_FOLD = {code: chr(to).lower() if isinstance(to, int) else to for code, to in _WIDTH.items()} | {
    code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)
}
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08]")
_EMOJI = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff\u200d\ufe0f\u20e3"
_LEAD = re.compile(rf"[\s/#{_EMOJI}]*")
_TAIL = re.compile(rf"[\s#.。!,、;~～…·^_{_EMOJI}-]+$")
_GAP = rf"(?:[\s,:;、。.|+~!…-]+|(?<={MENTION})|(?={MENTION})|(?=[《“「【(]))"
_PIECE = re.compile(r"(?P<open>[<\[])(?P<name>[^>\]]+)[>\]]|(?P<gap>\s+)|(?P<word>[^<\[\s]+)")
_SLOTS = {
    TEXT: rf"(?=.*[^\s{MENTION}]).+",
    WORD: rf"[^\s,:;、{MENTION}]{{1,30}}",
    PERSON: rf"{MENTION}|@?[^\s,:;、{MENTION}]{{1,20}}",
}
_BREAK = re.compile(rf"{_GAP}|$")
_SHORT_QUESTION = 12


@dataclass(frozen=True, slots=True)
class Typed:
    """打出来的一句话：text 保留原样，key 是逐字对应的归一形式（全角变半角、大写变小写）。"""

    text: str
    key: str
    mentions: tuple[Person, ...] = ()

    @property
    def asks(self) -> bool:
        """是不是短短一句问话；问话不当口令办。"""
        return len(self.key) <= _SHORT_QUESTION and self.key.endswith(("?", "吗"))


def typed(raw: str, mentions: tuple[Person, ...] = ()) -> Typed:
    """归一一句话：去掉开头的 / # 和表情、结尾的标点和表情；去完什么都不剩的原样留着。"""
    text = _INVISIBLE.sub("", raw)
    key = text.translate(_FOLD)
    tail = _TAIL.search(key)
    end = tail.start() if tail else len(key)
    start = min(_LEAD.match(key).end(), end)  # pyright: ignore[reportOptionalMemberAccess] 可以匹配空串
    if start == end:
        text = text.strip()
        return Typed(text, text.translate(_FOLD), mentions)
    return Typed(text[start:end], key[start:end], mentions)


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
    regex: re.Pattern[str]
    fixed: Mapping[str, str]

    def read(self, said: Typed) -> Found | None:
        match = self.regex.fullmatch(said.key)
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

    def add(self, intent: str, usage: str, kinds: Mapping[str, SlotKind], fixed: Mapping[str, str]) -> None:
        """登记一种说法；kinds 给出不是 WORD 的槽，fixed 是这种说法自带的槽值。"""
        names = slot_names(usage)
        chosen = tuple(_kind(name, kinds) for name in names)
        regex, head, optional = _compile(usage, chosen)
        if optional:
            self._exact[head.rstrip()].append(Found(intent, {**dict.fromkeys(names), **fixed}))
        if names:
            self._heads[head.rstrip()].append(_Pattern(intent, names, chosen, re.compile(regex, re.DOTALL), fixed))
            self._sizes = tuple(sorted({len(known) for known in self._heads}))

    def add_query(self, intent: str) -> None:
        """记下 intent 只是查询：用问句说也算。"""
        self._queries.add(intent)

    def opens(self, said: Typed) -> bool:
        """开头像不像口令：绝大多数闲聊在这里就排除了。"""
        key = said.key
        return said.asks or key in self._exact or any(key[:size] in self._heads for size in self._sizes)

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
        spoken = {p.intent: None for size, p in self._headed(said) if _BREAK.match(said.key, size)}
        return list(spoken)

    def _headed(self, said: Typed) -> list[tuple[int, _Pattern]]:
        sizes = [size for size in self._sizes if size <= len(said.key)]
        return [(size, pattern) for size in sizes for pattern in self._heads.get(said.key[:size], ())]


def _kind(name: str, kinds: Mapping[str, SlotKind]) -> SlotKind:
    if name.startswith("@"):
        return PERSON
    kind = kinds.get(name, WORD)
    return kind if isinstance(kind, str) else {choice.translate(_FOLD): value for choice, value in kind.items()}


def _compile(usage: str, kinds: tuple[SlotKind, ...]) -> tuple[str, str, bool]:
    """一行用法 →（正则，打头的字，槽是不是都可以不写）。"""
    regex, head, gap, optional, index = "", "", "", True, 0
    for piece in _PIECE.finditer(usage):
        if piece["gap"]:
            gap = _GAP
            continue
        if word := piece["word"]:
            folded = word.translate(_FOLD)
            regex += gap + re.escape(folded)
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


def _body(kind: SlotKind) -> str:
    if isinstance(kind, str):
        return _SLOTS[kind]
    return "|".join(re.escape(name) for name in sorted(kind, key=len, reverse=True))
