"""JSON 和 JS 里写的数据：键可以不带引号，字符串可以用单引号，末尾可以多一个逗号；字符串带着行号。"""

import json
import re
from bisect import bisect_right
from typing import Any

_TOKEN = re.compile(
    r"(?P<string>\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`)"
    r"|(?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)"
    r"|(?P<mark>[\[\]{}:,;=()])"
    r"|(?P<word>[^\s\[\]{}:,;=()\"'`/]++)|(?P<other>\S)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|\n|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "\n": ""}
_WORDS: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "None": None,
    "True": True,
    "False": False,
}
DEEPEST = 24


class Text(str):
    """带着行号的一段文字。"""

    __slots__ = ("line",)
    line: int


class Broken(ValueError):
    """不是这样写的数据。"""


def values(text: str) -> list[Any]:
    """一篇里的各个数组和对象（JS 里有几个变量就有几个，一行一个的 JSON 也是）；一个都没有为空。"""
    parser = _Parser(text)
    made = list[Any]()
    while parser.at < len(parser.tokens):
        if parser.peek() in ("[", "{"):
            try:
                made.append(parser.value(0))
            except Broken:
                return made
        else:
            parser.at += 1
    return made


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = [found for found in _TOKEN.finditer(text) if found.lastgroup != "comment"]
        self.at = 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def value(self, depth: int) -> Any:
        if depth > DEEPEST or self.at >= len(self.tokens):
            raise Broken
        token = self.tokens[self.at]
        self.at += 1
        if token[0] == "[":
            return self._list(depth)
        if token[0] == "{":
            return self._dict(depth)
        if token.lastgroup == "string":
            return self._string(token)
        if token.lastgroup == "word":
            return self._word(token[0])
        raise Broken

    def _list(self, depth: int) -> list[Any]:
        made = list[Any]()
        while (mark := self.peek()) != "]":
            if mark == ",":
                self.at += 1
                continue
            made.append(self.value(depth + 1))
        self.at += 1
        return made

    def _dict(self, depth: int) -> dict[str, Any]:
        made = dict[str, Any]()
        while (mark := self.peek()) != "}":
            if mark == ",":
                self.at += 1
                continue
            key = str(self.value(depth + 1))
            if self.peek() != ":":
                raise Broken
            self.at += 1
            made[key] = self.value(depth + 1)
        self.at += 1
        return made

    def _string(self, token: re.Match[str]) -> Text:
        made = Text(_ESCAPE.sub(_unescape, token[0][1:-1]) if "\\" in token[0] else token[0][1:-1])
        made.line = bisect_right(self.starts, token.start())
        return made

    def _word(self, word: str) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        try:
            return json.loads(word) if len(word) < 20 else word  # noqa: PLR2004 再长的数不是序号
        except ValueError:
            return word


def _unescape(found: re.Match[str]) -> str:
    said = found[1]
    if len(said) > 1:
        return chr(int(said[1:], 16))
    return _ESCAPES.get(said, said)
