"""一道题之内：题干、选项、答案、解析各写到哪里，一行没有标签的文字该接在谁后面。"""

import re

from . import answers, labels, options
from .cleaning import flat
from .outline import Outline
from .shapes import BLANK, JUDGE, SHORT, Draft
from .words import ANSWER, DIFFICULTY, EXPLANATION, OPTIONS, OTHER, SOURCE, TAGS, verdict

STEM, OPTION, SAID = "stem", "options", ANSWER
_ASIDES = (OTHER, DIFFICULTY, TAGS)
"""写在题干后面、选项前面的分值、难度、知识点。"""
_SAID_IN_STEM = re.compile(
    r"[（(【\[]\s{0,5}(?:√|×|对|错|正确|错误|[TF])\s{0,5}[)）】\]]\s{0,3}[。.]?$|[\s。]\s{0,3}(?:√|×)$"
)
_STEM_END = re.compile(r"[（(]\s{0,20}[)）]\s{0,3}[。.：:？?]?$|[：:？?。]$|_{2,}[。.]?$")
_WIDE = re.compile(r"\t+|\s{2,40}")
_MOST, _MOST_LINES = 10_000, 80
"""一题里一段文字的长短、题干的行数；再多的不是题，不往下接。"""


class Body:
    """正在读的一道题；phase 是写到了哪一部分。"""

    def __init__(self, draft: Draft, outline: Outline) -> None:
        """从题干写起。"""
        self.draft, self.outline, self.phase = draft, outline, STEM

    @property
    def wordy(self) -> bool:
        """正在写一段文字的答案，后面的行可能还是它。"""
        said = self.draft.answer
        return self.phase == SAID and not answers.letters_in(said) and not verdict(said)

    def labelled(self, segment: labels.Segment) -> None:
        """一段有标签的。"""
        self.phase = segment.role
        if segment.role == ANSWER:
            self.draft.answer = segment.text or self.draft.answer
        elif segment.role == OPTIONS:
            self.phase = OPTION
            if segment.text and not self._options(segment.text):
                way = options.way_of([(segment.text, 2)])
                self.draft.options += [one.text for one in options.split_cell(segment.text, way)]
        else:
            self._append(segment.role, segment.text)

    def _append(self, role: str, text: str) -> None:
        draft = self.draft
        if len(draft.explanation) + len(draft.source) + len(draft.tags) > _MOST:
            return
        if role == EXPLANATION:
            draft.explanation = f"{draft.explanation} {text}".strip()
        elif role == SOURCE:
            draft.source = f"{draft.source} {text}".strip()
        elif role == TAGS:
            draft.tags = f"{draft.tags} {text}".strip()
        elif role == DIFFICULTY:
            draft.difficulty = draft.difficulty or text

    def text(self, text: str, at: int) -> bool:
        """一段没有标签的；不属于这一题返回假。"""
        asking = self.phase in (STEM, OPTION) or (self.phase in _ASIDES and not self.draft.options)
        if asking and self._options(text, at):
            return True
        if not self.draft.lines:
            self.draft.lines.append(text)
            return True
        if not (self.outline.numbered or self.outline.labelled) and self._breaks(text, at):
            return False
        self._join(text)
        return True

    def _join(self, text: str) -> None:
        """接在正在写的那一部分后面。"""
        if self.phase == STEM:
            self.draft.lines += [text] if len(self.draft.lines) < _MOST_LINES else []
        elif self.phase == OPTION:
            self._continue_option(text)
        elif self.wordy:
            if len(self.draft.answer) < _MOST:
                self.draft.answer = f"{self.draft.answer}\n{text}".strip()
        elif self.phase == SAID:
            self._after_answer(text)
        else:
            self._append(self.phase, text)

    def _after_answer(self, text: str) -> None:
        """答案是字母、对错，后面没有标签的话是解析；选项写在答案后面的也认。"""
        if self.draft.options or not self._options(text):
            self._append(EXPLANATION, text)

    def _continue_option(self, text: str) -> None:
        if self.draft.options and len(self.draft.options[-1]) > _MOST:
            return
        if self.draft.options:
            self.draft.options[-1] = f"{self.draft.options[-1]}{text}"
        else:
            self.draft.options += [one.text for one in options.listed([text])]

    def _options(self, text: str, at: int | None = None) -> bool:
        """是选项就收下。"""
        have = len(self.draft.options)
        for weak in (False, True) if self.outline.weak or have else (False,):
            made = options.chain(text, have, weak=weak)
            if made and not made.lead.strip():
                self._take(made)
                return True
        if at is not None and self.outline.lines[at].dotted and self.draft.lines and text:
            self._take(options.Chain("", options.listed([text])))
            return True
        if have or (at is None and self.phase != OPTION):
            return False
        made = options.whole(text) or (self._single(text, at) if at is not None else None)
        if made is None or not (made.lead.strip() or self.draft.lines):
            return False
        if made.lead.strip():
            self.draft.lines.append(made.lead.strip())
        self._take(made)
        return True

    def _single(self, text: str, at: int) -> options.Chain | None:
        """题干后面只跟着一个 A，B 在下一行。"""
        made = options.chain(text)
        following = self.outline.lines[at + 1 : at + 2]
        return made if made and following and following[0].opens(len(made.found)) else None

    def _take(self, made: options.Chain) -> None:
        for one in made.found:
            self.draft.options.append(f"{one.text}（正确答案）" if one.right else one.text)
        self.phase = OPTION

    def _breaks(self, text: str, at: int) -> bool:
        """没有题号的文字里，这一行是不是另一题了。"""
        ahead = self.outline.ahead(at)
        gap = self.outline.lines[at].gap and not self.outline.spaced
        if self.phase == STEM:
            return (
                bool(_SAID_IN_STEM.search(self.draft.lines[-1]))
                or (gap and ahead != "options")
                or self._titled(gap=gap)
            )
        if self.phase == OPTION:
            ready = len(self.draft.options) > 1
            return ready and (gap or ahead == "options" or bool(_SAID_IN_STEM.search(text)))
        if self.phase == SAID and not self.wordy:
            return True
        return gap or bool(ahead)

    def _titled(self, *, gap: bool) -> bool:
        """上面那一行只是个标题。"""
        return gap and not _STEM_END.search(self.draft.lines[-1])


def said_in(stem: str) -> bool:
    """题干末尾写着对错。"""
    return bool(_SAID_IN_STEM.search(stem))


def unlabelled(draft: Draft) -> None:
    """选项没有字母、一行一个的：答案是字母时，题干后面的各行就是选项。"""
    letters = answers.letters_in(draft.answer) or answers.numbers_in(answers.bare(draft.answer))
    if draft.options or not letters or draft.kind in (JUDGE, BLANK, SHORT) or len(draft.lines) < 2:  # noqa: PLR2004 题干之外还要有
        return
    end = next((at for at, line in enumerate(draft.lines[:-1], 1) if _STEM_END.search(line)), 1)
    rest = draft.lines[end:]
    if len(rest) == 1 or all(_WIDE.search(line) for line in rest):
        rest = [piece for line in rest for piece in _WIDE.split(line) if piece.strip()]
    if len(rest) > 1 and (isinstance(letters, str) or options.is_numbered(rest)):
        draft.lines, draft.options = draft.lines[:end], [flat(one.text) for one in options.listed(rest)]
